"""The result of ``compute --json`` (spec section 5): a month or period as a JSON-ready document."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
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
    Assessment,
    GroupMonth,
)
from xlportal.score.period import GroupPeriod, Period


def month_result(assessment: Assessment) -> dict[str, Any]:
    """Return what the result says of a month: its number and its groups."""
    groups = [_group_month(group) for group in assessment.groups]
    return {"month": assessment.month, "groups": groups}


def period_result(period: Period, label: str) -> dict[str, Any]:
    """Return what the result says of a span of months called ``label``."""
    groups = [_group_period(group) for group in period.groups]
    return {"period": [period.first, period.last], "label": label, "groups": groups}


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


def _group_month(group: GroupMonth) -> dict[str, Any]:
    measures, figures = group.measures, group.figures
    measured = (
        {
            "average": plain(measures.average),
            "pass_line": plain(measures.pass_line),
            "passed": len(measures.passed),
            "pass_rate": plain(measures.pass_rate),
        }
        if measures
        else {}
    )
    given = [DEDUCTION, ADDITION] if group.terms.rules.additions else [DEDUCTION]
    rows = zip(
        group.units,
        _counts(group.counts),
        _counts(group.counts_so_far),
        _shown(figures[[*given, INFO, SCORE, RANK, SO_FAR, RANK_SO_FAR]]),
        strict=True,
    )
    return {
        **_head(group),
        **measured,
        "top": _top(group),
        "rows": [
            {"unit": unit, "counts": counts, "cumulative_counts": so_far, **shown}
            for unit, counts, so_far, shown in rows
        ],
    }


def _group_period(group: GroupPeriod) -> dict[str, Any]:
    scores = group.scores.to_dict("records")
    rows = zip(
        group.units, _counts(group.counts), map(_months, scores), _shown(group.figures), strict=True
    )
    return {
        **_head(group),
        "top": {**_top(group), "period": [*group.leaders()]},
        "rows": [
            {"unit": unit, "counts": counts, "scores": months, **shown}
            for unit, counts, months, shown in rows
        ],
    }


def _months(scores: Mapping[Hashable, Fraction | None]) -> dict[str, str]:
    """Return a unit's scores by month, without months in which it did not take part."""
    return {str(month): plain(score) for month, score in scores.items() if score is not None}


def _head(group: GroupMonth | GroupPeriod) -> dict[str, Any]:
    return {
        "annex": group.group.annex,
        "name": group.group.name,
        "units": len(group.units),
    }


def _top(group: GroupMonth | GroupPeriod) -> dict[str, list[str]]:
    return {"month": [*group.leaders()], "cumulative": [*group.leaders(SO_FAR)]}


def _counts(counts: pd.DataFrame) -> list[dict[str, list[int]]]:
    """Return a unit's counts by item; an item without pieces is left out, as in the document."""
    names = counts.columns.get_level_values(0)[::2]
    rows = (zip(names, _pairs(row), strict=True) for row in counts.to_numpy().tolist())
    return [{name: pair for name, pair in row if any(pair)} for row in rows]


def _pairs(row: list[int]) -> list[list[int]]:
    """Return a row of counts in pairs."""
    return [row[start : start + 2] for start in range(0, len(row), 2)]


def _shown(figures: pd.DataFrame) -> list[dict[str, int | str]]:
    places = {RANK, RANK_SO_FAR}
    return [
        {
            str(name): _place(value) if name in places else plain(value)
            for name, value in row.items()
        }
        for row in figures.to_dict("records")
    ]


def _place(place: int | Fraction) -> int | str:
    return int(place) if place.denominator == 1 else plain(Fraction(place))
