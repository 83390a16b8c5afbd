"""From what an export holds to the cells of a group's block that are to be set."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from xlportal.core import catalogue
from xlportal.core.problems import Problem, problem
from xlportal.core.rules import Group
from xlportal.intake.counts import Delivery, Line
from xlportal.sheets import layout
from xlportal.sheets.blocks import Found
from xlportal.sheets.grid import Value
from xlportal.sheets.month_columns import INPUTS
from xlportal.sheets.month_contents import count_cells


def lines_of(delivery: Delivery, group: Group) -> dict[int, Line]:
    """Return what was delivered of a group, by the unit's position in the roster."""
    return {p: line for (annex, p), line in delivery.lines.items() if annex == group.annex}


def check_lines(block: Found | None, group: Group, month: int, lines: Mapping[int, Line]) -> None:
    """Complain of units with counts that have no part in the month, or no row in the block."""
    rows, there = _rows(block, group), group.members(month)
    for position, line in lines.items():
        counted = any(count.pieces for count in line.counts.values() if count)
        if not counted and not any(line.inputs.values()):
            continue
        if group.units[position] not in there:
            line.cell.add(catalogue.UNIT_OUTSIDE)
        elif block and position not in rows:
            line.cell.add(catalogue.IMPORT_ROW_MISSING, month=layout.month_sheet(month))


def missing(block: Found | None, group: Group, month: int) -> list[Problem]:
    """Return what of a group's block is not on the month's sheet."""
    title, sheet = layout.annex_sheet(group.annex), layout.month_sheet(month)
    if block is None:
        there = group.members(month)
        return [problem(catalogue.BLOCK_MISSING, sheet, found=title)] if there else []
    return [
        problem(catalogue.ITEM_COLUMN_MISSING, sheet, found=item.name, block=title)
        for item in group.items
        if item.is_there(month) and block.item(item.name) is None
    ]


def cells(
    block: Found, group: Group, lines: Mapping[int, Line], delivery: Delivery
) -> dict[tuple[int, int], Value]:
    """Return the cells to be set, the mark that nobody had anything among them.

    Units that were not delivered get no counts.
    """
    found: dict[tuple[int, int], Value] = {}
    for position, row in _rows(block, group).items():
        line = lines.get(position)
        for slot, column in _items(block, group).items():
            count = line.counts.get(slot) if line else None
            found[row, column], found[row, column + 1] = count_cells(count)
        for field in INPUTS:
            place = block.input(field)
            if field.field in delivery.fields and place is not None:
                found[row, place] = (line.inputs.get(field.field) if line else None) or None
    mark = block.mark
    if mark and mark.meaning is not None and any(v is not None for v in found.values()):
        found[mark.row, mark.column] = None
    return found


def cleared(block: Found, group: Group, lines: Mapping[int, Line]) -> list[str]:
    """Return the units that had counts and were not delivered."""
    columns = [column + side for column in _items(block, group).values() for side in (0, 1)]
    counts = {
        group.units[position].name: [block.sheet.cell(row, column).meaning for column in columns]
        for position, row in _rows(block, group).items()
        if position not in lines
    }
    return [unit for unit, found in counts.items() if {*found} - {None, Fraction(0)}]


def _rows(block: Found | None, group: Group) -> dict[int, int]:
    """Return the row of every unit that stands in the block, by position in the roster."""
    rows: dict[int, int] = {}
    for row in block.rows if block else ():
        position = group.position(block.sheet.cell(row, block.names).shown) if block else None
        if position is not None:
            rows.setdefault(position, row)
    return rows


def _items(block: Found, group: Group) -> dict[int, int]:
    """Return the pieces column of every item that has one, by its place in the group."""
    items = {slot: block.item(item.name) for slot, item in enumerate(group.items)}
    return {slot: column for slot, column in items.items() if column is not None}
