"""The columns of a table, known by what stands above them, wherever they stand.

A merged cell is followed by blanks. A text dump leaves those out, so that the cells of its upper
rows are spread over the columns as fits best.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, combinations, islice, pairwise, zip_longest
from typing import NamedTuple

from xlportal.audit.align import Alignment, Run, aligned, common, gaps
from xlportal.audit.equal_forms import plain
from xlportal.audit.findings import COLUMN, LABEL
from xlportal.audit.published import Row
from xlportal.core.labels import LIST_MARK
from xlportal.publish.appendix import Appendix

Key = Callable[[str], tuple[str, ...]]
"""Returns what texts that are equal in print share."""

_MOST_SPREADS = 3_000


class Heading(NamedTuple):
    """What stands above a column, from the top down: cells by row and first column, texts, keys."""

    cells: tuple[tuple[int, int], ...]
    texts: tuple[str, ...]
    path: tuple[tuple[str, ...], ...]

    @property
    def label(self) -> str:
        """Return what people call the column, such as ``区县动态 2月`` or ``2月排名``."""
        if len(self.texts) < 2:
            return plain("".join(self.texts))
        return " ".join(plain(text.strip().split("\n")[0]) for text in self.texts[-2:])


@dataclass(frozen=True)
class Columns:
    """The columns of a table told and printed; ``places`` say which printed one is which told."""

    told: Sequence[Heading]
    printed: Sequence[Heading]
    aligned: Alignment

    @classmethod
    def of(cls, told: Appendix, header: Sequence[Row], width: int, key: Key) -> Columns:
        """Return the columns known by what stands above them."""
        rows = [[""] * len(told.columns) for _ in range(told.header_rows)]
        for cell in told.header:
            rows[cell.row][cell.column] = cell.text
        ours = _headings(rows, len(told.columns), key)
        theirs = _headings(_spread(header, width, key, ours), width, key)

        def cost(some: Run, others: Run) -> float:
            sides = (ours[i].texts for i in some), (theirs[j].texts for j in others)
            one, other = (Counter("".join(chain(*texts))) for texts in sides)
            return 1 + ((one - other) + (other - one)).total()

        return cls(ours, theirs, aligned([h.path for h in ours], [h.path for h in theirs], cost))

    def by_place(self) -> Columns:
        """Return the same columns known by their places, where there are as many as told."""
        if len(self.told) != len(self.printed):
            return self
        pairs = [([place], [place]) for place in range(len(self.told))]
        return replace(self, aligned=Alignment([], [], pairs))

    @cached_property
    def places(self) -> dict[int, int]:
        """Return the place printed of each column told that is there."""
        pairs = (zip(some, others, strict=False) for some, others in self.aligned.apart)
        return dict(sorted([*self.aligned.same, *chain(*pairs)]))

    def findings(self, body: Sequence[Row]) -> Iterator[tuple[str, str, str, str]]:
        """Yield what differs, as field, published, recomputed and where.

        Those are header cells, each once, and columns moved, too few and too many; neighbours below
        one cell are one. A column of ``body`` without a header is known by what it holds.
        """
        yield from self._labels()
        for i, j, proper in self.aligned.moved:
            yield COLUMN, f"第{j + 1}列", f"第{proper + 1}列", self.told[i].label
        missing = [i for i in range(len(self.told)) if i not in self.places]
        for run in _together(missing, self.told):
            yield COLUMN, "", LIST_MARK.join(self.told[i].label for i in run), ""
        known = {*self.places.values()}
        held = {
            j: heading.label or " ".join(row[j] for row in body if j < len(row)).strip()
            for j, heading in enumerate(self.printed)
            if j not in known
        }
        for run in _together([j for j, shown in held.items() if shown], self.printed):
            yield COLUMN, LIST_MARK.join(held[j] for j in run), "", f"第{run[0] + 1}列"

    def _labels(self) -> Iterator[tuple[str, str, str, str]]:
        seen = set()
        for place, other in self.places.items():
            ours, theirs = self.told[place], self.printed[other]
            levels = gaps(common(ours.path, theirs.path), len(ours.path), len(theirs.path))
            for due, found in (pair for some in levels for pair in zip_longest(*some)):
                cell = theirs.cells[found] if due is None else ours.cells[due]
                shown = "" if found is None else theirs.texts[found]
                if cell not in seen:
                    right = "" if due is None else ours.texts[due]
                    yield LABEL, shown, right, f"表头 {ours.label}"
                seen.add(cell)


def _together(columns: Sequence[int], headings: Sequence[Heading]) -> list[Run]:
    """Return the columns, neighbours that stand below one cell together."""
    runs: list[Run] = []
    for column in columns:
        above = headings[column].cells[:-1]
        if above and column - 1 in columns and headings[column - 1].cells[:-1] == above:
            runs[-1].append(column)
        else:
            runs.append([column])
    return runs


def _spread(header: Sequence[Row], width: int, key: Key, told: Sequence[Heading]) -> list[Row]:
    """Return the rows with a cell a column, so that most columns are those told."""
    short = [row for row in header if len(row) < width]
    edges = [row for row in header[1:] if row in short] or header[1:]
    left, right = (min((_blanks(row[::step]) for row in edges), default=0) for step in (1, -1))
    rows: list[Row] = []
    for row in reversed(header):
        ways: list[Row] = [[*row, *[""] * (width - len(row))][:width]]
        if row in short:
            sizes = _sizes(len(row) - left - right, width - left - right)
            ways += (_widened(row, left, some) for some in islice(sizes, _MOST_SPREADS))
        wanted = [heading.path[-len(rows) - 1 :] for heading in told]
        found = ([one.path for one in _headings([way, *rows], width, key)] for way in ways)
        known = [len(common(wanted, paths)) for paths in found]
        rows.insert(0, ways[known.index(max(known))])
    return rows


def _headings(header: Sequence[Row], width: int, key: Key) -> list[Heading]:
    """Return what stands above each column of rows that have a cell a column.

    A blank belongs to the cell on its left where both stand below the same one, else to the cell
    above; where nothing stands below it, and in the last row, it belongs to nobody.
    """
    blank = [not any(row[column].strip() for row in header) for column in range(width)]
    above: list[list[tuple[int, int]]] = [[] for _ in range(width)]
    for row, texts in enumerate(header):
        before: tuple[int, int] | None = None
        beside: list[tuple[int, int]] = []
        for column, under in enumerate(above):
            if texts[column].strip():
                before = (row, column)
            elif row == len(header) - 1 or blank[column] or under != beside:
                before = None
            beside, above[column] = under, [*under, before] if before else under
    shown = [[header[row][column] for row, column in cells] for cells in above]
    return [
        Heading(tuple(cells), tuple(texts), tuple(map(key, texts)))
        for cells, texts in zip(above, shown, strict=True)
    ]


def _blanks(row: Row) -> int:
    return next((place for place, text in enumerate(row) if text.strip()), len(row))


def _sizes(cells: int, columns: int) -> Iterator[list[int]]:
    """Yield the ways in which cells can share columns, evenly first."""
    if 0 < cells <= columns:
        even = [columns * number // cells for number in range(1, cells)]
        for cuts in chain([even], combinations(range(1, columns), cells - 1)):
            yield [end - start for start, end in pairwise((0, *cuts, columns))]


def _widened(row: Row, left: int, sizes: Sequence[int]) -> Row:
    cells = zip(row[left : left + len(sizes)], sizes, strict=True)
    inner = [text for cell, size in cells for text in (cell, *[""] * (size - 1))]
    return [*row[:left], *inner, *row[left + len(sizes) :]]
