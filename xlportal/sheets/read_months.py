"""Reading the month sheets: what was filed, month by month."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlportal.core import catalogue
from xlportal.core.exact import plain
from xlportal.core.ledger import Count, Entry, MonthEntries
from xlportal.core.likeness import probable_successor, question
from xlportal.core.problems import Kind
from xlportal.core.rules import Group
from xlportal.sheets import layout, monthly
from xlportal.sheets.cells import classify, number
from xlportal.sheets.counts import read_count
from xlportal.sheets.grid import Grid
from xlportal.sheets.tables import Cell, Sheet, Table, count_at, header_text, refuse_repeated

_BLOCK_TITLE = re.compile(r"\s*附表\s*([0-9]+)(?:\s|$)")


@dataclass(frozen=True)
class MonthRead:
    """A month sheet read: its entries (None where it is not filled), hint and date of issue."""

    entries: MonthEntries | None
    hint: str
    date: dt.date | None = None


@dataclass(frozen=True)
class Place:
    """Where a group's block stands on a month sheet; rows and columns count from 0.

    Units' names stand in ``name_column`` from ``first_row`` on, before ``end_row``. ``columns``
    gives the column of every header; an item's special-column pieces stand right of its pieces.
    """

    annex: int
    name_column: int
    first_row: int
    end_row: int
    columns: Mapping[str, int]


def places(grid: Grid, groups: Sequence[Group]) -> dict[int, Place]:
    """Return where the block of every group stands, by annex; a block not found is left out.

    A block ends with the sheet or before the empty row above the next block.
    """
    sheet = Sheet(grid)
    blocks = _blocks(sheet)
    return {group.annex: _place(blocks, group.annex) for group in groups if group.annex in blocks}


def name_cell(grid: Grid, groups: Sequence[Group], annex: int, unit: str) -> tuple[int, int]:
    """Return row and column of a unit's name, of the names' header where it does not stand."""
    block = _blocks(Sheet(grid)).get(annex)
    group = next(group for group in groups if group.annex == annex)
    if block is None:
        return 0, 0
    column = block.columns[monthly.MONTH_UNIT]
    for row in range(_first_row(block), block.end_row):
        name = grid.at(row, column)
        if isinstance(name, str) and name.strip() and group.position(name) == group.position(unit):
            return row, column
    return block.header_row, column


def _place(blocks: Mapping[int, Table], annex: int) -> Place:
    block = blocks[annex]
    rows, end = block.sheet.grid.rows, block.end_row
    empty = all(classify(value) is None for value in rows[end - 1])
    return Place(
        annex=annex,
        name_column=block.columns[monthly.MONTH_UNIT],
        first_row=_first_row(block),
        end_row=end - 1 if empty and end < len(rows) else end,
        columns=dict(block.columns),
    )


@dataclass(frozen=True)
class Unplaced:
    """Groups (by annex) and items (by annex and name) that no month sheet has a place for yet."""

    groups: frozenset[int] = frozenset()
    items: frozenset[tuple[int, str]] = frozenset()


def unplaced(sheets: Sequence[Sheet], groups: Sequence[Group]) -> Unplaced:
    """Return what the parameters have and none of the month ``sheets``: it was added since."""
    months = [_blocks(sheet) for sheet in sheets]
    new = frozenset(group.annex for group in groups if months and not _has(months, group.annex))
    return Unplaced(
        new,
        frozenset(
            (group.annex, item.name)
            for group in groups
            if months and group.annex not in new
            for item in group.items
            if _is_added(item.name, group, months)
        ),
    )


def _has(months: Sequence[Mapping[int, Table]], annex: int) -> bool:
    return any(annex in blocks for blocks in months)


def _is_added(item: str, group: Group, months: Sequence[Mapping[int, Table]]) -> bool:
    """Return whether no block has the item's column, nor one that it may have been renamed from."""
    keys = {header_text(item.name) for item in group.items}
    blocks = [month[group.annex] for month in months if group.annex in month]
    return not any(
        header_text(item) in block.columns or _unknown_items(block, keys) for block in blocks
    )


