"""From the ledger to every figure of a year: scores, places, sums so far, as frames.

Spec section 2. Frames have a row a unit, in roster order; only units taking part in a month stand
in its results. Nothing in them is a float: counts are whole numbers, figures ``Fraction``s.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import chain
from typing import TypeVar

import pandas as pd

from xlportal.core.exact import Column, Index, Series
from xlportal.core.ledger import Count, Entry, Ledger, Opening, Terms
from xlportal.core.limits import LAST_MONTH
from xlportal.core.rules import Group, Item, Rules
from xlportal.score import scoring

PIECES, IN_COLUMN = "pieces", "in_column"
"""The two columns an item has in a frame of counts."""

INFO, DEDUCTION, ADDITION = "info_score", "deduction", "addition"
SCORE, RANK = "score", "rank"
SO_FAR, RANK_SO_FAR = "cumulative_score", "cumulative_rank"
"""The columns of a month's figures, named as in the result (spec section 5)."""

LEADERS_NAMED = 2

_Filed = TypeVar("_Filed", Entry, Opening)


@dataclass(frozen=True)
class Measures:
    """What a month's scores are measured by under the relative scheme, and who passed."""

    average: Fraction
    pass_line: Fraction
    passed: tuple[str, ...]
    pass_rate: Fraction


@dataclass(frozen=True, eq=False)
class GroupMonth:
    """One group's month, worked out.

    ``counts`` and ``counts_so_far`` have a row a unit and the columns (item, ``pieces``) and
    (item, ``in_column``) of the items that are there; ``totals`` and ``totals_so_far`` are their
    sums over every unit of the group, ``gone`` ones too, whose pieces still count there. ``filed``
    is what the units filed besides.
    ``sums`` are the scores of the year so far of the whole roster.
    """

    terms: Terms
    filed: Mapping[str, Entry]
    counts: pd.DataFrame
    counts_so_far: pd.DataFrame
    totals: Series
    totals_so_far: Series
    gone: tuple[str, ...]
    info_scores: Column
    scores: Column
    sums: Column
    measures: Measures | None

    @property
    def group(self) -> Group:
        """Return the group."""
        return self.terms.group

    @property
    def month(self) -> int:
        """Return the month."""
        return self.terms.month

    @property
    def rules(self) -> Rules:
        """Return the rules in force."""
        return self.terms.rules

    @property
    def items(self) -> tuple[Item, ...]:
        """Return the items that are there."""
        return self.terms.items

    @property
    def units(self) -> tuple[str, ...]:
        """Return the names of the units taking part."""
        return tuple(unit.name for unit in self.terms.units)

    @cached_property
    def figures(self) -> pd.DataFrame:
        """Return the figures, a row a unit: what was given and taken, scores, places."""
        so_far = self.sums.at(self.counts.index)
        ties = self.terms.rules.ties
        entries = [self.filed.get(unit) for unit in self.units]
        columns = {
            INFO: self.info_scores.numbers(),
            DEDUCTION: [entry.deduction if entry else Fraction(0) for entry in entries],
            ADDITION: [entry.addition if entry else Fraction(0) for entry in entries],
            SCORE: self.scores.numbers(),
            RANK: scoring.ranks(self.scores, ties).tolist(),
            SO_FAR: so_far.numbers(),
            RANK_SO_FAR: scoring.ranks(so_far, ties).tolist(),
        }
        return pd.DataFrame(columns, self.counts.index, dtype=object)

    def points_of(self, unit: str, figure: str) -> tuple[Fraction, str]:
        """Return a unit's DEDUCTION or ADDITION, and the reason."""
        entry = self.filed.get(unit)
        if entry is None:
            return Fraction(0), ""
        if figure == DEDUCTION:
            return entry.deduction, entry.note
        return entry.addition, entry.addition_note

    def leaders(self, figure: str = SCORE) -> tuple[str, ...]:
        """Return the leading two by a figure, see :func:`leaders`."""
        return leaders(self.figures[figure])

    def ordered(self) -> list[str]:
        """Return the units by place, ties in roster order."""
        return [*self.figures[RANK].sort_values(kind="stable").index]


@dataclass(frozen=True, eq=False)
class Assessment:
    """A month worked out for every group that is there."""

    year: int
    month: int
    groups: tuple[GroupMonth, ...]


@dataclass(frozen=True, eq=False)
class Year:
    """Every filled month of a ledger worked out, once."""

    ledger: Ledger
    months: Mapping[int, Assessment]

    def __getitem__(self, month: int) -> Assessment:
        return self.months[month]

    def of(self, group: Group, through: int = LAST_MONTH) -> list[GroupMonth]:
        """Return a group's months up to ``through`` in which it is there."""
        return [
            found
            for month, assessment in self.months.items()
            if month <= through
            for found in assessment.groups
            if found.group.annex == group.annex
        ]


def leaders(figures: Series) -> tuple[str, ...]:
    """Return the leading two units by a figure, best first; everyone tied with the second is in.

    Only units with a score above 0 (spec section 6).
    """
    best = figures[figures > 0].sort_values(ascending=False, kind="stable")
    if not len(best):
        return ()
    return tuple(best[best >= best.iloc[:LEADERS_NAMED].iloc[-1]].index)


def assess(ledger: Ledger, month: int) -> Assessment:
    """Return the assessment of ``month``. Raises ``KeyError`` where the month is not filled."""
    return assess_year(ledger, month)[month]


