"""``xlportal check``: what is wrong with a workbook."""

from pathlib import Path

from xlportal.commands import terminal
from xlportal.core.problems import has_errors, summary


def run(book: Path, month: int | None, *, as_json: bool) -> int:
    """List what is wrong with the workbook, or with what a month's results rest on."""
    reading = terminal.read_book(book)
    problems = reading.all_problems() if month is None else reading.checked(month).problems
    if as_json:
        year = (reading.book.ledger.year or None) if reading.book else None
        found = [problem.document() for problem in problems]
        terminal.print_json({"year": year, "month": month, "problems": found})
    else:
        said = summary(problems) if problems else "没有发现问题"
        terminal.say(*terminal.problem_lines(problems), said)
    return terminal.PROBLEMS if has_errors(problems) else terminal.DONE