NOTHING_NEW = Unplaced()


def read_month(
    sheet: Sheet, month: int, groups: Sequence[Group], new: Unplaced = NOTHING_NEW
) -> MonthRead:
    """Return what a month sheet holds; a sheet without any input is not a month with zeros.

    What is ``new`` is not looked for.
    """
    hint = sheet.right_of(monthly.HINT_LABEL)
    for label in (monthly.HINT_LABEL, monthly.NONE_LABEL):
        if sheet.grid.rows:
            sheet.check_label(label)
    tables = _blocks(sheet)
    _check_titles(sheet, groups, tables)
    groups = [group for group in groups if group.annex not in new.groups]
    rows = {
        group.annex: _rows(sheet, tables.get(group.annex), group, month, new.items)
        for group in groups
    }
    nobody = _nobody(sheet)
    said = hint.text() if hint else ""
    entries = tuple(entry for filed in rows.values() for entry in filed.entries)
    touched = any(filed.touched for filed in rows.values())
    if not nobody and not touched:
        _keep_structural(sheet)
        return MonthRead(None, said)
    _check_mark(sheet, nobody=nobody, touched=touched)
    if not nobody and not any(filed.broken for filed in rows.values()):
        _check_untouched(tables, groups, rows, month)
    return MonthRead(MonthEntries(month, entries), said)


def _keep_structural(sheet: Sheet) -> None:
    """Forget what does not matter on a sheet that nobody has filled yet."""
    sheet.problems = [found for found in sheet.problems if found.kind in _STRUCTURAL]
    sheet.inputs.clear()


_STRUCTURAL = (
    catalogue.BLOCK_MISSING, catalogue.BLOCK_REPEATED, catalogue.BLOCK_UNKNOWN,
    catalogue.ROW_ABOVE, catalogue.TABLE_MISSING,
    catalogue.HEADER_REPEATED, catalogue.ITEM_COLUMN_MISSING, catalogue.ITEM_COLUMN_UNKNOWN,
    catalogue.COUNT_COLUMNS_WRONG, catalogue.CELL_ERROR, catalogue.CELL_FORMULA,
    catalogue.TEXT_WRONG,
)  # fmt: skip
"""What is wrong with a month sheet even before it is filled."""


@dataclass(frozen=True)
class _Filed:
    """The rows of one group on a month sheet; ``touched`` where any input cell holds anything.

    ``broken`` where the block cannot be read at all.
    """

    entries: tuple[Entry, ...] = ()
    touched: bool = False
    broken: bool = False


@dataclass(frozen=True)
class _Columns:
    """Where a block's inputs stand: pieces column by item, deduction, note, no item's columns.

    ``end`` is the first column right of the block.
    """

    items: Mapping[str, int]
    deduction: int
    note: int
    unused: tuple[int, ...]
    end: int


def _blocks(sheet: Sheet) -> dict[int, Table]:
    """Return the block of every group found on the sheet, by annex number."""
    headers = sheet.header_rows(monthly.MONTH_UNIT)
    titles = list(_titles(sheet, headers))
    ends = [*(cell.row for cell, _ in titles[1:]), len(sheet.grid.rows)]
    blocks: dict[int, Table] = {}
    for (title, annex), end in zip(titles, ends, strict=False):
        header = next((row for row in headers if title.row < row < end), None)
        if header is not None and annex not in blocks:
            texts = [header_text(value) for value in sheet.grid.rows[header]]
            columns = {text: texts.index(text) for text in texts if text}
            blocks[annex] = Table(sheet, header, columns, end)
    return blocks


def _check_titles(sheet: Sheet, groups: Sequence[Group], blocks: Mapping[int, Table]) -> None:
    """Complain of second titles of a block and of titles whose group the parameters do not have.

    What stands under them counts nowhere.
    """
    annexes = {group.annex for group in groups}
    seen: set[int] = set()
    for title, annex in _titles(sheet, sheet.header_rows(monthly.MONTH_UNIT)):
        if annex not in annexes:
            title.add(catalogue.BLOCK_UNKNOWN, found=layout.annex_sheet(annex))
        elif annex in seen and annex in blocks:
            title.add(catalogue.BLOCK_REPEATED, found=layout.annex_sheet(annex))
        seen.add(annex)


