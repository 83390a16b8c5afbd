"""What stands in the input cells of the month sheets that hold a given ledger.

Values and places only; the writer of the workbook formats them.
"""

from __future__ import annotations

from typing import TypeAlias

from xlportal.core.ledger import Count, Entry, Ledger, MonthEntries, left_empty
from xlportal.core.limits import FIRST_MONTH, LAST_MONTH
from xlportal.core.rules import Group
from xlportal.sheets import layout, monthly
from xlportal.sheets.monthly import Block, MonthLayout

Cells: TypeAlias = dict[tuple[int, int], object]
"""Values by (row, column)."""


def layout_of(ledger: Ledger) -> MonthLayout:
    """Return the layout of the month sheets with room for every unit and some to come."""
    filled = {month.month: month for month in ledger.months}
    capacities = [
        monthly.SPARE_ROWS
        + max(
            len(month_rows(group, month, filled.get(month)))
            for month in range(FIRST_MONTH, LAST_MONTH + 1)
        )
        for group in ledger.groups
    ]
    return monthly.month_layout(ledger.groups, capacities)


def month_rows(
    group: Group, month: int, filed: MonthEntries | None
) -> list[tuple[str, Entry | None]]:
    """Return name and entry of each row of a group's block: the units taking part, then strays."""
    entries = filed.of(group.annex) if filed else ()
    by_position = {group.position(entry.unit): entry for entry in reversed(entries)}
    rows: list[tuple[str, Entry | None]] = []
    for position, unit in enumerate(group.units):
        if unit.is_there(month):
            entry = by_position.get(position)
            rows.append((entry.unit if entry else unit.name, entry))
    placed = {id(entry) for _, entry in rows}
    return rows + [(entry.unit, entry) for entry in entries if id(entry) not in placed]


def month_cells(months: MonthLayout, month: int, filed: MonthEntries | None, hint: str) -> Cells:
    """Return the cells of one month's sheet."""
    cells: Cells = {}
    cells[monthly.HINT_ROW, monthly.MONTH_LABEL_COLUMN] = monthly.HINT_LABEL
    cells[monthly.NONE_ROW, monthly.MONTH_LABEL_COLUMN] = monthly.NONE_LABEL
    if hint:
        cells[monthly.HINT_ROW, monthly.MONTH_VALUE_COLUMN] = hint
    if filed is not None and not filed.entries:
        cells[monthly.NONE_ROW, monthly.MONTH_VALUE_COLUMN] = layout.YES
    for block in months.blocks:
        cells.update(_block(months, block, month, filed))
    return cells


def _block(months: MonthLayout, block: Block, month: int, filed: MonthEntries | None) -> Cells:
    cells: Cells = {(block.title_row, 0): monthly.block_title(block.group)}
    cells |= _block_header(months, block)
    for index, (name, entry) in enumerate(month_rows(block.group, month, filed)):
        row = block.first_row + index
        cells[row, 0] = index + 1
        cells[row, 1] = name
        if entry is not None:
            cells |= _entry(months, row, entry)
    return cells


def _block_header(months: MonthLayout, block: Block) -> Cells:
    row = block.header_row
    cells: Cells = {
        (row, 0): monthly.SERIAL,
        (row, 1): monthly.MONTH_UNIT,
        (row, months.deduction): monthly.DEDUCTION,
        (row, months.note): monthly.NOTE,
        (row, months.info): monthly.INFO,
        (row, months.score): monthly.SCORE,
        (row, months.rank): monthly.RANK,
    }
    for slot, item in enumerate(block.group.items):
        column = monthly.pieces_column(slot)
        cells[row, column] = item.name
        cells[block.labels_row, column] = monthly.PIECES
        cells[block.labels_row, column + 1] = layout.IN_COLUMN
    return cells


def _entry(months: MonthLayout, row: int, entry: Entry) -> Cells:
    cells: Cells = {}
    for slot, count in enumerate(entry.counts):
        left, right = count_cells(count)
        cells[row, monthly.pieces_column(slot)] = left
        cells[row, monthly.pieces_column(slot) + 1] = right
    if entry.deduction or (left_empty(entry.counts) and not entry.note):
        cells[row, months.deduction] = entry.deduction
    if entry.note:
        cells[row, months.note] = entry.note
    return cells


def count_cells(count: Count | None) -> tuple[int | None, int | None]:
    """Return what stands in the two cells of a count."""
    if count is None:
        return None, None
    return count.pieces, count.in_column or None
