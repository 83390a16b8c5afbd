"""Whether a year's data make sense, whatever they were read from (spec sections 2 and 3).

Every check is a function of the ledger and yields faults. A fault points at a :class:`Place`,
which a reader of sheets knows the cell of; a document has the place's names alone. What only a
sheet can get wrong (a text where a number belongs, a unit's row that is missing) is not here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction
from typing import TypeVar

from xlportal.core import catalogue
from xlportal.core.exact import plain
from xlportal.core.labels import month_label, month_list
from xlportal.core.ledger import Counts, Entry, Ledger, MonthEntries, Opening, Terms
from xlportal.core.likeness import probable_successor, question
from xlportal.core.limits import MAX_DEDUCTION, MAX_SCORE, MAX_UNITS, MONTHS, PARAMETERS
from xlportal.core.problems import Kind, Severity
from xlportal.core.rules import POINTS, Group, Item, Unit, match_key
from xlportal.core.wording import is_like_placeholder


class Tables(Enum):
    """The tables that a year's data stand in."""

    GROUPS = "groups"
    ITEMS = "items"
    CHANGES = "changes"
    UNITS = "units"
    OPENING = "opening"
    ENTRIES = "entries"
    BLOCKS = "blocks"
    MEMBERS = "members"
    WORDING = "wording"


@dataclass(frozen=True)
class Place:
    """Where a value stands: a table, the row in it from 0, the field's name or the item's.

    Rows of items and units count within the group ``annex``, rows of entries within ``month``; a
    block is a group's part of a month and has no rows; without ``annex`` it is the month itself.
    Rows of members are the units taking part in a month, by their places in the roster.
    """

    table: Tables
    row: int = 0
    field: str = ""
    annex: int = 0
    month: int = 0

    def at(self, field: str) -> Place:
        """Return the place of a field in the same row."""
        return replace(self, field=field)


@dataclass(frozen=True)
class Fault:
    """Something that is wrong: its kind, its place, what was found, the words of its sentence."""

    kind: Kind
    place: Place
    found: str = ""
    subject: str = ""
    words: Mapping[str, object] = field(default_factory=dict)


def fault(
    kind: Kind, place: Place, found: object = "", subject: str = "", **words: object
) -> Fault:
    """Return what is wrong at a place."""
    shown = plain(found) if isinstance(found, Fraction) else str(found)
    return Fault(kind, place, shown, subject, words)


RULE_WORDS = {
    "bonus": "专栏加成",
    "pass_ratio": "及格比例",
    "pass_score": "达标分值",
    "decimals": "小数位",
    "rounding": "进位方式",
    "ties": "并列排名",
    "deductions": "栏目扣分",
    "scheme": "计分方式",
    "additions": "加分",
    "order": "排列",
    POINTS: "每件分值",
}
"""What staff call the rules of a group, by the key of the document."""


def check_ledger(ledger: Ledger, reserved: frozenset[str] = frozenset()) -> Iterator[Fault]:
    """Yield everything wrong with a ledger; ``reserved`` are words no item may be called.

    While it is not clear who is assessed, and by what, nothing is said of what was filed: one wrong
    month of a unit would be an error wherever the unit stands.
    """
    count = sum(len(group.units) for group in ledger.groups)
    if count > MAX_UNITS:
        yield fault(catalogue.UNITS_MANY, Place(Tables.UNITS), count, most=MAX_UNITS)
        return
    setting = [*_check_setting(ledger, reserved)]
    yield from setting
    if not any(found.kind.severity is Severity.ERROR for found in setting):
        yield from _check_opening(ledger)
        for month in ledger.months:
            yield from _check_month(ledger, month)


def _check_setting(ledger: Ledger, reserved: frozenset[str]) -> Iterator[Fault]:
    for row, group in enumerate(ledger.groups):
        yield from _check_group(group, Place(Tables.GROUPS, row))
        yield from _check_items(group, reserved)
        yield from _check_units(group)
    yield from _check_changes(ledger)


def _check_group(group: Group, place: Place) -> Iterator[Fault]:
    yield from _check_months(group, place)
    for name in ("bonus", "pass_ratio", "pass_score"):
        value = getattr(group.rules, name)
        yield from _check_parameter(value, place.at(name), RULE_WORDS[name])
    if group.rules.pass_ratio > 1:
        here, what = place.at("pass_ratio"), RULE_WORDS["pass_ratio"]
        yield fault(catalogue.RATIO_LARGE, here, group.rules.pass_ratio, what=what)
    there = [month for month in MONTHS if group.members(month)]
    bare = [m for m in there if not any(item.is_there(m) for item in group.items)]
    if not group.items:
        yield fault(catalogue.NO_ITEMS, place.at("annex"), group.annex)
    elif bare:
        words = {"months": month_list(bare)}
        yield fault(catalogue.NO_ITEMS_THEN, place.at("annex"), group.annex, **words)
    if not group.units:
        yield fault(catalogue.NO_UNITS, place.at("annex"), group.annex)


