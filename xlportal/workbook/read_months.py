"""Reading the month sheets and 期初: what was filed, month by month and before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlportal import problems as catalogue
from xlportal.exact import plain
from xlportal.ledger import Count, Counts, Entry, MonthEntries, Opening
from xlportal.rules import FIRST_MONTH, LAST_MONTH, Group
from xlportal.workbook import layout
from xlportal.workbook.cells import number
from xlportal.workbook.counts import Objection, is_large, read_count
from xlportal.workbook.read_parameters import read_annex, whole_between
from xlportal.workbook.tables import Cell, Sheet, Table, header_text

_BLOCK_TITLE = re.compile(r"\s*附表\s*([0-9]+)(?:\s|$)")


@dataclass(frozen=True)
class MonthRead:
    """A month sheet read: its entries (None where it is not filled) and its hint."""

    entries: MonthEntries | None
    hint: str


def read_month(sheet: Sheet, month: int, groups: Sequence[Group]) -> MonthRead:
    """Return what a month sheet holds; a sheet without any input is not a month with zeros."""
    hint = sheet.right_of(layout.HINT_LABEL)
    tables = _blocks(sheet)
    rows = {group.annex: _rows(sheet, tables.get(group.annex), group, month) for group in groups}
    nobody = _nobody(sheet)
    entries = tuple(entry for filed in rows.values() for entry in filed.entries)
    filled = nobody or any(filed.touched for filed in rows.values())
    if not filled:
        sheet.problems.clear()
        return MonthRead(None, hint.shown if hint else "")
    _check_mark(sheet, nobody=nobody, touched=any(filed.touched for filed in rows.values()))
    if not nobody:
        _check_untouched(tables, groups, rows, month)
    return MonthRead(MonthEntries(month, entries), hint.shown if hint else "")


def read_opening(
    sheet: Sheet, groups: Sequence[Group], filled: Sequence[int]
) -> tuple[Opening, ...]:
    """Return the carry-in in roster order; one that overlaps a filled month is a problem."""
    table = sheet.table(layout.OPENING_COLUMNS)
    if table is None:
        return ()
    by_annex = {group.annex: group for group in groups}
    pairs = _opening_pairs(table)
    found: dict[int, list[Opening]] = {annex: [] for annex in by_annex}
    seen: dict[tuple[int, int], int] = {}
    for row in range(table.header_row + 1, table.end_row):
        inputs = [table.cell(row, label) for label in (layout.THROUGH, layout.OPENING_SCORE)]
        inputs += [sheet.cell(row, column + side) for column in pairs.values() for side in (0, 1)]
        if all(cell.meaning is None for cell in inputs):
            continue
        annex = read_annex(table, row, by_annex)
        if annex is None:
            continue
        opening = _opening(table, row, by_annex[annex], pairs, seen)
        if opening is not None:
            found[annex].append(opening)
            _check_overlap(table.cell(row, layout.THROUGH), by_annex[annex], opening, filled)
    return tuple(
        opening
        for annex, openings in found.items()
        for opening in sorted(openings, key=lambda o: by_annex[annex].position(o.unit) or 0)
    )


@dataclass(frozen=True)
class _Filed:
    """The rows of one group on a month sheet; ``touched`` where any input cell holds anything."""

    entries: tuple[Entry, ...]
    touched: bool


@dataclass(frozen=True)
class _Columns:
    """Where a block's inputs stand: pieces column by item, deduction, note."""

    items: Mapping[str, int]
    deduction: int
    note: int


def _blocks(sheet: Sheet) -> dict[int, Table]:
    """Return the block of every group found on the sheet, by annex number."""
    titles = dict(_titles(sheet))
    ends = [*list(titles)[1:], len(sheet.grid.rows)]
    headers = sheet.header_rows(layout.MONTH_UNIT)
    blocks: dict[int, Table] = {}
    for (title, annex), end in zip(titles.items(), ends, strict=True):
        header = next((row for row in headers if title < row < end), None)
        if header is not None:
            texts = [header_text(value) for value in sheet.grid.rows[header]]
            columns = {text: texts.index(text) for text in texts if text}
            blocks.setdefault(annex, Table(sheet, header, columns, end))
    return blocks


