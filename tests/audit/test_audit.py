"""Published circulars of every kind against the workbook they were made from."""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from support.circular_document import TEXT
from xlportal.audit.audit import audit
from xlportal.audit.published import Published, published
from xlportal.audit.read_published import read_published
from xlportal.core.book import Book
from xlportal.core.demo import demo_book
from xlportal.core.ledger import Count, Ledger, MonthEntries
from xlportal.errors import CannotProceed
from xlportal.publish.content import publication
from xlportal.publish.render import render
from xlportal.publish.word import word_document
from xlportal.score.assessment import assess

MOMENT = dt.datetime(2020, 3, 2)


def with_deductions() -> Book:
    """The demo with pieces in the column and two deductions in group 2."""
    demo = demo_book()
    (month,) = demo.ledger.months
    entries = list(month.entries)
    entries[13] = replace(entries[13], counts=(Count(4, 1), Count(0), Count(0)))
    for row, note in ((14, "更新不及时"), (18, "")):
        entries[row] = replace(entries[row], deduction=entries[row].deduction + 2, note=note)
    months = (MonthEntries(2, tuple(entries)),)
    return replace(demo, ledger=replace(demo.ledger, months=months))


def with_long_reasons() -> Book:
    """Reasons that do not fit in their cells, and a column that puts brackets below the numbers."""
    demo = demo_book()
    (month,) = demo.ledger.months
    entries = list(month.entries)
    for row in (14, 18):
        entries[row] = replace(
            entries[row], deduction=Fraction("1.5"), note="栏目长期没有更新，" * 9
        )
    items = tuple(
        replace(item, name=f"{item.name}{number}")
        for number in range(1, 4)
        for item in demo.ledger.groups[0].rules.items
    )
    groups = tuple(
        replace(group, rules=replace(group.rules, items=items, bonus=Fraction(2)))
        for group in demo.ledger.groups
    )
    entries = [replace(one, counts=(Count(1234, 123),) * len(items)) for one in entries]
    ledger = replace(
        demo.ledger, groups=groups, opening=(), months=(MonthEntries(2, tuple(entries)),)
    )
    return replace(demo, ledger=ledger)


def january() -> Book:
    """January as a month of its own, when there is no year so far."""
    demo = demo_book()
    (month,) = demo.ledger.months
    ledger = Ledger(2020, demo.ledger.groups, (), (MonthEntries(1, month.entries),))
    return replace(demo, ledger=ledger, settings=replace(demo.settings, hints={}))


BOOKS = {
    "february": (demo_book(), 2),
    "deductions": (with_deductions(), 2),
    "january": (january(), 1),
    "long reasons": (with_long_reasons(), 2),
}


def files(book: Book, month: int, folder: Path) -> list[Path]:
    printed = publication(book, assess(book.ledger, month))
    sheet, word = folder / "a.xlsx", folder / "a.docx"
    sheet.write_bytes(render(printed, MOMENT))
    word.write_bytes(word_document(printed, MOMENT))
    return [sheet, word]


@pytest.mark.parametrize("name", BOOKS)
def test_what_we_print_ourselves_follows_from_the_rules(name: str, tmp_path: Path) -> None:
    book, month = BOOKS[name]
    for path in files(book, month, tmp_path):
        found = audit(read_published(path), book, month)
        assert [finding.message for finding in found.findings] == []
        assert found.agreements > 200


def test_an_edited_appendix_shows_exactly_the_edit(tmp_path: Path) -> None:
    book = demo_book()
    sheet, _ = files(book, 2, tmp_path)
    workbook = openpyxl.load_workbook(sheet)
    cells = [cell for row in workbook["附表1"].iter_rows() for cell in row]
    (score,) = [cell for cell in cells if cell.value == 62.25]
    score.value = 62.26
    workbook["附表2"]["B6"] = "秘书一处"
    workbook.save(sheet)
    findings = audit(read_published(sheet), book, 2).findings
    assert {(f.annex, f.unit, f.published) for f in findings} == {
        (1, "富阳区行政服务中心", "62.26"),
        (2, "秘书处", "秘书一处"),
    }


def test_an_edited_word_circular_shows_exactly_the_edit(tmp_path: Path) -> None:
    book = demo_book()
    _, word = files(book, 2, tmp_path)
    document = Document(str(word))
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            run.text = run.text.replace("达标率为14.3%", "达标率为14.4%")
    document.save(str(word))
    (finding,) = audit(read_published(word), book, 2).findings
    assert finding.message == "正文 区县（市）审管办考核组 达标率：印的是“14.4”，按规则应是“14.3”"


@functools.cache
def correct_lines() -> tuple[str, ...]:
    book = with_deductions()
    return tuple(publication(book, assess(book.ledger, 2)).texts)


NUMBERS = [
    (index, found.span())
    for index, line in enumerate(correct_lines())
    if line.startswith("2月")
    for found in re.finditer(r"(?<![附表\d.])\d+(?:\.\d+)?", line)
]


