"""``xlportal circular``: the circular of a month or period with its appendices, as Word."""

from __future__ import annotations

from pathlib import Path

from xlportal.commands.common import (
    DONE,
    complain,
    mention,
    now,
    read_book,
    refuse,
    refuse_with,
    require_suffix,
    say,
)
from xlportal.files import check_writable
from xlportal.publish.asked import Asked
from xlportal.publish.content import made, sent_before, why_no_correction
from xlportal.publish.outputs import put
from xlportal.publish.word import word_document


def run(
    book: Path,
    month: int | None,
    output: Path | None,
    *,
    period: tuple[int, int] | None = None,
    correction: bool = False,
) -> int:
    """Write the circular that is asked for to ``output``."""
    if output is not None:
        require_suffix(output, ".docx")
        check_writable(output, book)
    asked, reading = Asked.of(month, period), read_book(book)
    checked = asked.checked(reading)
    if checked.book is None:
        return refuse(checked.problems)
    year = checked.book.ledger.year
    sent = sent_before(reading, asked.last, year, book, output or book) if correction else []
    published = made(checked.book, asked, sent).published
    if correction and not published.correction:
        return refuse_with(why_no_correction(asked.last, sent))
    target = output or book.with_name(f"{published.circular_title}.docx")
    check_writable(target, book)
    kept = put(target, word_document(published, now()))
    complain(checked.problems)
    mention(kept)
    say(f"通报已写入 {target}")
    return DONE
