"""The rules of spec sections 2 and 8 once more, slowly and on fractions, straight from the document.

Shares no code with the package: what it says is what the package has to say.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import floor
from typing import Any

Document = dict[str, Any]
Scores = Mapping[str, Fraction]

LAST_MONTH = 12
UNUSUAL = {"scheme": "relative", "additions": False, "order": "roster"}
"""The optional rules of a group, as they are where a document leaves them out."""


def expected_groups(document: Document, month: int) -> list[dict[str, Any]]:
    """Return the ``groups`` of ``compute --json --month``."""
    terms = [in_force(document, group, month) for group in document["groups"]]
    return [_group(document, group, month) for group in terms if group["units"]]


def expected_period(document: Document, first: int, last: int) -> list[dict[str, Any]]:
    """Return the ``groups`` of ``compute --json --period first-last``."""
    span = range(first, last + 1)
    return [
        _group_of_period(document, group, months)
        for group in document["groups"]
        if (months := [m for m in span if in_force(document, group, m)["units"]])
    ]


def expected_label(first: int, last: int) -> str:
    """Return what a period is called."""
    halves = {(1, 6): "上半年", (7, 12): "下半年", (1, 12): "全年"}
    quarters = {(3 * n - 2, 3 * n): f"{n}季度" for n in range(1, 5)}
    return (halves | quarters).get((first, last), f"{first}-{last}月")


def in_force(document: Document, group: Document, month: int) -> Document:
    """Return ``group`` as it stands in ``month``: its rules then, and only what is there then."""
    rules, points = {**UNUSUAL, **group}, {}
    for change in sorted(document.get("changes", []), key=lambda change: change["from"]):
        if change["group"] == group["annex"] and change["from"] <= month:
            if change["rule"] == "points":
                points[change["item"]] = change["value"]
            else:
                rules[change["rule"]] = change["value"]
    rules["items"] = [
        {**item, "points": points.get(item["name"], item["points"])}
        for item in group["items"]
        if is_there(item, month)
    ]
    rules["units"] = [u for u in group["units"] if is_there(u, month) and is_there(group, month)]
    return rules


def is_there(thing: Document, month: int) -> bool:
    """Return whether a group, an item or a unit is there in ``month``."""
    return bool(thing.get("from", 1) <= month <= thing.get("to", LAST_MONTH))


def filled_months(document: Document) -> list[int]:
    """Return the months that are filled."""
    return [month["month"] for month in document["months"] if "entries" in month]


def complete_months(document: Document) -> list[int]:
    """Return the months that are filled in every group, which alone can be computed."""
    unfilled = {month["month"] for month in document["months"] if month.get("unfilled")}
    return [month for month in filled_months(document) if month not in unfilled]


def spans(document: Document) -> list[tuple[int, int]]:
    """Return every period of two months and more all of whose months are filled."""
    filled = complete_months(document)
    return [
        (first, last)
        for first in filled
        for last in filled
        if first < last and all(month in filled for month in range(first, last))
    ]


def _group(document: Document, group: Document, month: int) -> Document:
    names = [unit["name"] for unit in group["units"]]
    infos = {unit["name"]: _info(document, group, unit, month) for unit in group["units"]}
    scores = {unit["name"]: _score(document, group, unit, month) for unit in group["units"]}
    totals = {unit["name"]: _total(document, group, unit, month) for unit in group["units"]}
    so_far = [m for m in filled_months(document) if m <= month]
    given = ["deduction", "addition"] if group["additions"] else ["deduction"]
    return {
        "annex": group["annex"],
        "name": group["name"],
        "units": len(names),
        **_pass_line(group, list(infos.values())),
        "top": {"month": _top(scores), "cumulative": _top(totals)},
        "rows": [
            {
                "unit": unit["name"],
                "counts": _counts(document, group, unit, [month]),
                "cumulative_counts": _counts(document, group, unit, so_far, carried=True),
                **{key: _text(_filed(document, group, unit, month)[key]) for key in given},
                "info_score": _text(infos[unit["name"]]),
                "score": _text(scores[unit["name"]]),
                "rank": _rank(scores, unit["name"], group["ties"]),
                "cumulative_score": _text(totals[unit["name"]]),
                "cumulative_rank": _rank(totals, unit["name"], group["ties"]),
            }
            for unit in group["units"]
        ],
    }


def _pass_line(group: Document, infos: Sequence[Fraction]) -> Document:
    """Return average, pass line and what follows from it; nothing where points are added up."""
    if group["scheme"] == "direct":
        return {}
    average = _sum(infos) / len(infos)
    line = Fraction(group["pass_ratio"]) * average
    passed = sum(info > line for info in infos)
    thousandths = floor(Fraction(passed * 1000, len(infos)) + Fraction(1, 2))
    return {
        "average": _text(average),
        "pass_line": _text(line),
        "passed": passed,
        "pass_rate": _text(Fraction(thousandths, 10)),
    }


def _group_of_period(document: Document, group: Document, months: Sequence[int]) -> Document:
    """Return a group's period; ``months`` are those of the period in which the group is there."""
    terms = {month: in_force(document, group, month) for month in months}
    items = [item for item in group["items"] if any(is_there(item, month) for month in months)]
    taken = {
        unit["name"]: [month for month in months if unit in terms[month]["units"]]
        for unit in group["units"]
    }
    units = [unit for unit in group["units"] if taken[unit["name"]]]
    monthly = {
        unit["name"]: {m: _score(document, terms[m], unit, m) for m in taken[unit["name"]]}
        for unit in units
    }
    scores = {name: _sum(by_month.values()) for name, by_month in monthly.items()}
    totals = {unit["name"]: _total(document, group, unit, months[-1]) for unit in units}
    ties = terms[months[-1]]["ties"]
    return {
        "annex": group["annex"],
        "name": group["name"],
        "units": len(units),
        "top": {"month": _top(scores), "period": _top(scores), "cumulative": _top(totals)},
        "rows": [
            {
                "unit": unit["name"],
                "counts": _counts(document, {**group, "items": items}, unit, months),
                "info_score": _text(
                    _sum(_info(document, terms[m], unit, m) for m in taken[unit["name"]])
                ),
                "scores": {str(month): _text(s) for month, s in monthly[unit["name"]].items()},
                "score": _text(scores[unit["name"]]),
                "rank": _rank(scores, unit["name"], ties),
                "cumulative_score": _text(totals[unit["name"]]),
                "cumulative_rank": _rank(totals, unit["name"], ties),
            }
            for unit in units
        ],
    }