def _check_head(block: Table, title: int) -> None:
    """Complain of names in the head of a block, where no row is read."""
    for row in range(title + 1, _first_row(block)):
        name = block.cell(row, monthly.MONTH_UNIT)
        if row != block.header_row and name.meaning is not None:
            name.add(catalogue.ROW_ABOVE)


def _titles(sheet: Sheet, headers: Sequence[int]) -> Iterator[tuple[Cell, int]]:
    """Yield cell and annex number of every block title: no title stands right of all names."""
    names = [
        [header_text(value) for value in sheet.grid.rows[row]].index(monthly.MONTH_UNIT)
        for row in headers
    ]
    for row, values in enumerate(sheet.grid.rows):
        column = next((c for c, text in enumerate(values) if isinstance(text, str) and text), 0)
        title = _BLOCK_TITLE.match(str(values[column])) if values else None
        if title and column < max(names, default=column + 1):
            yield sheet.cell(row, column), int(title[1])


def _first_row(block: Table) -> int:
    """Return the row below the one that names the two count columns of every item."""
    rows = block.sheet.grid.rows
    first = block.header_row + 1
    for row in range(first, min(first + _HEAD_SEARCH, block.end_row)):
        if monthly.PIECES in map(header_text, rows[row]):
            return row + 1
    return block.header_row + monthly.BLOCK_HEAD - 1


_HEAD_SEARCH = 6
"""Rows below the headers among which the row that ends a block's head is looked for."""


def _rows(
    sheet: Sheet, block: Table | None, group: Group, month: int, new: Container[tuple[int, str]]
) -> _Filed:
    if block is None:
        sheet.add(catalogue.BLOCK_MISSING, found=layout.annex_sheet(group.annex))
        return _Filed(broken=True)
    _check_head(block, _title_row(block))
    columns = _columns(sheet, block, group, new)
    if columns is None:
        return _Filed(touched=_anything(block), broken=True)
    rows = range(_first_row(block), block.end_row)
    input_columns = tuple(_input_columns(columns))
    sheet.claim(rows, (block.columns[monthly.MONTH_UNIT], *input_columns))
    entries: list[Entry] = []
    names = _Names(group, month)
    touched = False
    for row in rows:
        holds = sheet.holds(row, input_columns)
        strays = [cell for cell in _strays(sheet, row, columns) if cell.meaning is not None]
        touched = touched or holds or bool(strays)
        for cell in strays:
            cell.add(catalogue.COUNT_FOREIGN)
        name = block.cell(row, monthly.MONTH_UNIT)
        if names.counts(name, holds=holds) and holds:
            entries.append(_entry(name, group, columns))
    _look_beside(sheet, rows, columns)
    for unit in names.absent():
        block.cell(block.header_row, monthly.MONTH_UNIT).add(catalogue.UNIT_MISSING, found=unit)
    order = {unit: group.position(unit) or 0 for unit in (entry.unit for entry in entries)}
    return _Filed(tuple(sorted(entries, key=lambda entry: order[entry.unit])), touched)


def _anything(block: Table) -> bool:
    """Return whether a block whose columns are not known holds anything besides units' names."""
    known = (monthly.SERIAL, monthly.MONTH_UNIT, monthly.INFO, monthly.SCORE, monthly.RANK)
    computed = {block.columns.get(label) for label in known}
    return any(
        classify(value) is not None
        for values in block.sheet.grid.rows[_first_row(block) : block.end_row]
        for column, value in enumerate(values)
        if column not in computed
    )


