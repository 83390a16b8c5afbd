"""Reading a workbook file into grids with openpyxl. The file is only ever read."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import unescape

import openpyxl
from openpyxl.utils.cell import coordinate_to_tuple

from xlportal.errors import CannotProceed
from xlportal.safe_files import read_bytes
from xlportal.workbook import layout
from xlportal.workbook.grid import Formula, Grid

COMPOUND_FILE = bytes.fromhex("d0cf11e0a1b11ae1")
MAX_UNPACKED = 512 * 2**20
_NO_RESULT = re.compile(
    rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3}[0-9]+)"[^>]*>'
    rb"\s*<(?:\w+:)?f\b[^>]*?(?:/>|>([^<]*)</(?:\w+:)?f>)"
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)


def read_workbook(path: Path) -> dict[str, Grid]:
    """Return the grids of the input sheets that the workbook at ``path`` has, by name.

    Raises :class:`CannotProceed` where the file is missing or no readable workbook.
    """
    return grids_of(read_bytes(path), str(path))


def grids_of(content: bytes, name: str) -> dict[str, Grid]:
    """Return the grids of the input sheets in a package called ``name`` in messages."""
    _check_package(content, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=True, keep_links=False
            )
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                return {
                    sheet.title: _grid(sheet, package)
                    for sheet in book.worksheets
                    if sheet.title in layout.INPUT_SHEETS
                }
    except CannotProceed:
        raise
    except Exception as error:
        raise CannotProceed(f"“{name}”打不开：文件已损坏，或不是 Excel 工作簿。") from error


def _check_package(content: bytes, name: str) -> None:
    if content.startswith(COMPOUND_FILE):
        raise CannotProceed(
            f"“{name}”有打开密码，或是旧的 .xls 格式。"
            "请在 Excel 中去掉密码，另存为 .xlsm 或 .xlsx。"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise CannotProceed(f"“{name}”不是 Excel 工作簿，或文件已损坏。") from error
    if "xl/workbook.xml" not in {entry.filename for entry in entries}:
        raise CannotProceed(f"“{name}”不是 Excel 工作簿。请给出 .xlsm 或 .xlsx 文件。")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise CannotProceed(f"“{name}”解开后大得不正常，没有读取。")


def _grid(sheet: Any, package: zipfile.ZipFile) -> Grid:
    sheet.reset_dimensions()
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    for row, column, formula in _without_result(sheet, package):
        if row < len(rows) and column < len(rows[row]) and rows[row][column] is None:
            rows[row][column] = formula
    return Grid(sheet.title, rows)


def _without_result(sheet: Any, package: zipfile.ZipFile) -> Iterator[tuple[int, int, Formula]]:
    """Yield the cells whose formula was saved without a result; they would seem empty."""
    part = package.read(sheet._worksheet_path)  # noqa: SLF001 - the name of the sheet's part
    for found in _NO_RESULT.finditer(part):
        row, column = coordinate_to_tuple(found[1].decode())
        text = unescape((found[2] or b"").decode("utf-8", "replace"))
        yield row - 1, column - 1, Formula(f"={text}")
