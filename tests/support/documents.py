"""Random assessment documents that make sense, for hypothesis."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

_SYLLABLES = "东西南北中山水江湖海州县区办处局委科技信息服务（）0１aB"
_MARKS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
_NOTES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=20
).filter(lambda text: text.strip() == text and not text.startswith("_x"))


def decimals(places: int, *, least: int = 1, most: int = 10**4) -> st.SearchStrategy[str]:
    """Strings of decimals without trailing zeros."""
    return st.builds(
        _plain,
        st.integers(least, most),
        st.integers(0, places),
    )


def _plain(number: int, shift: int) -> str:
    digits = str(number).rjust(shift + 1, "0")
    whole, part = digits[: len(digits) - shift], digits[len(digits) - shift :].rstrip("0")
    return f"{whole}.{part}" if part else whole


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Documents whose names, months and counts fit together."""
    annexes = draw(st.lists(st.integers(1, 20), min_size=1, max_size=3, unique=True))
    groups = [draw(_groups(annex)) for annex in annexes]
    filled = sorted(draw(st.sets(st.integers(1, 12), min_size=1, max_size=4)))
    return {
        "year": draw(st.integers(1990, 2100)),
        "groups": groups,
        "opening": [o for group in groups for o in draw(_openings(group, filled[0]))],
        "months": [
            {"month": month, "entries": [e for g in groups for e in draw(_entries(g, month))]}
            for month in filled
        ],
    }


@st.composite
def _groups(draw: st.DrawFn, annex: int) -> dict[str, Any]:
    items = draw(st.lists(st.sampled_from(["动态", "介绍", "报告", "视频", "专访"]), min_size=1,
                          max_size=3, unique=True))  # fmt: skip
    marks = list(_MARKS)
    return {
        "name": f"{draw(st.text(_SYLLABLES, min_size=1, max_size=9))}考核组",
        "short": f"第{annex}组",
        "annex": annex,
        "items": [
            {"name": name, "unit": draw(st.sampled_from("条篇")), "points": draw(decimals(2))}
            for name in items
        ],
        "bonus": draw(st.sampled_from(["1", "1.5", "0.5", "2", "1.125"])),
        "pass_ratio": draw(decimals(3, most=1500)),
        "pass_score": draw(decimals(2, most=999)),
        "decimals": draw(st.integers(0, 4)),
        "rounding": draw(st.sampled_from(["half_up", "truncate"])),
        "ties": draw(st.sampled_from(["last", "first", "dense", "average"])),
        "deductions": draw(st.booleans()),
        "units": [draw(_units(marks.pop)) for _ in range(draw(st.integers(1, 8)))],
    }


@st.composite
def _units(draw: st.DrawFn, mark: Any) -> dict[str, Any]:
    first = draw(st.sampled_from([1, 1, 1, 3, 7]))
    stem = draw(st.text(_SYLLABLES, max_size=12))
    return {
        "name": stem + mark(),
        "former": [f"原{mark()}" for _ in range(draw(st.sampled_from([0, 0, 0, 1])))],
        "from": first,
        "to": draw(st.sampled_from([12, 12, 12, first, 9 if first <= 9 else 12])),
    }


@st.composite
def _counts(draw: st.DrawFn, group: dict[str, Any]) -> dict[str, list[int]]:
    counts = {}
    for item in group["items"]:
        if draw(st.booleans()):
            pieces = draw(st.one_of(st.integers(0, 9), st.integers(0, 900)))
            counts[item["name"]] = [pieces, draw(st.integers(0, pieces))]
    return counts


@st.composite
def _entries(draw: st.DrawFn, group: dict[str, Any], month: int) -> list[dict[str, Any]]:
    entries = []
    for unit in group["units"]:
        if unit["from"] <= month <= unit["to"] and draw(st.integers(0, 3)):
            deducted = group["deductions"] and draw(st.integers(0, 3)) == 0
            entries.append(
                {
                    "group": group["annex"],
                    "unit": draw(st.sampled_from([unit["name"], *unit["former"]])),
                    "counts": draw(_counts(group)),
                    "deduction": draw(decimals(2, most=500)) if deducted else "0",
                    "note": draw(_NOTES) if deducted else draw(st.sampled_from(["", "备注"])),
                }
            )
    return entries


@st.composite
def _openings(draw: st.DrawFn, group: dict[str, Any], first: int) -> list[dict[str, Any]]:
    if first == 1 or draw(st.booleans()):
        return []
    through = draw(st.integers(1, first - 1))
    return [
        {
            "group": group["annex"],
            "unit": unit["name"],
            "through": through,
            "counts": draw(_counts(group)),
            "score": draw(decimals(3, least=0, most=10**6)),
        }
        for unit in group["units"]
        if draw(st.booleans())
    ]
