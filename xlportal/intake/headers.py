"""What the columns of an export are, from their headers, whatever their order, and which are read.

Nothing is guessed: a header names an item and says no more than that, or it is something else.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from xlportal.core import catalogue
from xlportal.core.book import Book
from xlportal.core.exact import plain
from xlportal.core.ledger import Count
from xlportal.core.rules import match_key
from xlportal.intake.months import NUMERALS
from xlportal.sheets import layout
from xlportal.sheets.cells import bracketed, number, read_count
from xlportal.sheets.grid import Grid, address
from xlportal.sheets.monthly import INPUTS
from xlportal.sheets.tables import Cell, Sheet

UNIT, ANNEX, MONTH, YEAR, STATE, ITEM = "unit", "annex", "month", "year", "state", "item"
PIECES, IN_COLUMN, OTHER, IGNORED = "pieces", "in_column", "other", "ignored"

_ROLES = {
    UNIT: "单位 单位名称 单位全称 参加考核单位 考核单位 报送单位 供稿单位 来稿单位 部门 部门名称",
    ITEM: "项目 项目名称 类别 信息类别 类型 信息类型 栏目 稿件类别 稿件类型",
    ANNEX: "附表号 附表 考核组 组别 分组",
    MONTH: "月份 月 年月 考核月份 统计月份 所属月份 采用月份 "
    "日期 时间 采用日期 采用时间 发布日期 发布时间",
    YEAR: "年 年份 年度 考核年度",
    STATE: "状态 稿件状态 审核状态 采用状态 审核结果 处理结果 "
    "是否采用 是否被采用 是否录用 采用与否",
    "deduction": "扣分 栏目扣分 栏目更新维护扣分 栏目更新维护情况",
    "note": "扣分原因(备注) 扣分原因 原因",
    "addition": "加分",
    "addition_note": "加分原因",
    IGNORED: "序号 合计 小计 总计 信息分 得分 总分 排名 名次 累计得分 累计排名 备注",
}
_WORDS = {word: role for role, words in _ROLES.items() for word in words.split()}
_PLAIN = "采用 被采用 采用数 采用量 情况 篇数 条数 件数 数量 数 量 篇 条 件 单位 本月 当月"
_MARKS = "()[]【】:-—_、,.“”\"'《》"
_COLUMN = layout.IN_COLUMN.removeprefix("其中")
_INSIDE, _COUNTS = re.compile(f"其中|{_COLUMN}"), re.compile("[篇条件]|数量|采用")
_CONTRARY = re.compile("报送|上报|未|退|累计|分")
_HEADER_ROWS, _LONGEST = 4, 100


@dataclass(frozen=True)
class Column:
    """A column: its number, what its header says, its role, the key of the item it is about.

    The role ``other`` is that of a column that names an item, or counts, and says something else.
    A column without role is one nobody knows.
    """

    number: int
    text: str
    role: str = ""
    item: str = ""


@dataclass(frozen=True)
class Header:
    """The header of a table: its rows, its columns, whether every row is about one item."""

    rows: range
    columns: tuple[Column, ...]
    is_long: bool

    def having(self, role: str, item: str | None = None) -> list[Column]:
        """Return the columns of a role, of one item if given."""
        return [c for c in self.columns if c.role == role and item in {None, c.item}]


def find_headers(grid: Grid, book: Book, month: int) -> Iterator[Header]:
    """Yield the headers of tables of counts from the top, each ends the table above it."""
    words = _Vocabulary(book, month)
    rows = iter(range(len(grid.rows)))
    for row in rows:
        if any(_WORDS.get(_key(value)) == UNIT for value in grid.rows[row]):
            header = words.header(grid, row)
            if any(column.role in {PIECES, OTHER} for column in header.columns):
                yield header
                for _ in header.rows[1:]:
                    next(rows)


class _Vocabulary:
    """What headers may say of the items of a book in one month."""

    def __init__(self, book: Book, month: int) -> None:
        ledger = book.ledger
        every = [item for group in ledger.groups for item in group.items]
        every += [item for group in ledger.groups for item in ledger.terms(group, month).items]
        names = dict.fromkeys(match_key(item.name) for item in every)
        self.items = sorted(names, key=len, reverse=True)
        said = [*_PLAIN.split(), *_MARKS, book.settings.column_name, f"{ledger.year}年"]
        said += [f"{month}月", f"{month:02}月", f"{NUMERALS[-month]}月", "份"]
        for item in every:
            points, measure = f"{plain(item.points)}分", item.measure
            said += [measure, f"每{measure}{points}", f"{points}/{measure}", f"{points}每{measure}"]
        words = sorted({match_key(word) for word in said} - {""}, key=len, reverse=True)
        self.plain = re.compile(f"(?:{'|'.join(map(re.escape, words))})*")

    def header(self, grid: Grid, row: int) -> Header:
        """Return the header whose names of columns stand in ``row``."""
        tops = [_key(value) for value in grid.rows[row]]
        unit = next(place for place, text in enumerate(tops) if _WORDS.get(text) == UNIT)
        last = self._last_row(grid, row, unit)
        width = max(len(grid.rows[place]) for place in range(row, last + 1))
        bands = list(_bands(grid, row, width))
        counts = (_COUNTS.search(top) and not self._item(top) for top in tops)
        is_long = any(counts) and any(_WORDS.get(top) == ITEM for top in tops)
        columns: list[Column] = []
        for place in range(width):
            below = [_key(grid.at(under, place)) for under in range(row + 1, last + 1)]
            # A name over several columns stands in the first of them.
            left = columns[-1].item if columns and any(below) else ""
            top = _key(grid.at(row, place)) or left
            text = _joined([*(band[place] for band in bands), top, *below])
            columns.append(self._column(place, top, text, is_long=is_long))
        owned = columns if is_long else _owned(columns)
        return Header(range(row, last + 1), tuple(owned), is_long)

    def _column(self, number: int, top: str, text: str, *, is_long: bool) -> Column:
        """Return what a column is whose header cell reads ``top`` and whole header ``text``."""
        role = _WORDS.get(top, "")
        if role and (is_long or role != ITEM):
            return Column(number, top, role)
        item = self._item(text)
        rest = text.replace(item, "", 1) if item else text
        counts = bool(item) or (is_long and _COUNTS.search(rest) is not None)
        if not self._is_plain(rest):
            return Column(number, text, OTHER if counts else "", item)
        if _COLUMN in rest:
            return Column(number, text, IN_COLUMN, item)
        return Column(number, text, PIECES if counts else "", item)

    def _item(self, text: str) -> str:
        return next((item for item in self.items if item in text), "")

    def _last_row(self, grid: Grid, row: int, unit: int) -> int:
        """Return the last row of a header: labels below the items' names, where there are any."""
        last = row
        for below in range(row + 1, min(row + _HEADER_ROWS, len(grid.rows))):
            if _key(grid.at(below, unit)) not in {"", _key(grid.at(row, unit))}:
                break
            values = [value for value in grid.rows[below] if value is not None]
            if all(isinstance(value, str) for value in values) and any(map(self._labels, values)):
                last = below
        return last

    def _labels(self, value: object) -> bool:
        """Return whether a cell can be a label below the name of an item, or such a name."""
        text = _key(value)
        return bool(text) and (text in self.items or self._is_plain(text))

    def _is_plain(self, text: str) -> bool:
        """Return whether a text says nothing but what a column of counts, or the column's, may."""
        return self.plain.fullmatch(_INSIDE.sub("", text)) is not None


