"""How a table lies on its paper: size of type, widths of columns, heights of rows.

Sheet and Word document take it from here. Measures are points, widths of texts half-width
characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from xlportal.core.widths import display_width, lines_needed
from xlportal.publish import paper
from xlportal.publish.appendix import Appendix, ColumnKind, Value, shown
from xlportal.publish.paper import TablePage
from xlportal.sheets.pen import POINTS_A_PIXEL

LEADING = 1.3
"""The height of a line to the size of its type."""
SPACINGS = (9.0, 6.8, 4.6)
"""What a row is higher than its lines; the closer ones where they spare a page or a lonely row."""
LEAST_ROWS = 3
"""So many rows stand on the last page of a table, if it has more than one."""
READABLE = 9
"""Points of the smallest type that is chosen to save pages."""
LABEL_HEIGHT = 26.25
_TITLE, _NOTE = (30.0, 7.5), (16.5, 7.5)
"""The height of a line, and of what is free above and below."""
_BETWEEN = 1.5
"""Half-width characters that a header over several columns gains between two of them."""
_ITEM = 14
"""A header over several columns that is longer takes further lines."""

LINES: Mapping[ColumnKind, int] = {
    ColumnKind.UNIT: 24,
    ColumnKind.DEDUCTION: 20,
    ColumnKind.ADDITION: 20,
    ColumnKind.TEXT: 40,
}
"""How long the lines of texts are, which begin at the left and may take several. All other kinds
hold figures, in the middle of their column and on one line."""


@dataclass(frozen=True)
class Fit:
    """Where everything of a table stands.

    ``wrapped`` are the columns narrower than their longest text, ``left`` those whose texts begin
    at the left, ``runs`` the first and the last row of every page.
    """

    size: float
    widths: tuple[float, ...]
    title: float
    header: tuple[float, ...]
    rows: tuple[float, ...]
    note: float
    wrapped: frozenset[int]
    left: frozenset[int]
    runs: tuple[tuple[int, int], ...]

    @property
    def head_size(self) -> float:
        """Return the size of the header's type, which is heavier."""
        return self.size - 1


def fit(tables: Sequence[Appendix], page: TablePage) -> list[Fit]:
    """Return how each of the tables lies on ``page``, all in one size of type.

    It is the largest in which all columns find room, or one smaller that is read with ease and by
    which pages are saved. Where even the smallest is too large, the table is wider than the page.
    """
    columns = [_columns(table) for table in tables]
    fitting = [
        size
        for size in page.sizes
        if all(sum(_widths(own, page, size)) <= page.inside[0] for own in columns)
    ]
    sizes = [size for size in fitting if size >= READABLE] or fitting[:1] or page.sizes[-1:]
    ways = (
        [_fit(table, own, page, size) for table, own in zip(tables, columns, strict=True)]
        for size in sizes
    )
    return min(ways, key=lambda way: sum(len(own.runs) for own in way))


@dataclass(frozen=True)
class _Column:
    """What a column has room for, how long its longest text is, whether it is set at the left."""

    room: float
    longest: int
    left: bool


def _columns(table: Appendix) -> list[_Column]:
    values = zip(table.columns, zip(*table.rows, strict=True), strict=True)
    columns = [_column(kind, own) for kind, own in values]
    rooms = [column.room for column in columns]
    for cell in sorted(table.header, key=lambda cell: cell.columns):
        span = range(cell.column, cell.column + cell.columns)
        width = display_width(cell.text)
        needed = min(width, _ITEM) - (len(span) - 1) * _BETWEEN if len(span) > 1 else width
        more = max(0.0, needed - sum(rooms[column] for column in span)) / len(span)
        for column in span:
            rooms[column] += more
    return [
        _Column(room, column.longest, column.left)
        for room, column in zip(rooms, columns, strict=True)
    ]


