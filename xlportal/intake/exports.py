"""Reading an export into grids: CSV in the encodings and with the separators in use, or xlsx."""

import csv
import io
from dataclasses import replace

from xlportal.core.exact import parse_decimal
from xlportal.errors import CannotProceed
from xlportal.files import decoded
from xlportal.sheets.grid import MAX_COLUMNS, MAX_ROWS, Grid
from xlportal.sheets.read_files import read_sheets

SEPARATORS = (",", ";", "\t", "|", "，", "；")

_PACKAGES = (b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1"))
_LONGEST_NUMBER = 30


def read_export(content: bytes, name: str) -> list[Grid]:
    """Return what the export may hold: every sheet, or the text parted in every usual way.

    What kind of file it is shows in its content, not in its name. Raises :class:`CannotProceed`.
    """
    if content.startswith(_PACKAGES):
        sheets = read_sheets(content, name, lambda _: True)
        return [_unmerged(grid) for grid in sheets.values() if not grid.shape.hidden]
    if content.lstrip()[:1] == b"<":
        raise CannotProceed(f"“{name}”其实是网页文件。请在 Excel 中打开，另存为 CSV 或 .xlsx。")
    text = decoded(content, name)
    parted = [_parted(text, separator, name) for separator in SEPARATORS if separator in text]
    grids = [grid for grid in parted if isinstance(grid, Grid)]
    if parted and not grids:
        raise CannotProceed(str(parted[0]))
    return grids


def _parted(text: str, separator: str, name: str) -> Grid | str:
    """Return the text as a grid, or why it is no table in this way of parting it."""
    rows: list[list[object]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            rows.append([_value(cell) for cell in row])
            if len(rows) > MAX_ROWS or len(row) > MAX_COLUMNS:
                return f"“{name}”的行或列多得不正常，没有读取。"
    except csv.Error:
        return f"“{name}”第 {len(rows) + 1} 行的引号不成对，或太长，读不了。"
    return Grid(name, rows)


def _value(text: str) -> object:
    """Return a number where the text is one, as a spreadsheet would have read it."""
    stripped = text.strip()
    number = parse_decimal(stripped) if len(stripped) <= _LONGEST_NUMBER else None
    return (text or None) if number is None else number


def _unmerged(grid: Grid) -> Grid:
    """Return the grid with the value of a merged range in all of its cells."""
    width = max(map(len, grid.rows), default=0)
    rows = [[*row, *[None] * (width - len(row))] for row in grid.rows]
    for merged in grid.shape.merged:
        columns = slice(merged.column, merged.last_column + 1)
        for row in rows[merged.row : merged.last_row + 1]:
            row[columns] = [grid.at(merged.row, merged.column)] * len(row[columns])
    return replace(grid, rows=rows)
