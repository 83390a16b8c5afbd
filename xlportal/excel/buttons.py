"""What the buttons do. The macros call :func:`press` and show the sentence it returns.

A press reads the whole workbook in a few calls, works outside Excel, and brings the finished
sheets in at once. It never raises: whatever goes wrong becomes one sentence, and the workbook is
as it was.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import platform
import tempfile
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import xlwings as xw

from xlportal import __version__
from xlportal.core.book import Book
from xlportal.core.problems import summary
from xlportal.error_log import keep_log, logs
from xlportal.errors import CannotProceed
from xlportal.excel.bring_in import bring_in
from xlportal.excel.live_book import (
    Undo,
    all_or_nothing,
    folder_of,
    is_protected,
    read_grids,
    show_cell,
    undisturbed,
)
from xlportal.excel.manners import behave
from xlportal.excel.reply import Reply, mend, remarks
from xlportal.files import check_writable, write_bytes
from xlportal.publish.content import Publication, publication
from xlportal.publish.problem_sheet import write_problem_book
from xlportal.publish.render import render
from xlportal.score.assessment import Assessment, assess_year
from xlportal.sheets import layout
from xlportal.sheets.archive import archive_rows
from xlportal.sheets.next_month import RosterColumn, first_open_month, roster_columns
from xlportal.sheets.reading import Reading, read

behave()


def press(action: str, answer: str = "") -> str:
    """Do what the button ``action`` says with the calling workbook; return the reply's text.

    ``answer`` is what the macro asked for, such as the path of a file.
    """
    del answer
    try:
        book = xw.Book.caller()
        with undisturbed(book.app):
            reply = _ACTIONS[action](book)
        _show(book, reply)
    except CannotProceed as error:
        reply = Reply(str(error), well=False)
    except Exception as error:  # noqa: BLE001 - a traceback helps no clerk; it goes into the log
        text = f"没有完成，工作簿没有改动。请找维护人员。日志：{keep_log(error)}"
        reply = Reply(text, well=False)
    return reply.wire()


def compute(book: xw.Book) -> Reply:
    """Build appendices and circular of the month and put them into the workbook."""
    month, reading = _read(book)
    checked = reading.checked(month)
    if checked.book is None:
        return mend(checked.problems)
    book.app.status_bar = f"正在计算 {month} 月……"
    published = _published(checked.book, month)[1]
    with _temporary_file() as path:
        path.write_bytes(render(published, _now()))
        _bring_in(book, path, layout.is_published)
    first = layout.annex_sheet(published.appendices[0].annex)
    made = "、".join(table.label.rstrip("：") for table in published.appendices)
    return Reply(f"{month} 月已算好：{made}、通报。{remarks(checked.problems)}", sheet=first)


def send_copy(book: xw.Book) -> Reply:
    """Write the macro-free copy beside the workbook and note in the archive what was sent."""
    month, reading = _read(book)
    checked = reading.checked(month)
    if checked.book is None:
        return mend(checked.problems)
    assessment, published = _published(checked.book, month)
    target = folder_of(book) / f"{published.title}.xlsx"
    check_writable(target)
    book.app.status_bar = f"正在写 {target.name}……"
    write_bytes(target, render(published, _now()))
    _note_sent(book, assessment, target)
    return Reply(f"可以发送了：{target}。{remarks(checked.problems)}")


def check(book: xw.Book) -> Reply:
    """Put the sheet 检查 into the workbook: every problem of the year with a link to its cell."""
    book.app.status_bar = "正在检查……"
    problems = read(read_grids(book)).all_problems()
    with _temporary_file() as path:
        write_problem_book(path, problems, _now())
        _bring_in(book, path, lambda name: name == layout.PROBLEMS)
    return Reply(f"检查完了：{summary(problems)}。", well=not problems, sheet=layout.PROBLEMS)


def word(book: xw.Book) -> Reply:
    """Write the circular with its appendices as a Word document beside the workbook."""
    # Loaded here because every press of another button would pay for it.
    from xlportal.publish.word import write

    month, reading = _read(book)
    checked = reading.checked(month)
    if checked.book is None:
        return mend(checked.problems)
    published = _published(checked.book, month)[1]
    target = folder_of(book) / f"{published.circular_title}.docx"
    check_writable(target)
    book.app.status_bar = f"正在写 {target.name}……"
    write(published, target, _now())
    return Reply(f"通报已写好：{target}。{remarks(checked.problems)}")


def next_month(book: xw.Book) -> Reply:
    """Turn to the first month to be filled and bring its units up to the roster.

    Only a month in which nothing was filed yet is changed, and only where units' names stand.
    """
    book.app.status_bar = "正在读取……"
    grids = read_grids(book)
    reading = read(grids)
    if reading.book is None:
        return mend(reading.problems)
    ledger = reading.book.ledger
    month = first_open_month(ledger)
    if month is None:
        return Reply("全年都填好了。明年的工作簿用 xlportal new 新.xlsm --after 今年的.xlsm 生成。")
    name = layout.month_sheet(month)
    if name not in grids:
        return mend([problem for problem in reading.problems if problem.sheet == name])
    sheet = _unlocked(book, name)
    columns = roster_columns(grids[name], ledger.groups, month)
    with all_or_nothing() as undo:
        for column in columns:
            _write_names(sheet, column, undo)
    return Reply(f"现在填 {month} 月，单位已按名单排好。", sheet=name, cell=_first_input(columns))


def about(book: xw.Book) -> Reply:
    """Tell the versions at work and where they live."""
    made_with = book.names["portal_xlwings"].refers_to_range.value
    lines = [
        f"门户网站考核 xlportal {__version__}",
        f"xlwings {xw.__version__}，Python {platform.python_version()}",
        f"出错时的日志：{logs()}",
    ]
    if made_with != xw.__version__:
        lines.append(_mismatch(made_with))
    return Reply("\n".join(lines), well=made_with == xw.__version__)


_ACTIONS: dict[str, Callable[[xw.Book], Reply]] = {
    "compute": compute,
    "check": check,
    "send_copy": send_copy,
    "word": word,
    "next_month": next_month,
    "about": about,
}


def _show(book: xw.Book, reply: Reply) -> None:
    """Bring the cell of a reply into sight where that can be done: its sheet may be hidden."""
    if reply.sheet:
        with contextlib.suppress(Exception):
            show_cell(book, reply.sheet, reply.cell)


def _read(book: xw.Book) -> tuple[int, Reading]:
    """Return the month to work on and the workbook as read.

    The month is that of the sheet in sight if it is a month's, else the parameter sheet's.
    """
    book.app.status_bar = "正在读取……"
    reading = read(read_grids(book))
    month = layout.month_of(book.sheets.active.name)
    if month is None and reading.book:
        month = reading.book.settings.month
    if month is None:
        raise CannotProceed("不知道算哪个月。请打开那个月的表再点，或在“参数”里填月份。")
    return month, reading


def _published(book: Book, month: int) -> tuple[Assessment, Publication]:
    year = assess_year(book.ledger, month)
    return year[month], publication(book, year, month)


@contextlib.contextmanager
def _temporary_file() -> Iterator[Path]:
    """Yield a path for a workbook to bring in; Excel cannot open two of one name."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield Path(folder) / f"xlportal-{uuid.uuid4().hex}.xlsx"


