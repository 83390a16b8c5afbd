"""The whole of a working workbook as a value: the ledger and what the circular needs besides."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from xlportal.core.ledger import Ledger
from xlportal.core.limits import FIRST_MONTH, LAST_MONTH
from xlportal.core.rules import Group, Item, Unit
from xlportal.core.wording import DEFAULT_WORDING, Sentence

DEFAULT_ISSUER = "网站建设考核领导小组"
DEFAULT_COLUMN_NAME = "最多跑一次"


@dataclass(frozen=True)
class Settings:
    """What the workbook holds that is neither rule nor count; ``hints`` and ``dates`` by month."""

    month: int | None = None
    issuer: str = DEFAULT_ISSUER
    column_name: str = DEFAULT_COLUMN_NAME
    hints: Mapping[int, str] = field(default_factory=dict)
    dates: Mapping[int, dt.date] = field(default_factory=dict)


@dataclass(frozen=True)
class Book:
    """A year's working workbook."""

    ledger: Ledger
    settings: Settings = Settings()
    wording: tuple[Sentence, ...] = DEFAULT_WORDING

    def date_fits(self, month: int) -> bool:
        """Return whether the month's date of issue can be that of its circular; none at all can.

        It can be one from the first day of the month on, for three months.
        """
        date = self.settings.dates.get(month)
        if date is None:
            return True
        return 0 <= (date.year - self.ledger.year) * 12 + date.month - month <= _MONTHS_TO_ISSUE


_MONTHS_TO_ISSUE = 2
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
    items, units = _from_january(terms.items), _from_january(terms.units)
    return replace(group, items=items, rules=terms.rules, units=units, first_month=FIRST_MONTH)


def _from_january(things: tuple[_Lasting, ...]) -> tuple[_Lasting, ...]:
    return tuple(replace(thing, first_month=FIRST_MONTH) for thing in things)
