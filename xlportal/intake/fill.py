"""From what an export holds to the cells of the month sheet that are to be set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlportal.core import catalogue
from xlportal.core.ledger import Count
from xlportal.core.problems import Problem, problem
from xlportal.core.rules import Group
from xlportal.intake.counts import Delivery, Line
from xlportal.sheets import layout, monthly
from xlportal.sheets.cells import classify
from xlportal.sheets.edit import Value
from xlportal.sheets.grid import Grid
from xlportal.sheets.read_months import Place, places
from xlportal.sheets.tables import Sheet, header_text

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
    blocks = places(grid, groups)
    cells: Cells = {}
    found: list[Problem] = []
    cleared: list[str] = []
    for group in groups:
        if group.annex not in named:
            continue
        broken = _broken(grid.name, blocks.get(group.annex), group)
        found += broken
        if not broken:
            lines = {p: line for (a, p), line in delivery.lines.items() if a == group.annex}
            rows = _rows(grid, blocks[group.annex], group)
            cells |= _block(blocks[group.annex], group, rows, lines, delivery)
            cleared += _cleared(grid, blocks[group.annex], group, rows, lines)
            _check_lines(group, rows, lines, month)
    if any(value is not None for value in cells.values()):
        cells |= _mark(grid)
    untouched = [group for group in groups if group.annex not in named]
    return Filling(cells, found, untouched, cleared)


def _broken(sheet: str, block: Place | None, group: Group) -> list[Problem]:
    """Return what of a group's block cannot be found on the sheet."""
    title = layout.annex_sheet(group.annex)
    if block is None:
        return [problem(catalogue.BLOCK_MISSING, sheet, found=title)]
    wanted = [*(item.name for item in group.items), monthly.DEDUCTION, monthly.NOTE]
    return [
        problem(catalogue.ITEM_COLUMN_MISSING, sheet, found=name, block=title)
        for name in wanted
        if header_text(name) not in block.columns
    ]


def _rows(grid: Grid, block: Place, group: Group) -> dict[int, int]:
    """Return the row of every unit that stands in the block, by position in the roster."""
    rows: dict[int, int] = {}
    for row in range(block.first_row, block.end_row):
        name = grid.at(row, block.name_column)
        position = group.position(name.strip()) if isinstance(name, str) else None
        if position is not None:
            rows.setdefault(position, row)
    return rows


def _block(
    block: Place,
    group: Group,
    rows: Mapping[int, int],
    lines: Mapping[int, Line],
    delivery: Delivery,
) -> Cells:
    cells: Cells = {}
    for position, row in rows.items():
        line = lines.get(position)
        for index, item in enumerate(group.items):
            column = block.columns[header_text(item.name)]
            count = line.counts.get(index) if line else None
            cells[row, column], cells[row, column + 1] = _written(count)
        if delivery.with_deductions:
            cells[row, block.columns[monthly.DEDUCTION]] = (line and line.deduction) or None
            cells[row, block.columns[monthly.NOTE]] = (line and line.note) or None
    return cells


def _cleared(
    grid: Grid,
    block: Place,
    group: Group,
    rows: Mapping[int, int],
    lines: Mapping[int, Line],
) -> list[str]:
    """Return the units that had counts and are not in the export."""
    items = [block.columns[header_text(item.name)] for item in group.items]
    columns = [column + side for column in items for side in (0, 1)]
    return [
        group.units[position].name
        for position, row in rows.items()
        if position not in lines
        and any(classify(grid.at(row, column)) not in {None, Fraction(0)} for column in columns)
    ]


def _written(count: Count | None) -> tuple[Value, Value]:
    return (None, None) if count is None else (count.pieces, count.in_column or None)


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


def _mark(grid: Grid) -> Cells:
    """Return the mark “nobody had anything” taken away, where it was set."""
    mark = Sheet(grid).right_of(monthly.NONE_LABEL)
    return {(mark.row, mark.column): None} if mark and mark.meaning is not None else {}
