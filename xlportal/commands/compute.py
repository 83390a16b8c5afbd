"""``xlportal compute``: a month's appendices and circular as a macro-free copy."""

from __future__ import annotations

from pathlib import Path

from xlportal.commands.common import (
    DONE,
    complain,
    now,
    print_json,
    read_book,
    refuse,
    require_suffix,
    say,
)
from xlportal.commands.terminal import assessment_lines
from xlportal.errors import CannotProceed
from xlportal.files import check_writable, write_bytes
from xlportal.publish.content import publication
from xlportal.publish.render import render
from xlportal.score.assessment import assess_year
from xlportal.score.result import month_result, result


def run(
    book: Path,
    month: int | None,
    output: Path | None,
    *,
    as_json: bool,
    period: tuple[int, int] | None = None,
    correction: bool = False,
) -> int:
    """Compute a month into ``output`` and show it, or print it as JSON."""
    if month is None or period or correction:
        raise CannotProceed("期间通报和更正通报还不能用。")
    if output is not None:
        require_suffix(output, ".xlsx")
        check_writable(output, book)
    reading = read_book(book)
    problems = reading.problems_of(month)
    sound = reading.sound(month)
    if sound is None:
        if as_json:
            number = reading.book.ledger.year if reading.book else None
            print_json(result(number or None, {"month": month}, problems))
        return refuse(problems)
    year = assess_year(sound.ledger, month)
    published = publication(sound, year, month)
    target = output or book.with_name(f"{published.title}.xlsx")
    check_writable(target, book)
    write_bytes(target, render(published, now()))
    complain(problems)
    if as_json:
        found = month_result(year[month])
        print_json(result(year.ledger.year, found, problems, str(target), published.texts))
    else:
        say(*assessment_lines(year[month]), "", f"附表和通报已写入 {target}")
    return DONE
