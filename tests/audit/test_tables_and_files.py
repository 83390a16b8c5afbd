"""What is wrong around and in the tables, and the kinds of files circulars come in."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from support.circular_document import TEXT
from support.dumps import dump
from xlportal.audit.audit import audit
from xlportal.audit.comparing import same
from xlportal.audit.read_published import parse_published
from xlportal.core.book import Book
from xlportal.core.demo import demo_book
from xlportal.core.ledger import Count, Entry, MonthEntries
from xlportal.publish.content import publication
from xlportal.publish.render import render
from xlportal.score.assessment import assess

BOOK = demo_book()
PRINTED = publication(BOOK, assess(BOOK.ledger, 2))
SENT = render(PRINTED, dt.datetime(2020, 3, 2))
CORRECT = dump(BOOK, 2)
TITLE = "区县（市）审管办考核组2月门户网站考核统计表"


def findings(content: bytes, kind: str = "xlsx", book: Book = BOOK) -> list[tuple[Any, ...]]:
    found = audit(parse_published(content, Path(f"a.{kind}")), book, 2).findings
    return [
        (one.annex, one.unit, one.field, "".join(one.published.split()), one.recomputed)
        for one in found
    ]


def edited(edit: Callable[[Any], None]) -> bytes:
    """The sent workbook after an edit."""
    workbook = openpyxl.load_workbook(io.BytesIO(SENT))
    edit(workbook)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def with_cell(sheet: str, cell: str, value: object) -> bytes:
    return edited(lambda workbook: workbook[sheet].__setitem__(cell, value))


def with_sheets(*names: str) -> bytes:
    def edit(workbook: Any) -> None:
        for name in set(workbook.sheetnames) - set(names):
            del workbook[name]

    return edited(edit)


@pytest.mark.parametrize(
    "title", [TITLE.replace("2月", "1月"), TITLE.removesuffix("统计表"), "随便", ""]
)
def test_a_wrong_title_of_a_table_is_found(title: str) -> None:
    assert findings(with_cell("附表1", "A2", title or None)) == [(1, None, "title", title, TITLE)]


@pytest.mark.parametrize(
    ("label", "shown"), [("附表2：甲", "附表2:甲"), ("附表3：", "附表3"), ("附表２.5", "附表2.5")]
)
def test_a_wrong_label_of_a_table_is_found(label: str, shown: str) -> None:
    assert findings(with_cell("附表2", "A1", label)) == [(2, None, "annex", shown, "附表2")]


@pytest.mark.parametrize(("cell", "field"), [("J6", "average"), ("K6", "pass_line")])
def test_a_value_merged_down_the_group_may_not_be_blank(cell: str, field: str) -> None:
    ((annex, unit, found, published, _),) = findings(with_cell("附表1", cell, None))
    assert (annex, unit, found, published) == (1, None, field, "")


def test_rows_swapped_whole_are_found_as_out_of_order() -> None:
    def swap(workbook: Any) -> None:
        sheet = workbook["附表2"]
        for upper, lower in zip(sheet[7], sheet[8], strict=True):
            if not isinstance(upper, openpyxl.cell.cell.MergedCell):
                upper.value, lower.value = lower.value, upper.value

    assert findings(edited(swap)) == [(2, "审批管理处", "order", "第3行", "第2行")]


@pytest.mark.parametrize("sheets", [["附表1"], ["附表2"], ["附表1", "附表2"], ["通报"]])
def test_a_part_of_a_circular_lacks_nothing(sheets: list[str]) -> None:
    assert findings(with_sheets(*sheets)) == []


def test_a_text_alone_lacks_no_table() -> None:
    assert findings(CORRECT[: CORRECT.index("附表1：\n")].encode(), "txt") == []


def test_a_text_with_one_of_its_tables_lacks_the_other() -> None:
    found = findings(with_sheets("通报", "附表1"))
    assert [(annex, field) for annex, _, field, *_ in found] == [(2, "table")]


def test_a_float_that_never_ends_is_right_as_a_spreadsheet_holds_it() -> None:
    group = BOOK.ledger.groups[0]
    group = replace(group, units=group.units[:7])
    entries = tuple(
        Entry(1, unit.name, (Count(116 if row == 0 else 0), Count(0), Count(0)))
        for row, unit in enumerate(group.units)
    )
    months = (MonthEntries(2, entries),)
    book = replace(BOOK, ledger=replace(BOOK.ledger, groups=(group,), opening=(), months=months))
    printed = publication(book, assess(book.ledger, 2))
    assert findings(render(printed, dt.datetime(2020, 3, 2)), book=book) == []


@pytest.mark.parametrize("text", ["33.1428571428571", "33.1428571428572", "33.142857142857146",
                                  "33.14"])  # fmt: skip
def test_every_way_to_round_a_float_is_right(text: str) -> None:
    assert same(text, Fraction(232, 7))


@pytest.mark.parametrize("text", ["33.1428571428573", "33.1429", "33.15", "33"])
def test_other_digits_are_wrong(text: str) -> None:
    assert not same(text, Fraction(232, 7))


def rows_of_tabs(*, quoted: bool) -> str:
    """The circular as Excel copies it: a row a line, cells of several lines in quotation marks."""
    workbook = openpyxl.load_workbook(io.BytesIO(SENT))
    lines = list(PRINTED.texts)
    for name in ("附表1", "附表2"):
        for row in workbook[name].iter_rows(values_only=True):
            texts = ["" if value is None else str(value) for value in row]
            lines.append("\t".join(f'"{text}"' if "\n" in text and quoted else
                                   text.replace("\n", "") for text in texts))  # fmt: skip
    return "\n".join(lines)


SAME_CIRCULAR = {
    "blanks behind every line": "\n".join(f"{line}  " for line in CORRECT.split("\n")).encode(),
    "utf-16": CORRECT.encode("utf-16"),
    "utf-16 big end first": b"\xfe\xff" + CORRECT.encode("utf-16-be"),
    "rows": rows_of_tabs(quoted=False).encode(),
    "rows with quotation marks": rows_of_tabs(quoted=True).encode(),
    "rows of Windows": rows_of_tabs(quoted=True).replace("\n", "\r\n").encode("utf-16"),
}


@pytest.mark.parametrize("name", SAME_CIRCULAR)
def test_texts_are_read_however_they_were_saved(name: str) -> None:
    assert findings(SAME_CIRCULAR[name], "txt") == []


def test_blanks_behind_every_line_of_the_real_circular_change_nothing() -> None:
    text = TEXT.read_text(encoding="utf-8")
    blank = "\n".join(f"{line}  " for line in text.split("\n"))
    assert findings(blank.encode(), "txt") == findings(text.encode(), "txt")


def test_a_working_workbook_is_no_circular(run: Any, demo_workbook: Path) -> None:
    outcome = run("audit", demo_workbook, demo_workbook, "--month", 2)
    assert outcome.code == 2
    assert "是填报工作簿，不是印发的通报" in outcome.err
    assert len(outcome.err.splitlines()) == 1
