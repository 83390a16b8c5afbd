"""The year at a glance on 说明: where each month stands there, and what the buttons note in it."""

from xlportal.core.limits import MONTHS
from xlportal.sheets.grid import Grid, Spot, Value

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
"""How a moment is written: when a month was computed, sent, checked."""


def row(month: int) -> int:
    """Return the row of a month."""
    return HEADER_ROW + month


def is_on(guide: Grid) -> bool:
    """Return whether 说明 has the year at a glance: the first edition's has not."""
    return guide.at(HEADER_ROW, COMPUTED) == COLUMNS[COMPUTED, COMPUTED + 2]


def noted(guide: Grid) -> dict[Spot, Value]:
    """Return what the buttons noted on 说明."""
    places = ((row(month), column) for month in MONTHS for column in (COMPUTED, REMARKS))
    found = {place: guide.at(*place) for place in places if is_on(guide)}
    return {place: value for place, value in found.items() if isinstance(value, str | int | float)}
