"""What differs today from what was sent: figures unit by unit, and rules that were overtyped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from xlportal.core import catalogue
from xlportal.core.checks import RULE_WORDS, Finding, Place, Table
from xlportal.core.labels import LIST_MARK, month_label, span_label
from xlportal.core.ledger import Ledger
from xlportal.core.rules import POINTS, Group
from xlportal.score.assessment import RANK, RANK_SO_FAR, SCORE, SO_FAR, GroupMonth, Year
from xlportal.score.result import month_result
from xlportal.sheets.archive import Sent, in_force, rule_name

_FILED = ("counts", "deduction", "addition")
_FIGURES = {SCORE: "得分", SO_FAR: "得分", RANK: "排名", RANK_SO_FAR: "排名"}
"""What is compared besides what was filed; a score tells more than the place it leads to."""
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


def since_sent(year: Year, sent: Mapping[int, Sent]) -> Iterator[Finding]:
    """Yield what differs from what was ``sent`` in the months of ``year``, in roster order.

    Figures that an overtyped rule moves are told with that rule, in one line.
    """
    overtyped: dict[tuple[int, str, str, str], _Overtyped] = {}
    for month in sorted(year.months.keys() & sent.keys()):
        results = month_result(year[month])["groups"]
        for group, result in zip(year[month].groups, results, strict=True):
            rules = _note_rules(group, sent[month], overtyped)
            now = {row["unit"]: row for row in result["rows"]}
            found = _sent_rows(group.group, sent[month])
            for unit in [*now, *(unit for unit in found if unit not in now)]:
                difference = _difference(month, found.get(unit), now.get(unit))
                if difference is None:
                    continue
                if rules and not difference.filed:
                    for rule in rules:
                        rule.units.add(unit)
                else:
                    yield _changed(group, unit, difference)
    for rule in overtyped.values():
        if rule.units:
            yield _overtyped(year, rule)


def _note_rules(
    group: GroupMonth, sent: Sent, known: dict[tuple[int, str, str, str], _Overtyped]
) -> list[_Overtyped]:
    """Note the rules this month was not sent by; return the group's, earlier months' too."""
    annex = group.group.annex
    was, now = sent.rules.get(annex, {}), in_force(group.terms)
    for rule in was.keys() & now.keys():
        if was[rule] != now[rule]:
            key = (annex, rule, was[rule], now[rule])
            found = known.setdefault(key, _Overtyped(group.group, rule, was[rule], now[rule]))
            found.months.append(sent.month)
    return [found for found in known.values() if found.group.annex == annex]


def _sent_rows(group: Group, sent: Sent) -> dict[str, Mapping[str, Any]]:
    """Return what was sent of a group by the present names of its units."""
    rows = {name: row for (annex, name), row in sent.rows.items() if annex == group.annex}
    at = {name: group.position(name) for name in rows}
    return {
        name if (p := at[name]) is None else group.units[p].name: row for name, row in rows.items()
    }


@dataclass(frozen=True)
class _Difference:
    """What is different of a unit, as people read it; ``filed`` where it is no figure."""

    what: str
    was: str
    now: str
    filed: bool = True


def _difference(
    month: int, was: Mapping[str, Any] | None, now: Mapping[str, Any] | None
) -> _Difference | None:
    """Return the first difference: what was filed tells more than what follows from it."""
    label = month_label(month)
    if was is None or now is None:
        shown = [str(row[SCORE]) if row else _NO_UNIT for row in (was, now)]
        return _Difference(f"{label}得分", shown[0], shown[1])
    for item in {**was.get("counts", {}), **now["counts"]} if "counts" in was else ():
        pairs = [row["counts"].get(item, [0, 0]) for row in (was, now)]
        if pairs[0] != pairs[1]:
            return _Difference(f"{label}{item}", _count(pairs[0]), _count(pairs[1]))
    for name, word in {"deduction": "扣分", "addition": "加分"}.items():
        given = [str(row.get(name, 0)) for row in (was, now)]
        if name in was and given[0] != given[1]:
            return _Difference(f"{label}{word}", given[0], given[1])
    for name, word in _FIGURES.items():
        # Numbers in an archive of the first edition may have gone through a cell of Excel.
        if name in was and float(Fraction(was[name])) != float(Fraction(now[name])):
            span = span_label(month) if name in {SO_FAR, RANK_SO_FAR} else None
            return _Difference(
                f"{span or label}{word}", str(was[name]), str(now[name]), filed=False
            )
    return None


def _count(pair: list[int]) -> str:
    return f"{pair[0]}（{pair[1]}）" if pair[1] else str(pair[0])


def _changed(group: GroupMonth, unit: str, difference: _Difference) -> Finding:
    position = group.group.position(unit) or 0
    place = Place(Table.MEMBERS, position, "unit", group.group.annex, group.month)
    words = {"what": difference.what, "now": difference.now}
    return Finding(catalogue.SENT_CHANGED, place, difference.was, unit, words)


def _overtyped(year: Year, found: _Overtyped) -> Finding:
    words = {
        "what": found.rule,
        "months": LIST_MARK.join(map(month_label, found.months)),
        "now": found.now,
        "units": len(found.units),
    }
    place = _rule_place(year.ledger, found.group, found.rule, found.months[0])
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
