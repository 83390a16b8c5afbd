"""``xlportal audit``: a published circular against the recomputation from a workbook."""

from __future__ import annotations

from pathlib import Path

from xlportal.audit.audit import audit
from xlportal.audit.findings import Audit
from xlportal.audit.published import read_published
from xlportal.commands.terminal import (
    DONE,
    PROBLEMS,
    print_json,
    problem_lines,
    read_book,
    refuse,
    say,
    warn,
)
from xlportal.errors import CannotProceed
from xlportal.publish.asked import Asked
from xlportal.publish.content import made


def run(
    published: Path,
    book: Path,
    month: int | None,
    *,
    as_json: bool,
    period: tuple[int, int] | None = None,
) -> int:
    """List everything in a published circular that does not follow from the rules."""
    asked = Asked.of(month, period)
    printed = read_published(published)
    checked = asked.checked(read_book(book))
    if checked.book is None:
        if as_json:
            stopped = {"problems": [problem.document() for problem in checked.problems]}
            print_json(asked.named | Audit().document() | stopped)
        return refuse(checked.problems)
    found = audit(printed, made(checked.book, asked).published, checked.book.ledger.groups)
    if not found.agreements:
        raise CannotProceed(f"“{published}”里没有附表，也没有通报正文。")
    warn(*(f"说明  {note}" for note in found.notes))
    if as_json:
        print_json(asked.named | found.document())
    else:
        warn(*problem_lines(checked.problems))
        say(*(finding.message for finding in found.findings))
        say(f"{len(found.findings)} 处与规则不符，{found.agreements} 处相符。")
    return PROBLEMS if found.findings else DONE
