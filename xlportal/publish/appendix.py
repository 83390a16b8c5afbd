"""An appendix table (附表) as data: header cells with their spans, rows, note.

The shape is the published circular's (spec sections 3 and 8). Sheet and Word are drawn from it.
"""

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import cached_property
from itertools import groupby

import pandas as pd

from xlportal.core.check_book import missing_of
from xlportal.core.exact import Series, plain
from xlportal.core.labels import (
    GIVEN,
    LIST_MARK,
    TAKEN,
    month_label,
    month_list,
    points_text,
    printed,
)
from xlportal.core.ledger import Ledger
from xlportal.core.rules import Item, Order
from xlportal.publish.asked import Asked, Assessed
from xlportal.score.assessment import (
    ADDITION,
    DEDUCTION,
    INFO,
    RANK,
    RANK_SO_FAR,
    SCORE,
    SO_FAR,
    GroupMonth,
    GroupPeriod,
)

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
class Column:
    """A column of a table; what stands above it, from the top: neighbours share what is alike."""

    kind: ColumnKind
    heads: tuple[str, ...]
    cells: Sequence[Value]
    so_far: bool = False


@dataclass(frozen=True)
class Appendix:
    """One group's table, or that of a correction: what stands above, in and below it."""

    annex: int
    label: str
    title: str
    made: tuple[Column, ...]
    note: str | None

    @cached_property
    def columns(self) -> tuple[ColumnKind, ...]:
        """Return the kinds of the columns."""
        return tuple(column.kind for column in self.made)

    @cached_property
    def rows(self) -> tuple[tuple[Value, ...], ...]:
        """Return the values row by row."""
        return tuple(zip(*(column.cells for column in self.made), strict=True))

    @cached_property
    def merged(self) -> tuple[int, ...]:
        """Return the columns that show one value for all rows."""
        return tuple(i for i, kind in enumerate(self.columns) if kind is ColumnKind.LINE)

    @cached_property
    def so_far(self) -> tuple[int, ...]:
        """Return the columns of the year so far."""
        return tuple(i for i, column in enumerate(self.made) if column.so_far)

    @cached_property
    def header_rows(self) -> int:
        """Return how many rows the header has."""
        return max(len(column.heads) for column in self.made)

    @cached_property
    def header(self) -> tuple[HeaderCell, ...]:
        """Return the header cells row by row; the lowest of a column reaches to its values."""
        cells: list[HeaderCell] = []
        for row in range(self.header_rows):
            keys = [
                column.heads[: row + 1] if row + 1 < len(column.heads) else (str(i),)
                for i, column in enumerate(self.made)
            ]
            place = 0
            for _, alike in groupby(keys):
                width, heads = len([*alike]), self.made[place].heads
                if row < len(heads):
                    rows = 1 if row + 1 < len(heads) else self.header_rows - row
                    cells.append(HeaderCell(heads[row], row, place, rows, width))
                place += width
        return tuple(cells)


@functools.lru_cache(maxsize=4096)
def shown(kind: ColumnKind, value: Value) -> str:
    """Return a value as it is printed: scores with every decimal the group has."""
    if isinstance(value, Fraction):
        return plain(value) if kind is ColumnKind.SCORE else printed(value)
    return str(value)


def count_cell(pieces: int, in_column: int) -> Value:
    """Return a count as printed, such as ``3（1）``."""
    return f"{pieces}（{in_column}）" if in_column else pieces


def appendices(
    asked: Asked, groups: Sequence[Assessed], ledger: Ledger, column_name: str
) -> tuple[Appendix, ...]:
    """Return the appendix of every group; ``column_name`` is the special column's."""
    return tuple(_appendix(asked, group, ledger, column_name) for group in groups)


def _appendix(asked: Asked, group: Assessed, ledger: Ledger, column_name: str) -> Appendix:
    notes = [*_notes(asked, group, ledger, column_name)]
    if len(notes) > 1:
        notes = [f"{number}. {note}" for number, note in enumerate(notes, start=1)]
    return Appendix(
        annex=group.group.annex,
        label=f"附表{group.group.annex}：",
        title=f"{group.group.short}{asked.label}门户网站考核统计表",
        made=tuple(_columns(asked, group, ledger)),
        note="注：" + " ".join(notes) if notes else None,
    )


def _columns(asked: Asked, group: Assessed, ledger: Ledger) -> Iterator[Column]:
    units = group.ordered() if group.rules.order is Order.RANK else [*group.units]
    figures = group.figures.loc[units]
    yield Column(ColumnKind.SERIAL, ("序号",), range(1, len(units) + 1))
    yield Column(ColumnKind.UNIT, ("参加考核单位",), units)
    if isinstance(group, GroupMonth):
        yield from _of_month(asked, group, units)
    else:
        yield from _of_period(group, ledger, units)
    yield from _standing(asked.label, figures[SCORE], figures[RANK])
    if asked.so_far:
        yield from _standing(asked.so_far, figures[SO_FAR], figures[RANK_SO_FAR], so_far=True)


