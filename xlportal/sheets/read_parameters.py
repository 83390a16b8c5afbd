"""Reading 参数 and 单位: the year, the circular's facts, groups, items, units, changes of rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from xlportal.core import catalogue, checks
from xlportal.core.checks import RULE_WORDS, Place
from xlportal.core.rules import POINTS, Change, Group, Item, Rules, Unit, match_key
from xlportal.sheets import layout
from xlportal.sheets.columns import (
    BASICS,
    CHANGES,
    GROUPS,
    ITEMS,
    NEEDED,
    UNITS,
    Column,
    Form,
    refuse_above,
    take_annex,
)
from xlportal.sheets.content import DAY
from xlportal.sheets.places import Places
from xlportal.sheets.tables import Row, Sheet, Table

_RULES = tuple(field.name for field in fields(Rules))


def read_basics(sheet: Sheet) -> dict[str, Any]:
    """Return the values above the tables by field, and ``date`` where the first edition had it."""
    found = {column.field: _labelled(sheet, column) for column in BASICS}
    date = sheet.right_of(layout.DATE_LABEL)
    given = date is not None and date.meaning is not None
    return {**found, "date": DAY.read(date) if given and date else None}


def _labelled(sheet: Sheet, column: Column) -> Any:
    sheet.check_label(column.label)
    cell = sheet.right_of(column.label)
    return column.content.fallback if cell is None else column.read(cell)


def read_groups(parameters: Sheet, roster: Sheet, places: Places) -> tuple[Group, ...]:
    """Return the groups with their items and units, in the order of the parameter sheet.

    There are none where the table of groups does not say clearly which groups there are.
    """
    groups, items = (form.find(parameters, _end(parameters, form)) for form in (GROUPS, ITEMS))
    units = UNITS.find(roster)
    for table in filter(None, (groups, units)):
        refuse_above(table)
    rows = _group_rows(groups) if groups else {}
    if items is None or units is None or not rows:
        return ()
    known = {annex: number for number, annex in enumerate(rows)}
    items_of, units_of = _items(items, known, places), _units(units, known, places)
    for annex, number in known.items():
        places.note(Place(checks.Table.GROUPS, number), rows[annex])
    return tuple(_group(row, items_of[annex], units_of[annex]) for annex, row in rows.items())


def _end(sheet: Sheet, form: Form) -> int | None:
    """Return the row of the title above the next table of 参数, None where none follows."""
    headers = [sheet.header_row(other.labels) or 0 for other in (GROUPS, ITEMS, CHANGES)]
    own = sheet.header_row(form.labels) or 0
    return min((row - 1 for row in headers if row > own), default=None)


def read_changes(sheet: Sheet, groups: Sequence[Group], places: Places) -> tuple[Change, ...]:
    """Return the changes of rules; a workbook of the first edition has no table of them."""
    by_annex = {group.annex: group for group in groups}
    texts = {text for row in sheet.headers for text in row}
    if CHANGES["rule"].label not in texts and GROUPS["scheme"].label not in texts:
        return ()
    table = CHANGES.find(sheet)
    found: list[Change] = []
    for row in CHANGES.rows(table) if table else ():
        values = CHANGES.values(row)
        annex = take_annex(row, values, by_annex)
        change = _change(row, values, by_annex[annex]) if annex else None
        if change is not None:
            places.note(Place(checks.Table.CHANGES, len(found)), row)
            found.append(change)
    return tuple(found)


def _change(row: Row, what: Mapping[str, Any], group: Group) -> Change | None:
    """Return a change of a rule or, where an item's name stands, of its points."""
    items = {match_key(item.name): item.name for item in group.items}
    rule = next((key for key in _RULES if RULE_WORDS[key] == what["rule"]), POINTS)
    item = items.get(match_key(what["rule"]), "") if rule == POINTS else ""
    if rule == POINTS and not item:
        if what["rule"]:
            wanted = "、".join([*(RULE_WORDS[key] for key in _RULES), *items.values()])
            row.cell("rule").add(catalogue.CHOICE_WRONG, what=CHANGES["rule"].label, wanted=wanted)
        return None
    column = replace(ITEMS[POINTS] if item else GROUPS[rule], default=NEEDED)
    value = column.read(row.cell("value"))
    return Change(group.annex, what["first_month"], rule, value, item)


def _group_rows(table: Table) -> dict[int, Row]:
    """Return the row of every group by its annex number, nothing where numbers are wrong."""
    rows: dict[int, Row] = {}
    before = len(table.sheet.problems)
    for row in GROUPS.rows(table):
        annex = GROUPS["annex"].read(row.cell("annex"))
        if annex in rows:
            row.cell("annex").add(catalogue.ANNEX_REPEATED)
        rows[annex] = row
    sound = len(table.sheet.problems) == before
    if not rows and sound:
        table.cell(table.header_row, layout.ANNEX).add(catalogue.NO_GROUPS)
    return rows if sound else {}


def _group(row: Row, items: Sequence[Item], units: Sequence[Unit]) -> Group:
    values = GROUPS.values(row)
    rules = Rules(**{name: values.pop(name) for name in _RULES})
    return Group(items=tuple(items), rules=rules, units=tuple(units), **values)


def _items(table: Table, groups: Mapping[int, object], places: Places) -> dict[int, list[Item]]:
    items: dict[int, list[Item]] = {annex: [] for annex in groups}
    for row in ITEMS.rows(table):
        values = ITEMS.values(row)
        annex = take_annex(row, values, groups)
        if annex is not None and values["name"]:
            places.note(Place(checks.Table.ITEMS, len(items[annex]), annex=annex), row)
            items[annex].append(Item(**values))
    return items


def _units(table: Table, groups: Mapping[int, object], places: Places) -> dict[int, list[Unit]]:
    """Return the units of every group in order; those without a number follow as they stand."""
    found: dict[int, list[tuple[int, Unit, Row]]] = {annex: [] for annex in groups}
    for row in UNITS.rows(table):
        values = UNITS.values(row)
        annex, order = take_annex(row, values, groups), values.pop("order")
        if annex is not None and values["name"]:
            found[annex].append((_LAST if order is None else order, Unit(**values), row))
    for annex, listed in found.items():
        listed.sort(key=lambda unit: unit[0])
        for number, (_, _, row) in enumerate(listed):
            places.note(Place(checks.Table.UNITS, number, annex=annex), row)
    return {annex: [unit for _, unit, _ in listed] for annex, listed in found.items()}


_LAST = 10**6
"""The order of a unit without one."""
