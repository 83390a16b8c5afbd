"""A sheet under examination: its cells, its tables found by their headers, the problems found.

Finding by header, not by position, lets columns be moved and rows inserted without harm.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TypeVar

from openpyxl.utils import get_column_letter

from xlportal.core import catalogue
from xlportal.core.checks import Fault, Place, Tables
from xlportal.core.exact import plain
from xlportal.core.labels import LIST_MARK
from xlportal.core.ledger import Count
from xlportal.core.likeness import probable_successor
from xlportal.core.problems import Kind, Problem, problem
from xlportal.core.rules import Group, Item, visible
from xlportal.sheets import layout
from xlportal.sheets.cells import (
    Meaning,
    Objection,
    Odd,
    Oddity,
    classify,
    is_large,
    number,
    read_count,
    shown,
)
from xlportal.sheets.grid import MAX_COLUMNS, MAX_ROWS, Grid, Rectangle, address

_Value = TypeVar("_Value")


class Sheet:
    """A sheet's grid and the problems found on it, in the order of finding."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.name = grid.name
        self.problems: list[Problem] = []
        self.inputs: list[tuple[range, tuple[int, ...]]] = []

    @cached_property
    def headers(self) -> list[list[str]]:
        """Return what every cell reads as a header, in rows; what is no text reads nothing."""
        return [[header_text(value) for value in values] for values in self.grid.rows]

    def claim(self, rows: range, columns: Iterable[int]) -> None:
        """Note that the cells of ``rows`` in ``columns`` are read as inputs."""
        self.inputs.append((rows, tuple(columns)))

    def add(self, kind: Kind, **words: object) -> None:
        """Add a problem of the sheet as a whole."""
        self.problems.append(problem(kind, self.name, **_texts(words)))

    def cell(self, row: int, column: int) -> Cell:
        """Return the cell at a place."""
        return Cell(self, row, column)

    def holds(self, row: int, columns: Iterable[int]) -> bool:
        """Return whether a row holds anything in ``columns``."""
        return any(classify(self.grid.at(row, column)) is not None for column in columns)

    def right_of(self, label: str, *, is_needed: bool = False) -> Cell | None:
        """Return the cell right of the one that reads ``label``, None where none does.

        Complains where a label that ``is_needed`` does not stand there once.
        """
        found = [
            (row, texts.index(label)) for row, texts in enumerate(self.headers) if label in texts
        ]
        if is_needed and not found:
            self.add(catalogue.TABLE_MISSING, found=label)
        for place in found[1:2] if is_needed else ():
            self.cell(*place).add(catalogue.HEADER_REPEATED, found=label)
        for row, column in found[:1]:
            self.claim(range(row, row + 1), (column + 1,))
            return self.cell(row, column + 1)
        return None

    def header_rows(self, label: str) -> list[int]:
        """Return the rows that hold ``label``."""
        return [row for row, texts in enumerate(self.headers) if label in texts]

    def header_row(self, labels: Iterable[str]) -> int | None:
        """Return the row that holds most of ``labels``, None where no row holds any."""
        counted = [len(set(labels).intersection(texts)) for texts in self.headers]
        return counted.index(max(counted)) if any(counted) else None

    def table(
        self, header_row: int | None, labels: Mapping[str, str], end_row: int | None = None
    ) -> Table | None:
        """Return the table under a row of headers, None (and problems) where any is missing.

        ``labels`` are the headers by field. The table ends before ``end_row`` if that is given.
        """
        texts = [] if header_row is None else self.headers[header_row]
        missing = [label for label in labels.values() if label not in texts]
        for label in missing:
            where = self if header_row is None else self.cell(header_row, 0)
            where.add(catalogue.TABLE_MISSING, found=label)
        if missing or header_row is None:
            return None
        refuse_repeated(self, header_row, labels.values())
        columns = {field: texts.index(label) for field, label in labels.items()}
        return Table(self, header_row, columns, end_row or len(self.grid.rows))


