"""``xlportal compute``: appendices and circular of a month or period as a macro-free copy."""

from __future__ import annotations

from pathlib import Path

from xlportal.commands.common import (
    DONE,
    complain,
    mention,
    now,
    print_json,
    read_book,
    refuse,
    refuse_with,
    require_suffix,
    say,
)
from xlportal.commands.terminal import correction_lines, group_lines
from xlportal.files import check_writable
from xlportal.publish.asked import Asked
from xlportal.publish.content import Made, made, recorded, sent_before, why_no_correction
from xlportal.publish.outputs import put
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
    """Compute what is asked into ``output`` and show it, or print it as JSON.

    A month's copy is what is sent on, so that it keeps the record of it.
    """
    if output is not None:
        require_suffix(output, ".xlsx")
        check_writable(output, book)
    asked, reading = Asked.of(month, period), read_book(book)
    checked = asked.checked(reading)
    year = (reading.book.ledger.year or None) if reading.book else None
    stopped = result(year, asked.named, checked.problems)
    if checked.book is None or year is None:
        if as_json:
            print_json(stopped)
        return refuse(checked.problems)
    sent = sent_before(reading, asked.last, year, book, output or book) if correction else []
    found = made(checked.book, asked, sent)
    if correction and not found.published.correction:
        if as_json:
            print_json(stopped)
        return refuse_with(why_no_correction(asked.last, sent))
    target = output or book.with_name(f"{found.published.title}.xlsx")
    check_writable(target, book)
    kept = put(target, _copy(found, target))
    complain(checked.problems)
    mention(kept)
    if as_json:
        texts = found.published.texts
        print_json(result(year, found.found, checked.problems, str(target), texts))
    else:
        _show(found)
        say(f"附表和通报已写入 {target}")
    return DONE


def _copy(found: Made, target: Path) -> bytes:
    moment = now()
    package = render(found.published, moment)
    return recorded(package, found.month, moment, target) if found.month else package


def _show(found: Made) -> None:
    for group, table in zip(found.groups, found.published.appendices, strict=True):
        say(*group_lines(group, table), "")
    if found.published.correction:
        say(*correction_lines(found.published.correction), "")
