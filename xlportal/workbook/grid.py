"""One sheet's values as a rectangle, wherever they come from: a file, live Excel, a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Formula:
    """A cell whose formula has no stored result, so that its value is unknown."""

    text: str


@dataclass(frozen=True)
class Grid:
    """The values of a sheet from A1 on; rows and columns count from 0, an empty cell is None."""

    name: str
    rows: Sequence[Sequence[object]]

    @classmethod
    def of(cls, name: str, cells: Mapping[tuple[int, int], object]) -> Grid:
        """Return the grid holding ``cells``, given by (row, column)."""
        height = 1 + max((row for row, _ in cells), default=-1)
        width = 1 + max((column for _, column in cells), default=-1)
        return cls(
            name,
            tuple(
                tuple(cells.get((row, column)) for column in range(width)) for row in range(height)
            ),
        )

    def at(self, row: int, column: int) -> object:
        """Return the value at a place, None outside the rectangle."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return None


def address(row: int, column: int) -> str:
    """Return the address people read, such as ``C12`` for row 11, column 2."""
    letters = ""
    rest = column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"
