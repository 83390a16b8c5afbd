"""``xlportal audit``: a published circular against the recomputation from a workbook."""

from __future__ import annotations

from pathlib import Path

from xlportal.audit.audit import Audit, audit
from xlportal.audit.read_published import read_published
from xlportal.commands.common import DONE, PROBLEMS, complain, print_json, read_book, refuse, say
from xlportal.errors import CannotProceed


def run(
    published: Path,
    book: Path,
    month: int | None,
    *,
    as_json: bool,
    period: tuple[int, int] | None = None,
) -> int:
    """List everything in a published circular that does not follow from the rules."""
    if month is None or period:
        raise CannotProceed("期间通报还不能核对。")
    printed = read_published(published)
    reading = read_book(book)
    checked = reading.checked(month)
    if checked.book is None:
        if as_json:
            stopped = {"problems": [problem.document() for problem in checked.problems]}
            print_json(Audit(month, 0, ()).document() | stopped)
        return refuse(checked.problems)
    found = audit(printed, checked.book, month)
    if not printed.tables and not found.agreements:
        raise CannotProceed(f"“{published}”里没有附表，也没有通报正文。")
    if as_json:
        print_json(found.document())
    else:
        complain(checked.problems)
        say(*(finding.message for finding in found.findings))
        say(f"{len(found.findings)} 处与规则不符，{found.agreements} 处相符。")
    return PROBLEMS if found.findings else DONE
