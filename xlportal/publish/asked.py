"""What commands and buttons are asked for: a month, or a span of months, worked out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlportal.core.book import Book
from xlportal.core.labels import period_label
from xlportal.publish.content import Publication, period_publication, publication
from xlportal.publish.correction import corrections
from xlportal.publish.sending import correction_of
from xlportal.score.assessment import Assessment, GroupMonth, assess_year
from xlportal.score.period import GroupPeriod, assess_period
from xlportal.score.result import month_result, period_result
from xlportal.sheets.archive import Sent
from xlportal.sheets.reading import Checked, Reading


@dataclass(frozen=True)
class Asked:
    """The span of months that somebody asks about; a single month where it is no period."""

    first: int
    last: int
    is_period: bool

    @classmethod
    def of(cls, month: int | None, period: tuple[int, int] | None) -> Asked:
        """Return what was asked; the parser has seen to it that exactly one is given."""
        first, last = period or (month or 0, month or 0)
        return cls(first, last, is_period=period is not None)

    @property
    def named(self) -> dict[str, Any]:
        """Return how the result names it."""
        if not self.is_period:
            return {"month": self.last}
        label = period_label(self.first, self.last)
        return {"period": [self.first, self.last], "label": label}

    def checked(self, reading: Reading) -> Checked:
        """Return the book read as far as its results rest on it."""
        return reading.checked(self.last, self.first)


@dataclass(frozen=True)
class Made:
    """What was worked out: groups, what is published of them, what the result says.

    ``month`` is None for a period.
    """

    groups: Sequence[GroupMonth | GroupPeriod]
    published: Publication
    found: dict[str, Any]
    month: Assessment | None = None


def made(book: Book, asked: Asked, sent: Sequence[Sent] = ()) -> Made:
    """Return what was asked for, worked out from a sound book.

    It corrects what was ``sent`` of the month, where anything differs.
    """
    year = assess_year(book.ledger, asked.last)
    if asked.is_period:
        period = assess_period(year, asked.first, asked.last)
        published = period_publication(book, year, period)
        return Made(period.groups, published, period_result(period, published.label))
    month = year[asked.last]
    correction = correction_of(sent, month)
    published = publication(book, year, asked.last, correction)
    told = {"corrections": corrections(correction)} if correction else {}
    return Made(month.groups, published, month_result(month) | told, month)
