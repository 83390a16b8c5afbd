"""The working workbook as a clerk meets it, read back with openpyxl."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.cell import MergedCell

from xlportal.core.book import Book, Settings
from xlportal.core.demo import demo_book
from xlportal.core.ledger import Entry, Ledger, MonthEntries
from xlportal.core.rules import Group, Item, Unit
from xlportal.sheets import layout
from xlportal.sheets.interface import BUTTONS
from xlportal.sheets.monthly import layouts
from xlportal.sheets.package import parts
from xlportal.sheets.template.writer import write_workbook

PAGE = layouts(demo_book().ledger)[2]
BLOCK_1 = PAGE.blocks[0]


@pytest.fixture(scope="module")
def book(demo_workbook: Path) -> Any:
    return openpyxl.load_workbook(demo_workbook)


HIDDEN = ["存档", "界面文字", "xlwings.conf"]


def in_sight(book: Any) -> list[Any]:
    return [sheet for sheet in book.worksheets if sheet.title not in HIDDEN]


def entry_cells(sheet: Any) -> Iterator[Any]:
    for row in sheet.iter_rows():
        yield from (
            cell for cell in row if not (cell.protection.locked or isinstance(cell, MergedCell))
        )


def test_the_sheets_stand_in_the_order_of_the_work(book: Any) -> None:
    assert book.sheetnames == [
        "说明", "参数", "单位", "期初", *(f"{m}月" for m in range(1, 13)), "通报模板", "存档",
        "界面文字", "xlwings.conf",
    ]  # fmt: skip
    assert book.active.title == "说明"
    assert book["存档"].sheet_state == "hidden"
    assert {book[name].sheet_state for name in HIDDEN[1:]} == {"veryHidden"}
    assert all(sheet.sheet_properties.tabColor for sheet in in_sight(book))


def test_everything_but_the_input_cells_is_locked_without_a_password(book: Any) -> None:
    for sheet in in_sight(book):
        assert sheet.protection.sheet
        assert not sheet.protection.password
    inputs = {cell.coordinate for cell in entry_cells(book["2月"])}
    assert {"C11", "D11", "J11", "K11", "C3", "C4", "C7"} <= inputs
    assert not inputs & {"A11", "B11", "L11", "M11", "N11", "P11", "C8", "C9", "D7"}
    assert f"B{BLOCK_1.rows[-1] + 1}" in inputs


def test_input_cells_look_like_input_cells(book: Any) -> None:
    for name in layout.INPUT_SHEETS:
        colours = {cell.fill.fgColor.rgb for cell in entry_cells(book[name])}
        assert colours == {"FFFFF7DC"}, name


def test_every_count_cell_has_a_prompt_and_an_error_text_in_chinese(book: Any) -> None:
    rules = book["2月"].data_validations.dataValidation
    for row in range(BLOCK_1.rows[0] + 1, BLOCK_1.rows[-1] + 2):
        for column in "CDEFGHI":
            (rule,) = [rule for rule in rules if f"{column}{row}" in rule.sqref]
            assert rule.type == "custom"
            assert re.search(r"[\u4e00-\u9fff]", rule.prompt)
            assert re.search(r"[\u4e00-\u9fff]", rule.error)
            assert rule.errorStyle in {None, "stop"}


def test_month_sheets_keep_buttons_and_units_in_sight_and_count_cells_name_their_item(
    book: Any,
) -> None:
    sheet = book["2月"]
    assert sheet.freeze_panes == "C2"
    assert sheet["A2"].value is None, "the line of the frozen columns would cut the guide"
    titles = {str(rule.sqref): rule.promptTitle for rule in sheet.data_validations.dataValidation}
    assert titles["C11:C28"] == "区县动态 采用"
    assert titles["H11:H28"] == "调查报告 其中专栏"
    assert titles["C35:C46"] == "中心动态 采用"


def test_a_long_item_leaves_room_for_the_kind_of_its_count() -> None:
    long = "政策解读及热点回应" * 4
    titles = {
        rule.promptTitle
        for sheet in ("1月", "期初")
        for rule in opened(with_items(1, long))[sheet].data_validations.dataValidation
    }
    assert {f"{long[:29]} 采用", f"{long[:27]} 其中专栏"} <= titles


def test_month_sheets_have_all_buttons_and_explain_their_headers(demo_workbook: Path) -> None:
    drawings = [
        data.decode()
        for name, data in parts(demo_workbook.read_bytes()).items()
        if "vmlDrawing" in name and b"PortalCompute" in data
    ]
    assert len(drawings) == 13
    for button in BUTTONS:
        assert all(button.macro in drawing for drawing in drawings)
    sheet = openpyxl.load_workbook(demo_workbook)["2月"]
    comments = [cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment]
    assert any("达标分值" in text for text in comments)
    assert {cell.comment.author for row in sheet.iter_rows() for cell in row if cell.comment} == {
        "门户考核"
    }


def test_sheets_print_on_a4_one_page_wide(book: Any) -> None:
    for sheet in in_sight(book):
        setup = sheet.page_setup
        assert setup.paperSize == 9
        assert setup.orientation == ("portrait" if sheet.title in {"说明", "单位"} else "landscape")
        assert (setup.fitToWidth or 1) == 1
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


def opened(book: Book) -> Any:
    return openpyxl.load_workbook(io.BytesIO(write_workbook(book, dt.datetime(2020, 3, 2))))


def with_groups(*groups: Group) -> Book:
    demo = demo_book()
    return replace(demo, ledger=Ledger(2020, groups), settings=Settings(month=1))


def with_items(count: int, name: str = "区县动态") -> Book:
    group = demo_book().ledger.groups[0]
    items = tuple(Item(f"{name}{n or ''}", "条", Fraction(2)) for n in range(count))
    return with_groups(replace(group, items=items))


def with_units(*names: str) -> Book:
    group = demo_book().ledger.groups[0]
    return with_groups(replace(group, units=tuple(Unit(name) for name in names)))


@pytest.mark.parametrize("count", range(1, 7))
def test_up_to_six_items_leave_the_places_on_a_screen_of_1366_pixels(count: int) -> None:
    sheet = opened(with_items(count))["1月"]
    columns = sheet.column_dimensions.values()
    widths = [c.width for c in columns for _ in range(c.min, c.max + 1)]
    assert sheet.cell(8, 8 + 2 * count).value == "排名"
    in_sight = widths[: 8 + 2 * count]
    assert sum(round(width * 7) for width in in_sight) <= 1366 - 44, "row numbers and scroll bar"
    hidden = [c.hidden for c in columns for _ in range(c.min, c.max + 1)]
    assert not any(hidden[: len(in_sight)])
    assert all(hidden[len(in_sight) :])


def test_a_row_is_as_tall_as_its_texts_and_names_of_three_lines_are_small() -> None:
    short, long, longest = "审管办", "行政服务中心" * 5, "行政服务中心" * 7
    book = with_units(short, long, longest)
    entry = Entry(1, short, (None, None, None), Fraction(1), "更新不及时" * 20)
    ledger = replace(book.ledger, months=(MonthEntries(1, (entry,)),))
    sheets = opened(replace(book, ledger=ledger))
    heights = {
        month: [sheets[month].row_dimensions[row].height for row in range(11, 14)]
        for month in ("1月", "2月")
    }
    assert heights["2月"] == [21, 36, 36]
    assert heights["1月"][0] == 21 + 15 * 7, "200 half characters, 28 a line"
    assert [sheets["2月"].cell(row, 2).font.sz for row in range(11, 14)] == [10.5, 10.5, 9]
    assert [sheets["单位"].row_dimensions[row].height for row in range(4, 7)] == [21.75, 36, 36]
    assert sheets["单位"]["C6"].font.sz == 9


def test_a_long_hint_is_shown_whole() -> None:
    book = demo_book()
    long = replace(book, settings=replace(book.settings, hints={2: "重点检查" * 100}))
    assert opened(book)["2月"].row_dimensions[4].height == 36
    assert opened(long)["2月"].row_dimensions[4].height == 15 * 6 + 6, "800, 137 a line"


def test_every_group_is_printed_on_pages_of_its_own_without_its_spare_rows(book: Any) -> None:
    sheet = book["2月"]
    assert sheet.print_area == "'2月'!$A$1:$N$24,'2月'!$A$30:$N$42"
    assert not sheet.row_breaks.brk, "Excel heeds breaks or the width of a page, never both"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows is None


@pytest.mark.parametrize(
    ("counts", "orientation", "repeated"),
    [((24,), "landscape", None), ((40,), "landscape", "$8:$10"), ((40, 8), "portrait", None)],
)
def test_groups_are_printed_whole_or_with_their_headers_repeated(
    counts: tuple[int, ...], orientation: str, repeated: str | None
) -> None:
    groups = [
        replace(group, units=tuple(Unit(f"第{n}处") for n in range(count)))
        for group, count in zip(demo_book().ledger.groups, counts, strict=False)
    ]
    sheet = opened(with_groups(*groups))["1月"]
    assert sheet.page_setup.orientation == orientation
    assert sheet.print_title_rows == repeated
    first = f"'1月'!$A$1:$N${10 + counts[0]}"
    assert sheet.print_area.split(",")[0] == first


def test_sheets_show_no_grid_and_open_on_the_first_cell_to_fill(book: Any) -> None:
    assert not any(sheet.sheet_view.showGridLines for sheet in in_sight(book))
    first = {"参数": "C4", "单位": "A4", "期初": "C4", "2月": "C11", "通报模板": "D4"}
    for name, cell in first.items():
        assert [s.activeCell for s in book[name].sheet_view.selection][-1] == cell
        assert not book[name][cell].protection.locked


def test_unit_names_on_month_sheets_are_text_never_formulas(book: Any) -> None:
    for month in layout.MONTHS:
        for row in range(BLOCK_1.rows[0] + 1, BLOCK_1.rows[0] + 15):
            assert book[month].cell(row, 2).data_type == "s"


def test_results_show_right_numbers_before_any_recalculation(demo_workbook: Path) -> None:
    sheet = openpyxl.load_workbook(demo_workbook, data_only=True)["2月"]
    rows = {sheet.cell(row, 2).value: [sheet.cell(row, c).value for c in (12, 13, 14)]
            for row in range(1, 50)}  # fmt: skip
    assert rows["富阳区行政服务中心"] == [6, 62.25, 2]
    assert rows["钱塘新区管委会"] == [8, 83, 1]
    assert rows["秘书处"] == [4, 6.6, 3]
    assert rows["审批管理处"] == [0, 0, 8]
    title = BLOCK_1.head(0) + 1
    assert [sheet.cell(title, column).value for column in (4, 6, 8)] == [1, 0.8, 14.3]
    assert sheet["A1"].value == "2020年2月　门户网站考核填报表"


def test_results_are_array_formulas_of_functions_with_a_native_formula_beside(book: Any) -> None:
    first, last = BLOCK_1.rows[0] + 1, BLOCK_1.rows[-1] + 1
    for column, call in zip("LMN", ("xp_info_score(", "xp_score(", "xp_rank("), strict=True):
        formula = book["2月"][f"{column}{first}"].value
        assert formula.ref == f"{column}{first}:{column}{last}"
        assert formula.text.startswith(f"=IFERROR(0+{call}$B${first}:$B${last},")


def test_no_formula_is_volatile_longer_than_excel_takes_or_newer_than_2016(book: Any) -> None:
    texts = {
        str(getattr(cell.value, "text", cell.value))
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    assert max(map(len, texts)) <= 8192
    used = {name for text in texts for name in re.findall(r"([A-Za-z_.]+)\(", text)}
    assert {name for name in used if not name.startswith("xp_")} <= {
        "AND", "COUNT", "COUNTA", "FIND", "GCD", "IF", "IFERROR", "INDEX", "INT", "ISNUMBER", "ISTEXT",
        "LEFT", "LEN", "LOOKUP", "MATCH", "MAX", "MID", "MIN", "MMULT", "N", "NOT", "OR", "RANK", "REPT",
        "RIGHT", "ROUND", "ROW", "SIGN", "SUBSTITUTE", "SUM", "SUMPRODUCT", "TEXT", "TRANSPOSE", "TRIM",
        "VALUE",
    }  # fmt: skip


def test_no_recalculation_is_forced_on_opening(demo_workbook: Path) -> None:
    workbook = parts(demo_workbook.read_bytes())["xl/workbook.xml"].decode()
    assert "fullCalcOnLoad" not in workbook


def test_properties_name_the_office_and_nobody_else(book: Any) -> None:
    assert book.properties.title == "2020年门户网站考核"
    assert book.properties.creator == "网站建设考核领导小组"
    assert book.properties.lastModifiedBy in {None, "网站建设考核领导小组"}


def test_the_same_book_gives_the_same_bytes() -> None:
    moment = dt.datetime(2020, 3, 2)
    assert write_workbook(demo_book(), moment) == write_workbook(demo_book(), moment)
