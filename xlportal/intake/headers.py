"""Finding the header of an export and what its columns are, whatever their order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xlportal.core.rules import Group, match_key
from xlportal.sheets import layout
from xlportal.sheets.grid import Grid


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_UNITS = _words(
    "单位 单位名称 单位全称 参加考核单位 考核单位 报送单位 供稿单位 来稿单位 部门 部门名称"
)
_ITEMS = _words("项目 项目名称 类别 信息类别 类型 信息类型 栏目 稿件类别 稿件类型")
_PIECES = _words("采用 采用数 采用数量 采用量 采用篇数 采用条数 采用件数 篇数 条数 件数 数量")
_ANNEXES = _words("附表号 附表 考核组 组别 分组")
_MONTHS = _words("月份 月 考核月份")
_DEDUCTIONS = _words("扣分 栏目扣分 栏目更新维护扣分 栏目更新维护情况")
_NOTES = _words("扣分原因(备注) 扣分原因 原因 备注")
_IGNORED = _words("序号 合计 小计 总计 信息分 得分 总分 排名 名次 累计得分 累计排名")
TOTALS = _words("合计 总计 小计 总数 共计")
"""What stands in place of a unit where a row sums others up."""

_COLUMN = layout.IN_COLUMN.removeprefix("其中")
_MEASURE = re.compile(r"(\([^()]*\)|采用|篇数|条数|件数|数量|数)+$")
_FIRST_ROWS, _HEADER_ROWS, _LONGEST = 60, 4, 100


@dataclass(frozen=True)
class Header:
    """The columns of an export; ``first_row`` is the first row below its header.

    ``items`` gives the columns of pieces and of those in the special column by the item's key; in
    a long table ``item``, ``pieces`` and ``in_column`` are columns. ``others`` are those whose
    header says nothing to us.
    """

    first_row: int
    unit: int
    fixed: Mapping[str, int]
    items: Mapping[str, tuple[int | None, int | None]]
    others: tuple[int, ...] = ()

    @property
    def is_long(self) -> bool:
        """Return whether every row is about one item."""
        return "item" in self.fixed


def find_header(grid: Grid, groups: Sequence[Group]) -> Header | None:
    """Return the first header found from the top, None where there is none."""
    keys = {match_key(item.name) for group in groups for item in group.items}
    for row in range(min(len(grid.rows), _FIRST_ROWS)):
        texts = [_key(value) for value in grid.rows[row]]
        unit = next((column for column, text in enumerate(texts) if text in _UNITS), None)
        if unit is not None:
            header = _header(grid, row, unit, keys)
            if header.is_long or header.items:
                return header
    return None


def _header(grid: Grid, row: int, unit: int, keys: set[str]) -> Header:
    last = _last_row(grid, row, unit)
    width = max(len(grid.rows[number]) for number in range(row, last + 1))
    labels = [
        (_key(grid.at(row, column)), _joined(grid, range(row + 1, last + 1), column))
        for column in range(width)
    ]
    fixed: dict[str, int] = {}
    items: dict[str, tuple[int | None, int | None]] = {}
    others: list[int] = []
    bare: list[int] = []
    current = ""
    long = any(top in _ITEMS for top, _ in labels) and any(top in _PIECES for top, _ in labels)
    for column, (top, below) in enumerate(labels):
        role = _role(top, long=long)
        if column == unit or top in _IGNORED:
            current = ""
        elif role:
            fixed.setdefault(role, column)
        elif not long and (_item(top, keys) or (current and not top) or top.endswith(_COLUMN)):
            bare += [column] if top and not _item(top, keys) else []
            current = _item(top, keys) or current
            items[current] = _placed(items.get(current), column, in_column=_COLUMN in top + below)
        elif top:
            current = ""
            others.append(column)
    items.pop("", None)
    if len(bare) not in {0, len(items)}:
        # One “专栏” for several items: nobody can say whose it is.
        items = {k: (own, None if c in bare else c) for k, (own, c) in items.items()}
        others += bare
    return Header(last + 1, unit, fixed, items, tuple(others))


def _last_row(grid: Grid, row: int, unit: int) -> int:
    """Return the last row of a header: labels below the items' names, where there are any."""
    last = row
    for below in range(row + 1, min(row + _HEADER_ROWS, len(grid.rows))):
        if _key(grid.at(below, unit)) not in {"", _key(grid.at(row, unit))}:
            break
        if any(_COLUMN in _key(value) for value in grid.rows[below]):
            last = below
    return last


def _joined(grid: Grid, rows: Iterable[int], column: int) -> str:
    return "".join(_key(grid.at(row, column)) for row in rows)


def _role(top: str, *, long: bool) -> str:
    """Return what a column other than an item's is, empty where the header does not say."""
    words = {"annex": _ANNEXES, "month": _MONTHS, "deduction": _DEDUCTIONS, "note": _NOTES}
    if long:
        words |= {"item": _ITEMS, "pieces": _PIECES}
        if _COLUMN in top:
            return "in_column"
    return next((role for role, known in words.items() if top in known), "")


def _item(top: str, keys: set[str]) -> str:
    """Return the key of the item a header names, such as ``区县动态（条）``, empty for another."""
    plain = top.removesuffix(_COLUMN) if _COLUMN in top else top
    found = [
        plain,
        _MEASURE.sub("", plain),
        plain.partition("其中")[0],
        plain.partition(_COLUMN)[0],
    ]
    found += [_MEASURE.sub("", text.rstrip("(-_—:")) for text in found]
    return next((text for text in found if text in keys), "")


def _placed(
    columns: tuple[int | None, int | None] | None, column: int, *, in_column: bool
) -> tuple[int | None, int | None]:
    left, right = columns or (None, None)
    if in_column:
        return left, column if right is None else right
    return column if left is None else left, right


def _key(value: object) -> str:
    text = match_key(value[:_LONGEST]) if isinstance(value, str) else ""
    return re.sub("[“”\"'《》]", "", text)
