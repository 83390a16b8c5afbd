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
from xlportal.score.assessment import (
    ADDITION,
    DEDUCTION,
    RANK,
    RANK_SO_FAR,
    SCORE,
    SO_FAR,
    GroupMonth,
    Year,
)
from xlportal.score.result import month_result
from xlportal.sheets.archive import Sent, in_force, rule_name

_TOOK_PART, _NO_PART = "列入", "未列入"
_Row = Mapping[str, Any]
"""A unit's row of the result (spec section 5)."""


class Difference(NamedTuple):
    """A figure of a unit as it was printed and as it is now; some follow from what was filed."""

    what: str
    was: str
    now: str
    follows: bool = False


def differences(then: _Row | None, now: _Row | None, month: int) -> Iterator[Difference]:
    """Yield how a unit's rows differ, what was filed first; None is a unit without a part."""
    if then is None or now is None:
        was, is_now = (_TOOK_PART if row else _NO_PART for row in (then, now))
        yield Difference("参加考核", was, is_now)
        return
    printed, right = _printed(then, month), _printed(now, month)
    follow = _figures(month).values()
    # An archive of the first edition has no counts; in a result those of 0 are left out.
    for what in dict.fromkeys([*right, *printed]) if "counts" in then else printed:
        was, is_now = printed.get(what, "0"), right.get(what, "0")
        if was != is_now:
            yield Difference(what, was, is_now, what in follow)


def _figures(month: int) -> dict[str, str]:
    """Return what the figures that follow are called, by their keys."""
    label, span = month_label(month), span_label(month)
    figures = {SCORE: f"{label}得分", RANK: f"{label}排名"}
    return figures | ({SO_FAR: f"{span}得分", RANK_SO_FAR: f"{span}排名"} if span else {})


def _printed(row: _Row, month: int) -> dict[str, str]:
    """Return what was filed of a unit and what follows from it, by what it is called."""
    counts = {month_label(month): "counts", span_label(month): "cumulative_counts"}
    filed = {
        f"{when}{item}": f"{pieces}（{inside}）" if inside else str(pieces)
        for when, key in counts.items()
        for item, (pieces, inside) in (row.get(key, {}) if when else {}).items()
    }
    named = {DEDUCTION: "扣分", ADDITION: "加分", **_figures(month)}
    return filed | {name: str(row[key]) for key, name in named.items() if key in row}


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
            was = sent[month].of(group.group.annex, group.group)
            for unit in dict.fromkeys([*now, *was]):
                found = next(differences(was.get(unit), now.get(unit), month), None)
                if found and rules and found.follows:
                    for rule in rules:
                        rule.units.add(unit)
                elif found:
                    at = group.group.position(unit) or 0
                    place = Place(Table.MEMBERS, at, "unit", group.group.annex, month)
                    words = {"what": found.what, "now": found.now}
                    yield Finding(catalogue.SENT_CHANGED, place, found.was, unit, words)
    for rule in overtyped.values():
        if rule.units:
            months = LIST_MARK.join(map(month_label, rule.months))
            told = {"what": rule.rule, "months": months, "now": rule.now, "units": len(rule.units)}
            place = _rule_place(year.ledger, rule.group, rule.rule, rule.months[0])
            yield Finding(catalogue.RULE_OVERTYPED, place, rule.was, rule.group.short, told)


def _overtyped(group: GroupMonth, sent: Sent, known: _Rules) -> list[_Overtyped]:
    """Note the rules this month was not sent by; return the group's, earlier months' too."""
    was, now = sent.rules.get(group.group.annex, {}), in_force(group.terms)
    for rule in was.keys() & now.keys():
        if was[rule] != now[rule]:
            found = _Overtyped(group.group, rule, was[rule], now[rule])
            key = (group.group.annex, rule, found.was, found.now)
            known.setdefault(key, found).months.append(sent.month)
    return [found for found in known.values() if found.group.annex == group.group.annex]


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
