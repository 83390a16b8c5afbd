"""An appendix table (附表) as data: header cells with their spans, rows, note.

The shape is the published circular's (spec sections 3 and 8). Sheet and Word are drawn from it.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from itertools import groupby

import pandas as pd

from xlportal.core.exact import Series, plain
from xlportal.core.filled import missing_of
from xlportal.core.labels import (
    GIVEN,
    LIST_MARK,
    TAKEN,
    gap_label,
    month_label,
    period_label,
    points_text,
    printed,
    span_label,
)
from xlportal.core.ledger import Ledger
from xlportal.core.limits import FIRST_MONTH
from xlportal.core.rules import Item, Order, Rules
from xlportal.score.assessment import (
    ADDITION,
    DEDUCTION,
    INFO,
    RANK,
    RANK_SO_FAR,
    SCORE,
    SO_FAR,
    GroupMonth,
    Year,
)
from xlportal.score.period import GroupPeriod, Period

COUNTS_TITLE = "报送信息采用情况"
DEDUCTION_TITLE = "栏目\n更新\n维护\n情况"
ADDITION_TITLE = "加分"
MONTHS_TITLE = "各月得分"
NO_PART = "—"
"""What stands where a unit did not take part in a month."""

Value = str | int | Fraction


class ColumnKind(Enum):
    """What a column of a table holds, by which it gets its width, alignment and number format."""

    SERIAL = "serial"
    UNIT = "unit"
    DEDUCTION = "deduction"
    ADDITION = "addition"
    TEXT = "text"
    COUNT = "count"
    INFO = "info"
    LINE = "line"
    SCORE = "score"
    RANK = "rank"


@dataclass(frozen=True)
class HeaderCell:
    """A header cell; rows and columns count from the table's top left corner."""

    text: str
    row: int
    column: int
    rows: int
    columns: int = 1


@dataclass(frozen=True)
class Appendix:
    """One group's table.

    The columns in ``merged`` show one value for all rows, those in ``so_far`` the year so far.
    """

    annex: int
    label: str
    title: str
    columns: tuple[ColumnKind, ...]
    header: tuple[HeaderCell, ...]
    rows: tuple[tuple[Value, ...], ...]
    merged: tuple[int, ...]
    note: str | None
    so_far: tuple[int, ...] = ()

    @property
    def header_rows(self) -> int:
        """Return how many rows the header has."""
        return max(cell.row + cell.rows for cell in self.header)


@functools.lru_cache(maxsize=4096)
def shown(kind: ColumnKind, value: Value) -> str:
    """Return a value as it is printed: scores with every decimal the group has."""
    if isinstance(value, Fraction):
        return plain(value) if kind is ColumnKind.SCORE else printed(value)
    return str(value)


@dataclass(frozen=True)
class Column:
    """A column of a table; what stands above it, from the top: neighbours share what is alike."""

    kind: ColumnKind
    heads: tuple[str, ...]
    cells: Sequence[Value]
    so_far: bool = False


def table(
    annex: int, label: str, title: str, columns: Sequence[Column], note: str | None
) -> Appendix:
    """Return the table that ``columns`` make."""
    kinds = tuple(column.kind for column in columns)
    return Appendix(
        annex=annex,
        label=label,
        title=title,
        columns=kinds,
        header=tuple(_header(columns)),
        rows=tuple(zip(*(column.cells for column in columns), strict=True)),
        merged=tuple(i for i, kind in enumerate(kinds) if kind is ColumnKind.LINE),
        note=note,
        so_far=tuple(i for i, column in enumerate(columns) if column.so_far),
    )


def _header(columns: Sequence[Column]) -> Iterator[HeaderCell]:
    """Yield the header cells row by row; the lowest of a column reaches down to its values."""
    depth = max(len(column.heads) for column in columns)
    for row in range(depth):
        keys = [
            c.heads[: row + 1] if row + 1 < len(c.heads) else (str(i),)
            for i, c in enumerate(columns)
        ]
        place = 0
        for _, alike in groupby(keys):
            width, heads = len([*alike]), columns[place].heads
            if row < len(heads):
                rows = 1 if row + 1 < len(heads) else depth - row
                yield HeaderCell(heads[row], row, place, rows, width)
            place += width


def count_cell(pieces: int, in_column: int) -> Value:
    """Return a count as printed, such as ``3（1）``."""
    return f"{pieces}（{in_column}）" if in_column else pieces


def appendices(year: Year, month: int, column_name: str) -> tuple[Appendix, ...]:
    """Return the appendix of every group of a month; ``column_name`` is the special column's."""
    return tuple(
        _appendix(
            group,
            month_label(month),
            _month_columns(group),
            _month_notes(group, year.ledger, column_name),
        )
        for group in year[month].groups
    )


def period_appendices(period: Period, ledger: Ledger, column_name: str) -> tuple[Appendix, ...]:
    """Return the appendix of every group of a period; ``column_name`` is the special column's."""
    return tuple(
        _appendix(
            group,
            period_label(period.first, period.last),
            _period_columns(group, period, ledger),
            _period_notes(group, period, ledger, column_name),
        )
        for group in period.groups
    )


def _appendix(
    group: GroupMonth | GroupPeriod, label: str, columns: Iterable[Column], notes: Iterable[str]
) -> Appendix:
    parts = [*notes]
    if len(parts) > 1:
        parts = [f"{number}. {part}" for number, part in enumerate(parts, start=1)]
    return table(
        annex=group.group.annex,
        label=f"附表{group.group.annex}：",
        title=f"{group.group.short}{label}门户网站考核统计表",
        columns=[*columns],
        note="注：" + " ".join(parts) if parts else None,
    )


