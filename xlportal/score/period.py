"""A span of filled months worked out as one: sums of counts and scores, places (spec section 8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import pandas as pd

from xlportal.core.exact import Column, Index
from xlportal.core.rules import Group
from xlportal.score.assessment import SCORE, GroupMonth, GroupResult, Year, count_columns


@dataclass(frozen=True, eq=False)
class GroupPeriod(GroupResult):
    """One group's span of months.

    ``rules`` are those of its last month in the span, ``items`` those of any of its months.
    ``scores`` has a column a month (its number), None where a unit did not take part.
    """

    months: tuple[int, ...]
    scores: pd.DataFrame


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
        info_scores=_total([month.info_scores for month in months], index),
        score=_total([month.score for month in months], index),
        sums=months[-1].sums.at(index),
        months=tuple(scored),
        scores=pd.DataFrame(scores, index, dtype=object),
    )


def _total(columns: Sequence[Column], index: Index) -> Column:
    return reduce(Column.plus, (column.at(index) for column in columns))
