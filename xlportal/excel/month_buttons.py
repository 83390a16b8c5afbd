"""The buttons of a month: computed, checked, sent, written, and on to the next one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import xlwings as xw

from xlportal.core.problems import Problem, summary
from xlportal.error_log import keep_log
from xlportal.errors import CannotProceed
from xlportal.excel.bring_in import bring_in_made
from xlportal.excel.live_book import (
    Undo,
    all_or_nothing,
    folder_of,
    now,
    read_grids,
    say,
    unlocked,
)
from xlportal.excel.reply import Reply, mend, remarks
from xlportal.files import check_writable, write_bytes
from xlportal.publish.content import Publication, publication
from xlportal.publish.problem_sheet import write_problem_book
from xlportal.publish.render import render
from xlportal.score.assessment import Assessment, assess_year
from xlportal.sheets import layout
from xlportal.sheets.archive import archive_rows
from xlportal.sheets.next_month import RosterColumn, first_open_month, roster_columns
from xlportal.sheets.reading import read


@dataclass(frozen=True, eq=False)
class Month:
    """The month in sight, found sound and worked out, with what is remarked about it."""

    assessment: Assessment
    published: Publication
    problems: Sequence[Problem]


def on_a_sound_month(
    action: Callable[[xw.Book, Month, str], Reply],
) -> Callable[[xw.Book, str], Reply]:
    """Return what a button does with the month in sight, or else says what has to be mended first.

    The month is that of the sheet in sight if it is a month's, else the parameter sheet's.
    """

    def pressed(book: xw.Book, answer: str) -> Reply:
        say(book, "正在读取……")
        reading = read(read_grids(book))
        month = layout.month_of(book.sheets.active.name)
        if month is None and reading.book:
            month = reading.book.settings.month
        if month is None:
            raise CannotProceed("不知道算哪个月。请打开那个月的表再点，或在“参数”里填月份。")
        checked = reading.checked(month)
        if checked.book is None:
            return mend(checked.problems)
        say(book, f"正在计算 {month} 月……")
        year = assess_year(checked.book.ledger, month)
        published = publication(checked.book, year, month)
        return action(book, Month(year[month], published, checked.problems), answer)

    return pressed


@on_a_sound_month
def compute(book: xw.Book, month: Month, _: str) -> Reply:
    """Build appendices and circular of the month and put them into the workbook."""
    published = month.published
    bring_in_made(book, lambda path: write_bytes(path, render(published, now())))
    first = layout.annex_sheet(published.appendices[0].annex)
    made = "、".join(table.label.rstrip("：") for table in published.appendices)
    text = f"{published.month} 月已算好：{made}、通报。{remarks(month.problems)}"
    return Reply(text, sheet=first)


@on_a_sound_month
def send_copy(book: xw.Book, month: Month, answer: str) -> Reply:
    """Write the macro-free copy beside the workbook and note in the archive what was sent.

    With an ``answer`` Excel makes a PDF of the copy as well.
    """
    published = month.published
    target = folder_of(book) / f"{published.title}.xlsx"
    made = [target, target.with_suffix(".pdf")] if answer else [target]
    for path in made:
        check_writable(path)
    say(book, f"正在写 {target.name}……")
    write_bytes(target, render(published, now()))
    if answer:
        _print(book, *made)
    _note_sent(book, month, target)
    return Reply(f"可以发送了：{'、'.join(map(str, made))}。{remarks(month.problems)}")


def check(book: xw.Book, _: str) -> Reply:
    """Put the sheet 检查 into the workbook: every problem of the year with a link to its cell."""
    say(book, "正在检查……")
    problems = read(read_grids(book)).all_problems()
    bring_in_made(book, lambda path: write_problem_book(path, problems, now()))
    return Reply(f"检查完了：{summary(problems)}。", well=not problems, sheet=layout.PROBLEMS)


@on_a_sound_month
def word(book: xw.Book, month: Month, _: str) -> Reply:
    """Write the circular with its appendices as a Word document beside the workbook."""
    # Loaded here because every press of another button would pay for it.
    from xlportal.publish.word import write

    published = month.published
    target = folder_of(book) / f"{published.circular_title}.docx"
    check_writable(target)
    say(book, f"正在写 {target.name}……")
    write(published, target, now())
    return Reply(f"通报已写好：{target}。{remarks(month.problems)}")


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
    undo.append(lambda: setattr(cells, "value", column.before))
    cells.value = column.after


def _print(book: xw.Book, copy: Path, target: Path) -> None:
    """Have Excel make a PDF of the copy."""
    opened = book.app.books.open(copy, update_links=False, read_only=True, add_to_mru=False)
    try:
        opened.to_pdf(target)
    finally:
        opened.close()


def _note_sent(book: xw.Book, month: Month, target: Path) -> None:
    """Write what was sent into the archive, below what stands there, in one call.

    Raises :class:`CannotProceed` where that fails: the copy is written by then.
    """
    try:
        sheet = book.sheets[layout.ARCHIVE]
        row = sheet.used_range.last_cell.row + 1
        rows = archive_rows(month.assessment, now())
        sheet.range((row, 1)).value = [list(line) for line in rows]
    except Exception as error:
        raise CannotProceed(
            f"副本已写好：{target}。但没有记进“存档”，以后再改这个月的数不会提醒。"
            f"请再点一次；还是不行，请找维护人员。日志：{keep_log(error)}"
        ) from error