def _titles(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Yield row and annex number of every block title."""
    for row, values in enumerate(sheet.grid.rows):
        title = _BLOCK_TITLE.match(next((text for text in values if isinstance(text, str)), ""))
        if title:
            yield row, int(title[1])


def _rows(sheet: Sheet, block: Table | None, group: Group, month: int) -> _Filed:
    if block is None:
        sheet.add(catalogue.BLOCK_MISSING, found=layout.annex_sheet(group.annex))
        return _Filed((), touched=True)
    columns = _columns(sheet, block, group)
    if columns is None:
        return _Filed((), touched=True)
    entries: list[Entry] = []
    seen: dict[int, int] = {}
    touched = False
    for row in range(block.header_row + layout.BLOCK_HEAD - 1, block.end_row):
        inputs = [sheet.cell(row, column) for column in _input_columns(columns)]
        holds = any(cell.meaning is not None for cell in inputs)
        touched = touched or holds
        name = block.cell(row, layout.MONTH_UNIT)
        if _row_counts(name, group, month, seen, holds=holds) and holds:
            entries.append(_entry(name, group, columns))
    for position in _absent(group, month, seen):
        unit = group.units[position].name
        block.cell(block.header_row, layout.MONTH_UNIT).add(catalogue.UNIT_MISSING, found=unit)
    order = {unit: group.position(unit) or 0 for unit in (entry.unit for entry in entries)}
    return _Filed(tuple(sorted(entries, key=lambda entry: order[entry.unit])), touched)


def _columns(sheet: Sheet, block: Table, group: Group) -> _Columns | None:
    """Return where the block's inputs stand, None (and problems) where headers are missing."""
    names = [item.name for item in group.rules.items]
    title = layout.annex_sheet(group.annex)
    place = sheet.cell(block.header_row, 0)
    keys = {name: header_text(name) for name in names}
    for name in names:
        if keys[name] not in block.columns:
            place.add(catalogue.ITEM_COLUMN_MISSING, found=name, block=title)
    fixed = {layout.DEDUCTION, layout.NOTE}
    for label in fixed - set(block.columns):
        place.add(catalogue.TABLE_MISSING, found=label)
    complete = fixed.issubset(block.columns) and set(keys.values()).issubset(block.columns)
    ends = block.columns.get(layout.DEDUCTION, 0)
    known = {layout.SERIAL, layout.MONTH_UNIT, *keys.values()}
    for label, column in block.columns.items():
        if column < ends and label not in known:
            sheet.cell(block.header_row, column).add(catalogue.ITEM_COLUMN_UNKNOWN)
    if not complete:
        return None
    return _Columns(
        {name: block.columns[key] for name, key in keys.items()},
        block.columns[layout.DEDUCTION],
        block.columns[layout.NOTE],
    )


def _input_columns(columns: _Columns) -> Iterator[int]:
    for column in columns.items.values():
        yield from (column, column + 1)
    yield from (columns.deduction, columns.note)


def _row_counts(name: Cell, group: Group, month: int, seen: dict[int, int], *, holds: bool) -> bool:
    """Return whether the row is a unit's that takes part; a wrong name is a problem."""
    if name.meaning is None:
        if holds:
            name.add(catalogue.NAME_BLANK)
        return False
    position = group.position(name.shown)
    if position is None:
        name.add(catalogue.UNIT_UNKNOWN)
        return False
    if position in seen:
        name.add(catalogue.UNIT_TWICE, row=seen[position] + 1)
        return False
    seen[position] = name.row
    if not group.units[position].takes_part(month):
        if holds:
            name.add(catalogue.UNIT_OUTSIDE)
        return False
    return True


def _absent(group: Group, month: int, seen: Mapping[int, int]) -> Iterator[int]:
    for position, unit in enumerate(group.units):
        if unit.takes_part(month) and position not in seen:
            yield position


def _entry(name: Cell, group: Group, columns: _Columns) -> Entry:
    sheet, row = name.sheet, name.row
    deduction = _deduction(sheet.cell(row, columns.deduction), group, name.shown)
    note = sheet.cell(row, columns.note)
    if deduction and note.meaning is None:
        note.add(catalogue.DEDUCTION_NO_REASON, found=plain(deduction), subject=name.shown)
    return Entry(
        annex=group.annex,
        unit=name.shown,
        counts=tuple(
            _count(sheet, row, columns.items[item.name], f"{name.shown} {item.name}")
            for item in group.rules.items
        ),
        deduction=deduction,
        note=note.raw if isinstance(note.raw, str) else note.shown,
    )


def _count(sheet: Sheet, row: int, column: int, subject: str) -> Count | None:
    cells = (sheet.cell(row, column), sheet.cell(row, column + 1))
    found = read_count(cells[0].raw, cells[1].raw)
    if isinstance(found, Objection):
        words = dict(found.words)
        cells[found.cell].add(found.kind, found=found.found, subject=subject, **words)
        return None
    if found is not None and is_large(found):
        cells[0].add(catalogue.COUNT_LARGE, subject=subject)
    return found


def _deduction(cell: Cell, group: Group, subject: str) -> Fraction:
    if cell.meaning is None or cell.meaning in layout.NO_DEDUCTION_WORDS:
        return Fraction(0)
    points = number(cell.meaning)
    if points is None or points < 0:
        cell.add(catalogue.DEDUCTION_WRONG, subject=subject)
        return Fraction(0)
    if points and not group.rules.deductions:
        cell.add(catalogue.DEDUCTION_NOT_SET, subject=subject)
    return points


def _nobody(sheet: Sheet) -> bool:
    """Return whether the sheet says outright that nobody had anything adopted."""
    cell = sheet.right_of(layout.NONE_LABEL)
    if cell is None or cell.meaning is None:
        return False
    if cell.shown not in {layout.YES, layout.NO}:
        cell.add(catalogue.NONE_MARK_WRONG)
    return cell.shown == layout.YES


def _check_mark(sheet: Sheet, *, nobody: bool, touched: bool) -> None:
    mark = sheet.right_of(layout.NONE_LABEL)
    if nobody and touched and mark is not None:
        mark.add(catalogue.NONE_MARK_FALSE)


def _check_untouched(
    blocks: Mapping[int, Table], groups: Sequence[Group], rows: Mapping[int, _Filed], month: int
) -> None:
    for group in groups:
        if not rows[group.annex].touched and _taking_part(group, month):
            block = blocks[group.annex]
            header = block.cell(block.header_row, layout.MONTH_UNIT)
            header.add(catalogue.GROUP_NOT_FILLED, found=group.annex)


def _taking_part(group: Group, month: int) -> bool:
    return any(unit.takes_part(month) for unit in group.units)


def _opening_pairs(table: Table) -> dict[str, int]:
    """Return the pieces column of every item in the carry-in table, by item."""
    values = table.sheet.grid.rows[table.header_row]
    fixed = {*layout.OPENING_COLUMNS, layout.IN_COLUMN}
    return {
        header_text(value): column
        for column, value in enumerate(values)
        if header_text(value) and header_text(value) not in fixed
    }


def _opening(
    table: Table,
    row: int,
    group: Group,
    pairs: Mapping[str, int],
    seen: dict[tuple[int, int], int],
) -> Opening | None:
    name = table.cell(row, layout.UNIT_NAME)
    position = group.position(name.shown)
    if name.meaning is None:
        name.add(catalogue.NAME_BLANK)
    elif position is None:
        name.add(catalogue.UNIT_UNKNOWN)
    elif (group.annex, position) in seen:
        name.add(catalogue.UNIT_TWICE, row=seen[group.annex, position] + 1)
    if position is None:
        return None
    seen.setdefault((group.annex, position), row)
    return Opening(
        annex=group.annex,
        unit=name.shown,
        through=_through(table.cell(row, layout.THROUGH)),
        counts=_opening_counts(table, row, group, pairs),
        score=_opening_score(table.cell(row, layout.OPENING_SCORE)),
    )


def _check_overlap(cell: Cell, group: Group, opening: Opening, filled: Sequence[int]) -> None:
    unit = group.units[group.position(opening.unit) or 0]
    twice = [month for month in filled if month <= opening.through and unit.takes_part(month)]
    if twice:
        cell.add(
            catalogue.OPENING_OVERLAP,
            found=layout.month_sheet(opening.through),
            month="、".join(layout.month_sheet(month) for month in twice),
            subject=opening.unit,
        )


def _through(cell: Cell) -> int:
    if cell.meaning is None:
        cell.add(catalogue.OPENING_INCOMPLETE, what=layout.THROUGH)
        return FIRST_MONTH
    found = whole_between(cell, (FIRST_MONTH, LAST_MONTH), catalogue.MONTH_WRONG)
    return FIRST_MONTH if found is None else found


def _opening_score(cell: Cell) -> Fraction:
    score = number(cell.meaning)
    if cell.meaning is None:
        cell.add(catalogue.OPENING_INCOMPLETE, what=layout.OPENING_SCORE)
    elif score is None or score < 0:
        cell.add(catalogue.SCORE_WRONG)
    return score if score is not None and score >= 0 else Fraction(0)


def _opening_counts(table: Table, row: int, group: Group, pairs: Mapping[str, int]) -> Counts:
    unit = table.cell(row, layout.UNIT_NAME).shown
    own = {header_text(item.name): item.name for item in group.rules.items}
    for name, column in pairs.items():
        if name not in own:
            for cell in (table.sheet.cell(row, column + side) for side in (0, 1)):
                if cell.meaning is not None:
                    cell.add(catalogue.OPENING_FOREIGN, item=name, subject=unit)
    for key, name in own.items():
        if key not in pairs:
            table.cell(table.header_row, layout.ANNEX).add(
                catalogue.ITEM_COLUMN_MISSING, found=name, block=layout.OPENING
            )
    return tuple(
        _count(table.sheet, row, pairs[key], f"{unit} {name}") if key in pairs else None
        for key, name in own.items()
    )