@dataclass(frozen=True)
class Cell:
    """One cell and where to complain about it."""

    sheet: Sheet
    row: int
    column: int

    @property
    def raw(self) -> object:
        """Return the value as it stands."""
        return self.sheet.grid.at(self.row, self.column)

    @property
    def meaning(self) -> Meaning:
        """Return what the value means."""
        return classify(self.raw)

    @property
    def shown(self) -> str:
        """Return what people see."""
        return shown(self.raw)

    def add(self, kind: Kind, **words: object) -> None:
        """Add a problem of this cell; what was found is what people see unless given."""
        filled = _texts({"found": self.shown, **words})
        place = address(self.row, self.column)
        self.sheet.problems.append(problem(kind, self.sheet.name, place, **filled))

    def text(self) -> str:
        """Return the text people see; what is neither text nor number is a problem."""
        meaning = self.meaning
        if isinstance(meaning, Odd):
            self.add(_NO_TEXT.get(meaning.oddity, catalogue.TEXT_WRONG))
        return self.shown

    def exact(self) -> Fraction | None:
        """Return the number the cell shows, None for none; one with hidden digits is a problem."""
        found, raw = number(self.meaning), self.raw
        if found is not None and isinstance(raw, float) and float(found) != raw:
            self.add(catalogue.DIGITS_MANY, found=repr(raw), kept=plain(found))
        return found


@dataclass(frozen=True)
class Row:
    """A row whose cells hold the fields of one value; ``columns`` by field."""

    sheet: Sheet
    row: int
    columns: Mapping[str, int]

    def cell(self, field: str) -> Cell:
        """Return the cell of a field."""
        return self.sheet.cell(self.row, self.columns[field])


@dataclass(frozen=True)
class Table:
    """A table on a sheet: its header row and the column of every field."""

    sheet: Sheet
    header_row: int
    columns: Mapping[str, int]
    end_row: int

    def cell(self, row: int, field: str) -> Cell:
        """Return the cell of a row in the column of a field."""
        return self.sheet.cell(row, self.columns[field])

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the header that hold anything in the table's columns."""
        rows, columns = range(self.header_row + 1, self.end_row), self.columns.values()
        self.sheet.claim(rows, columns)
        return (Row(self.sheet, r, self.columns) for r in rows if self.sheet.holds(r, columns))


class Places:
    """The rows that were read, by what they hold, so that what is wrong points at its cell.

    A book that is no workbook's has none.
    """

    def __init__(self) -> None:
        self._rows: dict[Place, Row] = {}

    def note(self, place: Place, row: Row) -> None:
        """Note that ``row`` holds the value at ``place``, whose ``field`` is left out."""
        self._rows[place] = row

    def listed(
        self,
        found: Sequence[tuple[_Value, Row]],
        table: Tables,
        annex: int | None = 0,
        month: int = 0,
    ) -> tuple[_Value, ...]:
        """Return the values ``found`` in the rows of a table, which are noted.

        ``annex`` is None where every value says whose it is.
        """
        for at, (value, row) in enumerate(found):
            owner = value.annex if annex is None else annex  # type: ignore[attr-defined]
            self.note(Place(table, at, "", owner, month), row)
        return tuple(value for value, _ in found)

    def cell(self, place: Place) -> Cell | None:
        """Return the cell of a place, None where none was noted."""
        row = self._rows.get(replace(place, field=""))
        return row.cell(place.field) if row and place.field in row.columns else None

    def problem(self, fault: Fault) -> Problem:
        """Return what was found as people read it."""
        place, cell = fault.place, self.cell(fault.place)
        return problem(
            fault.kind,
            _SHEETS.get(place.table) or layout.month_sheet(place.month),
            address(cell.row, cell.column) if cell else "",
            fault.found,
            fault.subject,
            **fault.words,
        )

    def refuse_name(self, name: Cell, group: Group, absent: Sequence[str]) -> None:
        """Complain of a name that no unit of the group has or had.

        Units of the roster that do not stand on its sheet are ``absent``: one of them was probably
        renamed. The mend is in the roster, for names on a month sheet are locked.
        """
        meant = probable_successor(name.shown, absent)
        if meant is None:
            name.add(catalogue.UNIT_UNKNOWN, hint="")
            return
        row = group.position(meant) or 0
        former = self.cell(Place(Tables.UNITS, row, "former", group.annex))
        where = f"{former.sheet.name}!{address(former.row, former.column)}" if former else "单位表"
        name.add(catalogue.UNIT_RENAMED, meant=meant, where=where)


_SHEETS = {
    Tables.GROUPS: layout.PARAMETERS,
    Tables.ITEMS: layout.PARAMETERS,
    Tables.CHANGES: layout.PARAMETERS,
    Tables.UNITS: layout.ROSTER,
    Tables.OPENING: layout.OPENING,
    Tables.WORDING: layout.WORDING,
}


