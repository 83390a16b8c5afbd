"""How a table lies on its paper: size of type, widths of columns, heights of rows.

Sheet and Word document take it from here. Measures are points, widths of texts half-width
characters.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xlportal.core.widths import display_width, lines_needed
from xlportal.publish import paper
from xlportal.publish.appendix import Appendix, ColumnKind, Value, shown
from xlportal.publish.paper import TablePage
from xlportal.sheets.pen import POINTS_A_PIXEL

LEADING = 1.3
"""The height of a line to the size of its type."""
_SPACINGS = (6.0, 5.25, 4.5, 6.75, 7.5, 8.25, 9.0, 9.75)
"""What rows are higher than their lines, the usual first: see :func:`paper.paged`."""
LABEL_HEIGHT = 26.25
_TITLE, _NOTE = (30.0, 7.5), (16.5, 7.5)
"""The height of a line, and of what is free above and below."""
_ITEM, _BETWEEN = 14, 1.5
"""Half-width characters: a header over several columns that is longer takes further lines; what one
gains between two of them."""
_SHORT = 6
"""Longer texts, unlike names of three characters or 无扣分, begin at the left and may wrap."""
_LINES: Mapping[ColumnKind, int] = {
    ColumnKind.UNIT: 24,
    ColumnKind.DEDUCTION: 24,
    ColumnKind.ADDITION: 24,
    ColumnKind.TEXT: 40,
}
"""How long the lines of texts are. All other columns hold figures, on one line in the middle."""


@dataclass(frozen=True)
class Fit:
    """Where everything of a table stands.

    ``left`` are the columns of longer texts, ``starts`` the rows with which further pages begin.
    The header's type is heavier, and so of a ``head_size`` of its own.
    """

    size: float
    head_size: float
    widths: tuple[float, ...]
    left: frozenset[int]
    title: float
    header: tuple[float, ...]
    rows: Sequence[float]
    starts: Sequence[int]
    note: float


def fit(tables: Sequence[Appendix], page: TablePage) -> list[Fit]:
    """Return how each of the tables lies on ``page``, all in one size of type.

    It is the largest in which all columns find room; where even the smallest is too large, a table
    is wider than the page.
    """
    needs = [_Needs(_rooms(table), _left(table)) for table in tables]
    sizes = (s for s in page.sizes if all(own.across(page, s) <= page.inside[0] for own in needs))
    size = next(sizes, page.sizes[-1])
    return [_fit(table, own, page, size) for table, own in zip(tables, needs, strict=True)]


@dataclass(frozen=True)
class _Needs:
    """What the texts of each column need; ``left`` are the columns of longer ones."""

    rooms: Sequence[float]
    left: frozenset[int]

    def beside(self, page: TablePage, size: float) -> list[float]:
        """Return what each column is wider than its text: other programs have wider fonts."""
        own = page.beside + size / 2
        return [own + page.indent * (place in self.left) for place in range(len(self.rooms))]

    def across(self, page: TablePage, size: float) -> float:
        """Return how wide the table is at least."""
        return sum(self.rooms) * size / 2 + sum(self.beside(page, size))


def _rooms(table: Appendix) -> list[float]:
    """Return what the texts of each column need, those of the header included."""
    rooms = [_room(column.kind, column.cells) for column in table.made]
    for head in sorted(table.header, key=lambda head: head.columns):
        span = range(head.column, head.column + head.columns)
        width = display_width(head.text)
        needed = min(width, _ITEM) - _BETWEEN * (len(span) - 1) if len(span) > 1 else width
        more = max(0.0, needed - sum(rooms[column] for column in span)) / len(span)
        for column in span:
            rooms[column] += more
    return rooms


def _room(kind: ColumnKind, values: Iterable[Value]) -> float:
    longest = max(display_width(shown(kind, value)) for value in {*values})
    lines = -(-longest // _LINES.get(kind, longest or 1))
    return longest if lines <= 1 else longest / lines + 2


def _left(table: Appendix) -> frozenset[int]:
    """Return the columns of longer texts."""
    return frozenset(
        place
        for place, column in enumerate(table.made)
        if column.kind in _LINES and any(display_width(str(v)) > _SHORT for v in column.cells)
    )


def _fit(table: Appendix, needs: _Needs, page: TablePage, size: float) -> Fit:
    needed, beside = needs.across(page, size), needs.beside(page, size)
    across = max(page.inside[0], needed)
    pairs = [*zip(needs.rooms, beside, strict=True)]
    widths = [(room * size / 2 + air) * across / needed for room, air in pairs]
    rooms = [(width - air) / (size / 2) + 0.01 for width, air in zip(widths, beside, strict=True)]
    lines = [
        max((lines_needed(str(row[column]), rooms[column]) for column in needs.left), default=1)
        for row in table.rows
    ]
    header = _header(table, rooms, size - 1)
    title = _block(table.title, across, paper.TABLE_TITLE["font_size"], _TITLE)
    note = _block(table.note, across, paper.NOTE["font_size"], _NOTE) if table.note else 0.0
    texts = [_pixels(number * LEADING * size) for number in lines]
    room = page.inside[1] - sum(header)
    rows, starts = paper.paged(texts, _SPACINGS, room - LABEL_HEIGHT - title, room, note)
    return Fit(size, size - 1, tuple(widths), needs.left, title, header, rows, starts, note)


def _block(text: str, across: float, size: float, height: tuple[float, float]) -> float:
    """Return the height of a text across the whole page."""
    return lines_needed(text, across / (size / 2)) * height[0] + height[1]


def _header(table: Appendix, rooms: Sequence[float], size: float) -> tuple[float, ...]:
    """Return the heights of the header's rows; what spans them all may make the middle higher."""
    heights = [0.0] * table.header_rows
    whole = 0.0
    for cell in table.header:
        room = sum(rooms[cell.column : cell.column + cell.columns]) + _BETWEEN * (cell.columns - 1)
        lines = lines_needed(cell.text, room)
        height = _pixels(lines * LEADING * size + _SPACINGS[0])
        if cell.rows == 1:
            heights[cell.row] = max(heights[cell.row], height)
        else:
            whole = max(whole, height)
    heights[len(heights) // 2] += max(0.0, whole - sum(heights))
    return tuple(heights)


def _pixels(height: float) -> float:
    """Return a height in whole pixels, as rows of sheets are."""
    return round(height / POINTS_A_PIXEL) * POINTS_A_PIXEL
