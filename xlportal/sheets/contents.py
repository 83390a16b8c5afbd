"""What stands in the input cells of a workbook that holds a given book: values and places only.

The writer of the workbook formats these values; read back as grids they check an assessment
document exactly as a workbook is checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xlportal.core.book import Book
from xlportal.core.ledger import Ledger, Opening
from xlportal.core.limits import FIRST_MONTH, LAST_MONTH
from xlportal.core.rules import Group
from xlportal.sheets import layout
from xlportal.sheets.grid import Grid
from xlportal.sheets.month_contents import Cells, count_cells, layout_of, month_cells


def contents(book: Book) -> dict[str, Cells]:
    """Return the cells of every input sheet that hold ``book``, by sheet name."""
    ledger = book.ledger
    filled = {month.month: month for month in ledger.months}
    months = layout_of(ledger)
    return {
        layout.PARAMETERS: _parameters(book),
        layout.ROSTER: _roster(ledger.groups),
        layout.OPENING: _opening(ledger),
        **{
            layout.month_sheet(month): month_cells(
                months, month, filled.get(month), book.settings.hints.get(month, "")
            )
            for month in range(FIRST_MONTH, LAST_MONTH + 1)
        },
        layout.WORDING: _wording(book),
    }


def grids(book: Book) -> dict[str, Grid]:
    """Return the grids a reader would get from the workbook that holds ``book``."""
    return {name: Grid.of(name, cells) for name, cells in contents(book).items()}


def parameter_rows(groups: Sequence[Group]) -> tuple[int, int]:
    """Return the header rows of the groups' table and of the items' table."""
    return layout.GROUPS_ROW, layout.GROUPS_ROW + len(groups) + layout.PARAMETER_SPARE + 3


def opening_items(groups: Iterable[Group]) -> tuple[str, ...]:
    """Return the items that have columns in the carry-in table, each name once."""
    return tuple(dict.fromkeys(item.name for group in groups for item in group.items))


def _parameters(book: Book) -> Cells:
    cells: Cells = {}
    settings = book.settings
    basics = (
        book.ledger.year,
        settings.month,
        settings.issuer or None,
        settings.dates.get(settings.month or 0),
        settings.column_name or None,
    )
    for index, (label, value) in enumerate(zip(layout.BASICS, basics, strict=True)):
        row = layout.BASICS_ROW + index
        cells[row, layout.BASICS_LABEL_COLUMN] = label
        cells[row, layout.BASICS_VALUE_COLUMN] = value
    groups_row, items_row = parameter_rows(book.ledger.groups)
    groups = [_group_row(group) for group in book.ledger.groups]
    items = [
        (group.annex, item.name, item.measure, item.points)
        for group in book.ledger.groups
        for item in group.items
    ]
    _place(cells, groups_row, [layout.GROUP_COLUMNS, *groups])
    _place(cells, items_row, [layout.ITEM_COLUMNS, *items])
    return cells


def _group_row(group: Group) -> tuple[object, ...]:
    rules = group.rules
    return (
        group.annex,
        group.name,
        group.short,
        rules.bonus,
        rules.pass_ratio,
        rules.pass_score,
        rules.decimals,
        layout.ROUNDING_WORDS[rules.rounding],
        layout.TIES_WORDS[rules.ties],
        layout.YES if rules.deductions else layout.NO,
    )


def _roster(groups: Sequence[Group]) -> Cells:
    cells: Cells = {}
    rows = [
        (
            group.annex,
            order,
            unit.name,
            layout.NAME_SEPARATOR.join(unit.former) or None,
            unit.first_month,
            unit.last_month,
        )
        for group in groups
        for order, unit in enumerate(group.units, start=1)
    ]
    _place(cells, layout.TABLE_ROW, [layout.UNIT_COLUMNS, *rows])
    return cells


def _opening(ledger: Ledger) -> Cells:
    cells: Cells = {}
    names = opening_items(ledger.groups)
    labels = [*layout.OPENING_COLUMNS]
    for name in names:
        labels += [name, layout.IN_COLUMN]
    rows: list[tuple[object, ...]] = []
    for group in ledger.groups:
        slots = [names.index(item.name) for item in group.items]
        for name, opening in opening_rows(group, ledger.opening_of(group.annex)):
            filed = (opening.through, opening.score) if opening else (None, None)
            row: list[object] = [group.annex, name, *filed, *[None] * (2 * len(names))]
            for slot, count in zip(slots, opening.counts if opening else (), strict=False):
                start = len(layout.OPENING_COLUMNS) + 2 * slot
                row[start : start + 2] = count_cells(count)
            rows.append(tuple(row))
    _place(cells, layout.TABLE_ROW, [labels, *rows])
    return cells


def opening_rows(group: Group, openings: Sequence[Opening]) -> list[tuple[str, Opening | None]]:
    """Return name and carry-in of each row of the carry-in table: every unit, then strays."""
    by_position = {group.position(opening.unit): opening for opening in reversed(openings)}
    rows: list[tuple[str, Opening | None]] = []
    for position, unit in enumerate(group.units):
        opening = by_position.get(position)
        rows.append((opening.unit if opening else unit.name, opening))
    placed = {id(opening) for _, opening in rows}
    return rows + [(opening.unit, opening) for opening in openings if id(opening) not in placed]


def _wording(book: Book) -> Cells:
    cells: Cells = {}
    rows = [
        (sentence.part.value, sentence.annex, sentence.when.value, sentence.text)
        for sentence in book.wording
    ]
    _place(cells, layout.TABLE_ROW, [layout.WORDING_COLUMNS, *rows])
    return cells


def _place(cells: Cells, first_row: int, rows: Iterable[Sequence[object]]) -> None:
    for index, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                cells[first_row + index, column] = value