def assess_year(ledger: Ledger, through: int = LAST_MONTH) -> Year:
    """Return all filled months up to ``through``, assessed."""
    months = [month for month in ledger.filled if month <= through]
    by_month: dict[int, list[GroupMonth]] = {month: [] for month in months}
    for group in ledger.groups:
        for found in _group_year(ledger, group, months):
            by_month[found.month].append(found)
    return Year(
        ledger,
        {month: Assessment(ledger.year, month, tuple(by_month[month])) for month in months},
    )


def _group_year(ledger: Ledger, group: Group, months: Sequence[int]) -> Iterator[GroupMonth]:
    roster = pd.Index([unit.name for unit in group.units], name="unit", dtype=object)
    counts, sums = _frame(group.items, roster), Column.zeros(roster)
    opening = ledger.opening_of(group.annex)
    previous = 0
    for month in (month for month in months if group.members(month)):
        carried = [o for o in opening if previous <= o.through < month]
        filed = _by_unit(group, ledger.entries(month).of(group.annex))  # type: ignore[union-attr]
        now = _frame(group.items, roster, filed)
        counts = counts + _frame(group.items, roster, _by_unit(group, carried)) + now
        sums = sums.plus(_scores_of(group, carried).at(roster))
        alone = _month_alone(ledger.terms(group, month), now, filed)
        sums = sums.plus(alone.scores.at(roster))
        yield _with_sums(alone, now, counts, sums)
        previous = month


@dataclass(frozen=True, eq=False)
class _MonthAlone:
    """One group's month by itself."""

    terms: Terms
    filed: Mapping[str, Entry]
    counts: pd.DataFrame
    info_scores: Column
    measures: Measures | None
    scores: Column


def _month_alone(terms: Terms, now: pd.DataFrame, filed: Mapping[str, Entry]) -> _MonthAlone:
    rules, members = terms.rules, pd.Index([unit.name for unit in terms.units], name="unit")
    counts = now.loc[members, [item.name for item in terms.items]]
    infos = scoring.info_scores(counts, [item.points for item in terms.items], rules.bonus)
    measures = _measures(infos, rules.pass_ratio) if rules.is_relative else None
    given = {
        unit: e.addition - e.deduction for unit, e in filed.items() if e.addition or e.deduction
    }
    extra = Column.of(given.values(), pd.Index([*given], dtype=object)).at(members)
    factor = scoring.worth(measures.pass_line if measures else None, rules)
    scored = scoring.scores(infos, factor, extra, rules)
    return _MonthAlone(terms, filed, counts, infos, measures, scored)


def _measures(infos: Column, pass_ratio: Fraction) -> Measures:
    mean = scoring.average(infos)
    line = scoring.pass_line(mean, pass_ratio)
    above = scoring.passed(infos, line)
    passed = tuple(above.index[above])
    return Measures(mean, line, passed, scoring.pass_rate(len(passed), len(infos)))


def _with_sums(
    alone: _MonthAlone, now: pd.DataFrame, so_far: pd.DataFrame, sums: Column
) -> GroupMonth:
    names = [item.name for item in alone.terms.items]
    return GroupMonth(
        terms=alone.terms,
        filed=alone.filed,
        counts=alone.counts,
        counts_so_far=so_far.loc[alone.counts.index, names],
        totals=now[names].sum(),
        totals_so_far=so_far[names].sum(),
        gone=_gone(so_far[names], alone.counts.index),
        info_scores=alone.info_scores,
        scores=alone.scores,
        sums=sums,
        measures=alone.measures,
    )


def _gone(so_far: pd.DataFrame, members: Index) -> tuple[str, ...]:
    """Return the units that have pieces and do not take part any more."""
    others = so_far.drop(members)
    return tuple(others[others.any(axis="columns")].index)


def _frame(
    items: Sequence[Item],
    roster: Index,
    filed: Mapping[str, Entry] | Mapping[str, Opening] | None = None,
) -> pd.DataFrame:
    """Return the counts of what was filed, a row a unit of the roster; nothing filed is 0."""
    columns = count_columns(items)
    rows = {unit: _flat(entry.counts) for unit, entry in (filed or {}).items()}
    found = pd.DataFrame([*rows.values()], pd.Index([*rows], dtype=object), columns, dtype="int64")
    return found.reindex(roster, fill_value=0)


def count_columns(items: Sequence[Item]) -> pd.MultiIndex:
    """Return the columns of a frame of counts: two an item."""
    return pd.MultiIndex.from_product([[item.name for item in items], [PIECES, IN_COLUMN]])


def _flat(counts: Iterable[Count | None]) -> list[int]:
    return [*chain.from_iterable(count or _NO_PIECES for count in counts)]


_NO_PIECES = Count(0)


def _by_unit(group: Group, filed: Iterable[_Filed]) -> dict[str, _Filed]:
    """Return what was filed by the present name of the unit that filed it."""
    return {group.units[_position(group, one.unit)].name: one for one in filed}


def _scores_of(group: Group, carried: Sequence[Opening]) -> Column:
    names = [group.units[_position(group, opening.unit)].name for opening in carried]
    return Column.of((o.score for o in carried), pd.Index(names, dtype=object))


def _position(group: Group, name: str) -> int:
    position = group.position(name)
    if position is None:
        message = f"unit {name!r} is not in the roster of annex {group.annex}"
        raise ValueError(message)
    return position
