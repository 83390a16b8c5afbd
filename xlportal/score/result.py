"""The result of ``compute --json`` (spec section 5): an assessment as a JSON-ready document."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from xlportal.core.exact import IntArray, plain
from xlportal.core.problems import Problem
from xlportal.core.rules import Item
from xlportal.score.assessment import Assessment, GroupAssessment


def result(
    assessment: Assessment,
    circular: Sequence[str],
    problems: Sequence[Problem],
    output: str,
) -> dict[str, Any]:
    """Return the JSON-ready result of a month computed into the file ``output``."""
    return {
        "year": assessment.year,
        "month": assessment.month,
        "output": output,
        "groups": [_group(group) for group in assessment.groups],
        "circular": list(circular),
        "problems": [problem.document() for problem in problems],
    }


def refusal(year: int | None, month: int, problems: Sequence[Problem]) -> dict[str, Any]:
    """Return the JSON-ready result of a month whose data have errors: nothing was computed."""
    return {
        "year": year,
        "month": month,
        "output": None,
        "groups": [],
        "circular": [],
        "problems": [problem.document() for problem in problems],
    }


def _group(group: GroupAssessment) -> dict[str, Any]:
    return {
        "annex": group.group.annex,
        "name": group.group.name,
        "units": len(group.units),
        "average": plain(group.average),
        "pass_line": plain(group.pass_line),
        "passed": group.passed,
        "pass_rate": plain(group.pass_rate),
        "top": {
            "month": list(group.names(group.monthly.leaders())),
            "cumulative": list(group.names(group.cumulative.leaders())),
        },
        "rows": _rows(group),
    }


def _rows(group: GroupAssessment) -> list[dict[str, Any]]:
    monthly, cumulative = group.monthly, group.cumulative
    columns = zip(
        group.units,
        monthly.counts,
        cumulative.counts,
        group.deductions,
        group.infos,
        monthly.scores,
        monthly.ranks,
        cumulative.scores,
        cumulative.ranks,
        strict=True,
    )
    items = group.group.rules.items
    return [
        {
            "unit": unit,
            "counts": _counts(items, counts),
            "cumulative_counts": _counts(items, so_far),
            "deduction": plain(deduction),
            "info_score": plain(info),
            "score": plain(score),
            "rank": _rank(rank),
            "cumulative_score": plain(total),
            "cumulative_rank": _rank(total_rank),
        }
        for unit, counts, so_far, deduction, info, score, rank, total, total_rank in columns
    ]


def _counts(items: Sequence[Item], counts: IntArray) -> dict[str, list[int]]:
    """Return the counts by item; an item without pieces is left out, as in the document."""
    return {
        item.name: count for item, count in zip(items, counts.tolist(), strict=True) if any(count)
    }


def _rank(rank: Fraction) -> int | str:
    return int(rank) if rank.denominator == 1 else plain(rank)
