"""From what an export holds to the cells of the month sheet that are to be set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlportal.core import catalogue
from xlportal.core.problems import Problem, problem
from xlportal.core.rules import Group
from xlportal.intake.counts import Delivery, Line
from xlportal.sheets import layout
from xlportal.sheets.blocks import Found, find_blocks
from xlportal.sheets.edit import Value
from xlportal.sheets.grid import Grid
from xlportal.sheets.month_columns import INPUTS
from xlportal.sheets.month_contents import count_cells
from xlportal.sheets.monthly import NONE_LABEL_BEFORE
from xlportal.sheets.tables import Sheet

Cells = dict[tuple[int, int], Value]


@dataclass(frozen=True)
class Filling:
    """The cells to be set, what stands against it, and the groups that were not delivered.

    ``cleared`` names the units whose counts go because the export does not name them.
    """

    cells: Cells
    problems: Sequence[Problem]
    untouched: Sequence[Group]
    cleared: Sequence[str] = ()


def filling(grid: Grid, groups: Sequence[Group], month: int, delivery: Delivery) -> Filling:
    """Return the cells of the month sheet ``grid`` that replace its counts by the delivered ones.

    Units the export does not name get no counts; a group it names no unit of stays as it is. Units
    with counts and no place on the sheet become problems of the delivery.
    """
    named = {annex for annex, _ in delivery.lines}
    blocks = find_blocks(Sheet(grid))
    cells: Cells = {}
    found: list[Problem] = []
    cleared: list[str] = []
    for group in groups:
        if group.annex not in named:
            continue
        broken = _broken(grid.name, blocks.get(group.annex), group, month)
        found += broken
        if not broken:
            lines = {p: line for (a, p), line in delivery.lines.items() if a == group.annex}
            block = blocks[group.annex]
            rows = _rows(block, group)
            filled = _block(block, group, rows, lines, delivery)
            cells |= filled
            cleared += _cleared(block, group, rows, lines)
            _check_lines(group, rows, lines, month)
            if any(value is not None for value in filled.values()):
                cells |= _unmarked(block)
    untouched = [group for group in groups if group.annex not in named]
    return Filling(cells, found, untouched, cleared)


def _broken(sheet: str, block: Found | None, group: Group, month: int) -> list[Problem]:
    """Return what of a group's block cannot be found on the sheet."""
    title = layout.annex_sheet(group.annex)
    if block is None:
        return [problem(catalogue.BLOCK_MISSING, sheet, found=title)]
    return [
        problem(catalogue.ITEM_COLUMN_MISSING, sheet, found=item.name, block=title)
        for item in group.items
        if item.is_there(month) and block.item(item.name) is None
    ]


def _rows(block: Found, group: Group) -> dict[int, int]:
    """Return the row of every unit that stands in the block, by position in the roster."""
    rows: dict[int, int] = {}
    for row in block.rows:
        position = group.position(block.sheet.cell(row, block.names).shown)
        if position is not None:
            rows.setdefault(position, row)
    return rows


def _block(
    block: Found,
    group: Group,
    rows: Mapping[int, int],
    lines: Mapping[int, Line],
    delivery: Delivery,
) -> Cells:
    inputs = {column.field: block.input(column) for column in INPUTS}
    cells: Cells = {}
    for position, row in rows.items():
        line = lines.get(position)
        for index, item in enumerate(group.items):
            column = block.item(item.name)
            if column is not None:
                count = line.counts.get(index) if line else None
                cells[row, column], cells[row, column + 1] = count_cells(count)
        for field in ("deduction", "note") if delivery.with_deductions else ():
            cells[row, inputs[field] or 0] = getattr(line, field, None) or None
    return cells


def _cleared(
    block: Found, group: Group, rows: Mapping[int, int], lines: Mapping[int, Line]
) -> list[str]:
    """Return the units that had counts and are not in the export."""
    items = [column for item in group.items if (column := block.item(item.name)) is not None]
    cells = {
        position: [block.sheet.cell(row, column + side) for column in items for side in (0, 1)]
        for position, row in rows.items()
        if position not in lines
    }
    nothing = {None, Fraction(0)}
    return [
        group.units[position].name
        for position, counts in cells.items()
        if any(cell.meaning not in nothing for cell in counts)
    ]


def _check_lines(
    group: Group, rows: Mapping[int, int], lines: Mapping[int, Line], month: int
) -> None:
    """Complain of units with counts that have no row, or no part in the month."""
    for position, line in lines.items():
        if not line.deduction and not any(c.pieces for c in line.counts.values() if c):
            continue
        if not group.units[position].is_there(month):
            line.cell.add(catalogue.UNIT_OUTSIDE)
        elif position not in rows:
            line.cell.add(catalogue.IMPORT_ROW_MISSING, month=layout.month_sheet(month))


def _unmarked(block: Found) -> Cells:
    """Return the mark “nobody had anything” taken away, where it was set."""
    marks = [block.mark, block.sheet.right_of(NONE_LABEL_BEFORE)]
    return {(m.row, m.column): None for m in marks if m is not None and m.meaning is not None}
