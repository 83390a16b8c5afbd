"""An appendix table (附表) as data: header cells with their spans, rows, note.

The shape is the published circular's (spec section 3). Sheet and Word are drawn from this value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

import pandas as pd

from xlportal.core.exact import Series, plain
from xlportal.core.labels import TAKEN, month_label, points_text, printed, span_label
from xlportal.core.rules import Item, Rules
from xlportal.core.widths import display_width
from xlportal.score.assessment import (
    INFO,
    RANK,
    RANK_SO_FAR,
    SCORE,
    SO_FAR,
    Assessment,
    GroupMonth,
)

HEADER_ROWS = 3
TITLE_END = "门户网站考核统计表"
COUNTS_TITLE = "报送信息采用情况"
DEDUCTION_TITLE = "栏目\n更新\n维护\n情况"

NO_DEDUCTION = points_text(TAKEN, Fraction(), "")
LONGEST_REASON = 80
"""Half-width characters of a deduction's reason that the table has room for; longer ones are
printed below it."""

Value = str | int | Fraction


class ColumnKind(Enum):
    """What a column of an appendix holds, by which it gets its width and alignment."""

    SERIAL = "serial"
    UNIT = "unit"
    DEDUCTION = "deduction"
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
    rows: int = HEADER_ROWS
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
    def left_aligned(self) -> tuple[int, ...]:
        """Return the columns whose texts begin at the left: names, and reasons if there are any."""
        return tuple(index for index, kind in enumerate(self.columns) if self._is_text(index, kind))

    def _is_text(self, column: int, kind: ColumnKind) -> bool:
        if kind is ColumnKind.DEDUCTION:
            return any(row[column] != NO_DEDUCTION for row in self.rows)
        return kind is ColumnKind.UNIT


def shown(kind: ColumnKind, value: Value) -> str:
    """Return a value as it is printed: scores with every decimal the group has."""
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value)
    return plain(value) if kind is ColumnKind.SCORE else printed(value)


def appendices(assessment: Assessment, column_name: str) -> tuple[Appendix, ...]:
    """Return the appendix of every group; ``column_name`` is the special column's."""
    return tuple(appendix(group, column_name) for group in assessment.groups)


def appendix(group: GroupMonth, column_name: str) -> Appendix:
    """Return one group's appendix."""
    notes = _Notes(_bonus_note(group.terms.rules, column_name), tuple(_long_reasons(group)))
    columns = tuple(_columns(group, notes))
    kinds = tuple(column.kind for column in columns)
    return Appendix(
        annex=group.group.annex,
        label=f"附表{group.group.annex}：",
        title=f"{group.group.short}{month_label(group.month)}{TITLE_END}",
        columns=kinds,
        header=tuple(_header(group, columns)),
        rows=tuple(zip(*(column.cells for column in columns), strict=True)),
        merged=tuple(i for i, kind in enumerate(kinds) if kind is ColumnKind.LINE),
        note=notes.text,
        so_far=tuple(i for i, column in enumerate(columns) if column.so_far),
    )


@dataclass(frozen=True)
class _Column:
    kind: ColumnKind
    title: str
    cells: Sequence[Value]
    item: Item | None = None
    so_far: bool = False


@dataclass(frozen=True)
class _Notes:
    """What stands below the table: what the brackets mean, and the reasons too long for a cell."""

    bonus: str | None
    reasons: tuple[tuple[int, str], ...]
    """Rows and what is said of them."""

    @property
    def text(self) -> str | None:
        """Return the note, numbered where it has several parts."""
        parts = [*filter(None, [self.bonus]), *(text for _, text in self.reasons)]
        if not parts:
            return None
        if len(parts) > 1:
            parts = [f"{number}. {part}" for number, part in enumerate(parts, start=1)]
        return "注：" + " ".join(parts)

    def marks(self) -> dict[int, str]:
        """Return what the cells of rows refer to, such as ``注2``."""
        first = 2 if self.bonus else 1
        if first == 1 and len(self.reasons) == 1:
            return {row: "注" for row, _ in self.reasons}
        return {row: f"注{number}" for number, (row, _) in enumerate(self.reasons, start=first)}