def _columns(
    sheet: Sheet, block: Table, group: Group, new: Container[tuple[int, str]]
) -> _Columns | None:
    """Return where the block's inputs stand, None (and problems) where headers are missing.

    Items that are ``new`` have no column.
    """
    before = len(sheet.problems)
    names = [item.name for item in group.items if (group.annex, item.name) not in new]
    keys = {header_text(name): name for name in names}
    fixed = (monthly.DEDUCTION, monthly.NOTE)
    place = sheet.cell(block.header_row, 0)
    for label in fixed:
        if label not in block.columns:
            place.add(catalogue.TABLE_MISSING, found=label)
    refuse_repeated(sheet, block.header_row, (*keys, *fixed))
    if keys:
        _check_items(block, keys, layout.annex_sheet(group.annex))
    if len(sheet.problems) > before:
        return None
    items = {name: block.columns[key] for key, name in keys.items()}
    deduction = block.columns[monthly.DEDUCTION]
    used = {column + side for column in items.values() for side in (0, 1)}
    first = block.columns[monthly.MONTH_UNIT] + 1
    unused = tuple(column for column in range(first, deduction) if keys and column not in used)
    end = max(column for text, column in block.columns.items() if text in _BLOCK_LABELS) + 1
    return _Columns(items, deduction, block.columns[monthly.NOTE], unused, end)


_BLOCK_LABELS = frozenset({monthly.NOTE, monthly.INFO, monthly.SCORE, monthly.RANK})


def _title_row(block: Table) -> int:
    """Return the row of the title above the headers of a block."""
    rows = block.sheet.grid.rows
    above = range(block.header_row - 1, -1, -1)
    return next((row for row in above if any(map(_is_title, rows[row]))), 0)


def _is_title(value: object) -> bool:
    return isinstance(value, str) and _BLOCK_TITLE.match(value) is not None


def _check_items(block: Table, keys: Mapping[str, str], title: str) -> None:
    """Complain of item headers that are not the parameters', and of their two count columns."""
    sheet, header = block.sheet, block.header_row
    unknown = _unknown_items(block, keys)
    for column in unknown:
        sheet.cell(header, column).add(catalogue.ITEM_COLUMN_UNKNOWN)
    for key, name in keys.items():
        if key in block.columns:
            _check_pair(sheet, (header, _first_row(block) - 1), block.columns[key], name)
        elif not unknown:
            sheet.cell(header, 0).add(catalogue.ITEM_COLUMN_MISSING, found=name, block=title)


def _unknown_items(block: Table, keys: Container[str]) -> list[int]:
    """Return the columns whose headers are none of the items' ``keys``."""
    ends = block.columns.get(monthly.DEDUCTION, 0)
    return [
        column
        for text, column in block.columns.items()
        if column < ends and text not in {monthly.SERIAL, monthly.MONTH_UNIT} and text not in keys
    ]


def _check_pair(sheet: Sheet, rows: tuple[int, int], column: int, name: str) -> None:
    """Complain unless the pieces and, right of them, the special column's stand under an item."""
    header, labels = rows
    pair = [header_text(sheet.grid.at(labels, column + side)) for side in (0, 1)]
    beside = header_text(sheet.grid.at(header, column + 1))
    if pair != [monthly.PIECES, layout.IN_COLUMN] or beside:
        sheet.cell(header, column).add(catalogue.COUNT_COLUMNS_WRONG, found=name)


def _strays(sheet: Sheet, row: int, columns: _Columns) -> Iterator[Cell]:
    """Yield a row's cells in columns that belong to no item."""
    return (sheet.cell(row, column) for column in columns.unused)


def _look_beside(sheet: Sheet, rows: range, columns: _Columns) -> None:
    """Complain, once, of what looks like counts right of a block, where nobody reads it."""
    for row in rows:
        for column in range(columns.end, len(sheet.grid.rows[row])):
            cell = sheet.cell(row, column)
            if isinstance(read_count(cell.raw, None), Count):
                cell.add(catalogue.COUNT_BESIDE)
                return


def _input_columns(columns: _Columns) -> Iterator[int]:
    for column in columns.items.values():
        yield from (column, column + 1)
    yield from (columns.deduction, columns.note)


