"""What can be seen of a workbook open in LibreOffice or saved to a file, for comparing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl


def open_state(book: Any) -> list[tuple[Any, ...]]:
    """Return name, position, cells and formulas of every sheet of an open workbook."""
    state = []
    sheets = book.impl.document.Sheets
    for index in range(sheets.Count):
        sheet = sheets.getByIndex(index)
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)  # noqa: FBT003 - UNO's own argument
        end = cursor.RangeAddress
        cells = sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow)
        state.append((sheet.Name, cells.getFormulaArray(), sheet.PageStyle != "", sheet.IsVisible))
    return state


def drawn(path: Path, sheet_name: str) -> dict[str, Any]:
    """Return everything that makes a saved sheet look and print as it does."""
    sheet = openpyxl.load_workbook(path)[sheet_name]
    return {
        "cells": {
            cell.coordinate: _look(cell)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None or cell.has_style
        },
        "merges": {str(merged) for merged in sheet.merged_cells.ranges},
        "heights": {row: round(d.height, 1) for row, d in sheet.row_dimensions.items() if d.height},
        "print": (
            sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.print_title_rows,
            sheet.print_area, sheet.print_options.horizontalCentered,
            (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight)
            if sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage
            else sheet.page_setup.scale or 100,
            [mark.id for mark in sheet.row_breaks.brk],
        ),
        "panes": sheet.freeze_panes,
    }  # fmt: skip


def _look(cell: Any) -> tuple[Any, ...]:
    border = cell.border
    return (
        cell.value, cell.font.name, cell.font.sz, bool(cell.font.b), cell.number_format,
        cell.alignment.horizontal or "general", cell.alignment.vertical or "bottom", bool(cell.alignment.wrap_text),
        border.left.style, border.right.style, border.top.style, border.bottom.style,
        cell.fill.fgColor.rgb if cell.fill.fill_type else None,
    )  # fmt: skip
