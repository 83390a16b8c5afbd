"""What the buttons do. The macros call :func:`press` and show the sentence it returns.

A press reads the whole workbook in a few calls, works outside Excel, and brings the finished
sheets in at once. It never raises: whatever goes wrong becomes one sentence, and the workbook is
as it was.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping

import xlwings as xw

from xlportal.errors import CannotProceed
from xlportal.excel import about, month_buttons, publish_buttons, year_buttons
from xlportal.excel.live_book import Desk, show_cell, undisturbed
from xlportal.excel.manners import behave
from xlportal.excel.reply import Reply
from xlportal.files import keep_log

behave()

_ACTIONS: Mapping[str, Callable[[Desk], Reply]] = {
    "import_counts": month_buttons.import_counts,
    "compute": publish_buttons.compute,
    "check": month_buttons.check,
    "send_copy": publish_buttons.send_copy,
    "word": publish_buttons.word,
    "next_month": month_buttons.next_month,
    "audit": publish_buttons.audit,
    "period": publish_buttons.period,
    "correction": publish_buttons.correction,
    "refit": year_buttons.refit,
    "new_year": year_buttons.new_year,
    "about": about.about,
}


def press(action: str, answer: str = "") -> str:
    """Do what the button ``action`` says with the calling workbook; return the reply's text.

    ``answer`` is what the macro asked for, such as the path of a file.
    """
    try:
        book = xw.Book.caller()
        with undisturbed(book.app):
            reply = _ACTIONS[action](Desk(book, answer))
        _show(book, reply)
    except CannotProceed as error:
        reply = Reply(str(error), well=False)
    except Exception as error:  # noqa: BLE001 - a traceback helps no clerk; it goes into the log
        text = f"没有完成，工作簿没有改动。请找维护人员。日志：{keep_log(error)}"
        reply = Reply(text, well=False)
    return reply.wire()


def _show(book: xw.Book, reply: Reply) -> None:
    """Bring the cell of a reply into sight where that can be done: its sheet may be hidden."""
    if reply.sheet:
        with contextlib.suppress(Exception):
            show_cell(book, reply.sheet, reply.cell)
