"""Random assessment documents that make sense, for hypothesis.

``documents()`` gives those of the first edition's keys, ``documents(full=True)`` every key of spec
section 5: rules that know their month, schemes, additions, settings, wording, hints and dates.
"""

import datetime as dt
import random
import unicodedata
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from hypothesis import strategies as st

from support.oracle import LAST_MONTH, UNUSUAL, in_force, is_there

Document = dict[str, Any]

_SYLLABLES = "东西南北中山水江湖海州县区办处局委科技信息服务（）0１aB"
_MARKS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"


def _shows(text: str) -> bool:
    """Whether any of it can be seen: what cannot is read as nothing."""
    return any(unicodedata.category(letter) not in {"Cf", "Zs", "Zl", "Zp"} for letter in text)


_ANY = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=20
).filter(lambda text: text.strip() == text and not text.startswith("_x") and _shows(text))
_MISTAKABLE = [
    "#N/A", "#NAME?", "#PYTHON!", "#REF!", "#value!", "=1+1", "TRUE", "3（1）", "5/1", "1e3",
]  # fmt: skip
_NOTES = st.one_of(_ANY, _ANY, _ANY, st.sampled_from(_MISTAKABLE))
_HINTS = _NOTES.filter(lambda text: "Cf" not in map(unicodedata.category, text))
"""Hints are printed, and nothing that cannot be seen is."""
_WORDING = (
    {"part": "标题", "when": "总是", "text": "关于【年度】年【月份】考核情况的通报"},
    {"part": "开头", "when": "总是", "text": "现将【月份】考核情况通报如下："},
    {"part": "组标题", "when": "总是", "text": "【组序】. 【考核组】"},
    {"part": "组正文", "when": "没有扣分", "text": "【月份】没有出现扣分。"},
    {"part": "组正文", "when": "有扣分", "text": "【月份】扣分的是：【扣分情况】。"},
    {"part": "组正文", "when": "总是", "text": "【单位统称】报送并被采用【采用情况】。"},
    {"part": "组正文", "when": "总是", "text": "【月份】得分【本月前列位次】的是【本月前列】。"},
    {"part": "组正文", "when": "总是", "text": "【累计期】累计得分前列的是【累计前列】。"},
    {"part": "落款", "when": "总是", "text": "【发文机关】"},
    {"part": "日期", "when": "总是", "text": "【落款日期】"},
)


def decimals(places: int, *, least: int = 1, most: int = 10**4) -> st.SearchStrategy[str]:
    """Strings of decimals without trailing zeros."""
    return st.builds(_plain, st.integers(least, most), st.integers(0, places))


def _plain(number: int, shift: int) -> str:
    digits = str(number).rjust(shift + 1, "0")
    whole, part = digits[: len(digits) - shift], digits[len(digits) - shift :].rstrip("0")
    return f"{whole}.{part}" if part else whole


RULES: dict[str, st.SearchStrategy[Any]] = {
    "bonus": st.sampled_from(["1", "1.5", "0.5", "2", "1.125"]),
    "pass_ratio": decimals(3, most=1500),
    "pass_score": decimals(2, most=999),
    "decimals": st.integers(0, 4),
    "rounding": st.sampled_from(["half_up", "truncate"]),
    "ties": st.sampled_from(["last", "first", "dense", "average"]),
    "deductions": st.booleans(),
}
OPTIONAL_RULES: dict[str, st.SearchStrategy[Any]] = {
    "scheme": st.sampled_from(["relative", "direct"]),
    "additions": st.booleans(),
    "order": st.sampled_from(["roster", "rank"]),
}


