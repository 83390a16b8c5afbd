"""An appendix as a table of a Word document: spans, repeated header rows, widths in millimetres."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from xlportal.circular import printed
from xlportal.publication.appendix import Appendix, ColumnKind, Value
from xlportal.publication.paging import page_runs
from xlportal.widths import display_width, lines_needed

STYLE = "AppendixTable"
_HEAD, _TEXT, _UNIT = "TableHead", "TableText", "TableUnit"

TABLE_WIDTH = 225.0
"""Millimetres between the side margins of a page turned by a quarter."""

_WIDTHS = {
    ColumnKind.SERIAL: 10.0,
    ColumnKind.DEDUCTION: 15.0,
    ColumnKind.COUNT: 12.8,
    ColumnKind.INFO: 12.5,
    ColumnKind.LINE: 12.5,
    ColumnKind.SCORE: 14.5,
    ColumnKind.RANK: 12.0,
}
_UNIT_WIDTHS = (38.0, 80.0)
_CHARACTER = 3.75 / 2
"""Millimetres of a half-width character of the table's text (10.5 points)."""

_CELL_MARGIN = 3.0
_TWIPS = 1440 / 25.4
_HEADER_HEIGHTS = (400, 600, 400)
_ROW_HEIGHT, _LINE = 390, 280
_FURTHER_PAGE = 156 * _TWIPS - sum(_HEADER_HEIGHTS)
_FIRST_PAGE = _FURTHER_PAGE - 1220
"""Twips of rows below the header on a page; the first one also has label and title."""


@dataclass(frozen=True)
class _Cell:
    """A cell of a row; ``merged`` is None, or whether its merge begins or goes on here."""

    text: str
    style: str
    columns: int = 1
    merged: str | None = None


def word_table(table: Appendix, printable: Callable[[str], str]) -> Any:
    """Return the ``w:tbl`` element of an appendix; ``printable`` cleans every text."""
    columns = column_widths(table)
    widths = [round(width * _TWIPS) for width in columns]
    begins = {start for start, _ in _pages(table, columns)}
    element = _element("tbl", _properties(sum(widths)), _grid(widths))
    for row, height in enumerate(_HEADER_HEIGHTS):
        head = (_element("cantSplit"), _height(height), _element("tblHeader"))
        element.append(_row(head, _header_cells(table, row), widths, printable))
    for index, values in enumerate(table.rows):
        marks = (_element("cantSplit"), _height(_ROW_HEIGHT))
        element.append(
            _row(marks, _cells(table, values, begins=index in begins), widths, printable)
        )
    return element


def column_widths(table: Appendix) -> list[float]:
    """Return the columns' widths in millimetres; together they are as wide as the page allows.

    The units' column takes what their names need, as far as the others leave room.
    """
    fixed = sum(_WIDTHS.get(kind, 0.0) for kind in table.columns)
    least, most = _UNIT_WIDTHS
    unit = table.columns.index(ColumnKind.UNIT)
    longest = max((display_width(str(row[unit])) for row in table.rows), default=0)
    wanted = min(max(longest * _CHARACTER + _CELL_MARGIN, least), most)
    width = max(min(wanted, TABLE_WIDTH - fixed), min(least, wanted))
    scale = TABLE_WIDTH / (fixed + width)
    return [_WIDTHS.get(kind, width) * scale for kind in table.columns]


def shown(value: Value) -> str:
    """Return a value as it stands in the table."""
    return value if isinstance(value, str) else printed(Fraction(value))


def _header_cells(table: Appendix, row: int) -> Iterator[_Cell]:
    """Yield the cells of a header row from left to right."""
    touched = [cell for cell in table.header if cell.row <= row < cell.row + cell.rows]
    for cell in sorted(touched, key=lambda cell: cell.column):
        begins = cell.row == row
        merged = _merge_mark(begins=begins) if cell.rows > 1 else None
        yield _Cell(cell.text if begins else "", _HEAD, cell.columns, merged)


def _pages(table: Appendix, widths: Sequence[float]) -> list[tuple[int, int]]:
    """Return the runs of rows that stand on a page together."""
    unit = table.columns.index(ColumnKind.UNIT)
    room = (widths[unit] - _CELL_MARGIN) / _CHARACTER
    heights = [max(_ROW_HEIGHT, lines_needed(str(row[unit]), room) * _LINE) for row in table.rows]
    return page_runs(heights, _FIRST_PAGE, _FURTHER_PAGE)


def _cells(table: Appendix, values: Sequence[Value], *, begins: bool) -> Iterator[_Cell]:
    """Yield the cells of a row; what holds for all rows is written where a page begins."""
    for column, value in enumerate(values):
        style = _UNIT if table.columns[column] is ColumnKind.UNIT else _TEXT
        if column in table.merged:
            yield _Cell(shown(value) if begins else "", style, 1, _merge_mark(begins=begins))
        else:
            yield _Cell(shown(value), style)


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


def _height(twips: int) -> Any:
    return _element("trHeight", val=twips, hRule="atLeast")


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
