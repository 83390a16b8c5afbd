"""Lists for the staff as sheets, such as 检查: a title, a line, texts with links to cells.

It is drawn into a small workbook of its own, whose sheet a button copies in; the links name sheets
only, and so lead to the cells of whatever workbook the sheet then stands in.
"""

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from xlsxwriter.utility import quote_sheetname

from xlportal.core import catalogue
from xlportal.core.labels import month_label
from xlportal.core.problems import Problem, Severity, errors_first, has_errors, summary
from xlportal.core.widths import lines_needed
from xlportal.files import write_bytes
from xlportal.publish import paper
from xlportal.sheets import glance, layout
from xlportal.sheets.pen import POINTS_A_PIXEL, Palette, Pen, Style, open_workbook, pixels
from xlportal.sheets.template import styles

HEADER_ROW = 3
_TITLE, _SAID, _HEADER, _LINE = 34, 22, 26, 16
_SPACINGS = (8, 7, 6, 5, 9, 10, 11)
"""Points: title, what is said below it and below the table, header, a line; what rows are higher
than their lines."""
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


def write_text_book(path: Path, table: TextTable, created: dt.datetime) -> None:
    """Write the workbook whose only sheet is the table's to ``path``."""
    stream = io.BytesIO()
    workbook = open_workbook(stream)
    workbook.set_properties({"title": table.name, "created": created})
    pen, last = Pen(workbook.add_worksheet(table.name), Palette(workbook)), len(table.columns) - 1
    pen.widths([column.width for column in table.columns])
    pen.block(0, last, table.title, _TITLE, styles.TITLE)
    pen.block(1, last, table.line, _SAID, styles.SUBTITLE)
    if table.rows:
        below = _draw_rows(pen, table)
    else:
        below = pen.block(HEADER_ROW, last, table.nothing, 48, _NOTHING)
    if table.rest:
        below = pen.block(below, last, table.rest, _SAID, styles.SUBTITLE)
    pen.sheet.set_tab_color(_RED_TAB if table.alarming else styles.GREEN_TAB)
    paper.set_up(pen, _MARGINS, (below - 1, last), sideways=True)
    workbook.close()
    write_bytes(path, stream.getvalue())


def _draw_rows(pen: Pen, table: TextTable) -> int:
    """Draw the table and return the row below it."""
    for number, column in enumerate(table.columns):
        pen.put(HEADER_ROW, number, column.title, styles.HEADER)
    pen.height(HEADER_ROW, _HEADER)
    pen.sheet.freeze_panes(HEADER_ROW + 1, 0)
    pen.sheet.repeat_rows(HEADER_ROW)
    for row, (cells, height) in enumerate(
        zip(table.rows, _heights(pen, table), strict=True), start=HEADER_ROW + 1
    ):
        pen.height(row, height)
        for number, (column, cell) in enumerate(zip(table.columns, cells, strict=True)):
            looks = styles.FIXED, column.look, cell.look
            if cell.sheet:
                target = f"internal:{quote_sheetname(cell.sheet)}!{cell.cell or 'A1'}"
                pen.link(row, number, target, str(cell.text), *looks, styles.LINKED)
            else:
                pen.put(row, number, cell.text, *looks)
    return HEADER_ROW + 1 + len(table.rows)


def _heights(pen: Pen, table: TextTable) -> list[float]:
    """Return the heights of the rows; the sheet is printed as wide as the page."""
    across, down = _MARGINS.inside(sideways=True)
    room = down * max(1.0, pixels(pen.columns) * POINTS_A_PIXEL / across) - _HEADER
    texts = [_LINE * _lines(table, row) for row in table.rows]
    first = room - _TITLE - _SAID - styles.ROW
    return paper.paged(texts, _SPACINGS, first, room, _SAID * bool(table.rest))[0]


def _lines(table: TextTable, row: Sequence[Cell]) -> int:
    """Return how many lines a row has."""
    cells = zip(table.columns, row, strict=True)
    return max(lines_needed(str(cell.text), (one.width - 3) / _CHARACTER) for one, cell in cells)


LISTED = 2000
"""More than these are not listed: who has so many mends the first ones and checks again."""
_PROBLEM_COLUMNS = (
    Column("序号", 6, styles.CENTER),
    Column("级别", 8, styles.CENTER),
    Column("位置", 15, styles.CENTER),
    Column("对象", 30),
    Column("有什么不对", 46),
    Column("怎么改", 52),
)
_LEVELS: dict[Severity, Style] = {
    Severity.ERROR: {"bold": True, **styles.WRONG},
    Severity.WARNING: {"font_color": "#7F6000", "bg_color": "#FFF2CC"},
}


def write_problem_book(
    path: Path, problems: Sequence[Problem], checked: dt.datetime, month: int | None = None
) -> None:
    """Write the workbook whose only sheet is 检查 to ``path``.

    ``month`` is the month that was checked, None for the whole year. Raises
    :class:`~xlportal.errors.CannotProceed` where ``path`` cannot be written.
    """
    scope = "全年各表" if month is None else f"{month_label(month)}及以前各表"
    listed, more = errors_first(problems)[:LISTED], len(problems) - LISTED
    table = TextTable(
        name=layout.PROBLEMS,
        title="检查结果",
        line=f"{scope}　{summary(problems)}　检查时间 {checked:{glance.TIME}}",
        columns=_PROBLEM_COLUMNS,
        rows=[_problem_cells(serial, found) for serial, found in enumerate(listed, start=1)],
        nothing="✓ 没有发现问题，可以计算排名。",
        rest=f"另有 {more} 处没有列出，改好上面的再检查一次。" if more > 0 else "",
        alarming=has_errors(problems),
    )
    write_text_book(path, table, checked)


def _problem_cells(serial: int, found: Problem) -> tuple[Cell, ...]:
    severity = found.kind.severity
    # A sheet that is missing cannot be shown.
    there = found.kind is not catalogue.SHEET_MISSING
    return (
        Cell(serial),
        Cell(severity.word, _LEVELS[severity]),
        Cell(found.where, sheet=found.sheet if there else "", cell=found.cell),
        Cell(found.subject),
        Cell(found.wrong),
        Cell(found.mend),
    )