def _check_months(thing: Item | Unit | Group, place: Place) -> Iterator[Fault]:
    if thing.last_month < thing.first_month:
        here = place.at("last_month")
        yield fault(catalogue.MONTHS_WRONG, here, thing.last_month, what="截止月")


def _check_parameter(value: Fraction, place: Place, what: str, rule: str = "") -> Iterator[Fault]:
    """Yield that a number is none that a rule can have; points alone may be 0."""
    least, most = PARAMETERS
    if rule == POINTS and value == 0:
        return
    if value <= 0:
        wanted = " 0.8、1.5 这样大于 0 的数"
        yield fault(catalogue.PARAMETER_WRONG, place, value, what=what, wanted=wanted)
    elif not least <= value <= most:
        limits = {"least": plain(least), "most": plain(most)}
        yield fault(catalogue.NUMBER_HUGE, place, value, what=what, **limits)


def _check_items(group: Group, reserved: frozenset[str]) -> Iterator[Fault]:
    names = [item.name for item in group.items]
    keys = [match_key(name) for name in names]
    for row, item in enumerate(group.items):
        place = Place(Tables.ITEMS, row, "name", group.annex)
        if is_like_placeholder(item.name, names):
            yield fault(catalogue.ITEM_LIKE_PLACEHOLDER, place, item.name)
        if keys[row] in reserved:
            yield fault(catalogue.ITEM_RESERVED, place, item.name)
        if keys[row] in keys[:row]:
            yield fault(catalogue.ITEM_REPEATED, place, item.name)
        yield from _check_months(item, place)
        yield from _check_parameter(item.points, place.at(POINTS), RULE_WORDS[POINTS], POINTS)


def _check_units(group: Group) -> Iterator[Fault]:
    """Yield wrong months, and names that another unit of the group has or had before."""
    owners: dict[str, tuple[int, str]] = {}
    for row, unit in enumerate(group.units):
        place = Place(Tables.UNITS, row, "name", group.annex)
        yield from _check_months(unit, place)
        for name in (unit.name, *unit.former):
            owner, other = owners.setdefault(match_key(name), (row, unit.name))
            if owner != row:
                here = place if name == unit.name else place.at("former")
                yield fault(catalogue.UNIT_REPEATED, here, name, other=f"“{other}”")


def _check_changes(ledger: Ledger) -> Iterator[Fault]:
    seen: set[tuple[int, int, str, str]] = set()
    for row, change in enumerate(ledger.changes):
        place = Place(Tables.CHANGES, row, "rule")
        key = (change.annex, change.first_month, change.rule, change.item)
        what = change.item or RULE_WORDS[change.rule]
        if key in seen:
            month = month_label(change.first_month)
            yield fault(catalogue.CHANGE_REPEATED, place, what, month=month)
        seen.add(key)
        if isinstance(change.value, Fraction):
            yield from _check_parameter(change.value, place.at("value"), what, change.rule)


_Carried = Sequence[tuple[Place, Opening, Unit]]
_Filed = TypeVar("_Filed", Opening, Entry)


def _rows(
    table: Tables, filed: Sequence[_Filed], group: Group, month: int = 0
) -> list[tuple[Place, _Filed]]:
    """Return what was filed of a group, each with its place."""
    found = ((row, one) for row, one in enumerate(filed) if one.annex == group.annex)
    return [(Place(table, row, "unit", group.annex, month), one) for row, one in found]


def _check_opening(ledger: Ledger) -> Iterator[Fault]:
    for group in ledger.groups:
        rows = _rows(Tables.OPENING, ledger.opening, group)
        yield from _check_names(group, [(place, opening.unit) for place, opening in rows])
        known = [(place, opening, group.position(opening.unit)) for place, opening in rows]
        carried = [(place, o, group.units[at]) for place, o, at in known if at is not None]
        for place, opening, unit in carried:
            yield from _check_carried(group, place, opening, unit)
        yield from _check_overlap(ledger, carried)
        yield from _check_even(ledger, carried)


def _check_names(group: Group, rows: Sequence[tuple[Place, str]]) -> Iterator[Fault]:
    """Yield names that no unit of the group has or had, and units that stand there twice."""
    positions = [group.position(name) for _, name in rows]
    present = {*positions}
    absent = [unit.name for at, unit in enumerate(group.units) if at not in present]
    seen: set[int] = set()
    for (place, name), at in zip(rows, positions, strict=True):
        if at is None:
            hint = question(probable_successor(name, absent))
            yield fault(catalogue.UNIT_UNKNOWN, place, name, hint=hint)
        elif at in seen:
            yield fault(catalogue.UNIT_TWICE, place, name)
        else:
            seen.add(at)


