"""From the ledger to every figure of a month, a span of months and a year, as frames.

Spec sections 2 and 8. Frames have a row a unit, in roster order; only units taking part stand in
results. Nothing in them is a float: counts are whole numbers, figures ``Fraction``s.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, reduce
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
class GroupResult:
    """One group worked out for a month or a span of months.

    ``counts`` have a row a unit and the columns (item, ``pieces``) and (item, ``in_column``) of the
    ``items`` that are there; ``totals`` are their sums over every unit of the group. ``sums`` are
    the scores of the year so far.
    """

    group: Group
    rules: Rules
    items: tuple[Item, ...]
    counts: pd.DataFrame
    totals: Series
    info_scores: Column
    score: Column
    sums: Column

    @property
    def units(self) -> tuple[str, ...]:
        """Return the names of the units taking part."""
        return tuple(self.counts.index)

    @cached_property
    def figures(self) -> pd.DataFrame:
        """Return the figures, a row a unit: what was given and taken, scores, places."""
        so_far = self.sums.at(self.counts.index)
        columns = {
            INFO: [*self.info_scores],
            **self._extra(),
            SCORE: [*self.score],
            RANK: scoring.ranks(self.score, self.rules.ties).tolist(),
            SO_FAR: [*so_far],
            RANK_SO_FAR: scoring.ranks(so_far, self.rules.ties).tolist(),
        }
        return pd.DataFrame(columns, self.counts.index, dtype=object)

    def _extra(self) -> dict[str, list[Fraction]]:
        return {}

    def leaders(self, figure: str = SCORE) -> tuple[str, ...]:
        """Return the leading two by a figure, best first; everyone tied with the second is in.

        Only units with a score above 0 (spec section 6).
        """
        ticks = (self.score if figure == SCORE else self.sums.at(self.counts.index)).ticks
        best = ticks[ticks > 0].sort_values(ascending=False, kind="stable")
        return tuple(best[best >= best.iloc[:LEADERS_NAMED].iloc[-1]].index) if len(best) else ()

    def ordered(self) -> list[str]:
        """Return the units by place, ties in roster order."""
        return [*self.figures[RANK].sort_values(kind="stable").index]


@dataclass(frozen=True, eq=False)
class GroupMonth(GroupResult):
    """One group's month, worked out.

    ``filed`` is what the units filed besides; units ``gone`` have pieces in ``totals_so_far`` and
    do not take part any more. ``sums`` are of the whole roster.
    """

    terms: Terms
    filed: Mapping[str, Entry]
    counts_so_far: pd.DataFrame
    totals_so_far: Series
    gone: tuple[str, ...]
    measures: Measures | None

    @property
    def month(self) -> int:
        """Return the month."""
        return self.terms.month

    def points_of(self, unit: str, figure: str) -> tuple[Fraction, str]:
        """Return a unit's DEDUCTION or ADDITION, and the reason."""
        entry = self.filed.get(unit)
        if entry is None:
            return Fraction(0), ""
        if figure == DEDUCTION:
            return entry.deduction, entry.note
        return entry.addition, entry.addition_note

    def _extra(self) -> dict[str, list[Fraction]]:
        filed, nothing = [self.filed.get(unit) for unit in self.units], Fraction(0)
        return {
            figure: [getattr(entry, figure) if entry else nothing for entry in filed]
            for figure in (DEDUCTION, ADDITION)
        }


@dataclass(frozen=True, eq=False)
class GroupPeriod(GroupResult):
    """One group's span of months.

    ``rules`` are those of its last month in the span, ``items`` those of any of its months.
    ``scores`` has a column a month (its number), None where a unit did not take part.
    """

    months: tuple[int, ...]
    scores: pd.DataFrame


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
        months = (assessed for month, assessed in self.months.items() if month <= through)
        every = chain.from_iterable(month.groups for month in months)
        return [found for found in every if found.group.annex == group.annex]


def assess_year(ledger: Ledger, through: int = LAST_MONTH) -> Year:
    """Return all filled months up to ``through``, assessed."""
    found: dict[int, list[GroupMonth]] = {m: [] for m in ledger.filled if m <= through}
    for group in ledger.groups:
        for assessed in _group_year(ledger, group, [*found]):
            found[assessed.month].append(assessed)
    months = {month: Assessment(ledger.year, month, tuple(g)) for month, g in found.items()}
    return Year(ledger, months)


def _group_year(ledger: Ledger, group: Group, months: Sequence[int]) -> Iterator[GroupMonth]:
    roster = pd.Index([unit.name for unit in group.units], name="unit", dtype=object)
    columns = count_columns(group.items)
    so_far, sums = _frame(columns, roster, {}), _column({}).at(roster)
    opening = ledger.opening_of(group.annex)
    previous = 0
    for month in (month for month in months if group.members(month)):
        carried = _by_unit(group, [o for o in opening if previous <= o.through < month])
        if carried:
            so_far = so_far + _frame(columns, roster, carried)
            before = {unit: opening.score for unit, opening in carried.items()}
            sums = sums.plus(_column(before).at(roster))
        filed = _by_unit(group, ledger.entries(month).of(group.annex))  # type: ignore[union-attr]
        now = _frame(columns, roster, filed)
        so_far = so_far + now
        found = _group_month(ledger.terms(group, month), filed, now, so_far, sums)
        yield found
        sums, previous = found.sums, month


