"""The working workbook as a clerk meets it, read back with openpyxl."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.cell import MergedCell

from xlportal.demo import demo_book
from xlportal.workbook import layout
from xlportal.workbook.contents import contents
from xlportal.workbook.package import parts
from xlportal.workbook.writer import write_workbook

BLOCK_1 = layout.month_layout(demo_book().ledger.groups, [18, 12]).blocks[0]


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
    assert {"C10", "D10", "J10", "C3", "C4"} <= inputs
    assert not inputs & {"A10", "B10", "K10", "L10", "M10", "C8", "C7"}
    assert f"B{BLOCK_1.last_row + 1}" in inputs


def test_input_cells_look_like_input_cells(book: Any) -> None:
    for name in layout.INPUT_SHEETS:
        colours = {cell.fill.fgColor.rgb for cell in entry_cells(book[name])}
        assert colours == {"FFFFF7DC"}, name


def test_every_count_cell_has_a_prompt_and_an_error_text_in_chinese(book: Any) -> None:
    rules = book["2月"].data_validations.dataValidation
    for row in range(BLOCK_1.first_row + 1, BLOCK_1.last_row + 2):
        for column in "CDEFGHI":
            (rule,) = [rule for rule in rules if f"{column}{row}" in rule.sqref]
            assert rule.type == "custom"
            assert re.search(r"[\u4e00-\u9fff]", rule.prompt)
            assert re.search(r"[\u4e00-\u9fff]", rule.error)
            assert rule.errorStyle in {None, "stop"}


def test_choices_come_from_lists(book: Any) -> None:
    lists = [r for r in book["参数"].data_validations.dataValidation if r.type == "list"]
    shown = {rule.formula1.strip('"') for rule in lists}
    assert {"四舍五入,截尾", "并列取末位,并列取首位,并列不占位,并列取平均", "是,否"} <= shown


def test_month_sheets_keep_units_and_headers_in_sight_and_explain_headers(book: Any) -> None:
    sheet = book["2月"]
    assert sheet.freeze_panes == "C5"
    comments = [cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment]
    assert any("达标分值" in text for text in comments)
    assert {cell.comment.author for row in sheet.iter_rows() for cell in row if cell.comment} == {
        "门户考核"
    }


def test_sheets_print_on_a4_one_page_wide(book: Any) -> None:
    for sheet in in_sight(book):
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_parameters_have_names(book: Any) -> None:
    names = {name: defined.attr_text for name, defined in book.defined_names.items()}
    assert names["年度"] == "参数!$C$4" or names["年度"] == "'参数'!$C$4"
    for name in ("月份", "加成_1", "及格比例_2", "达标分值_1", "并列_2", "扣分_2", "单位名单"):
        assert name in names
    sheet, _, address = names["达标分值_1"].replace("'", "").partition("!")
    assert book[sheet][address.replace("$", "")].value == 8.3


def test_unit_names_on_month_sheets_are_text_never_formulas(book: Any) -> None:
    for month in layout.MONTHS:
        for row in range(BLOCK_1.first_row + 1, BLOCK_1.first_row + 15):
            assert book[month].cell(row, 2).data_type == "s"


def test_results_show_right_numbers_before_any_recalculation(demo_workbook: Path) -> None:
    sheet = openpyxl.load_workbook(demo_workbook, data_only=True)["2月"]
    rows = {sheet.cell(row, 2).value: [sheet.cell(row, c).value for c in (11, 12, 13)]
            for row in range(1, 50)}  # fmt: skip
    assert rows["富阳区行政服务中心"] == [6, 62.25, 2]
    assert rows["钱塘新区管委会"] == [8, 83, 1]
    assert rows["秘书处"] == [4, 6.6, 3]
    assert rows["审批管理处"] == [0, 0, 8]
    title = BLOCK_1.title_row + 1
    assert [sheet.cell(title, column).value for column in (4, 6, 8)] == [1, 0.8, 14.3]
    assert sheet["A1"].value == "2020年2月　门户网站考核填报表"


def test_results_are_array_formulas_and_nothing_is_volatile(book: Any) -> None:
    formula = book["2月"].cell(BLOCK_1.first_row + 1, 13).value
    first, last = BLOCK_1.first_row + 1, BLOCK_1.last_row + 1
    assert formula.ref == f"M{first}:M{last}"
    assert formula.text == f'=IFERROR(xp_rank($B${first}:$B${last},$L${first}:$L${last},并列_1),"")'
    texts = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row
             if cell.data_type == "f"]  # fmt: skip
    for text in texts:
        assert not re.search(r"NOW|TODAY|RAND|OFFSET|INDIRECT", str(getattr(text, "text", text)))


def test_no_recalculation_is_forced_on_opening(demo_workbook: Path) -> None:
    workbook = parts(demo_workbook.read_bytes())["xl/workbook.xml"].decode()
    assert "fullCalcOnLoad" not in workbook


def test_what_is_written_is_what_is_meant_to_stand_there(demo_workbook: Path) -> None:
    book = openpyxl.load_workbook(demo_workbook, data_only=True)
    for name, cells in contents(demo_book()).items():
        for (row, column), value in cells.items():
            written = book[name].cell(row + 1, column + 1).value
            if isinstance(value, dt.date):
                assert written == dt.datetime.combine(value, dt.time())
            elif value is not None:
                assert written == value or float(written) == float(value), (name, row, column)


def test_properties_name_the_office_and_nobody_else(book: Any) -> None:
    assert book.properties.title == "2020年门户网站考核"
    assert book.properties.creator == "网站建设考核领导小组"
    assert book.properties.lastModifiedBy in {None, "网站建设考核领导小组"}


def test_the_same_book_gives_the_same_bytes() -> None:
    moment = dt.datetime(2020, 3, 2)
    assert write_workbook(demo_book(), moment) == write_workbook(demo_book(), moment)
