"""Reading the month sheets: what every group filed, month by month."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xlportal.core import catalogue
from xlportal.core.checks import Place, Tables
from xlportal.core.ledger import Entry, Ledger, MonthEntries, Terms
from xlportal.core.problems import Kind
from xlportal.sheets import layout
from xlportal.sheets.blocks import Found, find_blocks, titles
from xlportal.sheets.monthly import EARNED, HINT_LABEL, IN_COLUMN, INPUTS, PIECES, RESULTS, UNIT
from xlportal.sheets.read_tables import ISSUED
from xlportal.sheets.tables import (
    Places,
    Row,
    Sheet,
    counts_at,
    empty_pairs,
    item_columns,
    refuse_repeated,
)


@dataclass(frozen=True)
class MonthRead:
    """A month sheet read: its entries (None where it is not filled), hint and date of issue."""

    entries: MonthEntries | None
    hint: str
    date: dt.date | None = None


@dataclass(frozen=True)
class _Part:
    """A block whose headers are sound: the columns of items and inputs, by name and field.

    ``units`` are the places in the roster of the names that stand there, by row, None for a name
    that is no unit's.
    """

    block: Found
    terms: Terms
    items: Mapping[str, int]
    inputs: Mapping[str, int]
    units: Mapping[int, int | None]

    @property
    def counted(self) -> list[int]:
        return [column + side for column in self.items.values() for side in (0, 1)]

    @property
    def columns(self) -> list[int]:
        return [*self.counted, *self.inputs.values()]


def read_month(sheet: Sheet, month: int, ledger: Ledger, places: Places) -> MonthRead:
    """Return what a month sheet holds; a sheet without any input is not a month with zeros."""
    hint = sheet.right_of(HINT_LABEL, is_needed=True)
    date = sheet.right_of(layout.DATE_LABEL)
    if date:
        places.note(Place(Tables.BLOCKS, month=month), Row(sheet, date.row, {"date": date.column}))
    said, issued = hint.text() if hint else "", ISSUED.read(date) if date else None
    parts = _parts(sheet, month, ledger, places)
    sound = {annex: part for annex, part in parts.items() if part}
    filled = {annex for annex, part in sound.items() if _is_filled(part)}
    marked = {annex for annex, part in sound.items() if _is_marked(part.block)}
    if not filled and not marked:
        sheet.inputs.clear()
        return MonthRead(None, said, issued)
    rows = [found for part in sound.values() for found in _entries(part, places)]
    entries = places.listed(rows, Tables.ENTRIES, annex=None, month=month)
    for annex in marked:
        mark = sound[annex].block.mark
        if mark and any(c and c.pieces for e in entries if e.annex == annex for c in e.counts):
            mark.add(catalogue.NONE_MARK_FALSE)
    told = filled | marked | (parts.keys() - sound.keys())
    there = (group.annex for group in ledger.groups_in(month))
    unfilled = tuple(annex for annex in there if annex not in told)
    return MonthRead(MonthEntries(month, entries, unfilled), said, issued)


def _parts(sheet: Sheet, month: int, ledger: Ledger, places: Places) -> dict[int, _Part | None]:
    """Return the block of every group, None (and problems) for one that cannot be read."""
    blocks, parts = find_blocks(sheet), dict[int, _Part | None]()
    headers, standing = len(sheet.header_rows(UNIT)), list(titles(sheet))
    annexes = [group.annex for group in ledger.groups]
    seen: set[int] = set()
    for title, annex in standing:
        if annex not in annexes or annex in seen & blocks.keys():
            kind = catalogue.BLOCK_REPEATED if annex in annexes else catalogue.BLOCK_UNKNOWN
            title.add(kind, found=layout.annex_sheet(annex))
        seen.add(annex)
    # Where all that stands is known, a block that is not there was never put there.
    is_whole = headers == len(blocks) == len(standing) and seen <= {*annexes}
    for number, group in enumerate(ledger.groups):
        block = blocks.get(group.annex)
        if block:
            cell = block.mark or block.header
            place = Place(Tables.BLOCKS, 0, "", group.annex, month)
            places.note(place, Row(sheet, cell.row, {"": cell.column}))
            parts[group.annex] = _part(block, ledger.terms(group, month), places)
        elif group.members(month) and is_whole:
            _refuse_new(catalogue.GROUP_NEW, Place(Tables.GROUPS, number, "annex"), places)
        elif group.members(month):
            sheet.add(catalogue.BLOCK_MISSING, found=layout.annex_sheet(group.annex))
            parts[group.annex] = None
    return parts


def _refuse_new(kind: Kind, place: Place, places: Places) -> None:
    """Complain of something in the parameters that a month sheet has no place for."""
    cell = places.cell(place)
    if cell:
        cell.add(kind)


def _part(block: Found, terms: Terms, places: Places) -> _Part | None:
    sheet, row = block.sheet, block.header_row
    items = _items(block, terms, places)
    if items is None:
        return None
    inputs = {column.field: at for column in INPUTS if (at := block.input(column)) is not None}
    for column in (c for c in INPUTS if c.optional and c.is_points and c.field not in inputs):
        if getattr(terms.rules, column.rule):
            sheet.cell(row, 0).add(catalogue.COLUMN_NEW, found=column.label)
    standing = [sheet.cell(at, block.names) for at in block.rows]
    units = {n.row: terms.group.position(n.shown) for n in standing if n.meaning is not None}
    _check_results(block, items, units)
    return _Part(block, terms, items, inputs, units)


def _items(block: Found, terms: Terms, places: Places) -> dict[str, int] | None:
    """Return the pieces column of every item, None (and problems) where headers are wrong."""
    group, sheet, row = terms.group, block.sheet, block.header_row
    before = len(sheet.problems)
    for column in INPUTS[:2]:
        if block.input(column) is None:
            sheet.cell(row, 0).add(catalogue.TABLE_MISSING, found=column.label)
            return None
    refuse_repeated(sheet, row, [label for column in INPUTS for label in column.labels])
    names, headers = [item.name for item in group.items], sheet.headers
    items, unknown = item_columns(sheet, row, names, block.columns.values())
    labels, between = block.labels, range(block.names + 1, block.first_input)
    counted = {c for c, text in enumerate(labels) if text == PIECES} - {*items.values()}
    strange = sorted({*unknown, *counted} & {*between}) if names else []
    left = empty_pairs(sheet, block.rows, strange)
    for at in (at for at in strange if at not in left):
        sheet.cell(row, at).add(catalogue.ITEM_COLUMN_UNKNOWN)
    for name, at in items.items():
        if labels[at : at + 2] != [PIECES, IN_COLUMN] or any(headers[row][at + 1 : at + 2]):
            sheet.cell(row, at).add(catalogue.COUNT_COLUMNS_WRONG, found=name)
    if len(sheet.problems) > before:
        return None
    there = [slot for slot, item in enumerate(group.items) if item.is_there(terms.month)]
    new = [slot for slot in there if names[slot] not in items]
    for slot in new:
        _refuse_new(catalogue.ITEM_NEW, Place(Tables.ITEMS, slot, "name", group.annex), places)
    for at in left if not new else ():
        sheet.cell(row, at).add(catalogue.ITEM_COLUMN_LEFT)
    return items


def _check_results(block: Found, items: Iterable[str], units: Mapping[int, int | None]) -> None:
    """Complain, once, of a unit's result that no formula gives any more."""
    formulas = block.sheet.grid.shape.formulas
    if formulas is None:
        return
    results = [block.columns[r.label] for r in RESULTS if r.label in block.columns]
    results += filter(None, map(block.earned, items))
    for column in results:
        over = [f for f in formulas if f.column <= column <= f.last_column]
        given = {row for f in over for row in block.rows if f.row <= row <= f.last_row}
        for row in (row for row, unit in units.items() if unit is not None and row not in given):
            block.sheet.cell(row, column).add(catalogue.RESULT_TYPED)
            return


