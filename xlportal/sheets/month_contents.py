"""What stands in the input cells of the month sheets that hold a given ledger.

Values and places only; the writer of the workbook formats them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias, TypeVar

from xlportal.core.book import Book
from xlportal.core.ledger import Count, Entry, Ledger, MonthEntries, Opening, left_empty
from xlportal.core.limits import MONTHS
from xlportal.core.rules import Group, Unit
from xlportal.sheets import layout, monthly
from xlportal.sheets.month_columns import IN_COLUMN, PIECES, RESULTS, SERIAL, UNIT, inputs_with
from xlportal.sheets.monthly import HEADER, LABELS, MARK, TITLE, Block, Columns, MonthLayout

Cells: TypeAlias = dict[tuple[int, int], object]
"""Values by (row, column)."""
_Filed = TypeVar("_Filed", Entry, Opening)


def layouts(ledger: Ledger) -> dict[int, MonthLayout]:
    """Return the layout of every month's sheet: room for every unit and some to come."""
    terms = {
        month: [ledger.terms(group, month) for group in ledger.groups_in(month)] for month in MONTHS
    }
    inputs = inputs_with(one.rules for groups in terms.values() for one in groups)
    return {
        month: monthly.month_layout(
            terms[month],
            [
                len(month_rows(one.group, month, ledger.entries(month))) + monthly.SPARE_ROWS
                for one in terms[month]
            ],
            inputs,
        )
        for month in MONTHS
    }


def month_rows(
    group: Group, month: int, filed: MonthEntries | None
) -> list[tuple[str, Entry | None]]:
    """Return name and entry of each row of a group's block: the units taking part."""
    return unit_rows(group, group.members(month), filed.of(group.annex) if filed else ())


def unit_rows(
    group: Group, units: Iterable[Unit], filed: Iterable[_Filed]
) -> list[tuple[str, _Filed | None]]:
    """Return name and what was filed of every unit, under the name that it filed by."""
    by_position = {group.position(one.unit): one for one in filed}
    rows = [(unit.name, by_position.get(group.position(unit.name))) for unit in units]
    return [(one.unit if one else name, one) for name, one in rows]


def month_cells(book: Book, month: int, places: MonthLayout) -> Cells:
    """Return the cells of one month's sheet."""
    said = {
        monthly.DATE_ROW: (layout.DATE_LABEL, book.settings.dates.get(month)),
        monthly.HINT_ROW: (monthly.HINT_LABEL, book.settings.hints.get(month)),
    }
    cells: Cells = {}
    for row, (label, value) in said.items():
        cells[row, monthly.LABEL_COLUMN] = label
        cells[row, monthly.VALUE_COLUMN] = value
    for block in places.blocks:
        cells |= _head(block, places.columns)
        cells |= _rows(block, places.columns, book.ledger.entries(month))
    return {place: value for place, value in cells.items() if value is not None}


def _head(block: Block, columns: Columns) -> Cells:
    row, labels = block.head(HEADER), block.head(LABELS)
    cells: Cells = {
        (block.head(TITLE), 0): monthly.block_title(block.group),
        (block.head(MARK), monthly.LABEL_COLUMN): monthly.NONE_LABEL,
        (row, 0): SERIAL,
        (row, monthly.UNIT_COLUMN): UNIT,
        (row, columns.hidden[0]): monthly.HELPERS_LABEL,
    }
    for slot, item in enumerate(block.terms.items):
        cells[row, columns.pieces(slot)] = item.name
        cells[labels, columns.pieces(slot)] = PIECES
        cells[labels, columns.pieces(slot) + 1] = IN_COLUMN
    named = {columns.of(column.field): column.label for column in (*columns.inputs, *RESULTS)}
    return cells | {(row, column): label for column, label in named.items() if column is not None}


def _rows(block: Block, columns: Columns, filed: MonthEntries | None) -> Cells:
    cells: Cells = {}
    if filed and not filed.of(block.group.annex) and block.group.annex not in filed.unfilled:
        cells[block.head(MARK), monthly.VALUE_COLUMN] = layout.YES
    for index, (name, entry) in enumerate(month_rows(block.group, block.terms.month, filed)):
        row = block.rows[index]
        cells[row, 0] = index + 1
        cells[row, monthly.UNIT_COLUMN] = name
        if entry is not None:
            cells |= _entry(block, columns, row, entry)
    return cells


def _entry(block: Block, columns: Columns, row: int, entry: Entry) -> Cells:
    cells: Cells = {}
    for slot, place in enumerate(block.terms.slots):
        left = columns.pieces(slot)
        cells[row, left], cells[row, left + 1] = count_cells(entry.counts[place])
    for column in columns.inputs:
        value = getattr(entry, column.field)
        cells[row, columns.of(column.field) or 0] = value or None
    if left_empty(entry.counts) and not entry.addition:
        # Something has to say that the unit filed nothing, and not that nobody filled its row.
        cells[row, columns.of("deduction") or 0] = entry.deduction
    return cells


def count_cells(count: Count | None) -> tuple[int | None, int | None]:
    """Return what stands in the two cells of a count."""
    if count is None:
        return None, None
    return count.pieces, count.in_column or None