def header_text(value: object) -> str:
    """Return a header cell's text without spaces, line breaks and what cannot be seen."""
    return "".join(visible(value).split()) if isinstance(value, str) else ""


def refuse_repeated(sheet: Sheet, row: int, labels: Iterable[str]) -> None:
    """Complain of each of ``labels`` that stands more than once in a header row."""
    texts = sheet.headers[row]
    for label in labels:
        if texts.count(label) > 1:
            second = texts.index(label, texts.index(label) + 1)
            sheet.cell(row, second).add(catalogue.HEADER_REPEATED, found=label)


def item_columns(
    sheet: Sheet, row: int, names: Iterable[str], columns: Collection[int]
) -> tuple[dict[str, int], list[int]]:
    """Return the pieces column of every item, by name, and the columns whose headers are no item's.

    Of the header row only ``columns`` are looked at. Right of an item's pieces stand those of them
    that ran in the special column, maybe under a header of their own.
    """
    texts = sheet.headers[row]
    headed = {texts[column]: column for column in sorted(columns, reverse=True) if texts[column]}
    keys = {name: header_text(name) for name in names}
    refuse_repeated(sheet, row, dict.fromkeys(keys.values()))
    found = {name: headed[key] for name, key in keys.items() if key in headed}
    beside = {column + 1 for column in found.values()}
    known = {"", *keys.values()}
    unknown = [c for c in columns if texts[c] not in known and c not in beside]
    return found, unknown


def empty_pairs(sheet: Sheet, rows: range, columns: Iterable[int]) -> list[int]:
    """Return the pieces columns in which, and in the one right of them, nothing stands."""
    return [c for c in columns if not any(sheet.holds(row, (c, c + 1)) for row in rows)]


def counts_at(
    row: Row, pieces: Mapping[str, int], items: Iterable[Item], unit: str
) -> tuple[Count | None, ...]:
    """Return a unit's counts in a row, an item each: None (and a problem) where one is wrong.

    ``pieces`` are the columns of those items that have some, by name.
    """
    return tuple(
        _count(row, pieces[item.name], f"{unit} {item.name}") if item.name in pieces else None
        for item in items
    )


def _count(row: Row, column: int, subject: str) -> Count | None:
    """Return the count in two cells side by side, None (and a problem) where it is wrong."""
    cells = [row.sheet.cell(row.row, at) for at in (column, column + 1)]
    found = read_count(cells[0].raw, cells[1].raw)
    if isinstance(found, Objection):
        cells[found.cell].add(found.kind, found=found.found, subject=subject, **found.words)
        return None
    if found is not None and is_large(found):
        cells[0].add(catalogue.COUNT_LARGE, subject=subject)
    return found


def check_shape(sheet: Sheet) -> None:
    """Complain of input cells that are merged or out of sight on a sheet that was read."""
    shape = sheet.grid.shape
    if shape.hidden and sheet.inputs:
        sheet.add(catalogue.SHEET_HIDDEN)
    for merged in shape.merged:
        if any(place != (merged.row, merged.column) for place in _inputs(sheet, merged)):
            sheet.cell(merged.row, merged.column).add(catalogue.CELLS_MERGED, found=merged.address)
    for axis, kind, hidden, name in (
        (0, catalogue.ROWS_HIDDEN, shape.hidden_rows, str),
        (1, catalogue.COLUMNS_HIDDEN, shape.hidden_columns, get_column_letter),
    ):
        unseen = sorted(p for p in _inputs(sheet, _ALL) if p[axis] in hidden) if hidden else ()
        filled = [place for place in unseen if sheet.cell(*place).meaning is not None]
        if filled:
            names = [name(number + 1) for number in sorted({place[axis] for place in filled})]
            sheet.cell(*filled[0]).add(kind, found=LIST_MARK.join(names))


def _inputs(sheet: Sheet, area: Rectangle) -> Iterator[tuple[int, int]]:
    for rows, columns in sheet.inputs:
        for row in range(max(rows.start, area.row), min(rows.stop, area.last_row + 1)):
            yield from ((row, c) for c in columns if area.column <= c <= area.last_column)


_ALL = Rectangle(0, 0, MAX_ROWS, MAX_COLUMNS)
_NO_TEXT = {Oddity.ERROR: catalogue.CELL_ERROR, Oddity.FORMULA: catalogue.CELL_FORMULA}


def _texts(words: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in words.items()}
