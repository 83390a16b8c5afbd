"""An appendix as a sheet: label, title, header rows with their merges, rows, note."""

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
    last, first = len(table.columns) - 1, TABLE_ROW + len(own.header)
    pen.widths([characters(pixels) for pixels in _pixels(own.widths)])
    pen.block(LABEL_ROW, 0, table.label, LABEL_HEIGHT, paper.LABEL)
    pen.block(TITLE_ROW, last, table.title, own.title, paper.TABLE_TITLE)
    for row, height in enumerate((*own.header, *own.rows), start=TABLE_ROW):
        pen.height(row, height)
    _draw_header(pen, table, own)
    _draw_rows(pen, table, own, first)
    end = first + len(table.rows)
    if table.note:
        end = pen.block(end, last, table.note, own.note, paper.NOTE)
    paper.set_up(pen, paper.SHEET.margins, (end - 1, last), sideways=True)
    pen.sheet.repeat_rows(TABLE_ROW, first - 1)
    pen.sheet.freeze_panes(first, 2)


def _pixels(widths: Sequence[float]) -> list[int]:
    """Return the columns' pixels; together they are as wide as the page."""
    edges = [round(edge / POINTS_A_PIXEL) for edge in accumulate(widths, initial=0.0)]
    return [right - left for left, right in pairwise(edges)]


def _draw_header(pen: Pen, table: Appendix, own: Fit) -> None:
    size: Style = {"font_size": own.head_size}
    for cell in table.header:
        row = TABLE_ROW + cell.row
        last_row, last_column = row + cell.rows - 1, cell.column + cell.columns - 1
        pen.merge(row, cell.column, last_row, last_column, cell.text, paper.HEADER, size)


def _draw_rows(pen: Pen, table: Appendix, own: Fit, first: int) -> None:
    """Draw the rows from ``first`` on; what is merged stands once a page."""
    plain: Style = {**paper.CELL, "font_size": own.size}
    text: Style = {**plain, **paper.LEFT, **paper.WRAP}
    for place, column in enumerate(table.made):
        style = text if place in own.left else plain
        cells = [_shown(column.kind, value) for value in column.cells]
        if place in table.merged:
            for start, end in pairwise([0, *own.starts, len(own.rows)]):
                pen.merge(first + start, place, first + end - 1, place, *cells[start], style)
        else:
            for row, cell in enumerate(cells, start=first):
                pen.put(row, place, *cell, style)


def _shown(kind: ColumnKind, value: Value) -> tuple[str | float, Style]:
    """Return a value as a cell holds it, a number however long it is, and its number format."""
    if isinstance(value, Fraction):
        decimals = len(shown(kind, value).partition(".")[2])
        return value.numerator / value.denominator, paper.decimals(decimals)
    return value, paper.PLAIN
