"""The columns of a table, known by what stands above them, wherever they stand.

A merged cell is followed by blanks. A text dump leaves those out, so that the cells of its upper
rows are spread over the columns as fits best.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, combinations, islice, pairwise
from typing import NamedTuple

from xlportal.audit.align import common, gaps, increasing
from xlportal.audit.forms import plain
from xlportal.audit.published import Row
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
        if len(self.texts) == 1:
            return plain(self.texts[0])
        return " ".join(plain(text.strip().split("\n")[0]) for text in self.texts[-2:])


def told_headings(table: Appendix, key: Key) -> list[Heading]:
    """Return what belongs above each column of an appendix."""
    width = len(table.columns)
    rows = [[""] * width for _ in range(table.header_rows)]
    for cell in table.header:
        rows[cell.row][cell.column] = cell.text
    return _headings(rows, width, key)


def printed_headings(
    header: Sequence[Row], width: int, key: Key, told: Sequence[Heading]
) -> list[Heading]:
    """Return what stands above each of ``width`` columns, spread so that most are those told."""
    short = [row for row in header if len(row) < width]
    edges = [row for row in header[1:] if row in short] or header[1:]
    left, right = (min((_blanks(row[::step]) for row in edges), default=0) for step in (1, -1))
    rows: list[Row] = []
    for row in reversed(header):
        ways: list[Row] = [[*row, *[""] * (width - len(row))][:width]]
        if row in short:
            sizes = _sizes(len(row) - left - right, width - left - right)
            ways += (_widened(row, left, some) for some in islice(sizes, _MOST_SPREADS))
        wanted = {heading.path[-len(rows) - 1 :] for heading in told}
        found = ({one.path for one in _headings([way, *rows], width, key)} for way in ways)
        known = [len(wanted & paths) for paths in found]
        rows.insert(0, ways[known.index(max(known))])
    return _headings(rows, width, key)


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


def same_columns(told: Sequence[Heading], printed: Sequence[Heading]) -> dict[int, int]:
    """Return which column told is which printed: by what stands above, else by their neighbours."""
    waiting: dict[object, list[int]] = {}
    for place in range(len(printed) - 1, -1, -1):
        waiting.setdefault(printed[place].path, []).append(place)
    known = [
        (place, waiting[heading.path].pop())
        for place, heading in enumerate(told)
        if waiting.get(heading.path)
    ]
    found = dict(known)
    anchors = [known[place] for place in increasing([other for _, other in known])]
    for some, others in gaps(anchors, len(told), len(printed)):
        ours = [place for place in some if place not in found]
        theirs = [place for place in others if place not in found.values()]
        pairs = [*zip(ours, theirs, strict=False)]
        if len(ours) != len(theirs):
            leaves = [[one[i].path[-1:] for i in places]
                      for one, places in ((told, ours), (printed, theirs))]  # fmt: skip
            pairs = [(ours[i], theirs[j]) for i, j in common(*leaves)]
        found |= dict(pairs)
    return found
