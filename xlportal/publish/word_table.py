"""An appendix as a table of a Word document: spans, repeated header rows, widths in millimetres."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from xlportal.publish.appendix import HEADER_ROWS, Appendix, Value, shown
from xlportal.publish.paging import LEAST_ROWS, WRAPPED, Page, Placed

STYLE = "AppendixTable"
_HEAD, _TEXT, _UNIT = "TableHead", "TableText", "TableUnit"
_KEPT = "Kept"
"""What the name of a style ends in by which a row stays with the next one."""

TABLE_WIDTH = 225.0
"""Millimetres between the side margins of a page turned by a quarter."""

_POINTS = 72 / 25.4
_TWIPS = 20
PAGE = Page(
    across=TABLE_WIDTH * _POINTS,
    down=156 * _POINTS,
    sizes=(10.5, 9, 8, 7.5, 7, 6),
    leading=4 / 3,
    padding=3.6,
    indent=4.0,
    spacing=(5.5, 3.0),
    label=28.0,
    title=(30.0, 3.0),
    title_size=20,
    note=(16.0, 3.0),
    note_size=12,
    tolerance=12.0,
)
"""A page turned by a quarter, in the measures of the styles."""


@dataclass(frozen=True)
class _Cell:
    """A cell of a row; ``merged`` is None, or whether its merge begins or goes on here."""

    text: str
    style: str
    columns: int = 1
    merged: str | None = None
    wraps: bool = False


def word_table(table: Appendix, place: Placed, printable: Callable[[str], str]) -> Any:
    """Return the ``w:tbl`` element of an appendix; ``printable`` cleans every text."""
    widths = column_twips(place.widths)
    element = _element("tbl", _properties(sum(widths)), _grid(widths))
    for row, height in enumerate(place.header):
        head = (_element("cantSplit"), _height(height), _element("tblHeader"))
        element.append(_row(head, _header_cells(table, place, row), widths, printable))
    begins = {start for start, _ in place.runs}
    kept = _kept_rows(table, place)
    for index, (values, height) in enumerate(zip(table.rows, place.rows, strict=True)):
        cells = _cells(table, place, values, begins=index in begins, kept=index in kept)
        element.append(_row((_element("cantSplit"), _height(height)), cells, widths, printable))
    return element


def column_twips(widths: Sequence[float]) -> list[int]:
    """Return the columns' widths for Word; together they are as wide as the page."""
    edges = [round(edge * _TWIPS) for edge in accumulate(widths, initial=0.0)]
    return [right - left for left, right in pairwise(edges)]


def _header_cells(table: Appendix, place: Placed, row: int) -> Iterator[_Cell]:
    """Yield the cells of a header row from left to right."""
    touched = [cell for cell in place.heads if cell.row <= row < cell.row + cell.rows]
    for cell in sorted(touched, key=lambda cell: cell.column):
        begins = cell.row == row
        merged = _merge_mark(begins=begins) if cell.rows > 1 else None
        text = cell.text if begins else ""
        wraps = cell.row == 1 or (
            cell.rows == HEADER_ROWS and table.columns[cell.column] in WRAPPED
        )
        yield _Cell(text, _HEAD, cell.columns, merged, wraps)


def _cells(
    table: Appendix, place: Placed, values: Sequence[Value], *, begins: bool, kept: bool
) -> Iterator[_Cell]:
    """Yield the cells of a row; what holds for all rows is written where a page begins."""
    for column, (kind, value) in enumerate(zip(table.columns, values, strict=True)):
        style = (_UNIT if column in table.left_aligned else _TEXT) + _KEPT * kept
        if column in table.merged:
            text = shown(kind, value) if begins else ""
            yield _Cell(text, style, 1, _merge_mark(begins=begins))
        else:
            yield _Cell(place.text(column, shown(kind, value)), style, wraps=kind in WRAPPED)


def _kept_rows(table: Appendix, place: Placed) -> set[int]:
    """Return the rows that stay with the next one.

    The first rows of a page do: what is free on the page before has no room for all of them, and so
    the page begins where it should. The last row stays with the note.
    """
    first = {
        row for start, end in place.runs for row in range(start, min(start + LEAST_ROWS - 1, end))
    }
    return first | ({len(table.rows) - 1} if table.note else set())


def _merge_mark(*, begins: bool) -> str:
    return "restart" if begins else "continue"


def _properties(width: int) -> Any:
    return _element(
        "tblPr",
        _element("tblStyle", val=STYLE),
        _element("tblW", w=width, type="dxa"),
        _element("jc", val="center"),
        _element("tblLayout", type="fixed"),
    )


def _grid(widths: Sequence[int]) -> Any:
    return _element("tblGrid", *(_element("gridCol", w=width) for width in widths))


def _height(points: float) -> Any:
    return _element("trHeight", val=round(points * _TWIPS), hRule="atLeast")


def _row(
    marks: Sequence[Any],
    cells: Iterator[_Cell],
    widths: Sequence[int],
    printable: Callable[[str], str],
) -> Any:
    row = _element("tr", _element("trPr", *marks))
    column = 0
    for cell in cells:
        width = sum(widths[column : column + cell.columns])
        row.append(_cell(cell, width, printable(cell.text)))
        column += cell.columns
    return row


def _cell(cell: _Cell, width: int, text: str) -> Any:
    properties = _element("tcPr", _element("tcW", w=width, type="dxa"))
    if cell.columns > 1:
        properties.append(_element("gridSpan", val=cell.columns))
    if cell.merged:
        properties.append(_element("vMerge", val=cell.merged))
    if not cell.wraps:
        properties.append(_element("noWrap"))
    properties.append(_element("vAlign", val="center"))
    paragraph = _element("p", _element("pPr", _element("pStyle", val=cell.style)))
    if text:
        paragraph.add_r().text = text
    return _element("tc", properties, paragraph)


def _element(name: str, *children: Any, **attributes: object) -> Any:
    """Return a WordprocessingML element; its attributes are of the same namespace."""
    element: Any = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), str(value))
    element.extend(children)
    return element
