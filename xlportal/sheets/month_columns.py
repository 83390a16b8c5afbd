"""The columns of a group's block on a month sheet, a line a column: for all who meet them.

Writer, reader, live columns and import take headers, widths, words and kinds of input from here. A
further input is a line of :data:`INPUTS` and a field of :class:`~xlportal.core.ledger.Entry`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from xlportal.core import catalogue
from xlportal.core.limits import MAX_DEDUCTION
from xlportal.core.rules import Rules
from xlportal.sheets import layout
from xlportal.sheets.cells import Meaning, number
from xlportal.sheets.columns import Column
from xlportal.sheets.content import SHOWN, Content
from xlportal.sheets.tables import Cell

SERIAL, UNIT, PIECES, IN_COLUMN = "序号", "参加考核单位", "采用", layout.IN_COLUMN
COUNT_NOTE = "采用的稿件里，同时在专栏发布的篇数。设专栏加成的组才影响得分。"
NO_POINTS = ("无扣分", "无加分", "无", "—", "－", "-")
"""Words for no points taken off or given."""


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


@dataclass(frozen=True)
class Input(Column):
    """An input of a unit besides its counts; ``field`` is one of ``Entry``.

    ``width`` is the least, ``most`` the greatest. It is grey for groups without the ``rule``, and
    one that is ``optional`` falls away where no group has it in any month. Workbooks of the first
    edition call it ``before``.
    """

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
class Result(Column):
    """A figure that follows from the inputs; ``field`` is one of the result's (spec section 5).

    The braces in ``call`` name cells and columns of the block (see :mod:`native`).
    """

    call: str = ""


# fmt: off
INPUTS = (
    Input("deduction", "扣分", _TAKEN, 8, "扣几分填几分，没有扣分留空。灰色的组不设扣分，不填。",
          "扣几分填几分，没有扣分留空。", Fraction(0), rule="deductions"),
    Input("note", "扣分原因", _WORDS, 14, "扣了分的写原因，会印在附表和通报里。",
          "扣了分的请写原因。", "", most=30, rule="deductions", before="扣分原因（备注）"),
    Input("addition", "加分", _GIVEN, 8,
          "批示、约稿等，加几分填几分，没有加分留空。灰色的组不设加分，不填。",
          "加几分填几分，没有加分留空。", Fraction(0), rule="additions", optional=True),
    Input("addition_note", "加分原因", _WORDS, 14, "加了分的写原因，会印在附表和通报里。",
          "加了分的请写原因。", "", most=30, rule="additions", optional=True),
    Input("remark", "备注", _WORDS, 8, "自己记的话，不印出。", "自己记的话，不印出。", "",
          added=True, most=20),
)
"""The inputs besides the counts, in their order on the sheet."""

RESULTS = (
    Result("info_score", "信息分", SHOWN, 9, "各项目每件分值 × 篇数；上专栏的部分再乘专栏加成。",
           call="xp_info_score({names},{counts},{points},{bonus})"),
    Result("score", "得分", SHOWN, 9,
           "按及格线折算：信息分 ÷ 及格线 × 达标分值；直接计分：就是信息分。"
           "再加上加分，减去扣分，最低 0 分，按规则取小数。",
           call="xp_score({names},{info_score},{deduction},{pass_ratio},{pass_score},{decimals},"
           "{rounding},{scheme}{addition})"),
    Result("rank", "排名", SHOWN, 7, "按得分从高到低；得分相同时按并列规则。",
           call="xp_rank({names},{score},{ties})"),
)
"""The results of a unit, in their order on the sheet."""

MEASURES = (
    Result("average", "平均分", SHOWN, 9, call="xp_average({names},{info_score})"),
    Result("pass_line", "及格线", SHOWN, 9, call="xp_pass_line({names},{info_score},{pass_ratio})"),
    Result("pass_rate", "达标率", SHOWN, 9, call="xp_pass_rate({names},{info_score},{pass_ratio})"),
)
"""What scores are measured by, beside a block's title; there is none where points are added up."""
# fmt: on

HEADERS = frozenset(
    {SERIAL, UNIT, PIECES, IN_COLUMN, *(result.label for result in RESULTS)}
    | {label for column in INPUTS for label in column.labels}
)
"""Headers that no item may be called, or its column could not be told from theirs."""


def inputs_with(rules: Iterable[Rules]) -> tuple[Input, ...]:
    """Return the inputs that sheets have where some group has one of these ``rules``."""
    wanted = [*rules]
    return tuple(
        column
        for column in INPUTS
        if not column.optional or any(getattr(one, column.rule) for one in wanted)
    )
