"""From the ledger to every figure of a month: scores, places, sums of the year so far.

Spec section 2. Counts are arrays of units × items × 2 (pieces, of them in the column); units stand
in roster order. Only units taking part in a month stand in its results.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from typing import cast

import numpy as np

from xlportal.core.exact import Column, IntArray
from xlportal.core.ledger import Count, Counts, Entry, Ledger, Opening
from xlportal.core.rules import Group
from xlportal.score import scoring

LEADERS_NAMED = 2


@dataclass(frozen=True, eq=False)
class Standing:
    """Counts, score and place of every unit taking part, of one month or of the year so far."""

    counts: IntArray
    scores: Column
    ranks: Column

    def leaders(self) -> tuple[int, ...]:
        """Return the rows of the leading two, best first; everyone tied with the second is in.

        Only units with a score above 0 (spec section 6).
        """
        values = self.scores.numerators
        order = np.argsort(-values, kind="stable")
        if len(order) == 0:
            return ()
        least = values[order[:LEADERS_NAMED][-1]]
        return tuple(int(row) for row in order if values[row] >= least and values[row] > 0)


@dataclass(frozen=True, eq=False)
class GroupAssessment:
    """One group's month, worked out. ``totals`` count every unit of the group, gone ones too."""

    group: Group
    month: int
    units: tuple[str, ...]
    deductions: Column
    notes: tuple[str, ...]
    infos: Column
    average: Fraction
    pass_line: Fraction
    passed: int
    pass_rate: Fraction
    monthly: Standing
    cumulative: Standing
    totals: IntArray
    cumulative_totals: IntArray

    def names(self, rows: Sequence[int]) -> tuple[str, ...]:
        """Return the units of the given rows."""
        return tuple(self.units[row] for row in rows)


@dataclass(frozen=True, eq=False)
class Assessment:
    """A month worked out for every group."""

    year: int
    month: int
    groups: tuple[GroupAssessment, ...]


def assess(ledger: Ledger, month: int) -> Assessment:
    """Return the assessment of ``month``. Raises ``ValueError`` where the month is not filled."""
    if month not in ledger.filled:
        message = f"month {month} is not among the filled months {ledger.filled}"
        raise ValueError(message)
    return assess_year(ledger, month)[-1]


def assess_year(ledger: Ledger, through: int = 12) -> tuple[Assessment, ...]:
    """Return the assessments of all filled months up to ``through``, in order."""
    months = [month for month in ledger.filled if month <= through]
    by_group = [tuple(_group_year(ledger, group, months)) for group in ledger.groups]
    return tuple(
        Assessment(ledger.year, month, tuple(group[index] for group in by_group))
        for index, month in enumerate(months)
    )


def _group_year(ledger: Ledger, group: Group, months: Sequence[int]) -> Iterator[GroupAssessment]:
    units, items = len(group.units), len(group.rules.items)
    filed = {month.month: month.of(group.annex) for month in ledger.months}
    opening = ledger.opening_of(group.annex)
    so_far = _SoFar(np.zeros((units, items, 2), dtype=np.int64), Column.zeros(units))
    previous = 0
    for month in months:
        for carried in (o for o in opening if previous <= o.through < month):
            so_far = so_far.with_opening(group, carried)
        previous = month
        alone = _month_alone(group, month, filed[month])
        so_far = so_far.with_month(alone)
        yield _assessed(group, alone, so_far)


@dataclass(frozen=True, eq=False)
class _MonthAlone:
    """One group's month by itself. ``counts`` has a row a roster unit, the rest one a member."""

    month: int
    members: IntArray
    counts: IntArray
    deductions: Column
    notes: tuple[str, ...]
    infos: Column
    average: Fraction
    pass_line: Fraction
    scores: Column


@dataclass(frozen=True, eq=False)
class _SoFar:
    """Counts and scores summed up so far, a row a roster unit."""

    counts: IntArray
    scores: Column

    def with_opening(self, group: Group, opening: Opening) -> _SoFar:
        rows = np.array([_position(group, opening.unit)])
        counts = self.counts.copy()
        counts[rows] += _matrix([opening.counts])
        carried = Column.of([opening.score]).spread(rows, len(counts))
        return _SoFar(counts, self.scores.plus(carried))

    def with_month(self, month: _MonthAlone) -> _SoFar:
        scores = month.scores.spread(month.members, len(self.counts))
        return _SoFar(self.counts + month.counts, self.scores.plus(scores))


def _month_alone(group: Group, month: int, entries: Sequence[Entry]) -> _MonthAlone:
    rules, units = group.rules, len(group.units)
    taking_part = [row for row, unit in enumerate(group.units) if unit.takes_part(month)]
    members = np.array(taking_part, dtype=np.int64)
    rows = np.array([_position(group, entry.unit) for entry in entries], dtype=np.int64)
    counts = np.zeros((units, len(rules.items), 2), dtype=np.int64)
    if entries:
        counts[rows] = _matrix([entry.counts for entry in entries])
    deducted = Column.of([entry.deduction for entry in entries])
    notes = {row: entry.note for row, entry in zip(rows.tolist(), entries, strict=True)}
    deductions = deducted.spread(rows, units).take(members)
    pieces, in_column = counts[members, :, 0], counts[members, :, 1]
    infos = scoring.info_scores(pieces, in_column, [i.points for i in rules.items], rules.bonus)
    average = scoring.average(infos)
    line = scoring.pass_line(average, rules.pass_ratio)
    return _MonthAlone(
        month=month,
        members=members,
        counts=counts,
        deductions=deductions,
        notes=tuple(notes.get(row, "") for row in taking_part),
        infos=infos,
        average=average,
        pass_line=line,
        scores=scoring.scores(infos, line, deductions, rules),
    )


def _assessed(group: Group, alone: _MonthAlone, so_far: _SoFar) -> GroupAssessment:
    members, ties = alone.members, group.rules.ties
    passed = scoring.count_passed(alone.infos, alone.pass_line)
    scores = so_far.scores.take(members)
    return GroupAssessment(
        group=group,
        month=alone.month,
        units=tuple(group.units[row].name for row in members),
        deductions=alone.deductions,
        notes=alone.notes,
        infos=alone.infos,
        average=alone.average,
        pass_line=alone.pass_line,
        passed=passed,
        pass_rate=scoring.pass_rate(passed, len(members)),
        monthly=Standing(alone.counts[members], alone.scores, scoring.ranks(alone.scores, ties)),
        cumulative=Standing(so_far.counts[members], scores, scoring.ranks(scores, ties)),
        totals=alone.counts.sum(axis=0),
        cumulative_totals=so_far.counts.sum(axis=0),
    )


def _position(group: Group, name: str) -> int:
    position = group.position(name)
    if position is None:
        message = f"unit {name!r} is not in the roster of annex {group.annex}"
        raise ValueError(message)
    return position


_NO_PIECES = Count(0)


def _matrix(rows: Sequence[Counts]) -> IntArray:
    """Return rows of counts as an array; what was left empty is 0."""
    if any(None in row for row in rows):
        rows = [tuple(count or _NO_PIECES for count in row) for row in rows]
    counts = chain.from_iterable(rows)
    flat = np.fromiter(chain.from_iterable(cast("Iterable[Count]", counts)), dtype=np.int64)
    return flat.reshape(len(rows), -1, 2)