def _is_filled(part: _Part) -> bool:
    """Return whether a count, deduction or addition cell holds something.

    Complains of cells between names and inputs that hold something in a column that is no item's.
    """
    block, sheet = part.block, part.block.sheet
    earned = {column for column, text in enumerate(block.labels) if text == EARNED}
    stray = sorted({*range(block.names + 1, block.first_input)} - {*part.counted} - earned)
    strays = [sheet.cell(row, column) for row in block.rows for column in stray]
    found = [cell for cell in strays if cell.meaning is not None]
    for cell in found:
        cell.add(catalogue.COUNT_FOREIGN)
    points = [part.inputs[c.field] for c in INPUTS if c.is_points and c.field in part.inputs]
    return bool(found) or any(sheet.holds(row, [*part.counted, *points]) for row in block.rows)


def _is_marked(block: Found) -> bool:
    mark = block.mark
    if mark is None:
        return False
    block.sheet.claim(range(mark.row, mark.row + 1), (mark.column,))
    if mark.meaning is not None and mark.shown not in {layout.YES, layout.NO}:
        mark.add(catalogue.NONE_MARK_WRONG)
    return mark.shown == layout.YES


def _entries(part: _Part, places: Places) -> list[tuple[Entry, Row]]:
    """Return an entry a row that a known unit filed something in, in roster order."""
    block, sheet, group = part.block, part.block.sheet, part.terms.group
    sheet.claim(block.rows, (block.names, *part.columns))
    rows: dict[int, Row] = {}
    filed = {row for row in block.rows if sheet.holds(row, part.columns)}
    for row, position in part.units.items():
        if position in rows:
            sheet.cell(row, block.names).add(catalogue.UNIT_TWICE)
        elif position is not None:
            columns = {"unit": block.names, **part.items, **part.inputs}
            rows[position] = Row(sheet, row, columns)
            place = Place(Tables.MEMBERS, position, "", group.annex, part.terms.month)
            places.note(place, rows[position])
    nameless = filed - part.units.keys()
    for row in nameless:
        sheet.cell(row, block.names).add(catalogue.NAME_BLANK)
    unknown = [row for row, position in part.units.items() if position is None]
    absent = [u.name for u in part.terms.units if group.position(u.name) not in rows]
    for row in unknown if part.terms.units else ():
        places.refuse_name(sheet.cell(row, block.names), group, absent)
    for name in absent if not unknown and not nameless else ():
        block.header.add(catalogue.UNIT_MISSING, found=name)
    return [(_entry(part, row), row) for _, row in sorted(rows.items()) if row.row in filed]


def _entry(part: _Part, row: Row) -> Entry:
    unit = row.cell("unit").shown
    counts = counts_at(row, part.items, part.terms.group.items, unit)
    given = {c.field: c.read(row.cell(c.field)) for c in INPUTS if c.field in part.inputs}
    return Entry(annex=part.terms.group.annex, unit=unit, counts=counts, **given)
