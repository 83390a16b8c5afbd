"""An appendix table (附表) as data: header cells with their spans, rows, note.

The shape is the published circular's (spec section 3). Sheet and Word are drawn from this value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from xlportal.assessment import Assessment, GroupAssessment
from xlportal.circular import deduction_text, month_label, span_label
from xlportal.exact import IntArray, plain
from xlportal.rules import Group, Item

HEADER_ROWS = 3
TITLE_END = "门户网站考核统计表"
COUNTS_TITLE = "报送信息采用情况"
DEDUCTION_TITLE = "栏目\n更新\n维护\n情况"

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
    """One group's table. The columns in ``merged`` show one value for all rows."""

    annex: int
    label: str
    title: str
    columns: tuple[ColumnKind, ...]
    header: tuple[HeaderCell, ...]
    rows: tuple[tuple[Value, ...], ...]
    merged: tuple[int, ...]
    note: str | None


def appendices(assessment: Assessment, column_name: str) -> tuple[Appendix, ...]:
    """Return the appendix of every group; ``column_name`` is the special column's."""
    return tuple(appendix(group, column_name) for group in assessment.groups)


def appendix(group: GroupAssessment, column_name: str) -> Appendix:
    """Return one group's appendix."""
    columns = tuple(_columns(group))
    kinds = tuple(column.kind for column in columns)
    return Appendix(
        annex=group.group.annex,
        label=f"附表{group.group.annex}：",
        title=f"{group.group.short}{month_label(group.month)}{TITLE_END}",
        columns=kinds,
        header=tuple(_header(group, columns)),
        rows=tuple(zip(*(column.values for column in columns), strict=True)),
        merged=tuple(i for i, kind in enumerate(kinds) if kind is ColumnKind.LINE),
        note=_note(group.group, column_name),
    )


@dataclass(frozen=True)
class _Column:
    kind: ColumnKind
    title: str
    values: Sequence[Value]
    item: Item | None = None


def _columns(group: GroupAssessment) -> Iterator[_Column]:
    rows = len(group.units)
    monthly, cumulative = group.monthly, group.cumulative
    label, span = month_label(group.month), span_label(group.month)
    yield _Column(ColumnKind.SERIAL, "序号", range(1, rows + 1))
    yield _Column(ColumnKind.UNIT, "参加考核单位", group.units)
    if group.group.rules.deductions:
        texts = [deduction_text(*pair) for pair in zip(group.deductions, group.notes, strict=True)]
        yield _Column(ColumnKind.DEDUCTION, DEDUCTION_TITLE, texts)
    for slot, item in enumerate(group.group.rules.items):
        yield _Column(ColumnKind.COUNT, label, _counts(monthly.counts[:, slot]), item)
        if span:
            yield _Column(ColumnKind.COUNT, span, _counts(cumulative.counts[:, slot]), item)
    yield _Column(ColumnKind.INFO, "信息分", list(group.infos))
    yield _Column(ColumnKind.LINE, "平均分", [group.average] * rows)
    yield _Column(ColumnKind.LINE, "及格线", [group.pass_line] * rows)
    yield _Column(ColumnKind.SCORE, f"{label}\n得分", list(monthly.scores))
    yield _Column(ColumnKind.RANK, f"{label}\n排名", list(monthly.ranks))
    if span:
        yield _Column(ColumnKind.SCORE, f"{span}\n得分", list(cumulative.scores))
        yield _Column(ColumnKind.RANK, f"{span}\n排名", list(cumulative.ranks))


def _header(group: GroupAssessment, columns: Sequence[_Column]) -> Iterator[HeaderCell]:
    counted = [index for index, column in enumerate(columns) if column.item]
    for index, column in enumerate(columns):
        if column.item is None:
            yield HeaderCell(column.title, 0, index)
        else:
            yield HeaderCell(column.title, 2, index, rows=1)
    yield HeaderCell(COUNTS_TITLE, 0, counted[0], rows=1, columns=len(counted))
    span = len(counted) // len(group.group.rules.items)
    for slot, item in enumerate(group.group.rules.items):
        yield HeaderCell(_item_title(item), 1, counted[0] + slot * span, rows=1, columns=span)


def _item_title(item: Item) -> str:
    return f"{item.name}\n（每{item.measure}{plain(item.points)}分）"


def _counts(counts: IntArray) -> list[Value]:
    return [
        f"{pieces}（{in_column}）" if in_column else pieces for pieces, in_column in counts.tolist()
    ]


def _note(group: Group, column_name: str) -> str | None:
    if group.rules.bonus == 1:
        return None
    return (
        f"注：括号内的数字代表同时发布在“{column_name}”专栏的稿件数，"
        f"得分按{plain(group.rules.bonus)}倍计算。"
    )
