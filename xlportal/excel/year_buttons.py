"""The buttons of the year: the workbook fitted anew, and the one of the next year.

Both are written beside the workbook, which is not touched; the macro opens what was made.
"""

from __future__ import annotations

from collections.abc import Callable

from xlportal.excel.live_book import Desk, now
from xlportal.excel.reply import Reply, mend
from xlportal.files import check_new, write_new
from xlportal.sheets import layout
from xlportal.sheets.reading import Reading
from xlportal.sheets.start import Start, refitted
from xlportal.sheets.start import next_year as start_of_next_year


def refit(desk: Desk) -> Reply:
    """Make the workbook anew with all its data: room for what was added, macros of today."""
    own = [sheet.name for sheet in desk.book.sheets if layout.is_clerks(sheet.name)]
    left = f"自己加的表（{'、'.join(own)}）没有带过去，要用的请自己复制。" if own else ""
    return _made(desk, refitted, "{year}年门户网站考核（更新{moment:%m%d-%H%M}）", left)


def new_year(desk: Desk) -> Reply:
    """Make the workbook of the next year: rules of December, roster and wording."""
    return _made(desk, start_of_next_year, "{year}年门户网站考核")


def _made(desk: Desk, begin: Callable[[Reading], Start], name: str, left: str = "") -> Reply:
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
