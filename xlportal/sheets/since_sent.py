"""What differs today from what was sent: figures unit by unit, and rules that were overtyped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from xlportal.core import catalogue
from xlportal.core.checks import RULE_WORDS, Finding, Place, Table
from xlportal.core.labels import LIST_MARK, month_label, span_label
from xlportal.core.ledger import Ledger
from xlportal.core.rules import POINTS, Group
from xlportal.score.assessment import RANK, RANK_SO_FAR, SCORE, SO_FAR, GroupMonth, Year
from xlportal.score.result import month_result
from xlportal.sheets.archive import Sent, in_force, rule_name

_NO_UNIT = "没有这个单位"


@dataclass
class _Overtyped:
    """A rule that is not what months were sent by, and the units whose figures that moves."""

    group: Group
    rule: str
    was: str
    now: str
    months: list[int] = field(default_factory=list)
    units: set[str] = field(default_factory=set)


_Rules = dict[tuple[int, str, str, str], _Overtyped]


def since_sent(year: Year, sent: Mapping[int, Sent]) -> Iterator[Finding]:
    """Yield what differs from what was ``sent`` in the months of ``year``, in roster order.

    Figures that an overtyped rule moves are told with that rule, in one line.
    """
    overtyped: _Rules = {}
    for month in sorted(year.months.keys() & sent.keys()):
        results = month_result(year[month])["groups"]
        for group, result in zip(year[month].groups, results, strict=True):
            rules = _overtyped(group, sent[month], overtyped)
            now = {row["unit"]: row for row in result["rows"]}
            was = _sent_rows(group.group, sent[month])
            for unit in dict.fromkeys([*now, *was]):
                found = _difference(month, was.get(unit), now.get(unit))
                if found and rules and not found.filed:
                    for rule in rules:
                        rule.units.add(unit)
                elif found:
                    yield _changed(group, unit, found)
    for rule in overtyped.values():
        if rule.units:
            yield _told(year.ledger, rule)


def _overtyped(group: GroupMonth, sent: Sent, known: _Rules) -> list[_Overtyped]:
    """Note the rules this month was not sent by; return the group's, earlier months' too."""
    was, now = sent.rules.get(group.group.annex, {}), in_force(group.terms)
    for rule in was.keys() & now.keys():
        if was[rule] != now[rule]:
            found = _Overtyped(group.group, rule, was[rule], now[rule])
            key = (group.group.annex, rule, found.was, found.now)
            known.setdefault(key, found).months.append(sent.month)
    return [found for found in known.values() if found.group.annex == group.group.annex]


def _sent_rows(group: Group, sent: Sent) -> dict[str, Mapping[str, Any]]:
    """Return what was sent of a group by the present names of its units."""
    rows = {}
    for (annex, name), row in sent.rows.items():
        if annex == group.annex:
            at = group.position(name)
            rows[name if at is None else group.units[at].name] = row
    return rows


class _Value(NamedTuple):
    """Something that was sent of a unit and is compared; ``filed`` where it is no figure."""

    what: str
    was: str
    now: str
    filed: bool = True


def _difference(
    month: int, was: Mapping[str, Any] | None, now: Mapping[str, Any] | None
) -> _Value | None:
    """Return the first difference: what was filed tells more than what follows from it."""
    if was is None or now is None:
        scores = [str(row[SCORE]) if row else _NO_UNIT for row in (was, now)]
        return _Value(f"{month_label(month)}得分", scores[0], scores[1])
    return next((value for value in _values(month, was, now) if value.was != value.now), None)


def _values(month: int, was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[_Value]:
    label, span = month_label(month), span_label(month) or month_label(month)
    if "counts" in was:
        for item in {**was["counts"], **now["counts"]}:
            pieces = [_count(row["counts"].get(item, [0, 0])) for row in (was, now)]
            yield _Value(f"{label}{item}", pieces[0], pieces[1])
        for name, word in {"deduction": "扣分", "addition": "加分"}.items():
            yield _Value(f"{label}{word}", str(was.get(name, 0)), str(now.get(name, 0)))
    figures = {SCORE: f"{label}得分", SO_FAR: f"{span}得分"}
    figures |= {RANK: f"{label}排名", RANK_SO_FAR: f"{span}排名"}
    for name, what in figures.items():
        if name in was:
            yield _Value(what, str(was[name]), str(now[name]), filed=False)


def _count(pair: list[int]) -> str:
    return f"{pair[0]}（{pair[1]}）" if pair[1] else str(pair[0])


def _changed(group: GroupMonth, unit: str, found: _Value) -> Finding:
    position = group.group.position(unit) or 0
    place = Place(Table.MEMBERS, position, "unit", group.group.annex, group.month)
    return Finding(catalogue.SENT_CHANGED, place, found.was, unit, found._asdict())


def _told(ledger: Ledger, found: _Overtyped) -> Finding:
    months = LIST_MARK.join(map(month_label, found.months))
    words = {"what": found.rule, "months": months, "now": found.now, "units": len(found.units)}
    place = _rule_place(ledger, found.group, found.rule, found.months[0])
    return Finding(catalogue.RULE_OVERTYPED, place, found.was, found.group.short, words)


def _rule_place(ledger: Ledger, group: Group, rule: str, month: int) -> Place:
    """Return where the value of a rule in force stands: the last change of it, or the table."""
    for change in reversed(ledger.changes_of(group, month)):
        if rule == rule_name(change.rule, change.item):
            return Place(Table.CHANGES, ledger.changes.index(change), "value")
    for row, item in enumerate(group.items):
        if rule == rule_name(POINTS, item.name):
            return Place(Table.ITEMS, row, POINTS, group.annex)
    key = next(key for key in RULE_WORDS if rule == rule_name(key))
    return Place(Table.GROUPS, ledger.groups.index(group), key)