@st.composite
def documents(draw: st.DrawFn, *, full: bool = False) -> Document:
    """Documents whose names, months and counts fit together; with every key there is if ``full``."""
    annexes = draw(st.lists(st.integers(1, 20), min_size=1, max_size=3, unique=True))
    document: Document = {
        "year": draw(st.integers(1990, 2100)),
        "groups": [draw(_groups(annex, full=full)) for annex in annexes],
    }
    if full:
        changes = [change for group in document["groups"] for change in draw(_changes(group))]
        document |= {"changes": changes} if changes else {}
    kept = [month for month in range(1, LAST_MONTH + 1) if _terms(document, month)]
    assume(kept)
    filled = (
        draw(_filled(kept))
        if full
        else draw(st.sets(st.sampled_from(kept), min_size=1, max_size=4))
    )
    months = [draw(_months(document, month, full=full)) for month in sorted(filled)]
    document["opening"] = [
        opening
        for group in document["groups"]
        for opening in draw(_openings(document, group, min(filled)))
    ]
    if full:
        months[-1] |= draw(_unfilled(document, months[-1]))
        left = sorted(set(range(1, LAST_MONTH + 1)) - set(filled))
        months += [draw(_empty_months(document, month)) for month in draw(_some(left, most=2))]
        document |= draw(_settings()) | draw(_wording(annexes))
    document["months"] = sorted(months, key=lambda month: month["month"])
    return document


