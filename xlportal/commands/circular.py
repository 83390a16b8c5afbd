"""``xlportal circular``: a month's circular with its appendices as a Word document."""

from __future__ import annotations

from pathlib import Path

from xlportal.assessment import assess
from xlportal.commands.common import (
    DONE,
    complain,
    now,
    read_book,
    refuse,
    require_suffix,
    say,
)
from xlportal.publication import word
from xlportal.publication.content import publication
from xlportal.publication.pdf import pdf_path, write_pdf
from xlportal.safe_files import check_writable


def run(book: Path, month: int, output: Path | None, *, pdf: bool) -> int:
    """Write a month's circular to ``output``; ``pdf`` adds its PDF."""
    if output is not None:
        require_suffix(output, ".docx")
        check_writable(output, book)
    reading = read_book(book)
    problems = reading.problems_of(month)
    sound = reading.sound(month)
    if sound is None:
        return refuse(problems)
    published = publication(sound, assess(sound.ledger, month))
    target = output or book.with_name(f"{published.circular_title}.docx")
    check_writable(target, book)
    if pdf:
        check_writable(pdf_path(target))
    word.write(published, target, now())
    complain(problems)
    say(f"通报已写入 {target}")
    if pdf:
        say(f"PDF 已写入 {write_pdf(target)}")
    return DONE
