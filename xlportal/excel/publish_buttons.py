"""The buttons that publish: a month in sheets, sent, as Word; a period; a correction."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlportal.core.book import Book
from xlportal.core.labels import LIST_MARK, period_label, period_of
from xlportal.core.problems import Problem
from xlportal.errors import CannotProceed
from xlportal.excel.bring_in import bring_in_made
from xlportal.excel.live_book import Desk, all_or_nothing, now
from xlportal.excel.reply import Reply, mend, remarks
from xlportal.files import check_writable, keep_log, write_bytes
from xlportal.publish.asked import Asked
from xlportal.publish.content import Made, made, recorded, sent_before, why_no_correction
from xlportal.publish.outputs import put
from xlportal.publish.render import render
from xlportal.score.assessment import Assessment
from xlportal.sheets import glance, layout
from xlportal.sheets.archive import Sent, archive_rows
from xlportal.sheets.grid import Cells


@dataclass(frozen=True)
class Task:
    """What a press is about: what was asked for, found sound, with what is remarked about it."""

    asked: Asked
    book: Book
    problems: Sequence[Problem]

    def made(self, sent: Sequence[Sent] = ()) -> Made:
        """Return what is to be published; a correction knows what was ``sent``."""
        return made(self.book, self.asked, sent)


Button = Callable[[Desk], Reply]


def _month(desk: Desk) -> Asked:
    return Asked.of(desk.month, None)


def _span(desk: Desk) -> Asked:
    first, last = period_of(desk.answer) or (0, 0)
    if first == last:
        raise CannotProceed(
            f"认不出“{desk.answer}”是哪几个月。请写 1季度、上半年、全年，或起止月份，如 1-5。"
        )
    return Asked.of(None, (first, last))


def _publishing(
    of: Callable[[Desk], Asked],
) -> Callable[[Callable[[Desk, Task], Reply]], Button]:
    """Make a button of what is done with a sound book, or say what has to be mended first."""

    def button(action: Callable[[Desk, Task], Reply]) -> Button:
        def pressed(desk: Desk) -> Reply:
            asked = of(desk)
            checked = asked.checked(desk.reading)
            if checked.book is None:
                return mend(checked.problems)
            desk.say(f"正在计算 {period_label(asked.first, asked.last)}……")
            return action(desk, Task(asked, checked.book, checked.problems))

        return pressed

    return button


@_publishing(_month)
def compute(desk: Desk, task: Task) -> Reply:
    """Build appendices and circular of the month and put them into the workbook."""
    published = task.made().published
    with all_or_nothing() as undo:
        row, computed = glance.row(task.asked.last), now().strftime(glance.TIME)
        cells: Cells = {(row, glance.COMPUTED): computed}
        desk.note({**cells, (row, glance.REMARKS): len(task.problems)}, undo)
        bring_in_made(desk, lambda path: write_bytes(path, render(published, now())))
    first = layout.annex_sheet(published.appendices[0].annex)
    tables = LIST_MARK.join(table.label.rstrip("：") for table in published.appendices)
    text = f"{published.month} 月已算好：{tables}、通报。{remarks(task.problems)}"
    return Reply(text, sheet=first)


@_publishing(_month)
def send_copy(desk: Desk, task: Task) -> Reply:
    """Write the macro-free copy beside the workbook and note in the archive what was sent.

    With an answer Excel makes a PDF of the copy as well.
    """
    found = task.made()
    copy = desk.folder / f"{found.published.title}.xlsx"
    printed = [copy.with_suffix(".pdf")] if desk.answer else []
    for path in (copy, *printed):
        check_writable(path)
    kept = _write_copy(desk, found, copy)
    for path in printed:
        kept += _print(desk, copy, path)
    _note_sent(desk, found.month, copy)
    files = LIST_MARK.join(map(str, (copy, *printed)))
    return Reply(f"可以发送了：{files}。{kept}{remarks(task.problems)}")


@_publishing(_month)
def word(desk: Desk, task: Task) -> Reply:
    """Write the circular with its appendices as a Word document beside the workbook."""
    found = task.made()
    target = desk.folder / f"{found.published.circular_title}.docx"
    check_writable(target)
    kept = _write_circular(desk, found, target)
    return Reply(f"通报已写好：{target}。{kept}{remarks(task.problems)}")


@_publishing(_span)
def period(desk: Desk, task: Task) -> Reply:
    """Write a period's copy and circular beside the workbook; the copy is then opened."""
    return _both(desk, task.made(), task)


