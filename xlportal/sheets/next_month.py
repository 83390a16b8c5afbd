"""The next month to be filled, and its sheet's names brought up to the roster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xlportal.core.ledger import Ledger
from xlportal.core.limits import FIRST_MONTH, LAST_MONTH
from xlportal.core.rules import Group
from xlportal.errors import CannotProceed
from xlportal.sheets.cells import shown
from xlportal.sheets.grid import Grid, address
from xlportal.sheets.read_months import Place, places


@dataclass(frozen=True)
class RosterColumn:
    """The names of a block, as they are and as the roster has them, from ``first_row`` on.

    Row and column count from 0. ``first_input`` is the address of the first cell to be filled.
    """

    first_row: int
    column: int
    before: list[object]
    after: list[object]
    first_input: str


def first_open_month(ledger: Ledger) -> int | None:
    """Return the first month behind the carry-in that is not filled, None where all are."""
    carried = max((opening.through for opening in ledger.opening), default=0)
    months = range(max(FIRST_MONTH, carried + 1), LAST_MONTH + 1)
    return next((month for month in months if month not in ledger.filled), None)


def roster_columns(grid: Grid, groups: Sequence[Group], month: int) -> list[RosterColumn]:
    """Return the names of every block of a month's sheet, now and according to the roster.

    Raises :class:`CannotProceed` where the sheet has a name that the roster does not know, which
    would be lost, or too few rows.
    """
    found = places(grid, groups)
    return [
        _column(grid, group, found[group.annex], month) for group in groups if group.annex in found
    ]


def _column(grid: Grid, group: Group, place: Place, month: int) -> RosterColumn:
    rows = range(place.first_row, place.end_row)
    _check_known(grid, group, place)
    units = [unit.name for unit in group.units if unit.is_there(month)]
    if len(units) > len(rows):
        raise CannotProceed(
            f"{grid.name}：附表{group.annex}只有 {len(rows)} 行，名单里有 {len(units)} 家。"
            "请用 xlportal new 新.xlsm --from 本工作簿 生成新的工作簿。"
        )
    return RosterColumn(
        first_row=place.first_row,
        column=place.name_column,
        before=[grid.at(row, place.name_column) for row in rows],
        after=[*units, *[None] * (len(rows) - len(units))],
        first_input=address(place.first_row, place.name_column + 1),
    )


def _check_known(grid: Grid, group: Group, place: Place) -> None:
    for row, name in _names(grid, place):
        if group.position(name) is None:
            raise CannotProceed(
                f"{grid.name}!{address(row, place.name_column)}：“{name}”"
                f"不在附表{group.annex}的名单里。请先在“单位”表里登记，或清空这一格，再点一次。"
            )


def _names(grid: Grid, place: Place) -> Iterator[tuple[int, str]]:
    for row in range(place.first_row, place.end_row):
        value = grid.at(row, place.name_column)
        if value is not None and shown(value).strip():
            yield row, shown(value).strip()
