"""What of a sheet is merged or hidden, judged on its input cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

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
    for axis, kind, hidden, name in (
        (0, catalogue.ROWS_HIDDEN, shape.hidden_rows, str),
        (1, catalogue.COLUMNS_HIDDEN, shape.hidden_columns, get_column_letter),
    ):
        for first, last in _runs(hidden):
            place = next((place for place in filled if first <= place[axis] <= last), None)
            if place is not None:
                names = dict.fromkeys(name(number + 1) for number in (first, last))
                sheet.cell(*place).add(kind, found="-".join(names))


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


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of every run of consecutive numbers."""
    for _, run in groupby(enumerate(sorted(numbers)), lambda pair: pair[1] - pair[0]):
        members = [number for _, number in run]
        yield members[0], members[-1]
