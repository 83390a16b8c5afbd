"""``xlportal circular``: a month's circular with its appendices as a Word document."""

from __future__ import annotations

from pathlib import Path

from xlportal.commands.common import (
    DONE,
    complain,
    now,
    read_book,
    refuse,
    require_suffix,
    say,
)
from xlportal.errors import CannotProceed
from xlportal.files import check_writable
from xlportal.publish import word
from xlportal.publish.content import publication
from xlportal.score.assessment import assess_year


def run(
    book: Path,
    month: int | None,
    output: Path | None,
    *,
    period: tuple[int, int] | None = None,
    correction: bool = False,
) -> int:
    """Write a month's circular to ``output``."""
    if month is None or period or correction:
        raise CannotProceed("期间通报和更正通报还不能用。")
    if output is not None:
        require_suffix(output, ".docx")
        check_writable(output, book)
    reading = read_book(book)
    problems = reading.problems_of(month)
    sound = reading.sound(month)
    if sound is None:
        return refuse(problems)
    published = publication(sound, assess_year(sound.ledger, month), month)
    target = output or book.with_name(f"{published.circular_title}.docx")
    check_writable(target, book)
    word.write(published, target, now())
    complain(problems)
    say(f"通报已写入 {target}")
    return DONE