class _Names:
    """The units' names of one block as they are read, row by row."""

    def __init__(self, group: Group, month: int) -> None:
        self.group = group
        self.month = month
        self.seen: dict[int, int] = {}
        self.wrong = False

    def counts(self, name: Cell, *, holds: bool) -> bool:
        """Return whether the row is a unit's that takes part; a wrong name is a problem."""
        if name.meaning is None:
            return self._refuse(name, catalogue.NAME_BLANK) if holds else False
        position = self.group.position(name.shown)
        if position is None:
            return self._unknown(name) if self.group.units else False
        if position in self.seen:
            return self._refuse(name, catalogue.UNIT_TWICE, row=self.seen[position] + 1)
        self.seen[position] = name.row
        takes_part = self.group.units[position].is_there(self.month)
        if holds and not takes_part:
            name.add(catalogue.UNIT_OUTSIDE)
        return takes_part

    def absent(self) -> Iterator[str]:
        """Yield units that should be there and are not, unless they may stand under wrong names."""
        for position, unit in enumerate(self.group.units):
            if unit.is_there(self.month) and position not in self.seen and not self.wrong:
                yield unit.name

    def _unknown(self, name: Cell) -> bool:
        known = [unit.name for unit in self.group.units]
        hint = question(probable_successor(name.shown, known))
        return self._refuse(name, catalogue.UNIT_UNKNOWN, hint=hint)

    def _refuse(self, name: Cell, kind: Kind, **words: object) -> bool:
        name.add(kind, **words)
        self.wrong = True
        return False


def _entry(name: Cell, group: Group, columns: _Columns) -> Entry:
    sheet, row = name.sheet, name.row
    deduction = _deduction(sheet.cell(row, columns.deduction), group, name.shown)
    note = sheet.cell(row, columns.note)
    if deduction and note.meaning is None and group.rules.deductions:
        note.add(catalogue.DEDUCTION_NO_REASON, found=plain(deduction), subject=name.shown)
    return Entry(
        annex=group.annex,
        unit=name.shown,
        counts=tuple(
            count_at(sheet, row, columns.items[item.name], f"{name.shown} {item.name}")
            if item.name in columns.items
            else None
            for item in group.items
        ),
        deduction=deduction,
        note=_note(note),
    )


def _note(cell: Cell) -> str:
    """Return a remark with its lines and spaces as they were typed."""
    text = cell.text()
    return cell.raw if isinstance(cell.raw, str) else text


def _deduction(cell: Cell, group: Group, subject: str) -> Fraction:
    if cell.meaning is None or cell.meaning in layout.NO_DEDUCTION_WORDS:
        return Fraction(0)
    points = number(cell.meaning)
    if points is None or points < 0:
        cell.add(catalogue.DEDUCTION_WRONG, subject=subject)
        return Fraction(0)
    points = cell.exact() or Fraction(0)
    if points and not group.rules.deductions:
        cell.add(catalogue.DEDUCTION_NOT_SET, subject=subject)
    return points


_MOST_POINTS = Fraction(10**6)


def _nobody(sheet: Sheet) -> bool:
    """Return whether the sheet says outright that nobody had anything adopted."""
    cell = sheet.right_of(monthly.NONE_LABEL)
    if cell is None or cell.meaning is None:
        return False
    if cell.shown not in {layout.YES, layout.NO}:
        cell.add(catalogue.NONE_MARK_WRONG)
    return cell.shown == layout.YES


def _check_mark(sheet: Sheet, *, nobody: bool, touched: bool) -> None:
    mark = sheet.right_of(monthly.NONE_LABEL)
    if nobody and touched and mark is not None:
        mark.add(catalogue.NONE_MARK_FALSE)


def _check_untouched(
    blocks: Mapping[int, Table], groups: Sequence[Group], rows: Mapping[int, _Filed], month: int
) -> None:
    for group in groups:
        known = group.items and group.units
        if known and not rows[group.annex].touched and _taking_part(group, month):
            block = blocks[group.annex]
            header = block.cell(block.header_row, monthly.MONTH_UNIT)
            header.add(catalogue.GROUP_NOT_FILLED, found=group.annex)


def _taking_part(group: Group, month: int) -> bool:
    return any(unit.is_there(month) for unit in group.units)
