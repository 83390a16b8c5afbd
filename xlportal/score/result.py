"""The result of ``compute --json`` (spec section 5): a month or period as a JSON-ready document."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pandas as pd

from xlportal.core.exact import plain
from xlportal.core.problems import Problem
from xlportal.score.assessment import (
    ADDITION,
    DEDUCTION,
    INFO,
    RANK,
    RANK_SO_FAR,
    SCORE,
    SO_FAR,
    GroupMonth,
    GroupPeriod,
    GroupResult,
)


def result(
    year: int | None,
    found: dict[str, Any],
    problems: Sequence[Problem],
    output: str | None = None,
    circular: Sequence[str] = (),
) -> dict[str, Any]:
    """Return the whole result; nothing was computed where there is no ``output``."""
    return {
        "year": year,
        "output": output,
        "groups": [],
        **found,
        "circular": list(circular),
        "problems": [problem.document() for problem in problems],
    }


def group_result(group: GroupMonth | GroupPeriod) -> dict[str, Any]:
    """Return what the result says of a group."""
    return _of_month(group) if isinstance(group, GroupMonth) else _of_period(group)


def _of_month(group: GroupMonth) -> dict[str, Any]:
    measures, measured = group.measures, {}
    if measures:
        measured = {
            "average": plain(measures.average),
            "pass_line": plain(measures.pass_line),
            "passed": len(measures.passed),
            "pass_rate": plain(measures.pass_rate),
        }
    given = [DEDUCTION, ADDITION] if group.rules.additions else [DEDUCTION]
    counts = {"counts": _counts(group.counts), "cumulative_counts": _counts(group.counts_so_far)}
    figures = group.figures[[*given, INFO, SCORE, RANK, SO_FAR, RANK_SO_FAR]]
    return {**_head(group), **measured, "top": _top(group), "rows": _rows(group, counts, figures)}


def _of_period(group: GroupPeriod) -> dict[str, Any]:
    scores = [
        {str(month): plain(score) for month, score in row.items() if score is not None}
        for row in group.scores.to_dict("records")
    ]
    rows = _rows(group, {"counts": _counts(group.counts), "scores": scores}, group.figures)
    return {**_head(group), "top": {**_top(group), "period": [*group.leaders()]}, "rows": rows}


def _head(group: GroupResult) -> dict[str, Any]:
    return {"annex": group.group.annex, "name": group.group.name, "units": len(group.units)}


def _top(group: GroupResult) -> dict[str, list[str]]:
    return {"month": [*group.leaders()], "cumulative": [*group.leaders(SO_FAR)]}


def _rows(
    group: GroupResult, beside: Mapping[str, Sequence[Any]], figures: pd.DataFrame
) -> list[dict[str, Any]]:
    """Return the units' rows: what is ``beside`` the figures, by its key, and the figures."""
    columns: dict[str, Sequence[Any]] = {"unit": group.units, **beside}
    for name in map(str, figures):
        shown = _place if name in {RANK, RANK_SO_FAR} else plain
        columns[name] = [*map(shown, figures[name])]
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _place(place: int | Fraction) -> int | str:
    return int(place) if place.denominator == 1 else plain(Fraction(place))


def _counts(counts: pd.DataFrame) -> list[dict[str, list[int]]]:
    """Return a unit's counts by item; an item without pieces is left out, as in the document."""
    names = counts.columns.get_level_values(0)[::2]
    rows = ((row[::2], row[1::2]) for row in counts.to_numpy().tolist())
    return [
        {name: [*pair] for name, *pair in zip(names, *row, strict=True) if any(pair)}
        for row in rows
    ]
