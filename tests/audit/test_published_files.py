"""The kinds of files circulars come in, parts of circulars, and what is no circular."""

import io
import json
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings

from support.circular_document import TEXT
from support.documents import documents
from support.misprints import Circular, demo_circular, saved_again
from support.tools import saved
from xlportal.audit.audit import audit
from xlportal.audit.published import parse_published
from xlportal.core.book import Book
from xlportal.core.demo import demo_book
from xlportal.core.document import read_document
from xlportal.core.ledger import Count, Entry, Ledger, MonthEntries
from xlportal.core.rules import Item, Order


def assert_right(circular: Circular) -> None:
    for content, kind in (
        (circular.text, "txt"),
        (circular.word, "docx"),
        (circular.sheets, "xlsx"),
    ):
        found = circular.audited(content, kind)
        assert [one.message for one in found.findings] == [], kind
        assert found.notes == (), kind
        assert found.agreements > 0


def changed(book: Book, **entry: Any) -> Book:
    """The demo with February's entry of 秘书处 changed."""
    (month,) = book.ledger.months
    entries = tuple(replace(e, **entry) if e.unit == "秘书处" else e for e in month.entries)
    return replace(book, ledger=replace(book.ledger, months=(replace(month, entries=entries),)))


def january() -> Circular:
    """January as sent, after an item was added in July."""
    demo = demo_book()
    ledger = Ledger(2020, demo.ledger.groups, (), (MonthEntries(1, demo.ledger.months[0].entries),))
    one = ledger.groups[0]
    later = replace(one, items=(*one.items, Item("视频", "个", Fraction(5), first_month=7)))
    entries = tuple(
        replace(e, counts=(*e.counts, None)) if e.annex == 1 else e
        for e in ledger.months[0].entries
    )
    months = (replace(ledger.months[0], entries=entries),)
    ledger = replace(ledger, groups=(later, ledger.groups[1]), months=months)
    return Circular(replace(demo, ledger=ledger), 1)


def ragged_average() -> Circular:
    """Seven units with an average that never ends."""
    demo = demo_book()
    group = replace(demo.ledger.groups[0], units=demo.ledger.groups[0].units[:7])
    entries = tuple(
        Entry(1, unit.name, (Count(116 if row == 0 else 0), Count(0), Count(0)))
        for row, unit in enumerate(group.units)
    )
    ledger = Ledger(2020, (group,), (), (MonthEntries(2, entries),))
    return Circular(replace(demo, ledger=ledger), 2)


OWN = {
    "february": demo_circular,
    "a deduction": lambda: Circular(
        changed(demo_book(), deduction=Fraction(2), note="5月更新不及时，见附表2。另有3处"), 2
    ),
    "pieces in the column": lambda: Circular(
        changed(demo_book(), counts=(Count(4, 1), Count(0), Count(0))), 2
    ),
    "no date of issue": lambda: Circular(
        replace(demo_book(), settings=replace(demo_book().settings, dates={})), 2
    ),
    "january": january,
    "an average that never ends": ragged_average,
}  # fmt: skip


@pytest.mark.parametrize("name", OWN)
def test_what_a_workbook_gives_follows_from_it(name: str) -> None:
    assert_right(OWN[name]())


@pytest.mark.usefixtures("untraced")
@settings(max_examples=5)
@given(documents())
def test_whatever_a_workbook_gives_follows_from_it(document: dict[str, Any]) -> None:
    book = Book(read_document(json.dumps(document)).ledger)
    for month in book.ledger.filled:
        assert_right(Circular(book, month))


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_what_libreoffice_saved_again_follows_too(tmp_path: Path, kind: str) -> None:
    circulars = [OWN[name]() for name in ("a deduction", "january", "an average that never ends")]
    again = saved_again(circulars, kind, tmp_path)
    for content, circular in zip(again, circulars, strict=True):
        found = circular.audited(content, kind)
        assert ([one.message for one in found.findings], found.notes) == ([], ())


def test_a_period_is_audited_as_a_month_is() -> None:
    demo = demo_book()
    march = replace(demo.ledger.months[0], month=3)
    first, second = demo.ledger.groups
    left = replace(first, units=(replace(first.units[0], last_month=2), *first.units[1:]))
    months = (*demo.ledger.months, march)
    book = replace(demo, ledger=replace(demo.ledger, groups=(left, second), months=months))
    circular = Circular(book, None, (2, 3))
    assert_right(circular)
    wrong = circular.text.replace("2-3月", "1-3月", 1)
    assert [one.field for one in circular.audited(wrong, "txt").findings] == ["label"]


