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
TITLE, MARK, HEADER, POINTS, LABELS = range(5)
"""Rows of a block's head: title; mark and rules; headers; points; labels of the count columns."""
BLOCK_HEAD = 5
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

    def of(self, field: str) -> int | None:
        """Return the column of an input or a result, None where the sheet has none."""
        fields = [column.field for column in (*self.inputs, *RESULTS)]
        return self.pieces(self.slots) + fields.index(field) if field in fields else None

    @property
    def last(self) -> int:
        """Return the last column in sight."""
        return self.pieces(self.slots) + len(self.inputs) + len(RESULTS) - 1

    @property
    def hidden(self) -> range:
        """Return the hidden columns: two an item and three besides, or one a digit of a score."""
        first = self.last + 2
        return range(first, first + max(14, 2 * self.slots + 3))


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

    def head(self, which: int) -> int:
        """Return a row of the head, such as ``HEADER``."""
        return self.title_row + which

    @property
    def rows(self) -> range:
        """Return the rows for units, spare ones last."""
        first = self.title_row + BLOCK_HEAD
        return range(first, first + self.capacity)


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
