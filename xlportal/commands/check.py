"""``xlportal check``: what is wrong with a workbook."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from xlportal.commands import terminal
from xlportal.core.problems import has_errors


def run(book: Path, month: int | None, *, as_json: bool) -> int:
    """List what is wrong with the workbook, or with what a month's results rest on."""
    reading = terminal.read_book(book)
    problems = reading.all_problems() if month is None else reading.checked(month).problems
    if as_json:
        year = (reading.book.ledger.year or None) if reading.book else None
        found = [problem.document() for problem in problems]
        terminal.print_json({"year": year, "month": month, "problems": found})
    else:
        # For a file nothing is too wide.
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else sys.maxsize
        terminal.say(*(terminal.problem_table(problems, width) if problems else ["没有发现问题"]))
    return terminal.PROBLEMS if has_errors(problems) else terminal.DONE
