"""From an export's rows to what every unit is to have, and all that is wrong with the export."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from xlportal.core import catalogue
from xlportal.core.book import Book
from xlportal.core.labels import month_label
from xlportal.core.ledger import Count, Terms
from xlportal.core.likeness import probably_meant, question
from xlportal.core.problems import Problem
from xlportal.core.rules import Group, match_key
from xlportal.intake.headers import ANNEX, ITEM, MONTH, STATE, UNIT, YEAR, Columns, Header
from xlportal.intake.months import REJECTED, month_in_cell, stated
from xlportal.sheets.cells import Objection, is_large, read_count
from xlportal.sheets.grid import Grid, address
from xlportal.sheets.monthly import INPUTS
from xlportal.sheets.tables import Cell, Sheet

_TOTAL = re.compile(r".{0,12}(?:合计|总计|小计|总数|共计|汇总)数?(?:\(.*\))?:?")
_ADOPTED = {"采用", "已采用", "被采用", "录用", "已录用", "是", "√"}
_NOT_SET = {"deductions": catalogue.DEDUCTION_NOT_SET, "additions": catalogue.ADDITION_NOT_SET}


@dataclass
class Line:
    """What one unit is to have: counts by item, other inputs by field; ``cell`` names the unit."""

    cell: Cell
    counts: dict[int, Count | None] = field(default_factory=dict)
    inputs: dict[str, Fraction | str] = field(default_factory=dict)


@dataclass
class Delivery:
    """What an export holds of a month: a line a unit, by annex and position in the roster.

    ``fields`` are its inputs besides counts, points with their reasons. ``passed`` rows were of
    other months, ``remarks`` are rows of no unit, ``hidden`` ones and columns are read as well.
    """

    problems: list[Problem]
    fields: Sequence[str]
    lines: dict[tuple[int, int], Line] = field(default_factory=dict)
    passed: int = 0
    remarks: list[int] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)

    def of(self, group: Group) -> dict[int, Line]:
        """Return what was delivered of a group, by the unit's position in the roster."""
        return {p: line for (annex, p), line in self.lines.items() if annex == group.annex}


def read_delivery(grid: Grid, headers: Sequence[Header], book: Book, month: int) -> Delivery:
    """Return what the table under the first of ``headers`` holds of ``month``.

    The same header again, as on every printed page, is passed over; another begins another table.
    """
    sheet, header = Sheet(grid), headers[0]
    reader = _Reader(sheet, Columns(sheet, header), book, month)
    again = {row for other in headers[1:] for row in other.rows}
    for row in range(len(grid.rows)):
        if row < header.rows.start:
            reader.check_title(row)
        elif row not in again and row not in header.rows:
            reader.read(row)
    for other in headers[1:]:
        if other.columns != header.columns:
            column = other.having(UNIT)[0].number
            sheet.cell(other.rows.start, column).add(catalogue.IMPORT_TABLES_TWO)
    if not sheet.problems and not (reader.found.lines and reader.columns.items):
        unit = sheet.cell(header.rows.stop - 1, reader.columns.unit)
        unit.add(catalogue.IMPORT_NOTHING, month=month_label(month))
    return reader.found


