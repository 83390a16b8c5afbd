"""A span of filled months worked out as one: sums of counts and scores, places (spec section 8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from xlportal.core.exact import Column, Index, Series
from xlportal.core.rules import Group, Item, Rules
from xlportal.score import scoring
from xlportal.score.assessment import (
    INFO,
    RANK,
    RANK_SO_FAR,
    SCORE,
    SO_FAR,
    GroupMonth,
    Year,
    count_columns,
    leaders,
)


@dataclass(frozen=True, eq=False)
class GroupPeriod:
    """One group's span of months.

    ``rules`` are those of its last month in the span, ``items`` those of any of its months.
    ``counts`` are as in :class:`~xlportal.score.assessment.GroupMonth`; ``scores`` has a column a
    month (its number), None where a unit did not take part.
    """

    group: Group
    months: tuple[int, ...]
    rules: Rules
    items: tuple[Item, ...]
    counts: pd.DataFrame
    totals: Series
    scores: pd.DataFrame
    info_scores: Column
    score: Column
    sums: Column

    @property
    def units(self) -> tuple[str, ...]:
        """Return the names of the units that took part in any of the months."""
        return tuple(self.counts.index)

    @cached_property
    def figures(self) -> pd.DataFrame:
        """Return the figures, a row a unit."""
        columns = {
            INFO: self.info_scores.numbers(),
            SCORE: self.score.numbers(),
            RANK: scoring.ranks(self.score, self.rules.ties).tolist(),
            SO_FAR: self.sums.numbers(),
            RANK_SO_FAR: scoring.ranks(self.sums, self.rules.ties).tolist(),
        }
        return pd.DataFrame(columns, self.counts.index, dtype=object)

    def leaders(self, figure: str = SCORE) -> tuple[str, ...]:
        """Return the leading two by a figure."""
        return leaders(self.figures[figure])

    def ordered(self) -> list[str]:
        """Return the units by place, ties in roster order."""
        return [*self.figures[RANK].sort_values(kind="stable").index]


@dataclass(frozen=True, eq=False)
class Period:
    """A span of months worked out for every group that was there in any of them."""

    year: int
    first: int
    last: int
    groups: tuple[GroupPeriod, ...]


def assess_period(year: Year, first: int, last: int) -> Period:
    """Return the span from ``first`` to ``last`` of an assessed year.

    Months of the span that are not filled are not looked for; whoever asks has checked them.
    """
    by_group = ((group, _within(year.of(group, last), first)) for group in year.ledger.groups)
    groups = (_group_period(group, months) for group, months in by_group if months)
    return Period(year.ledger.year, first, last, tuple(groups))


def _within(months: Sequence[GroupMonth], first: int) -> list[GroupMonth]:
    return [month for month in months if month.month >= first]


def _group_period(group: Group, months: Sequence[GroupMonth]) -> GroupPeriod:
    took_part = {unit for month in months for unit in month.units}
    names = [unit.name for unit in group.units if unit.name in took_part]
    index = pd.Index(names, name="unit", dtype=object)
    there = {item.name: item for month in months for item in month.terms.items}
    items = tuple(there[item.name] for item in group.items if item.name in there)
    scored = {month.month: month.figures[SCORE].to_dict() for month in months}
    scores = {month: [found.get(name) for name in names] for month, found in scored.items()}
    return GroupPeriod(
        group=group,
        months=tuple(month.month for month in months),
        rules=months[-1].terms.rules,
        items=items,
        counts=_summed([month.counts for month in months], items, index),
        totals=_totals([month.totals for month in months], items),
        scores=pd.DataFrame(scores, index, dtype=object),
        info_scores=_total([month.info_scores for month in months], index),
        score=_total([month.scores for month in months], index),
        sums=months[-1].sums.at(index),
    )


def _summed(frames: Sequence[pd.DataFrame], items: Sequence[Item], index: Index) -> pd.DataFrame:
    columns = count_columns(items)
    alike = [frame.reindex(index=index, columns=columns, fill_value=0) for frame in frames]
    return sum(alike[1:], alike[0])


def _totals(months: Sequence[Series], items: Sequence[Item]) -> Series:
    alike = [month.reindex(count_columns(items), fill_value=0) for month in months]
    return sum(alike[1:], alike[0])


def _total(columns: Sequence[Column], index: Index) -> Column:
    total = Column.zeros(index)
    for column in columns:
        total = total.plus(column.at(index))
    return total
