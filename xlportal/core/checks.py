"""Whether a year's data make sense, whatever they were read from (spec sections 2 and 3).

Every check is a function of the ledger and yields findings. A finding points at a :class:`Place`,
which a reader of sheets knows the cell of; a document has the place's names alone. What only a
sheet can get wrong (a text where a number belongs, a unit's row that is missing) is not here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from itertools import chain

from xlportal.core import catalogue
from xlportal.core.exact import plain
from xlportal.core.labels import LIST_MARK, month_label
from xlportal.core.ledger import Counts, Entry, Ledger, MonthEntries, Opening, Terms
from xlportal.core.likeness import probable_successor, question
from xlportal.core.limits import (
    MAX_DEDUCTION,
    MAX_SCORE,
    MAX_UNITS,
    PARAMETERS,
)
from xlportal.core.problems import Kind, Severity
from xlportal.core.rules import POINTS, Group, Item, Unit, match_key
from xlportal.core.wording import is_like_placeholder


class Table(Enum):
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

    table: Table
    row: int = 0
    field: str = ""
    annex: int = 0
    month: int = 0


@dataclass(frozen=True)
class Finding:
    """Something that is wrong: its kind, its place, what was found, the words of its sentence."""

    kind: Kind
    place: Place
    found: str = ""
    subject: str = ""
    words: Mapping[str, object] = field(default_factory=dict)


def check_ledger(ledger: Ledger, reserved: frozenset[str] = frozenset()) -> list[Finding]:
    """Return everything wrong with a ledger; ``reserved`` are words no item may be called.

    While it is not clear who is assessed, and by what, nothing is said of what was filed: one wrong
    month of a unit would be an error wherever the unit stands.
    """
    count = sum(len(group.units) for group in ledger.groups)
    if count > MAX_UNITS:
        words = {"most": MAX_UNITS}
        return [Finding(catalogue.UNITS_MANY, Place(Table.UNITS), found=str(count), words=words)]
    groups = (_check_group(row, group, reserved) for row, group in enumerate(ledger.groups))
    setting = [*chain.from_iterable(groups), *_check_changes(ledger)]
    if any(finding.kind.severity is Severity.ERROR for finding in setting):
        return setting
    months = (_check_month(ledger, month) for month in ledger.months)
    return [*setting, *_check_opening(ledger), *chain.from_iterable(months)]


def _check_group(row: int, group: Group, reserved: frozenset[str]) -> Iterator[Finding]:
    yield from _check_months(group, Place(Table.GROUPS, row, "last_month"))
    for name in ("bonus", "pass_ratio", "pass_score"):
        place = Place(Table.GROUPS, row, name)
        yield from _check_parameter(getattr(group.rules, name), place, RULE_WORDS[name])
    if group.rules.pass_ratio > 1:
        place = Place(Table.GROUPS, row, "pass_ratio")
        words = {"what": RULE_WORDS["pass_ratio"]}
        yield Finding(
            catalogue.RATIO_LARGE, place, found=plain(group.rules.pass_ratio), words=words
        )
    if not group.items:
        yield Finding(catalogue.NO_ITEMS, Place(Table.GROUPS, row, "annex"), found=str(group.annex))
    if not group.units:
        yield Finding(catalogue.NO_UNITS, Place(Table.GROUPS, row, "annex"), found=str(group.annex))
    yield from _check_items(group, reserved)
    yield from _check_units(group)


def _check_months(thing: Item | Unit | Group, place: Place) -> Iterator[Finding]:
    if thing.last_month < thing.first_month:
        words = {"what": "截止月"}
        yield Finding(catalogue.MONTHS_WRONG, place, found=str(thing.last_month), words=words)


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


def _check_parameter(value: Fraction, place: Place, what: str, rule: str = "") -> Iterator[Finding]:
    """Yield that a number is none that a rule can have; points alone may be 0."""
    least, most = PARAMETERS
    zero_fits = rule == POINTS and value == 0
    if value <= 0 and not zero_fits:
        wanted = " 0.8、1.5 这样大于 0 的数"
        words = {"what": what, "wanted": wanted}
        yield Finding(catalogue.PARAMETER_WRONG, place, found=plain(value), words=words)
    elif not least <= value <= most and not zero_fits:
        words = {"what": what, "least": plain(least), "most": plain(most)}
        yield Finding(catalogue.NUMBER_HUGE, place, found=plain(value), words=words)


def _check_items(group: Group, reserved: frozenset[str]) -> Iterator[Finding]:
    seen: set[str] = set()
    names = [item.name for item in group.items]
    for row, item in enumerate(group.items):
        place = Place(Table.ITEMS, row, "name", group.annex)
        if is_like_placeholder(item.name, names):
            yield Finding(catalogue.ITEM_LIKE_PLACEHOLDER, place, found=item.name)
        if match_key(item.name) in reserved:
            yield Finding(catalogue.ITEM_RESERVED, place, found=item.name)
        if match_key(item.name) in seen:
            yield Finding(catalogue.ITEM_REPEATED, place, found=item.name)
        seen.add(match_key(item.name))
        yield from _check_months(item, Place(Table.ITEMS, row, "last_month", group.annex))
        points = Place(Table.ITEMS, row, POINTS, group.annex)
        yield from _check_parameter(item.points, points, RULE_WORDS[POINTS], POINTS)


def _check_units(group: Group) -> Iterator[Finding]:
    """Yield wrong months, and names that another unit of the group has or had before."""
    owners: dict[str, tuple[int, str]] = {}
    for row, unit in enumerate(group.units):
        yield from _check_months(unit, Place(Table.UNITS, row, "last_month", group.annex))
        for name in (unit.name, *unit.former):
            owner, other = owners.setdefault(match_key(name), (row, unit.name))
            if owner != row:
                which = "name" if name == unit.name else "former"
                place = Place(Table.UNITS, row, which, group.annex)
                words = {"other": f"“{other}”"}
                yield Finding(catalogue.UNIT_REPEATED, place, found=name, words=words)


def _check_changes(ledger: Ledger) -> Iterator[Finding]:
    seen: set[tuple[int, int, str, str]] = set()
    for row, change in enumerate(ledger.changes):
        key = (change.annex, change.first_month, change.rule, change.item)
        what = change.item or RULE_WORDS[change.rule]
        if key in seen:
            words = {"month": month_label(change.first_month)}
            place = Place(Table.CHANGES, row, "rule")
            yield Finding(catalogue.CHANGE_REPEATED, place, found=what, words=words)
        seen.add(key)
        if isinstance(change.value, Fraction):
            place = Place(Table.CHANGES, row, "value")
            yield from _check_parameter(change.value, place, what, change.rule)


def _check_opening(ledger: Ledger) -> Iterator[Finding]:
    for group in ledger.groups:
        rows = [(row, o) for row, o in enumerate(ledger.opening) if o.annex == group.annex]
        known = [(row, o, group.position(o.unit)) for row, o in rows]
        yield from _check_names(group, [(row, o.unit) for row, o in rows], Place(Table.OPENING))
        placed = [(row, o, group.units[at]) for row, o, at in known if at is not None]
        for row, opening, unit in placed:
            yield from _check_carried(group, row, opening, unit)
        yield from _check_overlap(ledger, placed)
        yield from _check_even(ledger, placed)


_Placed = Sequence[tuple[int, Opening, Unit]]


def _check_names(group: Group, rows: Sequence[tuple[int, str]], place: Place) -> Iterator[Finding]:
    """Yield names that no unit of the group has or had, and units that stand there twice."""
    positions = {group.position(name) for _, name in rows}
    absent = [unit.name for at, unit in enumerate(group.units) if at not in positions]
    seen: set[int] = set()
    for row, name in rows:
        here = Place(place.table, row, "unit", group.annex, place.month)
        at = group.position(name)
        if at is None:
            words = {"hint": question(probable_successor(name, absent))}
            yield Finding(catalogue.UNIT_UNKNOWN, here, found=name, words=words)
        elif at in seen:
            yield Finding(catalogue.UNIT_TWICE, here, found=name)
        else:
            seen.add(at)


def _check_carried(group: Group, row: int, opening: Opening, unit: Unit) -> Iterator[Finding]:
    month = opening.through
    place = Place(Table.OPENING, row, "through", group.annex)
    if not (group.is_there(month) and unit.is_there(month)):
        words = {"month": month_label(month)}
        yield Finding(catalogue.OPENING_OUTSIDE, place, found=opening.unit, words=words)
    if not 0 <= opening.score <= MAX_SCORE:
        place = Place(Table.OPENING, row, "score", group.annex)
        yield Finding(catalogue.SCORE_WRONG, place, found=plain(opening.score))
    at = Place(Table.OPENING, row, annex=group.annex)
    yield from _check_counts(group, opening.counts, month, at, opening.unit)


def _check_overlap(ledger: Ledger, placed: _Placed) -> Iterator[Finding]:
    """Yield months counted twice, once for all units of which the same is wrong."""
    twice: dict[tuple[int, tuple[int, ...]], list[tuple[int, Opening]]] = {}
    for row, opening, unit in placed:
        double = [m for m in ledger.filled if m <= opening.through and unit.is_there(m)]
        if double:
            twice.setdefault((opening.through, tuple(double)), []).append((row, opening))
    for (through, months), units in twice.items():
        row, first = units[0]
        yield Finding(
            catalogue.OPENING_OVERLAP,
            Place(Table.OPENING, row, "through", first.annex),
            found=month_label(through),
            subject=first.unit if len(units) == 1 else f"{first.unit}等 {len(units)} 个单位",
            words={"month": LIST_MARK.join(map(month_label, months))},
        )


def _check_even(ledger: Ledger, placed: _Placed) -> Iterator[Finding]:
    """Yield units whose carry-in ends earlier than the group's, months in between missing."""
    latest = max((opening.through for _, opening, _ in placed), default=0)
    for row, opening, unit in placed:
        between = range(opening.through + 1, latest + 1)
        if any(unit.is_there(month) and month not in ledger.filled for month in between):
            yield Finding(
                catalogue.OPENING_UNEVEN,
                Place(Table.OPENING, row, "through", opening.annex),
                found=month_label(opening.through),
                subject=opening.unit,
                words={"month": month_label(latest)},
            )


