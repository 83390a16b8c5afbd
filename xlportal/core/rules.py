"""What is assessed and by which rules: items, units, groups and changes of rules.

Spec sections 2 and 5. Plain values only: nothing here reads, writes or computes.
"""

import unicodedata
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

from xlportal.core.limits import FIRST_MONTH, LAST_MONTH

GROUP_WORD = "考核组"


class Rounding(Enum):
    """How a score is brought to its decimals (进位方式); the value is the document's word."""

    HALF_UP = "half_up"
    TRUNCATE = "truncate"


ROUNDING_WORDS = {Rounding.HALF_UP: "四舍五入", Rounding.TRUNCATE: "截尾"}


class Ties(Enum):
    """Which place units with equal scores share (并列排名); the value is the document's word."""

    LAST = "last"
    FIRST = "first"
    DENSE = "dense"
    AVERAGE = "average"


TIES_WORDS = {
    Ties.LAST: "并列取末位",
    Ties.FIRST: "并列取首位",
    Ties.DENSE: "并列不占位",
    Ties.AVERAGE: "并列取平均",
}


class Scheme(Enum):
    """How info scores become scores (计分方式); the value is the document's word."""

    RELATIVE = "relative"
    DIRECT = "direct"


SCHEME_WORDS = {Scheme.RELATIVE: "按及格线折算", Scheme.DIRECT: "直接计分"}


class Order(Enum):
    """The order of the rows that are printed (排列); the value is the document's word."""

    ROSTER = "roster"
    RANK = "rank"


ORDER_WORDS = {Order.ROSTER: "名单次序", Order.RANK: "名次"}


class _Lasting:
    """Something that is there from a first to a last month of the year (起始月, 截止月)."""

    first_month: int
    last_month: int

    def is_there(self, month: int) -> bool:
        """Return whether ``month`` is one of its own months."""
        return self.first_month <= month <= self.last_month


@dataclass(frozen=True)
class Item(_Lasting):
    """A kind of piece a unit can get adopted (项目) and what one of it earns."""

    name: str
    measure: str
    points: Fraction
    first_month: int = FIRST_MONTH
    last_month: int = LAST_MONTH


@dataclass(frozen=True)
class Unit(_Lasting):
    """A unit under assessment (参加考核单位) with its former names (曾用名)."""

    name: str
    former: tuple[str, ...] = ()
    first_month: int = FIRST_MONTH
    last_month: int = LAST_MONTH


@dataclass(frozen=True)
class Rules:
    """The parameters by which one group's counts become scores and places.

    A field's name is the parameter's key in the document.
    """

    bonus: Fraction
    pass_ratio: Fraction
    pass_score: Fraction
    decimals: int
    rounding: Rounding
    ties: Ties
    deductions: bool
    scheme: Scheme = Scheme.RELATIVE
    additions: bool = False
    order: Order = Order.ROSTER

    @property
    def is_relative(self) -> bool:
        """Return whether scores are measured by a pass line, so that there is one."""
        return self.scheme is Scheme.RELATIVE


POINTS = "points"
"""The key of an item's points among the rules that can change."""

Value: TypeAlias = Fraction | int | bool | Rounding | Ties | Scheme | Order


@dataclass(frozen=True)
class Change:
    """A rule of a group that changes from a month on (规则变更), or the points of its ``item``."""

    annex: int
    first_month: int
    rule: str
    value: Value
    item: str = ""


@dataclass(frozen=True)
class Group(_Lasting):
    """A group of units (考核组) that is ranked by itself and printed as its own appendix."""

    annex: int
    name: str
    short: str
    items: tuple[Item, ...]
    rules: Rules
    units: tuple[Unit, ...]
    first_month: int = FIRST_MONTH
    last_month: int = LAST_MONTH
    called: str = ""

    @property
    def collective(self) -> str:
        """Return what the circular calls all of its units together (单位统称)."""
        return self.called or f"各{self.name.removesuffix(GROUP_WORD)}"

    def members(self, month: int) -> tuple[Unit, ...]:
        """Return the units taking part in ``month``, in roster order."""
        if not self.is_there(month):
            return ()
        return tuple(unit for unit in self.units if unit.is_there(month))

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


def visible(text: str) -> str:
    """Return ``text`` without characters that cannot be seen, such as U+200B, U+202D or U+00AD.

    The one that shows others in reverse order becomes U+FFFD: what it does is seen.
    """
    if text.isprintable():
        return text
    kept = text.replace("\u202e", "\ufffd")
    return "".join(c for c in kept if unicodedata.category(c) != _FORMAT)


_FORMAT = "Cf"
"""The category of characters that only say how others are shown."""


def match_key(name: str) -> str:
    """Return ``name`` without what typing it again changes: widths, spaces, unseen characters."""
    return "".join(visible(unicodedata.normalize("NFKC", name)).split())
