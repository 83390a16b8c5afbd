"""Made-up years of any size, the same at every run."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from xlportal.core.book import Book
from xlportal.core.demo import demo_book
from xlportal.core.ledger import Count, Entry, Ledger, MonthEntries
from xlportal.core.rules import Group, Unit


def year(units: int, months: Sequence[int] = range(1, 13)) -> Book:
    """Return a book with one group of ``units`` and three items, all ``months`` filled."""
    chance = random.Random(units)
    group = demo_book().ledger.groups[0]
    group = replace(group, units=tuple(Unit(f"第{index}单位") for index in range(1, units + 1)))
    filled = tuple(MonthEntries(month, tuple(_entries(group, chance))) for month in months)
    return Book(Ledger(2020, (group,), (), filled))


def _entries(group: Group, chance: random.Random) -> list[Entry]:
    rows = [(unit, _counts(group, chance)) for unit in group.units]
    return [Entry(group.annex, unit.name, counts) for unit, counts in rows if any(counts)]


def _counts(group: Group, chance: random.Random) -> tuple[Count | None, ...]:
    pieces = [chance.choice((0, 0, 1, 2, 3, 5)) for _ in group.items]
    return tuple(Count(n, chance.randint(0, n) if n % 2 else 0) if n else None for n in pieces)
