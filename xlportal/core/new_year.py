"""The turn of the year: what of one year's workbook the next one starts with."""

from __future__ import annotations

from dataclasses import replace

from xlportal.core.book import Book
from xlportal.core.ledger import Ledger
from xlportal.core.rules import FIRST_MONTH, LAST_MONTH, Group


def book_after(book: Book) -> Book:
    """Return the book of the year after ``book``: same rules, units and wording, nothing filed.

    Units that left during the year are gone; those that joined are there from January on.
    """
    groups = tuple(_still_there(group) for group in book.ledger.groups)
    settings = replace(book.settings, month=FIRST_MONTH, date=None, hints={})
    ledger = Ledger(book.ledger.year + 1, groups, opening=(), months=())
    return replace(book, ledger=ledger, settings=settings)


def _still_there(group: Group) -> Group:
    units = tuple(
        replace(unit, first_month=FIRST_MONTH)
        for unit in group.units
        if unit.takes_part(LAST_MONTH)
    )
    return replace(group, units=units)