def _of_month(asked: Asked, group: GroupMonth, units: list[str]) -> Iterator[Column]:
    """Yield the columns of a month between its units and their scores."""
    if group.rules.deductions:
        cells = _extras(group, units, DEDUCTION, TAKEN)
        yield Column(ColumnKind.DEDUCTION, (DEDUCTION_TITLE,), cells)
    if group.rules.additions:
        yield Column(ColumnKind.ADDITION, (ADDITION_TITLE,), _extras(group, units, ADDITION, GIVEN))
    for item in group.items:
        heads = (COUNTS_TITLE, _item_title(item))
        yield Column(ColumnKind.COUNT, (*heads, asked.label), _counts(group.counts, units, item))
        if asked.so_far:
            cells = _counts(group.counts_so_far, units, item)
            yield Column(ColumnKind.COUNT, (*heads, asked.so_far), cells, so_far=True)
    yield _info(group, units)
    if group.measures:
        yield Column(ColumnKind.LINE, ("平均分",), [group.measures.average] * len(units))
        yield Column(ColumnKind.LINE, ("及格线",), [group.measures.pass_line] * len(units))


def _of_period(group: GroupPeriod, ledger: Ledger, units: list[str]) -> Iterator[Column]:
    """Yield the columns of a period between its units and their scores."""
    terms = [ledger.terms(group.group, month) for month in group.months]
    for item in group.items:
        points = {own.points for one in terms for own in one.items if own.name == item.name}
        # Points that changed within the span are none of the whole column's.
        title = _item_title(item) if len(points) == 1 else item.name
        cells = _counts(group.counts, units, item)
        yield Column(ColumnKind.COUNT, (COUNTS_TITLE, title), cells)
    yield _info(group, units)
    for month in group.months:
        scores = group.scores.loc[units, month]
        cells = [NO_PART if score is None else score for score in scores]
        yield Column(ColumnKind.SCORE, (MONTHS_TITLE, month_label(month)), cells)


def _info(group: Assessed, units: list[str]) -> Column:
    return Column(ColumnKind.INFO, ("信息分",), [*group.figures.loc[units, INFO]])


def _extras(group: GroupMonth, units: list[str], figure: str, done: str) -> list[Value]:
    """Return points taken or given with their reasons."""
    return [points_text(done, *group.points_of(unit, figure)) for unit in units]


def _item_title(item: Item) -> str:
    """Return what stands above an item's counts, such as ``区县动态（每条2分）`` in two lines."""
    return f"{item.name}\n（每{item.measure}{plain(item.points)}分）"


def _counts(counts: pd.DataFrame, units: list[str], item: Item) -> list[Value]:
    return [count_cell(*pair) for pair in counts.loc[units, [item.name]].to_numpy().tolist()]


def _standing(
    label: str, scores: Series, places: Series, *, so_far: bool = False
) -> Iterator[Column]:
    """Yield the two columns of scores and places of a time."""
    yield Column(ColumnKind.SCORE, (f"{label}\n得分",), [*scores], so_far)
    yield Column(ColumnKind.RANK, (f"{label}\n排名",), [Fraction(one) for one in places], so_far)


def _notes(asked: Asked, group: Assessed, ledger: Ledger, column_name: str) -> Iterator[str]:
    """Yield what numbers in brackets mean, who is counted and not listed, what is left out."""
    if isinstance(group, GroupMonth):
        months: Sequence[int] = (group.month,)
        counts = [group.counts, group.counts_so_far] if asked.so_far else [group.counts]
    else:
        months, counts = group.months, [group.counts]
    bonuses = {ledger.terms(group.group, month).rules.bonus for month in months}
    if bonuses != {1} or any(frame.to_numpy()[:, 1::2].any() for frame in counts):
        bonus = bonuses.pop()
        worth = "" if bonuses or bonus == 1 else f"，得分按{plain(bonus)}倍计算"
        yield f"括号内的数字代表同时发布在“{column_name}”专栏的稿件数{worth}。"
    if isinstance(group, GroupMonth) and group.gone:
        yield f"正文中的{asked.so_far}累计篇数包括已不参加考核的{LIST_MARK.join(group.gone)}。"
    missing = missing_of(ledger, group.group, asked.last)
    if missing and asked.so_far:
        yield f"{asked.so_far}累计，不含{month_list(missing)}。"
