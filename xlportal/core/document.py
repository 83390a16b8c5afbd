"""The assessment document (JSON, spec section 5): a whole workbook in a form other programs read.

What says nothing beyond the default is left out, so that older documents stay valid.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from enum import Enum
from fractions import Fraction
from typing import Any

from xlportal.core.book import Book, Settings
from xlportal.core.exact import plain
from xlportal.core.ledger import Counts, Entry, MonthEntries, Opening
from xlportal.core.limits import FIRST_MONTH, LAST_MONTH
from xlportal.core.rules import Change, Group, Item, Order, Rules, Scheme, Value
from xlportal.core.wording import DEFAULT_WORDING, Sentence

RULES = tuple(field.name for field in fields(Rules))
"""The keys of a group's rules, as they can change."""


def document(book: Book) -> dict[str, Any]:
    """Return ``book`` as the JSON-ready assessment document."""
    ledger = book.ledger
    groups = {group.annex: group for group in ledger.groups}
    return {
        "year": ledger.year,
        "groups": [_group_document(group) for group in ledger.groups],
        "opening": [_opening_document(groups[o.annex], o) for o in ledger.opening],
        "months": _months_document(book, groups),
        **_given(
            changes=[_change_document(change) for change in ledger.changes],
            settings=_settings_document(book.settings),
            wording=_wording_document(book.wording),
        ),
    }


def _given(**values: object) -> dict[str, Any]:
    """Return the values that say something."""
    return {key: value for key, value in values.items() if value}


def _months_there(thing: Item | Group) -> dict[str, Any]:
    first, last = thing.first_month, thing.last_month
    return {
        **({} if first == FIRST_MONTH else {"from": first}),
        **({} if last == LAST_MONTH else {"to": last}),
    }


def _group_document(group: Group) -> dict[str, Any]:
    rules = {name: _word(getattr(group.rules, name)) for name in RULES}
    usual = {"scheme": Scheme.RELATIVE.value, "additions": False, "order": Order.ROSTER.value}
    return {
        "name": group.name,
        "short": group.short,
        "annex": group.annex,
        "items": [
            {
                "name": item.name,
                "unit": item.measure,
                "points": plain(item.points),
                **_months_there(item),
            }
            for item in group.items
        ],
        **{name: word for name, word in rules.items() if usual.get(name) != word},
        "units": [
            {
                "name": unit.name,
                "former": list(unit.former),
                "from": unit.first_month,
                "to": unit.last_month,
            }
            for unit in group.units
        ],
        **_months_there(group),
        **_given(called=group.called),
    }


def _word(value: Value) -> object:
    """Return a rule's value as the document has it."""
    if isinstance(value, Enum):
        return value.value
    return plain(value) if isinstance(value, Fraction) else value


def _change_document(change: Change) -> dict[str, Any]:
    return {
        "group": change.annex,
        "from": change.first_month,
        "rule": change.rule,
        **_given(item=change.item),
        "value": _word(change.value),
    }


def _opening_document(group: Group, opening: Opening) -> dict[str, Any]:
    return {
        "group": opening.annex,
        "unit": opening.unit,
        "through": opening.through,
        "counts": _counts_document(group, opening.counts),
        "score": plain(opening.score),
    }


def _months_document(book: Book, groups: Mapping[int, Group]) -> list[dict[str, Any]]:
    months = {month.month: month for month in book.ledger.months}
    hints, dates = book.settings.hints, book.settings.dates
    return [
        {
            "month": month,
            **_filed_document(months.get(month), groups),
            **_given(
                hint=hints.get(month), date=dates[month].isoformat() if month in dates else None
            ),
        }
        for month in sorted({*months, *hints, *dates})
    ]


def _filed_document(month: MonthEntries | None, groups: Mapping[int, Group]) -> dict[str, Any]:
    if month is None:
        return {}
    entries = [_entry_document(groups[entry.annex], entry) for entry in month.entries]
    return {"entries": entries, **_given(unfilled=[*month.unfilled])}


def _entry_document(group: Group, entry: Entry) -> dict[str, Any]:
    return {
        "group": entry.annex,
        "unit": entry.unit,
        "counts": _counts_document(group, entry.counts),
        "deduction": plain(entry.deduction),
        "note": entry.note,
        **_given(
            addition=plain(entry.addition) if entry.addition else None,
            addition_note=entry.addition_note,
            remark=entry.remark,
        ),
    }


def _counts_document(group: Group, counts: Counts) -> dict[str, list[int]]:
    """Return the counts that were written, by item: ``[pieces, of them in the column]``."""
    return {
        item.name: list(count)
        for item, count in zip(group.items, counts, strict=True)
        if count is not None
    }


def _settings_document(settings: Settings) -> dict[str, Any]:
    usual = Settings()
    said = {name: getattr(settings, name) for name in ("month", "issuer", "column_name")}
    return {name: value for name, value in said.items() if value != getattr(usual, name)}


def _wording_document(wording: tuple[Sentence, ...]) -> list[dict[str, Any]]:
    if wording == DEFAULT_WORDING:
        return []
    return [
        {
            "part": sentence.part.value,
            **({} if sentence.annex is None else {"group": sentence.annex}),
            "when": sentence.when.value,
            "text": sentence.text,
        }
        for sentence in wording
    ]
