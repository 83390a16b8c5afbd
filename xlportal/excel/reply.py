"""What the clerk is told at the end of a press."""

from collections.abc import Sequence
from dataclasses import dataclass

from xlportal.core.problems import Problem

ROOM = 490
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
        """Return the reply as the macro takes it: the mark of its icon, the text.

        Behind a tab follows the path of a workbook to be opened.
        """
        text = self.text if len(self.text) <= ROOM else self.text[: ROOM - len(_CUT)] + _CUT
        mark, opened = "+" if self.well else "!", f"\t{self.opened}" if self.opened else ""
        return f"{mark}{text}{opened}"


def mend(problems: Sequence[Problem]) -> Reply:
    """Return what has to be mended first, with the cell to select."""
    errors = [problem for problem in problems if problem.is_error]
    first = errors[0]
    more = f"\n（共 {len(errors)} 处错误，点“检查数据”看全部。）" if len(errors) > 1 else ""
    return Reply(f"还不能算：{first.message}{more}", well=False, sheet=first.sheet, cell=first.cell)


def remarks(problems: Sequence[Problem]) -> str:
    """Return the first warnings, a line each, and where to see all of them."""
    lines = [f"\n提醒：{problem.message}" for problem in problems[:_REMARKS]]
    if len(problems) > _REMARKS:
        lines.append(f"\n（共 {len(problems)} 处提醒，点“检查数据”看全部。）")
    return "".join(lines)
