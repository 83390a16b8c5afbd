"""What the clerk is told at the end of a press."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from xlportal.core.problems import Problem
from xlportal.core.widths import display_width

ROOM = 980
"""A message box holds about 1024 characters, a Chinese one taking the room of two."""

_CUT = "……（太长，没有显示完）"
_REMARKS = 3


@dataclass(frozen=True)
class Reply:
    """What the clerk is told, the cell that is then selected, the workbook that is then opened."""

    text: str
    well: bool = True
    sheet: str = ""
    cell: str = ""
    opened: str = ""

    def wire(self) -> str:
        """Return the reply as the macro takes it: a mark for its icon, the text, behind a tab more.

        That is the path of a workbook to be opened.
        """
        shown = ("+" if self.well else "!") + _fitting(self.text)
        return f"{shown}\t{self.opened}" if self.opened else shown


def mend(problems: Sequence[Problem]) -> Reply:
    """Return what has to be mended first, with the cell to select."""
    errors = [problem for problem in problems if problem.is_error]
    first = errors[0]
    more = f"\n（共 {len(errors)} 处错误，点“检查数据”看全部。）" if len(errors) > 1 else ""
    return Reply(f"还不能算：{first.message}{more}", well=False, sheet=first.sheet, cell=first.cell)


def refusal(problems: Sequence[Problem]) -> Reply:
    """Return everything that is wrong with a file, of which nothing was taken in."""
    errors = [problem.message for problem in problems if problem.is_error]
    return Reply("\n".join([f"没有填进去，要改的有 {len(errors)} 处：", *errors]), well=False)


def remarks(problems: Sequence[Problem]) -> str:
    """Return the first warnings, a line each, and where to see all of them."""
    lines = [f"\n提醒：{problem.message}" for problem in problems[:_REMARKS]]
    if len(problems) > _REMARKS:
        lines.append(f"\n（共 {len(problems)} 处提醒，点“检查数据”看全部。）")
    return "".join(lines)


def _fitting(text: str) -> str:
    """Return ``text``, cut where a message box would cut it without a word."""
    widths = list(accumulate(map(display_width, text)))
    if bisect(widths, ROOM) == len(text):
        return text
    return text[: bisect(widths, ROOM - display_width(_CUT))] + _CUT
