"""The buttons of the month's input: counts taken in, checked, on to the next month."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import xlwings as xw

from xlportal.core.problems import has_errors, summary
from xlportal.excel.bring_in import bring_in_made
from xlportal.excel.live_book import (
    Undo,
    all_or_nothing,
    month_in_sight,
    now,
    read_grid,
    read_grids,
    say,
    unlocked,
    write_cells,
)
from xlportal.excel.reply import Reply, mend, refusal, remarks
from xlportal.intake.importing import check_arrived, intake, left_over
from xlportal.publish.problem_sheet import write_problem_book
from xlportal.sheets import layout
from xlportal.sheets.next_month import RosterColumn, first_open_month, roster_columns
from xlportal.sheets.reading import read


def import_counts(book: xw.Book, answer: str) -> Reply:
    """Take the counts of the file ``answer`` into the sheet of the month in sight."""
    say(book, "正在读取……")
    grids = read_grids(book)
    reading = read(grids)
    month = month_in_sight(book, reading)
    name = layout.month_sheet(month)
    if reading.book is None or name not in grids:
        return mend(reading.problems)
    taken = intake(Path(answer), grids[name], reading.book, month)
    if has_errors(taken.problems):
        return refusal(taken.problems)
    say(book, f"正在填 {name}……")
    with all_or_nothing() as undo:
        write_cells(book.sheets[name], taken.cells, undo)
        after = read({**grids, name: read_grid(book, name)})
        check_arrived(after, taken, month)
    left = left_over(reading, after.checked(month))
    mentioned = "".join(f"\n提醒：{mention}" for mention in taken.mentions)
    text = f"{taken.told}。{mentioned}{remarks([*taken.problems, *left])}"
    return Reply(text, well=not has_errors(left), sheet=name)


def check(book: xw.Book, _: str) -> Reply:
    """Put the sheet 检查 into the workbook: every problem of the year with a link to its cell."""
    say(book, "正在检查……")
    problems = read(read_grids(book)).all_problems()
    bring_in_made(book, partial(write_problem_book, problems=problems, checked=now()))
    return Reply(f"检查完了：{summary(problems)}。", well=not problems, sheet=layout.PROBLEMS)


def next_month(book: xw.Book, _: str) -> Reply:
    """Turn to the first month to be filled and bring its units up to the roster.

    Only a month in which nothing was filed yet is changed, and only where units' names stand.
    """
    say(book, "正在读取……")
    grids = read_grids(book)
    reading = read(grids)
    if reading.book is None:
        return mend(reading.problems)
    ledger = reading.book.ledger
    month = first_open_month(ledger)
    if month is None:
        return Reply("全年都填好了。明年的工作簿点“新的一年”生成。")
    name = layout.month_sheet(month)
    if name not in grids:
        return mend([problem for problem in reading.problems if problem.sheet == name])
    sheet = unlocked(book, name)
    columns = roster_columns(grids[name], ledger.groups, month)
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
