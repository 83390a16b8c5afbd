"""The assessment document (JSON, spec section 5): the whole ledger in a form other programs read.

Reading checks shape and types only. Whether the data make sense (names, months, counts that do
not fit) is checked for documents and workbooks alike in :mod:`xlportal.sheets.reading`.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, TypeVar

from xlportal.core.exact import parse_decimal, plain
from xlportal.core.ledger import Count, Counts, Entry, Ledger, MonthEntries, Opening
from xlportal.core.rules import (
    FIRST_MONTH,
    LAST_MONTH,
    MAX_DECIMALS,
    Group,
    Item,
    Rounding,
    Rules,
    Ties,
    Unit,
)
from xlportal.errors import CannotProceed

MAX_TEXT = 32_767
MAX_COUNT = 999_999
YEARS = (1900, 9999)
_MOST_DIGITS = 100

_Choice = TypeVar("_Choice", bound=Enum)
_Value = TypeVar("_Value")


class DocumentError(CannotProceed):
    """A document that is JSON but not an assessment document; the text is for staff."""


def read_document(text: str) -> Ledger:
    """Return the ledger that the JSON ``text`` holds, its meaning not yet checked.

    Raises ``ValueError`` where ``text`` is not JSON, :class:`DocumentError` where it is not an
    assessment document.
    """
    try:
        loaded = json.loads(
            text,
            parse_float=Decimal,
            parse_constant=_no_constant,
            object_pairs_hook=_without_repetition,
        )
    except RecursionError as error:
        raise ValueError(str(error)) from error
    return _ledger(_Node(loaded, "文档"))


def document(ledger: Ledger) -> dict[str, Any]:
    """Return ``ledger`` as the JSON-ready assessment document."""
    groups = {group.annex: group for group in ledger.groups}
    return {
        "year": ledger.year,
        "groups": [_group_document(group) for group in ledger.groups],
        "opening": [_opening_document(groups[o.annex], o) for o in ledger.opening],
        "months": [
            {
                "month": month.month,
                "entries": [_entry_document(groups[e.annex], e) for e in month.entries],
            }
            for month in ledger.months
        ],
    }


def counts_document(group: Group, counts: Counts) -> dict[str, list[int]]:
    """Return the counts that were written, by item: ``[pieces, of them in the column]``."""
    return {
        item.name: list(count)
        for item, count in zip(group.rules.items, counts, strict=True)
        if count is not None
    }


def _group_document(group: Group) -> dict[str, Any]:
    rules = group.rules
    return {
        "name": group.name,
        "short": group.short,
        "annex": group.annex,
        "items": [
            {"name": item.name, "unit": item.measure, "points": plain(item.points)}
            for item in rules.items
        ],
        "bonus": plain(rules.bonus),
        "pass_ratio": plain(rules.pass_ratio),
        "pass_score": plain(rules.pass_score),
        "decimals": rules.decimals,
        "rounding": rules.rounding.value,
        "ties": rules.ties.value,
        "deductions": rules.deductions,
        "units": [
            {
                "name": unit.name,
                "former": list(unit.former),
                "from": unit.first_month,
                "to": unit.last_month,
            }
            for unit in group.units
        ],
    }


def _opening_document(group: Group, opening: Opening) -> dict[str, Any]:
    return {
        "group": opening.annex,
        "unit": opening.unit,
        "through": opening.through,
        "counts": counts_document(group, opening.counts),
        "score": plain(opening.score),
    }


def _entry_document(group: Group, entry: Entry) -> dict[str, Any]:
    return {
        "group": entry.annex,
        "unit": entry.unit,
        "counts": counts_document(group, entry.counts),
        "deduction": plain(entry.deduction),
        "note": entry.note,
    }


class _Node:
    """A value of the document with its path, for reading it as what it has to be."""

    def __init__(self, value: object, path: str) -> None:
        self.value = value
        self.path = path

    def refuse(self, wanted: str) -> DocumentError:
        shown = json.dumps(self.value, ensure_ascii=False, default=str)
        space = " " if wanted[0].isascii() else ""
        return DocumentError(f"{self.path}：找到的是 {shown[:60]}，应为{space}{wanted}")

    def fields(self, *known: str) -> dict[str, _Node]:
        if not isinstance(self.value, Mapping):
            raise self.refuse("一个对象 {…}")
        for name in self.value:
            if name not in known:
                raise DocumentError(
                    f"{self.path}：不认识的字段 “{name}”，只能有 {'、'.join(known)}"
                )
        return {key: _Node(value, f"{self.path}.{key}") for key, value in self.value.items()}

    def parts(self) -> list[_Node]:
        if not isinstance(self.value, list):
            raise self.refuse("一个列表 […]")
        return [_Node(part, f"{self.path}[{index}]") for index, part in enumerate(self.value)]

    def text(self) -> str:
        if not isinstance(self.value, str) or len(self.value) > MAX_TEXT:
            raise self.refuse(f"不超过 {MAX_TEXT} 字的文字")
        if any(_unprintable(character) for character in self.value):
            raise self.refuse("不含控制字符的文字")
        return self.value

    def name(self) -> str:
        text = self.text()
        if not text or text != " ".join(text.split()):
            raise self.refuse("不空、写在一行里、前后和中间没有多余空格的名称")
        return text

    def single_name(self) -> str:
        name = self.name()
        if any(mark in name for mark in ";；"):
            raise self.refuse("不含分号的名称（工作簿里用分号隔开几个曾用名）")
        return name

    def whole(self, least: int, most: int) -> int:
        if type(self.value) is not int or not least <= self.value <= most:
            raise self.refuse(f"{least} 到 {most} 的整数")
        return self.value

    def number(self) -> Fraction:
        value = self.value
        if isinstance(value, Decimal) and abs(value.adjusted()) > _MOST_DIGITS:
            # Its exponent alone would fill the memory.
            raise self.refuse("位数正常的数")
        if type(value) is int or isinstance(value, Decimal):
            return Fraction(value)
        parsed = parse_decimal(value) if isinstance(value, str) else None
        if parsed is None:
            raise self.refuse('写成文字的十进制数，如 "1.5"')
        return parsed

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.refuse("true 或 false")
        return self.value

    def choice(self, words: type[_Choice]) -> _Choice:
        for word in words:
            if word.value == self.value:
                return word
        raise self.refuse("、".join(f'"{word.value}"' for word in words) + " 之一")


class _Fields:
    """The fields of one object; a missing one is refused unless it has a default."""

    def __init__(self, node: _Node, *known: str) -> None:
        self.node = node
        self.found = node.fields(*known)

    def __getitem__(self, name: str) -> _Node:
        if name not in self.found:
            raise DocumentError(f"{self.node.path}：缺少字段 “{name}”")
        return self.found[name]

    def get(self, name: str, read: Callable[[_Node], _Value], default: _Value) -> _Value:
        return read(self.found[name]) if name in self.found else default

    def parts(self, name: str) -> list[_Node]:
        """Return the parts of a list, none where it is missing."""
        return self.found[name].parts() if name in self.found else []


def _ledger(node: _Node) -> Ledger:
    fields = _Fields(node, "year", "groups", "opening", "months")
    groups = tuple(_group(part) for part in fields["groups"].parts())
    if not groups:
        raise fields["groups"].refuse("至少一个考核组")
    by_annex = {group.annex: group for group in groups}
    if len(by_annex) < len(groups):
        raise DocumentError(f"{node.path}.groups：annex（附表号）有重复")
    months = tuple(_month(part, by_annex) for part in fields.parts("months"))
    if len({month.month for month in months}) < len(months):
        raise DocumentError(f"{node.path}.months：同一个月出现了两次")
    return Ledger(
        year=fields["year"].whole(*YEARS),
        groups=groups,
        opening=tuple(_opening(part, by_annex) for part in fields.parts("opening")),
        months=tuple(sorted(months, key=lambda month: month.month)),
    )


def _group(node: _Node) -> Group:
    fields = _Fields(
        node, "name", "short", "annex", "items", "bonus", "pass_ratio", "pass_score",
        "decimals", "rounding", "ties", "deductions", "units",
    )  # fmt: skip
    items = tuple(_item(part) for part in fields["items"].parts())
    if not items or len({item.name for item in items}) < len(items):
        raise DocumentError(f"{node.path}.items：至少要有一个项目，名称不能重复")
    return Group(
        annex=fields["annex"].whole(1, 999),
        name=fields["name"].name(),
        short=fields["short"].name(),
        rules=Rules(
            items=items,
            bonus=fields["bonus"].number(),
            pass_ratio=fields["pass_ratio"].number(),
            pass_score=fields["pass_score"].number(),
            decimals=fields["decimals"].whole(0, MAX_DECIMALS),
            rounding=fields["rounding"].choice(Rounding),
            ties=fields["ties"].choice(Ties),
            deductions=fields["deductions"].flag(),
        ),
        units=tuple(_unit(part) for part in fields["units"].parts()),
    )


def _item(node: _Node) -> Item:
    fields = _Fields(node, "name", "unit", "points")
    return Item(fields["name"].name(), fields["unit"].name(), fields["points"].number())


def _unit(node: _Node) -> Unit:
    fields = _Fields(node, "name", "former", "from", "to")
    return Unit(
        name=fields["name"].name(),
        former=tuple(part.single_name() for part in fields.parts("former")),
        first_month=fields.get("from", _month_number, FIRST_MONTH),
        last_month=fields.get("to", _month_number, LAST_MONTH),
    )


def _opening(node: _Node, groups: Mapping[int, Group]) -> Opening:
    fields = _Fields(node, "group", "unit", "through", "counts", "score")
    group = _group_of(fields["group"], groups)
    return Opening(
        annex=group.annex,
        unit=fields["unit"].name(),
        through=_month_number(fields["through"]),
        counts=_counts(fields, group),
        score=fields["score"].number(),
    )


def _month(node: _Node, groups: Mapping[int, Group]) -> MonthEntries:
    fields = _Fields(node, "month", "entries")
    return MonthEntries(
        _month_number(fields["month"]),
        tuple(_entry(part, groups) for part in fields["entries"].parts()),
    )


def _entry(node: _Node, groups: Mapping[int, Group]) -> Entry:
    fields = _Fields(node, "group", "unit", "counts", "deduction", "note")
    group = _group_of(fields["group"], groups)
    return Entry(
        annex=group.annex,
        unit=fields["unit"].name(),
        counts=_counts(fields, group),
        deduction=fields.get("deduction", _Node.number, Fraction(0)),
        note=fields.get("note", _Node.text, ""),
    )


def _group_of(node: _Node, groups: Mapping[int, Group]) -> Group:
    annex = node.whole(1, 999)
    if annex not in groups:
        raise node.refuse(f"某个考核组的附表号（{'、'.join(map(str, groups))}）")
    return groups[annex]


def _counts(fields: _Fields, group: Group) -> Counts:
    if "counts" not in fields.found:
        return (None,) * len(group.rules.items)
    names = [item.name for item in group.rules.items]
    found = fields["counts"].fields(*names)
    return tuple(_count(found[name]) if name in found else None for name in names)


def _count(node: _Node) -> Count:
    parts = node.parts()
    if len(parts) != len(Count._fields):
        raise node.refuse("[采用篇数, 其中专栏篇数]")
    return Count(*(part.whole(0, MAX_COUNT) for part in parts))


def _month_number(node: _Node) -> int:
    return node.whole(FIRST_MONTH, LAST_MONTH)


def _unprintable(character: str) -> bool:
    if character in "\n\t":
        return False
    return unicodedata.category(character) in {"Cc", "Cs"} or character in "\ufffe\uffff"


def _without_repetition(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object of JSON; a name given twice would silently lose what it said first."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise DocumentError(f"文档：同一处写了两个“{twice}”，不知道以哪个为准")
    return found


def _no_constant(name: str) -> object:
    message = f"{name} is not JSON"
    raise ValueError(message)
