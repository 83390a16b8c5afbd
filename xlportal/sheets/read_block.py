"""Reading a group's block of a month sheet: names, counts, deductions, additions, remarks."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlportal.core import catalogue
from xlportal.core.checks import Place, Table
from xlportal.core.ledger import Entry, Terms
from xlportal.core.rules import Group
from xlportal.sheets import layout
from xlportal.sheets.blocks import Found
from xlportal.sheets.month_columns import IN_COLUMN, INPUTS, PIECES, RESULTS
from xlportal.sheets.places import Places
from xlportal.sheets.tables import Cell, Row, count_at, header_text, refuse_repeated


@dataclass(frozen=True)
class Filed:
    """What a block holds: an entry a row in roster order, with the row it was read from.

    It is ``filled`` where a count, deduction or addition cell holds something, ``marked`` where
    nobody had anything adopted, and ``broken`` where it cannot be read.
    """

    entries: tuple[tuple[Entry, Row], ...] = ()
    filled: bool = False
    marked: bool = False
    broken: bool = False


def read_block(block: Found, terms: Terms, places: Places, new: Container[str]) -> Filed:
    """Return what a block holds; items that are ``new`` have no column yet."""
    items = _items(block, terms, new)
    if items is None:
        return Filed(broken=True)
    inputs = {c.field: at for c in INPUTS if (at := block.input(c)) is not None}
    counted = [column + side for column in items.values() for side in (0, 1)]
    scored = [*counted, *(inputs[c.field] for c in INPUTS if c.is_points and c.field in inputs)]
    block.sheet.claim(block.rows, (block.names, *counted, *inputs.values()))
    filled = any(block.sheet.holds(row, scored) for row in block.rows)
    strays = [*_strays(block, items)]
    names = _Names(block, terms)
    entries = []
    for row in block.rows:
        holds = block.sheet.holds(row, (*counted, *inputs.values()))
        if names.reads(row, holds=holds):
            where = Row(block.sheet, row, {"unit": block.names, **items, **inputs})
            entries.append((_entry(where, terms.group, items), where))
    names.check(places)
    _check_results(block, [name.row for name in names.seen.values()])
    entries.sort(key=lambda found: terms.group.position(found[0].unit) or 0)
    return Filed(
        tuple(entries), filled or bool(strays), _marked(block.mark, (e for e, _ in entries))
    )


def _entry(row: Row, group: Group, items: Mapping[str, int]) -> Entry:
    unit = row.cell("unit").shown
    return Entry(
        annex=group.annex,
        unit=unit,
        counts=tuple(
            count_at(row.sheet, row.row, items[item.name], f"{unit} {item.name}")
            if item.name in items
            else None
            for item in group.items
        ),
        **{
            column.field: column.read(row.cell(column.field))
            for column in INPUTS
            if column.field in row.columns
        },
    )


def _marked(mark: Cell | None, entries: Iterable[Entry]) -> bool:
    """Return whether a block says that nobody had anything; counts that say otherwise are wrong."""
    if mark is None or not is_marked(mark):
        return False
    if has_pieces(entries):
        mark.add(catalogue.NONE_MARK_FALSE)
    return True


def is_marked(mark: Cell) -> bool:
    """Return whether a cell says that nobody had anything adopted."""
    mark.sheet.claim(range(mark.row, mark.row + 1), (mark.column,))
    if mark.meaning is not None and mark.shown not in {layout.YES, layout.NO}:
        mark.add(catalogue.NONE_MARK_WRONG)
    return mark.shown == layout.YES


def has_pieces(entries: Iterable[Entry]) -> bool:
    """Return whether anything was adopted in any of ``entries``."""
    return any(count and count.pieces for entry in entries for count in entry.counts)


def _items(block: Found, terms: Terms, new: Container[str]) -> dict[str, int] | None:
    """Return the pieces column of every item, None (and problems) where headers are wrong."""
    group, sheet, row = terms.group, block.sheet, block.header_row
    before = len(sheet.problems)
    keys = {header_text(item.name): item.name for item in group.items}
    for label in (INPUTS[0].labels, INPUTS[1].labels):
        if not any(text in block.columns for text in label):
            sheet.cell(row, 0).add(catalogue.TABLE_MISSING, found=label[0])
            return None
    refuse_repeated(sheet, row, (*keys, *(label for c in INPUTS for label in c.labels)))
    for missing in (c for c in INPUTS if c.optional and c.is_points and block.input(c) is None):
        if getattr(terms.rules, missing.rule):
            sheet.cell(row, 0).add(catalogue.COLUMN_NEW, found=missing.label)
    unknown = unknown_items(block, group)
    for column in unknown if group.items else ():
        sheet.cell(row, column).add(catalogue.ITEM_COLUMN_UNKNOWN)
    items = {name: block.columns[key] for key, name in keys.items() if key in block.columns}
    for name, column in items.items():
        _check_pair(block, column, name)
    for name in keys.values():
        there = terms.group.items and name in {item.name for item in terms.items}
        if there and name not in items and name not in new and not unknown:
            title = layout.annex_sheet(group.annex)
            sheet.cell(row, 0).add(catalogue.ITEM_COLUMN_MISSING, found=name, block=title)
    return items if len(sheet.problems) == before else None


def unknown_items(block: Found, group: Group) -> list[int]:
    """Return the columns of counts whose headers are no item's of the group."""
    keys = {header_text(item.name) for item in group.items}
    labels = block.sheet.headers[block.rows.start - 1]
    named = {
        c
        for text, c in block.columns.items()
        if block.names < c < block.first_input and text not in keys
    }
    known = {block.columns[key] for key in keys if key in block.columns}
    named -= {column + 1 for column in known}
    counted = {c for c, text in enumerate(labels) if text == PIECES and c < block.first_input}
    return sorted(named | (counted - known))


