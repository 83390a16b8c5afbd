"""How a table lies on its paper: size of type, widths of columns, heights of rows.

Sheet and Word document take it from here. Measures are points, widths of texts half-width
characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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
LABEL_HEIGHT = 26.25
_TITLE, _NOTE = (30.0, 7.5), (16.5, 7.5)
"""The height of a line, and of what is free above and below."""
_AIR, _BETWEEN = 1.0, 1.5
"""Half-width characters that stay free in every column, for other programs have wider fonts; and
what a header over several columns has room for between two of them."""
_ITEM = 14
"""A header over several columns that is longer takes further lines."""
_READABLE = 9
"""Points of the smallest type that is read with ease."""
_SCRAP = 6
"""The last line of a text that takes several is longer than this, if that can be had."""

LOOKS: Mapping[ColumnKind, tuple[int, int]] = {
    ColumnKind.UNIT: (16, 48),
    ColumnKind.DEDUCTION: (12, 40),
    ColumnKind.ADDITION: (12, 40),
    ColumnKind.TEXT: (12, 40),
}
"""The room that kinds of texts have at least, and would like; longer ones take further lines. They
begin at the left. All other kinds hold figures, which stand in the middle on one line."""


@dataclass(frozen=True)
class Fit:
    """Where everything of a table stands.

    ``wrapped`` are the columns too narrow for their longest text, ``parted`` those of them where a
    bracket stands below its count, ``left`` those whose texts begin at the left; ``runs`` are the
    first and the last row of every page.
    """

    size: float
    widths: tuple[float, ...]
    title: float
    header: tuple[float, ...]
    rows: tuple[float, ...]
    note: float
    wrapped: frozenset[int]
    parted: frozenset[int]
    left: frozenset[int]
    runs: tuple[tuple[int, int], ...]

    @property
    def head_size(self) -> float:
        """Return the size of the header's type, which is heavier."""
        return self.size - 1

    def text(self, column: int, text: str) -> str:
        """Return a text as it stands in a column."""
        return _parted(text) if column in self.parted else text


def fit(tables: Sequence[Appendix], page: TablePage) -> list[Fit]:
    """Return how each of the tables lies on ``page``, all in one size of type.

    It is the largest in which all columns find room, or one smaller that is read with ease and by
    which pages are saved. Where even the smallest is too large, the table is wider than the page.
    """
    columns = [_columns(table) for table in tables]
    fitting = [
        size
        for size in page.sizes
        if all(sum(own.least(page, size) for own in each) <= page.inside[0] for each in columns)
    ]
    sizes = [size for size in fitting if size >= _READABLE] or fitting[:1] or page.sizes[-1:]
    ways = (
        [_fit(table, own, page, size) for table, own in zip(tables, columns, strict=True)]
        for size in sizes
    )
    return min(ways, key=lambda way: sum(len(own.runs) for own in way))


@dataclass(frozen=True)
class _Column:
    """What a column has room for at least, what it would like to have, and its texts' widths."""

    room: float
    wish: float
    texts: frozenset[int]
    text: bool

    @property
    def longest(self) -> int:
        return max(self.texts)

    @property
    def left(self) -> bool:
        """Return whether its texts begin at the left: not where all are as long."""
        return self.text and len(self.texts) > 1

    def beside(self, page: TablePage, size: float) -> float:
        """Return what the column is wider than its text."""
        return page.beside + _AIR * size / 2 + page.indent * self.left

    def least(self, page: TablePage, size: float) -> float:
        """Return the width the column has to have."""
        return self.room * size / 2 + self.beside(page, size)

    def tidy(self, more: float) -> float:
        """Return ``more``, or less by which fewer texts end in a scrap: what the column gets."""
        if self.room + more >= self.longest:
            return more
        rooms = range(int(self.room + more), int(self.room) - 1, -1)
        return min(rooms, key=self._raggedness) - self.room

    def _raggedness(self, room: int) -> tuple[int, int]:
        wide = [divmod(text, room) for text in self.texts if text > room]
        scraps = sum(0 < rest <= _SCRAP for _, rest in wide)
        return sum(lines + bool(rest) for lines, rest in wide), scraps


