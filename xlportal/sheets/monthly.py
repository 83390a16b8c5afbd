"""Where everything stands on a month sheet: rows, blocks, columns. All count from 0.

A block is a group's part of the sheet. Blocks stand in a pile and share their columns. Only the
groups and items that are there in the month have a place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlportal.core.ledger import Terms
from xlportal.core.rules import Group
from xlportal.sheets import layout
from xlportal.sheets.month_columns import HEADERS, RESULTS, Input

HINT_LABEL = "本月工作提示"
NONE_LABEL = "本组本月无采用"
NONE_LABEL_BEFORE = "本月无采用"
"""The mark for all groups at the top of a sheet of the first edition."""
HELPERS_LABEL = "辅助计算"
"""Header of the first hidden column: from there on nothing is anybody's input."""
RESERVED_LABELS = HEADERS | {
    HELPERS_LABEL, layout.ANNEX, layout.UNIT_NAME, layout.THROUGH, layout.OPENING_SCORE,
}  # fmt: skip
"""Headers that no item may be called."""

TITLE_ROW, GUIDE_ROW, DATE_ROW, HINT_ROW = 0, 1, 2, 3
LABEL_COLUMN, VALUE_COLUMN = 1, 2
FIRST_BLOCK_ROW = 5
BLOCK_HEAD = 5
"""Rows of a block above its units: title, mark and rules, header, points, labels of the counts."""
SPARE_ROWS = 4
UNIT_COLUMN, FIRST_COUNT = 1, 2


@dataclass(frozen=True)
class Columns:
    """The columns of a month sheet: two an item, so many as ``slots``, then ``inputs``, results."""

    slots: int
    inputs: tuple[Input, ...]

    def pieces(self, slot: int) -> int:
        """Return the pieces column of the item in ``slot``; the special column's is the next."""
        return FIRST_COUNT + 2 * slot

    def input(self, field: str) -> int | None:
        """Return the column of an input, None where the sheet has none."""
        fields = [column.field for column in self.inputs]
        return self.pieces(self.slots) + fields.index(field) if field in fields else None

    def result(self, field: str) -> int:
        """Return the column of a result."""
        fields = [result.field for result in RESULTS]
        return self.pieces(self.slots) + len(self.inputs) + fields.index(field)

    @property
    def last(self) -> int:
        """Return the last column in sight."""
        return self.result(RESULTS[-1].field)

    @property
    def helpers(self) -> int:
        """Return the first of the hidden columns."""
        return self.last + 2


@dataclass(frozen=True)
class Block:
    """A group's rows on the sheet of one month, ``capacity`` of them for units."""

    terms: Terms
    title_row: int
    capacity: int

    @property
    def group(self) -> Group:
        """Return the group."""
        return self.terms.group

    @property
    def mark_row(self) -> int:
        """Return the row of the mark 本组本月无采用 and of the rules in force."""
        return self.title_row + 1

    @property
    def header_row(self) -> int:
        """Return the row with the column headers."""
        return self.title_row + 2

    @property
    def points_row(self) -> int:
        """Return the row with the points per piece."""
        return self.title_row + 3

    @property
    def labels_row(self) -> int:
        """Return the row that names the two count columns of every item."""
        return self.title_row + 4

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
    """The columns and blocks of one month's sheet."""

    columns: Columns
    blocks: tuple[Block, ...]


def month_layout(
    terms: Sequence[Terms], capacities: Sequence[int], inputs: tuple[Input, ...]
) -> MonthLayout:
    """Return the layout of a month whose blocks hold ``capacities`` units."""
    blocks = []
    row = FIRST_BLOCK_ROW
    for one, capacity in zip(terms, capacities, strict=True):
        blocks.append(Block(one, row, capacity))
        row += BLOCK_HEAD + capacity + 1
    slots = max((len(one.items) for one in terms), default=1)
    return MonthLayout(Columns(slots, inputs), tuple(blocks))


def block_title(group: Group) -> str:
    """Return the title of a group's block; the reader knows the group by its beginning."""
    return f"附表{group.annex}　{group.name}"
