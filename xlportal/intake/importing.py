"""A file of counts taken into a month's sheet: what is to be set there, and what is said of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from xlportal.core import catalogue
from xlportal.core.book import Book
from xlportal.core.labels import LIST_MARK, month_label
from xlportal.core.problems import Problem, problem
from xlportal.core.rules import Group
from xlportal.errors import CannotProceed
from xlportal.files import read_bytes
from xlportal.intake.counts import Delivery, Line, read_delivery
from xlportal.intake.exports import read_export
from xlportal.intake.headers import Header, find_headers
from xlportal.intake.months import stated
from xlportal.sheets import layout
from xlportal.sheets.blocks import Found, find_blocks
from xlportal.sheets.grid import Grid, Value
from xlportal.sheets.monthly import INPUTS, count_cells
from xlportal.sheets.reading import Checked, Reading
from xlportal.sheets.tables import Sheet

_NAMED = 5


@dataclass(frozen=True)
class Intake:
    """What a file gives a month's sheet: the cells to be set, unless a problem is an error.

    ``mentions`` are sentences that stop nothing, ``told`` says what is filled.
    """

    cells: Mapping[tuple[int, int], Value]
    delivery: Delivery
    problems: Sequence[Problem]
    mentions: Sequence[str]
    told: str


def intake(counts: Path, sheet: Grid, book: Book, month: int) -> Intake:
    """Return what the file ``counts`` gives the sheet of ``month``.

    Counts of units the file does not name go; a group it names no unit of stays as it is. Raises
    :class:`CannotProceed` where it cannot be read or holds no one table of counts.
    """
    grid, headers = _table(counts, book, month)
    delivery, blocks = read_delivery(grid, headers, book, month), find_blocks(Sheet(sheet))
    fills = [
        _Fill(group, month, blocks.get(group.annex), lines)
        for group in book.ledger.groups
        if (lines := delivery.of(group))
    ]
    missing = [found for fill in fills for found in fill.check()]
    cells: dict[tuple[int, int], Value] = {}
    for fill in fills:
        cells |= fill.cells(delivery.fields)
    problems = [*_of_sheet_name(grid, counts, book, month), *delivery.problems, *missing]
    cleared = [unit for fill in fills for unit in fill.cleared()]
    if cleared:
        more = f"等 {len(cleared)} 个单位" if len(cleared) > _NAMED else ""
        units = LIST_MARK.join(cleared[:_NAMED]) + more
        problems.append(problem(catalogue.IMPORT_CLEARED, sheet.name, units=units))
    filled = LIST_MARK.join(layout.annex_sheet(fill.group.annex) for fill in fills)
    others = f"，另有 {delivery.passed} 行是其他月份的，没有用" if delivery.passed else ""
    return Intake(
        cells=cells,
        delivery=delivery,
        problems=problems,
        mentions=[*_mentions(counts, delivery, book, month)],
        told=f"已把 {len(delivery.lines)} 个单位的篇数填进“{sheet.name}”（{filled}）{others}",
    )


def left_over(before: Reading, after: Checked) -> list[Problem]:
    """Return what is still wrong in the month after its counts were taken in."""
    sheet = layout.month_sheet(after.month)
    return [
        found
        for found in after.problems
        if found.sheet == sheet or (found.is_error and found not in before.problems)
    ]


@dataclass(frozen=True)
class _Fill:
    """One group's block of a month's sheet and its new lines, by position in the roster."""

    group: Group
    month: int
    block: Found | None
    lines: Mapping[int, Line]

    def check(self) -> list[Problem]:
        """Complain of units that cannot be filled in, return what is not on the sheet."""
        there, sheet = self.group.members(self.month), layout.month_sheet(self.month)
        for position, line in self.lines.items():
            counted = any(count.pieces for count in line.counts.values() if count)
            if not counted and not any(line.inputs.values()):
                continue
            if self.group.units[position] not in there:
                line.cell.add(catalogue.UNIT_OUTSIDE)
            elif self.block and position not in self._rows:
                line.cell.add(catalogue.IMPORT_ROW_MISSING, month=sheet)
        title = layout.annex_sheet(self.group.annex)
        if self.block is None:
            return [problem(catalogue.BLOCK_MISSING, sheet, found=title)] if there else []
        return [
            problem(catalogue.ITEM_COLUMN_MISSING, sheet, found=item.name, block=title)
            for slot, item in enumerate(self.group.items)
            if item.is_there(self.month) and slot not in self._items
        ]

    def cells(self, fields: Sequence[str]) -> dict[tuple[int, int], Value]:
        """Return the cells to be set; units that were not delivered get no counts.

        The mark that nobody had anything is among them.
        """
        found: dict[tuple[int, int], Value] = {}
        if self.block is None:
            return found
        for position, row in self._rows.items():
            line = self.lines.get(position)
            for slot, column in self._items.items():
                count = line.counts.get(slot) if line else None
                found[row, column], found[row, column + 1] = count_cells(count)
            for field in INPUTS:
                place = self.block.input(field)
                if field.field in fields and place is not None:
                    found[row, place] = (line.inputs.get(field.field) if line else None) or None
        mark = self.block.mark
        if mark and mark.meaning is not None and any(v is not None for v in found.values()):
            found[mark.row, mark.column] = None
        return found

    def cleared(self) -> Iterator[str]:
        """Yield the units that had counts and were not delivered."""
        if self.block is None:
            return
        columns = [column + side for column in self._items.values() for side in (0, 1)]
        for position, row in self._rows.items():
            cells = [self.block.sheet.cell(row, column) for column in columns]
            if position not in self.lines and {c.meaning for c in cells} - {None, Fraction(0)}:
                yield self.group.units[position].name

    @cached_property
    def _rows(self) -> dict[int, int]:
        """Return the row of every unit that stands in the block, by position in the roster."""
        rows: dict[int, int] = {}
        if self.block is None:
            return rows
        for row in self.block.rows:
            position = self.group.position(self.block.sheet.cell(row, self.block.names).shown)
            if position is not None:
                rows.setdefault(position, row)
        return rows

    @cached_property
    def _items(self) -> dict[int, int]:
        """Return the pieces column of every item that has one, by its place in the group."""
        columns = (self.block.item(i.name) if self.block else None for i in self.group.items)
        return {slot: column for slot, column in enumerate(columns) if column is not None}


def _table(counts: Path, book: Book, month: int) -> tuple[Grid, list[Header]]:
    """Return the sheet with the one table of counts that the file holds, and its headers."""
    every = read_export(read_bytes(counts), counts.name)
    found = [(g, headers) for g in every if (headers := [*find_headers(g, book, month)])]
    own = [pair for pair in found if pair[0].name == layout.month_sheet(month)]
    if len(own) == 1 or len(found) == 1:
        return (own or found)[0]
    if found:
        names = LIST_MARK.join(dict.fromkeys(grid.name for grid, _ in found))
        raise CannotProceed(f"“{counts}”里不止一张表像篇数表：{names}。请只留要用的一张。")
    items = dict.fromkeys(item.name for group in book.ledger.groups for item in group.items)
    raise CannotProceed(
        f"“{counts}”里找不到篇数表的表头：要有“单位”一栏，再有“项目”“篇数”两栏，"
        f"或以项目为栏（{LIST_MARK.join(items)}）。"
    )


def _of_sheet_name(grid: Grid, counts: Path, book: Book, month: int) -> list[Problem]:
    """Return what is wrong with the name of the sheet that the table stands on."""
    year, label = book.ledger.year, month_label(month)
    kind = stated(grid.name, month, year) if grid.name != counts.name else None
    return [problem(kind, grid.name, found=grid.name, month=label, year=year)] if kind else []


def _mentions(counts: Path, delivery: Delivery, book: Book, month: int) -> Iterator[str]:
    """Yield what staff should look at, though it stops nothing."""
    for group in book.ledger.groups_in(month):
        if not delivery.of(group):
            yield f"导出文件里没有附表{group.annex}的单位，该组原样保留。"
    if delivery.hidden:
        yield f"导出文件的{_listed(delivery.hidden)}是隐藏或筛掉的，也读了，请核对。"
    if delivery.remarks:
        yield f"导出文件的第 {_listed(delivery.remarks)} 行只有文字，当作说明，没有读。"
    if stated(counts.stem, month, book.ledger.year):
        yield f"文件名“{counts.name}”说的不是{book.ledger.year}年{month}月，请核对。"


def _listed(rows: Sequence[int | str]) -> str:
    return LIST_MARK.join(map(str, rows[:_NAMED])) + ("……" if len(rows) > _NAMED else "")