class _Reader:
    """Reads rows one after another and knows what came before."""

    def __init__(self, sheet: Sheet, columns: Columns, book: Book, month: int) -> None:
        self.sheet, self.columns, self.year, self.month = sheet, columns, book.ledger.year, month
        self.terms = [book.ledger.terms(group, month) for group in book.ledger.groups]
        self.slots = {
            group.annex: {match_key(item.name): slot for slot, item in enumerate(group.items)}
            for group in book.ledger.groups
        }
        self.beyond = max(map(len, sheet.grid.rows))
        rules = {c.rule for c in INPUTS if c.is_points and c.field in columns.fixed}
        fields = [column.field for column in INPUTS if column.rule in rules]
        self.found = Delivery(sheet.problems, fields)
        unseen = sorted(sheet.grid.shape.hidden_columns.intersection(columns.used))
        self.found.hidden += [f"{address(0, column).rstrip('1')} 列" for column in unseen]
        self.unknown: set[str] = set()
        self.moment_cell: Cell | None = None

    def check_title(self, row: int) -> None:
        """Complain of another month or year that a row outside of the table names."""
        for value, cell in {cell.raw: cell for cell in reversed(self._row(row))}.items():
            kind = stated(value, self.month, self.year)
            if kind:
                cell.add(kind, month=month_label(self.month), year=self.year)

    def read(self, row: int) -> None:
        """Read one row: it may be a total, a remark, or of another month."""
        name, cells = self.sheet.cell(row, self.columns.unit), self._row(row)
        filled = [cell for cell in cells if cell.meaning is not None]
        totals = [name] if name.meaning is not None else filled
        if not filled or any(_TOTAL.fullmatch(match_key(cell.shown)) for cell in totals):
            return
        is_unit = any(term.group.position(name.shown) is not None for term in self.terms)
        if {cell.raw for cell in filled} == {name.raw} and not is_unit:
            self.found.remarks.append(row + 1)
            self.check_title(row)
        elif not any(cell.column in self.columns.used for cell in filled):
            self.check_title(row)
        elif self._is_of_month(row):
            self._read(row, name)

    def _row(self, row: int) -> list[Cell]:
        return [self.sheet.cell(row, number) for number in range(len(self.sheet.grid.rows[row]))]

    def _fixed(self, row: int, role: str) -> Cell | None:
        column = self.columns.fixed.get(role)
        return None if column is None else self.sheet.cell(row, column)

    def _is_of_month(self, row: int) -> bool:
        """Return whether a row is of the month; a blank month is that of the row above."""
        year, cell = self._fixed(row, YEAR), self._fixed(row, MONTH)
        years = {"", str(self.year)}
        if year and match_key(year.shown).rstrip("年度") not in years:
            year.add(catalogue.IMPORT_OTHER_YEAR, year=self.year)
            return False
        if cell is None:
            return True
        if cell.meaning is not None or self.moment_cell is None:
            self.moment_cell = cell
        moment = month_in_cell(self.moment_cell.raw)
        if moment is None or moment.year not in {None, self.year}:
            kind = catalogue.IMPORT_OTHER_YEAR if moment else catalogue.IMPORT_MONTH_WRONG
            if cell == self.moment_cell:
                cell.add(kind, year=self.year)
            return False
        self.found.passed += moment.month != self.month
        return moment.month == self.month

    def _read(self, row: int, name: Cell) -> None:
        pairs = list(self._pairs(row))
        if name.meaning is None:
            if any(cell.meaning is not None for _, cells in pairs for cell in cells):
                name.add(catalogue.NAME_BLANK)
            return
        unit = self._unit(name, row)
        if unit is None:
            return
        term, position = unit
        line = self.found.lines.setdefault((term.group.annex, position), Line(name))
        if not self.columns.header.is_long and line.cell.row != row:
            name.add(catalogue.UNIT_TWICE)
            return
        if row in self.sheet.grid.shape.hidden_rows:
            self.found.hidden.append(f"第 {row + 1} 行")
        self._check_state(row)
        for item, cells in pairs:
            self._count(line, term, item, cells)
        self._inputs(line, term, row)

    def _unit(self, name: Cell, row: int) -> tuple[Terms, int] | None:
        annex = self._fixed(row, ANNEX)
        asked = annex and match_key(annex.shown).removeprefix("附表")
        terms = [term for term in self.terms if asked in _names(term)] or self.terms
        places = [(term, term.group.position(name.shown)) for term in terms]
        found = [(term, position) for term, position in places if position is not None]
        if len(found) != 1 and name.shown not in self.unknown:
            self.unknown.add(name.shown)
            units = [unit.name for term in terms for unit in term.group.units]
            hint = question(probably_meant(name.shown, units))
            name.add(
                catalogue.IMPORT_UNIT_AMBIGUOUS if found else catalogue.UNIT_UNKNOWN, hint=hint
            )
        return found[0] if len(found) == 1 else None

    def _pairs(self, row: int) -> Iterator[tuple[str, tuple[Cell, Cell]]]:
        """Yield key of the item and the cells of its pieces and of those in the column."""
        item = self._fixed(row, ITEM)
        for key, pair in self.columns.items.items():
            left, right = (self.beyond if column is None else column for column in pair)
            cells = self.sheet.cell(row, left), self.sheet.cell(row, right)
            yield match_key(item.shown) if item else key, cells

    def _check_state(self, row: int) -> None:
        """Complain of a row that says its pieces were not adopted."""
        state = self.columns.fixed.get(STATE)
        for cell in self._row(row):
            text = match_key(cell.shown)
            is_other = cell.column == state and text and text not in _ADOPTED
            if text == "否" or REJECTED.match(text) or is_other:
                cell.add(catalogue.IMPORT_NOT_ADOPTED)

    def _count(self, line: Line, term: Terms, key: str, cells: tuple[Cell, Cell]) -> None:
        found, unit = read_count(cells[0].raw, cells[1].raw), line.cell.shown
        slot = self.slots[term.group.annex].get(key)
        if isinstance(found, Objection):
            cells[found.cell].add(found.kind, found=found.found, subject=unit, **found.words)
        elif slot is None:
            if found and (found.pieces or ITEM in self.columns.fixed):
                self._foreign(cells[0], key, found, unit)
        elif slot in line.counts:
            self.sheet.cell(cells[0].row, self.columns.unit).add(catalogue.UNIT_TWICE)
        elif slot in term.slots:
            line.counts[slot] = found
            if found and is_large(found):
                cells[0].add(catalogue.COUNT_LARGE, subject=unit)
        elif found and found.pieces:
            words = {"item": term.group.items[slot].name, "month": month_label(self.month)}
            cells[0].add(catalogue.COUNT_OUTSIDE, found=str(found.pieces), subject=unit, **words)

    def _foreign(self, cell: Cell, key: str, count: Count, unit: str) -> None:
        """Complain of an item that nobody, or another group, is assessed by."""
        item = self._fixed(cell.row, ITEM)
        if any(key in slots for slots in self.slots.values()):
            cell.add(catalogue.OPENING_FOREIGN, item=key, found=str(count.pieces), subject=unit)
        elif item and key not in self.unknown:
            self.unknown.add(key)
            item.add(catalogue.IMPORT_ITEM_UNKNOWN)

    def _inputs(self, line: Line, term: Terms, row: int) -> None:
        for column in INPUTS:
            cell, unit = self._fixed(row, column.field), line.cell.shown
            if cell is None:
                continue
            value = column.content.read(cell) if column.is_points else cell.shown
            if value is None:
                cell.add(column.content.wrong, subject=unit)
            elif column.is_points and value and not getattr(term.rules, column.rule):
                cell.add(_NOT_SET[column.rule], subject=unit)
            else:
                line.inputs[column.field] = value or line.inputs.get(column.field, "")


def _names(term: Terms) -> set[str]:
    """Return what a row may call a group."""
    group = term.group
    return {str(group.annex), match_key(group.name), match_key(group.short)}
