"""The working workbook as a clerk meets it, read back with openpyxl; its tables: test_write_tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.cell import MergedCell

from support.cells import CREATED, DEMO, opened
from xlportal.core.book import Book, Settings
from xlportal.core.ledger import Entry, Ledger, MonthEntries
from xlportal.core.rules import Group, Item, Unit
from xlportal.sheets import layout
from xlportal.sheets.interface import BUTTONS
from xlportal.sheets.package import parts
from xlportal.sheets.template.writer import write_workbook

HIDDEN = ["存档", "界面文字", "xlwings.conf"]
FIRST, LAST = 11, 28
"""The rows for units of the first block on the demo's month sheets."""


@pytest.fixture(scope="module")
def book(demo_workbook: Path) -> Any:
    return openpyxl.load_workbook(demo_workbook)


def in_sight(book: Any) -> list[Any]:
    return [sheet for sheet in book.worksheets if sheet.title not in HIDDEN]


def entry_cells(sheet: Any) -> Iterator[Any]:
    for row in sheet.iter_rows():
        yield from (
            cell for cell in row if not (cell.protection.locked or isinstance(cell, MergedCell))
        )


def formulas(sheet: Any) -> Iterator[str]:
    for row in sheet.iter_rows():
        yield from (str(getattr(c.value, "text", c.value)) for c in row if c.data_type == "f")


def test_the_sheets_stand_in_the_order_of_the_work(book: Any) -> None:
    assert book.sheetnames == [
        "说明", "参数", "单位", "期初", *layout.MONTHS, "通报模板", *HIDDEN,
    ]  # fmt: skip
    assert book.active.title == "说明"
    assert [book[name].sheet_state for name in HIDDEN] == ["hidden", "veryHidden", "veryHidden"]
    assert all(sheet.sheet_properties.tabColor for sheet in in_sight(book))
    assert not any(sheet.sheet_view.showGridLines for sheet in in_sight(book))


def test_everything_but_the_yellow_cells_is_locked_without_a_password(book: Any) -> None:
    for sheet in in_sight(book):
        assert sheet.protection.sheet
        assert not sheet.protection.password
    for name in layout.INPUT_SHEETS:
        colours = {cell.fill.fgColor.rgb for cell in entry_cells(book[name])}
        assert colours == {"FFFFF7DC"}, name
    inputs = {cell.coordinate for cell in entry_cells(book["2月"])}
    assert {"C11", "D11", "J11", "K11", "C3", "C4", "C7", f"B{LAST}"} <= inputs
    assert not inputs & {"A11", "B11", "L11", "M11", "N11", "P11", "C8", "C9", "D7"}


def test_every_count_cell_says_in_chinese_what_to_type_and_for_which_item(book: Any) -> None:
    listed = book["2月"].data_validations.dataValidation
    rules = {str(rule.sqref): rule for rule in listed if rule.type == "custom"}
    for column in "CDEFGHI":
        rule = rules[f"{column}{FIRST}:{column}{LAST}"]
        assert all(re.search(r"[\u4e00-\u9fff]", text) for text in (rule.prompt, rule.error))
        assert rule.errorStyle in {None, "stop"}
    titles = {area: rules[area].promptTitle for area in ("C11:C28", "H11:H28", "C35:C46")}
    assert [*titles.values()] == ["区县动态 采用", "调查报告 其中专栏", "中心动态 采用"]


def test_buttons_and_units_stay_in_sight_and_headers_explain_themselves(
    book: Any, demo_workbook: Path
) -> None:
    sheet = book["2月"]
    assert sheet.freeze_panes == "C2"
    assert sheet["A2"].value is None, "the line of the frozen columns would cut the guide"
    drawings = [
        data.decode()
        for name, data in parts(demo_workbook.read_bytes()).items()
        if "vmlDrawing" in name and b"PortalCompute" in data
    ]
    assert len(drawings) == 13
    assert all(button.macro in drawing for button in BUTTONS for drawing in drawings)
    comments = [cell.comment for row in sheet.iter_rows() for cell in row if cell.comment]
    assert any("达标分值" in comment.text for comment in comments)
    assert {comment.author for comment in comments} == {"门户考核"}