def judge_drawn(judge: Callable[[Document], object], number: int, count: int) -> None:
    """Have ``judge`` judge so many full documents drawn from the seed ``number``, outside of pytest.

    The first that it refuses ends it, by the error of the smallest like it.
    """

    @seed(number)
    @settings(
        max_examples=count,
        phases=(Phase.generate, Phase.shrink),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(documents(full=True))
    def judged(document: Document) -> None:
        judge(document)

    judged()


def document_of_every_count(number: int) -> Document:
    """Two months in each of which every count up to 1,019 is filed, by 60 units of a group each.

    Each group has rules of its own, of two decimals, and others in the second month.
    """
    chance = random.Random(number)  # noqa: S311 - the same every time
    annexes = range(1, 18)
    counted = {annex: range(60 * annex - 60, 60 * annex) for annex in annexes}
    groups = [_group_of(chance, annex, counted[annex]) for annex in annexes]
    changes = [
        {"group": annex, "from": 2, "rule": rule, "value": value}
        for annex in annexes
        for rule, value in _rules_of(chance).items()
    ]
    months = [
        {"month": month, "entries": [_filed(chance, a, n) for a in annexes for n in counted[a]]}
        for month in (1, 2)
    ]
    return {"year": 2020, "groups": groups, "changes": changes, "opening": [], "months": months}


def _group_of(chance: random.Random, annex: int, counts: range) -> Document:
    return {
        "annex": annex, "name": f"第{annex}考核组", "short": f"第{annex}组", "deductions": True,
        "items": [{"name": "动态", "unit": "条", "points": _two_decimals(chance, 2_000)}],
        "units": [{"name": f"第{count}处", "former": []} for count in counts],
        "bonus": chance.choice(["1", "1.5", "1.25"]), "ties": "last", **_rules_of(chance),
    }  # fmt: skip


def _rules_of(chance: random.Random) -> Document:
    return {
        "pass_ratio": _two_decimals(chance, 150),
        "pass_score": _two_decimals(chance, 9_999),
        "decimals": chance.randint(0, 2),
        "rounding": chance.choice(["half_up", "truncate"]),
    }


def _two_decimals(chance: random.Random, most: int) -> str:
    return _plain(chance.randint(1, most), 2)


def _filed(chance: random.Random, annex: int, pieces: int) -> Document:
    counts = {"动态": [pieces, chance.randint(0, pieces)]}
    taken = _two_decimals(chance, 300) if chance.random() < 0.2 else "0"
    return {"group": annex, "unit": f"第{pieces}处", "counts": counts, "deduction": taken}


def _terms(document: Document, month: int) -> list[Document]:
    """Return the groups that are there in a month, as they stand in it."""
    terms = [in_force(document, group, month) for group in document["groups"]]
    return [group for group in terms if group["units"]]


def _some(values: list[Any], *, most: int) -> st.SearchStrategy[list[Any]]:
    if not values:
        return st.just([])
    return st.lists(st.sampled_from(values), max_size=most, unique=True)


@st.composite
def _filled(draw: st.DrawFn, kept: list[int]) -> set[int]:
    """Months mostly one after the other, so that there are periods."""
    start = draw(st.integers(0, len(kept) - 1))
    return {
        *kept[start : start + draw(st.sampled_from([1, 2, 2, 3, 3, 4, 6, 12]))],
        *draw(_some(kept, most=1)),
    }


def _rarely(draw: st.DrawFn) -> bool:
    return draw(st.integers(0, 3)) == 0


@st.composite
def _span(draw: st.DrawFn, *, full: bool) -> Document:
    """First and last month of a group or item, left out where they say nothing."""
    if not full or not _rarely(draw):
        return {}
    first, last = sorted(draw(st.tuples(st.integers(1, LAST_MONTH), st.integers(1, LAST_MONTH))))
    return ({"from": first} if first > 1 else {}) | ({"to": last} if last < LAST_MONTH else {})


@st.composite
def _groups(draw: st.DrawFn, annex: int, *, full: bool) -> Document:
    names = st.sampled_from(["动态", "介绍", "报告", "视频", "专访"])
    items = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    marks = list(_MARKS)
    group = {
        "name": f"{draw(st.text(_SYLLABLES, min_size=1, max_size=9))}考核组",
        "short": f"第{annex}组",
        "annex": annex,
        "items": [draw(_items(name, full=full and place > 0)) for place, name in enumerate(items)],
        **{rule: draw(value) for rule, value in RULES.items()},
        "units": [draw(_units(marks.pop)) for _ in range(draw(st.integers(1, 8)))],
    }
    if full:
        unusual = {rule: draw(value) for rule, value in OPTIONAL_RULES.items()}
        group |= {rule: value for rule, value in unusual.items() if value != UNUSUAL[rule]}
        group |= draw(_span(full=full)) | draw(st.sampled_from([{}, {}, {"called": "机关各处室"}]))
    return group


@st.composite
def _items(draw: st.DrawFn, name: str, *, full: bool) -> Document:
    """An item; only the first of a group is sure to be there the whole year."""
    points = draw(st.just("0") if full and _rarely(draw) else decimals(2))
    return {"name": name, "unit": draw(st.sampled_from("条篇")), "points": points} | draw(
        _span(full=full)
    )


@st.composite
def _units(draw: st.DrawFn, mark: Any) -> Document:
    first = draw(st.sampled_from([1, 1, 1, 3, 7]))
    return {
        "name": draw(st.text(_SYLLABLES, max_size=12)) + mark(),
        "former": [f"原{mark()}" for _ in range(draw(st.sampled_from([0, 0, 0, 1])))],
        "from": first,
        "to": draw(st.sampled_from([12, 12, 12, first, 9 if first <= 9 else 12])),
    }


@st.composite
def _changes(draw: st.DrawFn, group: Document) -> list[Document]:
    """Changes of a group: one a rule, item and month, in the order of a workbook's rows."""
    every = list(range(1, LAST_MONTH + 1))
    changed: list[tuple[Document, st.SearchStrategy[Any], list[int]]] = [
        ({"rule": rule}, value, every if _rarely(draw) else [])
        for rule, value in (RULES | OPTIONAL_RULES).items()
    ]
    changed += [
        (
            {"rule": "points", "item": item["name"]},
            decimals(2, least=0),
            [month for month in every if is_there(item, month)] if _rarely(draw) else [],
        )
        for item in group["items"]
    ]
    return [
        {"group": group["annex"], "from": month, **what, "value": draw(value)}
        for what, value, months in changed
        for month in sorted(draw(_some(months, most=2)))
    ]


@st.composite
def _months(draw: st.DrawFn, document: Document, month: int, *, full: bool) -> Document:
    entries = [e for group in _terms(document, month) for e in draw(_entries(group, full=full))]
    said = draw(_said(document, month)) if full else {}
    return {"month": month, "entries": entries, **said}


@st.composite
def _empty_months(draw: st.DrawFn, document: Document, month: int) -> Document:
    said = draw(_said(document, month))
    return {"month": month, **(said or {"hint": "请按时报送"})}


@st.composite
def _unfilled(draw: st.DrawFn, document: Document, month: Document) -> Document:
    """The last filled month with one of its groups neither filled nor marked, sometimes."""
    annexes = [group["annex"] for group in _terms(document, month["month"])]
    if len(annexes) == 1 or not _rarely(draw):
        return {}
    left = draw(st.sampled_from(annexes))
    kept = [entry for entry in month["entries"] if entry["group"] != left]
    return {"entries": kept, "unfilled": [left]}


@st.composite
def _said(draw: st.DrawFn, document: Document, month: int) -> Document:
    """A month's hint and date of issue, where it has them."""
    hint = {"hint": draw(_HINTS)} if _rarely(draw) else {}
    if not _rarely(draw):
        return hint
    issued = dt.date(document["year"], month, 1) + dt.timedelta(draw(st.integers(0, 55)))
    return hint | {"date": issued.isoformat()}


@st.composite
def _counts(draw: st.DrawFn, items: list[Document]) -> dict[str, list[int]]:
    counts = {}
    for item in items:
        if draw(st.booleans()):
            pieces = draw(st.one_of(st.integers(0, 9), st.integers(0, 900)))
            counts[item["name"]] = [pieces, draw(st.integers(0, pieces))]
    return counts


@st.composite
def _entries(draw: st.DrawFn, group: Document, *, full: bool) -> list[Document]:
    """The entries of a group as it stands in a month."""
    entries = []
    for unit in group["units"]:
        if _rarely(draw):
            continue
        deducted = group["deductions"] and _rarely(draw)
        entry = {
            "group": group["annex"],
            "unit": draw(st.sampled_from([unit["name"], *unit["former"]])),
            "counts": draw(_counts(group["items"])),
            "deduction": draw(decimals(2, most=500)) if deducted else "0",
            "note": draw(_NOTES) if deducted else draw(st.sampled_from(["", "备注"])),
        }
        if group["additions"] and _rarely(draw):
            entry |= {"addition": draw(decimals(2, most=500)), "addition_note": draw(_NOTES)}
        if full and _rarely(draw):
            entry["remark"] = draw(_NOTES)
        entries.append(entry)
    return entries


@st.composite
def _openings(draw: st.DrawFn, document: Document, group: Document, first: int) -> list[Document]:
    """Carry-in of units and items that are there at its month, before the first filled month."""
    if first == 1 or draw(st.booleans()):
        return []
    through = draw(st.integers(1, first - 1))
    terms = in_force(document, group, through)
    return [
        {
            "group": group["annex"],
            "unit": unit["name"],
            "through": through,
            "counts": draw(_counts(terms["items"])),
            "score": draw(decimals(3, least=0, most=10**6)),
        }
        for unit in terms["units"]
        if draw(st.booleans())
    ]


@st.composite
def _settings(draw: st.DrawFn) -> Document:
    settings: Document = {}
    if _rarely(draw):
        settings["month"] = draw(st.integers(1, 12))
    if _rarely(draw):
        settings["issuer"] = draw(st.sampled_from(["某市审管办", "市政务公开办公室"]))
    if _rarely(draw):
        settings["column_name"] = draw(st.sampled_from(["一网通办", "最多跑一次改革"]))
    return {"settings": settings} if settings else {}


@st.composite
def _wording(draw: st.DrawFn, annexes: list[int]) -> Document:
    if not _rarely(draw):
        return {}
    own = {"part": "组正文", "group": draw(st.sampled_from(annexes)), "when": "总是"}
    added = [{**own, "text": "另行通知。"}] if draw(st.booleans()) else []
    return {"wording": [*map(dict, _WORDING), *added]}
