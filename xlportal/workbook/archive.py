"""What was sent and when (存档), as the rows of the hidden sheet that keeps it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from xlportal.assessment import Assessment
from xlportal.exact import plain

MOMENT = "%Y-%m-%d %H:%M"


def archive_rows(assessment: Assessment, sent: dt.datetime) -> Iterator[tuple[object, ...]]:
    """Yield a row for every unit whose figures were sent, in the columns of the archive sheet.

    Figures are exact decimals as text, so that comparing them later is exact too.
    """
    for group in assessment.groups:
        monthly, cumulative = group.monthly, group.cumulative
        figures = (monthly.scores, monthly.ranks, cumulative.scores, cumulative.ranks)
        for unit, *values in zip(group.units, *figures, strict=True):
            shown = (plain(value) for value in values)
            yield (assessment.month, sent.strftime(MOMENT), group.group.annex, unit, *shown)
