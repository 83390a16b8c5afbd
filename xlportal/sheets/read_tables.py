"""Reading the tables that stand for the whole year: 参数, 单位, 期初 and 通报模板."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from xlportal.core import catalogue
from xlportal.core.checks import RULE_WORDS, Tables
from xlportal.core.ledger import Opening
from xlportal.core.rules import POINTS, Change, Group, Item, Rules, Unit, match_key
from xlportal.core.wording import Sentence
from xlportal.sheets import layout
from xlportal.sheets.cells import whole
from xlportal.sheets.columns import DAY, NEEDED, Column, Form
from xlportal.sheets.forms import BASICS, CHANGES, GROUPS, ITEMS, OPENING, UNITS, WORDING
from xlportal.sheets.tables import (
    Places,
    Row,
    Sheet,
    Table,
    counts_at,
    empty_pairs,
    header_text,
    item_columns,
)

ISSUED = Column("date", layout.DATE_LABEL, DAY, 0, default=None)
"""The date of issue beside its label; the first edition had it in 参数."""
_RULES = tuple(field.name for field in fields(Rules))
_LAST = 10**6
"""The order of a unit without one."""


def read_basics(sheet: Sheet) -> dict[str, Any]:
    """Return the values above the tables by field, and ``date`` where the first edition had it."""
    found = {}
    for column in (*BASICS, ISSUED):
        cell = sheet.right_of(column.label, is_needed=column is not ISSUED)
        found[column.field] = column.read(cell) if cell else column.content.fallback
    return found


def read_groups(parameters: Sheet, roster: Sheet, places: Places) -> tuple[Group, ...]:
    """Return the groups with their items and units, in the order of the parameter sheet.

    There are none where the table of groups does not say clearly which groups there are.
    """
    groups, items = (form.find(parameters, _end(parameters, form)) for form in (GROUPS, ITEMS))
    named = UNITS.find(roster)
    for table in filter(None, (groups, named)):
        _refuse_above(table)
    rows = _group_rows(groups) if groups else {}
    if items is None or named is None or not rows:
        return ()
    items_of: dict[int, list[tuple[Item, Row]]] = {annex: [] for annex in rows}
    for row, annex, values in _records(ITEMS, items, rows):
        if annex and values["name"]:
            items_of[annex].append((Item(**values), row))
    units_of: dict[int, list[tuple[int, Unit, Row]]] = {annex: [] for annex in rows}
    for row, annex, values in _records(UNITS, named, rows):
        order = values.pop("order")
        if annex and values["name"]:
            units_of[annex].append((_LAST if order is None else order, Unit(**values), row))
    found = []
    for annex, row in rows.items():
        units = [(unit, at) for _, unit, at in sorted(units_of[annex], key=lambda one: one[0])]
        values = GROUPS.values(row)
        group = Group(
            rules=Rules(**{name: values.pop(name) for name in _RULES}),
            items=places.listed(items_of[annex], Tables.ITEMS, annex),
            units=places.listed(units, Tables.UNITS, annex),
            **values,
        )
        found.append((group, row))
    return places.listed(found, Tables.GROUPS)


def _end(sheet: Sheet, form: Form) -> int | None:
    """Return the row of the title above the next table of 参数, None where none follows."""
    headers = [sheet.header_row(other.labels) or 0 for other in (GROUPS, ITEMS, CHANGES)]
    own = sheet.header_row(form.labels) or 0
    return min((row - 1 for row in headers if row > own), default=None)


def _refuse_above(table: Table) -> None:
    """Complain of rows above the first table of a sheet that look like its own."""
    for row in range(table.header_row):
        annex = table.cell(row, "annex")
        if whole(annex.meaning) is not None:
            annex.add(catalogue.ROW_ABOVE)


def _records(
    form: Form, table: Table | None, known: Collection[int], filled: Collection[int] = ()
) -> Iterator[tuple[Row, int | None, dict[str, Any]]]:
    """Yield rows, the annex of a known group or None, and the other values by field.

    Rows that hold nothing in the columns ``filled`` are passed over.
    """
    for row in table.rows() if table else ():
        if filled and not row.sheet.holds(row.row, filled):
            continue
        values = form.values(row)
        annex = values.pop("annex") or None
        if annex and annex not in known:
            row.cell("annex").add(catalogue.ANNEX_UNKNOWN)
        yield row, annex if annex in known else None, values


def _group_rows(table: Table) -> dict[int, Row]:
    """Return the row of every group by its annex number, nothing where numbers are wrong."""
    rows: dict[int, Row] = {}
    before = len(table.sheet.problems)
    for row in table.rows():
        annex = GROUPS["annex"].read(row.cell("annex"))
        if annex in rows:
            row.cell("annex").add(catalogue.ANNEX_REPEATED)
        rows[annex] = row
    sound = len(table.sheet.problems) == before
    if not rows and sound:
        table.cell(table.header_row, "annex").add(catalogue.NO_GROUPS)
    return rows if sound else {}


def read_changes(sheet: Sheet, groups: Sequence[Group], places: Places) -> tuple[Change, ...]:
    """Return the changes of rules; a workbook of the first edition has no table of them."""
    by_annex = {group.annex: group for group in groups}
    texts = {text for row in sheet.headers for text in row}
    if CHANGES["rule"].label not in texts and GROUPS["scheme"].label not in texts:
        return ()
    found = [
        (change, row)
        for row, annex, values in _records(CHANGES, CHANGES.find(sheet), by_annex)
        if annex and (change := _change(row, values, by_annex[annex]))
    ]
    return places.listed(found, Tables.CHANGES)


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
    return Change(group.annex, what["first_month"], rule, column.read(row.cell("value")), item)


def read_opening(
    sheet: Sheet, groups: Sequence[Group], places: Places, new: Collection[str] = ()
) -> tuple[Opening, ...]:
    """Return the carry-in in roster order.

    Groups, by annex, and items that are ``new`` have no columns yet.
    """
    table = OPENING.find(sheet)
    if table is None:
        return ()
    _refuse_above(table)
    pieces = _pieces_columns(table, groups, new)
    counted = [column + side for column in pieces.values() for side in (0, 1)]
    sheet.claim(range(table.header_row + 1, table.end_row), counted)
    filled = [*counted, *(table.columns[field] for field in ("through", "score"))]
    order = {group.annex: number for number, group in enumerate(groups)}
    found: list[tuple[int, int, Opening, Row]] = []
    for own, annex, values in _records(OPENING, table, order, filled):
        if annex is None:
            continue
        row = Row(sheet, own.row, {**own.columns, **pieces})
        group, name = groups[order[annex]], row.cell("unit")
        position = group.position(name.shown)
        if position is not None:
            opening = _opening(row, group, values)
            found.append((order[annex], position, opening, row))
        elif name.meaning is not None and group.units:
            every = range(table.header_row + 1, table.end_row)
            here = {group.position(table.cell(other, "unit").shown) for other in every}
            absent = [unit.name for at, unit in enumerate(group.units) if at not in here]
            places.refuse_name(name, group, absent)
    found.sort(key=lambda one: one[:2])
    ordered = [(opening, row) for _, _, opening, row in found]
    return places.listed(ordered, Tables.OPENING, annex=None)


def _opening(row: Row, group: Group, values: Mapping[str, Any]) -> Opening:
    unit, fixed = values["unit"], {column.field for column in OPENING.columns}
    own = {row.columns[item.name] for item in group.items if item.name in row.columns}
    for name in row.columns.keys() - fixed:
        pair = (row.cell(name), row.sheet.cell(row.row, row.columns[name] + 1))
        for cell in pair if group.items and row.columns[name] not in own else ():
            if cell.meaning is not None:
                cell.add(catalogue.OPENING_FOREIGN, item=name, subject=unit)
    counts = counts_at(row, row.columns, group.items, unit)
    return Opening(group.annex, counts=counts, **values)


def _pieces_columns(table: Table, groups: Sequence[Group], new: Collection[str]) -> dict[str, int]:
    """Return the pieces column of every item in the carry-in table, by the item's name."""
    sheet, row = table.sheet, table.header_row
    names = dict.fromkeys(item.name for group in groups for item in group.items)
    fixed = {*OPENING.labels, layout.IN_COLUMN}
    columns = [c for c, text in enumerate(sheet.headers[row]) if text not in fixed]
    pieces, unknown = item_columns(sheet, row, names, columns)
    if not all(group.items for group in groups):
        unknown = []
    left = empty_pairs(sheet, range(row + 1, table.end_row), unknown)
    for column in (column for column in unknown if not (new and column in left)):
        kind = catalogue.ITEM_COLUMN_LEFT if column in left else catalogue.ITEM_COLUMN_UNKNOWN
        sheet.cell(row, column).add(kind)
    old = [group for group in groups if str(group.annex) not in new]
    for name in {item.name for group in old for item in group.items} - {*new, *pieces}:
        if not unknown:
            words = {"found": name, "block": layout.OPENING}
            table.cell(row, "annex").add(catalogue.ITEM_COLUMN_MISSING, **words)
    for name, column in pieces.items():
        if header_text(sheet.grid.at(row, column + 1)) != layout.IN_COLUMN:
            sheet.cell(row, column).add(catalogue.COUNT_COLUMNS_WRONG, found=name)
    return pieces


def read_wording(sheet: Sheet, annexes: Collection[int], places: Places) -> tuple[Sentence, ...]:
    """Return the sentences in the sheet's order; rows without a text say nothing."""
    found = [
        (Sentence(annex=annex, **values), row)
        for row, annex, values in _records(WORDING, WORDING.find(sheet), annexes)
        if values["text"]
    ]
    return places.listed(found, Tables.WORDING)
