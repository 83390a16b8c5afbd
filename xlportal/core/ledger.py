"""What was filed: a year's groups, changes of rules, carry-in and monthly entries, as written.

A count that was left empty is ``None`` and differs from a written zero only when the ledger is
written down again; for every score it is zero.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple

from xlportal.core.rules import POINTS, Change, Group, Item, Rules, Unit


class Count(NamedTuple):
    """Pieces adopted (采用) and how many of them also ran in the special column (专栏)."""

    pieces: int
    in_column: int = 0


Counts = tuple[Count | None, ...]
"""One count an item, in the order of the group's items."""


@dataclass(frozen=True)
class Entry:
    """What one unit filed in one month; ``unit`` is the name that stood on the sheet.

    ``note`` is the reason of the deduction, ``remark`` is never printed.
    """

    annex: int
    unit: str
    counts: Counts
    deduction: Fraction = Fraction(0)
    note: str = ""
    addition: Fraction = Fraction(0)
    addition_note: str = ""
    remark: str = ""


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
    """The entries of one filled month.

    A group without any had nothing adopted; one whose annex is in ``unfilled`` was neither filled
    nor marked 本组本月无采用, so that nobody knows.
    """

    month: int
    entries: tuple[Entry, ...]
    unfilled: tuple[int, ...] = ()

    def of(self, annex: int) -> tuple[Entry, ...]:
        """Return the entries of one group."""
        return tuple(entry for entry in self.entries if entry.annex == annex)


@dataclass(frozen=True)
class Terms:
    """What a group is assessed by in one month: rules in force, items and units that are there.

    ``slots`` are the items' places among all items of the group.
    """

    group: Group
    month: int
    rules: Rules
    items: tuple[Item, ...]
    slots: tuple[int, ...]
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class Ledger:
    """A year's assessment as filed; ``months`` holds the filled months only, in order."""

    year: int
    groups: tuple[Group, ...]
    opening: tuple[Opening, ...] = ()
    months: tuple[MonthEntries, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def filled(self) -> tuple[int, ...]:
        """Return the numbers of the filled months."""
        return tuple(month.month for month in self.months)

    def entries(self, month: int) -> MonthEntries | None:
        """Return what was filed in ``month``, None where it is not filled."""
        return next((filed for filed in self.months if filed.month == month), None)

    def groups_in(self, month: int) -> tuple[Group, ...]:
        """Return the groups that are there in ``month``: those of which any unit takes part."""
        return tuple(group for group in self.groups if group.members(month))

    def opening_of(self, annex: int) -> tuple[Opening, ...]:
        """Return the carry-in of one group."""
        return tuple(opening for opening in self.opening if opening.annex == annex)

    def changes_of(self, group: Group, month: int) -> tuple[Change, ...]:
        """Return a group's changes up to ``month``, the earliest first."""
        own = (c for c in self.changes if c.annex == group.annex and c.first_month <= month)
        return tuple(sorted(own, key=lambda change: change.first_month))

    def terms(self, group: Group, month: int) -> Terms:
        """Return what ``group`` is assessed by in ``month`` (spec section 2.2)."""
        rules, points = group.rules, {item.name: item.points for item in group.items}
        for change in self.changes_of(group, month):
            if change.rule == POINTS:
                points |= {change.item: change.value}  # type: ignore[dict-item]
            else:
                rules = replace(rules, **{change.rule: change.value})  # type: ignore[arg-type]
        there = [slot for slot, item in enumerate(group.items) if item.is_there(month)]
        items = (group.items[slot] for slot in there)
        return Terms(
            group=group,
            month=month,
            rules=rules,
            items=tuple(replace(item, points=points[item.name]) for item in items),
            slots=tuple(there),
            units=group.members(month),
        )
