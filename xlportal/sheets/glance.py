"""The year at a glance on 说明: where each month stands there, and what formulas tell of it.

Filled and sent are formulas, live without macros. When a month was computed and how many remarks
there were only the buttons know: they type it in.
"""

from __future__ import annotations

from xlsxwriter.utility import quote_sheetname, xl_range_abs, xl_rowcol_to_cell

from xlportal.core.ledger import Ledger
from xlportal.core.limits import MONTHS
from xlportal.sheets import layout, monthly
from xlportal.sheets.grid import Grid, Place, Value
from xlportal.sheets.monthly import Block, MonthLayout

HEADER_ROW = 11
MONTH, FILLED, COMPUTED, SENT, REMARKS = 1, 2, 4, 7, 10
COLUMNS = {
    (MONTH, MONTH): "月份",
    (FILLED, FILLED + 1): "填报",
    (COMPUTED, COMPUTED + 2): "计算",
    (SENT, SENT + 2): "发送",
    (REMARKS, REMARKS): "提醒",
}
"""Headers by first and last column."""
TIME = "%Y-%m-%d %H:%M"
"""How the buttons write when a month was computed."""
_ALL, _PART = "已填", "没填完"
_MOST_SENT = 99_999
"""Rows of 存档 that are looked through."""


def row(month: int) -> int:
    """Return the row of a month."""
    return HEADER_ROW + month


def is_on(guide: Grid) -> bool:
    """Return whether 说明 has the year at a glance: the first edition's has not."""
    return guide.at(HEADER_ROW, COMPUTED) == COLUMNS[COMPUTED, COMPUTED + 2]


def noted(guide: Grid) -> dict[Place, Value]:
    """Return what the buttons noted on 说明."""
    places = ((row(month), column) for month in MONTHS for column in (COMPUTED, REMARKS))
    found = {place: guide.at(*place) for place in places if is_on(guide)}
    return {place: value for place, value in found.items() if isinstance(value, str | int | float)}


def filled(ledger: Ledger, month: int) -> str:
    """Return what the formula of :func:`filled_formula` shows now."""
    filed = ledger.entries(month)
    if filed is None:
        return ""
    return _PART if filed.unfilled else _ALL


def filled_formula(month: int, places: MonthLayout) -> str:
    """Return the formula that says whether the blocks of a month's sheet are filled or marked."""
    sheet = quote_sheetname(layout.month_sheet(month))
    blocks = "+".join(_is_filled(sheet, block, places) for block in places.blocks)
    return f'=IF({blocks}=0,"",IF({blocks}<{len(places.blocks)},"{_PART}","{_ALL}"))'


def _is_filled(sheet: str, block: Block, places: MonthLayout) -> str:
    """Return a formula that is 1 where an input of the block or its mark is filled, else 0."""
    of = places.columns.of
    spans = [(monthly.FIRST_COUNT, of["deduction"])]
    spans += [(of[field], of[field]) for field in ("addition",) if field in of]
    inputs = ",".join(
        f"{sheet}!{xl_range_abs(block.rows[0], first, block.rows[-1], last)}"
        for first, last in spans
    )
    mark = xl_rowcol_to_cell(
        block.head(monthly.MARK), monthly.VALUE_COLUMN, row_abs=True, col_abs=True
    )
    return f'SIGN(COUNTA({inputs})+({sheet}!{mark}="{layout.YES}"))'


def sent_formula(month: int) -> str:
    """Return the formula that shows when a month was last sent."""
    months, moments = (f"存档!${column}$2:${column}${_MOST_SENT}" for column in "AB")
    return f'=IFERROR(LOOKUP(2,1/({months}={month}),{moments}),"")'
