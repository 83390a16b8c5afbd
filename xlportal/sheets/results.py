"""What the result columns of a month sheet show, for a workbook that is edited without Excel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from xlportal.core.ledger import left_empty
from xlportal.core.rules import Group
from xlportal.score.assessment import INFO, RANK, SCORE, Assessment, GroupMonth
from xlportal.sheets import monthly
from xlportal.sheets.edit import Value
from xlportal.sheets.grid import Grid
from xlportal.sheets.read_months import places

_FIGURES = {monthly.INFO: INFO, monthly.SCORE: SCORE, monthly.RANK: RANK}


def month_results(
    grid: Grid, groups: Sequence[Group], assessment: Assessment | None
) -> dict[tuple[int, int], Value]:
    """Return what the result cells of a month sheet show, an empty text where that is nothing.

    Without an ``assessment``, because something is wrong with the month, it is nothing everywhere.
    """
    found = {group.group.annex: _shown(group) for group in assessment.groups} if assessment else {}
    blocks = places(grid, groups)
    cells: dict[tuple[int, int], Value] = {}
    for group in (group for group in groups if group.annex in blocks):
        block = blocks[group.annex]
        for row in range(block.first_row, block.end_row):
            position = group.position(str(grid.at(row, block.name_column)))
            unit = "" if position is None else group.units[position].name
            figures = found.get(group.annex, {}).get(unit, {})
            for label, figure in _FIGURES.items():
                cells[row, block.columns[label]] = figures.get(figure, "")
    return cells


def _shown(group: GroupMonth) -> Mapping[str, Mapping[str, Value]]:
    """Return the figures a unit has; none while no count of the group is filled."""
    if all(left_empty(entry.counts) for entry in group.filed.values()):
        return {}
    figures = group.figures[[*_FIGURES.values()]].to_dict("index")
    return cast("Mapping[str, Mapping[str, Value]]", figures)
