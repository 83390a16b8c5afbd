from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from xlportal.errors import CannotProceed
from xlportal.workbook.files import COMPOUND_FILE, MAX_UNPACKED, grids_of, read_workbook
from xlportal.workbook.grid import Formula
from xlportal.workbook.package import pack, parts


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


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "不是 Excel 工作簿，或文件已损坏"),
        (b"PK\x03\x04 not really", "不是 Excel 工作簿，或文件已损坏"),
        (COMPOUND_FILE + b"\0" * 512, "有打开密码，或是旧的 .xls 格式"),
        (pack({"word/document.xml": b"<x/>"}), "不是 Excel 工作簿。"),
        (pack({"xl/workbook.xml": b"<x/>"}), "打不开"),
    ],
)
def test_what_is_no_workbook_is_said_in_one_line(content: bytes, message: str) -> None:
    with pytest.raises(CannotProceed, match=message) as raised:
        grids_of(content, "账本.xlsm")
    assert "账本.xlsm" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_workbook_cut_off_or_with_a_broken_sheet_is_refused() -> None:
    whole = workbook_with(A1=1)
    with pytest.raises(CannotProceed):
        grids_of(whole[: len(whole) // 2], "a.xlsx")
    broken = parts(whole)
    broken["xl/worksheets/sheet1.xml"] = broken["xl/worksheets/sheet1.xml"][:200]
    with pytest.raises(CannotProceed, match="文件已损坏"):
        grids_of(pack(broken), "a.xlsx")


def test_a_package_that_unpacks_beyond_reason_is_not_unpacked() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        with archive.open("xl/media/bomb", "w") as bomb:
            for _ in range(MAX_UNPACKED // 2**24 + 1):
                bomb.write(bytes(2**24))
    with pytest.raises(CannotProceed, match="大得不正常"):
        grids_of(stream.getvalue(), "a.xlsx")