@_publishing(_month)
def correction(desk: Desk, task: Task) -> Reply:
    """Write the correction of a month that was sent, as a copy and a circular, and note it."""
    folder = desk.folder
    sent = sent_before(desk.reading, task.asked.last, task.book.ledger.year, folder / "*")
    found = task.made(sent)
    if found.published.correction is None:
        return Reply(why_no_correction(task.asked.last, sent), well=False)
    reply = _both(desk, found, task)
    _note_sent(desk, found.month, Path(reply.opened))
    return reply


@_publishing(_month)
def audit(desk: Desk, task: Task) -> Reply:
    """Put the sheet 核对 into the workbook: what in the file ``desk.answer`` does not follow."""
    from xlportal.audit.audit import audit as audited
    from xlportal.audit.finding_sheet import write_finding_book
    from xlportal.audit.published import read_published

    printed, told = Path(desk.answer), task.made().published
    found = audited(read_published(printed), told, task.book.ledger.groups)
    if not found.agreements:
        raise CannotProceed(f"“{printed}”里没有附表，也没有通报正文。")
    filed = desk.grids[layout.month_sheet(task.asked.last)]
    bring_in_made(
        desk, lambda path: write_finding_book(path, found, printed.name, filed, audited=now())
    )
    counted = f"{len(found.findings)} 处与规则不符，{found.agreements} 处相符。"
    return Reply(f"核对完了：{counted}", well=not found.findings, sheet=layout.AUDIT)


def _both(desk: Desk, found: Made, task: Task) -> Reply:
    folder, published = desk.folder, found.published
    copy, circular = folder / f"{published.title}.xlsx", folder / f"{published.circular_title}.docx"
    for path in (copy, circular):
        check_writable(path)
    kept = _write_copy(desk, found, copy) + _write_circular(desk, found, circular)
    text = f"已生成 {copy} 和 {circular}，现在打开前一个。{kept}{remarks(task.problems)}"
    return Reply(text, opened=str(copy))


def _write_copy(desk: Desk, found: Made, target: Path) -> str:
    """Write the copy that is sent; return what is to be said of the file that stood there."""
    desk.say(f"正在写 {target.name}……")
    moment = now()
    package = render(found.published, moment)
    sent = recorded(package, found.month, moment, target) if found.month else package
    return put(target, sent)


def _write_circular(desk: Desk, found: Made, target: Path) -> str:
    # Loaded here because every press of another button would pay for it.
    from xlportal.publish.word import word_document

    desk.say(f"正在写 {target.name}……")
    return put(target, word_document(found.published, now()))


def _print(desk: Desk, copy: Path, target: Path) -> str:
    """Have Excel make a PDF of the copy; return what is to be said of the file that stood there."""
    desk.say(f"正在写 {target.name}……")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        books = desk.book.app.books
        opened = books.open(copy, update_links=False, read_only=True, add_to_mru=False)
        try:
            opened.to_pdf(Path(folder) / target.name)
        finally:
            opened.close()
        return put(target, (Path(folder) / target.name).read_bytes())


def _note_sent(desk: Desk, month: Assessment | None, target: Path) -> None:
    """Write what was sent into the archive, below what stands there, in one call.

    Raises :class:`CannotProceed` where that fails: the copy is written by then.
    """
    try:
        sheet = desk.book.sheets[layout.ARCHIVE]
        row = sheet.used_range.last_cell.row + 1
        rows = archive_rows(month, now()) if month else ()
        sheet.range((row, 1)).value = [list(line) for line in rows]
    except Exception as error:
        raise CannotProceed(
            f"副本已写好：{target}。但没有记进“存档”，以后再改这个月的数不会提醒。"
            f"请再点一次；还是不行，请找维护人员。日志：{keep_log(error)}"
        ) from error