def _check_month(ledger: Ledger, filed: MonthEntries) -> Iterator[Finding]:
    for group in ledger.groups:
        rows = [(row, e) for row, e in enumerate(filed.entries) if e.annex == group.annex]
        place = Place(Table.ENTRIES, month=filed.month)
        yield from _check_names(group, [(row, entry.unit) for row, entry in rows], place)
        terms = ledger.terms(group, filed.month)
        for row, entry in rows:
            yield from _check_entry(terms, row, entry)


def _check_entry(terms: Terms, row: int, entry: Entry) -> Iterator[Finding]:
    group, month, rules = terms.group, terms.month, terms.rules
    at = group.position(entry.unit)
    if at is None:
        return
    place = Place(Table.ENTRIES, row, "unit", group.annex, month)
    if not (group.is_there(month) and group.units[at].is_there(month)):
        yield Finding(catalogue.UNIT_OUTSIDE, place, found=entry.unit)
    yield from _check_counts(group, entry.counts, month, place, entry.unit)
    for given, is_set in (("deduction", rules.deductions), ("addition", rules.additions)):
        yield from _check_extra(entry, given, _field(place, given), is_set=is_set)


def _field(place: Place, name: str) -> Place:
    return Place(place.table, place.row, name, place.annex, place.month)


_EXTRA: Mapping[str, tuple[Kind, Kind, Kind]] = {
    "deduction": (
        catalogue.DEDUCTION_WRONG,
        catalogue.DEDUCTION_NOT_SET,
        catalogue.DEDUCTION_NO_REASON,
    ),
    "addition": (
        catalogue.ADDITION_WRONG,
        catalogue.ADDITION_NOT_SET,
        catalogue.ADDITION_NO_REASON,
    ),
}
"""What can be wrong with points taken off or given: the number, the rule, the reason."""


