"""The year so far as values: what the sheet 走势 shows in tables and charts, group by group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from xlportal.core.labels import month_label, span_label
from xlportal.core.ledger import Opening
from xlportal.core.limits import FIRST_MONTH
from xlportal.score.assessment import RANK_SO_FAR, SCORE, SO_FAR, GroupMonth, Year

LEADERS_SHOWN = 3
"""So many lines can still be followed over twelve months, in black and white too."""


@dataclass(frozen=True)
class Period:
    """A column of the overview: a month, or the carry-in of the months up to one."""

    label: str
    is_month: bool


@dataclass(frozen=True)
class Line:
    """A unit's scores, a period each; None where it took no part."""

    unit: str
    scores: tuple[Fraction | None, ...]


@dataclass(frozen=True)
class Leader:
    """A unit that leads the year so far, with its cumulative rank and its scores by month."""

    rank: Fraction
    unit: str
    scores: tuple[Fraction | None, ...]


@dataclass(frozen=True)
class Bar:
    """A unit's cumulative score among all the others', or the pass level itself."""

    label: str
    score: Fraction
    rank: Fraction | None
    reached: bool

    @property
    def is_level(self) -> bool:
        """Return whether this is the pass level."""
        return self.rank is None


@dataclass(frozen=True)
class GroupTrend:
    """One group's year so far. Units stand in roster order; only those of the last month do.

    ``pass_score`` is what a unit exactly at the pass line earns in a month, ``pass_total`` what it
    has earned in all the months summed up so far.
    """

    name: str
    span: str
    periods: tuple[Period, ...]
    lines: tuple[Line, ...]
    totals: tuple[Fraction, ...]
    ranks: tuple[Fraction, ...]
    pass_score: Fraction
    pass_total: Fraction

    def bars(self, most: int | None = None) -> tuple[Bar, ...]:
        """Return the cumulative scores, best first, with the pass level in its place.

        Of more than ``most`` units those with the lowest scores are left out.
        """
        rows = zip(self.lines, self.totals, self.ranks, strict=True)
        bars = [Bar(line.unit, sum_, rank, sum_ >= self.pass_total) for line, sum_, rank in rows]
        best = sorted(bars, key=lambda bar: -bar.score)[:most]
        level = Bar("达标水平", self.pass_total, None, reached=True)
        return tuple(sorted([*best, level], key=lambda bar: (-bar.score, bar.is_level)))

    @cached_property
    def highest(self) -> Fraction:
        """Return the highest score of any period, 0 where there is none."""
        return max(
            (s or Fraction(0) for line in self.lines for s in line.scores), default=Fraction(0)
        )

    def months(self) -> tuple[int, ...]:
        """Return the positions of the periods that are single months."""
        return tuple(index for index, period in enumerate(self.periods) if period.is_month)

    def leaders(self) -> tuple[Leader, ...]:
        """Return the few units that lead the year so far, best first, month by month.

        Only units with a score above 0. Of tied units all are in or none, unless the first place
        itself is shared by too many: then those first in the roster.
        """
        order = sorted(range(len(self.lines)), key=lambda row: -self.totals[row])
        best = [row for row in order if self.totals[row] > 0]
        shown = best[:LEADERS_SHOWN]
        if len(best) > LEADERS_SHOWN:
            next_score = self.totals[best[LEADERS_SHOWN]]
            shown = [row for row in shown if self.totals[row] > next_score] or shown
        months = self.months()
        return tuple(
            Leader(self.ranks[row], line.unit, tuple(line.scores[month] for month in months))
            for row, line in ((row, self.lines[row]) for row in shown)
        )


def trends(year: Year, month: int) -> tuple[GroupTrend, ...]:
    """Return the trend up to ``month`` of every group that is there then."""
    opening = year.ledger.opening_of
    return tuple(
        _trend(
            year.of(group.group, month),
            [o for o in opening(group.group.annex) if o.through < month],
        )
        for group in year[month].groups
    )


def _trend(months: Sequence[GroupMonth], opening: Sequence[Opening]) -> GroupTrend:
    last = months[-1]
    columns = sorted([*_carried(last, opening), *_monthly(months)], key=lambda column: column[0])
    covered = {month.month for month in months}
    covered.update(month for o in opening for month in range(1, o.through + 1))
    pass_score = last.terms.rules.pass_score
    return GroupTrend(
        name=last.group.short,
        span=span_label(last.month) or month_label(last.month),
        periods=tuple(period for _, period, _ in columns),
        lines=tuple(
            Line(unit, tuple(scores.get(unit) for _, _, scores in columns)) for unit in last.units
        ),
        totals=tuple(last.figures[SO_FAR]),
        ranks=tuple(map(Fraction, last.figures[RANK_SO_FAR])),
        pass_score=pass_score,
        pass_total=pass_score * len(covered),
    )


_Column = tuple[tuple[int, bool], Period, dict[str, Fraction]]
"""A period with its place in the year and its scores by unit."""


def _monthly(months: Sequence[GroupMonth]) -> Iterator[_Column]:
    for month in months:
        scores = dict(zip(month.units, month.figures[SCORE], strict=True))
        yield (month.month, True), Period(month_label(month.month), is_month=True), scores


def _carried(group: GroupMonth, opening: Sequence[Opening]) -> Iterator[_Column]:
    """Yield the carry-in; who is not listed in the only one there is brought nothing along."""
    throughs = sorted({carried.through for carried in opening})
    for through in throughs:
        label = month_label(through) if through == FIRST_MONTH else f"至{through}月"
        scores = {_unit(group, o): o.score for o in opening if o.through == through}
        if len(throughs) == 1:
            present = (unit.name for unit in group.group.units if unit.first_month <= through)
            scores = dict.fromkeys(present, Fraction(0)) | scores
        yield (through, False), Period(label, is_month=through == FIRST_MONTH), scores


def _unit(group: GroupMonth, opening: Opening) -> str:
    position = group.group.position(opening.unit)
    return opening.unit if position is None else group.group.units[position].name
