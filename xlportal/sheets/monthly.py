"""A month's sheet: the columns of a group's block, a line a column, and where everything stands.

Writer, reader, live columns and import take headers, widths, words and kinds of input from here. A
further input is a line of :data:`INPUTS` and a field of :class:`~xlportal.core.ledger.Entry`. Rows
and columns count from 0. Blocks stand in a pile and share their columns; only the groups and items
that are there in the month have a place.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import chain
from typing import TypeVar

from xlportal.core import catalogue
from xlportal.core.ledger import Count, Entry, Ledger, MonthEntries, Opening, Terms
from xlportal.core.limits import MAX_DEDUCTION, MONTHS
from xlportal.core.rules import Group, Unit
from xlportal.sheets import layout
from xlportal.sheets.cells import Meaning, number
from xlportal.sheets.columns import Column, Content
from xlportal.sheets.tables import Cell

SERIAL, UNIT, SUMS_LABEL = "序号", "参加考核单位", "合计"
PIECES, IN_COLUMN, EARNED = "采用", layout.IN_COLUMN, "项目分"
"""Labels of an item's three columns: what is filled, what its pieces earn."""
RANKING = ("名次", "单位（按名次）", "名次得分")
"""Headers of the small table by rank, other than those of the block."""
HINT_LABEL, NONE_LABEL = "本月工作提示", "本组本月无采用"
NONE_LABEL_BEFORE = "本月无采用"
"""The mark for all groups at the top of a sheet of the first edition."""
HELPERS_LABEL = "辅助计算"
"""Header of the first hidden column: from there on nothing is anybody's input."""
NO_POINTS = ("无扣分", "无加分", "无", "—", "－", "-")
"""Words for no points taken off or given."""

TITLE_ROW, DATE_ROW, HINT_ROW, FIRST_BLOCK_ROW = 0, 1, 2, 4
LABEL_COLUMN, VALUE_COLUMN = 1, 2
TITLE, MARK, HEADER, POINTS, LABELS, SUMS = range(6)
"""Rows of a block's head: title; mark and rules; headers; points; labels below the headers; sums.

The sums stand above the units: they are printed, the spare rows below the units are not.
"""
BLOCK_HEAD, SPARE_ROWS = 6, 4
UNIT_COLUMN, FIRST_COUNT, ITEM_COLUMNS = 1, 2, 3
DIGITS = 14
"""Digits of T (see :mod:`native`), each in a hidden column. One is at most 9 times a remainder
below D, so that D has to be below 7E13."""


def points_of(meaning: Meaning) -> Fraction | None:
    """Return the points taken off or given that a cell means, None where it means neither."""
    if meaning is None or meaning in NO_POINTS:
        return Fraction(0)
    points = number(meaning)
    return points if points is not None and points >= 0 else None


def _points(cell: Cell) -> Fraction | None:
    """Return points taken off or given; no hidden digits."""
    points = points_of(cell.meaning)
    if points is None or points > MAX_DEDUCTION:
        return None
    cell.exact()
    return points


def _words(cell: Cell) -> str:
    """Return a reason or a remark with its lines and spaces as they were typed."""
    text = cell.text()
    return cell.raw if isinstance(cell.raw, str) else text


_TAKEN = Content(_points, Fraction(0), catalogue.DEDUCTION_WRONG)
_GIVEN = replace(_TAKEN, wrong=catalogue.ADDITION_WRONG)
_WORDS = Content(_words, "")
_PUBLISHED = "会印出"


@dataclass(frozen=True)
class Input(Column):
    """An input of a unit besides its counts; ``field`` is one of ``Entry``.

    ``below`` its header is said whether it is published. ``width`` is the least, ``most`` the
    greatest. It is grey for groups without the ``rule``, and one that is ``optional`` falls away
    where no group has it in any month. Workbooks of the first edition call it ``before``.
    """

    below: str = ""
    most: float = 8
    rule: str = ""
    optional: bool = False
    before: str = ""

    @property
    def is_points(self) -> bool:
        """Return whether it takes points, and else words."""
        return self.content.read is _points

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the headers by which it is known."""
        return (self.label, self.before) if self.before else (self.label,)


@dataclass(frozen=True)
class Result:
    """A figure that follows from the inputs; ``field`` is one of the result's (spec section 5).

    The braces in ``call`` name cells and columns of the block (see :mod:`native`).
    """

    field: str
    label: str
    call: str
    width: float = 9
    note: str = ""


# fmt: off
INPUTS = (
    Input("deduction", "扣分", _TAKEN, 8, "扣几分填几分，没有扣分留空。灰色的组不设扣分，不填。",
          "扣几分填几分，没有扣分留空。", Fraction(0), below=_PUBLISHED, rule="deductions"),
    Input("note", "扣分原因", _WORDS, 14, "扣了分的写原因，会印在附表和通报里。",
          "扣了分的请写原因。", "", below=_PUBLISHED, most=30, rule="deductions",
          before="扣分原因（备注）"),
    Input("addition", "加分", _GIVEN, 8,
          "批示、约稿等，加几分填几分，没有加分留空。灰色的组不设加分，不填。",
          "加几分填几分，没有加分留空。", Fraction(0), below=_PUBLISHED, rule="additions",
          optional=True),
    Input("addition_note", "加分原因", _WORDS, 14, "加了分的写原因，会印在附表和通报里。",
          "加了分的请写原因。", "", below=_PUBLISHED, most=30, rule="additions", optional=True),
    Input("remark", "备注", _WORDS, 8, "自己记的话，不印出。", "自己记的话，不印出。", "",
          added=True, below="不印出", most=20),
)
"""The inputs besides the counts, in their order on the sheet."""

RESULTS = (
    Result("info_score", "信息分", "xp_info_score({names},{counts},{points},{bonus})",
           note="各项目每件分值 × 篇数；上专栏的部分再乘专栏加成。"),
    Result("score", "得分",
           "xp_score({names},{info_score},{deduction},{pass_ratio},{pass_score},{decimals},"
           "{rounding},{scheme}{addition})",
           note="按及格线折算：信息分 ÷ 及格线 × 达标分值；直接计分：就是信息分。"
           "再加上加分，减去扣分，最低 0 分，按规则取小数。"),
    Result("rank", "排名", "xp_rank({names},{score},{ties})", 7,
           "按得分从高到低；得分相同时按并列规则。"),
)
"""The results of a unit, in their order on the sheet."""

MEASURES = (
    Result("average", "平均分", "xp_average({names},{info_score})"),
    Result("pass_line", "及格线", "xp_pass_line({names},{info_score},{pass_ratio})"),
    Result("pass_rate", "达标率", "xp_pass_rate({names},{info_score},{pass_ratio})"),
)
"""What scores are measured by, beside a block's title; there is none where points are added up."""
# fmt: on

