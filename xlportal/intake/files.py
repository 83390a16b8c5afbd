"""Reading an export into grids: CSV in the encodings and with the separators in use, or xlsx."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import replace

from xlportal.errors import CannotProceed
from xlportal.exact import parse_decimal
from xlportal.workbook.files import read_sheets
from xlportal.workbook.grid import Grid
from xlportal.workbook.limits import MAX_COLUMNS, MAX_ROWS

MAX_CSV = 32 * 2**20
SEPARATORS = (",", ";", "\t", "|", "，", "；")

_PACKAGES = (b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1"))
_MARKED = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
           (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
_LONGEST_NUMBER = 30


def read_export(content: bytes, name: str) -> Iterator[Grid]:
    """Yield what the export may hold: every sheet, or the text parted in every usual way.

    What kind of file it is shows in its content, not in its name. Raises :class:`CannotProceed`.
    """
    if content.startswith(_PACKAGES):
        sheets = read_sheets(content, name, lambda _: True)
        return (_unmerged(grid) for grid in sheets.values() if not grid.shape.hidden)
    text = _decoded(content, name)
    return (_parted(text, separator, name) for separator in SEPARATORS if separator in text)


def _decoded(content: bytes, name: str) -> str:
    if len(content) > MAX_CSV:
        raise CannotProceed(f"“{name}”大得不正常，没有读取。")
    if content.lstrip()[:1] == b"<":
        raise CannotProceed(f"“{name}”其实是网页文件。请在 Excel 中打开，另存为 CSV 或 .xlsx。")
    marked = [encoding for mark, encoding in _MARKED if content.startswith(mark)]
    for encoding in marked or ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise CannotProceed(f"“{name}”不是 CSV 文字文件，或编码认不出来。请另存为 UTF-8 的 CSV。")


def _parted(text: str, separator: str, name: str) -> Grid:
    """Return the text as a grid; raises where it is no table in this way of parting it."""
    rows: list[list[object]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            rows.append([_value(cell) for cell in row])
            if len(rows) > MAX_ROWS or len(row) > MAX_COLUMNS:
                raise CannotProceed(f"“{name}”的行或列多得不正常，没有读取。")
    except csv.Error as error:
        line = len(rows) + 1
        raise CannotProceed(f"“{name}”第 {line} 行的引号不成对，或太长，读不了。") from error
    return Grid(name, rows)


def _value(text: str) -> object:
    """Return a number where the text is one, as a spreadsheet would have read it."""
    stripped = text.strip()
    number = parse_decimal(stripped) if len(stripped) <= _LONGEST_NUMBER else None
    return (text or None) if number is None else number


def _unmerged(grid: Grid) -> Grid:
    """Return the grid with the value of a merged range in all of its cells."""
    rows = [list(row) for row in grid.rows]
    width = max(map(len, rows), default=0)
    for merged in grid.shape.merged:
        value = grid.at(merged.row, merged.column)
        last = min(merged.last_column, width - 1)
        for row in rows[merged.row : merged.last_row + 1]:
            row.extend([None] * (last + 1 - len(row)))
            row[merged.column : last + 1] = [value] * max(0, last + 1 - merged.column)
    return replace(grid, rows=rows)