def _group_month(
    terms: Terms,
    filed: Mapping[str, Entry],
    now: pd.DataFrame,
    so_far: pd.DataFrame,
    before: Column,
) -> GroupMonth:
    rules, names = terms.rules, [item.name for item in terms.items]
    members = pd.Index([unit.name for unit in terms.units], name="unit")
    counts, so_far = now.loc[members, names], so_far[names]
    infos = scoring.info_scores(counts, [item.points for item in terms.items], rules.bonus)
    measures = _measures(infos, rules.pass_ratio) if rules.is_relative else None
    extra = {u: e.addition - e.deduction for u, e in filed.items() if e.addition or e.deduction}
    worth = scoring.worth(measures.pass_line if measures else None, rules)
    score = scoring.scores(infos, worth, _column(extra).at(members), rules)
    others = so_far.drop(members)
    return GroupMonth(
        group=terms.group,
        rules=rules,
        items=terms.items,
        counts=counts,
        totals=now[names].sum(),
        info_scores=infos,
        score=score,
        sums=before.plus(score.at(now.index)),
        terms=terms,
        filed=filed,
        counts_so_far=so_far.loc[members],
        totals_so_far=so_far.sum(),
        gone=tuple(others[others.any(axis="columns")].index),
        measures=measures,
    )


def assess_period(year: Year, first: int, last: int) -> tuple[GroupPeriod, ...]:
    """Return the groups that were there from ``first`` to ``last``, from an assessed year.

    Months of the span that are not filled are not looked for; whoever asks has checked them.
    """
    spans = [
        (group, [month for month in year.of(group, last) if month.month >= first])
        for group in year.ledger.groups
    ]
    return tuple(_group_period(group, months) for group, months in spans if months)


def _group_period(group: Group, months: Sequence[GroupMonth]) -> GroupPeriod:
    took_part = {unit for month in months for unit in month.units}
    names = [unit.name for unit in group.units if unit.name in took_part]
    index = pd.Index(names, name="unit", dtype=object)
    there = {item.name: item for month in months for item in month.items}
    items = tuple(there[item.name] for item in group.items if item.name in there)
    columns = count_columns(items)
    counts = (m.counts.reindex(index=index, columns=columns, fill_value=0) for m in months)
    totals = (month.totals.reindex(columns, fill_value=0) for month in months)
    scored = {month.month: month.figures[SCORE].to_dict() for month in months}
    scores = {month: [found.get(name) for name in names] for month, found in scored.items()}
    return GroupPeriod(
        group=group,
        rules=months[-1].rules,
        items=items,
        counts=reduce(pd.DataFrame.add, counts),
        totals=reduce(pd.Series.add, totals),
        info_scores=reduce(Column.plus, (month.info_scores.at(index) for month in months)),
        score=reduce(Column.plus, (month.score.at(index) for month in months)),
        sums=months[-1].sums.at(index),
        months=tuple(scored),
        scores=pd.DataFrame(scores, index, dtype=object),
    )


def _measures(infos: Column, pass_ratio: Fraction) -> Measures:
    mean = scoring.average(infos)
    line = scoring.pass_line(mean, pass_ratio)
    above = scoring.passed(infos, line)
    passed = tuple(above.index[above])
    return Measures(mean, line, passed, scoring.pass_rate(len(passed), len(infos)))


def _frame(
    columns: pd.MultiIndex, roster: Index, filed: Mapping[str, Entry] | Mapping[str, Opening]
) -> pd.DataFrame:
    """Return the counts of what was filed, a row a unit of the roster; nothing filed is 0."""
    nothing = Count(0)
    rows = {
        unit: [number for count in one.counts for number in count or nothing]
        for unit, one in filed.items()
    }
    index = pd.Index([*rows], dtype=object)
    found = pd.DataFrame([*rows.values()], index, columns, dtype="int64")
    return found.reindex(roster, fill_value=0)


def count_columns(items: Sequence[Item]) -> pd.MultiIndex:
    """Return the columns of a frame of counts: two an item."""
    return pd.MultiIndex.from_product([[item.name for item in items], [PIECES, IN_COLUMN]])


def _column(values: Mapping[str, Fraction]) -> Column:
    return Column.of(values.values(), pd.Index([*values], dtype=object))


def _by_unit(group: Group, filed: Iterable[_Filed]) -> dict[str, _Filed]:
    """Return what was filed by the present name of the unit that filed it."""
    found: dict[str, _Filed] = {}
    for one in filed:
        position = group.position(one.unit)
        if position is None:
            message = f"unit {one.unit!r} is not in the roster of annex {group.annex}"
            raise ValueError(message)
        found[group.units[position].name] = one
    return found
