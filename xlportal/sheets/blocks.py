"""Finding the groups' blocks on a month sheet, whoever moved them: by their titles and headers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlportal.core.rules import Group, visible
from xlportal.score.assessment import Assessment
from xlportal.sheets.cells import classify
from xlportal.sheets.grid import Grid, Spot, Value
from xlportal.sheets.monthly import (
    BLOCK_HEAD,
    HELPERS_LABEL,
    INPUTS,
    MEASURES,
    NONE_LABEL,
    NONE_LABEL_BEFORE,
    PIECES,
    RESULTS,
    UNIT,
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

    def input(self, column: Input) -> int | None:
        """Return the column of an input, None where the block has none."""
        return next((self.columns[text] for text in column.labels if text in self.columns), None)

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
    """Return the row below the one that names the two count columns of every item."""
    for row in range(header + 1, min(header + 1 + _HEAD_SEARCH, end)):
        if PIECES in sheet.headers[row]:
            return row + 1
    return header + BLOCK_HEAD - 2


def _last_end(sheet: Sheet, end: int) -> int:
    """Return the row before which a block ends: an empty one above the next block is not its."""
    rows = sheet.grid.rows
    empty = end < len(rows) and all(classify(value) is None for value in rows[end - 1])
    return end - 1 if empty else end


def month_results(
    grid: Grid, groups: Sequence[Group], assessment: Assessment | None
) -> dict[Spot, Value]:
    """Return what the result cells of a month sheet show, for one that is edited without Excel.

    That is an empty text where it is nothing: everywhere without an ``assessment``, because
    something is wrong with the month.
    """
    months = {month.group.annex: month for month in assessment.groups} if assessment else {}
    cells: dict[Spot, Value] = {}
    for annex, block in find_blocks(Sheet(grid)).items():
        group, month = next((g for g in groups if g.annex == annex), None), months.get(annex)
        if group is None:
            continue
        figures = month.figures.to_dict("index") if month else {}
        for row in block.rows:
            at = group.position(str(grid.at(row, block.names)))
            own = {} if at is None else figures.get(group.units[at].name, {})
            for result in RESULTS:
                cells[row, block.columns[result.label]] = own.get(result.field, "")
        texts, measures = block.sheet.headers[block.title_row], month.measures if month else None
        for measure in (one for one in MEASURES if one.label in texts):
            place = block.title_row, texts.index(measure.label) + 1
            cells[place] = getattr(measures, measure.field) if measures else ""
    return cells
