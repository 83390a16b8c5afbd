"""A sheet under examination: its cells, its tables found by their headers, the problems found.

Finding by header, not by position, lets columns be moved and rows inserted without harm.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from xlportal.core import catalogue
from xlportal.core.exact import plain
from xlportal.core.ledger import Count
from xlportal.core.problems import Kind, Problem, problem
from xlportal.core.rules import visible
from xlportal.sheets.cells import Meaning, Odd, Oddity, classify, number, shown
from xlportal.sheets.counts import Objection, is_large, read_count
from xlportal.sheets.grid import Grid, address


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

    def right_of(self, label: str) -> Cell | None:
        """Return the cell right of the one that reads ``label``, None where none does."""
        for row, texts in enumerate(self.headers):
            if label in texts:
                column = texts.index(label) + 1
                self.claim(range(row, row + 1), (column,))
                return self.cell(row, column)
        return None

    def check_label(self, label: str) -> None:
        """Complain unless exactly one cell reads ``label``."""
        places = [
            (row, column)
            for row, texts in enumerate(self.headers)
            if label in texts
            for column, text in enumerate(texts)
            if text == label
        ]
        if not places:
            self.add(catalogue.TABLE_MISSING, found=label)
        for place in places[1:2]:
            self.cell(*place).add(catalogue.HEADER_REPEATED, found=label)

    def header_rows(self, *labels: str) -> list[int]:
        """Return the rows that hold all of ``labels``."""
        return [
            row for row, texts in enumerate(self.headers) if all(label in texts for label in labels)
        ]

    def header_row(self, labels: Iterable[str]) -> int | None:
        """Return the row that holds most of ``labels``, None where no row holds any."""
        counted = [len(set(labels).intersection(texts)) for texts in self.headers]
        return counted.index(max(counted)) if any(counted) else None

    def table(
        self, header_row: int | None, labels: Sequence[str], end_row: int | None = None
    ) -> Table | None:
        """Return the table under a row of headers, None (and problems) where any is missing.

        The table ends before ``end_row`` if that is given.
        """
        texts = [] if header_row is None else self.headers[header_row]
        missing = [label for label in labels if label not in texts]
        for label in missing:
            place = "" if header_row is None else address(header_row, 0)
            self.problems.append(problem(catalogue.TABLE_MISSING, self.name, place, label))
        if missing or header_row is None:
            return None
        refuse_repeated(self, header_row, labels)
        columns = {label: texts.index(label) for label in labels}
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
class Table:
    """A table on a sheet: its header row and the column of every header."""

    sheet: Sheet
    header_row: int
    columns: Mapping[str, int]
    end_row: int

    def cell(self, row: int, label: str) -> Cell:
        """Return the cell of a row under a header."""
        return self.sheet.cell(row, self.columns[label])

    def filled_rows(self) -> Iterator[int]:
        """Yield the rows below the header in which any column of the table holds something."""
        self.sheet.claim(range(self.header_row + 1, self.end_row), self.columns.values())
        for row in range(self.header_row + 1, self.end_row):
            if any(self.cell(row, label).meaning is not None for label in self.columns):
                yield row


@dataclass(frozen=True)
class Row:
    """A row whose cells hold the fields of one value; ``columns`` by field."""

    sheet: Sheet
    row: int
    columns: Mapping[str, int]

    def cell(self, field: str) -> Cell:
        """Return the cell of a field."""
        return self.sheet.cell(self.row, self.columns[field])


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


def count_at(sheet: Sheet, row: int, column: int, subject: str) -> Count | None:
    """Return the count in two cells side by side, None (and a problem) where it is wrong."""
    cells = (sheet.cell(row, column), sheet.cell(row, column + 1))
    found = read_count(cells[0].raw, cells[1].raw)
    if isinstance(found, Objection):
        words = dict(found.words)
        cells[found.cell].add(found.kind, found=found.found, subject=subject, **words)
        return None
    if found is not None and is_large(found):
        cells[0].add(catalogue.COUNT_LARGE, subject=subject)
    return found


_NO_TEXT = {Oddity.ERROR: catalogue.CELL_ERROR, Oddity.FORMULA: catalogue.CELL_FORMULA}


def _texts(words: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in words.items()}
