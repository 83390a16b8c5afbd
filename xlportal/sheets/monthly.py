"""Where everything stands on a month sheet: labels, rows, the columns of a group's block.

Rows and columns count from 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlportal.core.rules import Group
from xlportal.sheets import layout

SERIAL = "序号"
MONTH_UNIT = "参加考核单位"
DEDUCTION = "扣分"
NOTE = "扣分原因（备注）"
INFO = "信息分"
SCORE = "得分"
RANK = "排名"
PIECES = "采用"
RESERVED_LABELS = frozenset(
    {
        SERIAL, MONTH_UNIT, DEDUCTION, NOTE, INFO, SCORE, RANK, PIECES, layout.IN_COLUMN,
        layout.ANNEX, layout.UNIT_NAME, layout.THROUGH, layout.OPENING_SCORE,
    }
)  # fmt: skip
"""Headers that no item may be called, or its column could not be told from theirs."""
HINT_LABEL = "本月工作提示"
NONE_LABEL = "本月无采用"

TITLE_ROW, GUIDE_ROW, HINT_ROW, NONE_ROW = 0, 1, 2, 3
MONTH_LABEL_COLUMN, MONTH_VALUE_COLUMN = 1, 2
FIRST_BLOCK_ROW = 5
BLOCK_HEAD = 4
"""Rows of a block above its units: title, header, points, labels of the two count columns."""
SPARE_ROWS = 4


@dataclass(frozen=True)
class Block:
    """One group's rows on every month sheet."""

    group: Group
    title_row: int
    capacity: int

    @property
    def header_row(self) -> int:
        """Return the row with the column headers."""
        return self.title_row + 1

    @property
    def points_row(self) -> int:
        """Return the row with the points per piece."""
        return self.title_row + 2

    @property
    def labels_row(self) -> int:
        """Return the row that names the two count columns of every item."""
        return self.title_row + 3

    @property
    def first_row(self) -> int:
        """Return the first row for a unit."""
        return self.title_row + BLOCK_HEAD

    @property
    def last_row(self) -> int:
        """Return the last row for a unit, a spare one."""
        return self.first_row + self.capacity - 1


@dataclass(frozen=True)
class MonthLayout:
    """The month sheets' rows and columns: all groups share the columns, blocks stand in a pile."""

    slots: int
    blocks: tuple[Block, ...]

    @property
    def deduction(self) -> int:
        """Return the column of the deductions."""
        return pieces_column(self.slots)

    @property
    def note(self) -> int:
        """Return the column of the reasons and remarks."""
        return self.deduction + 1

    @property
    def info(self) -> int:
        """Return the column of the info scores."""
        return self.deduction + 2

    @property
    def score(self) -> int:
        """Return the column of the scores."""
        return self.deduction + 3

    @property
    def rank(self) -> int:
        """Return the column of the places, the last one."""
        return self.deduction + 4


def pieces_column(slot: int) -> int:
    """Return the pieces column of the item in ``slot``; the special column's is the next one."""
    return 2 + 2 * slot


def month_layout(groups: Sequence[Group], capacities: Sequence[int]) -> MonthLayout:
    """Return the layout for ``groups`` whose blocks hold ``capacities`` rows."""
    blocks = []
    row = FIRST_BLOCK_ROW
    for group, capacity in zip(groups, capacities, strict=True):
        blocks.append(Block(group, row, capacity))
        row += BLOCK_HEAD + capacity + 1
    return MonthLayout(max(len(group.items) for group in groups), tuple(blocks))


def block_title(group: Group) -> str:
    """Return the title of a group's block; the reader knows the group by its beginning."""
    return f"附表{group.annex}　{group.name}"
