"""The buttons of the month's input: counts taken in, checked, on to the next month."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import xlwings as xw

from xlportal.core.limits import MONTHS
from xlportal.core.problems import has_errors, summary
from xlportal.excel.bring_in import bring_in_made
from xlportal.excel.live_book import (
    Desk,
    Undo,
    all_or_nothing,
    now,
    read_grid,
    unlocked,
    with_formulas,
    write_cells,
)
from xlportal.excel.reply import Reply, mend, refusal, remarks
from xlportal.intake.importing import intake, left_over
from xlportal.publish.text_sheet import write_problem_book
from xlportal.sheets import glance, layout
from xlportal.sheets.grid import Cells
from xlportal.sheets.next_month import RosterColumn, first_open_month, roster_columns
from xlportal.sheets.reading import Reading, read


def import_counts(desk: Desk) -> Reply:
    """Take the counts of the file that was chosen into the sheet of the month in sight."""
    book, grids, before = desk.reading.book, desk.grids, desk.reading
    name = layout.month_sheet(desk.month)
    if book is None or name not in grids:
        return mend(before.problems)
    taken = intake(Path(desk.answer), grids[name], book, desk.month)
    if has_errors(taken.problems):
        return refusal(taken.problems)
    desk.say(f"正在填 {name}……")
    with all_or_nothing() as undo:
        write_cells(desk.book.sheets[name], taken.cells, undo)
        after = read({**grids, name: read_grid(desk.book, name)})
    left = left_over(before, after.checked(desk.month))
    mentioned = "".join(f"\n提醒：{mention}" for mention in taken.mentions)
    text = f"{taken.told}。{mentioned}{remarks([*taken.problems, *left])}"
    return Reply(text, well=not has_errors(left), sheet=name)


def check(desk: Desk) -> Reply:
    """Put the sheet 检查 into the workbook: every problem of the year with a link to its cell."""
    months = (grid for name, grid in desk.grids.items() if name in layout.MONTHS)
    looked = {grid.name: with_formulas(desk.book, grid) for grid in months}
    reading = read({**desk.grids, **looked})
    problems = reading.all_problems()
    with all_or_nothing() as undo:
        desk.note(_remarked(reading), undo)
        bring_in_made(desk, partial(write_problem_book, problems=problems, checked=now()))
    return Reply(f"检查完了：{summary(problems)}。", well=not problems, sheet=layout.PROBLEMS)


def _remarked(reading: Reading) -> Cells:
    """Return the cells of 说明 that say how much there is to look at in each filled month."""
    filled = reading.book.ledger.filled if reading.book else ()
    found = {month: len(reading.checked(month).problems) for month in filled}
    return {(glance.row(month), glance.REMARKS): found.get(month) for month in MONTHS if found}


def next_month(desk: Desk) -> Reply:
    """Turn to the first month to be filled and bring its units up to the roster.

    Only a month in which nothing was filed yet is changed, and only where units' names stand.
    """
    reading = desk.reading
    if reading.book is None:
        return mend(reading.problems)
    ledger = reading.book.ledger
    month = first_open_month(ledger)
    if month is None:
        return Reply("全年都填好了。明年的工作簿点“新的一年”生成。")
    name = layout.month_sheet(month)
    if name not in desk.grids:
        return mend([problem for problem in reading.problems if problem.sheet == name])
    sheet = unlocked(desk.book, name)
    columns = roster_columns(desk.grids[name], ledger.groups, month)
    with all_or_nothing() as undo:
        for column in columns:
            _write_names(sheet, column, undo)
    first = columns[0].first_input if columns else ""
    return Reply(f"现在填 {month} 月，单位已按名单排好。", sheet=name, cell=first)


def _write_names(sheet: xw.Sheet, column: RosterColumn, undo: Undo) -> None:
    """Write the names of a block in one call, if they are not there already."""
    if column.before == column.after:
        return
    cells = sheet.range((column.first_row + 1, column.column + 1)).options(transpose=True)
    undo.append(partial(setattr, cells, "value", column.before))
    cells.value = column.after