def _check_extra(entry: Entry, given: str, place: Place, *, is_set: bool) -> Iterator[Finding]:
    points: Fraction = getattr(entry, given)
    reason = entry.note if given == "deduction" else entry.addition_note
    wrong, not_set, no_reason = _EXTRA[given]
    if not 0 <= points <= MAX_DEDUCTION:
        yield Finding(wrong, place, found=plain(points), subject=entry.unit)
    elif points and not is_set:
        yield Finding(not_set, place, found=plain(points), subject=entry.unit)
    elif points and not reason.strip():
        yield Finding(no_reason, place, found=plain(points), subject=entry.unit)


def _check_counts(
    group: Group, counts: Counts, month: int, place: Place, unit: str
) -> Iterator[Finding]:
    for item, count in zip(group.items, counts, strict=True):
        if count is None or not any(count):
            continue
        here, subject = _field(place, item.name), f"{unit} {item.name}"
        if count.in_column > count.pieces:
            words = {"pieces": count.pieces}
            found = str(count.in_column)
            yield Finding(catalogue.COLUMN_ABOVE, here, found, subject, words)
        if not item.is_there(month):
            named = {"item": item.name, "month": month_label(month)}
            yield Finding(catalogue.COUNT_OUTSIDE, here, str(count.pieces), subject, named)
