"""What of a sheet is merged or hidden, judged on its input cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from openpyxl.utils import get_column_letter

from xlportal.core import catalogue
from xlportal.sheets.cells import classify
from xlportal.sheets.grid import Rectangle, Shape
from xlportal.sheets.tables import Sheet


def check_shape(sheet: Sheet) -> None:
    """Complain of input cells that are merged or out of sight on a sheet that was read."""
    shape = sheet.grid.shape
    if not sheet.inputs or replace(shape, formulas=None) == Shape():
        return
    if shape.hidden:
        sheet.add(catalogue.SHEET_HIDDEN)
    for merged in shape.merged:
        if _swallows_input(sheet, merged):
            sheet.cell(merged.row, merged.column).add(catalogue.CELLS_MERGED, found=merged.address)
    filled = sorted(set(_filled_inputs(sheet)))
    for run in _runs(shape.hidden_rows):
        cell = next((sheet.cell(row, column) for row, column in filled if row in run), None)
        if cell is not None:
            found = _span(str(run[0] + 1), str(run[-1] + 1))
            cell.add(catalogue.ROWS_HIDDEN, found=found)
    for run in _runs(shape.hidden_columns):
        cell = next((sheet.cell(row, column) for row, column in filled if column in run), None)
        if cell is not None:
            found = _span(get_column_letter(run[0] + 1), get_column_letter(run[-1] + 1))
            cell.add(catalogue.COLUMNS_HIDDEN, found=found)


def _swallows_input(sheet: Sheet, merged: Rectangle) -> bool:
    """Return whether a merge takes in input cells besides the one at its top left."""
    for rows, columns in sheet.inputs:
        own = range(max(rows.start, merged.row), min(rows.stop, merged.last_row + 1))
        if own and any(
            merged.column <= column <= merged.last_column
            and (column, own.start, len(own)) != (merged.column, merged.row, 1)
            for column in columns
        ):
            return True
    return False


def _filled_inputs(sheet: Sheet) -> Iterator[tuple[int, int]]:
    for rows, columns in sheet.inputs:
        for row in rows:
            for column in columns:
                if classify(sheet.grid.at(row, column)) is not None:
                    yield row, column


def _span(first: str, last: str) -> str:
    return first if first == last else f"{first}-{last}"


def _runs(numbers: Iterable[int]) -> Iterator[range]:
    """Yield every run of consecutive numbers."""
    ordered = sorted(numbers)
    start = 0
    for index, value in enumerate(ordered):
        if index + 1 == len(ordered) or ordered[index + 1] != value + 1:
            yield range(ordered[start], value + 1)
            start = index + 1
