"""An appendix as a sheet: title, header rows with their merges, rows as high as their text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import accumulate, pairwise

from xlportal.publish import paper
from xlportal.publish.appendix import HEADER_ROWS, Appendix, ColumnKind, Value
from xlportal.publish.paging import WRAPPED, Page, Placed, placed
from xlportal.sheets.pen import MAX_ROW_HEIGHT, POINTS_A_PIXEL, Pen, Style, characters

LABEL_ROW, TITLE_ROW, TABLE_ROW = 0, 1, 2
_FIRST = TABLE_ROW + HEADER_ROWS
_FRACTIONS = {ColumnKind.INFO, ColumnKind.SCORE, ColumnKind.RANK}

PAGE = Page(
    across=1000 * POINTS_A_PIXEL,
    down=170 * paper.MILLIMETRE * 72,
    sizes=(12, 11, 10.5, 10, 9, 8, 7.5, 7, 6),
    leading=1.3,
    padding=5.0,
    indent=7.0,
    spacing=(10.4, 5.4),
    label=24.0,
    title=(28.0, 12.0),
    title_size=20,
    note=(16.0, 8.0),
    note_size=12,
    tolerance=5.0,
)
"""A page on its side: 265 mm across, less the pixel and a half that a printer may round up."""


def draw_appendices(pens: Sequence[Pen], tables: Sequence[Appendix]) -> None:
    """Draw every appendix with its pen, all in the same size."""
    for pen, table, place in zip(pens, tables, placed(tables, PAGE), strict=True):
        _draw(pen, table, place)


def draw_appendix(pen: Pen, table: Appendix) -> None:
    """Draw an appendix: label, title, three header rows with their merges, rows, note."""
    draw_appendices([pen], [table])


def _draw(pen: Pen, table: Appendix, place: Placed) -> None:
    last = len(table.columns) - 1
    pen.widths([characters(pixels) for pixels in _pixels(place.widths)])
    pen.put(LABEL_ROW, 0, table.label, paper.LABEL)
    pen.height(LABEL_ROW, PAGE.label)
    pen.merge(TITLE_ROW, 0, TITLE_ROW, last, table.title, paper.TITLE, paper.WRAP)
    pen.height(TITLE_ROW, place.title)
    _draw_header(pen, place)
    _draw_rows(pen, table, place)
    end = _FIRST + len(table.rows) - 1
    if table.note:
        end = _draw_note(pen, table.note, end + 1, last, place.note)
    _set_up_table(pen, end, last)
    pen.sheet.set_h_pagebreaks([_FIRST + start for start, _ in place.runs[1:]])


def _pixels(widths: Sequence[float]) -> list[int]:
    """Return the columns' pixels; together they are as wide as the page."""
    edges = [round(edge / POINTS_A_PIXEL) for edge in accumulate(widths, initial=0.0)]
    return [right - left for left, right in pairwise(edges)]


def _draw_header(pen: Pen, place: Placed) -> None:
    size = paper.sized(place.head_size)
    for cell in place.heads:
        row = TABLE_ROW + cell.row
        pen.merge(
            row,
            cell.column,
            row + cell.rows - 1,
            cell.column + cell.columns - 1,
            cell.text,
            paper.HEADER,
            size,
        )
    for offset, height in enumerate(place.header):
        pen.height(TABLE_ROW + offset, height)


def _draw_rows(pen: Pen, table: Appendix, place: Placed) -> None:
    styles = _styles(table, place)
    single = [
        (column, kind, styles[column], kind in _FRACTIONS)
        for column, kind in enumerate(table.columns)
        if column not in table.merged
    ]
    for row, (values, height) in enumerate(_rows(table, place), start=_FIRST):
        pen.height(row, height)
        for column, kind, style, broken in single:
            value = values[column]
            if broken and type(value) is Fraction and value.denominator != 1:
                pen.put(row, column, _float(value), style, _number_style(kind, value))
            else:
                pen.put(row, column, value, style)
    _draw_merged(pen, table, place, styles)


def _rows(table: Appendix, place: Placed) -> Iterator[tuple[Sequence[Value], float]]:
    """Yield every row's values as they stand on the sheet, and its height."""
    for values, height in zip(table.rows, place.rows, strict=True):
        if place.parted:
            texts = (
                place.text(column, value) if isinstance(value, str) else value
                for column, value in enumerate(values)
            )
            yield tuple(texts), height
        else:
            yield values, height


def _draw_merged(pen: Pen, table: Appendix, place: Placed, styles: Sequence[Style]) -> None:
    """Write the values that hold for all rows, once a page: else they would stand on one only."""
    for column in table.merged:
        for start, end in place.runs:
            value = table.rows[start][column]
            number = _number_style(table.columns[column], Fraction(value))
            cells = (_FIRST + start, column, _FIRST + end, column)
            pen.merge(*cells, _float(Fraction(value)), styles[column], number)


def _float(value: Fraction) -> float:
    """Return the float nearest to a figure: what is published is a number, however long."""
    return value.numerator / value.denominator


def _styles(table: Appendix, place: Placed) -> list[Style]:
    """Return the style of every column; only what may take a further line is wrapped."""
    left = table.left_aligned
    return [
        {
            **(paper.CELL if kind in WRAPPED or column in place.parted else paper.FIGURE),
            **(paper.LEFT if column in left else {}),
            **paper.sized(place.size),
        }
        for column, kind in enumerate(table.columns)
    ]


def _number_style(kind: ColumnKind, value: Fraction) -> Style:
    if kind is ColumnKind.SCORE:
        return paper.full_number_style(value)
    return paper.number_style(value)


def _draw_note(pen: Pen, note: str, row: int, last_column: int, height: float) -> int:
    """Draw the note over as many rows as it needs; return the last of them."""
    rows = -int(-height // MAX_ROW_HEIGHT)
    pen.merge(row, 0, row + rows - 1, last_column, note, paper.NOTE, paper.WRAP)
    for offset in range(rows):
        pen.height(row + offset, height / rows)
    return row + rows - 1


def _set_up_table(pen: Pen, last_row: int, last_column: int) -> None:
    paper.set_sideways(pen, last_row, last_column)
    pen.sheet.repeat_rows(TABLE_ROW, TABLE_ROW + HEADER_ROWS - 1)
    pen.sheet.freeze_panes(_FIRST, 2)
