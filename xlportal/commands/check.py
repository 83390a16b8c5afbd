"""``xlportal check``: what is wrong with a workbook."""

from __future__ import annotations

from pathlib import Path

from xlportal.commands.common import DONE, PROBLEMS, print_json, say
from xlportal.problems import has_errors
from xlportal.terminal import problem_table
from xlportal.workbook.files import read_workbook
from xlportal.workbook.reading import read


def run(book: Path, month: int | None, *, as_json: bool) -> int:
    """List what is wrong with the workbook, or with what a month's results rest on."""
    reading = read(read_workbook(book))
    problems = reading.all_problems() if month is None else reading.problems_of(month)
    if as_json:
        year = reading.book.ledger.year or None if reading.book else None
        found = [problem.document() for problem in problems]
        print_json({"year": year, "month": month, "problems": found})
    else:
        say(*(problem_table(problems) if problems else ["没有发现问题"]))
    return PROBLEMS if has_errors(problems) else DONE