def _bring_in(book: xw.Book, path: Path, is_replaced: Callable[[str], bool]) -> None:
    """Put the sheets of a finished workbook into ``book`` in place of those they replace."""
    replaced = [sheet.name for sheet in book.sheets if is_replaced(sheet.name)]
    book.app.status_bar = "正在放进工作簿……"
    bring_in(book, path, replaced, layout.WORDING, layout.OWN_SHEETS)


def _unlocked(book: xw.Book, name: str) -> xw.Sheet:
    """Return a sheet that the macro has unlocked.

    Raises :class:`CannotProceed` where it could not, as under a password.
    """
    sheet = book.sheets[name]
    if is_protected(sheet):
        raise CannotProceed(
            f"“{name}”表有保护（可能设了密码），写不进单位。请先撤销这张表的工作表保护，再点一次。"
        )
    return sheet


def _write_names(sheet: xw.Sheet, column: RosterColumn, undo: Undo) -> None:
    """Write the names of a block in one call, if they are not there already."""
    if column.before == column.after:
        return
    cells = sheet.range((column.first_row + 1, column.column + 1)).options(transpose=True)
    undo.append(lambda: setattr(cells, "value", column.before))
    cells.value = column.after


def _first_input(columns: Sequence[RosterColumn]) -> str:
    return columns[0].first_input if columns else ""


def _note_sent(book: xw.Book, assessment: Assessment, target: Path) -> None:
    """Write what was sent into the archive, below what stands there, in one call.

    Raises :class:`CannotProceed` where that fails: the copy is written by then.
    """
    try:
        sheet = book.sheets[layout.ARCHIVE]
        row = sheet.used_range.last_cell.row + 1
        sheet.range((row, 1)).value = [list(line) for line in archive_rows(assessment, _now())]
    except Exception as error:
        raise CannotProceed(
            f"副本已写好：{target}。但没有记进“存档”，以后再改这个月的数不会提醒。"
            f"请再点一次；还是不行，请找维护人员。日志：{keep_log(error)}"
        ) from error


def _mismatch(made_with: object) -> str:
    return (
        f"本工作簿是用 xlwings {made_with} 生成的，与现在装的不一致。"
        "请运行 xlportal repair 工作簿 -o 新工作簿。"
    )


def _now() -> dt.datetime:
    return dt.datetime.now().replace(microsecond=0)
