"""What was filed: a year's groups, carry-in and monthly entries, exactly as written.

A count that was left empty is ``None`` and differs from a written zero only when the ledger is
written down again; for every score it is zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from xlportal.core.rules import Group


class Count(NamedTuple):
    """Pieces adopted (采用) and how many of them also ran in the special column (专栏)."""

    pieces: int
    in_column: int = 0


Counts = tuple[Count | None, ...]
"""One count an item, in the order of the group's items."""


@dataclass(frozen=True)
class Entry:
    """What one unit filed in one month; ``unit`` is the name that stood on the sheet."""

    annex: int
    unit: str
    counts: Counts
    deduction: Fraction = Fraction(0)
    note: str = ""


@dataclass(frozen=True)
class Opening:
    """A unit's carry-in (期初): counts and published score of the months up to ``through``."""

    annex: int
    unit: str
    through: int
    counts: Counts
    score: Fraction


@dataclass(frozen=True)
class MonthEntries:
    """The entries of one filled month; no entry at all means that nobody had anything adopted."""

    month: int
    entries: tuple[Entry, ...]

    def of(self, annex: int) -> tuple[Entry, ...]:
        """Return the entries of one group."""
        return tuple(entry for entry in self.entries if entry.annex == annex)


@dataclass(frozen=True)
class Ledger:
    """A year's assessment as filed; ``months`` holds the filled months only, in order."""

    year: int
    groups: tuple[Group, ...]
    opening: tuple[Opening, ...] = ()
    months: tuple[MonthEntries, ...] = ()

    @property
    def filled(self) -> tuple[int, ...]:
        """Return the numbers of the filled months."""
        return tuple(month.month for month in self.months)

    def opening_of(self, annex: int) -> tuple[Opening, ...]:
        """Return the carry-in of one group."""
        return tuple(opening for opening in self.opening if opening.annex == annex)


def left_empty(counts: Iterable[Count | None]) -> bool:
    """Return whether nothing was written in any of ``counts``."""
    return all(count is None for count in counts)
