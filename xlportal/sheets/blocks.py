"""Finding the groups' blocks on a month sheet, whoever moved them: by their titles and headers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xlportal.core.rules import Group, visible
from xlportal.sheets.cells import classify
from xlportal.sheets.monthly import (
    EARNED,
    HEADER,
    HELPERS_LABEL,
    INPUTS,
    LABELS,
    NONE_LABEL,
    NONE_LABEL_BEFORE,
    PIECES,
    RESULTS,
    SUMS_LABEL,
    UNIT,
    UNIT_COLUMN,
    Input,
)  # fmt: skip
from xlportal.sheets.tables import Cell, Sheet, header_text

_TITLE = re.compile(r"\s*附表\s*([0-9]+)(?:\s|$)")
_HEAD_SEARCH = 6
"""Rows below the headers among which the row that ends a block's head is looked for."""


@dataclass(frozen=True)
class Found:
    """A group's block as it stands on a sheet; ``columns`` by header, rows and columns from 0."""

    sheet: Sheet
    title_row: int
    header_row: int
    rows: range
    columns: Mapping[str, int]

    @property
    def names(self) -> int:
        """Return the column of the units' names."""
        return self.columns[UNIT]

    @property
    def first_input(self) -> int:
        """Return the first column right of the items, where inputs of the unit itself begin."""
        others = (*(self.input(column) for column in INPUTS), self.columns.get(RESULTS[0].label))
        return min((column for column in others if column is not None), default=self.names + 1)

    def item(self, name: str) -> int | None:
        """Return the pieces column of an item; how many were in the column stands right of it."""
        return self.columns.get(header_text(name))

    def earned(self, name: str) -> int | None:
        """Return the column of what an item earns, None in older workbooks, where none is."""
        pieces = self.item(name)
        if pieces is None or self.labels[pieces + 2 : pieces + 3] != [EARNED]:
            return None
        return pieces + 2

    def input(self, column: Input) -> int | None:
        """Return the column of an input, None where the block has none."""
        return next((self.columns[text] for text in column.labels if text in self.columns), None)

    @property
    def has_sums(self) -> bool:
        """Return whether sums stand above the units."""
        return _has_sums(self.sheet, self.rows.start - 1)

    @property
    def labels(self) -> list[str]:
        """Return the labels of the items' columns, which stand below the headers."""
        row = self.rows.start - 1 - self.has_sums
        return self.sheet.headers[row] if row < len(self.sheet.headers) else []

    def units(self, group: Group) -> dict[int, tuple[str, str]]:
        """Return the units by row: the present name of each, and the name that stands there."""
        shown = {row: self.sheet.cell(row, self.names).shown for row in self.rows}
        places = {row: group.position(name) for row, name in shown.items()}
        return {
            row: (group.units[place].name, shown[row])
            for row, place in places.items()
            if place is not None
        }

    @property
    def header(self) -> Cell:
        """Return the header of the units' names."""
        return self.sheet.cell(self.header_row, self.names)

    @property
    def mark(self) -> Cell | None:
        """Return the cell of the mark 本组本月无采用, None where there is none.

        In workbooks of the first edition one mark spoke for all blocks of a sheet.
        """
        for row in range(self.title_row, self.header_row):
            texts = self.sheet.headers[row]
            if NONE_LABEL in texts:
                return self.sheet.cell(row, texts.index(NONE_LABEL) + 1)
        return self.sheet.right_of(NONE_LABEL_BEFORE)


def find_blocks(sheet: Sheet) -> dict[int, Found]:
    """Return the blocks of a sheet by annex, of two of the same annex the first."""
    headers = sheet.header_rows(UNIT)
    found = list(titles(sheet))
    ends = [*(title.row for title, _ in found[1:]), len(sheet.grid.rows)]
    blocks: dict[int, Found] = {}
    for (title, annex), end in zip(found, ends, strict=False):
        header = next((row for row in headers if title.row < row < end), None)
        if header is not None and annex not in blocks:
            rows = range(_first_row(sheet, header, end), _last_end(sheet, end))
            blocks[annex] = Found(sheet, title.row, header, rows, _columns(sheet, header))
    return blocks


def titles(sheet: Sheet) -> Iterator[tuple[Cell, int]]:
    """Yield cell and annex number of every block title: a row's first text that is one."""
    for row, values in enumerate(sheet.grid.rows):
        column = next((c for c, text in enumerate(values) if isinstance(text, str) and text), 0)
        title = _TITLE.match(visible(str(values[column]))) if values else None
        if title:
            yield sheet.cell(row, column), int(title[1])


def _columns(sheet: Sheet, header: int) -> dict[str, int]:
    """Return the column of every header; the hidden columns have none."""
    texts = sheet.headers[header]
    seen = texts[: texts.index(HELPERS_LABEL)] if HELPERS_LABEL in texts else texts
    return {text: seen.index(text) for text in seen if text}


def _first_row(sheet: Sheet, header: int, end: int) -> int:
    """Return the first row for units, below the labels of the items' columns and the sums."""
    rows = range(header + 1, min(header + 1 + _HEAD_SEARCH, end))
    labels = next((r for r in rows if PIECES in sheet.headers[r]), header + LABELS - HEADER)
    return labels + 1 + _has_sums(sheet, labels + 1)


def _has_sums(sheet: Sheet, row: int) -> bool:
    return any(SUMS_LABEL in texts[: UNIT_COLUMN + 1] for texts in sheet.headers[row : row + 1])


def _last_end(sheet: Sheet, end: int) -> int:
    """Return the row before which a block ends: an empty one above the next block is not its."""
    rows = sheet.grid.rows
    empty = end < len(rows) and all(classify(value) is None for value in rows[end - 1])
    return end - 1 if empty else end
