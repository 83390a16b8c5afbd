from fractions import Fraction

import openpyxl
import pytest

from support.tools import saved
from xlportal.errors import CannotProceed
from xlportal.intake.exports import read_export
from xlportal.sheets.grid import Grid

TEXT = "单位,区县动态\n上城区,3\n"


def only(content: bytes) -> Grid:
    (grid,) = read_export(content, "篇数.csv")
    return grid


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "，"])
def test_every_usual_separator_is_tried(separator: str) -> None:
    grids = read_export(TEXT.replace(",", separator).encode(), "a.csv")
    assert ["上城区", Fraction(3)] in [row for grid in grids for row in grid.rows]


def test_quotes_line_ends_and_empty_cells_are_those_of_csv() -> None:
    rows = only('"单\n位","a""b",\r\n, x ,03\r'.encode()).rows
    assert rows == [["单\n位", 'a"b', None], [None, " x ", Fraction(3)]]


def test_numbers_become_numbers_and_anything_else_stays_text() -> None:
    (row,) = only("3.0,1e5,３,-1,=1+1,1 2,".encode() + b"9" * 40).rows
    assert row == [Fraction(3), "1e5", "３", Fraction(-1), "=1+1", "1 2", "9" * 40]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x00\x01\xff\xfe,", "不是文字文件"), (b"\xff,\xff", "不是文字文件"),
        (b'a,"b\n', "第 1 行的引号不成对"), (b'a,"b"c,\n', "第 1 行的引号不成对"),
        (b"a," + b"x" * 200_000, "或太长"), (b"\n<table>", "其实是网页文件"),
        (b"PK\x03\x04", "不是 Excel 工作簿，或文件已损坏"), (b"," * 800, "多得不正常"),
        (b",\n" * 100_001, "多得不正常"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_in_one_line(content: bytes, message: str) -> None:
    with pytest.raises(CannotProceed, match=message) as raised:
        read_export(content, "篇数.csv")
    assert "“篇数.csv”" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_workbook_gives_its_visible_sheets_with_merged_cells_filled() -> None:
    book = openpyxl.Workbook()
    book.active.append(["单位", "区县动态", None])
    book.active.append([None, "采用", "专栏"])
    book.active.merge_cells("A1:A2")
    book.active.merge_cells("B1:C1")
    book.create_sheet("暗").sheet_state = "hidden"
    grid = only(saved(book))
    assert grid.rows == [["单位", "区县动态", "区县动态"], ["单位", "采用", "专栏"]]
