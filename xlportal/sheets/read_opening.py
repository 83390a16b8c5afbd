"""Reading 期初: the carry-in of units whose year began elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xlportal.core import catalogue, checks
from xlportal.core.checks import Place
from xlportal.core.ledger import Opening
from xlportal.core.rules import Group
from xlportal.sheets import layout
from xlportal.sheets.columns import OPENING, refuse_above, take_annex
from xlportal.sheets.places import Places
from xlportal.sheets.read_months import NOTHING_NEW, Unplaced
from xlportal.sheets.tables import Row, Sheet, Table, count_at, header_text, refuse_repeated


def read_opening(
    sheet: Sheet, groups: Sequence[Group], places: Places, new: Unplaced = NOTHING_NEW
) -> tuple[Opening, ...]:
    """Return the carry-in in roster order. Items that are ``new`` have no columns yet."""
    table = OPENING.find(sheet)
    if table is None:
        return ()
    refuse_above(table)
    order = {group.annex: number for number, group in enumerate(groups)}
    found: list[tuple[int, int, Opening, Row]] = []
    for row in _filled_rows(table, _pieces_columns(table, groups, new)):
        values = OPENING.values(row)
        annex = take_annex(row, values, order)
        if annex is None:
            continue
        group = groups[order[annex]]
        position = _position(row, group, table, places)
        if position is not None:
            found.append((order[annex], position, _opening(row, group, values), row))
    found.sort(key=lambda one: one[:2])
    for number, (_, _, opening, row) in enumerate(found):
        places.note(Place(checks.Table.OPENING, number, annex=opening.annex), row)
    return tuple(opening for _, _, opening, _ in found)


def _filled_rows(table: Table, pieces: Mapping[str, int]) -> Iterator[Row]:
    """Yield the rows in which more than a unit's name is filled, with the columns of all items."""
    counted = [column + side for column in pieces.values() for side in (0, 1)]
    table.sheet.claim(range(table.header_row + 1, table.end_row), counted)
    filled = [table.columns[OPENING[field].label] for field in ("through", "score")]
    for row in OPENING.rows(table):
        if table.sheet.holds(row.row, (*filled, *counted)):
            yield Row(table.sheet, row.row, {**row.columns, **pieces})


def _position(row: Row, group: Group, table: Table, places: Places) -> int | None:
    """Return the unit's place in the roster, None (and a problem) where the name is no unit's."""
    name = row.cell("unit")
    position = group.position(name.shown)
    if position is None and name.meaning is not None and group.units:
        rows = range(table.header_row + 1, table.end_row)
        here = {group.position(table.cell(other, layout.UNIT_NAME).shown) for other in rows}
        absent = [unit.name for at, unit in enumerate(group.units) if at not in here]
        places.refuse_name(name, group, absent)
    return position


def _opening(row: Row, group: Group, values: Mapping[str, object]) -> Opening:
    own = {item.name: header_text(item.name) for item in group.items}
    unit = str(values["unit"])
    for key in row.columns.keys() - {column.field for column in OPENING.columns} - {*own.values()}:
        for cell in (row.cell(key), row.sheet.cell(row.row, row.columns[key] + 1)):
            if own and cell.meaning is not None:
                cell.add(catalogue.OPENING_FOREIGN, item=key, subject=unit)
    counts = (
        count_at(row.sheet, row.row, row.columns[key], f"{unit} {name}")
        if key in row.columns
        else None
        for name, key in own.items()
    )
    return Opening(group.annex, counts=tuple(counts), **values)  # type: ignore[arg-type]


def _pieces_columns(table: Table, groups: Sequence[Group], new: Unplaced) -> dict[str, int]:
    """Return the pieces column of every item in the carry-in table, by the item's header."""
    sheet, row = table.sheet, table.header_row
    texts = sheet.headers[row]
    known = {header_text(item.name): item.name for group in groups for item in group.items}
    placed = {
        item.name
        for group in groups
        for item in group.items
        if group.annex not in new.groups and (group.annex, item.name) not in new.items
    }
    fixed = {"", layout.IN_COLUMN, *OPENING.labels}
    unknown = [
        text
        for beside, text in zip(["", *texts], texts, strict=False)
        if text not in fixed and text not in known and beside not in known
    ]
    if not all(group.items for group in groups):
        unknown = []
    for text in unknown:
        sheet.cell(row, texts.index(text)).add(catalogue.ITEM_COLUMN_UNKNOWN)
    refuse_repeated(sheet, row, known)
    pieces = {key: texts.index(key) for key in known if key in texts}
    for key, name in known.items():
        if key not in pieces and not unknown and name in placed:
            words = {"found": name, "block": layout.OPENING}
            table.cell(row, layout.ANNEX).add(catalogue.ITEM_COLUMN_MISSING, **words)
        elif key in pieces and header_text(sheet.grid.at(row, pieces[key] + 1)) != layout.IN_COLUMN:
            sheet.cell(row, pieces[key]).add(catalogue.COUNT_COLUMNS_WRONG, found=name)
    return pieces