def test_sheets_open_on_the_first_cell_to_fill(book: Any) -> None:
    first = {"参数": "C4", "单位": "A4", "期初": "C4", "2月": "C11", "通报模板": "D4"}
    for name, cell in first.items():
        assert [s.activeCell for s in book[name].sheet_view.selection][-1] == cell
        assert not book[name][cell].protection.locked


def test_sheets_print_on_a4_one_page_wide_and_break_where_excel_breaks(book: Any) -> None:
    for sheet in in_sight(book):
        setup = sheet.page_setup
        assert setup.paperSize == 9
        assert setup.orientation == ("portrait" if sheet.title in {"说明", "单位"} else "landscape")
        assert (setup.fitToWidth or 1) == 1
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert not sheet.row_breaks.brk, "Excel heeds breaks or the width of a page, never both"
    assert book["2月"].print_area == "'2月'!$A$1:$N$24,'2月'!$A$30:$N$42", "no spare rows"
    assert book["2月"].print_title_rows is None


def with_groups(*groups: Group) -> Book:
    return replace(DEMO, ledger=Ledger(2020, groups), settings=Settings(month=1))


def with_items(count: int, name: str = "区县动态") -> Book:
    items = tuple(Item(f"{name}{n or ''}", "条", Fraction(2)) for n in range(count))
    return with_groups(replace(DEMO.ledger.groups[0], items=items))


def test_a_long_item_leaves_room_for_the_kind_of_its_count() -> None:
    long, made = "政策解读及热点回应" * 4, opened(with_items(1, "政策解读及热点回应" * 4))
    titles = {rule.promptTitle for sheet in ("1月", "期初")
              for rule in made[sheet].data_validations.dataValidation}  # fmt: skip
    assert {f"{long[:29]} 采用", f"{long[:27]} 其中专栏"} <= titles


@pytest.mark.parametrize("count", [1, 4, 6])
def test_up_to_six_items_leave_the_places_on_a_screen_of_1366_pixels(count: int) -> None:
    sheet = opened(with_items(count))["1月"]
    columns = sheet.column_dimensions.values()
    widths = [c.width for c in columns for _ in range(c.min, c.max + 1)]
    assert sheet.cell(8, 8 + 2 * count).value == "排名"
    seen = widths[: 8 + 2 * count]
    assert sum(round(width * 7) for width in seen) <= 1366 - 44, "row numbers and scroll bar"
    hidden = [c.hidden for c in columns for _ in range(c.min, c.max + 1)]
    assert not any(hidden[: len(seen)])
    assert all(hidden[len(seen) :])


def test_a_row_is_as_tall_as_its_texts_and_names_of_three_lines_are_small() -> None:
    names = ("审管办", "行政服务中心" * 5, "行政服务中心" * 7)
    book = with_groups(replace(DEMO.ledger.groups[0], units=tuple(map(Unit, names))))
    entry = Entry(1, names[0], (None, None, None), Fraction(1), "更新不及时" * 20)
    ledger = replace(book.ledger, months=(MonthEntries(1, (entry,)),))
    sheets = opened(replace(book, ledger=ledger, settings=Settings(1, hints={2: "重点检查" * 100})))

    def heights(name: str, first: int) -> list[float]:
        return [sheets[name].row_dimensions[row].height for row in range(first, first + 3)]

    assert heights("2月", 11) == [21, 36, 36]
    assert heights("1月", 11)[0] == 21 + 15 * 7, "200 half characters, 28 a line"
    assert [sheets["2月"].cell(row, 2).font.sz for row in range(11, 14)] == [10.5, 10.5, 9]
    assert heights("单位", 4) == [21.75, 36, 36]
    assert sheets["单位"]["C6"].font.sz == 9
    assert [sheets[name].row_dimensions[4].height for name in ("1月", "2月")] == [36, 15 * 6 + 6]


