"""Reading the month sheets: what was filed, month by month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from xlportal.core import catalogue
from xlportal.core.checks import Place, Table
from xlportal.core.ledger import Ledger, MonthEntries
from xlportal.core.rules import Group
from xlportal.sheets import layout
from xlportal.sheets.blocks import Found, check_blocks, find_blocks, is_whole
from xlportal.sheets.content import DAY
from xlportal.sheets.monthly import HINT_LABEL, NONE_LABEL_BEFORE
from xlportal.sheets.places import Places
from xlportal.sheets.read_block import (
    Filed,
    has_pieces,
    is_marked,
    read_block,
    unknown_items,
)
from xlportal.sheets.tables import Cell, Row, Sheet


@dataclass(frozen=True)
class MonthRead:
    """A month sheet read: its entries (None where it is not filled), hint and date of issue."""

    entries: MonthEntries | None
    hint: str
    date: dt.date | None = None


@dataclass(frozen=True)
class Unplaced:
    """Groups (by annex) and items (by annex and name) that some month's sheet has no place for."""

    groups: frozenset[int] = frozenset()
    items: frozenset[tuple[int, str]] = frozenset()


NOTHING_NEW = Unplaced()


def unplaced(sheets: Mapping[int, Sheet], groups: Sequence[Group]) -> Unplaced:
    """Return what the parameters have and a month's sheet, by month, has not: added since.

    Where blocks or columns stand that nobody knows, it was rather a title or header that changed.
    """
    annexes = {group.annex for group in groups}
    new_groups, new_items = set(), set()
    for month, sheet in sheets.items():
        blocks = find_blocks(sheet)
        for group in (group for group in groups if group.members(month)):
            block = blocks.get(group.annex)
            if block is None and is_whole(sheet, blocks, annexes):
                new_groups.add(group.annex)
            elif block is not None and not unknown_items(block, group):
                there = (item.name for item in group.items if item.is_there(month))
                new_items |= {(group.annex, name) for name in there if block.item(name) is None}
    return Unplaced(frozenset(new_groups), frozenset(new_items))


def read_month(
    sheet: Sheet, month: int, ledger: Ledger, new: Unplaced, places: Places
) -> MonthRead:
    """Return what a month sheet holds; a sheet without any input is not a month with zeros.

    ``ledger`` has the groups and their rules. What is ``new`` is not looked for.
    """
    if sheet.grid.rows:
        sheet.check_label(HINT_LABEL)
    hint, date = sheet.right_of(HINT_LABEL), sheet.right_of(layout.DATE_LABEL)
    said = hint.text() if hint else ""
    issued = _date(date) if date else None
    if date:
        places.note(Place(Table.BLOCKS, month=month), Row(sheet, date.row, {"date": date.column}))
    blocks = find_blocks(sheet)
    check_blocks(sheet, blocks, [group.annex for group in ledger.groups])
    filed = _mark_before(sheet, _filed(sheet, blocks, ledger, month, new, places))
    if not any(found.filled or found.marked for found in filed.values()):
        sheet.problems = [found for found in sheet.problems if found.kind in _STRUCTURAL]
        sheet.inputs.clear()
        return MonthRead(None, said, issued)
    entries = [found for block in filed.values() for found in block.entries]
    for number, (entry, row) in enumerate(entries):
        places.note(Place(Table.ENTRIES, number, annex=entry.annex, month=month), row)
    there = [group.annex for group in ledger.groups_in(month)]
    silent = [a for a in there if not filed[a].filled and not filed[a].marked]
    unfilled = tuple(a for a in silent if a in new.groups or not filed[a].broken)
    return MonthRead(MonthEntries(month, tuple(e for e, _ in entries), unfilled), said, issued)


def _date(cell: Cell) -> dt.date | None:
    date: dt.date | None = None if cell.meaning is None else DAY.read(cell)
    if date is None and cell.meaning is not None:
        cell.add(DAY.wrong)
    return date


def _filed(
    sheet: Sheet,
    blocks: Mapping[int, Found],
    ledger: Ledger,
    month: int,
    new: Unplaced,
    places: Places,
) -> dict[int, Filed]:
    """Return what every group filed, by annex; a block that is not there is broken."""
    filed = {}
    for group in ledger.groups:
        block = blocks.get(group.annex)
        if block is not None:
            mark = block.mark or block.header
            place = Place(Table.BLOCKS, annex=group.annex, month=month)
            places.note(place, Row(sheet, mark.row, {"": mark.column}))
            names = {name for annex, name in new.items if annex == group.annex}
            filed[group.annex] = read_block(block, ledger.terms(group, month), places, names)
            continue
        if group.members(month) and group.annex not in new.groups:
            sheet.add(catalogue.BLOCK_MISSING, found=layout.annex_sheet(group.annex))
        filed[group.annex] = Filed(broken=True)
    return filed


def _mark_before(sheet: Sheet, filed: Mapping[int, Filed]) -> dict[int, Filed]:
    """Return what was filed with the mark of the first edition, which speaks for all groups."""
    mark = sheet.right_of(NONE_LABEL_BEFORE)
    if mark is None or not is_marked(mark):
        return dict(filed)
    if any(has_pieces(entry for entry, _ in found.entries) for found in filed.values()):
        mark.add(catalogue.NONE_MARK_FALSE)
    return {annex: replace(found, marked=True) for annex, found in filed.items()}


_STRUCTURAL = (
    catalogue.BLOCK_MISSING, catalogue.BLOCK_REPEATED, catalogue.BLOCK_UNKNOWN,
    catalogue.TABLE_MISSING, catalogue.COLUMN_NEW, catalogue.RESULT_TYPED,
    catalogue.HEADER_REPEATED, catalogue.ITEM_COLUMN_MISSING, catalogue.ITEM_COLUMN_UNKNOWN,
    catalogue.COUNT_COLUMNS_WRONG, catalogue.CELL_ERROR, catalogue.CELL_FORMULA,
    catalogue.TEXT_WRONG, catalogue.DATE_WRONG,
)  # fmt: skip
"""What is wrong with a month sheet even before it is filled."""
