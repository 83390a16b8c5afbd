"""The year so far as values: what the sheet 走势 shows of every group, the leading unit first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from xlportal.core.check_book import missing_of
from xlportal.core.labels import month_label, span_label
from xlportal.core.ledger import Opening, Terms
from xlportal.core.limits import FIRST_MONTH
from xlportal.core.rules import Group
from xlportal.score.assessment import RANK_SO_FAR, SCORE, SO_FAR, GroupMonth, Year

LEADERS_SHOWN = 3
"""So many lines can still be followed over twelve months, in black and white too."""

Scores = tuple[Fraction | None, ...]
"""A score a period, None where there is none."""


@dataclass(frozen=True)
class Line:
    """A unit's year so far: its place, its scores by period and their sum.

    ``level`` is what it would have earned at the pass line in all the months it took part in, None
    where units are not measured by one.
    """

    rank: Fraction
    unit: str
    scores: Scores
    total: Fraction
    level: Fraction | None

    @property
    def reached(self) -> bool:
        """Return whether the unit has earned its level, if there is any."""
        return self.level is None or self.total >= self.level


@dataclass(frozen=True)
class GroupTrend:
    """One group's year so far, of the units of its last month, best first, ties in roster order.

    Its periods are months, those that nobody filled among them, but for a carry-in of several: only
    from ``first_month`` on is every period a month. ``pass_scores`` are what a unit exactly at the
    pass line earns.
    """

    name: str
    span: str
    periods: tuple[str, ...]
    first_month: int
    pass_scores: Scores
    lines: tuple[Line, ...]

    @property
    def leading(self) -> tuple[Line, ...]:
        """Return the lines of who leads the year so far: a few, of units with a score above 0."""
        return tuple(line for line in self.lines[:LEADERS_SHOWN] if line.total > 0)

    @property
    def has_gaps(self) -> bool:
        """Return whether there are months of which a unit has no score."""
        return any(None in line.scores for line in self.lines)

    @property
    def measured(self) -> bool:
        """Return whether the units are measured by a level."""
        return any(line.level is not None for line in self.lines)


def trends(year: Year, month: int) -> tuple[GroupTrend, ...]:
    """Return the trend up to ``month`` of every group that is there then."""
    return tuple(_trend(year, group) for group in year[month].groups)


def _trend(year: Year, last: GroupMonth) -> GroupTrend:
    group, months = last.group, {one.month: one for one in year.of(last.group, last.month)}
    opening = [o for o in year.ledger.opening_of(group.annex) if o.through < last.month]
    carried = max((one.through for one in opening), default=0)
    first = min({*months, *missing_of(year.ledger, group, last.month)})
    columns: dict[str, Mapping[Any, Fraction]] = {
        month_label(month): months[month].figures[SCORE].to_dict() if month in months else {}
        for month in range(first, last.month + 1)
    }
    terms = {month_label(month): one.terms for month, one in months.items()}
    if carried:
        label = f"至{month_label(carried)}" if carried > FIRST_MONTH else month_label(carried)
        columns = {label: _carried(group, opening, carried), **columns}
        terms |= {month_label(FIRST_MONTH): year.ledger.terms(group, FIRST_MONTH)}
    before = (year.ledger.terms(group, month) for month in range(FIRST_MONTH, carried + 1))
    levels = _levels([*before, *(one.terms for one in months.values() if one.month > carried)])
    places = last.figures.sort_values(SO_FAR, ascending=False, kind="stable")
    return GroupTrend(
        name=group.short,
        span=span_label(last.month) or month_label(last.month),
        periods=tuple(columns),
        first_month=int(carried > FIRST_MONTH),
        pass_scores=tuple(_pass_score(terms.get(label)) for label in columns),
        lines=tuple(
            Line(Fraction(rank), unit, tuple(scores.get(unit) for scores in columns.values()),
                 total, levels.get(unit))
            for unit, total, rank in places[[SO_FAR, RANK_SO_FAR]].itertuples(name=None)
        ),
    )  # fmt: skip


def _carried(group: Group, opening: Sequence[Opening], through: int) -> dict[str, Fraction]:
    """Return the carried scores; who was there and is not listed brought nothing along."""
    present = (unit.name for unit in group.units if unit.first_month <= through)
    positions = ((group.position(one.unit), one.score) for one in opening)
    listed = {group.units[place].name: score for place, score in positions if place is not None}
    return {**dict.fromkeys(present, Fraction(0)), **listed}


def _pass_score(terms: Terms | None) -> Fraction | None:
    return terms.rules.pass_score if terms and terms.rules.is_relative else None


def _levels(months: Iterable[Terms]) -> Mapping[str, Fraction]:
    """Return every unit's pass scores summed up, none where a month had no pass line."""
    levels: dict[str, Fraction] = {}
    for terms in months:
        if terms.units and not terms.rules.is_relative:
            return {}
        for unit in terms.units:
            levels[unit.name] = levels.get(unit.name, Fraction(0)) + terms.rules.pass_score
    return levels
