"""From what an export holds to the cells of the month sheet that are to be set."""

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
from xlportal.sheets.monthly import NONE_LABEL_BEFORE


class Filling:
    """One group's block on the month's sheet, to be filled with what was delivered of the group.

    Units that were not delivered get no counts; their other inputs stay.
    """

    def __init__(self, block: Found, group: Group, month: int, delivery: Delivery) -> None:
        self.block, self.group, self.month, self.fields = block, group, month, delivery.fields
        self.lines = {p: line for (a, p), line in delivery.lines.items() if a == group.annex}
        self.rows: dict[int, int] = {}
        for row in block.rows:
            position = group.position(block.sheet.cell(row, block.names).shown)
            if position is not None:
                self.rows.setdefault(position, row)
        items = {slot: block.item(item.name) for slot, item in enumerate(group.items)}
        self.items = {slot: column for slot, column in items.items() if column is not None}

    def check(self) -> list[Problem]:
        """Return what of the block is missing; complain of units without a row or a part in it."""
        for position, line in self.lines.items():
            if not _says_something(line):
                continue
            if not self.group.units[position].is_there(self.month):
                line.cell.add(catalogue.UNIT_OUTSIDE)
            elif position not in self.rows:
                month = layout.month_sheet(self.month)
                line.cell.add(catalogue.IMPORT_ROW_MISSING, month=month)
        title, sheet = layout.annex_sheet(self.group.annex), self.block.sheet.name
        return [
            problem(catalogue.ITEM_COLUMN_MISSING, sheet, found=item.name, block=title)
            for slot, item in enumerate(self.group.items)
            if item.is_there(self.month) and slot not in self.items
        ]

    def cells(self) -> dict[tuple[int, int], Value]:
        """Return the cells to be set, the mark that nobody had anything among them."""
        cells: dict[tuple[int, int], Value] = {}
        for position, row in self.rows.items():
            line = self.lines.get(position)
            for slot, column in self.items.items():
                count = line.counts.get(slot) if line else None
                cells[row, column], cells[row, column + 1] = count_cells(count)
            for field in INPUTS:
                place = self.block.input(field)
                if field.field in self.fields and place is not None:
                    cells[row, place] = (line.inputs.get(field.field) if line else None) or None
        marks = [self.block.mark, self.block.sheet.right_of(NONE_LABEL_BEFORE)]
        if any(value is not None for value in cells.values()):
            cells |= {(m.row, m.column): None for m in marks if m and m.meaning is not None}
        return cells

    def cleared(self) -> list[str]:
        """Return the units that had counts and were not delivered."""
        columns = [column + side for column in self.items.values() for side in (0, 1)]
        return [
            self.group.units[position].name
            for position, row in self.rows.items()
            if position not in self.lines
            and any(
                self.block.sheet.cell(row, column).meaning not in {None, Fraction(0)}
                for column in columns
            )
        ]


def _says_something(line: Line) -> bool:
    counted: Mapping[int, object] = {s: c for s, c in line.counts.items() if c and c.pieces}
    return bool(counted) or any(line.inputs.values())
