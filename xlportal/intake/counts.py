"""From an export's rows to what every unit is to have, and all that is wrong with the export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from xlportal.core import catalogue
from xlportal.core.exact import plain
from xlportal.core.ledger import Count
from xlportal.core.likeness import probably_meant, question
from xlportal.core.problems import Problem
from xlportal.core.rules import Group, match_key
from xlportal.intake.headers import TOTALS, Header
from xlportal.sheets import layout
from xlportal.sheets.cells import narrow_digits, number, whole
from xlportal.sheets.counts import Objection, is_large, read_count
from xlportal.sheets.grid import Grid
from xlportal.sheets.tables import Cell, Sheet


@dataclass
class Line:
    """What one unit is to have: counts by item, deduction and reason; ``cell`` names the unit."""

    cell: Cell
    counts: dict[int, Count | None] = field(default_factory=dict)
    deduction: Fraction = Fraction(0)
    note: str = ""


@dataclass(frozen=True)
class Delivery:
    """What an export holds: a line a unit, by annex and position in the roster."""

    lines: Mapping[tuple[int, int], Line]
    problems: Sequence[Problem]
    with_deductions: bool = False


def read_delivery(grid: Grid, header: Header, groups: Sequence[Group], month: int) -> Delivery:
    """Return what the export in ``grid`` holds of ``month``."""
    sheet = Sheet(grid)
    reader = _Reader(sheet, header, groups)
    reader.check_headers()
    for row in _rows(sheet, header, month):
        reader.read(row)
    if not reader.lines and not sheet.problems:
        label = layout.month_sheet(month)
        sheet.cell(header.first_row - 1, header.unit).add(catalogue.IMPORT_NOTHING, month=label)
    return Delivery(reader.lines, sheet.problems, "deduction" in header.fixed)


def _rows(sheet: Sheet, header: Header, month: int) -> Iterator[int]:
    """Yield the rows with data of the month, without totals."""
    used = [header.unit, *header.fixed.values()]
    used += [column for pair in header.items.values() for column in pair if column is not None]
    for row in range(header.first_row, len(sheet.grid.rows)):
        if _is_total(sheet, header, row) or all(sheet.cell(row, c).meaning is None for c in used):
            continue
        if "month" not in header.fixed or _month(sheet.cell(row, header.fixed["month"])) == month:
            yield row


def _is_total(sheet: Sheet, header: Header, row: int) -> bool:
    """Return whether a row sums others up: it says so in place of a unit or left out the unit."""
    name = sheet.cell(row, header.unit)
    texts = [name.raw] if name.meaning is not None else sheet.grid.rows[row]
    return any(match_key(t).rstrip(":") in TOTALS for t in texts if isinstance(t, str))


def _month(cell: Cell) -> int | None:
    text = match_key(cell.shown).removesuffix("份").removesuffix("月").rpartition("年")[2]
    return int(text) if text.isdecimal() and len(text) <= 2 else whole(cell.meaning)


class _Reader:
    """Reads rows one after another and knows what came before."""

    def __init__(self, sheet: Sheet, header: Header, groups: Sequence[Group]) -> None:
        self.sheet = sheet
        self.header = header
        self.groups = groups
        self.lines: dict[tuple[int, int], Line] = {}
        self.seen: dict[tuple[int, int, int], int] = {}
        self.unknown: set[str] = set()
        self.wanted = "、".join(
            dict.fromkeys(item.name for group in groups for item in group.items)
        )

    def check_headers(self) -> None:
        """Complain of columns that look like counts of an item we do not have."""
        if self.header.is_long:
            return
        rows = range(self.header.first_row, len(self.sheet.grid.rows))
        for column in self.header.others:
            if any(_is_count(self.sheet.cell(row, column)) for row in rows):
                header = self._header_cell(column)
                header.add(catalogue.IMPORT_ITEM_UNKNOWN, wanted=self.wanted)

    def read(self, row: int) -> None:
        """Read one row."""
        name = self.sheet.cell(row, self.header.unit)
        if name.meaning is None:
            if any(cell.meaning is not None for pair in self._pairs(row) for cell in pair[1]):
                name.add(catalogue.NAME_BLANK)
            return
        found = self._unit(name, row)
        if found is None:
            return
        group, position = found
        line = self.lines.setdefault((group.annex, position), Line(name))
        if not self.header.is_long and line.cell.row != row:
            name.add(catalogue.UNIT_TWICE, row=line.cell.row + 1)
            return
        for item, cells in self._pairs(row):
            self._count(line, group, position, item, cells)
        self._deduction(line, group, row)

    def _unit(self, name: Cell, row: int) -> tuple[Group, int] | None:
        positions = [(group, group.position(name.shown)) for group in self._groups(row)]
        found = [(group, position) for group, position in positions if position is not None]
        if len(found) == 1:
            return found[0]
        if name.shown not in self.unknown:
            self.unknown.add(name.shown)
            if found:
                name.add(catalogue.IMPORT_UNIT_AMBIGUOUS)
            else:
                known = [unit.name for group in self._groups(row) for unit in group.units]
                hint = question(probably_meant(name.shown, known))
                name.add(catalogue.UNIT_UNKNOWN, hint=hint)
        return None

    def _groups(self, row: int) -> Sequence[Group]:
        """Return the groups a row may be of: the one it names, or all."""
        if "annex" not in self.header.fixed:
            return self.groups
        text = match_key(self.sheet.cell(row, self.header.fixed["annex"]).shown)
        digits = narrow_digits(text.removeprefix("附表"))
        return [
            group
            for group in self.groups
            if digits == str(group.annex) or text in {match_key(group.name), match_key(group.short)}
        ] or self.groups

    def _pairs(self, row: int) -> Iterator[tuple[str, tuple[Cell, Cell]]]:
        """Yield key of the item and the cells of its pieces and of those in the column."""
        fixed = self.header.fixed
        if self.header.is_long:
            item = self.sheet.cell(row, fixed["item"])
            yield match_key(item.shown), self._cells(row, fixed["pieces"], fixed.get("in_column"))
            return
        for key, (left, right) in self.header.items.items():
            yield key, self._cells(row, left, right)

    def _cells(self, row: int, left: int | None, right: int | None) -> tuple[Cell, Cell]:
        """Return the two cells; one that has no column is an empty cell beyond the sheet."""
        beyond = max(map(len, self.sheet.grid.rows))
        columns = [beyond if column is None else column for column in (left, right)]
        return self.sheet.cell(row, columns[0]), self.sheet.cell(row, columns[1])

    def _count(
        self, line: Line, group: Group, position: int, key: str, cells: tuple[Cell, Cell]
    ) -> None:
        found = read_count(cells[0].raw, cells[1].raw)
        names = [match_key(item.name) for item in group.items]
        unit = line.cell.shown
        if isinstance(found, Objection):
            cells[found.cell].add(found.kind, found=found.found, subject=unit, **dict(found.words))
        elif key not in names:
            if found is not None and (found.pieces or self.header.is_long):
                self._foreign(cells[0], key, unit, found)
        elif (group.annex, position, names.index(key)) in self.seen:
            earlier = self.seen[group.annex, position, names.index(key)]
            label = f"{unit} {group.items[names.index(key)].name}"
            line_cell = self.sheet.cell(cells[0].row, self.header.unit)
            line_cell.add(catalogue.UNIT_TWICE, found=label, row=earlier + 1)
        else:
            self.seen[group.annex, position, names.index(key)] = cells[0].row
            line.counts[names.index(key)] = found
            if found is not None and is_large(found):
                cells[0].add(catalogue.COUNT_LARGE, subject=unit)

    def _foreign(self, cell: Cell, key: str, unit: str, found: Count) -> None:
        """Complain of an item that nobody, or another group, is assessed by."""
        known = {match_key(item.name) for group in self.groups for item in group.items}
        if key in known:
            cell.add(catalogue.OPENING_FOREIGN, item=key, found=str(found.pieces), subject=unit)
        elif key not in self.unknown:
            self.unknown.add(key)
            item = self.sheet.cell(cell.row, self.header.fixed["item"])
            item.add(catalogue.IMPORT_ITEM_UNKNOWN, wanted=self.wanted)

    def _deduction(self, line: Line, group: Group, row: int) -> None:
        fixed = self.header.fixed
        if "deduction" not in fixed:
            return
        if "note" in fixed:
            line.note = line.note or self.sheet.cell(row, fixed["note"]).shown
        cell = self.sheet.cell(row, fixed["deduction"])
        if cell.meaning is None or cell.meaning in layout.NO_DEDUCTION_WORDS:
            return
        points = number(cell.meaning)
        if points is None or points < 0:
            cell.add(catalogue.DEDUCTION_WRONG, subject=line.cell.shown)
        elif points and not group.rules.deductions:
            cell.add(catalogue.DEDUCTION_NOT_SET, found=plain(points), subject=line.cell.shown)
        else:
            line.deduction = points

    def _header_cell(self, column: int) -> Cell:
        """Return the lowest cell of a column's header that says something."""
        rows = range(self.header.first_row - 1, -1, -1)
        cells = (self.sheet.cell(row, column) for row in rows)
        return next(cell for cell in cells if cell.meaning is not None)


def _is_count(cell: Cell) -> bool:
    """Return whether a cell holds a count of at least one piece."""
    found = read_count(cell.raw, None)
    return isinstance(found, Count) and found.pieces > 0