def _columns(table: Appendix) -> list[_Column]:
    values = zip(*table.rows, strict=True)
    columns = [
        _column(kind, _texts(kind, own)) for kind, own in zip(table.columns, values, strict=True)
    ]
    for cell in sorted(table.header, key=lambda cell: cell.columns):
        span = slice(cell.column, cell.column + cell.columns)
        width = display_width(cell.text)
        columns[span] = _widened(columns[span], min(width, _ITEM) if cell.columns > 1 else width)
    return columns


def _texts(kind: ColumnKind, values: Iterable[Value]) -> set[str]:
    """Return the texts of a column, each once; fractions are slow to compare, pairs are not."""
    once = {(v.numerator, v.denominator) if type(v) is Fraction else v for v in values}
    return {shown(kind, Fraction(*v) if isinstance(v, tuple) else v) for v in once}


def _column(kind: ColumnKind, texts: set[str]) -> _Column:
    widths = frozenset(map(display_width, texts))
    longest = max(widths)
    if kind in LOOKS:
        room, wish = (min(each, longest) for each in LOOKS[kind])
        return _Column(room, wish, widths, text=True)
    return _Column(max(display_width(_parted(text)) for text in texts), longest, widths, text=False)


def _parted(text: str) -> str:
    """Return a count with its bracket on a line of its own."""
    return text.replace("（", "\n（")


def _widened(columns: Sequence[_Column], width: float) -> list[_Column]:
    """Return columns that together have room for a header of ``width``."""
    width -= (len(columns) - 1) * _BETWEEN
    room = max(0.0, width - sum(own.room for own in columns)) / len(columns)
    wish = max(0.0, width - sum(own.wish for own in columns)) / len(columns)
    return [replace(own, room=own.room + room, wish=own.wish + wish) for own in columns]


def _widths(columns: Sequence[_Column], page: TablePage, size: float) -> list[float]:
    """Return the columns' widths: what is left goes to figures, then to texts, then to all whole.

    Those that have the room they wish for are whole.
    """
    widths = [own.least(page, size) for own in columns]
    whole = [True] * len(columns)
    for text in (False, True):
        wishes = [(own.wish - own.room) * (own.text is text) for own in columns]
        spare = max(0.0, page.inside[0] - sum(widths)) / (size / 2)
        share = min(1.0, spare / (sum(wishes) or 1))
        for number, (own, wish) in enumerate(zip(columns, wishes, strict=True)):
            if wish:
                widths[number] += own.tidy(share * wish) * size / 2
                whole[number] = share == 1
    more = max(0.0, page.inside[0] - sum(widths)) / sum(
        width for width, is_whole in zip(widths, whole, strict=True) if is_whole
    )
    return [width * (1 + more * is_whole) for width, is_whole in zip(widths, whole, strict=True)]


def _fit(table: Appendix, columns: Sequence[_Column], page: TablePage, size: float) -> Fit:
    widths = _widths(columns, page, size)
    rooms = [
        (width - own.beside(page, size)) / (size / 2) + 0.01
        for own, width in zip(columns, widths, strict=True)
    ]
    wrapped = {number for number, own in enumerate(columns) if own.longest > rooms[number]}
    parted = {number for number in wrapped if table.columns[number] not in LOOKS}
    lines = [1] * len(table.rows)
    for column in wrapped:
        for index, row in enumerate(table.rows):
            text = str(row[column])
            needed = lines_needed(_parted(text) if column in parted else text, rooms[column])
            lines[index] = max(lines[index], needed)
    across, down = page.inside
    title = _block(table.title, across, paper.TABLE_TITLE["font_size"], _TITLE)
    note = _block(table.note, across, paper.NOTE["font_size"], _NOTE) if table.note else 0.0
    header = _header(table, rooms, size)
    further = down - sum(header)
    rows, runs = _rows(lines, size, further - LABEL_HEIGHT - title, further, note)
    return Fit(
        size, tuple(widths), title, header, rows, note, frozenset(wrapped), frozenset(parted),
        frozenset(number for number, own in enumerate(columns) if own.left), runs,
    )  # fmt: skip


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