def _check_pair(block: Found, column: int, name: str) -> None:
    """Complain unless the pieces and, right of them, the special column's stand under an item."""
    headers = block.sheet.headers
    labels = headers[block.rows.start - 1][column : column + 2]
    beside = headers[block.header_row][column + 1 : column + 2]
    if labels != [PIECES, IN_COLUMN] or any(beside):
        block.sheet.cell(block.header_row, column).add(catalogue.COUNT_COLUMNS_WRONG, found=name)


def _strays(block: Found, items: Mapping[str, int]) -> Iterator[Cell]:
    """Yield, and complain of, cells in columns that are no item's."""
    used = {column + side for column in items.values() for side in (0, 1)}
    for row in block.rows:
        for column in set(range(block.names + 1, block.first_input)) - used:
            cell = block.sheet.cell(row, column)
            if cell.meaning is not None:
                cell.add(catalogue.COUNT_FOREIGN)
                yield cell


def _check_results(block: Found, rows: Sequence[int]) -> None:
    """Complain, once, of a result in ``rows`` that no formula gives any more."""
    formulas = block.sheet.grid.shape.formulas
    if formulas is None:
        return
    for column in (block.columns[r.label] for r in RESULTS if r.label in block.columns):
        over = [f for f in formulas if f.column <= column <= f.last_column]
        given = {row for f in over for row in block.rows if f.row <= row <= f.last_row}
        for row in rows:
            if row not in given:
                block.sheet.cell(row, column).add(catalogue.RESULT_TYPED)
                return


class _Names:
    """The units' names of one block as they are read, row by row."""

    def __init__(self, block: Found, terms: Terms) -> None:
        self.block = block
        self.group, self.month = terms.group, terms.month
        self.members = {unit.name for unit in terms.units}
        self.seen: dict[int, Cell] = {}
        self.unknown: list[Cell] = []
        self.nameless = False

    def reads(self, row: int, *, holds: bool) -> bool:
        """Return whether the row is a known unit's that filed something; a wrong name is not."""
        name = self.block.sheet.cell(row, self.block.names)
        if name.meaning is None:
            if holds:
                name.add(catalogue.NAME_BLANK)
                self.nameless = True
            return False
        position = self.group.position(name.shown)
        if position is None:
            self.unknown.append(name)
        elif position in self.seen:
            name.add(catalogue.UNIT_TWICE)
        else:
            self.seen[position] = name
            return holds
        return False

    def check(self, places: Places) -> None:
        """Complain of names that nobody knows, else of units that should be there and are not."""
        for position, name in self.seen.items():
            place = Place(Table.MEMBERS, position, annex=self.group.annex, month=self.month)
            places.note(place, Row(name.sheet, name.row, {"unit": name.column}))
        if not self.members or not self.group.units:
            return
        there = {self.group.units[position].name for position in self.seen}
        absent = [unit.name for unit in self.group.units if unit.name in self.members - there]
        for name in self.unknown:
            places.refuse_name(name, self.group, absent)
        for unit in absent if not (self.unknown or self.nameless) else ():
            self.block.header.add(catalogue.UNIT_MISSING, found=unit)