@pytest.mark.parametrize(
    ("counts", "orientation", "repeated"),
    [((24,), "landscape", None), ((40,), "landscape", "$8:$10"), ((40, 8), "portrait", None)],
)
def test_groups_are_printed_whole_or_with_their_headers_repeated(
    counts: tuple[int, ...], orientation: str, repeated: str | None
) -> None:
    groups = [
        replace(group, units=tuple(Unit(f"第{n}处") for n in range(count)))
        for group, count in zip(DEMO.ledger.groups, counts, strict=False)
    ]
    sheet = opened(with_groups(*groups))["1月"]
    assert sheet.page_setup.orientation == orientation
    assert sheet.print_title_rows == repeated
    assert sheet.print_area.split(",")[0] == f"'1月'!$A$1:$N${10 + counts[0]}"


def test_results_show_right_numbers_before_any_recalculation(demo_workbook: Path) -> None:
    sheet = openpyxl.load_workbook(demo_workbook, data_only=True)["2月"]
    rows = {sheet.cell(row, 2).value: [sheet.cell(row, c).value for c in (12, 13, 14)]
            for row in range(1, 50)}  # fmt: skip
    assert rows["富阳区行政服务中心"] == [6, 62.25, 2]
    assert rows["钱塘新区管委会"] == [8, 83, 1]
    assert rows["秘书处"] == [4, 6.6, 3]
    assert rows["审批管理处"] == [0, 0, 8]
    assert [sheet.cell(6, column).value for column in (4, 6, 8)] == [1, 0.8, 14.3]
    assert sheet["A1"].value == "2020年2月　门户网站考核填报表"


def test_names_are_texts_and_results_array_formulas_of_functions_with_a_native_one_beside(
    book: Any,
) -> None:
    for month in layout.MONTHS:
        assert {book[month].cell(row, 2).data_type for row in range(FIRST, FIRST + 14)} == {"s"}
    for column, call in zip("LMN", ("xp_info_score(", "xp_score(", "xp_rank("), strict=True):
        formula = book["2月"][f"{column}{FIRST}"].value
        assert formula.ref == f"{column}{FIRST}:{column}{LAST}"
        assert formula.text.startswith(f"=IFERROR(0+{call}$B${FIRST}:$B${LAST},")


def test_no_formula_is_volatile_longer_than_excel_takes_or_newer_than_2016(
    book: Any, demo_workbook: Path
) -> None:
    texts = {text for sheet in book for text in formulas(sheet)}
    assert max(map(len, texts)) <= 8192
    used = {name for text in texts for name in re.findall(r"([A-Za-z_.]+)\(", text)}
    assert {name for name in used if not name.startswith("xp_")} <= {
        "AND", "COUNT", "COUNTA", "FIND", "GCD", "IF", "IFERROR", "INDEX", "INT", "ISNUMBER", "ISTEXT",
        "LEFT", "LEN", "LOOKUP", "MATCH", "MAX", "MID", "MIN", "MMULT", "N", "NOT", "OR", "RANK", "REPT",
        "RIGHT", "ROUND", "ROW", "SIGN", "SUBSTITUTE", "SUM", "SUMPRODUCT", "TEXT", "TRANSPOSE", "TRIM",
        "VALUE",
    }  # fmt: skip
    workbook = parts(demo_workbook.read_bytes())["xl/workbook.xml"]
    assert b"fullCalcOnLoad" not in workbook, "a recalculation is not forced on opening"


def test_properties_name_the_office_and_nobody_else_and_equal_books_give_equal_bytes(
    book: Any,
) -> None:
    assert book.properties.title == "2020年门户网站考核"
    assert book.properties.creator == "网站建设考核领导小组"
    assert book.properties.lastModifiedBy in {None, "网站建设考核领导小组"}
    assert write_workbook(DEMO, CREATED) == write_workbook(DEMO, CREATED)
