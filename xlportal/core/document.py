"""The assessment document (JSON, spec section 5): a whole workbook in a form other programs read.

What says nothing beyond the default is left out. Reading checks shape and types only; whether the
data make sense is checked for documents and workbooks alike in :mod:`xlportal.core.check_book`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from xlportal.core.book import Book, Settings
from xlportal.core.document_keys import (
    CHANGE,
    ENTRY,
    GROUP,
    OPENING,
    RULE_KEYS,
    RULES,
    SENTENCE,
    SETTINGS,
    Keys,
    month_number,
    read_keys,
    written,
)
from xlportal.core.json_nodes import DocumentError, Node, loaded
from xlportal.core.ledger import Count, Counts, Entry, Ledger, MonthEntries, Opening
from xlportal.core.limits import ANNEXES, MAX_COUNT, MAX_UNITS, YEARS
from xlportal.core.rules import POINTS, Change, Group, Rules
from xlportal.core.wording import DEFAULT_WORDING, Sentence


def document(book: Book) -> dict[str, Any]:
    """Return ``book`` as the JSON-ready assessment document."""
    ledger, settings = book.ledger, book.settings
    groups = {group.annex: group for group in ledger.groups}
    wording = [] if book.wording == DEFAULT_WORDING else book.wording
    said = {
        "changes": [_of(groups, change, CHANGE) | _changed(change) for change in ledger.changes],
        "settings": written(vars(settings), SETTINGS),
        "wording": [written(vars(sentence), SENTENCE) for sentence in wording],
    }
    return {
        "year": ledger.year,
        "groups": [written(vars(g) | vars(g.rules), GROUP) for g in ledger.groups],
        "opening": [_of(groups, opening, OPENING) for opening in ledger.opening],
        "months": [
            {"month": month, **_filed(groups, ledger.entries(month)), **_said(settings, month)}
            for month in sorted({*ledger.filled, *settings.hints, *settings.dates})
        ],
        **{key: value for key, value in said.items() if value},
    }


def _of(groups: Mapping[int, Group], value: Opening | Entry | Change, keys: Keys) -> dict[str, Any]:
    """Return the object of something of a group, with its counts by item where it has any."""
    counts = getattr(value, "counts", None)
    items = groups[value.annex].items
    filed = zip(items, counts, strict=True) if counts is not None else ()
    by_item = {item.name: list(count) for item, count in filed if count is not None}
    return {
        "group": value.annex,
        **({} if counts is None else {"counts": by_item}),
        **written(vars(value), keys),
    }


def _changed(change: Change) -> dict[str, Any]:
    return {"value": RULE_KEYS[change.rule].write(change.value)}


def _filed(groups: Mapping[int, Group], month: MonthEntries | None) -> dict[str, Any]:
    if month is None:
        return {}
    entries = [_of(groups, entry, ENTRY) for entry in month.entries]
    return {"entries": entries, **({"unfilled": [*month.unfilled]} if month.unfilled else {})}


def _said(settings: Settings, month: int) -> dict[str, str]:
    hint, date = settings.hints.get(month), settings.dates.get(month)
    return {**({"hint": hint} if hint else {}), **({"date": date.isoformat()} if date else {})}


def read_document(text: str) -> Book:
    """Return the book that the JSON ``text`` holds, its meaning not yet checked.

    Raises ``ValueError`` where ``text`` is not JSON, :class:`DocumentError` where it is not an
    assessment document.
    """
    node = loaded(text)
    parts = node.fields(
        "year", "groups", "opening", "months", "changes", "settings", "wording",
        needed=("year", "groups"),
    )  # fmt: skip
    nothing = Node([], "")
    groups = _groups(parts["groups"])
    months = _months(parts.get("months", nothing))
    ledger = Ledger(
        year=parts["year"].whole(*YEARS),
        groups=tuple(groups.values()),
        opening=tuple(_opening(part, groups) for part in parts.get("opening", nothing).parts()),
        months=tuple(
            _entries(number, filed, groups)
            for number, filed in months.items()
            if "entries" in filed
        ),
        changes=tuple(_change(part, groups) for part in parts.get("changes", nothing).parts()),
    )
    wording = tuple(_sentence(part, groups) for part in parts.get("wording", nothing).parts())
    settings = _settings(parts.get("settings", Node({}, "")), months)
    return Book(ledger, settings, wording or DEFAULT_WORDING)


def _groups(node: Node) -> dict[int, Group]:
    groups = [_group(part) for part in node.parts()]
    if not groups:
        raise node.refuse("至少一个考核组")
    by_annex = {group.annex: group for group in groups}
    if len(by_annex) < len(groups):
        raise DocumentError(f"{node.path}：annex（附表号）有重复")
    units = sum(len(group.units) for group in groups)
    if units > MAX_UNITS:
        raise DocumentError(f"{node.path}：一共有 {units} 个单位，最多 {MAX_UNITS} 个")
    return by_annex


def _group(node: Node) -> Group:
    values = read_keys(node, GROUP)
    names = [item.name for item in values["items"]]
    if not names or len({*names}) < len(names):
        raise DocumentError(f"{node.path}.items：至少要有一个项目，名称不能重复")
    rules = Rules(**{key.name: values.pop(key.name) for key in RULES})
    return Group(**values, rules=rules)


def _owned(
    node: Node, groups: Mapping[int, Group], keys: Keys, *, counted: bool = False
) -> tuple[Group, dict[str, Any]]:
    """Return the group of an object and its values, its counts in the order of the items."""
    names = ("group", *(("counts",) if counted else ()), *(key.name for key in keys))
    found = node.fields(*names, needed=("group",))
    group = _group_of(found["group"], groups)
    rest = {name: part.value for name, part in found.items() if name not in {"group", "counts"}}
    values = {"annex": group.annex, **read_keys(Node(rest, node.path), keys)}
    if counted:
        values["counts"] = _counts(found.get("counts", Node({}, "")), group)
    return group, values


def _group_of(node: Node, groups: Mapping[int, Group]) -> Group:
    annex = node.whole(*ANNEXES)
    if annex not in groups:
        raise node.refuse(f"某个考核组的附表号（{'、'.join(map(str, groups))}）")
    return groups[annex]


def _change(node: Node, groups: Mapping[int, Group]) -> Change:
    group, values = _owned(node, groups, CHANGE)
    rule, item = values["rule"], values["item"]
    if rule not in RULE_KEYS:
        raise node.at("rule").refuse(f"{'、'.join(RULE_KEYS)} 之一")
    if (rule == POINTS) != bool(item):
        raise node.refuse(f"写了 item（项目）的 {POINTS}，或不写 item 的其他规则")
    if item and item not in {known.name for known in group.items}:
        raise node.at("item").refuse(f"附表{group.annex}的一个项目")
    return Change(**{**values, "value": RULE_KEYS[rule].read(values["value"])})


def _opening(node: Node, groups: Mapping[int, Group]) -> Opening:
    return Opening(**_owned(node, groups, OPENING, counted=True)[1])


def _months(node: Node) -> dict[int, dict[str, Node]]:
    """Return the parts of every month by its number, in order."""
    names = ("month", "entries", "unfilled", "hint", "date")
    months = [part.fields(*names, needed=("month",)) for part in node.parts()]
    by_number = {month_number(month["month"]): month for month in months}
    if len(by_number) < len(months):
        raise DocumentError(f"{node.path}：同一个月出现了两次")
    return dict(sorted(by_number.items()))


def _entries(number: int, month: Mapping[str, Node], groups: Mapping[int, Group]) -> MonthEntries:
    unfilled = month["unfilled"].parts() if "unfilled" in month else ()
    return MonthEntries(
        number,
        tuple(
            Entry(**_owned(part, groups, ENTRY, counted=True)[1])
            for part in month["entries"].parts()
        ),
        tuple(_group_of(part, groups).annex for part in unfilled),
    )


def _counts(node: Node, group: Group) -> Counts:
    names = [item.name for item in group.items]
    counts = node.fields(*names)
    return tuple(_count(counts[name]) if name in counts else None for name in names)


def _count(node: Node) -> Count:
    parts = node.parts()
    if len(parts) != len(Count._fields):
        raise node.refuse("[采用篇数, 其中专栏篇数]")
    return Count(*(part.whole(0, MAX_COUNT) for part in parts))


def _settings(node: Node, months: Mapping[int, Mapping[str, Node]]) -> Settings:
    hints = {number: month["hint"].text() for number, month in months.items() if "hint" in month}
    dates = {number: _date(month["date"]) for number, month in months.items() if "date" in month}
    said = {number: hint for number, hint in hints.items() if hint}
    return Settings(**read_keys(node, SETTINGS), hints=said, dates=dates)


def _date(node: Node) -> dt.date:
    try:
        return dt.date.fromisoformat(node.text())
    except ValueError as error:
        raise node.refuse("2020-03-02 这样的日期") from error


def _sentence(node: Node, groups: Mapping[int, Group]) -> Sentence:
    sentence = Sentence(**read_keys(node, SENTENCE))
    if sentence.annex is not None:
        _group_of(node.at("group"), groups)
    return sentence