def _check_carried(group: Group, place: Place, opening: Opening, unit: Unit) -> Iterator[Fault]:
    month = opening.through
    if not (group.is_there(month) and unit.is_there(month)):
        here, label = place.at("through"), month_label(month)
        yield fault(catalogue.OPENING_OUTSIDE, here, opening.unit, month=label)
    if not 0 <= opening.score <= MAX_SCORE:
        yield fault(catalogue.SCORE_WRONG, place.at("score"), opening.score)
    yield from _check_counts(group, opening.counts, month, place, opening.unit)


def _check_overlap(ledger: Ledger, carried: _Carried) -> Iterator[Fault]:
    """Yield months counted twice, once for all units of which the same is wrong."""
    twice: dict[tuple[int, tuple[int, ...]], list[tuple[Place, Opening]]] = {}
    for place, opening, unit in carried:
        double = tuple(m for m in ledger.filled if m <= opening.through and unit.is_there(m))
        if double:
            twice.setdefault((opening.through, double), []).append((place, opening))
    for (through, months), units in twice.items():
        place, first = units[0]
        yield fault(
            catalogue.OPENING_OVERLAP,
            place.at("through"),
            month_label(through),
            first.unit if len(units) == 1 else f"{first.unit}等 {len(units)} 个单位",
            month=month_list(months),
        )


def _check_even(ledger: Ledger, carried: _Carried) -> Iterator[Fault]:
    """Yield units whose carry-in ends earlier than the group's, months in between missing."""
    latest = max((opening.through for _, opening, _ in carried), default=0)
    for place, opening, unit in carried:
        between = range(opening.through + 1, latest + 1)
        if any(unit.is_there(month) and month not in ledger.filled for month in between):
            here, through = place.at("through"), month_label(opening.through)
            month = month_label(latest)
            yield fault(catalogue.OPENING_UNEVEN, here, through, opening.unit, month=month)


def _check_month(ledger: Ledger, filed: MonthEntries) -> Iterator[Fault]:
    for group in ledger.groups:
        rows = _rows(Tables.ENTRIES, filed.entries, group, filed.month)
        yield from _check_names(group, [(place, entry.unit) for place, entry in rows])
        terms = ledger.terms(group, filed.month)
        for place, entry in rows:
            yield from _check_entry(terms, place, entry)


def _check_entry(terms: Terms, place: Place, entry: Entry) -> Iterator[Fault]:
    group, month, rules = terms.group, terms.month, terms.rules
    at = group.position(entry.unit)
    if at is None:
        return
    if not (group.is_there(month) and group.units[at].is_there(month)):
        yield fault(catalogue.UNIT_OUTSIDE, place, entry.unit)
    yield from _check_counts(group, entry.counts, month, place, entry.unit)
    for given, reason, is_set, kinds in (
        ("deduction", entry.note, rules.deductions, _DEDUCTION),
        ("addition", entry.addition_note, rules.additions, _ADDITION),
    ):
        points: Fraction = getattr(entry, given)
        if not points:
            continue
        holds = (0 < points <= MAX_DEDUCTION, is_set, reason.strip())
        for kind, is_right in zip(kinds, holds, strict=True):
            if not is_right:
                yield fault(kind, place.at(given), points, entry.unit)
                break


_DEDUCTION = (
    catalogue.DEDUCTION_WRONG, catalogue.DEDUCTION_NOT_SET, catalogue.DEDUCTION_NO_REASON
)  # fmt: skip
_ADDITION = (catalogue.ADDITION_WRONG, catalogue.ADDITION_NOT_SET, catalogue.ADDITION_NO_REASON)
"""What can be wrong with points taken off or given: the number, the rule, the reason."""


def _check_counts(
    group: Group, counts: Counts, month: int, place: Place, unit: str
) -> Iterator[Fault]:
    for item, count in zip(group.items, counts, strict=True):
        if count is None or not any(count):
            continue
        here, subject = place.at(item.name), f"{unit} {item.name}"
        if count.in_column > count.pieces:
            above, pieces = catalogue.COLUMN_ABOVE, count.pieces
            yield fault(above, here, count.in_column, subject, pieces=pieces)
        if not item.is_there(month):
            words = {"item": item.name, "month": month_label(month)}
            yield fault(catalogue.COUNT_OUTSIDE, here, count.pieces, subject, **words)
