"""``xlportal audit``: a published circular against the recomputation from a workbook."""

from __future__ import annotations

from pathlib import Path

from xlportal.audit.audit import audit
from xlportal.audit.read_published import read_published
from xlportal.commands.common import DONE, PROBLEMS, complain, print_json, refuse, say
from xlportal.errors import CannotProceed
from xlportal.problems import has_errors
from xlportal.workbook.files import read_workbook
from xlportal.workbook.reading import read


def run(published: Path, book: Path, month: int, *, as_json: bool) -> int:
    """List everything in a published circular that does not follow from the rules."""
    printed = read_published(published)
    if not printed.tables and not printed.lines:
        raise CannotProceed(f"“{published}”里没有附表，也没有通报正文。")
    reading = read(read_workbook(book))
    problems = reading.problems_of(month)
    if reading.book is None or has_errors(problems):
        return refuse(problems)
    found = audit(printed, reading.book, month)
    if as_json:
        print_json(found.document())
    else:
        complain(problems)
        say(*(finding.message for finding in found.findings))
        say(f"{len(found.findings)} 处与规则不符，{found.agreements} 处相符。")
    return PROBLEMS if found.findings else DONE
