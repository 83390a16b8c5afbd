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
from xlportal.publish import paper
from xlportal.sheets.pen import Palette, Pen, Style, open_workbook
from xlportal.sheets.template import styles

HEADER_ROW = 3
_NOTHING: Style = {**styles.BASE, "font_size": 14, **styles.ABOVE_LINE, "align": "center"}
_RED_TAB = "#C00000"
_MARGINS = paper.Margins(left=13, right=13, top=15, bottom=18)
_CHARACTER = 1.05
"""How much wider than the unit of column widths a character of the cells' font may be."""


class Column(NamedTuple):
    """A column: what stands above it, how wide it is in characters, how it looks."""

    title: str
    width: float
    look: Style = styles.NAME


class Cell(NamedTuple):
    """A text or number, how it looks besides, and the cell of a sheet that it leads to, if any."""

    text: str | int
    look: Style = paper.PLAIN
    sheet: str = ""
    cell: str = ""


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
    last = len(table.columns) - 1
    pen.block(0, last, table.title, 34, styles.TITLE)
    pen.block(1, last, table.line, 22, styles.SUBTITLE)
    if table.rows:
        below = _draw_rows(pen, table)
    else:
        below = pen.block(HEADER_ROW, last, table.nothing, 48, _NOTHING)
    if table.rest:
        below = pen.block(below, last, table.rest, 22, styles.SUBTITLE)
    pen.sheet.set_tab_color(_RED_TAB if table.alarming else styles.GREEN_TAB)
    paper.set_up(pen, _MARGINS, (below - 1, last), sideways=True)


def _draw_rows(pen: Pen, table: TextTable) -> int:
    """Draw the table and return the row below it."""
    for number, column in enumerate(table.columns):
        pen.put(HEADER_ROW, number, column.title, styles.HEADER)
    pen.height(HEADER_ROW, 26)
    pen.sheet.freeze_panes(HEADER_ROW + 1, 0)
    pen.sheet.repeat_rows(HEADER_ROW)
    for row, cells in enumerate(table.rows, start=HEADER_ROW + 1):
        lines = 1
        for number, (column, cell) in enumerate(zip(table.columns, cells, strict=True)):
            looks = styles.FIXED, column.look, cell.look
            if cell.sheet:
                target = f"internal:{quote_sheetname(cell.sheet)}!{cell.cell or 'A1'}"
                pen.link(row, number, target, str(cell.text), *looks, styles.LINKED)
            else:
                pen.put(row, number, cell.text, *looks)
            lines = max(lines, lines_needed(str(cell.text), (column.width - 3) / _CHARACTER))
        pen.height(row, lines * 16 + 8)
    return HEADER_ROW + 1 + len(table.rows)
