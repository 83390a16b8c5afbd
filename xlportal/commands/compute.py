"""``xlportal compute``: appendices and circular of a month or period as a macro-free copy."""

from __future__ import annotations

from pathlib import Path

from xlportal.commands.asked import Asked, made
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
from xlportal.commands.terminal import group_lines
from xlportal.errors import CannotProceed
from xlportal.files import check_writable, write_bytes
from xlportal.publish.render import render
from xlportal.score.result import result


def run(
    book: Path,
    month: int | None,
    output: Path | None,
    *,
    as_json: bool,
    period: tuple[int, int] | None = None,
    correction: bool = False,
) -> int:
    """Compute what is asked into ``output`` and show it, or print it as JSON."""
    if correction:
        raise CannotProceed("更正通报还不能用。")
    if output is not None:
        require_suffix(output, ".xlsx")
        check_writable(output, book)
    asked, reading = Asked.of(month, period), read_book(book)
    checked = asked.checked(reading)
    if checked.book is None:
        if as_json:
            number = reading.book.ledger.year if reading.book else None
            print_json(result(number or None, asked.named, checked.problems))
        return refuse(checked.problems)
    found = made(checked.book, asked)
    target = output or book.with_name(f"{found.published.title}.xlsx")
    check_writable(target, book)
    write_bytes(target, render(found.published, now()))
    complain(checked.problems)
    if as_json:
        year, texts = checked.book.ledger.year, found.published.texts
        print_json(result(year, found.found, checked.problems, str(target), texts))
        return DONE
    for group, table in zip(found.groups, found.published.appendices, strict=True):
        say(*group_lines(group, table), "")
    say(f"附表和通报已写入 {target}")
    return DONE
