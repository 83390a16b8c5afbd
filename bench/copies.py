"""The cells of a finished workbook with their formats, to be written again without any thought."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import Cell


def cells_of(path: Path, *sheets: str) -> dict[str, Any]:
    """Return formats and, by sheet, (row, column, value, number of its format) of every cell."""
    book = openpyxl.load_workbook(path)
    formats: dict[str, int] = {}
    listed: list[dict[str, Any]] = []
    written: dict[str, list[tuple[int, int, Any, int]]] = {}
    for sheet in book.worksheets:
        if sheets and sheet.title not in sheets:
            continue
        written[sheet.title] = []
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if cell.value is None and not cell.has_style:
                continue
            properties = _properties(cell)
            number = formats.setdefault(repr(properties), len(listed))
            if number == len(listed):
                listed.append(properties)
            written[sheet.title].append((cell.row - 1, cell.column - 1, cell.value, number))
    return {"formats": listed, "sheets": written}


def _properties(cell: Cell) -> dict[str, Any]:
    """Return the XlsxWriter properties of a cell's format."""
    return {
        "font_name": cell.font.name,
        "font_size": cell.font.size,
        "align": cell.alignment.horizontal or "left",
        "valign": "vcenter",
        "text_wrap": bool(cell.alignment.wrap_text),
        "num_format": cell.number_format,
        "border": 1 if cell.border.left.style else 0,
    }
