"""The assessment document (JSON, spec section 5): a whole workbook in a form other programs read.

A table of keys an object says how it is read and written; what says nothing beyond the default is
left out. Reading checks shape and types only; whether the data make sense is checked for documents
and workbooks alike in :mod:`xlportal.core.check_book`.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Any

from xlportal.core import rules
from xlportal.core.book import Book, Settings
from xlportal.core.exact import plain
from xlportal.core.json_nodes import DocumentError, Node, loaded
from xlportal.core.ledger import Count, Entry, Ledger, MonthEntries, Opening
from xlportal.core.limits import FIRST_MONTH, LAST_MONTH, MAX_COUNT, MAX_DECIMALS, MAX_UNITS, YEARS
from xlportal.core.rules import POINTS, Change, Group, Rules
from xlportal.core.wording import DEFAULT_WORDING, Part, Sentence, When

_NEEDED = object()
"""The default of a key that must not be left out."""


@dataclass(frozen=True)
class _Key:
    """A key of an object: how its value is read and written, and the field that holds it.

    One that is left out is the ``default``; a default is written only where it is ``shown``.
    """

    name: str
    read: Callable[[Node], Any] = lambda node: node
    write: Callable[[Any], Any] = lambda value: value
    field: str = ""
    default: Any = _NEEDED
    shown: bool = False

    @property
    def holds(self) -> str:
        return self.field or self.name


_Keys = Sequence[_Key]


def _read(node: Node, keys: _Keys) -> dict[str, Any]:
    """Return the values of an object by field."""
    needed = [key.name for key in keys if key.default is _NEEDED]
    found = node.fields(*(key.name for key in keys), needed=needed)
    return {
        key.holds: key.read(found[key.name]) if key.name in found else key.default for key in keys
    }


def _written(values: Mapping[str, Any], keys: _Keys) -> dict[str, Any]:
    """Return the object of values by field."""
    return {
        key.name: key.write(values[key.holds])
        for key in keys
        if key.shown or values[key.holds] != key.default
    }


def _lasting(*, shown: bool = False) -> tuple[_Key, _Key]:
    return (
        _Key("from", Node.month, field="first_month", default=FIRST_MONTH, shown=shown),
        _Key("to", Node.month, field="last_month", default=LAST_MONTH, shown=shown),
    )


def _choice(name: str, words: type[Enum], **options: Any) -> _Key:
    return _Key(name, lambda node: node.choice(words), lambda word: word.value, **options)


def _number(name: str, **options: Any) -> _Key:
    return _Key(name, Node.number, plain, **options)


def _objects(name: str, kind: Callable[..., Any], keys: _Keys) -> _Key:
    return _Key(
        name,
        lambda node: tuple(kind(**_read(part, keys)) for part in node.parts()),
        lambda values: [_written(vars(value), keys) for value in values],
    )


_POINTS = _number(POINTS)
_ITEM = (
    _Key("name", Node.name), _Key("unit", Node.name, field="measure"), _POINTS, *_lasting(),
)  # fmt: skip
_UNIT = (
    _Key("name", Node.name),
    _Key("former", Node.former_names, list, default=(), shown=True),
    *_lasting(shown=True),
)
_RULES = (
    *map(_number, ("bonus", "pass_ratio", "pass_score")),
    _Key("decimals", lambda node: node.whole(0, MAX_DECIMALS)),
    _choice("rounding", rules.Rounding),
    _choice("ties", rules.Ties),
    _Key("deductions", Node.flag),
    _choice("scheme", rules.Scheme, default=rules.Scheme.RELATIVE),
    _Key("additions", Node.flag, default=False),
    _choice("order", rules.Order, default=rules.Order.ROSTER),
)
_CHANGEABLE = {key.name: key for key in (*_RULES, _POINTS)}
_GROUP = (
    _Key("name", Node.name),
    _Key("short", Node.name),
    _Key("annex", Node.annex),
    _objects("items", rules.Item, _ITEM),
    *_RULES,
    _objects("units", rules.Unit, _UNIT),
    *_lasting(),
    _Key("called", Node.name, default=""),
)
_OWNER = _Key("group", Node.annex, field="annex")
_CHANGE = (
    _OWNER,
    _Key("from", Node.month, field="first_month"),
    _Key("rule", Node.text),
    _Key("item", Node.name, default=""),
    _Key("value"),
)
_COUNTS = _Key("counts", default=Node({}, ""), shown=True)
_OPENING = (
    _OWNER, _COUNTS, _Key("unit", Node.name), _Key("through", Node.month), _number("score"),
)  # fmt: skip
_ENTRY = (
    _OWNER,
    _COUNTS,
    _Key("unit", Node.name),
    _number("deduction", default=Fraction(0), shown=True),
    _Key("note", Node.text, default="", shown=True),
    _number("addition", default=Fraction(0)),
    _Key("addition_note", Node.text, default=""),
    _Key("remark", Node.text, default=""),
)
_MONTH = (
    _Key("month", Node.month),
    _Key("entries", Node.parts, default=None),
    _Key("unfilled", Node.parts, list, default=()),
    _Key("hint", Node.text, default=""),
    _Key("date", Node.date, dt.date.isoformat, default=None),
)
_SENTENCE = (
    _choice("part", Part),
    _Key("group", Node.annex, field="annex", default=None),
    _choice("when", When, default=When.ALWAYS, shown=True),
    _Key("text", Node.text),
)
_SETTINGS = (
    _Key("month", Node.month, default=Settings.month),
    _Key("issuer", Node.text, default=Settings.issuer),
    _Key("column_name", Node.text, default=Settings.column_name),
)
_PARTS = ("year", "groups", "opening", "months", "changes", "settings", "wording")


def document(book: Book) -> dict[str, Any]:
    """Return ``book`` as the JSON-ready assessment document."""
    ledger, settings = book.ledger, book.settings
    items = {group.annex: [item.name for item in group.items] for group in ledger.groups}
    wording = () if book.wording == DEFAULT_WORDING else book.wording
    said = {
        "changes": [
            _written(
                vars(change) | {"value": _CHANGEABLE[change.rule].write(change.value)}, _CHANGE
            )
            for change in ledger.changes
        ],
        "settings": _written(vars(settings), _SETTINGS),
        "wording": [_written(vars(sentence), _SENTENCE) for sentence in wording],
    }
    return {
        "year": ledger.year,
        "groups": [_written(vars(group) | vars(group.rules), _GROUP) for group in ledger.groups],
        "opening": [_counted(one, items[one.annex], _OPENING) for one in ledger.opening],
        "months": [
            _written(_filed(book, month, items), _MONTH)
            for month in sorted({*ledger.filled, *settings.hints, *settings.dates})
        ],
        **{key: value for key, value in said.items() if value},
    }


def _counted(filed: Opening | Entry, items: Sequence[str], keys: _Keys) -> dict[str, Any]:
    counts = zip(items, filed.counts, strict=True)
    by_item = {item: list(count) for item, count in counts if count is not None}
    return _written(vars(filed) | {"counts": by_item}, keys)


def _filed(book: Book, month: int, items: Mapping[int, Sequence[str]]) -> dict[str, Any]:
    """Return what a month's object says, by field."""
    filed, settings = book.ledger.entries(month), book.settings
    return {
        "month": month,
        "entries": filed and [_counted(e, items[e.annex], _ENTRY) for e in filed.entries],
        "unfilled": filed.unfilled if filed else (),
        "hint": settings.hints.get(month, ""),
        "date": settings.dates.get(month),
    }


