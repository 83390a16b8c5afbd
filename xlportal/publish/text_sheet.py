"""A list for the staff as a sheet: a title, a line, a table of texts with links to cells.

It is drawn into a small workbook of its own, whose sheet a button copies in; the links name sheets
only, and so lead to the cells of whatever workbook the sheet then stands in.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from xlsxwriter.utility import quote_sheetname

from xlportal.core.widths import lines_needed
from xlportal.publish.paper import A4
from xlportal.sheets.pen import Palette, Pen, Style, open_workbook
from xlportal.sheets.template import styles

TITLE_ROW, LINE_ROW, HEADER_ROW = 0, 1, 3
_NOTHING: Style = {
    **styles.BASE, "font_size": 14, "font_color": "#375623", "bg_color": "#E2F0D9",
    "align": "center",
}  # fmt: skip
_TEXT: Style = {"align": "left", "indent": 1, "text_wrap": True}
_RED_TAB = "#C00000"
_CHARACTER = 1.05
"""How much wider than the unit of column widths a character of the cells' font may be."""
_LINE, _PADDING = 16.0, 8.0


class Column(NamedTuple):
    """A column: what stands above it, how wide it is in characters, how it looks."""

    title: str
    width: float
    look: Style = _TEXT


class Linked(NamedTuple):
    """A text that leads to a cell of a sheet, the first if none is named."""

    text: str
    sheet: str
    cell: str


class Coloured(NamedTuple):
    """A text that looks unlike the others of its column."""

    text: str
    look: Style


Cell = str | int | Linked | Coloured


@dataclass(frozen=True)
class TextTable:
    """What the sheet ``name`` says: ``nothing`` where there are no rows, ``rest`` below them.

    ``alarming`` is whether its tab is red.
    """

    name: str
    title: str
    line: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]
    nothing: str
    rest: str = ""
    alarming: bool = False


def text_book(table: TextTable, created: dt.datetime) -> bytes:
    """Return the package of a workbook whose only sheet is the table's."""
    stream = io.BytesIO()
    workbook = open_workbook(stream)
    workbook.set_properties({"title": table.name, "created": created})
    draw_texts(Pen(workbook.add_worksheet(table.name), Palette(workbook)), table)
    workbook.close()
    return stream.getvalue()


def draw_texts(pen: Pen, table: TextTable) -> None:
    """Draw the sheet."""
    pen.widths([column.width for column in table.columns])
    pen.put(TITLE_ROW, 0, table.title, styles.TITLE)
    pen.height(TITLE_ROW, 34)
    pen.put(LINE_ROW, 0, table.line, styles.SUBTITLE)
    pen.height(LINE_ROW, 22)
    last = _draw_rows(pen, table) if table.rows else _draw_nothing(pen, table)
    pen.sheet.set_tab_color(_RED_TAB if table.alarming else styles.GREEN_TAB)
    _set_up(pen, table, last)


def _draw_nothing(pen: Pen, table: TextTable) -> int:
    pen.merge(HEADER_ROW, 0, HEADER_ROW, len(table.columns) - 1, table.nothing, _NOTHING)
    pen.height(HEADER_ROW, 48)
    return HEADER_ROW


def _draw_rows(pen: Pen, table: TextTable) -> int:
    """Draw the table and return its last row."""
    for number, column in enumerate(table.columns):
        pen.put(HEADER_ROW, number, column.title, styles.HEADER)
    pen.height(HEADER_ROW, 26)
    pen.sheet.freeze_panes(HEADER_ROW + 1, 0)
    pen.sheet.repeat_rows(HEADER_ROW)
    for row, cells in enumerate(table.rows, start=HEADER_ROW + 1):
        lines = 1
        for number, (column, cell) in enumerate(zip(table.columns, cells, strict=True)):
            _put(pen, row, number, cell, column.look)
            text = str(cell) if isinstance(cell, (str, int)) else cell.text
            lines = max(lines, lines_needed(text, (column.width - 3) / _CHARACTER))
        pen.height(row, lines * _LINE + _PADDING)
    last = HEADER_ROW + len(table.rows)
    if table.rest:
        pen.put(last + 1, 0, table.rest, styles.SUBTITLE)
    return last + bool(table.rest)


def _put(pen: Pen, row: int, column: int, cell: Cell, look: Style) -> None:
    if isinstance(cell, Linked):
        target = f"internal:{quote_sheetname(cell.sheet)}!{cell.cell or 'A1'}"
        pen.link(row, column, target, cell.text, styles.FIXED, look, styles.LINKED)
    elif isinstance(cell, Coloured):
        pen.put(row, column, cell.text, styles.FIXED, look, cell.look)
    else:
        pen.put(row, column, cell, styles.FIXED, look)


def _set_up(pen: Pen, table: TextTable, last_row: int) -> None:
    sheet = pen.sheet
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, last_row, len(table.columns) - 1)
    sheet.set_footer(f"&C{table.name}　第 &P 页 共 &N 页")
    sheet.hide_gridlines(2)
