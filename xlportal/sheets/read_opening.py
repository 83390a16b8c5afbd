"""Reading 期初: the carry-in of units whose year began elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from xlportal.core import catalogue
from xlportal.core.ledger import Counts, Opening
from xlportal.core.likeness import likely_unit
from xlportal.core.limits import FIRST_MONTH, LAST_MONTH
from xlportal.core.rules import Group
from xlportal.sheets import layout
from xlportal.sheets.cells import number
from xlportal.sheets.read_months import NOTHING_NEW, Unplaced
from xlportal.sheets.read_parameters import read_annex, whole_between, within
from xlportal.sheets.tables import (
    Cell,
    Sheet,
    Table,
    count_at,
    header_text,
    refuse_above,
    refuse_repeated,
)


def read_opening(
    sheet: Sheet, groups: Sequence[Group], filled: Sequence[int], new: Unplaced = NOTHING_NEW
) -> tuple[Opening, ...]:
    """Return the carry-in in roster order; one that overlaps a filled month is a problem."""
    table = sheet.table(layout.OPENING_COLUMNS)
    if table is None:
        return ()
    refuse_above(table, range(table.header_row))
    by_annex = {group.annex: group for group in groups}
    pairs = _opening_pairs(table, groups, new)
    columns = [column + side for column in pairs.values() for side in (0, 1)]
    sheet.claim(range(table.header_row + 1, table.end_row), (*table.columns.values(), *columns))
    found: dict[int, list[tuple[Opening, Cell]]] = {annex: [] for annex in by_annex}
    seen: dict[tuple[int, int], int] = {}
    for row in range(table.header_row + 1, table.end_row):
        inputs = [table.cell(row, label) for label in (layout.THROUGH, layout.OPENING_SCORE)]
        inputs += [sheet.cell(row, column) for column in columns]
        if all(cell.meaning is None for cell in inputs):
            continue
        annex = read_annex(table, row, by_annex)
        if annex is None:
            continue
        opening = _opening(table, row, by_annex[annex], pairs, seen)
        if opening is not None:
            found[annex].append((opening, table.cell(row, layout.THROUGH)))
    for annex, openings in found.items():
        _check_overlap(by_annex[annex], openings, filled)
        _check_even(by_annex[annex], openings, filled)
    return tuple(
        opening
        for annex, openings in found.items()
        for opening, _ in sorted(openings, key=lambda o: by_annex[annex].position(o[0].unit) or 0)
    )


def _opening_pairs(table: Table, groups: Sequence[Group], new: Unplaced) -> dict[str, int]:
    """Return the pieces column of every item in the carry-in table, by item."""
    sheet, row = table.sheet, table.header_row
    texts = [header_text(value) for value in sheet.grid.rows[row]]
    known = {header_text(item.name): item.name for group in groups for item in group.items}
    placed = {
        item.name
        for group in groups
        for item in group.items
        if group.annex not in new.groups and (group.annex, item.name) not in new.items
    }
    fixed = {"", layout.IN_COLUMN, *layout.OPENING_COLUMNS}
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
    pairs = {key: texts.index(key) for key in known if key in texts}
    for key, name in known.items():
        if key not in pairs and not unknown and name in placed:
            table.cell(row, layout.ANNEX).add(
                catalogue.ITEM_COLUMN_MISSING, found=name, block=layout.OPENING
            )
        elif key in pairs and header_text(sheet.grid.at(row, pairs[key] + 1)) != layout.IN_COLUMN:
            sheet.cell(row, pairs[key]).add(catalogue.COUNT_COLUMNS_WRONG, found=name)
    return pairs


def _opening(
    table: Table,
    row: int,
    group: Group,
    pairs: Mapping[str, int],
    seen: dict[tuple[int, int], int],
) -> Opening | None:
    name = table.cell(row, layout.UNIT_NAME)
    position = group.position(name.shown)
    if name.meaning is None:
        name.add(catalogue.NAME_BLANK)
    elif position is None and group.units:
        name.add(catalogue.UNIT_UNKNOWN, hint=likely_unit([group], name.shown))
    elif position is not None and (group.annex, position) in seen:
        name.add(catalogue.UNIT_TWICE, row=seen[group.annex, position] + 1)
    if position is None:
        return None
    seen.setdefault((group.annex, position), row)
    return Opening(
        annex=group.annex,
        unit=name.shown,
        through=_through(table.cell(row, layout.THROUGH)),
        counts=_opening_counts(table, row, group, pairs),
        score=_opening_score(table.cell(row, layout.OPENING_SCORE)),
    )


def _check_overlap(
    group: Group, openings: Sequence[tuple[Opening, Cell]], filled: Sequence[int]
) -> None:
    """Complain of months counted twice, once for all units of which the same is wrong."""
    twice: dict[tuple[int, tuple[int, ...]], list[tuple[Opening, Cell]]] = {}
    for opening, cell in openings:
        unit = group.units[group.position(opening.unit) or 0]
        months = [month for month in filled if month <= opening.through and unit.is_there(month)]
        if months:
            twice.setdefault((opening.through, tuple(months)), []).append((opening, cell))
    for (through, double), units in twice.items():
        first, cell = units[0]
        cell.add(
            catalogue.OPENING_OVERLAP,
            found=layout.month_sheet(through),
            month="、".join(map(layout.month_sheet, double)),
            subject=first.unit if len(units) == 1 else f"{first.unit}等 {len(units)} 个单位",
        )


def _check_even(
    group: Group, openings: Sequence[tuple[Opening, Cell]], filled: Sequence[int]
) -> None:
    """Complain of units whose carry-in ends earlier than the group's, months in between missing."""
    latest = max((opening.through for opening, _ in openings), default=0)
    for opening, cell in openings:
        unit = group.units[group.position(opening.unit) or 0]
        between = range(opening.through + 1, latest + 1)
        if any(unit.is_there(month) and month not in filled for month in between):
            cell.add(
                catalogue.OPENING_UNEVEN,
                found=layout.month_sheet(opening.through),
                month=layout.month_sheet(latest),
                subject=opening.unit,
            )


def _through(cell: Cell) -> int:
    if cell.meaning is None:
        cell.add(catalogue.OPENING_INCOMPLETE, what=layout.THROUGH)
        return FIRST_MONTH
    found = whole_between(cell, (FIRST_MONTH, LAST_MONTH), catalogue.MONTH_WRONG)
    return FIRST_MONTH if found is None else found


def _opening_score(cell: Cell) -> Fraction:
    score = number(cell.meaning)
    if cell.meaning is None:
        cell.add(catalogue.OPENING_INCOMPLETE, what=layout.OPENING_SCORE)
    elif score is None or score < 0:
        cell.add(catalogue.SCORE_WRONG)
    else:
        return within(cell, layout.OPENING_SCORE, (Fraction(0), _MOST_SCORE)) or Fraction(0)
    return Fraction(0)


_MOST_SCORE = Fraction(10**9)


def _opening_counts(table: Table, row: int, group: Group, pairs: Mapping[str, int]) -> Counts:
    unit = table.cell(row, layout.UNIT_NAME).shown
    own = {header_text(item.name): item.name for item in group.items}
    for name, column in pairs.items():
        if name not in own and own:
            for cell in (table.sheet.cell(row, column + side) for side in (0, 1)):
                if cell.meaning is not None:
                    cell.add(catalogue.OPENING_FOREIGN, item=name, subject=unit)
    return tuple(
        count_at(table.sheet, row, pairs[key], f"{unit} {name}") if key in pairs else None
        for key, name in own.items()
    )