def read_document(text: str) -> Book:
    """Return the book that the JSON ``text`` holds, its meaning not yet checked.

    Raises ``ValueError`` where ``text`` is not JSON, :class:`DocumentError` where it is not an
    assessment document.
    """
    nothing = {key: Node([], "") for key in _PARTS} | {"settings": Node({}, "")}
    parts = nothing | loaded(text).fields(*_PARTS, needed=_PARTS[:2])
    groups = _groups(parts["groups"])
    filed = _months(parts["months"])
    ledger = Ledger(
        year=parts["year"].whole(*YEARS),
        groups=tuple(groups.values()),
        opening=tuple(
            Opening(**_owned(part, _OPENING, groups)) for part in parts["opening"].parts()
        ),
        months=tuple(
            MonthEntries(
                month["month"],
                tuple(Entry(**_owned(part, _ENTRY, groups)) for part in month["entries"]),
                tuple(_known(part, groups).annex for part in month["unfilled"]),
            )
            for month in filed
            if month["entries"] is not None
        ),
        changes=tuple(_change(part, groups) for part in parts["changes"].parts()),
    )
    settings = Settings(
        **_read(parts["settings"], _SETTINGS),
        hints={month["month"]: month["hint"] for month in filed if month["hint"]},
        dates={month["month"]: month["date"] for month in filed if month["date"]},
    )
    sentences = tuple(_sentence(part, groups) for part in parts["wording"].parts())
    return Book(ledger, settings, sentences or DEFAULT_WORDING)


