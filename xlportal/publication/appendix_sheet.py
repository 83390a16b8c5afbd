"""An appendix as a sheet: title, header rows with their merges, rows as high as their text."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from xlportal.pen import Pen, Style
from xlportal.publication import paper
from xlportal.publication.appendix import HEADER_ROWS, Appendix, ColumnKind, Value
from xlportal.publication.paging import page_runs
from xlportal.widths import display_width, lines_needed

LABEL_ROW, TITLE_ROW, TABLE_ROW = 0, 1, 2

_WIDTHS = {
    ColumnKind.SERIAL: 6.0,
    ColumnKind.UNIT: 24.0,
    ColumnKind.DEDUCTION: 14.0,
    ColumnKind.COUNT: 9.0,
    ColumnKind.INFO: 9.0,
    ColumnKind.LINE: 9.0,
    ColumnKind.SCORE: 10.0,
    ColumnKind.RANK: 9.0,
}
_UNIT_WIDTHS = (24.0, 40.0)
_LABEL_HEIGHT, _TITLE_HEIGHT, _HEADER_HEIGHTS = 24.0, 40.0, (22.0, 36.0, 22.0)
_LINE_POINTS = 15.0
_CELL_PADDING = 11.0
_CELL_MARGIN = 3.0
_CELL_SCALE = 8 / 7
"""How much wider than the unit of column widths a character of the cells' font is."""


def draw_appendix(pen: Pen, table: Appendix) -> None:
    """Draw an appendix: label, title, three header rows with their merges, rows, note."""
    last = len(table.columns) - 1
    widths = _widths(table)
    pen.widths(widths)
    pen.put(LABEL_ROW, 0, table.label, paper.LABEL)
    pen.height(LABEL_ROW, _LABEL_HEIGHT)
    pen.merge(TITLE_ROW, 0, TITLE_ROW, last, table.title, paper.TITLE)
    pen.height(TITLE_ROW, _TITLE_HEIGHT)
    _draw_header(pen, table)
    _draw_rows(pen, table, widths)
    end = TABLE_ROW + HEADER_ROWS + len(table.rows) - 1
    if table.note:
        end += 1
        pen.put(end, 0, table.note, paper.NOTE)
        pen.height(end, 24)
    _set_up_table(pen, end, last)


def _draw_header(pen: Pen, table: Appendix) -> None:
    for cell in table.header:
        row = TABLE_ROW + cell.row
        pen.merge(
            row,
            cell.column,
            row + cell.rows - 1,
            cell.column + cell.columns - 1,
            cell.text,
            paper.HEADER,
        )
    for offset, height in enumerate(_HEADER_HEIGHTS):
        pen.height(TABLE_ROW + offset, height)


def _draw_rows(pen: Pen, table: Appendix, widths: Sequence[float]) -> None:
    first = TABLE_ROW + HEADER_ROWS
    single = [pair for pair in enumerate(table.columns) if pair[0] not in table.merged]
    wrapped = [
        (column, (widths[column] - _CELL_MARGIN) / _CELL_SCALE)
        for column, kind in enumerate(table.columns)
        if kind in {ColumnKind.UNIT, ColumnKind.DEDUCTION}
    ]
    heights = []
    for row, values in enumerate(table.rows, start=first):
        lines = max(lines_needed(str(values[column]), width) for column, width in wrapped)
        heights.append(lines * _LINE_POINTS + _CELL_PADDING)
        pen.height(row, heights[-1])
        for column, kind in single:
            pen.put(row, column, values[column], *_cell_styles(kind, values[column]))
    _draw_merged(pen, table, _pages(heights, widths))


def _draw_merged(pen: Pen, table: Appendix, pages: Sequence[tuple[int, int]]) -> None:
    """Write the values that hold for all rows, once a page: else they would stand on one only."""
    first = TABLE_ROW + HEADER_ROWS
    for column in table.merged:
        for start, end in pages:
            value = table.rows[start][column]
            styles = _cell_styles(table.columns[column], value)
            pen.merge(first + start, column, first + end, column, value, *styles)


def _pages(heights: Sequence[float], widths: Sequence[float]) -> list[tuple[int, int]]:
    room = paper.sideways_room(widths) - sum(_HEADER_HEIGHTS)
    return page_runs(heights, room - _LABEL_HEIGHT - _TITLE_HEIGHT, room)


def _cell_styles(kind: ColumnKind, value: Value) -> tuple[Style, ...]:
    if kind is ColumnKind.UNIT:
        return paper.CELL, paper.LEFT
    if type(value) is Fraction and value.denominator != 1:
        return paper.CELL, paper.number_style(value)
    return (paper.CELL,)


def _widths(table: Appendix) -> list[float]:
    """Return the width of every column; the units' column takes the longest name up to a limit."""
    units = table.columns.index(ColumnKind.UNIT)
    longest = max((display_width(str(row[units])) for row in table.rows), default=0)
    least, most = _UNIT_WIDTHS
    widths = [_WIDTHS[kind] for kind in table.columns]
    widths[units] = min(max(longest * _CELL_SCALE + _CELL_MARGIN, least), most)
    return widths


def _set_up_table(pen: Pen, last_row: int, last_column: int) -> None:
    paper.set_sideways(pen, last_row, last_column)
    pen.sheet.repeat_rows(TABLE_ROW, TABLE_ROW + HEADER_ROWS - 1)
    pen.sheet.freeze_panes(TABLE_ROW + HEADER_ROWS, 2)
