"""The sheet 检查 as it is copied into the workbook, read back with openpyxl."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from support.tools import validation_errors
from xlportal.core import catalogue
from xlportal.core.problems import Problem, problem
from xlportal.publish.text_sheet import LISTED, write_problem_book

MOMENT = dt.datetime(2020, 3, 2, 10, 15)
FOUND = (
    problem(catalogue.DEDUCTION_NO_REASON, "2月", "J27", "1", "秘书处"),
    problem(catalogue.COUNT_TEXT, "2月", "C20", "三篇", "富阳区行政服务中心 区县动态"),
    problem(catalogue.SHEET_MISSING, "5月"),
    problem(catalogue.TABLE_MISSING, "参数", "", "年度"),
)


def written(folder: Path, problems: Sequence[Problem], month: int | None = 2) -> Any:
    path = folder / "检查.xlsx"
    write_problem_book(path, problems, MOMENT, month)
    return openpyxl.load_workbook(path)["检查"]


def rows(sheet: Any) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_every_problem_is_a_line_errors_first(tmp_path: Path) -> None:
    sheet = written(tmp_path, FOUND)
    assert rows(sheet)[3] == ["序号", "级别", "位置", "对象", "有什么不对", "怎么改"]
    assert [row[:3] for row in rows(sheet)[4:]] == [
        [1, "错误", "2月!C20"], [2, "错误", "5月"], [3, "错误", "参数"], [4, "提醒", "2月!J27"],
    ]  # fmt: skip
    assert rows(sheet)[4][3:] == [
        "富阳区行政服务中心 区县动态", "“三篇”不是篇数", "请填 3 这样的整数，有上专栏的可填 3（1）",
    ]  # fmt: skip


def test_no_line_of_many_stands_alone_on_a_last_page(tmp_path: Path) -> None:
    for number in range(18, 24):
        sheet = written(tmp_path, FOUND[1:2] * number)
        heights = [sheet.row_dimensions[row].height or 15 for row in range(1, number + 5)]
        across = sum(each.width * 7 for each in sheet.column_dimensions.values()) / 96
        room = (210 - 15 - 18) / 25.4 * 72 * across / ((297 - 13 - 13) / 25.4)
        left, last = room, 0
        for height in heights:
            fits = height <= left
            left, last = (left - height, last + 1) if fits else (room - 26 - height, 1)
        assert last >= 3


def test_the_place_leads_to_the_cell_unless_its_sheet_is_gone(tmp_path: Path) -> None:
    sheet = written(tmp_path, FOUND)
    targets = [sheet.cell(row, 3).hyperlink for row in range(5, 9)]
    assert [target and target.location for target in targets] == [
        "'2月'!C20", None, "参数!A1", "'2月'!J27",
    ]  # fmt: skip


def test_the_summary_says_what_was_checked_and_when(tmp_path: Path) -> None:
    assert written(tmp_path, FOUND)["A2"].value == (
        "2月及以前各表　错误 3 处，提醒 1 处　检查时间 2020-03-02 10:15"
    )
    assert str(written(tmp_path, FOUND, month=None)["A2"].value).startswith("全年各表　")


def test_without_problems_the_sheet_says_so(tmp_path: Path) -> None:
    sheet = written(tmp_path, ())
    assert sheet["A4"].value == "✓ 没有发现问题，可以计算排名。"
    assert "没有错误，也没有提醒" in str(sheet["A2"].value)
    assert (
        sheet.sheet_properties.tabColor.rgb
        != written(tmp_path, FOUND).sheet_properties.tabColor.rgb
    )


def test_text_that_begins_like_a_formula_stays_text(tmp_path: Path) -> None:
    sheet = written(tmp_path, [problem(catalogue.UNIT_UNKNOWN, "2月", "B9", "=1+1", "=2", hint="")])
    assert sheet["D5"].value == "=2"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_more_problems_than_anyone_reads_are_counted_not_listed(tmp_path: Path) -> None:
    many = [problem(catalogue.COUNT_TEXT, "2月", f"C{row}", "x") for row in range(LISTED + 7)]
    sheet = written(tmp_path, many)
    assert sheet.max_row == 4 + LISTED + 1
    assert sheet.cell(sheet.max_row, 1).value == "另有 7 处没有列出，改好上面的再检查一次。"


def test_the_workbook_is_valid(tmp_path: Path) -> None:
    written(tmp_path, FOUND)
    assert validation_errors(tmp_path / "检查.xlsx") == []