def _owned(columns: Sequence[Column]) -> Iterator[Column]:
    """Yield the columns; one headed 专栏 alone is the item's left of it if every item has one."""
    items = {column.item for column in columns if column.role == PIECES}
    bare = [column for column in columns if column.role == IN_COLUMN and not column.item]
    item = ""
    for column in columns:
        item = column.item or item
        role = IN_COLUMN if len(bare) == len(items) else ""
        yield replace(column, role=role, item=item) if column in bare else column


def _bands(grid: Grid, row: int, width: int) -> Iterator[list[str]]:
    """Yield the rows above a header that head several columns; a title is none."""
    for above in range(max(row - 2, 0), row):
        texts = [_key(grid.at(above, number)) for number in range(width)]
        several = len({*texts} - {""}) > 1 or (not texts[0] and _CONTRARY.search("".join(texts)))
        if several and not any(":" in text for text in texts):
            for number in range(1, width):
                texts[number] = texts[number] or texts[number - 1]
            yield texts


def _joined(texts: Sequence[str]) -> str:
    """Return what stands above each other as one text, what spans several rows once."""
    return "".join(
        text for text, before in zip(texts, ["", *texts], strict=False) if text != before
    )


def _key(value: object) -> str:
    """Return what a cell reads as a header; a text too long for one is nothing known."""
    text = value if isinstance(value, str) else ""
    return match_key(text) if len(text) <= _LONGEST else "…"


