"""The sheet 通报: rows and pages as they are printed, and its text as it can be read again."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.cell import MergedCell

from xlportal.audit.audit import audit
from xlportal.audit.read_published import parse_published
from xlportal.core.book import Book
from xlportal.core.demo import demo_book
from xlportal.core.rules import match_key
from xlportal.core.widths import broken, display_width, lines_needed
from xlportal.core.wording import Part
from xlportal.publish.circular import Paragraph
from xlportal.publish.circular_sheet import PAGE, draw_circular
from xlportal.publish.content import publication
from xlportal.publish.render import render
from xlportal.score.assessment import assess
from xlportal.sheets.pen import Palette, Pen, open_workbook

MOMENT = dt.datetime(2020, 3, 2)
TITLE = Paragraph(Part.TITLE, "通报")
SIGNED = (Paragraph(Part.SIGNATURE, "网站建设考核领导小组"), Paragraph(Part.DATE, "2020年3月2日"))


def drawn(*paragraphs: Paragraph) -> Any:
    stream = io.BytesIO()
    workbook = open_workbook(stream)
    draw_circular(Pen(workbook.add_worksheet("通报"), Palette(workbook)), paragraphs)
    workbook.close()
    return openpyxl.load_workbook(stream)["通报"]


def texts(sheet: Any) -> list[tuple[int, str]]:
    """Return the rows' texts with the columns they stand in."""
    return [
        (cell.column, cell.value)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]


def pages(sheet: Any) -> list[list[str]]:
    """Return the rows' texts of every page, empty ones too."""
    ends = [mark.id for mark in sheet.row_breaks.brk]
    rows = ["".join(str(cell.value or "") for cell in row) for row in sheet.iter_rows()]
    return [rows[start:end] for start, end in zip([0, *ends], [*ends, len(rows)], strict=True)]


def lines_on_pages(sheet: Any) -> list[int]:
    """Return how many lines of text every page has room for, by the heights of its rows."""
    ends = [mark.id for mark in sheet.row_breaks.brk]
    rows = [round(sheet.row_dimensions[n].height / 27.75) for n in range(1, sheet.max_row + 1)]
    bounds = zip([0, *ends], [*ends, len(rows)], strict=True)
    return [sum(rows[start:end]) for start, end in bounds]


def body(number: int) -> Paragraph:
    """Return a paragraph of so many full lines."""
    return Paragraph(Part.BODY, "字" * (28 * number - 2))


def content(book: Book) -> bytes:
    return render(publication(book, assess(book.ledger, 2)), MOMENT)


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("一二三四五六", 10, ["一二三四五", "六"]),
        ("一二三四五。", 10, ["一二三四", "五。"]),
        ("一二三四（五）", 10, ["一二三四", "（五）"]),
        ("报送共1250条", 8, ["报送共", "1250条"]),
        ("一二 三", 4, ["一二 ", "三"]),
        ("一\n二", 10, ["一", "二"]),
        ("a" * 25, 10, ["a" * 10, "a" * 10, "a" * 5]),
        ("", 10, [""]),
    ],
)
def test_text_is_broken_where_chinese_text_may_break(
    text: str, width: int, expected: list[str]
) -> None:
    assert broken(text, width) == expected


@given(st.text("一二（）、。12ab- \n", max_size=60), st.integers(2, 30))
def test_the_lines_are_the_text_and_as_many_as_are_counted(text: str, width: int) -> None:
    assert "".join(broken(text, width)) == text.replace("\n", "")
    assert len(broken(text, width)) == lines_needed(text, width)
    assert all(display_width(line.rstrip()) <= max(width, 2) for line in broken(text, width))


def test_a_paragraph_is_one_row_indented_by_two_characters_and_as_high_as_its_lines() -> None:
    sheet = drawn(Paragraph(Part.BODY, "字" * 60))
    assert texts(sheet) == [(1, "　　" + "字" * 60)]
    assert sheet.row_dimensions[1].height == 3 * 27.75
    assert sheet["A1"].alignment.wrap_text


def test_lines_ended_by_hand_stay_so() -> None:
    sheet = drawn(Paragraph(Part.HINT, "要求：\n一、准时；\n二、准确。"))
    assert texts(sheet) == [(1, "　　要求：\n一、准时；\n二、准确。")]
    assert sheet.row_dimensions[1].height == 3 * 27.75


def test_a_paragraph_goes_on_on_the_next_page_a_column_further_where_a_line_ends() -> None:
    sheet = drawn(TITLE, body(18), Paragraph(Part.BODY, "文" * 26 + "字" * 28 * 3))
    first, second = pages(sheet)
    assert first[-1] == "　　" + "文" * 26 + "字" * 28
    assert second == ["字" * 56]
    assert texts(sheet)[-1][0] == 2


def test_a_row_is_never_higher_than_excel_allows() -> None:
    sheet = drawn(body(20))
    assert [len(text) for _, text in texts(sheet)] == [14 * 28, 6 * 28]
    assert max(sheet.row_dimensions[row].height for row in (1, 2)) < 409


def test_every_paragraph_of_the_demo_on_one_page_is_found_in_one_cell() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(content(demo_book())))["通报"]
    assert [
        text
        for _, text in texts(sheet)
        if "14家参加考核单位中有2家超过及格线，达标率为14.3%" in text
    ]


def test_a_page_holds_twenty_lines_below_the_title_and_then_twenty_two() -> None:
    assert lines_on_pages(drawn(TITLE, body(50))) == [2 + 20, 22, 8]


