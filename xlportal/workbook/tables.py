"""A sheet under examination: its cells, its tables found by their headers, the problems found.

Finding by header, not by position, lets columns be moved and rows inserted without harm.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from xlportal import problems as catalogue
from xlportal.problems import Kind, Problem, problem
from xlportal.workbook.cells import Meaning, classify, shown
from xlportal.workbook.grid import Grid, address


class Sheet:
    """A sheet's grid and the problems found on it, in the order of finding."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.name = grid.name
        self.problems: list[Problem] = []

    def add(self, kind: Kind, **words: object) -> None:
        """Add a problem of the sheet as a whole."""
        self.problems.append(problem(kind, self.name, **_texts(words)))

    def cell(self, row: int, column: int) -> Cell:
        """Return the cell at a place."""
        return Cell(self, row, column)

    def right_of(self, label: str) -> Cell | None:
        """Return the cell right of the one that reads ``label``, None where none does."""
        for row, values in enumerate(self.grid.rows):
            texts = [header_text(value) for value in values]
            if label in texts:
                return self.cell(row, texts.index(label) + 1)
        return None

    def header_rows(self, *labels: str) -> list[int]:
        """Return the rows that hold all of ``labels``."""
        return [
            row
            for row, values in enumerate(self.grid.rows)
            if len(_header_columns(values, labels)) == len(labels)
        ]

    def table(self, labels: Sequence[str], end_row: int | None = None) -> Table | None:
        """Return the table under the row that holds ``labels``, None where a header is missing.

        Missing headers are problems. The table ends before ``end_row`` if that is given.
        """
        best: dict[str, int] = {}
        best_row = 0
        for row, values in enumerate(self.grid.rows):
            found = _header_columns(values, labels)
            if len(found) > len(best):
                best, best_row = found, row
        missing = [label for label in labels if label not in best]
        for label in missing:
            place = address(best_row, 0) if best else ""
            self.problems.append(problem(catalogue.TABLE_MISSING, self.name, place, label))
        if missing:
            return None
        return Table(self, best_row, best, len(self.grid.rows) if end_row is None else end_row)


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

    @cached_property
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
        for row in range(self.header_row + 1, self.end_row):
            if any(self.cell(row, label).meaning is not None for label in self.columns):
                yield row


def header_text(value: object) -> str:
    """Return a header cell's text without spaces and line breaks."""
    return "".join(value.split()) if isinstance(value, str) else ""


def _header_columns(values: Sequence[object], labels: Sequence[str]) -> dict[str, int]:
    texts = [header_text(value) for value in values]
    return {label: texts.index(label) for label in labels if label in texts}


def _texts(words: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in words.items()}
