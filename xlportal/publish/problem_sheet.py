"""The sheet 检查: every problem found, a line each, with a link to its cell.

It is drawn into a small workbook of its own, whose sheet the button copies in; the links name
sheets only, and so lead to the cells of whatever workbook the sheet then stands in.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path

from xlsxwriter.utility import quote_sheetname

from xlportal.core import catalogue
from xlportal.core.labels import month_label
from xlportal.core.problems import Problem, Severity, errors_first, has_errors, summary
from xlportal.core.widths import lines_needed
from xlportal.files import write_bytes
from xlportal.sheets import layout
from xlportal.sheets.pen import Palette, Pen, Style, open_workbook
from xlportal.sheets.template import styles

A4 = 9
HEADERS = ("序号", "级别", "位置", "对象", "有什么不对", "怎么改")
TITLE_ROW, SUMMARY_ROW, HEADER_ROW = 0, 1, 3
LISTED = 2000
"""More than these are not listed: who has so many mends the first ones and checks again."""

_WIDTHS = (6.0, 8.0, 15.0, 30.0, 46.0, 52.0)
_SUBJECT, _WRONG, _MEND = 3, 4, 5
_CHARACTER = 1.05
"""How much wider than the unit of column widths a character of the cells' font may be."""
_LINE_POINTS, _PADDING = 16.0, 8.0

_TEXT: Style = {"align": "left", "indent": 1, "text_wrap": True}
_RED_TAB = "#C00000"
_GOOD: Style = {**styles.BASE, "font_size": 14, "font_color": "#375623", "bg_color": "#E2F0D9",
                "align": "center"}  # fmt: skip
_LEVELS: dict[Severity, Style] = {
    Severity.ERROR: {"bold": True, "font_color": "#9C0006", "bg_color": "#FFC7CE"},
    Severity.WARNING: {"font_color": "#7F6000", "bg_color": "#FFF2CC"},
}


def write_problem_book(
    path: Path, problems: Sequence[Problem], checked: dt.datetime, month: int | None = None
) -> None:
    """Write the workbook whose only sheet is 检查 to ``path``.

    ``month`` is the month that was checked, None for the whole year. Raises
    :class:`~xlportal.errors.CannotProceed` where ``path`` cannot be written.
    """
    stream = io.BytesIO()
    workbook = open_workbook(stream)
    workbook.set_properties({"title": layout.PROBLEMS, "created": checked})
    sheet = workbook.add_worksheet(layout.PROBLEMS)
    draw_problems(Pen(sheet, Palette(workbook)), problems, checked, month)
    workbook.close()
    write_bytes(path, stream.getvalue())


def draw_problems(
    pen: Pen, problems: Sequence[Problem], checked: dt.datetime, month: int | None = None
) -> None:
    """Draw the sheet: what was checked, then errors, then warnings, or that all is well."""
    pen.widths(_WIDTHS)
    pen.put(TITLE_ROW, 0, "检查结果", styles.TITLE)
    pen.height(TITLE_ROW, 34)
    scope = "全年各表" if month is None else f"{month_label(month)}及以前各表"
    moment = f"{checked:%Y-%m-%d %H:%M}"
    pen.put(SUMMARY_ROW, 0, f"{scope}　{summary(problems)}　检查时间 {moment}", styles.SUBTITLE)
    pen.height(SUMMARY_ROW, 22)
    last = _list(pen, problems) if problems else _nothing_found(pen)
    pen.sheet.set_tab_color(_RED_TAB if has_errors(problems) else styles.GREEN_TAB)
    _set_up(pen, last)


def _nothing_found(pen: Pen) -> int:
    last = len(_WIDTHS) - 1
    pen.merge(HEADER_ROW, 0, HEADER_ROW, last, "✓ 没有发现问题，可以计算排名。", _GOOD)
    pen.height(HEADER_ROW, 48)
    return HEADER_ROW


def _list(pen: Pen, problems: Sequence[Problem]) -> int:
    """Draw the table and return its last row."""
    for column, text in enumerate(HEADERS):
        pen.put(HEADER_ROW, column, text, styles.HEADER)
    pen.height(HEADER_ROW, 26)
    pen.sheet.freeze_panes(HEADER_ROW + 1, 0)
    pen.sheet.repeat_rows(HEADER_ROW)
    listed = errors_first(problems)[:LISTED]
    for serial, problem in enumerate(listed, start=1):
        _line(pen, HEADER_ROW + serial, serial, problem)
    last = HEADER_ROW + len(listed)
    if len(listed) == len(problems):
        return last
    rest = f"另有 {len(problems) - LISTED} 处没有列出，改好上面的再检查一次。"
    pen.put(last + 1, 0, rest, styles.SUBTITLE)
    return last + 1


def _line(pen: Pen, row: int, serial: int, problem: Problem) -> None:
    severity = problem.kind.severity
    pen.put(row, 0, serial, styles.FIXED, styles.CENTER)
    pen.put(row, 1, severity.word, styles.FIXED, styles.CENTER, _LEVELS[severity])
    _place(pen, row, problem)
    texts = {_SUBJECT: problem.subject, _WRONG: problem.wrong, _MEND: problem.mend}
    for column, text in texts.items():
        pen.put(row, column, text, styles.FIXED, _TEXT)
    lines = max(
        lines_needed(text, (_WIDTHS[column] - 3) / _CHARACTER) for column, text in texts.items()
    )
    pen.height(row, lines * _LINE_POINTS + _PADDING)


def _place(pen: Pen, row: int, problem: Problem) -> None:
    """Write where the problem stands, as a link unless the sheet is not there to be shown."""
    if problem.kind is catalogue.SHEET_MISSING:
        pen.put(row, 2, problem.where, styles.FIXED, styles.CENTER)
        return
    place = f"{quote_sheetname(problem.sheet)}!{problem.cell or 'A1'}"
    pen.link(row, 2, f"internal:{place}", problem.where, styles.FIXED, styles.LINKED)


def _set_up(pen: Pen, last_row: int) -> None:
    sheet = pen.sheet
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, last_row, len(_WIDTHS) - 1)
    sheet.set_footer(f"&C{layout.PROBLEMS}　第 &P 页 共 &N 页")
    sheet.hide_gridlines(2)
