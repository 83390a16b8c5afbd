"""What stands in the input cells of a workbook that holds a given book: values and places only.

The writer of the workbook formats these values; read back as grids they check an assessment
document exactly as a workbook is checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xlportal.core.book import Book
from xlportal.core.checks import RULE_WORDS
from xlportal.core.ledger import Ledger
from xlportal.core.limits import MONTHS
from xlportal.core.rules import Change, Group
from xlportal.sheets import layout
from xlportal.sheets.columns import BASICS, CHANGES, GROUPS, ITEMS, OPENING, UNITS, WORDING, Form
from xlportal.sheets.grid import Grid
from xlportal.sheets.month_contents import Cells, count_cells, layouts, month_cells, unit_rows


def contents(book: Book) -> dict[str, Cells]:
    """Return the cells of every input sheet that hold ``book``, by sheet name."""
    ledger, places = book.ledger, layouts(book.ledger)
    return {
        layout.PARAMETERS: _parameters(book),
        layout.ROSTER: _roster(ledger.groups),
        layout.OPENING: _opening(ledger),
        **{layout.month_sheet(month): month_cells(book, month, places[month]) for month in MONTHS},
        layout.WORDING: _wording(book),
    }


def grids(book: Book) -> dict[str, Grid]:
    """Return the grids a reader would get from the workbook that holds ``book``."""
    return {name: Grid.of(name, cells) for name, cells in contents(book).items()}


def opening_items(groups: Iterable[Group]) -> tuple[str, ...]:
    """Return the items that have columns in the carry-in table, each name once."""
    return tuple(dict.fromkeys(item.name for group in groups for item in group.items))


def parameter_tables(book: Book) -> list[tuple[Form, int, int]]:
    """Return form, header row and last row of every table of 参数."""
    ledger = book.ledger
    items = sum(len(group.items) for group in ledger.groups)
    lengths = ((GROUPS, len(ledger.groups)), (ITEMS, items), (CHANGES, len(ledger.changes)))
    tables = []
    row = layout.BASICS_ROW + len(BASICS) + 2
    for form, length in lengths:
        tables.append((form, row, row + length + form.spare))
        row += length + form.spare + 3
    return tables


def _parameters(book: Book) -> Cells:
    settings = {**vars(book.settings), "year": book.ledger.year}
    cells: Cells = {}
    for row, column in enumerate(BASICS, start=layout.BASICS_ROW):
        cells[row, layout.BASICS_LABEL_COLUMN] = column.label
        cells[row, layout.BASICS_VALUE_COLUMN] = column.written(settings[column.field])
    groups = book.ledger.groups
    rows = (
        [{**vars(group), **vars(group.rules)} for group in groups],
        [{**vars(item), "annex": group.annex} for group in groups for item in group.items],
        [_change(change) for change in book.ledger.changes],
    )
    for (form, header_row, _), values in zip(parameter_tables(book), rows, strict=True):
        _place(cells, header_row, [form.labels, *map(form.cells, values)])
    return cells


def _change(change: Change) -> dict[str, object]:
    content = (ITEMS if change.item else GROUPS)[change.rule].content
    value = content.written(change.value)
    return {**vars(change), "rule": change.item or RULE_WORDS[change.rule], "value": value}


def _roster(groups: Sequence[Group]) -> Cells:
    cells: Cells = {}
    rows = [
        UNITS.cells({**vars(unit), "annex": group.annex, "order": order})
        for group in groups
        for order, unit in enumerate(group.units, start=1)
    ]
    _place(cells, layout.TABLE_ROW, [UNITS.labels, *rows])
    return cells


def opening_labels(names: Iterable[str]) -> list[str]:
    """Return the headers of the carry-in table for items of these ``names``."""
    return [*OPENING.labels, *(label for name in names for label in (name, layout.IN_COLUMN))]


def _opening(ledger: Ledger) -> Cells:
    cells: Cells = {}
    names = opening_items(ledger.groups)
    fixed = len(OPENING.columns)
    rows: list[list[object]] = []
    for group in ledger.groups:
        slots = [names.index(item.name) for item in group.items]
        for name, opening in unit_rows(group, group.units, ledger.opening_of(group.annex)):
            filed = vars(opening) if opening else {}
            row = OPENING.cells({**filed, "annex": group.annex, "unit": name})
            row += [None] * (2 * len(names))
            for slot, count in zip(slots, opening.counts if opening else (), strict=False):
                row[fixed + 2 * slot : fixed + 2 * slot + 2] = count_cells(count)
            rows.append(row)
    _place(cells, layout.TABLE_ROW, [opening_labels(names), *rows])
    return cells


def _wording(book: Book) -> Cells:
    cells: Cells = {}
    rows = [WORDING.cells(vars(sentence)) for sentence in book.wording]
    _place(cells, layout.TABLE_ROW, [WORDING.labels, *rows])
    return cells


def _place(cells: Cells, first_row: int, rows: Iterable[Sequence[object]]) -> None:
    for index, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                cells[first_row + index, column] = value