def _column(kind: ColumnKind, values: Iterable[Value]) -> _Column:
    # Fractions are slow to compare, pairs are not.
    once = {(v.numerator, v.denominator) if type(v) is Fraction else v for v in values}
    texts = {shown(kind, Fraction(*v) if isinstance(v, tuple) else v) for v in once}
    longest = max(map(display_width, texts))
    lines = -(-longest // LINES.get(kind, longest or 1))
    room = longest if lines <= 1 else longest / lines + 2
    return _Column(room, longest, left=kind in LINES and len(texts) > 1)


def _beside(column: _Column, page: TablePage, size: float) -> float:
    """Return what a column is wider than its text: other programs have wider fonts."""
    return page.beside + size / 2 + page.indent * column.left


def _widths(columns: Sequence[_Column], page: TablePage, size: float) -> list[float]:
    """Return the widths the columns have to have."""
    return [column.room * size / 2 + _beside(column, page, size) for column in columns]


def _fit(table: Appendix, columns: Sequence[_Column], page: TablePage, size: float) -> Fit:
    across, down = page.inside
    needed = _widths(columns, page, size)
    widths = [width * max(1.0, across / sum(needed)) for width in needed]
    rooms = [
        (width - _beside(column, page, size)) / (size / 2) + 0.01
        for column, width in zip(columns, widths, strict=True)
    ]
    wrapped = [number for number, own in enumerate(columns) if own.longest > rooms[number]]
    lines = [
        max((lines_needed(str(row[column]), rooms[column]) for column in wrapped), default=1)
        for row in table.rows
    ]
    title = _block(table.title, across, paper.TABLE_TITLE["font_size"], _TITLE)
    note = _block(table.note, across, paper.NOTE["font_size"], _NOTE) if table.note else 0.0
    header = _header(table, rooms, size)
    further = down - sum(header)
    rows, runs = _rows(lines, size, further - LABEL_HEIGHT - title, further, note)
    left = frozenset(number for number, own in enumerate(columns) if own.left)
    return Fit(size, tuple(widths), title, header, rows, note, frozenset(wrapped), left, runs)


def _block(text: str, across: float, size: float, height: tuple[float, float]) -> float:
    """Return the height of a text across the whole page."""
    return lines_needed(text, across / (size / 2)) * height[0] + height[1]


def _header(table: Appendix, rooms: Sequence[float], size: float) -> tuple[float, ...]:
    """Return the heights of the header's rows; what spans them all may make the middle higher."""
    heights = [0.0] * table.header_rows
    whole = 0.0
    for cell in table.header:
        room = sum(rooms[cell.column : cell.column + cell.columns]) + cell.columns * _BETWEEN
        height = _pixels(lines_needed(cell.text, room) * LEADING * (size - 1) + SPACINGS[-1])
        if cell.rows == 1:
            heights[cell.row] = max(heights[cell.row], height)
        else:
            whole = max(whole, height)
    heights[len(heights) // 2] += max(0.0, whole - sum(heights))
    return tuple(heights)


def _rows(
    lines: Sequence[int], size: float, first: float, further: float, note: float
) -> tuple[tuple[float, ...], tuple[tuple[int, int], ...]]:
    """Return the rows' heights, and the first and the last row of every page."""
    ways = []
    for spacing in SPACINGS:
        heights = tuple(_pixels(number * LEADING * size + spacing) for number in lines)
        starts = paper.page_starts([*heights[:-1], heights[-1] + note], first, further)
        lonely = bool(starts) and len(lines) - starts[-1] < LEAST_ROWS
        ways.append((len(starts), lonely, heights, starts))
    _, _, heights, starts = min(ways, key=lambda way: way[:2])
    runs = pairwise([0, *starts, len(lines)])
    return heights, tuple((start, end - 1) for start, end in runs)


def _pixels(height: float) -> float:
    """Return a height in whole pixels, as rows of sheets are."""
    return round(height / POINTS_A_PIXEL) * POINTS_A_PIXEL
