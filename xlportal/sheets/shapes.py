"""What of a sheet is merged or hidden: read from its part of the package, judged on its inputs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from xlportal.core import catalogue
from xlportal.sheets.cells import classify
from xlportal.sheets.grid import Rectangle, Shape, column_letters
from xlportal.sheets.tables import Sheet

_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*["']([^"']*)["']""")
_ROW = re.compile(rb"<(?:\w+:)?row\b([^<>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^<>]*)>")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\b([^<>]*)>")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
_MOST_COLUMNS = 16_384
_DATA = b"sheetData"
"""Columns are named before the rows of a sheet, merges after them."""


def shape_of(part: bytes, *, hidden: bool) -> Shape:
    """Return what is merged and hidden on the sheet whose part of the package is ``part``.

    ``hidden`` says whether the sheet itself is. Rows of no height and columns of no width are
    hidden too.
    """
    start, end = part.find(_DATA), part.rfind(_DATA)
    before, rows, after = part[: start + 1], part[start + 1 : end], part[end + 1 :]
    return Shape(
        tuple(_merged(after)),
        frozenset(_hidden_rows(rows)) if _may_hide(rows) else frozenset(),
        frozenset(_hidden_columns(before)),
        hidden,
    )


def _may_hide(rows: bytes) -> bool:
    """Return whether any row can be hidden; looking at each one takes a hundred times longer."""
    shown = rows.count(b'hidden="0"') + rows.count(b'hidden="false"')
    return rows.count(b"hidden") != shown or re.search(rb"""ht\s?=\s?["']0""", rows) is not None


def check_shape(sheet: Sheet) -> None:
    """Complain of input cells that are merged or out of sight on a sheet that was read."""
    shape = sheet.grid.shape
    if not sheet.inputs or shape == Shape():
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
            found = _span(column_letters(run[0]), column_letters(run[-1]))
            cell.add(catalogue.COLUMNS_HIDDEN, found=found)


def _attributes(found: bytes) -> dict[str, str]:
    return {
        name.decode(): value.decode("utf-8", "replace") for name, value in _ATTRIBUTE.findall(found)
    }


def _merged(part: bytes) -> Iterator[Rectangle]:
    for found in _MERGE.findall(part):
        reference = _REFERENCE.fullmatch(_attributes(found).get("ref", ""))
        if reference:
            left, top, right, bottom = reference.groups()
            yield Rectangle(
                int(top) - 1, _column(left), int(bottom or top) - 1, _column(right or left)
            )


def _hidden_rows(part: bytes) -> Iterator[int]:
    row = 0
    for found in _ROW.findall(part):
        attributes = _attributes(found)
        row = _whole(attributes.get("r", ""), row + 1)
        if _is_hidden(attributes, "ht"):
            yield row - 1


def _hidden_columns(part: bytes) -> Iterator[int]:
    for found in _COLUMN.findall(part):
        attributes = _attributes(found)
        if _is_hidden(attributes, "width"):
            first = _whole(attributes.get("min", ""), 1)
            last = min(_whole(attributes.get("max", ""), first), _MOST_COLUMNS)
            yield from range(first - 1, last)


def _is_hidden(attributes: dict[str, str], size: str) -> bool:
    no_size = re.fullmatch(r"0+(\.0*)?", attributes.get(size, ""))
    return attributes.get("hidden") in {"1", "true"} or no_size is not None


def _whole(text: str, otherwise: int) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,7}", text) else otherwise


def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - ord("A") + 1
    return column - 1


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
