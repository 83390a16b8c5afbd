"""What the result columns of a month sheet show, for a workbook that is edited without Excel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from xlportal.core.rules import Group
from xlportal.score.assessment import Assessment, GroupMonth
from xlportal.sheets.blocks import Found, find_blocks
from xlportal.sheets.grid import Grid, Value
from xlportal.sheets.month_columns import MEASURES, RESULTS
from xlportal.sheets.tables import Sheet


def month_results(
    grid: Grid, groups: Sequence[Group], assessment: Assessment | None
) -> dict[tuple[int, int], Value]:
    """Return what the result cells of a month sheet show, an empty text where that is nothing.

    Without an ``assessment``, because something is wrong with the month, it is nothing everywhere.
    """
    months = {group.group.annex: group for group in assessment.groups} if assessment else {}
    found = {annex: _shown(group) for annex, group in months.items()}
    blocks = find_blocks(Sheet(grid))
    cells: dict[tuple[int, int], Value] = {}
    for group in (group for group in groups if group.annex in blocks):
        block = blocks[group.annex]
        for row in block.rows:
            position = group.position(str(grid.at(row, block.names)))
            unit = "" if position is None else group.units[position].name
            figures = found.get(group.annex, {}).get(unit, {})
            for result in RESULTS:
                cells[row, block.columns[result.label]] = figures.get(result.field, "")
        cells |= _measures(block, months.get(group.annex))
    return cells


def _measures(block: Found, month: GroupMonth | None) -> dict[tuple[int, int], Value]:
    """Return average, pass line and rate, which stand right of their names beside the title."""
    texts, measures = block.sheet.headers[block.title_row], month.measures if month else None
    return {
        (block.title_row, texts.index(measure.label) + 1): (
            getattr(measures, measure.field) if measures else ""
        )
        for measure in MEASURES
        if measure.label in texts
    }


def _shown(group: GroupMonth) -> Mapping[str, Mapping[str, Value]]:
    """Return the figures a unit has."""
    figures = group.figures[[result.field for result in RESULTS]].to_dict("index")
    return cast("Mapping[str, Mapping[str, Value]]", figures)