def _columns(group: GroupMonth, notes: _Notes) -> Iterator[_Column]:
    rows = len(group.units)
    figures = group.figures
    label, span = month_label(group.month), span_label(group.month)
    yield _Column(ColumnKind.SERIAL, "序号", range(1, rows + 1))
    yield _Column(ColumnKind.UNIT, "参加考核单位", group.units)
    if group.terms.rules.deductions:
        yield _Column(ColumnKind.DEDUCTION, DEDUCTION_TITLE, _deductions(group, notes.marks()))
    for item in group.terms.items:
        yield _Column(ColumnKind.COUNT, label, _counts(group.counts[[item.name]]), item)
        if span:
            so_far = _counts(group.counts_so_far[[item.name]])
            yield _Column(ColumnKind.COUNT, span, so_far, item, so_far=True)
    yield _Column(ColumnKind.INFO, "信息分", list(figures[INFO]))
    if group.measures:
        yield _Column(ColumnKind.LINE, "平均分", [group.measures.average] * rows)
        yield _Column(ColumnKind.LINE, "及格线", [group.measures.pass_line] * rows)
    yield _Column(ColumnKind.SCORE, f"{label}\n得分", list(figures[SCORE]))
    yield _Column(ColumnKind.RANK, f"{label}\n排名", _places(figures[RANK]))
    if span:
        scores, places = list(figures[SO_FAR]), _places(figures[RANK_SO_FAR])
        yield _Column(ColumnKind.SCORE, f"{span}\n得分", scores, so_far=True)
        yield _Column(ColumnKind.RANK, f"{span}\n排名", places, so_far=True)


def _header(group: GroupMonth, columns: Sequence[_Column]) -> Iterator[HeaderCell]:
    counted = [index for index, column in enumerate(columns) if column.item]
    for index, column in enumerate(columns):
        if column.item is None:
            yield HeaderCell(column.title, 0, index)
        else:
            yield HeaderCell(column.title, 2, index, rows=1)
    yield HeaderCell(COUNTS_TITLE, 0, counted[0], rows=1, columns=len(counted))
    span = len(counted) // len(group.terms.items)
    for slot, item in enumerate(group.terms.items):
        yield HeaderCell(_item_title(item), 1, counted[0] + slot * span, rows=1, columns=span)


def _item_title(item: Item) -> str:
    return f"{item.name}\n（每{item.measure}{plain(item.points)}分）"


def _counts(counts: pd.DataFrame) -> list[Value]:
    return [
        f"{pieces}（{in_column}）" if in_column else pieces
        for pieces, in_column in counts.to_numpy().tolist()
    ]


def _places(places: Series) -> list[Value]:
    return [Fraction(place) for place in places]


def _filed(group: GroupMonth) -> Iterator[tuple[str, Fraction, str]]:
    """Yield every unit, its deduction and the reason."""
    for unit in group.units:
        entry = group.filed.get(unit)
        yield (unit, entry.deduction, entry.note) if entry else (unit, Fraction(0), "")


def _deductions(group: GroupMonth, marks: Mapping[int, str]) -> list[str]:
    """Return the deductions with their reasons, or with the note that says them."""
    rows = enumerate(_filed(group))
    return [
        points_text(TAKEN, points, f"见{marks[row]}" if row in marks else note)
        for row, (_, points, note) in rows
    ]


def _long_reasons(group: GroupMonth) -> Iterator[tuple[int, str]]:
    if not group.terms.rules.deductions:
        return
    for row, (unit, points, note) in enumerate(_filed(group)):
        reason = " ".join(note.split())
        if points and display_width(reason) > LONGEST_REASON:
            yield row, f"{unit}扣{plain(points)}分：{reason.rstrip('。')}。"


def _bonus_note(rules: Rules, column_name: str) -> str | None:
    if rules.bonus == 1:
        return None
    return (
        f"括号内的数字代表同时发布在“{column_name}”专栏的稿件数，得分按{plain(rules.bonus)}倍计算。"
    )
