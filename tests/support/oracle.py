"""The rules of spec section 2 once more, slowly and on fractions, straight from the JSON document.

Shares no code with the package: what it says is what the package has to say.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import Any

Document = dict[str, Any]


def expected_groups(document: Document, month: int) -> list[dict[str, Any]]:
    """Return the ``groups`` of ``compute --json`` for a month of a document."""
    return [_group(document, group, month) for group in document["groups"]]


def _group(document: Document, group: dict[str, Any], month: int) -> dict[str, Any]:
    members = [u for u in group["units"] if u["from"] <= month <= u["to"]]
    infos = {u["name"]: _info(document, group, u, month) for u in members}
    average = sum(infos.values(), Fraction(0)) / len(members) if members else Fraction(0)
    line = Fraction(group["pass_ratio"]) * average
    passed = sum(info > line for info in infos.values())
    scores = {u["name"]: _score(document, group, u, month) for u in members}
    totals = {u["name"]: _total(document, group, u, month) for u in members}
    share = Fraction(1000 * passed, len(members)) if members else Fraction(0)
    rate = Fraction(floor(share + Fraction(1, 2)), 10)
    return {
        "annex": group["annex"],
        "name": group["name"],
        "units": len(members),
        "average": _text(average),
        "pass_line": _text(line),
        "passed": passed,
        "pass_rate": _text(rate),
        "top": {"month": _top(scores), "cumulative": _top(totals)},
        "rows": [
            {
                "unit": u["name"],
                "counts": _counts(document, group, u, [month]),
                "cumulative_counts": _so_far(document, group, u, month),
                "deduction": _text(Fraction(_filed(document, group, u, month)["deduction"])),
                "info_score": _text(infos[u["name"]]),
                "score": _text(scores[u["name"]]),
                "rank": _rank(scores, u["name"], group["ties"]),
                "cumulative_score": _text(totals[u["name"]]),
                "cumulative_rank": _rank(totals, u["name"], group["ties"]),
            }
            for u in members
        ],
    }


def _names(unit: dict[str, Any]) -> set[str]:
    return {unit["name"], *unit["former"]}


def _filed(document: Document, group: Any, unit: Any, month: int) -> dict[str, Any]:
    for filed in document["months"]:
        if filed["month"] == month:
            for entry in filed["entries"]:
                if entry["group"] == group["annex"] and entry["unit"] in _names(unit):
                    return entry
    return {"counts": {}, "deduction": "0", "note": ""}


def _info(document: Document, group: Any, unit: Any, month: int) -> Fraction:
    counts = _filed(document, group, unit, month)["counts"]
    bonus = Fraction(group["bonus"])
    return sum(
        (
            Fraction(item["points"]) * ((c - s) + bonus * s)
            for item in group["items"]
            for c, s in [counts.get(item["name"], (0, 0))]
        ),
        Fraction(0),
    )


def _score(document: Document, group: Any, unit: Any, month: int) -> Fraction:
    members = [u for u in group["units"] if u["from"] <= month <= u["to"]]
    total = sum((_info(document, group, u, month) for u in members), Fraction(0))
    line = Fraction(group["pass_ratio"]) * total / len(members)
    info = _info(document, group, unit, month)
    earned = info / line * Fraction(group["pass_score"]) if line else Fraction(0)
    exact = max(Fraction(0), earned - Fraction(_filed(document, group, unit, month)["deduction"]))
    scale = 10 ** group["decimals"]
    half = Fraction(1, 2) if group["rounding"] == "half_up" else Fraction(0)
    return Fraction(floor(exact * scale + half), scale)


def _total(document: Document, group: Any, unit: Any, month: int) -> Fraction:
    carried = [
        Fraction(o["score"])
        for o in document["opening"]
        if o["group"] == group["annex"] and o["unit"] in _names(unit)
    ]
    months = [m["month"] for m in document["months"] if m["month"] <= month]
    earned = [_score(document, group, unit, m) for m in months if unit["from"] <= m <= unit["to"]]
    return sum([*carried, *earned], Fraction(0))


def _so_far(document: Document, group: Any, unit: Any, month: int) -> dict[str, list[int]]:
    months = [m["month"] for m in document["months"] if m["month"] <= month]
    return _counts(document, group, unit, months, carried=True)


def _counts(
    document: Document, group: Any, unit: Any, months: list[int], *, carried: bool = False
) -> dict[str, list[int]]:
    filed = [_filed(document, group, unit, month)["counts"] for month in months]
    if carried:
        filed += [
            o["counts"]
            for o in document["opening"]
            if o["group"] == group["annex"] and o["unit"] in _names(unit)
        ]
    sums = {
        item["name"]: [
            sum(counts.get(item["name"], (0, 0))[side] for counts in filed) for side in (0, 1)
        ]
        for item in group["items"]
    }
    return {name: count for name, count in sums.items() if any(count)}


def _rank(scores: dict[str, Fraction], name: str, ties: str) -> int | str:
    own = scores[name]
    last = sum(score >= own for score in scores.values())
    first = 1 + sum(score > own for score in scores.values())
    dense = 1 + len({score for score in scores.values() if score > own})
    middle = Fraction(first + last, 2)
    average = int(middle) if middle.denominator == 1 else _text(middle)
    return {"last": last, "first": first, "dense": dense, "average": average}[ties]


def _top(scores: dict[str, Fraction]) -> list[str]:
    best = sorted((score for score in scores.values() if score > 0), reverse=True)[:2]
    if not best:
        return []
    named = [name for name, score in scores.items() if score >= best[-1] and score > 0]
    return sorted(named, key=lambda name: -scores[name])


def _text(value: Fraction) -> str:
    """Return the decimal by long division; six places, half up, where it does not end."""
    whole, rest = divmod(value.numerator, value.denominator)
    digits = ""
    for _ in range(400):
        if not rest:
            return f"{whole}.{digits}" if digits else str(whole)
        digit, rest = divmod(rest * 10, value.denominator)
        digits += str(digit)
    rounded = floor(value * 10**6 + Fraction(1, 2))
    text = f"{rounded // 10**6}.{rounded % 10**6:06d}"
    return text.rstrip("0").rstrip(".")
