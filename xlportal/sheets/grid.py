"""One sheet's values as a rectangle, wherever they come from: a file, live Excel, a document."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import TypeAlias

from openpyxl.utils import get_column_letter

Spot: TypeAlias = tuple[int, int]
"""Row and column of a cell, from 0."""
Value: TypeAlias = str | bool | int | float | Fraction | None
"""What a cell can be set to; None empties it and leaves its style."""
Cells: TypeAlias = Mapping[Spot, Value]

MAX_ROWS, MAX_COLUMNS = 100_000, 702
"""Where cells may hold something. Formats alone may reach further, as LibreOffice writes them."""


@dataclass(frozen=True)
class Formula:
    """A cell whose formula has no stored result, so that its value is unknown."""

    text: str


@dataclass(frozen=True)
class ErrorValue:
    """A cell that holds an error, such as ``#N/A``; a text that reads so is a text."""

    text: str


@dataclass(frozen=True)
class Rectangle:
    """Cells from a first to a last row and column, both included."""

    row: int
    column: int
    last_row: int
    last_column: int

    @property
    def address(self) -> str:
        """Return the address people read, such as ``C12:D12``."""
        return f"{address(self.row, self.column)}:{address(self.last_row, self.last_column)}"

    def spots(self) -> Iterator[Spot]:
        """Yield the places of the cells."""
        columns = range(self.column, self.last_column + 1)
        return product(range(self.row, self.last_row + 1), columns)


@dataclass(frozen=True)
class Shape:
    """What a sheet is besides its values: what is merged, what is hidden, where formulas stand.

    Where formulas stand is None if nobody looked. ``shown`` is what number formats make of numbers,
    where that is another value.
    """

    merged: tuple[Rectangle, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    hidden: bool = False
    formulas: tuple[Rectangle, ...] | None = None
    shown: Mapping[Spot, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Grid:
    """The values of a sheet from A1 on; rows and columns count from 0, an empty cell is None."""

    name: str
    rows: Sequence[Sequence[object]]
    shape: Shape = Shape()

    def at(self, row: int, column: int) -> object:
        """Return the value at a place, None outside the rectangle."""
        values = self.rows[row] if row < len(self.rows) else ()
        return values[column] if column < len(values) else None


def address(row: int, column: int) -> str:
    """Return the address people read, such as ``C12`` for row 11, column 2."""
    return f"{get_column_letter(column + 1)}{row + 1}"
