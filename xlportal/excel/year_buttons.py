"""The buttons of the year: the workbook fitted anew, and the one of the next year.

Both are written beside the workbook, which is not touched; the macro opens what was made.
"""

from __future__ import annotations

from collections.abc import Callable

import xlwings as xw

from xlportal.excel.live_book import folder_of, now, read_grids, say
from xlportal.excel.project import working_workbook
from xlportal.excel.reply import Reply, mend
from xlportal.files import check_new, write_new
from xlportal.sheets import layout
from xlportal.sheets.reading import Reading, read
from xlportal.sheets.start import Start, next_year, refitted


def refit(book: xw.Book, _: str) -> Reply:
    """Make the workbook anew with all its data: room for what was added, macros of today."""
    own = [sheet.name for sheet in book.sheets if layout.is_clerks(sheet.name)]
    left = f"自己加的表（{'、'.join(own)}）没有带过去，要用的请自己复制。" if own else ""
    return _made(book, refitted, "{year}年门户网站考核（更新{moment:%m%d-%H%M}）", left)


def new_year(book: xw.Book, _: str) -> Reply:
    """Make the workbook of the next year: rules of December, roster and wording."""
    return _made(book, next_year, "{year}年门户网站考核", "")


def _made(book: xw.Book, begin: Callable[[Reading], Start], name: str, left: str) -> Reply:
    say(book, "正在读取……")
    start = begin(read(read_grids(book)))
    if start.book is None:
        return mend(start.problems)
    named = name.format(year=start.book.ledger.year, moment=now())
    target = folder_of(book) / f"{named}.xlsm"
    check_new(target)
    say(book, f"正在写 {target.name}……")
    write_new(target, working_workbook(start.book, now(), start.sent))
    return Reply(f"已生成 {target}，以后请用这一个；现在打开它。{left}", opened=str(target))
