"""An appendix as a sheet: label, title, header rows with their merges, rows, note."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate, pairwise

from xlportal.publish import paper
from xlportal.publish.appendix import Appendix, ColumnKind, Value, shown
from xlportal.publish.fitting import LABEL_HEIGHT, Fit, fit
from xlportal.sheets.pen import POINTS_A_PIXEL, Pen, Style, characters

LABEL_ROW, TITLE_ROW, TABLE_ROW = 0, 1, 2


def draw_appendices(pens: Sequence[Pen], tables: Sequence[Appendix]) -> None:
    """Draw every appendix with its pen, all in the same size of type."""
    for pen, table, own in zip(pens, tables, fit(tables, paper.SHEET), strict=True):
        _draw(pen, table, own)


def _draw(pen: Pen, table: Appendix, own: Fit) -> None:
    last = len(table.columns) - 1
    pen.widths([characters(pixels) for pixels in _pixels(own.widths)])
    pen.block(LABEL_ROW, 0, table.label, LABEL_HEIGHT, paper.LABEL)
    pen.block(TITLE_ROW, last, table.title, own.title, paper.TABLE_TITLE)
    first = _draw_header(pen, table, own)
    end = _draw_rows(pen, table, own, first)
    if table.note:
        end = pen.block(end + 1, last, table.note, own.note, paper.NOTE) - 1
    paper.set_up(pen, paper.SHEET.margins, (end, last), sideways=True)
    pen.sheet.repeat_rows(TABLE_ROW, first - 1)
    pen.sheet.freeze_panes(first, 2)


def _pixels(widths: Sequence[float]) -> list[int]:
    """Return the columns' pixels; together they are as wide as the page."""
    edges = [round(edge / POINTS_A_PIXEL) for edge in accumulate(widths, initial=0.0)]
    return [right - left for left, right in pairwise(edges)]


def _draw_header(pen: Pen, table: Appendix, own: Fit) -> int:
    """Draw the header and return the first row below it."""
    size: Style = {"font_size": own.head_size}
    for cell in table.header:
        row = TABLE_ROW + cell.row
        last_row, last_column = row + cell.rows - 1, cell.column + cell.columns - 1
        pen.merge(row, cell.column, last_row, last_column, cell.text, paper.HEADER, size)
    for row, height in enumerate(own.header, start=TABLE_ROW):
        pen.height(row, height)
    return TABLE_ROW + len(own.header)


def _draw_rows(pen: Pen, table: Appendix, own: Fit, first: int) -> int:
    """Draw the rows from ``first`` on and return the last of them."""
    styles = [_style(column, own) for column in range(len(table.columns))]
    single = [column for column in range(len(table.columns)) if column not in table.merged]
    for row, (values, height) in enumerate(zip(table.rows, own.rows, strict=True), start=first):
        pen.height(row, height)
        for column in single:
            pen.put(row, column, *_shown(table.columns[column], values[column]), styles[column])
    for column in table.merged:
        for start, end in own.runs:
            value, form = _shown(table.columns[column], table.rows[start][column])
            pen.merge(first + start, column, first + end, column, value, form, styles[column])
    return first + len(table.rows) - 1


def _shown(kind: ColumnKind, value: Value) -> tuple[str | float, Style]:
    """Return a value as a cell holds it, a number however long it is, and its number format."""
    if isinstance(value, Fraction):
        form = _number(kind, value.numerator, value.denominator)
        return value.numerator / value.denominator, form
    return value, paper.PLAIN


def _style(column: int, own: Fit) -> Style:
    left = paper.LEFT if column in own.left else {}
    wrap = paper.WRAP if column in own.wrapped else {}
    return {**paper.CELL, **left, **wrap, "font_size": own.size}


@functools.lru_cache(maxsize=4096)
def _number(kind: ColumnKind, numerator: int, denominator: int) -> Style:
    """Return the number format that shows a figure as it is printed elsewhere."""
    return paper.decimals(len(shown(kind, Fraction(numerator, denominator)).partition(".")[2]))
