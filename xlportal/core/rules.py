"""What is assessed and by which rules: items, units and groups, as the workbook holds them.

Spec section 2. Plain values only: nothing here reads, writes or computes.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import cached_property

FIRST_MONTH, LAST_MONTH = 1, 12
MAX_DECIMALS = 10


class Rounding(Enum):
    """How a score is brought to its decimals; the value is the word of the JSON document."""

    HALF_UP = "half_up"
    TRUNCATE = "truncate"


class Ties(Enum):
    """Which place units with equal scores share; the value is the word of the JSON document."""

    LAST = "last"
    FIRST = "first"
    DENSE = "dense"
    AVERAGE = "average"


@dataclass(frozen=True)
class Item:
    """A kind of piece a unit can get adopted (项目) and what one of it earns."""

    name: str
    measure: str
    points: Fraction


@dataclass(frozen=True)
class Unit:
    """A unit under assessment (参加考核单位) with its former names and its months."""

    name: str
    former: tuple[str, ...] = ()
    first_month: int = FIRST_MONTH
    last_month: int = LAST_MONTH

    def takes_part(self, month: int) -> bool:
        """Return whether the unit is assessed in ``month``."""
        return self.first_month <= month <= self.last_month


@dataclass(frozen=True)
class Rules:
    """The parameters by which one group's counts become scores and places."""

    items: tuple[Item, ...]
    bonus: Fraction
    pass_ratio: Fraction
    pass_score: Fraction
    decimals: int
    rounding: Rounding
    ties: Ties
    deductions: bool


@dataclass(frozen=True)
class Group:
    """A group of units (考核组) that is ranked by itself and printed as its own appendix."""

    annex: int
    name: str
    short: str
    rules: Rules
    units: tuple[Unit, ...]

    def position(self, name: str) -> int | None:
        """Return the place in the roster of the unit that has or had ``name``, None if none has."""
        found = self._positions.get(name)
        return self._positions.get(match_key(name)) if found is None else found

    @cached_property
    def _positions(self) -> dict[str, int]:
        every = [
            (name, position)
            for position, unit in enumerate(self.units)
            for name in (*unit.former, unit.name)
        ]
        return {match_key(name): position for name, position in every} | dict(every)


def match_key(name: str) -> str:
    """Return ``name`` without what typing it again changes: widths of characters and spaces."""
    return "".join(unicodedata.normalize("NFKC", name).split())
