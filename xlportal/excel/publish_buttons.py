"""The buttons that publish: a month in sheets, sent, as Word; a period; a correction; the audit."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xlportal.core.book import Book
from xlportal.core.labels import LIST_MARK, period_of
from xlportal.core.problems import Problem
from xlportal.errors import CannotProceed
from xlportal.excel.bring_in import bring_in_made
from xlportal.excel.live_book import Desk, all_or_nothing
from xlportal.excel.looks import restored
from xlportal.excel.reply import Reply, mend, remarks
from xlportal.files import check_writable, keep_log, now, write_bytes
from xlportal.publish.asked import Asked
from xlportal.publish.content import Made, made, sent_before, why_no_correction
from xlportal.publish.outputs import put
from xlportal.publish.render import copy_of, render
from xlportal.score.assessment import Assessment
from xlportal.sheets import glance, layout
from xlportal.sheets.archive import archive_rows
from xlportal.sheets.grid import Cells


@dataclass(frozen=True)
class Task:
    """What a press is about: the months asked for, found sound, and what is remarked of them."""

    asked: Asked
    book: Book
    problems: Sequence[Problem]

    def made(self) -> Made:
        """Return what is to be published."""
        return made(self.book, self.asked)


Work = Callable[[Desk, Task], Reply]


def _on(asked: Asked, desk: Desk, work: Work) -> Reply:
    """Do something with the months asked for, or say what has to be mended first."""
    checked = desk.reading.checked(asked.last, asked.first)
    if checked.book is None:
        return mend(checked.problems)
    desk.say(f"正在计算 {asked.label}……")
    return work(desk, Task(asked, checked.book, checked.problems))


def _monthly(work: Work) -> Callable[[Desk], Reply]:
    """Return the button that does something with the month in sight."""
    return lambda desk: _on(Asked.of(desk.month), desk, work)


def compute(desk: Desk) -> Reply:
    """Give the month in sight its look back, and put its appendices and circular into the workbook.

    The look comes first: a cell that was pasted in may be locked, so that nobody could mend it.
    """
    told = restored(desk, desk.month)
    reply = _publish(desk)
    return replace(reply, text=f"{reply.text}{told}")


@_monthly
def _publish(desk: Desk, task: Task) -> Reply:
    published, row = task.made().published, glance.row(task.asked.last)
    noted: Cells = {
        (row, glance.COMPUTED): now().strftime(glance.TIME),
        (row, glance.REMARKS): len(task.problems),
    }
    with all_or_nothing() as undo:
        desk.note(noted, undo)
        bring_in_made(desk, lambda path: write_bytes(path, render(published, now())))
    first = layout.annex_sheet(published.appendices[0].annex)
    tables = LIST_MARK.join(table.label.rstrip("：") for table in published.appendices)
    text = f"{task.asked.last} 月已算好：{tables}、通报。{remarks(task.problems)}"
    return Reply(text, sheet=first)


@_monthly
def send_copy(desk: Desk, task: Task) -> Reply:
    """Write the macro-free copy beside the workbook and note in the archive what was sent.

    With an answer Excel makes a PDF of the copy as well.
    """
    found = task.made()
    copy = desk.folder / f"{found.published.title}.xlsx"
    files = [copy, copy.with_suffix(".pdf")] if desk.answer else [copy]
    for path in files:
        check_writable(path)
    kept = _write(desk, copy, copy_of(found, now(), copy))
    for path in files[1:]:
        kept += _write(desk, path, _printed(desk, copy))
    _note_sent(desk, found.month, copy)
    return Reply(f"可以发送了：{LIST_MARK.join(map(str, files))}。{kept}{remarks(task.problems)}")


@_monthly
def word(desk: Desk, task: Task) -> Reply:
    """Write the circular with its appendices as a Word document beside the workbook."""
    found = task.made()
    target = desk.folder / f"{found.published.circular_title}.docx"
    check_writable(target)
    kept = _write(desk, target, _circular(found))
    return Reply(f"通报已写好：{target}。{kept}{remarks(task.problems)}")


def period(desk: Desk) -> Reply:
    """Write a period's copy and circular beside the workbook; the copy is then opened."""
    first, last = period_of(desk.answer) or (0, 0)
    if first == last:
        raise CannotProceed(
            f"认不出“{desk.answer}”是哪几个月。请写 1季度、上半年、全年，或起止月份，如 1-5。"
        )
    return _on(
        Asked.of(None, (first, last)), desk, lambda _, task: _write_both(desk, task, task.made())
    )


@_monthly
def correction(desk: Desk, task: Task) -> Reply:
    """Write the correction of a month that was sent, as a copy and a circular, and note it."""
    month, beside = task.asked.last, desk.folder / "*"
    sent = sent_before(desk.reading, month, task.book.ledger.year, beside)
    found = made(task.book, task.asked, sent)
    if found.published.correction is None:
        return Reply(why_no_correction(month, sent), well=False)
    reply = _write_both(desk, task, found)
    _note_sent(desk, found.month, Path(reply.opened))
    return reply


@_monthly
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


def _write_both(desk: Desk, task: Task, found: Made) -> Reply:
    folder, published = desk.folder, found.published
    copy, circular = folder / f"{published.title}.xlsx", folder / f"{published.circular_title}.docx"
    for path in (copy, circular):
        check_writable(path)
    kept = _write(desk, copy, copy_of(found, now(), copy))
    kept += _write(desk, circular, _circular(found))
    text = f"已生成 {copy} 和 {circular}，现在打开前一个。{kept}{remarks(task.problems)}"
    return Reply(text, opened=str(copy))


def _write(desk: Desk, target: Path, content: bytes) -> str:
    """Write a file beside the workbook; return what is to be said of the one that stood there."""
    desk.say(f"正在写 {target.name}……")
    return put(target, content)


def _circular(found: Made) -> bytes:
    # Loaded here because every press of another button would pay for it.
    from xlportal.publish.word import word_document

    return word_document(found.published, now())


def _printed(desk: Desk, copy: Path) -> bytes:
    """Return the PDF that Excel makes of the copy."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "copy.pdf"
        books = desk.book.app.books
        opened = books.open(copy, update_links=False, read_only=True, add_to_mru=False)
        try:
            opened.to_pdf(path)
        finally:
            opened.close()
        return path.read_bytes()


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