def _sum(values: Iterable[Fraction]) -> Fraction:
    return sum(values, Fraction(0))


def _names(unit: Document) -> set[str]:
    return {unit["name"], *unit["former"]}


def _filed(document: Document, group: Document, unit: Document, month: int) -> Document:
    """Return what a unit filed in a month, its numbers as fractions."""
    found: Document = {}
    for filed in document["months"]:
        for entry in filed.get("entries", []) if filed["month"] == month else ():
            if entry["group"] == group["annex"] and entry["unit"] in _names(unit):
                found = entry
    return {
        "counts": found.get("counts", {}),
        "deduction": Fraction(found.get("deduction", "0")),
        "addition": Fraction(found.get("addition", "0")),
    }


def _info(document: Document, group: Document, unit: Document, month: int) -> Fraction:
    counts = _filed(document, group, unit, month)["counts"]
    bonus = Fraction(group["bonus"])
    return _sum(
        Fraction(item["points"]) * ((c - s) + bonus * s)
        for item in group["items"]
        for c, s in [counts.get(item["name"], (0, 0))]
    )


def _score(document: Document, group: Document, unit: Document, month: int) -> Fraction:
    """Return the published score; ``group`` as it stands in ``month``."""
    info = _info(document, group, unit, month)
    filed = _filed(document, group, unit, month)
    if group["scheme"] == "direct":
        earned = info
    else:
        total = _sum(_info(document, group, u, month) for u in group["units"])
        line = Fraction(group["pass_ratio"]) * total / len(group["units"])
        earned = info / line * Fraction(group["pass_score"]) if line else Fraction(0)
    exact = max(Fraction(0), earned + filed["addition"] - filed["deduction"])
    scale = 10 ** group["decimals"]
    half = Fraction(1, 2) if group["rounding"] == "half_up" else Fraction(0)
    return Fraction(floor(exact * scale + half), scale)


def _openings(document: Document, group: Document, unit: Document, month: int) -> list[Document]:
    return [
        opening
        for opening in document.get("opening", [])
        if opening["group"] == group["annex"]
        and opening["unit"] in _names(unit)
        and opening["through"] < month
    ]


def _total(document: Document, group: Document, unit: Document, month: int) -> Fraction:
    """Return the year so far: what was carried in and every published score up to ``month``."""
    owner = next(g for g in document["groups"] if g["annex"] == group["annex"])
    carried = [Fraction(opening["score"]) for opening in _openings(document, owner, unit, month)]
    earned = [
        _score(document, terms, unit, earlier)
        for earlier in filled_months(document)
        if earlier <= month
        for terms in [in_force(document, owner, earlier)]
        if unit in terms["units"]
    ]
    return _sum([*carried, *earned])


def _counts(
    document: Document,
    group: Document,
    unit: Document,
    months: Sequence[int],
    *,
    carried: bool = False,
) -> dict[str, list[int]]:
    """Return the sums of the counts of the group's items over ``months``, zeros left out."""
    filed = [_filed(document, group, unit, month)["counts"] for month in months]
    if carried:
        filed += [o["counts"] for o in _openings(document, group, unit, months[-1])]
    sums = {}
    for name in (item["name"] for item in group["items"]):
        sums[name] = [sum(counts.get(name, (0, 0))[side] for counts in filed) for side in (0, 1)]
    return {name: count for name, count in sums.items() if any(count)}


def _rank(scores: Scores, name: str, ties: str) -> int | str:
    own = scores[name]
    last = sum(score >= own for score in scores.values())
    first = 1 + sum(score > own for score in scores.values())
    dense = 1 + len({score for score in scores.values() if score > own})
    middle = Fraction(first + last, 2)
    average = int(middle) if middle.denominator == 1 else _text(middle)
    return {"last": last, "first": first, "dense": dense, "average": average}[ties]


def _top(scores: Scores) -> list[str]:
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