def test_a_heading_stays_with_two_lines_of_its_text() -> None:
    heading = Paragraph(Part.HEADING, "2. 考核组")
    assert lines_on_pages(drawn(TITLE, body(17), heading, body(9))) == [2 + 20, 7]
    moved = drawn(TITLE, body(18), heading, body(9))
    assert lines_on_pages(moved) == [2 + 18, 10]
    assert pages(moved)[1][0] == "　　2. 考核组"


def test_no_page_begins_with_the_last_line_of_a_paragraph_or_ends_with_a_first() -> None:
    assert lines_on_pages(drawn(TITLE, body(21))) == [2 + 19, 2]
    assert lines_on_pages(drawn(TITLE, body(19), body(5))) == [2 + 19, 5]


def test_the_signature_takes_two_lines_of_text_along() -> None:
    sheet = drawn(TITLE, body(19), *SIGNED)
    assert lines_on_pages(sheet)[0] == 2 + 17
    assert [text.strip("　") for text in pages(sheet)[1]] == [
        "字" * 56, "", "网站建设考核领导小组", "2020年3月2日",
    ]  # fmt: skip


def test_a_long_text_is_one_page_after_another_without_any_gap() -> None:
    assert lines_on_pages(drawn(TITLE, *[body(2)] * 43)) == [2 + 20, 22, 22, 22]


def test_the_date_begins_two_characters_right_of_the_issuer() -> None:
    sheet = drawn(*SIGNED)
    assert texts(sheet) == [(3, "网站建设考核领导小组"), (3, "　　2020年3月2日")]
    before = sum(sheet.column_dimensions[column].width * 7 for column in "AB")
    assert before == pytest.approx((28 - 2 - 10) * 64 / 3, abs=1)


def test_an_issuer_longer_than_a_line_takes_two() -> None:
    long = "网站建设考核领导小组办公室" + "（行政审批制度改革办公室）" * 2
    sheet = drawn(Paragraph(Part.SIGNATURE, long), SIGNED[1])
    (first, begin), (second, rest), (third, _) = texts(sheet)
    assert (first, second, third) == (3, 4, 3)
    assert begin + rest == long
    assert display_width(begin) <= 2 * 24


def test_recipients_stand_at_the_foot_between_rules_their_lines_behind_the_label() -> None:
    sheet = drawn(
        body(5), *SIGNED, Paragraph(Part.RECIPIENTS, f"发：{'各处室、' * 10}"),
        Paragraph(Part.RECIPIENTS, "送：领导"),
    )  # fmt: skip
    assert texts(sheet)[-3:] == [
        (1, "　发：" + "各处室、" * 7), (2, "　　　" + "各处室、" * 3), (1, "　送：领导"),
    ]  # fmt: skip
    rows = range(1, sheet.max_row + 1)
    assert sum(sheet.row_dimensions[row].height for row in rows) == pytest.approx(PAGE, abs=1)
    ruled = {row: sheet.cell(row, 1).border for row in rows[-3:]}
    assert [border.top.style for border in ruled.values()] == ["thin", None, None]
    assert [border.bottom.style for border in ruled.values()] == [None, None, "thin"]


def test_more_recipients_than_a_page_holds_do_no_harm() -> None:
    many = Paragraph(Part.RECIPIENTS, f"发：{'各处室、' * 300}")
    assert (
        "".join(text for page in pages(drawn(TITLE, many)) for text in page).count("各处室") == 300
    )


def test_an_empty_circular_is_an_empty_sheet() -> None:
    assert texts(drawn()) == []


def test_it_is_printed_in_its_own_size_so_that_excel_heeds_the_page_breaks() -> None:
    sheet = drawn(TITLE, body(50))
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.scale or 100, sheet.page_setup.paperSize) == (100, 9)
    across = sum(column.width * 7 for column in sheet.column_dimensions.values()) / 96
    assert across < 210 / 25.4 - sheet.page_margins.left - sheet.page_margins.right


def test_single_lines_shrink_rather_than_being_cut_in_a_wider_font() -> None:
    sheet = drawn(TITLE, Paragraph(Part.HEADING, "2. 考核组"), *SIGNED)
    for cell in (cell for row in sheet.iter_rows(min_row=3) for cell in row):
        assert isinstance(cell, MergedCell) or cell.value is None or cell.alignment.shrink_to_fit


@pytest.fixture(scope="module")
def wordy() -> Book:
    demo = demo_book()
    settings = replace(
        demo.settings,
        issuer="网站建设考核领导小组办公室（杭州市人民政府行政审批制度改革办公室）",
        hints={2: "请 Office 各处室按时报送，勿延误。" * 60 + "\n注意时效"},
    )
    return replace(demo, settings=settings)


def test_every_paragraph_can_be_read_again(wordy: Book) -> None:
    read = parse_published(content(wordy), Path("a.xlsx"))
    said = [paragraph.text for paragraph in publication(wordy, assess(wordy.ledger, 2)).paragraphs]
    assert list(map(match_key, read.lines)) == list(map(match_key, said))


def test_the_audit_finds_nothing_in_what_was_printed_in_lines(wordy: Book) -> None:
    assert audit(parse_published(content(wordy), Path("a.xlsx")), wordy, 2).findings == ()


def test_a_sheet_with_a_row_a_paragraph_is_read_as_before() -> None:
    workbook = openpyxl.Workbook()
    workbook.active.title = "通报"
    for row in (
        ["　　一段。"],
        ["落款"],
        ["2020年3月2日"],
        ["发：各处室"],
        ["附表1："],
        [None, "统计表"],
    ):
        workbook.active.append(row)
    stream = io.BytesIO()
    workbook.save(stream)
    assert parse_published(stream.getvalue(), Path("a.xlsx")).lines == (
        "一段。", "落款", "2020年3月2日", "发：各处室", "附表1：统计表",
    )  # fmt: skip
