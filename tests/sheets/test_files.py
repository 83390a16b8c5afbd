from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from xlportal.errors import CannotProceed
from xlportal.sheets.files import grids_of, read_workbook
from xlportal.sheets.grid import Formula
from xlportal.sheets.package import pack, parts


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def workbook_with(**cells: object) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "2月"
    for address, value in cells.items():
        book.active[address] = value
    book.create_sheet("私事")["A1"] = "与考核无关"
    return saved(book)


def test_only_the_sheets_of_the_workbook_are_read() -> None:
    grids = grids_of(workbook_with(A1="x", C2=3), "a.xlsx")
    assert list(grids) == ["2月"]
    assert [list(row) for row in grids["2月"].rows] == [["x"], [None, None, 3]]


def test_a_formula_without_stored_result_is_not_taken_for_an_empty_cell() -> None:
    grid = grids_of(workbook_with(A1="=1+1", B1='=2&"<"', C1=5), "a.xlsx")["2月"]
    assert grid.rows[0][:2] == [Formula("=1+1"), Formula('=2&"<"')]
    assert grid.rows[0][2] == 5


def test_text_that_begins_like_a_formula_is_text(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "2月"
    book.active["A1"] = "=HYPERLINK(1)"
    book.active["A1"].data_type = "s"
    path = tmp_path / "a.xlsx"
    book.save(path)
    assert read_workbook(path)["2月"].rows[0][0] == "=HYPERLINK(1)"


def test_a_part_without_content_is_no_workbook() -> None:
    with pytest.raises(CannotProceed, match=r"“账本\.xlsm”打不开") as raised:
        grids_of(pack({"xl/workbook.xml": b"<x/>"}), "账本.xlsm")
    assert "\n" not in str(raised.value)


def test_a_workbook_cut_off_or_with_a_broken_sheet_is_refused() -> None:
    whole = workbook_with(A1=1)
    with pytest.raises(CannotProceed):
        grids_of(whole[: len(whole) // 2], "a.xlsx")
    broken = parts(whole)
    broken["xl/worksheets/sheet1.xml"] = broken["xl/worksheets/sheet1.xml"][:200]
    with pytest.raises(CannotProceed, match="文件已损坏"):
        grids_of(pack(broken), "a.xlsx")


def test_formats_far_away_do_not_make_a_large_grid() -> None:
    content = parts(workbook_with(A1=1))
    far = b'<row r="1048576"><c r="A1048576" s="0"/></row></sheetData>'
    sheet = "xl/worksheets/sheet1.xml"
    content[sheet] = content[sheet].replace(b"</sheetData>", far)
    assert [list(row) for row in grids_of(pack(content), "a.xlsx")["2月"].rows] == [[1]]
