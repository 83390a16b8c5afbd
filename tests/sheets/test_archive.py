"""What was sent, kept as it was sent: in Excel and in a workbook made anew."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pyopenvba.apps.excel import ExcelApplication
from xlportal.sheets.read_archive import Sent, read_archive

from xlportal.sheets import layout
from xlportal.sheets.archive import carried
from xlportal.sheets.files import grids_of
from xlportal.sheets.grid import Formula, Grid
from xlportal.sheets.tables import Sheet

NOTE = """
Public Sub Note()
    ThisWorkbook.Worksheets(place).Range("A2:H2").Value = _
        Array(2, "2020-03-02 10:00", 1, "1-2", "62.25", "2", "83.0", "=1")
End Sub

Public Function Noted() As String
    Dim cell As Range
    For Each cell In ThisWorkbook.Worksheets(place).Range("B2,D2:H2").Cells
        Noted = Noted & TypeName(cell.Value) & " " & cell.Value & "|"
    Next cell
End Function
"""


def test_excel_keeps_what_is_noted_as_the_text_it_is(demo_workbook: Path) -> None:
    app = ExcelApplication.open(demo_workbook, with_vba=False)
    place = f'Private Const place As String = "{layout.ARCHIVE}"\n'
    app.add_module(place + NOTE, name="Test")
    app.run("Note")
    texts = ["2020-03-02 10:00", "1-2", "62.25", "2", "83.0", "=1"]
    assert app.run("Noted") == "".join(f"String {text}|" for text in texts)


def test_what_is_carried_over_is_text_and_numbers_below_the_headers() -> None:
    moment = dt.datetime(2020, 3, 2, 10, 0)
    rows = [list(layout.ARCHIVE_COLUMNS), [2, moment, 1.0, "甲", Fraction(1, 3), None, "83", "=1"]]
    rows.append([dt.date(2020, 3, 2), Formula("=1"), dt.time(1), "", True])
    assert carried(Grid(layout.ARCHIVE, rows)) == {
        (1, 0): 2, (1, 1): "2020-03-02 10:00", (1, 2): 1.0, (1, 3): "甲", (1, 4): Fraction(1, 3),
        (1, 6): "83", (1, 7): "=1", (2, 0): "2020-03-02 00:00", (2, 3): "", (2, 4): True,
    }  # fmt: skip


@pytest.fixture
def old_workbook(demo_workbook: Path, tmp_path: Path) -> Path:
    """The demo workbook as Excel used to leave it: moments as dates, figures as numbers."""
    book: Any = openpyxl.load_workbook(demo_workbook)
    first, second = dt.datetime(2020, 3, 2, 10, 0), dt.datetime(2020, 3, 2, 11, 30)
    for moment, unit, score in (
        (first, "富阳区行政服务中心", 60.5),
        (first, "钱塘新区管委会", 83.0),
        (second, "富阳区行政服务中心", 62.25),
    ):
        book[layout.ARCHIVE].append([2, moment, 1, unit, score, 2, 83, 2])
    path = tmp_path / "旧.xlsx"
    book.save(path)
    return path


def sent(path: Path) -> dict[int, Sent]:
    return read_archive(Sheet(grids_of(path.read_bytes(), path.name)[layout.ARCHIVE]))


def test_two_sendings_of_an_old_archive_stay_two_in_a_workbook_made_anew(
    run: Any, old_workbook: Path, tmp_path: Path
) -> None:
    assert run("new", tmp_path / "新.xlsm", "--from", old_workbook).code == 0
    last = {(1, "富阳区行政服务中心"): (Fraction("62.25"), 2, 83, 2)}
    assert sent(tmp_path / "新.xlsm") == sent(old_workbook) == {2: Sent(2, last)}
    rows = list(openpyxl.load_workbook(tmp_path / "新.xlsm")[layout.ARCHIVE].values)
    assert [row[1] for row in rows] == [
        layout.SENT_MOMENT, "2020-03-02 10:00", "2020-03-02 10:00", "2020-03-02 11:30",
    ]  # fmt: skip
    assert rows[-1][4:] == (62.25, 2, 83, 2)
