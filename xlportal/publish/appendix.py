"""An appendix table (附表) as data: header cells with their spans, rows, note.

The shape is the published circular's (spec section 3). Sheet and Word are drawn from this value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
    points_text,
    printed,
    span_label,
)
from xlportal.core.rules import Item, Order
from xlportal.core.widths import display_width
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

TITLE_END = "门户网站考核统计表"
COUNTS_TITLE = "报送信息采用情况"
DEDUCTION_TITLE = "栏目\n更新\n维护\n情况"
ADDITION_TITLE = "加分"

LONGEST_REASON = 80
"""Half-width characters of a reason that the table has room for; longer ones stand below it."""

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


def shown(kind: ColumnKind, value: Value) -> str:
    """Return a value as it is printed: scores with every decimal the group has."""
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value)
    return plain(value) if kind is ColumnKind.SCORE else printed(value)


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


def numbered_units(units: Sequence[str]) -> list[Column]:
    """Return the columns that every table begins with."""
    return [
        Column(ColumnKind.SERIAL, ("序号",), range(1, len(units) + 1)),
        Column(ColumnKind.UNIT, ("参加考核单位",), units),
    ]


def item_title(item: Item) -> str:
    """Return what stands above an item's counts, such as ``区县动态（每条2分）`` in two lines."""
    return f"{item.name}\n（每{item.measure}{plain(item.points)}分）"


def count_cells(counts: pd.DataFrame, item: str) -> list[Value]:
    """Return an item's counts as printed, with those in the special column in brackets."""
    return [count_cell(*pair) for pair in counts[[item]].to_numpy().tolist()]


def count_cell(pieces: int, in_column: int) -> Value:
    """Return a count as printed, such as ``3（1）``."""
    return f"{pieces}（{in_column}）" if in_column else pieces


def place_cells(places: Series) -> list[Value]:
    """Return places as values of a table."""
    return [Fraction(place) for place in places]


def bracket_note(column_name: str, bonus: Fraction | None, *counts: pd.DataFrame) -> list[str]:
    """Return what numbers in brackets mean, where there is a bonus or are any; None: several."""
    if bonus == 1 and not any(frame.to_numpy()[:, 1::2].any() for frame in counts):
        return []
    worth = "" if bonus in {None, 1} else f"，得分按{plain(bonus or Fraction(1))}倍计算"
    return [f"括号内的数字代表同时发布在“{column_name}”专栏的稿件数{worth}。"]


def noted(parts: Sequence[str]) -> str | None:
    """Return the note below a table, numbered where it has several parts."""
    if len(parts) > 1:
        parts = [f"{number}. {part}" for number, part in enumerate(parts, start=1)]
    return "注：" + " ".join(parts) if parts else None


def appendices(year: Year, month: int, column_name: str) -> tuple[Appendix, ...]:
    """Return the appendix of every group of a month; ``column_name`` is the special column's."""
    return tuple(
        _appendix(group, column_name, missing_of(year.ledger, group.group, month))
        for group in year[month].groups
    )


def _appendix(group: GroupMonth, column_name: str, missing: list[int]) -> Appendix:
    by_rank = group.terms.rules.order is Order.RANK
    units = group.ordered() if by_rank else list(group.units)
    notes = _Notes(
        general=tuple(_general_notes(group, column_name, missing)),
        reasons=dict(_long_reasons(group, units)),
    )
    return table(
        annex=group.group.annex,
        label=f"附表{group.group.annex}：",
        title=f"{group.group.short}{month_label(group.month)}{TITLE_END}",
        columns=[*_columns(group, units, notes)],
        note=noted([*notes.general, *notes.reasons.values()]),
    )


_EXTRAS = {
    DEDUCTION: (ColumnKind.DEDUCTION, DEDUCTION_TITLE, TAKEN),
    ADDITION: (ColumnKind.ADDITION, ADDITION_TITLE, GIVEN),
}
"""What is taken off and given: the kind of its column, its title, what is done."""


def _extras(group: GroupMonth) -> list[str]:
    """Return which of deductions and additions the group has."""
    rules = group.terms.rules
    return [DEDUCTION] * rules.deductions + [ADDITION] * rules.additions


@dataclass(frozen=True)
class _Notes:
    """What stands below the table; ``reasons`` are those too long for their cell, by it."""

    general: tuple[str, ...] = ()
    reasons: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def reference(self, cell: tuple[str, str]) -> str | None:
        """Return what a cell refers to, such as ``见注2``, None where it says its reason itself."""
        if cell not in self.reasons:
            return None
        number = len(self.general) + [*self.reasons].index(cell) + 1
        alone = len(self.general) + len(self.reasons) == 1
        return "见注" if alone else f"见注{number}"


def _general_notes(group: GroupMonth, column_name: str, missing: list[int]) -> Iterator[str]:
    rules, span = group.terms.rules, span_label(group.month)
    so_far = [group.counts_so_far] if span else []
    yield from bracket_note(column_name, rules.bonus, group.counts, *so_far)
    if group.gone:
        yield f"正文中的{span}累计篇数包括已不参加考核的{LIST_MARK.join(group.gone)}。"
    gap = gap_label(group.month, missing)
    if gap:
        yield f"{gap}。"


def _long_reasons(group: GroupMonth, units: list[str]) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the cells whose reason stands below the table, and what is said there."""
    for figure in _extras(group):
        done = _EXTRAS[figure][2]
        for unit in units:
            points, note = group.points_of(unit, figure)
            reason = " ".join(note.split())
            if points and display_width(reason) > LONGEST_REASON:
                text = f"{unit}{points_text(done, points, '')}：{reason.rstrip('。')}。"
                yield (figure, unit), text


def _columns(group: GroupMonth, units: list[str], notes: _Notes) -> Iterator[Column]:
    figures, counts = group.figures.loc[units], group.counts.loc[units]
    counts_so_far = group.counts_so_far.loc[units]
    label, span = month_label(group.month), span_label(group.month)
    yield from numbered_units(units)
    for figure in _extras(group):
        kind, title, done = _EXTRAS[figure]
        yield Column(kind, (title,), [_extra(group, u, figure, done, notes) for u in units])
    for item in group.terms.items:
        heads = (COUNTS_TITLE, item_title(item))
        yield Column(ColumnKind.COUNT, (*heads, label), count_cells(counts, item.name))
        if span:
            cells = count_cells(counts_so_far, item.name)
            yield Column(ColumnKind.COUNT, (*heads, span), cells, so_far=True)
    yield Column(ColumnKind.INFO, ("信息分",), list(figures[INFO]))
    if group.measures:
        rows = len(units)
        yield Column(ColumnKind.LINE, ("平均分",), [group.measures.average] * rows)
        yield Column(ColumnKind.LINE, ("及格线",), [group.measures.pass_line] * rows)
    yield from standing(label, figures[SCORE], figures[RANK])
    if span:
        yield from standing(span, figures[SO_FAR], figures[RANK_SO_FAR], so_far=True)


def standing(label: str, scores: Series, places: Series, *, so_far: bool = False) -> list[Column]:
    """Return the two columns of scores and places of a time."""
    return [
        Column(ColumnKind.SCORE, (f"{label}\n得分",), list(scores), so_far),
        Column(ColumnKind.RANK, (f"{label}\n排名",), place_cells(places), so_far),
    ]


def _extra(group: GroupMonth, unit: str, figure: str, done: str, notes: _Notes) -> str:
    """Return points taken or given with their reason, or with the note that says it."""
    points, reason = group.points_of(unit, figure)
    return points_text(done, points, notes.reference((figure, unit)) or reason)
