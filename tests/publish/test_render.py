"""The sheets as they are sent, read back with openpyxl."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from xlportal.core.book import Book
from xlportal.core.demo import demo_book
from xlportal.core.ledger import Count, Entry, MonthEntries
from xlportal.core.rules import Item, Unit
from xlportal.publish.asked import Asked
from xlportal.publish.content import Publication, made
from xlportal.publish.render import render

MOMENT = dt.datetime(2020, 3, 2)


def published(book: Book, month: int) -> Publication:
    return made(book, Asked.of(month)).published


FEBRUARY = published(demo_book(), 2)


def rendered(book: Book, month: int, path: Path) -> Any:
    path.write_bytes(render(published(book, month), MOMENT))
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def february(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return rendered(demo_book(), 2, tmp_path_factory.mktemp("out") / "out.xlsx")


def group_of(units: int, *entries: Entry) -> Book:
    """A book whose only group has numbered units, and its January."""
    demo = demo_book()
    group = demo.ledger.groups[0]
    group = replace(group, units=tuple(Unit(f"第{number}单位") for number in range(1, units + 1)))
    january = MonthEntries(1, entries)
    return replace(
        demo, ledger=replace(demo.ledger, groups=(group,), opening=(), months=(january,))
    )


def test_the_copy_holds_the_circular_and_an_appendix_a_group(february: Any) -> None:
    assert february.sheetnames == ["通报", "附表1", "附表2", "走势"]
    assert february.active.title == "通报"
    cells = (cell.value for (cell,) in february["通报"].iter_rows(max_col=1))
    assert [str(text).strip() for text in cells if text] == FEBRUARY.texts
    properties = february.properties
    assert (properties.title, properties.creator) == (
        "2020年2月门户网站考核",
        "网站建设考核领导小组",
    )
    assert properties.created == MOMENT


def test_every_cell_of_an_appendix_is_the_assessment(february: Any) -> None:
    for appendix in FEBRUARY.appendices:
        sheet = february[f"附表{appendix.annex}"]
        assert sheet["A1"].value == appendix.label
        assert sheet["A2"].value == appendix.title
        for cell in appendix.header:
            assert sheet.cell(cell.row + 3, cell.column + 1).value == cell.text
        for index, row in enumerate(appendix.rows):
            for column, value in enumerate(row):
                shown = sheet.cell(index + 6, column + 1).value
                if column in appendix.merged and index:
                    assert shown is None
                else:
                    assert shown == value or Fraction(str(shown)) == value
        assert sheet.cell(len(appendix.rows) + 6, 1).value == appendix.note


def test_the_merges_are_the_circulars(february: Any) -> None:
    merges = {str(merged) for merged in february["附表1"].merged_cells.ranges}
    assert merges == {
        "A2:O2", "A3:A5", "B3:B5", "C3:H3", "C4:D4", "E4:F4", "G4:H4", "I3:I5", "J3:J5", "K3:K5",
        "L3:L5", "M3:M5", "N3:N5", "O3:O5", "J6:J19", "K6:K19", "A20:O20",
    }  # fmt: skip


def test_no_sheet_has_page_breaks_where_it_is_fitted_to_a_width(february: Any) -> None:
    for sheet in february:
        fitted = bool(sheet.sheet_properties.pageSetUpPr.fitToPage)
        assert fitted is sheet.title.startswith("附表")
        assert not (fitted and sheet.row_breaks.brk)


def test_appendices_print_on_a4_landscape_one_page_wide_with_repeated_headers(
    february: Any,
) -> None:
    sheet = february["附表1"]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$3:$5"
    assert sheet.print_area == "'附表1'!$A$1:$O$20"
    assert sheet.print_options.horizontalCentered
    assert february["通报"].page_setup.orientation == "portrait"


def test_page_numbers_stand_right_on_odd_pages_and_left_on_even_ones(february: Any) -> None:
    for sheet in february:
        assert sheet.HeaderFooter.differentOddEven
        odd, even = sheet.oddFooter, sheet.evenFooter
        assert (odd.right.text, even.left.text) == ("　— &P —　",) * 2
        others = (odd.left, odd.center, even.center, even.right)
        assert [part.text for part in others] == [None] * 4
        assert (odd.right.font, odd.right.size) == ("宋体", 14)


def test_official_fonts_carry_the_chinese_character_set(february: Any) -> None:
    sheet = february["附表1"]
    fonts = [sheet[address].font for address in ("A2", "A3", "A6")]
    assert [font.name for font in fonts] == ["方正小标宋简体", "黑体", "仿宋_GB2312"]
    assert {font.charset for font in fonts} == {134}


def test_an_average_that_does_not_end_is_shown_as_it_is_printed(tmp_path: Path) -> None:
    book = group_of(14, Entry(1, "第1单位", (Count(3), None, None)))
    cell = rendered(book, 1, tmp_path / "a.xlsx")["附表1"]["G6"]
    assert cell.value == pytest.approx(6 / 14)
    assert cell.number_format == "0.00"


def test_a_table_of_many_pages_shows_its_average_on_each(tmp_path: Path) -> None:
    sheet = rendered(group_of(60), 1, tmp_path / "a.xlsx")["附表1"]
    merges = [m for m in sheet.merged_cells.ranges if m.min_col == m.max_col == 7 and m.min_row > 5]
    assert [row for row in range(6, 66) if sheet.cell(row, 7).value is not None] == sorted(
        merge.min_row for merge in merges
    )
    assert sorted(row for m in merges for row in range(m.min_row, m.max_row + 1)) == list(
        range(6, 66)
    )
    assert len(merges) > 2


@pytest.mark.parametrize("units", [15, 16, 17, 33, 34, 51, 52, 53])
def test_no_row_and_no_note_stands_alone_on_a_last_page(units: int, tmp_path: Path) -> None:
    sheet = rendered(group_of(units), 1, tmp_path / "a.xlsx")["附表1"]
    heights = [sheet.row_dimensions[row].height for row in range(1, units + 7)]
    margins = sheet.page_margins
    room = (210 / 25.4 - margins.top - margins.bottom) * 72 - sum(heights[2:5])
    # As Excel breaks pages: label and title on the first, the header on each, then the next row.
    left, last = room - sum(heights[:2]), 0
    for height in heights[5:]:
        left, last = (left - height, last + 1) if height <= left else (room - height, 1)
    # At least three rows and the note.
    assert last == units + 1 or last > 3


def across(sheet: Any) -> int:
    """Return the pixels that the columns of a sheet take."""
    groups = sheet.column_dimensions.values()
    return sum(round(each.width * 7) * (each.max - each.min + 1) for each in groups)


def test_appendices_fill_the_paper_without_being_scaled(february: Any) -> None:
    for sheet in (february["附表1"], february["附表2"]):
        # 265 mm are 1001.6 pixels of 1/96 inch.
        assert 995 <= across(sheet) <= 1001
        assert sheet["A6"].font.size == 12


@pytest.mark.parametrize(("items", "fits"), [(6, True), (15, False)])
def test_many_columns_take_smaller_type_and_long_names_two_lines(
    tmp_path: Path, items: int, *, fits: bool
) -> None:
    book = group_of(14)
    (group,) = book.ledger.groups
    units = (Unit("长" * 40), *group.units[1:])
    kinds = tuple(Item(f"区县动态{number}", "条", Fraction(2)) for number in range(items))
    ledger = replace(
        book.ledger,
        groups=(replace(group, items=kinds, units=units),),
        months=(MonthEntries(12, ()),),
    )
    sheet = rendered(replace(book, ledger=ledger), 12, tmp_path / "a.xlsx")["附表1"]
    assert sheet["A6"].font.size < 12
    assert (across(sheet) <= 1001) is fits
    assert sheet.row_dimensions[6].height > 1.4 * sheet.row_dimensions[7].height


@pytest.mark.parametrize("items", [1, 6])
def test_a_text_has_room_beside_its_indent_in_the_smallest_type(tmp_path: Path, items: int) -> None:
    book = group_of(14)
    (group,) = book.ledger.groups
    kinds = tuple(Item(f"区县动态{number}", "条", Fraction(2)) for number in range(items))
    units = tuple(Unit(f"{number:02}某某行政服务中心") for number in range(14))
    january = MonthEntries(1, (Entry(1, units[0].name, (Count(0),) * items),))
    groups = (replace(group, items=kinds, units=units),)
    book = replace(book, ledger=replace(book.ledger, groups=groups, months=(january,)))
    sheet = rendered(book, 1, tmp_path / "a.xlsx")["附表1"]
    pixels, name = round(sheet.column_dimensions["B"].width * 7), sheet["B6"]
    # Excel's padding takes 5 pixels, one step of indent 9; half a character is for wider fonts.
    assert name.alignment.indent == 1
    assert pixels >= 5 + 9 + (9 + 0.5) * name.font.size / 0.75