def _groups(node: Node) -> dict[int, Group]:
    groups = {group.annex: group for group in map(_group, node.parts())}
    if not groups:
        raise node.refuse("至少一个考核组")
    if len(groups) < len(node.parts()):
        raise DocumentError(f"{node.path}：annex（附表号）有重复")
    units = sum(len(group.units) for group in groups.values())
    if units > MAX_UNITS:
        raise DocumentError(f"{node.path}：一共有 {units} 个单位，最多 {MAX_UNITS} 个")
    return groups


def _group(node: Node) -> Group:
    values = _read(node, _GROUP)
    names = {item.name for item in values["items"]}
    if not names or len(names) < len(values["items"]):
        raise DocumentError(f"{node.path}.items：至少要有一个项目，名称不能重复")
    given = Rules(**{key.name: values.pop(key.name) for key in _RULES})
    return Group(**values, rules=given)


def _known(node: Node, groups: Mapping[int, Group]) -> Group:
    if node.annex() not in groups:
        raise node.refuse(f"某个考核组的附表号（{'、'.join(map(str, groups))}）")
    return groups[node.annex()]


def _owned(node: Node, keys: _Keys, groups: Mapping[int, Group]) -> dict[str, Any]:
    """Return the values of an object of a group, its counts in the order of the group's items."""
    values = _read(node, keys)
    names = [item.name for item in _known(node.at("group"), groups).items]
    counts = values["counts"].fields(*names)
    in_order = (_count(counts[name]) if name in counts else None for name in names)
    return values | {"counts": tuple(in_order)}


def _count(node: Node) -> Count:
    parts = node.parts()
    if len(parts) != len(Count._fields):
        raise node.refuse("[采用篇数, 其中专栏篇数]")
    return Count(*(part.whole(0, MAX_COUNT) for part in parts))


def _change(node: Node, groups: Mapping[int, Group]) -> Change:
    values = _read(node, _CHANGE)
    group, rule, item = _known(node.at("group"), groups), values["rule"], values["item"]
    if rule not in _CHANGEABLE:
        raise node.at("rule").refuse(f"{'、'.join(_CHANGEABLE)} 之一")
    if (rule == POINTS) != bool(item):
        raise node.refuse(f"写了 item（项目）的 {POINTS}，或不写 item 的其他规则")
    if item and item not in {known.name for known in group.items}:
        raise node.at("item").refuse(f"附表{group.annex}的一个项目")
    return Change(**values | {"value": _CHANGEABLE[rule].read(values["value"])})


def _months(node: Node) -> list[dict[str, Any]]:
    """Return what is said of every month, in order."""
    months = [_read(part, _MONTH) for part in node.parts()]
    if len({month["month"] for month in months}) < len(months):
        raise DocumentError(f"{node.path}：同一个月出现了两次")
    return sorted(months, key=lambda month: month["month"])


def _sentence(node: Node, groups: Mapping[int, Group]) -> Sentence:
    sentence = Sentence(**_read(node, _SENTENCE))
    if sentence.annex is not None:
        _known(node.at("group"), groups)
    return sentence
