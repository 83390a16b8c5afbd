"""Reading the assessment document (JSON, spec section 5): shape and types only.

Whether the data make sense is checked for documents and workbooks alike in
:mod:`xlportal.core.checks`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import Enum
from fractions import Fraction

from xlportal.core.book import Book, Settings
from xlportal.core.document import RULES
from xlportal.core.json_nodes import DocumentError, Fields, Node, loaded
from xlportal.core.ledger import Count, Counts, Entry, Ledger, MonthEntries, Opening
from xlportal.core.limits import ANNEXES, FIRST_MONTH, LAST_MONTH, MAX_COUNT, MAX_DECIMALS, YEARS
from xlportal.core.rules import (
    POINTS,
    Change,
    Group,
    Item,
    Order,
    Rounding,
    Rules,
    Scheme,
    Ties,
    Unit,
    Value,
)
from xlportal.core.wording import DEFAULT_WORDING, Part, Sentence, When

_NEEDED_RULES = RULES[: RULES.index("scheme")]


def read_document(text: str) -> Book:
    """Return the book that the JSON ``text`` holds, its meaning not yet checked.

    Raises ``ValueError`` where ``text`` is not JSON, :class:`DocumentError` where it is not an
    assessment document.
    """
    node = loaded(text)
    parts = ("year", "groups", "opening", "months", "changes", "settings", "wording")
    found = Fields(node, *parts)
    groups = _groups(found["groups"])
    months = [Fields(part, *_MONTH_FIELDS) for part in found.parts("months")]
    numbers = [_month_number(month["month"]) for month in months]
    if len(set(numbers)) < len(numbers):
        raise DocumentError(f"{node.path}.months：同一个月出现了两次")
    by_month = sorted(zip(numbers, months, strict=True), key=lambda pair: pair[0])
    ledger = Ledger(
        year=found["year"].whole(*YEARS),
        groups=tuple(groups.values()),
        opening=tuple(_opening(part, groups) for part in found.parts("opening")),
        months=tuple(
            _month(number, month, groups) for number, month in by_month if "entries" in month.found
        ),
        changes=tuple(_change(part, groups) for part in found.parts("changes")),
    )
    wording = tuple(_sentence(part, groups) for part in found.parts("wording"))
    return Book(ledger, _settings(found, dict(by_month)), wording or DEFAULT_WORDING)


_MONTH_FIELDS = ("month", "entries", "unfilled", "hint", "date")


def _groups(node: Node) -> dict[int, Group]:
    groups = [_group(part) for part in node.parts()]
    if not groups:
        raise node.refuse("至少一个考核组")
    by_annex = {group.annex: group for group in groups}
    if len(by_annex) < len(groups):
        raise DocumentError(f"{node.path}：annex（附表号）有重复")
    return by_annex


def _group(node: Node) -> Group:
    found = Fields(node, "name", "short", "annex", "items", *RULES, "units", "from", "to", "called")
    items = tuple(_item(part) for part in found["items"].parts())
    if not items or len({item.name for item in items}) < len(items):
        raise DocumentError(f"{node.path}.items：至少要有一个项目，名称不能重复")
    given = [name for name in RULES if name in found.found or name in _NEEDED_RULES]
    return Group(
        annex=found["annex"].whole(*ANNEXES),
        name=found["name"].name(),
        short=found["short"].name(),
        items=items,
        rules=Rules(**{name: _rule(name, found[name]) for name in given}),  # type: ignore[arg-type]
        units=tuple(_unit(part) for part in found["units"].parts()),
        first_month=found.get("from", _month_number, FIRST_MONTH),
        last_month=found.get("to", _month_number, LAST_MONTH),
        called=found.get("called", Node.name, ""),
    )


_CHOICES: dict[str, type[Enum]] = {
    "rounding": Rounding,
    "ties": Ties,
    "scheme": Scheme,
    "order": Order,
}


def _rule(name: str, node: Node) -> Value:
    """Return the value of a rule, read as the type that the rule has."""
    if name in _CHOICES:
        return node.choice(_CHOICES[name])  # type: ignore[return-value]
    if name == "decimals":
        return node.whole(0, MAX_DECIMALS)
    return node.flag() if name in {"deductions", "additions"} else node.number()


def _item(node: Node) -> Item:
    found = Fields(node, "name", "unit", "points", "from", "to")
    return Item(
        name=found["name"].name(),
        measure=found["unit"].name(),
        points=found["points"].number(),
        first_month=found.get("from", _month_number, FIRST_MONTH),
        last_month=found.get("to", _month_number, LAST_MONTH),
    )


def _unit(node: Node) -> Unit:
    found = Fields(node, "name", "former", "from", "to")
    return Unit(
        name=found["name"].name(),
        former=tuple(part.single_name() for part in found.parts("former")),
        first_month=found.get("from", _month_number, FIRST_MONTH),
        last_month=found.get("to", _month_number, LAST_MONTH),
    )


def _change(node: Node, groups: Mapping[int, Group]) -> Change:
    found = Fields(node, "group", "from", "rule", "item", "value")
    group = _group_of(found["group"], groups)
    rule = found["rule"].text()
    if rule not in {*RULES, POINTS}:
        raise found["rule"].refuse(f"{'、'.join([*RULES, POINTS])} 之一")
    if (rule == POINTS) != ("item" in found.found):
        raise node.refuse(f"写了 item（项目）的 {POINTS}，或不写 item 的其他规则")
    item = found.get("item", Node.name, "")
    if item and item not in {known.name for known in group.items}:
        raise found["item"].refuse(f"附表{group.annex}的一个项目")
    return Change(
        annex=group.annex,
        first_month=_month_number(found["from"]),
        rule=rule,
        value=_rule(rule, found["value"]),
        item=item,
    )


def _opening(node: Node, groups: Mapping[int, Group]) -> Opening:
    found = Fields(node, "group", "unit", "through", "counts", "score")
    group = _group_of(found["group"], groups)
    return Opening(
        annex=group.annex,
        unit=found["unit"].name(),
        through=_month_number(found["through"]),
        counts=_counts(found, group),
        score=found["score"].number(),
    )


def _month(month: int, found: Fields, groups: Mapping[int, Group]) -> MonthEntries:
    unfilled = tuple(_group_of(part, groups).annex for part in found.parts("unfilled"))
    entries = tuple(_entry(part, groups) for part in found["entries"].parts())
    return MonthEntries(month, entries, unfilled)


def _entry(node: Node, groups: Mapping[int, Group]) -> Entry:
    given = ("deduction", "note", "addition", "addition_note", "remark")
    found = Fields(node, "group", "unit", "counts", *given)
    group = _group_of(found["group"], groups)
    return Entry(
        annex=group.annex,
        unit=found["unit"].name(),
        counts=_counts(found, group),
        deduction=found.get("deduction", Node.number, Fraction(0)),
        note=found.get("note", Node.text, ""),
        addition=found.get("addition", Node.number, Fraction(0)),
        addition_note=found.get("addition_note", Node.text, ""),
        remark=found.get("remark", Node.text, ""),
    )


def _group_of(node: Node, groups: Mapping[int, Group]) -> Group:
    annex = node.whole(*ANNEXES)
    if annex not in groups:
        raise node.refuse(f"某个考核组的附表号（{'、'.join(map(str, groups))}）")
    return groups[annex]


def _counts(found: Fields, group: Group) -> Counts:
    if "counts" not in found.found:
        return (None,) * len(group.items)
    names = [item.name for item in group.items]
    counts = found["counts"].fields(*names)
    return tuple(_count(counts[name]) if name in counts else None for name in names)


def _count(node: Node) -> Count:
    parts = node.parts()
    if len(parts) != len(Count._fields):
        raise node.refuse("[采用篇数, 其中专栏篇数]")
    return Count(*(part.whole(0, MAX_COUNT) for part in parts))


def _month_number(node: Node) -> int:
    return node.whole(FIRST_MONTH, LAST_MONTH)


def _settings(found: Fields, months: Mapping[int, Fields]) -> Settings:
    usual = Settings()
    given = Fields(found.get("settings", lambda node: node, Node({}, "")), *_SETTINGS)
    hints = {number: month.get("hint", Node.text, "") for number, month in months.items()}
    dated = {number: month for number, month in months.items() if "date" in month.found}
    return Settings(
        month=given.get("month", _month_number, usual.month),
        issuer=given.get("issuer", Node.text, usual.issuer),
        column_name=given.get("column_name", Node.text, usual.column_name),
        hints={number: hint for number, hint in hints.items() if hint},
        dates={number: _date(month["date"]) for number, month in dated.items()},
    )


_SETTINGS = ("month", "issuer", "column_name")


def _date(node: Node) -> dt.date:
    text = node.text()
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise node.refuse("2020-03-02 这样的日期") from error


def _sentence(node: Node, groups: Mapping[int, Group]) -> Sentence:
    found = Fields(node, "part", "group", "when", "text")
    return Sentence(
        part=found["part"].choice(Part),
        text=found["text"].text(),
        when=found.get("when", lambda given: given.choice(When), When.ALWAYS),
        annex=_group_of(found["group"], groups).annex if "group" in found.found else None,
    )
