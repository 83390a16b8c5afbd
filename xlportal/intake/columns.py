"""Which columns of an export are read, and what is wrong with its headers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from xlportal.core import catalogue
from xlportal.core.ledger import Count
from xlportal.intake.headers import IGNORED, IN_COLUMN, OTHER, PIECES, UNIT, Column, Header
from xlportal.sheets.cells import bracketed, number, read_count
from xlportal.sheets.grid import address
from xlportal.sheets.month_columns import INPUTS
from xlportal.sheets.tables import Cell, Sheet


class Columns:
    """Which columns are read: by role in ``fixed``, pieces and column of every item in ``items``.

    In a long table the one item has no key. Whatever two columns may both be is a problem.
    """

    def __init__(self, sheet: Sheet, header: Header) -> None:
        self.sheet, self.header = sheet, header
        roles = {c.role for c in header.columns} - {"", PIECES, IN_COLUMN, OTHER, IGNORED}
        self.fixed = {role: self._one(header.having(role)) for role in sorted(roles)}
        self.unit = self.fixed[UNIT]
        self.items = dict(self._items([c for c in header.having(OTHER) if self._has_numbers(c)]))
        self.used = {*self.fixed.values(), *(c for pair in self.items.values() for c in pair)}
        self._check_rest()
        self._check_merged()

    def _items(
        self, others: Sequence[Column]
    ) -> Iterator[tuple[str, tuple[int | None, int | None]]]:
        """Yield the two columns of every item; ``others`` say something else of an item too."""
        header = self.header
        items = dict.fromkeys(column.item for column in header.columns if column.item)
        if header.is_long:
            pieces = header.having(PIECES, "")
            # “采用篇数” is clear beside “报送篇数”, “篇数” is not; an item of its own never is.
            clear = len(pieces) == 1 and "采用" in pieces[0].text
            named = (c for c in header.columns if c.item or (c in others and not clear))
            items, others = {"": None}, list(named)
        for item in items:
            own = [column for column in others if header.is_long or column.item == item]
            pieces, inside = header.having(PIECES, item), header.having(IN_COLUMN, item)
            if not pieces and own:
                words = {"found": own[0].text, "item": item or "篇数"}
                self._header_cell(own[0]).add(catalogue.IMPORT_HEADER_OTHER, **words)
            elif pieces or inside:
                left = self._one([*pieces, *own]) if pieces else None
                yield item, (left, self._one(inside) if inside else None)

    def _one(self, columns: Sequence[Column]) -> int:
        """Return the first of the columns; that there are more is a problem."""
        first = columns[0]
        words = {"place": address(self._header_cell(first).row, first.number), "other": first.text}
        for other in columns[1:]:
            cell = self._header_cell(other)
            cell.add(catalogue.IMPORT_COLUMNS_TWO, found=other.text, **words)
        return first.number

    def _header_cell(self, column: Column) -> Cell:
        """Return the lowest cell of a column's header that says something, else the lowest."""
        cells = [self.sheet.cell(row, column.number) for row in reversed(self.header.rows)]
        return next((cell for cell in cells if cell.meaning is not None), cells[0])

    def _cells(self, column: Column) -> Iterable[Cell]:
        rows = range(self.header.rows.stop, len(self.sheet.grid.rows))
        return (self.sheet.cell(row, column.number) for row in rows)

    def _has_numbers(self, column: Column) -> bool:
        found = (cell.meaning for cell in self._cells(column))
        return any(number(m) is not None or (isinstance(m, str) and bracketed(m)) for m in found)

    def _check_rest(self) -> None:
        """Complain of columns that look like counts of an item we do not have."""
        for column in () if self.header.is_long else self.header.having(""):
            count = next(filter(_is_count, self._cells(column)), None)
            if count is not None and column.text:
                self._header_cell(column).add(catalogue.IMPORT_ITEM_UNKNOWN)
            elif count is not None:
                count.add(catalogue.IMPORT_HEADER_MISSING)

    def _check_merged(self) -> None:
        """Complain of merged cells that give several units, or items, one number."""
        numbers = {number for pair in self.items.values() for number in pair}
        numbers |= {self.fixed[column.field] for column in INPUTS if column.field in self.fixed}
        for merged in self.sheet.grid.shape.merged:
            covered = {*range(merged.column, merged.last_column + 1)}
            cell = self.sheet.cell(merged.row, merged.column)
            below = merged.last_row >= self.header.rows.stop and cell.meaning is not None
            if below and numbers & covered and self.unit not in covered:
                cell.add(catalogue.IMPORT_MERGED, found=merged.address)


def _is_count(cell: Cell) -> bool:
    """Return whether a cell holds a count of at least one piece."""
    found = read_count(cell.raw, None)
    return isinstance(found, Count) and found.pieces > 0