@settings(max_examples=150)
@given(st.sampled_from(NUMBERS), st.integers(1, 8))
def test_every_changed_number_of_the_text_is_found_and_nothing_else(
    place: tuple[int, tuple[int, int]], more: int
) -> None:
    index, (start, end) = place
    lines = list(correct_lines())
    number = lines[index][start:end]
    changed = str(int(number) + more) if number.isdecimal() else f"{number}{more}"
    lines[index] = lines[index][:start] + changed + lines[index][end:]
    found = audit(Published(tuple(lines), ()), with_deductions(), 2)
    messages = [f.message for f in found.findings if f.field != "table"]
    assert len(messages) == 1, messages
    assert changed in messages[0]


_TYPED = st.characters(exclude_categories=["Cs"], exclude_characters="\0")


@settings(max_examples=150)
@given(st.data())
def test_torn_up_circulars_are_audited_without_a_crash(data: st.DataObject) -> None:
    lines = TEXT.read_text(encoding="utf-8").splitlines(keepends=True)
    keep = data.draw(st.lists(st.integers(0, len(lines) - 1), max_size=80))
    extra = data.draw(st.lists(st.text(_TYPED, max_size=12), max_size=5))
    text = "".join(lines[i] for i in keep) + "\n".join(extra)
    from xlportal.audit.read_published import _text_blocks  # noqa: PLC0415

    found = audit(published(_text_blocks(text.encode(errors="ignore"), "a.txt")), demo_book(), 2)
    assert found.agreements >= 0
    assert all(len(finding.message.splitlines()) == 1 for finding in found.findings)


def test_a_name_that_runs_over_lines_is_reported_in_one() -> None:
    first, second = read_published(TEXT).tables
    rows = (("1", "某区\n又一行", *[""] * 13), *first.rows)
    changed = Published((), (replace(first, rows=rows), second))
    findings = audit(changed, demo_book(), 2).findings
    assert any("某区 又一行" in finding.message for finding in findings)
    assert all(len(finding.message.splitlines()) == 1 for finding in findings)


def test_rows_missing_doubled_or_of_nobody_are_named() -> None:
    circular = read_published(TEXT)
    first, second = circular.tables
    rows = [*first.rows[:12], first.rows[0], ("15", "某区", *[""] * 13), first.rows[13]]
    changed = replace(circular, tables=(second, replace(first, rows=tuple(rows))))
    units = [f for f in audit(changed, demo_book(), 2).findings if f.field == "unit"]
    assert {(f.published, f.recomputed) for f in units} == {
        ("上城区审管办", ""), ("某区", ""), ("", "临安市审管办"),
    }  # fmt: skip


def test_full_width_digits_and_brackets_are_read_as_meant() -> None:
    book = with_deductions()
    printed = publication(book, assess(book.ledger, 2))
    wide = str.maketrans("0123456789()", "０１２３４５６７８９（）")
    lines = tuple(text.translate(wide) for text in printed.texts)
    assert [f for f in audit(Published(lines, ()), book, 2).findings if f.field != "table"] == []


def test_a_former_name_is_the_same_unit() -> None:
    demo = demo_book()
    group = demo.ledger.groups[0]
    units = (
        replace(group.units[0], name="上城区政务办", former=("上城区审管办",)),
        *group.units[1:],
    )
    groups = (replace(group, units=units), demo.ledger.groups[1])
    book = replace(demo, ledger=replace(demo.ledger, groups=groups))
    assert len(audit(read_published(TEXT), book, 2).findings) == 45


def test_missing_parts_are_findings() -> None:
    findings = audit(Published(("没有别的话",), ()), demo_book(), 2).findings
    assert [(f.annex, f.field) for f in findings] == [
        (1, "sentence"), (2, "sentence"), (None, "sentence"),
    ]  # fmt: skip


def test_a_stale_date_is_found() -> None:
    lines = tuple("2020年2月2日" if t == "2020年3月2日" else t for t in read_published(TEXT).lines)
    found = audit(replace(read_published(TEXT), lines=lines), demo_book(), 2).findings
    assert [f.published for f in found if f.field == "date"] == ["2020年2月2日"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.pdf", b"%PDF", "扩展名应是 .docx、.txt、.xlsx、.xlsm"),
        ("a.txt", b"\xff\xfe\x00\x00", "不是文字文件"),
        ("a.docx", b"nothing", "不是"),
        ("a.xlsx", b"nothing", "不是 Excel 工作簿"),
        ("a.txt", b"", "没有附表，也没有通报正文"),
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


def test_a_month_that_is_not_filled_cannot_be_audited(run: Any, demo_workbook: Path) -> None:
    outcome = run("audit", TEXT, demo_workbook, "--month", 5, "--json")
    assert outcome.code == 1
    assert "还没有填" in outcome.err


def test_a_dump_in_gb18030_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.read_text(encoding="utf-8").encode("gb18030"))
    assert read_published(path) == read_published(TEXT)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(CannotProceed, match="找不到文件"):
        read_published(tmp_path / "无.txt")
