"""``xlportal compute``: a month's appendices and circular as a macro-free copy."""

from __future__ import annotations

from pathlib import Path

from xlportal.assessment import assess
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
from xlportal.publication.content import publication
from xlportal.publication.pdf import pdf_path, write_pdf
from xlportal.publication.render import render
from xlportal.result import refusal, result
from xlportal.safe_files import check_writable, write_bytes
from xlportal.terminal import assessment_lines


def run(book: Path, month: int, output: Path | None, *, pdf: bool, as_json: bool) -> int:
    """Compute a month into ``output`` and show it, or print it as JSON; ``pdf`` adds its PDF."""
    if output is not None:
        require_suffix(output, ".xlsx")
        check_writable(output, book)
    reading = read_book(book)
    problems = reading.problems_of(month)
    sound = reading.sound(month)
    if sound is None:
        if as_json:
            year = reading.book.ledger.year if reading.book else None
            print_json(refusal(year or None, month, problems))
        return refuse(problems)
    assessment = assess(sound.ledger, month)
    published = publication(sound, assessment)
    target = output or book.with_name(f"{published.title}.xlsx")
    check_writable(target, book)
    if pdf:
        check_writable(pdf_path(target))
    write_bytes(target, render(published, now()))
    complain(problems)
    if as_json:
        print_json(result(assessment, published.texts, problems, str(target)))
    else:
        say(*assessment_lines(assessment), "", f"附表和通报已写入 {target}")
    if pdf:
        made = write_pdf(target)
        if not as_json:
            say(f"PDF 已写入 {made}")
    return DONE
