"""What was sent and when (存档), as the rows of the hidden sheet that keeps it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from typing import TypeAlias

from xlportal.core.exact import plain
from xlportal.score.assessment import RANK, RANK_SO_FAR, SCORE, SO_FAR, Assessment
from xlportal.sheets.grid import Grid

MOMENT = "%Y-%m-%d %H:%M"

Kept: TypeAlias = str | float | Fraction
"""What a cell of the archive holds."""


def archive_rows(assessment: Assessment, sent: dt.datetime) -> Iterator[tuple[object, ...]]:
    """Yield a row for every unit whose figures were sent, in the columns of the archive sheet.

    Figures are exact decimals as text, so that comparing them later is exact too.
    """
    for group in assessment.groups:
        for unit, *values in group.figures[[SCORE, RANK, SO_FAR, RANK_SO_FAR]].itertuples():
            shown = (plain(Fraction(value)) for value in values)
            yield (assessment.month, sent.strftime(MOMENT), group.group.annex, unit, *shown)


def carried(grid: Grid) -> dict[tuple[int, int], Kept]:
    """Return the cells of an archive that a workbook made from its workbook takes over.

    Where Excel made dates of the moments, as it does in cells of no format, they are text again.
    """
    cells = {
        (row, column): _kept(value)
        for row, values in enumerate(grid.rows)
        for column, value in enumerate(values)
        if row > 0
    }
    return {place: value for place, value in cells.items() if value is not None}


def _kept(value: object) -> Kept | None:
    if isinstance(value, dt.date):
        return value.strftime(MOMENT)
    return value if isinstance(value, (str, int, float, Fraction)) else None