def _month_columns(group: GroupMonth) -> Iterator[Column]:
    rules, label, span = group.terms.rules, month_label(group.month), span_label(group.month)
    units = _ordered(group, rules)
    figures, counts = group.figures.loc[units], group.counts.loc[units]
    yield from _numbered(units)
    if rules.deductions:
        cells = _extras(group, units, DEDUCTION, TAKEN)
        yield Column(ColumnKind.DEDUCTION, (DEDUCTION_TITLE,), cells)
    if rules.additions:
        yield Column(ColumnKind.ADDITION, (ADDITION_TITLE,), _extras(group, units, ADDITION, GIVEN))
    for item in group.terms.items:
        heads = (COUNTS_TITLE, _item_title(item))
        yield Column(ColumnKind.COUNT, (*heads, label), _count_cells(counts, item))
        if span:
            cells = _count_cells(group.counts_so_far.loc[units], item)
            yield Column(ColumnKind.COUNT, (*heads, span), cells, so_far=True)
    yield Column(ColumnKind.INFO, ("信息分",), list(figures[INFO]))
    if group.measures:
        yield Column(ColumnKind.LINE, ("平均分",), [group.measures.average] * len(units))
        yield Column(ColumnKind.LINE, ("及格线",), [group.measures.pass_line] * len(units))
    yield from _standing(label, figures[SCORE], figures[RANK])
    if span:
        yield from _standing(span, figures[SO_FAR], figures[RANK_SO_FAR], so_far=True)


def _period_columns(group: GroupPeriod, period: Period, ledger: Ledger) -> Iterator[Column]:
    units = _ordered(group, group.rules)
    figures = group.figures.loc[units]
    terms = [ledger.terms(group.group, month) for month in group.months]
    yield from _numbered(units)
    for item in group.items:
        points = {own.points for one in terms for own in one.items if own.name == item.name}
        # Points that changed within the span are none of the whole column's.
        title = _item_title(item) if len(points) == 1 else item.name
        cells = _count_cells(group.counts.loc[units], item)
        yield Column(ColumnKind.COUNT, (COUNTS_TITLE, title), cells)
    yield Column(ColumnKind.INFO, ("信息分",), list(figures[INFO]))
    for month in group.months:
        scores = group.scores.loc[units, month]
        cells = [NO_PART if score is None else score for score in scores]
        yield Column(ColumnKind.SCORE, (MONTHS_TITLE, month_label(month)), cells)
    yield from _standing(period_label(period.first, period.last), figures[SCORE], figures[RANK])
    if period.first > FIRST_MONTH:
        span = span_label(period.last) or ""
        yield from _standing(span, figures[SO_FAR], figures[RANK_SO_FAR], so_far=True)


def _ordered(group: GroupMonth | GroupPeriod, rules: Rules) -> list[str]:
    """Return the units in the order of the table's rows."""
    return group.ordered() if rules.order is Order.RANK else list(group.units)


def _numbered(units: Sequence[str]) -> Iterator[Column]:
    yield Column(ColumnKind.SERIAL, ("序号",), range(1, len(units) + 1))
    yield Column(ColumnKind.UNIT, ("参加考核单位",), units)


def _extras(group: GroupMonth, units: Sequence[str], figure: str, done: str) -> list[Value]:
    """Return points taken or given with their reasons."""
    return [points_text(done, *group.points_of(unit, figure)) for unit in units]


def _item_title(item: Item) -> str:
    """Return what stands above an item's counts, such as ``区县动态（每条2分）`` in two lines."""
    return f"{item.name}\n（每{item.measure}{plain(item.points)}分）"


def _count_cells(counts: pd.DataFrame, item: Item) -> list[Value]:
    return [count_cell(*pair) for pair in counts[[item.name]].to_numpy().tolist()]


def _standing(
    label: str, scores: Series, places: Series, *, so_far: bool = False
) -> Iterator[Column]:
    """Yield the two columns of scores and places of a time."""
    yield Column(ColumnKind.SCORE, (f"{label}\n得分",), list(scores), so_far)
    yield Column(ColumnKind.RANK, (f"{label}\n排名",), [Fraction(one) for one in places], so_far)


def _month_notes(group: GroupMonth, ledger: Ledger, column_name: str) -> Iterator[str]:
    span = span_label(group.month)
    so_far = [group.counts_so_far] if span else []
    yield from _bracket_note(column_name, group.terms.rules.bonus, group.counts, *so_far)
    if group.gone:
        yield f"正文中的{span}累计篇数包括已不参加考核的{LIST_MARK.join(group.gone)}。"
    gap = gap_label(group.month, missing_of(ledger, group.group, group.month))
    if gap:
        yield f"{gap}。"


def _period_notes(
    group: GroupPeriod, period: Period, ledger: Ledger, column_name: str
) -> Iterator[str]:
    bonuses = {ledger.terms(group.group, month).rules.bonus for month in group.months}
    bonus = bonuses.pop() if len(bonuses) == 1 else None
    yield from _bracket_note(column_name, bonus, group.counts)
    gap = gap_label(period.last, missing_of(ledger, group.group, period.last))
    if gap and period.first > FIRST_MONTH:
        yield f"{gap}。"


def _bracket_note(column_name: str, bonus: Fraction | None, *counts: pd.DataFrame) -> Iterator[str]:
    """Yield what numbers in brackets mean, where there is a bonus or are any; None: several."""
    if bonus != 1 or any(frame.to_numpy()[:, 1::2].any() for frame in counts):
        worth = "" if bonus in {None, 1} else f"，得分按{plain(bonus or Fraction(1))}倍计算"
        yield f"括号内的数字代表同时发布在“{column_name}”专栏的稿件数{worth}。"
