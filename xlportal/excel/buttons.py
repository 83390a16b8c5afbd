"""What the buttons do. The macros call :func:`press` and show the sentence it returns.

A press reads the whole workbook in a few calls, works outside Excel, and brings the finished
sheets in at once. It never raises: whatever goes wrong becomes one sentence, and the workbook is
as it was. The buttons of the month's input and of the year stand here, those that publish beside.
"""

import contextlib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import xlwings as xw

from xlportal.core.limits import MONTHS
from xlportal.core.problems import has_errors, summary
from xlportal.errors import CannotProceed
from xlportal.excel import publish_buttons
from xlportal.excel.about import about
from xlportal.excel.bring_in import bring_in_made
from xlportal.excel.live_book import (
    Desk,
    all_or_nothing,
    behave,
    is_protected,
    read_grid,
    with_formulas,
    write_cells,
)
from xlportal.excel.reply import Reply, mend, remarks
from xlportal.files import check_new, keep_log, now, write_new
from xlportal.intake.importing import intake, left_over
from xlportal.publish.text_sheet import write_problem_book
from xlportal.sheets import glance, layout
from xlportal.sheets.ahead import Start, first_open_month, refitted, roster_names
from xlportal.sheets.ahead import next_year as start_of_next_year
from xlportal.sheets.grid import Cells
from xlportal.sheets.reading import Reading, read

behave()


def press(action: str, answer: str = "") -> str:
    """Do what the button ``action`` says with the calling workbook; return the reply's text.

    ``answer`` is what the macro asked for, such as the path of a file.
    """
    try:
        book = xw.Book.caller()
        reply = _ACTIONS[action](Desk(book, answer))
        # The sheet of what is to be seen may be hidden.
        with contextlib.suppress(Exception):
            _show(book, reply)
    except CannotProceed as error:
        reply = Reply(str(error), well=False)
    except Exception as error:  # noqa: BLE001 - a traceback helps no clerk; it goes into the log
        text = f"没有完成，工作簿没有改动。请找维护人员。日志：{keep_log(error)}"
        reply = Reply(text, well=False)
    return reply.wire()


def _show(book: xw.Book, reply: Reply) -> None:
    if reply.sheet:
        book.sheets[reply.sheet].activate()
    if reply.cell:
        book.sheets[reply.sheet].range(reply.cell).select()


def import_counts(desk: Desk) -> Reply:
    """Take the counts of the file that was chosen into the sheet of the month in sight."""
    book, grids, before = desk.reading.book, desk.grids, desk.reading
    name = layout.month_sheet(desk.month)
    if book is None or name not in grids:
        return mend(before.problems)
    taken = intake(Path(desk.answer), grids[name], book, desk.month)
    if has_errors(taken.problems):
        wrong = [problem.message for problem in taken.problems if problem.is_error]
        return Reply("\n".join([f"没有填进去，要改的有 {len(wrong)} 处：", *wrong]), well=False)
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
    Raises :class:`CannotProceed` where the macro could not unlock it, as under a password.
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
    sheet = desk.book.sheets[name]
    if is_protected(sheet):
        raise CannotProceed(
            f"“{name}”表有保护（可能设了密码），写不进单位。请先撤销这张表的工作表保护，再点一次。"
        )
    names, first = roster_names(desk.grids[name], ledger.groups, month)
    with all_or_nothing() as undo:
        write_cells(sheet, names, undo)
    return Reply(f"现在填 {month} 月，单位已按名单排好。", sheet=name, cell=first)


def refit(desk: Desk) -> Reply:
    """Make the workbook anew with all its data: room for what was added, macros of today."""
    own = [sheet.name for sheet in desk.book.sheets if layout.is_clerks(sheet.name)]
    left = f"自己加的表（{'、'.join(own)}）没有带过去，要用的请自己复制。" if own else ""
    return _made(desk, refitted, "{year}年门户网站考核（更新{moment:%m%d-%H%M}）", left)


def new_year(desk: Desk) -> Reply:
    """Make the workbook of the next year: rules of December, roster and wording."""
    return _made(desk, start_of_next_year, "{year}年门户网站考核")


def _made(desk: Desk, begin: Callable[[Reading], Start], name: str, left: str = "") -> Reply:
    """Write a workbook beside the one in sight, which is not touched; the macro opens it."""
    # Loaded here because the start of Python and every other button would pay for it.
    from xlportal.excel.project import working_workbook

    start = begin(desk.reading)
    if start.book is None:
        return mend(start.problems)
    named = name.format(year=start.book.ledger.year, moment=now())
    target = desk.folder / f"{named}.xlsm"
    check_new(target)
    desk.say(f"正在写 {target.name}……")
    write_new(target, working_workbook(start.book, now(), start.kept))
    return Reply(f"已生成 {target}，以后请用这一个；现在打开它。{left}", opened=str(target))


_ACTIONS: Mapping[str, Callable[[Desk], Reply]] = {
    "import_counts": import_counts,
    "compute": publish_buttons.compute,
    "check": check,
    "send_copy": publish_buttons.send_copy,
    "word": publish_buttons.word,
    "next_month": next_month,
    "audit": publish_buttons.audit,
    "period": publish_buttons.period,
    "correction": publish_buttons.correction,
    "refit": refit,
    "new_year": new_year,
    "about": about,
}
