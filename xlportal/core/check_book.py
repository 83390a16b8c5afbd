"""Whether a whole book makes sense: its ledger, its wording, what a month's results ask besides."""

from __future__ import annotations

from collections.abc import Iterator

from xlportal.core import catalogue
from xlportal.core.book import Book
from xlportal.core.check_wording import check_wording
from xlportal.core.checks import RULE_WORDS, Finding, Place, Table, check_ledger
from xlportal.core.filled import check_month
from xlportal.core.labels import month_label
from xlportal.core.rules import match_key


def check_book(book: Book, headers: frozenset[str] = frozenset()) -> list[Finding]:
    """Return everything wrong with a book; no item may be called like one of the ``headers``."""
    reserved = frozenset(map(match_key, {*headers, *RULE_WORDS.values()}))
    hinted = bool(book.settings.hints)
    return [
        *check_ledger(book.ledger, reserved),
        *check_wording(book.wording, book.ledger, hinted=hinted),
    ]


def check_results(book: Book, month: int, first: int) -> Iterator[Finding]:
    """Yield what is wrong where the results of the months from ``first`` to ``month`` are asked."""
    for earlier in range(first, month):
        if earlier not in book.ledger.filled:
            yield from check_month(book.ledger, earlier)
    yield from check_month(book.ledger, month)
    if month in book.ledger.filled and book.ledger.year and not book.date_fits(month):
        found = str(book.settings.dates[month])
        place = Place(Table.BLOCKS, field="date", month=month)
        words = {"month": month_label(month)}
        yield Finding(catalogue.DATE_STALE, place, found=found, words=words)
