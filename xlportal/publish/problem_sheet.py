"""The sheet 检查: every problem found, a line each, with a link to its cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from xlportal.core import catalogue
from xlportal.core.labels import month_label
from xlportal.core.problems import Problem, Severity, errors_first, has_errors, summary
from xlportal.files import write_bytes
from xlportal.publish.text_sheet import Cell, Column, TextTable, text_book
from xlportal.sheets import layout
from xlportal.sheets.pen import Style
from xlportal.sheets.template import styles

LISTED = 2000
"""More than these are not listed: who has so many mends the first ones and checks again."""
_COLUMNS = (
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
        line=f"{scope}　{summary(problems)}　检查时间 {checked:%Y-%m-%d %H:%M}",
        columns=_COLUMNS,
        rows=[_cells(serial, found) for serial, found in enumerate(listed, start=1)],
        nothing="✓ 没有发现问题，可以计算排名。",
        rest=f"另有 {more} 处没有列出，改好上面的再检查一次。" if more > 0 else "",
        alarming=has_errors(problems),
    )
    write_bytes(path, text_book(table, checked))


def _cells(serial: int, found: Problem) -> tuple[Cell, ...]:
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