def test_a_date_written_by_hand_where_the_workbook_has_none_is_no_finding() -> None:
    circular = OWN["no date of issue"]()
    written = circular.text.replace("　　年　　月　　日", "2020年3月2日")
    assert written != circular.text
    assert circular.audited(written, "txt").findings == ()


def test_ties_and_former_names_may_stand_as_they_do() -> None:
    demo = demo_book()
    entries = [
        replace(e, counts=(Count(4), *e.counts[1:])) if e.unit == "富阳区行政服务中心" else e
        for e in demo.ledger.months[0].entries
    ]
    one = demo.ledger.groups[0]
    units = tuple(
        replace(u, name="钱塘区管委会", former=(u.name,)) if "钱塘" in u.name else u
        for u in one.units
    )
    ledger = replace(
        demo.ledger, groups=(replace(one, units=units), demo.ledger.groups[1]), opening=(),
        months=(MonthEntries(2, tuple(entries)),),
    )  # fmt: skip
    circular = Circular(replace(demo, ledger=ledger), 2)
    lists = "富阳区行政服务中心、钱塘区管委会", "钱塘新区管委会、富阳区行政服务中心"
    assert lists[0] in circular.text
    other = circular.text.replace(*lists).replace("钱塘区管委会", "钱塘新区管委会")
    assert circular.audited(other, "txt").findings == ()


def test_rows_by_rank_may_hold_ties_in_any_order() -> None:
    demo = demo_book()
    groups = tuple(
        replace(group, rules=replace(group.rules, order=Order.RANK)) for group in demo.ledger.groups
    )
    circular = Circular(replace(demo, ledger=replace(demo.ledger, groups=groups)), 2)
    assert_right(circular)
    names = [
        f"\t{n}\n" for n in ("下城区审管办", "江干区审管办", "富阳区行政服务中心", "钱塘新区管委会")
    ]

    def exchanged(one: str, other: str) -> list[str]:
        table = circular.text.rpartition("附表1：")[2]
        text = table.replace(one, "\tX\n").replace(other, one).replace("\tX\n", other)
        changed = circular.text.replace(table, text)
        return [found.field for found in circular.audited(changed, "txt").findings]

    assert exchanged(names[0], names[1]) == []
    assert exchanged(names[2], names[3]) != []


# Parts of a circular.


def sheets(*names: str) -> bytes:
    workbook = openpyxl.load_workbook(io.BytesIO(demo_circular().sheets))
    for name in set(workbook.sheetnames) - set(names):
        del workbook[name]
    return saved(workbook)


@pytest.mark.parametrize(
    ("names", "absent"),
    [(["附表1"], "正文、附表2"), (["附表1", "附表2"], "正文"), (["通报"], "附表1、附表2")],
)
def test_a_part_of_a_circular_lacks_nothing_and_says_what_was_not_compared(
    names: list[str], absent: str
) -> None:
    found = demo_circular().audited(sheets(*names), "xlsx")
    assert (found.findings, found.notes) == ((), (f"这份文件里没有{absent}，没有核对。",))


def test_a_sheet_that_is_none_of_ours_is_a_table_nobody_asked_for() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(demo_circular().sheets))
    added = workbook.create_sheet("明细表")
    for row in (["单位", "得分"], ["上城区审管办", 99]):
        added.append(row)
    assert len(demo_circular().audited(saved(workbook), "xlsx").findings) == 1


def test_a_text_with_one_of_its_tables_lacks_the_other() -> None:
    found = demo_circular().audited(sheets("通报", "附表1"), "xlsx").findings
    assert {one.annex for one in found} == {2}
    assert all(one.published == "" for one in found)


def test_a_hidden_row_of_a_sheet_is_not_seen() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(demo_circular().sheets))
    workbook["附表1"].row_dimensions[10].hidden = True
    (found,) = demo_circular().audited(saved(workbook), "xlsx").findings
    assert found.field == "row"


# Texts however they were saved.