RESERVED_LABELS = frozenset(
    {SERIAL, UNIT, PIECES, IN_COLUMN, EARNED, HELPERS_LABEL, *RANKING}
    | {result.label for result in RESULTS}
    | {layout.ANNEX, layout.UNIT_NAME, layout.THROUGH, layout.OPENING_SCORE}
    | {label for column in INPUTS for label in column.labels}
)
"""Headers that no item may be called, or its column could not be told from theirs."""


@dataclass(frozen=True)
class Columns:
    """The columns of a month sheet: three an item, so many as ``slots``, then ``inputs``, results.

    Beside them stands the small table by rank, and out of sight what the results rest on.
    """

    slots: int
    inputs: tuple[Input, ...]

    def pieces(self, slot: int) -> int:
        """Return the first of the three columns of the item in ``slot``."""
        return FIRST_COUNT + ITEM_COLUMNS * slot

    @cached_property
    def of(self) -> dict[str, int]:
        """Return the columns of the items, inputs and results by name."""
        names = [*chain.from_iterable(map(column_names, range(self.slots)))]
        names += [given.field for given in self.inputs] + [result.field for result in RESULTS]
        return {name: column for column, name in enumerate(names, start=FIRST_COUNT)}

    @property
    def last(self) -> int:
        """Return the last column of the block, which is the last that is printed."""
        return self.of[RESULTS[-1].field]

    @property
    def ranking(self) -> range:
        """Return the columns of the small table by rank."""
        return range(self.last + 2, self.last + 2 + len(RANKING))

    @property
    def hidden(self) -> range:
        """Return the hidden columns: two an item and five besides, or one a digit."""
        first = self.ranking.stop + 1
        return range(first, first + max(DIGITS, 2 * self.slots + 5))


def column_names(slot: int) -> tuple[str, str, str]:
    """Return the names of an item's columns: pieces, of them in the column, what they earn."""
    return f"pieces{slot}", f"in_column{slot}", f"earned{slot}"


@dataclass(frozen=True)
class Block:
    """A group's rows on the sheet of one month: a head, its units', spare ones."""

    terms: Terms
    title_row: int

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
        return range(first, first + len(self.terms.units) + SPARE_ROWS)

    def down(self, first: int, last: int | None = None) -> tuple[int, int, int, int]:
        """Return the place of a column, or of some side by side, in all rows for units."""
        rows = self.rows
        return rows[0], first, rows[-1], first if last is None else last


@dataclass(frozen=True)
class MonthLayout:
    """The columns and blocks of one month's sheet."""

    columns: Columns
    blocks: tuple[Block, ...]


def layouts(ledger: Ledger) -> dict[int, MonthLayout]:
    """Return the layout of every month's sheet: room for every unit and some to come."""
    terms = {
        month: [ledger.terms(group, month) for group in ledger.groups_in(month)] for month in MONTHS
    }
    rules = [one.rules for groups in terms.values() for one in groups]
    inputs = tuple(
        column
        for column in INPUTS
        if not column.optional or any(getattr(one, column.rule) for one in rules)
    )
    return {month: _month_layout(groups, inputs) for month, groups in terms.items()}


def _month_layout(terms: Iterable[Terms], inputs: tuple[Input, ...]) -> MonthLayout:
    blocks: list[Block] = []
    for one in terms:
        row = blocks[-1].rows.stop + 1 if blocks else FIRST_BLOCK_ROW
        blocks.append(Block(one, row))
    slots = max((len(block.terms.items) for block in blocks), default=1)
    return MonthLayout(Columns(slots, inputs), tuple(blocks))


_Filed = TypeVar("_Filed", Entry, Opening)


def unit_rows(
    group: Group, units: Iterable[Unit], filed: Iterable[_Filed]
) -> list[tuple[str, _Filed | None]]:
    """Return name and what was filed of every unit, under the name that it filed by."""
    by_position = {group.position(one.unit): one for one in filed}
    rows = [(unit.name, by_position.get(group.position(unit.name))) for unit in units]
    return [(one.unit if one else name, one) for name, one in rows]


def month_rows(block: Block, filed: MonthEntries | None) -> list[tuple[str, Entry | None]]:
    """Return name and entry of each row of a block, spare ones without either."""
    entries = filed.of(block.group.annex) if filed else ()
    rows = unit_rows(block.group, block.terms.units, entries)
    return [*rows, *[("", None)] * SPARE_ROWS]


def count_cells(count: Count | None) -> tuple[int | None, int | None]:
    """Return what stands in the two cells of a count."""
    return (None, None) if count is None else (count.pieces, count.in_column or None)