class Columns:
    """Which columns are read: by role in ``fixed``, pieces and column of every item in ``items``.

    In a long table the one item has no key. Whatever two columns may both be is a problem.
    """

    def __init__(self, sheet: Sheet, header: Header) -> None:
        self.sheet, self.header = sheet, header
        roles = {c.role for c in header.columns} - {"", PIECES, IN_COLUMN, OTHER, IGNORED}
        self.fixed = {role: self._one(header.having(role)) for role in sorted(roles)}
        self.unit = self.fixed[UNIT]
        self.items = dict(self._items([c for c in header.having(OTHER) if self._has_numbers(c)]))
        self.used = {*self.fixed.values(), *(c for pair in self.items.values() for c in pair)}
        self._check_rest()
        self._check_merged()

    def _items(
        self, others: Sequence[Column]
    ) -> Iterator[tuple[str, tuple[int | None, int | None]]]:
        """Yield the two columns of every item; ``others`` say something else of an item too."""
        header = self.header
        items = dict.fromkeys(column.item for column in header.columns if column.item)
        if header.is_long:
            pieces = header.having(PIECES, "")
            # “采用篇数” is clear beside “报送篇数”, “篇数” is not; an item of its own never is.
            clear = len(pieces) == 1 and "采用" in pieces[0].text
            named = (c for c in header.columns if c.item or (c in others and not clear))
            items, others = {"": None}, list(named)
        for item in items:
            own = [column for column in others if header.is_long or column.item == item]
            pieces, inside = header.having(PIECES, item), header.having(IN_COLUMN, item)
            if not pieces and own:
                words = {"found": own[0].text, "item": item or "篇数"}
                self._header_cell(own[0]).add(catalogue.IMPORT_HEADER_OTHER, **words)
            elif pieces or inside:
                left = self._one([*pieces, *own]) if pieces else None
                yield item, (left, self._one(inside) if inside else None)

    def _one(self, columns: Sequence[Column]) -> int:
        """Return the first of the columns; that there are more is a problem."""
        first = columns[0]
        words = {"place": address(self._header_cell(first).row, first.number), "other": first.text}
        for other in columns[1:]:
            cell = self._header_cell(other)
            cell.add(catalogue.IMPORT_COLUMNS_TWO, found=other.text, **words)
        return first.number

    def _header_cell(self, column: Column) -> Cell:
        """Return the lowest cell of a column's header that says something, else the lowest."""
        cells = [self.sheet.cell(row, column.number) for row in reversed(self.header.rows)]
        return next((cell for cell in cells if cell.meaning is not None), cells[0])

    def _cells(self, column: Column) -> Iterable[Cell]:
        rows = range(self.header.rows.stop, len(self.sheet.grid.rows))
        return (self.sheet.cell(row, column.number) for row in rows)

    def _has_numbers(self, column: Column) -> bool:
        found = (cell.meaning for cell in self._cells(column))
        return any(number(m) is not None or (isinstance(m, str) and bracketed(m)) for m in found)

    def _check_rest(self) -> None:
        """Complain of columns that look like counts of an item we do not have."""
        for column in () if self.header.is_long else self.header.having(""):
            count = next(filter(_is_count, self._cells(column)), None)
            if count and column.text:
                self._header_cell(column).add(catalogue.IMPORT_ITEM_UNKNOWN)
            elif count:
                count.add(catalogue.IMPORT_HEADER_MISSING)

    def _check_merged(self) -> None:
        """Complain of merged cells that give several units, or items, one number."""
        counted = {column for pair in self.items.values() for column in pair}
        counted |= {self.fixed[column.field] for column in INPUTS if column.field in self.fixed}
        for merged in self.sheet.grid.shape.merged:
            covered = {*range(merged.column, merged.last_column + 1)}
            cell = self.sheet.cell(merged.row, merged.column)
            below = merged.last_row >= self.header.rows.stop and cell.meaning is not None
            if below and counted & covered and self.unit not in covered:
                cell.add(catalogue.IMPORT_MERGED, found=merged.address)


def _is_count(cell: Cell) -> bool:
    """Return whether a cell holds a count of at least one piece."""
    found = read_count(cell.raw, None)
    return isinstance(found, Count) and found.pieces > 0