def pasted(*, quoted: bool) -> str:
    """The circular as Excel copies it: a row a line, cells of several lines in quotation marks."""
    workbook = openpyxl.load_workbook(io.BytesIO(demo_circular().sheets))
    lines = list(demo_circular().publication.texts)
    for name in ("附表1", "附表2"):
        for row in workbook[name].iter_rows(values_only=True):
            texts = ["" if value is None else str(value) for value in row]
            cells = [f'"{t}"' if "\n" in t and quoted else t.replace("\n", "") for t in texts]
            lines.append("\t".join(cells).rstrip("\t") if len(set(texts)) > 2 else "".join(texts))
    return "\n".join(lines)


TEXTS = {
    "gb18030": lambda: demo_circular().text.encode("gb18030"),
    "lines of Windows": lambda: demo_circular().text.replace("\n", "  \r\n").encode(),
    "a paragraph a line": lambda: demo_circular().text.replace("\n\n", "\n", 11).encode(),
    "bookmarks": lambda: demo_circular().text.replace("近期", "[bookmark: _GoBack]近期").encode(),
    "rows": lambda: pasted(quoted=False).encode(),
    "rows with quotation marks": lambda: pasted(quoted=True).replace("\n", "\r\n").encode("utf-16"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_texts_are_read_however_they_were_saved(name: str) -> None:
    assert demo_circular().audited(TEXTS[name](), "txt").findings == ()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.pdf", b"%PDF", "扩展名应是 .docx、.txt、.xlsx、.xlsm"),
        ("a.txt", b"\xff\xfe\x00\x00", "不是文字文件"),
        ("a.docx", b"nothing", "不是"),
        ("a.xlsx", b"nothing", "不是 Excel 工作簿"),
        ("a.txt", b"", "没有附表，也没有通报正文"),
        ("a.txt", demo_circular().text.replace("\t", "").encode(), "没有标出单元格"),
    ],
)
def test_files_that_are_no_circular_are_refused_in_one_line(
    run: Any, tmp_path: Path, demo_workbook: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    outcome = run("audit", tmp_path / name, demo_workbook, "--month", 2)
    assert outcome.code == 2
    assert message in outcome.err
    assert len(outcome.err.splitlines()) == 1


def test_a_working_workbook_is_no_circular(run: Any, demo_workbook: Path) -> None:
    outcome = run("audit", demo_workbook, demo_workbook, "--month", 2)
    assert outcome.code == 2
    assert "是填报工作簿，不是印发的通报" in outcome.err


def test_a_month_that_is_not_filled_cannot_be_audited(run: Any, demo_workbook: Path) -> None:
    outcome = run("audit", TEXT, demo_workbook, "--month", 5, "--json")
    assert outcome.code == 1
    assert outcome.json["findings"] == []
    assert "还没有填" in outcome.err


def test_json_names_what_was_audited(run: Any, demo_workbook: Path) -> None:
    month = run("audit", TEXT, demo_workbook, "--month", 2, "--json").json
    assert list(month) == ["month", "agreements", "notes", "findings"]
    assert list(month["findings"][0]) == [
        "annex", "unit", "field", "published", "recomputed", "where", "message",
    ]  # fmt: skip
    period = run("audit", TEXT, demo_workbook, "--period", "1-2", "--json")
    assert (period.code, period.json["period"], period.json["label"]) == (1, [1, 2], "1-2月")
    assert "期初" in period.err


# Time.

NASTY = {
    "tabs and quotation marks": '\t"',
    "sentences": "甲。",
    "rows": "\t1\n\n1\t上城区审管办\n",
    "its own sentences": demo_circular().text.partition("附表1：\n")[0],
    "its own words": "1-2月累计得分前二位的是",
    "brackets": "[bookmark: ",
}


@pytest.mark.usefixtures("untraced")
@pytest.mark.parametrize("name", NASTY)
def test_time_grows_in_step_with_the_length_of_any_text(name: str) -> None:
    circular = demo_circular()

    def seconds(size: int) -> float:
        more = NASTY[name] * (size // len(NASTY[name]))
        before, header, after = circular.text.partition("\n\n\t序号")
        text = f"{before}\n{more}{header}{after}\n{more}"
        start = time.perf_counter()
        printed = parse_published(text.encode(), Path("a.txt"))
        audit(printed, circular.publication, circular.book.ledger.groups)
        return time.perf_counter() - start

    assert seconds(60_000) < 8 * seconds(15_000) + 1
