"""The turn of the year: what of one year's workbook the next one starts with."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from xlportal.core.book import Book
from xlportal.core.ledger import Ledger
from xlportal.core.limits import FIRST_MONTH, LAST_MONTH
from xlportal.core.rules import Group, Item, Unit

_Lasting = TypeVar("_Lasting", Item, Unit)


def book_after(book: Book) -> Book:
    """Return the book of the year after ``book``: same units and wording, nothing filed.

    Rules are those of December. What left during the year is gone; what joined is there from
    January on.
    """
    ledger = book.ledger
    groups = tuple(_in_december(ledger, g) for g in ledger.groups if g.is_there(LAST_MONTH))
    settings = replace(book.settings, month=FIRST_MONTH, dates={}, hints={})
    return replace(book, ledger=Ledger(ledger.year + 1, groups), settings=settings)


def _in_december(ledger: Ledger, group: Group) -> Group:
    terms = ledger.terms(group, LAST_MONTH)
    return replace(
        group,
        items=tuple(_from_january(item) for item in terms.items),
        rules=terms.rules,
        units=tuple(_from_january(unit) for unit in terms.units),
        first_month=FIRST_MONTH,
    )


def _from_january(thing: _Lasting) -> _Lasting:
    return replace(thing, first_month=FIRST_MONTH)
