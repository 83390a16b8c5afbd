"""The sheet 通报: a cell a paragraph, and where its pages end."""

import io
from itertools import pairwise
from typing import Any

import openpyxl
import pytest

from xlportal.core.wording import Part
from xlportal.publish import paper
from xlportal.publish.circular import Paragraph
from xlportal.publish.circular_sheet import draw_circular
from xlportal.sheets.pen import Palette, Pen, open_workbook

TITLE = Paragraph(Part.TITLE, "通报")
HEADING = Paragraph(Part.HEADING, "2. 考核组")
SIGNED = (Paragraph(Part.SIGNATURE, "网站建设考核领导小组"), Paragraph(Part.DATE, "2020年3月2日"))
LINE = 16 * 1.64


def drawn(*paragraphs: Paragraph) -> Any:
    stream = io.BytesIO()
    workbook = open_workbook(stream)
    draw_circular(Pen(workbook.add_worksheet("通报"), Palette(workbook)), paragraphs)
    workbook.close()
    return openpyxl.load_workbook(stream)["通报"]


def body(lines: int) -> Paragraph:
    """Return a paragraph of so many full lines of 33 characters, less what is counted as spare."""
    return Paragraph(Part.BODY, "字" * (32 * lines - 2))


def pages(sheet: Any) -> list[list[str]]:
    """Return the texts of every page."""
    ends = [0, *(mark.id for mark in sheet.row_breaks.brk), sheet.max_row]
    cells = [sheet.cell(row + 1, 1).value for row in range(sheet.max_row)]
    return [[text for text in cells[a:b] if text] for a, b in pairwise(ends)]


def height(sheet: Any, first: int, last: int) -> float:
    return sum(sheet.row_dimensions[row].height for row in range(first, last + 1))


def test_a_paragraph_higher_than_a_row_can_be_is_one_cell_over_several() -> None:
    sheet = drawn(body(40))
    (merged,) = sheet.merged_cells.ranges
    assert (str(merged), sheet["A1"].value) == ("A1:A3", "　　" + body(40).text)
    assert sheet["A1"].alignment.wrap_text
    assert height(sheet, 1, 3) == pytest.approx(40 * LINE, abs=2)
    assert max(size.height for size in sheet.row_dimensions.values()) <= 409


def test_a_page_is_as_wide_as_the_column_and_holds_no_more_than_it_has_room_for() -> None:
    sheet = drawn(TITLE, *[body(4)] * 30)
    scale = sheet.page_setup.scale / 100
    across = sheet.column_dimensions["A"].width * 7 / 96 * scale
    margins = sheet.page_margins
    assert across == pytest.approx(210 / 25.4 - margins.left - margins.right, abs=0.1)
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage
    ends = [0, *(mark.id for mark in sheet.row_breaks.brk), sheet.max_row]
    room = (297 / 25.4 - margins.top - margins.bottom) * 72
    full = [height(sheet, a + 1, b) * scale for a, b in pairwise(ends)]
    assert max(full) <= room
    assert min(full[:-1]) > room - 5 * LINE


@pytest.mark.parametrize("lines", range(14, 27))
def test_no_heading_ends_a_page_and_no_signature_begins_one(lines: int) -> None:
    recipients = Paragraph(Part.RECIPIENTS, "发：各处室")
    every = pages(drawn(TITLE, *[body(1)] * lines, HEADING, body(3), *SIGNED, recipients))
    assert not [page for page in every if page[-1].endswith(HEADING.text)]
    assert [text.strip("　")[0] for text in every[-1][-4:]] == ["字", "网", "2", "发"]


@pytest.mark.parametrize(("paragraphs", "count"), [([13, 13], 1), ([21, 21], 2), ([8, 29], 2)])
def test_print_is_a_little_smaller_where_that_saves_a_page_or_keeps_the_closing_with_its_text(
    paragraphs: list[int], count: int
) -> None:
    recipients = Paragraph(Part.RECIPIENTS, "发：各处室")
    sheet = drawn(TITLE, *map(body, paragraphs), *SIGNED, recipients)
    every, scale = pages(sheet), sheet.page_setup.scale / 100
    assert len(every) == count
    assert every[-1][-4].startswith("　　字")
    ends = [0, *(mark.id for mark in sheet.row_breaks.brk), sheet.max_row]
    room = (297 / 25.4 - sheet.page_margins.top - sheet.page_margins.bottom) * 72
    assert max(height(sheet, a + 1, b) for a, b in pairwise(ends)) * scale <= room
    assert scale >= 0.75


@pytest.mark.parametrize(
    ("issuer", "date", "indents"),
    [
        ("网站建设考核领导小组", "2020年3月2日", (2, 4)),
        ("办公室", "2020年12月31日", (8, 2)),
        ("长" * 40, "2020年3月2日", (2, 20)),
    ],
)
def test_issuer_and_date_stand_where_gb_t_9704_puts_them(
    issuer: str, date: str, indents: tuple[float, float]
) -> None:
    paragraphs = Paragraph(Part.SIGNATURE, issuer), Paragraph(Part.DATE, date)
    assert tuple(paper.signature_indents(paragraphs).values()) == indents


def test_recipients_stand_between_rules() -> None:
    sheet = drawn(
        Paragraph(Part.RECIPIENTS, "发：各处室"), Paragraph(Part.RECIPIENTS, "送：领导")
    )  # fmt: skip
    borders = [cell.border for (cell,) in sheet["A1:A2"]]
    assert [border.top.style for border in borders] == ["thin", None]
    assert [border.bottom.style for border in borders] == [None, "thin"]
