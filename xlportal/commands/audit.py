"""``xlportal audit``: a published circular against the recomputation from a workbook."""

from pathlib import Path

from xlportal.audit.audit import audit
from xlportal.audit.findings import Audit
from xlportal.audit.published import read_published
from xlportal.commands import terminal
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
    checked = terminal.read_book(book).checked(asked.last, asked.first)
    if checked.book is None:
        if as_json:
            stopped = {"problems": [problem.document() for problem in checked.problems]}
            terminal.print_json(asked.named | Audit().document() | stopped)
        return terminal.refuse(checked.problems)
    found = audit(printed, made(checked.book, asked).published, checked.book.ledger.groups)
    if not found.agreements:
        raise CannotProceed(f"“{published}”里没有附表，也没有通报正文。")
    terminal.warn(*(f"说明  {note}" for note in found.notes))
    if as_json:
        terminal.print_json(asked.named | found.document())
    else:
        terminal.warn(*terminal.problem_lines(checked.problems))
        terminal.say(*(finding.message for finding in found.findings))
        terminal.say(f"{len(found.findings)} 处与规则不符，{found.agreements} 处相符。")
    return terminal.PROBLEMS if found.findings else terminal.DONE
