"""Giving the cells to fill of a month their look back after something was pasted in.

What is pasted in brings its own fill, number format, lock, conditional formats and validation. A
spare row of the block still has those that belong there, and they are copied from it: so nothing
but the workbook is needed, moved rows do no harm, and nothing comes to refer to another workbook.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import xlwings as xw

from xlportal.core.ledger import Terms
from xlportal.excel.live_book import Desk, is_protected
from xlportal.files import keep_log
from xlportal.sheets import layout
from xlportal.sheets.blocks import Found, find_blocks
from xlportal.sheets.grid import Rectangle
from xlportal.sheets.monthly import INPUTS, SPARE_ROWS
from xlportal.sheets.tables import Sheet
from xlportal.sheets.template import styles

_RED_LAST = int.from_bytes(bytes.fromhex(styles.INPUT[1:]), "little")
_MADE = {
    (number_format, styles.ENTRY["locked"], _RED_LAST)
    for number_format in (styles.AS_TYPED["num_format"], "General")
}
"""Number format, lock and fill of every cell to fill, now and in the first edition."""


def restored(desk: Desk, month: int) -> str:
    """Give the cells to fill of ``month`` their look back; return what is to be said of it.

    Nothing rests on how they look, and any program may have a hand on the clipboard: a failure is
    said, and stops nothing.
    """
    name = layout.month_sheet(month)
    try:
        washed = [cells for cells in _inputs(desk, month) if cells.are_washed()]
        if not washed:
            return ""
        if is_protected(desk.book.sheets[name]):
            why = "，但这张表有保护（可能设了密码），没有恢复"
        elif all(cells.restore() for cells in washed):
            why = "，已恢复原样"
        else:
            why = "，备用的空行也变了，没有样子可照。请点“更新工作簿”"
    except Exception as error:  # noqa: BLE001 - whatever it is, the month can be computed
        return f"\n“{name}”表里填报的格子，样子没能检查或恢复。日志：{keep_log(error)}"
    return f"\n“{name}”表里有粘贴过的格子变了样子{why}。"


def _inputs(desk: Desk, month: int) -> Iterator[Inputs]:
    """Yield the cells to fill of every block that is found."""
    name, book = layout.month_sheet(month), desk.reading.book
    if book is None or name not in desk.grids:
        return
    blocks = find_blocks(Sheet(desk.grids[name]))
    for group in book.ledger.groups_in(month):
        if group.annex in blocks:
            terms = book.ledger.terms(group, month)
            yield Inputs(desk.book.sheets[name], blocks[group.annex], terms)


@dataclass(frozen=True)
class Inputs:
    """The cells to fill of a block as it stands on the sheet."""

    sheet: xw.Sheet
    block: Found
    terms: Terms

    @property
    def rows(self) -> range:
        """Return the rows of units and the spare ones; anything may stand below the last block."""
        return self.block.rows[: len(self.terms.units) + SPARE_ROWS]

    def _columns(self) -> Iterator[tuple[int, int]]:
        """Yield first and last column of what is to be filled side by side."""
        for item in self.terms.items:
            pieces = self.block.item(item.name)
            if pieces is not None:
                yield pieces, pieces + 1
        for column in map(self.block.input, INPUTS):
            if column is not None:
                yield column, column

    def _look(self, rows: range) -> tuple[object, ...]:
        """Return how these cells look, as far as they are alike: Excel tells nothing of others."""
        areas = [Rectangle(rows[0], first, rows[-1], last) for first, last in self._columns()]
        cells = self.sheet.range(",".join(area.address for area in areas))
        return cells.number_format, cells.api.Locked, cells.api.Interior.Color

    def are_washed(self) -> bool:
        """Return whether any of the cells lost the look that it was made with."""
        return self._look(self.rows) not in _MADE

    def restore(self) -> bool:
        """Copy the look of a row that still has it to all; return whether there was one."""
        spare = (row for row in self.rows[-SPARE_ROWS:] if self._look(range(row, row + 1)) in _MADE)
        row = next(spare, None)
        if row is None:
            return False
        columns = [*chain.from_iterable(self._columns())]
        made, all_rows = (
            self.sheet.range(Rectangle(top, min(columns), bottom, max(columns)).address)
            for top, bottom in ((row, row), (self.rows[0], self.rows[-1]))
        )
        try:
            made.copy()
            for kind in ("formats", "validation"):
                all_rows.paste(kind)
        finally:
            self.sheet.book.app.cut_copy_mode = False
        return True
