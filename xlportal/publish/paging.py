"""How a table lies on its pages: how wide its columns are, which rows stand on which page.

Both writers take it from here; all measures are points, widths of texts half-width characters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from xlportal.core.widths import balanced, broken, display_width, lines_needed, printed_width
from xlportal.publish.appendix import HEADER_ROWS, Appendix, ColumnKind, HeaderCell, shown

WRAPPED = frozenset({ColumnKind.UNIT, ColumnKind.DEDUCTION})
"""The columns whose texts may go on in a further line; all others hold figures."""
LEAST_ROWS = 3
"""So many rows stand on the last page of a table, if it has more than one."""

_NAME, _NAME_LINES, _NAME_LEAST = 48, 3, 18
_REASON, _REASON_LEAST = 24, 12
_ITEM = 14
_ORPHAN, _NARROWER, _MANY = 6, 10, 100
_EASE = 1.15
"""The width of figures in wide fonts to that in the usual ones."""
_MOST_OVER = 1.15
_LOOSE = 0.6
"""How much of the next row's height may stay free at the foot of a page."""
_READABLE = 9
"""Points of the smallest type that is read with ease."""
_ROUNDING = 0.01


@dataclass(frozen=True)
class Page:
    """What a writer's page and cells take.

    ``sizes`` are the sizes of type it may use, ``leading`` is the height of a line to the size,
    ``padding`` what a column needs beyond its text and ``indent`` what one of texts needs more,
    ``spacing`` the height of a row beyond its lines: usually, and where room is short. ``title``
    and ``note`` are the heights of a line and of what surrounds the lines. ``tolerance`` is what
    stays free at the foot, in case a program takes more room.
    """

    across: float
    down: float
    sizes: tuple[float, ...]
    leading: float
    padding: float
    indent: float
    spacing: tuple[float, float]
    label: float
    title: tuple[float, float]
    title_size: float
    note: tuple[float, float]
    note_size: float
    tolerance: float


@dataclass(frozen=True)
class Placed:
    """Where everything of a table stands.

    ``heads`` are the header's cells in lines, ``header`` and ``rows`` heights, ``runs`` the first
    and last row of every page; ``parted`` are the columns whose counts have the bracket below.
    """

    size: float
    widths: tuple[float, ...]
    title: float
    heads: tuple[HeaderCell, ...]
    header: tuple[float, ...]
    rows: tuple[float, ...]
    runs: tuple[tuple[int, int], ...]
    note: float
    parted: tuple[int, ...]

    def text(self, column: int, text: str) -> str:
        """Return a text as it stands in a column: counts with their bracket below, if parted."""
        return parted(text) if column in self.parted else text

    @property
    def head_size(self) -> float:
        """Return the size of the header's type, which is heavier."""
        return max(float(int(self.size - 0.5)), 6.0)


def parted(text: str) -> str:
    """Return a count with its bracket on a line of its own."""
    return text.replace("（", "\n（")


def placed(tables: Sequence[Appendix], page: Page) -> list[Placed]:
    """Return how each of the tables lies on ``page``, all in the largest size that fits them."""
    size, fitting = _fitting(tables, page)
    return [_placed(columns, page, size) for columns in fitting]


def page_runs(heights: Sequence[float], first: float, room: float) -> list[tuple[int, int]]:
    """Return the first and the last row of every page's run of rows.

    The first page has ``first`` room, each further one ``room``, in the unit of ``heights``.
    """
    runs: list[tuple[int, int]] = []
    start, left = 0, first
    for row, height in enumerate(heights):
        if height > left and row > start:
            runs.append((start, row - 1))
            start, left = row, room
        left -= height
    return [*runs, (start, len(heights) - 1)] if heights else []


def balanced_runs(heights: Sequence[float], first: float, room: float) -> list[tuple[int, int]]:
    """Return the runs of :func:`page_runs`, but of no fewer than three rows on the last page.

    The page before gives them, as long as it keeps three itself.
    """
    runs = page_runs(heights, first, room)
    if len(runs) > 1:
        (start, _), (last, _) = runs[-2:]
        begin = min(last, len(heights) - LEAST_ROWS)
        if begin - start >= LEAST_ROWS and sum(heights[begin:]) <= room:
            runs[-2:] = [(start, begin - 1), (begin, len(heights) - 1)]
    return runs


@dataclass(frozen=True)
class _Need:
    """The width in characters a column has to have, and the one it would like to have."""

    least: float
    wanted: float


@dataclass(frozen=True)
class _Columns:
    """The columns of a table; ``besides`` are the points each needs beside its text."""

    table: Appendix
    contents: tuple[float, ...]
    needs: tuple[_Need, ...]
    besides: tuple[float, ...]

    def least(self, size: float) -> list[float]:
        """Return the widths the columns have to have."""
        pairs = zip(self.needs, self.besides, strict=True)
        return [need.least * size / 2 + beside for need, beside in pairs]

    def room(self, column: int, width: float, size: float) -> float:
        """Return how many characters a column of a width in points has room for."""
        return (width - self.besides[column]) / (size / 2) + _ROUNDING

    def parted(self, widths: Sequence[float], size: float) -> tuple[int, ...]:
        """Return the columns of counts that are too narrow for the number and its bracket."""
        kinds = self.table.columns
        rooms = (self.room(column, width, size) for column, width in enumerate(widths))
        return tuple(
            column
            for column, (kind, content, room) in enumerate(
                zip(kinds, self.contents, rooms, strict=True)
            )
            if kind is ColumnKind.COUNT and content > room
        )


def _fitting(tables: Sequence[Appendix], page: Page) -> tuple[float, list[_Columns]]:
    """Return the largest size in which all tables fit, and their columns.

    In that size the names of items take a line each if they can. Before the size becomes hard to
    read, counts put their bracket below the number.
    """
    contents = [_contents(table, printed_width) for table in tables]
    for size in (size for size in page.sizes if size >= _READABLE):
        for wrapped in (False, True):
            way = [
                _columns(table, own, own, page, wrapped=wrapped)
                for table, own in zip(tables, contents, strict=True)
            ]
            if _fit(way, page, size):
                return size, way
    parted = [_contents(table, _parted_width) for table in tables]
    way = [
        _columns(table, own, least, page, wrapped=True)
        for table, own, least in zip(tables, contents, parted, strict=True)
    ]
    sizes = [size for size in page.sizes if size <= _READABLE] or page.sizes[-1:]
    return next((size for size in sizes if _fit(way, page, size)), sizes[-1]), way


def _fit(way: Sequence[_Columns], page: Page, size: float) -> bool:
    return all(sum(columns.least(size)) <= page.across for columns in way)


def _parted_width(text: str) -> float:
    return printed_width(parted(text))


def _contents(table: Appendix, width: Callable[[str], float]) -> tuple[float, ...]:
    """Return how wide the longest value of every column is."""
    return tuple(
        max(map(width, _texts(table, column)), default=0.0) for column in range(len(table.columns))
    )


def _texts(table: Appendix, column: int) -> set[str]:
    rows = table.rows[:1] if column in table.merged else table.rows
    kind = table.columns[column]
    values = [row[column] for row in rows]
    # Fractions are slow to compare; the two numbers they are made of are not.
    fractions = {
        (value.numerator, value.denominator) for value in values if type(value) is Fraction
    }
    others = {value for value in values if type(value) is not Fraction}
    return {shown(kind, value) for value in (*others, *(Fraction(*pair) for pair in fractions))}


def _columns(
    table: Appendix,
    contents: Sequence[float],
    least: Sequence[float],
    page: Page,
    *,
    wrapped: bool,
) -> _Columns:
    """Return the columns; ``contents`` are their longest values, ``least`` the longest parts."""
    longest = [
        narrow if kind is ColumnKind.COUNT else whole
        for kind, whole, narrow in zip(table.columns, contents, least, strict=True)
    ]
    for cell in sorted(table.header, key=lambda cell: cell.columns):
        span = slice(cell.column, cell.column + cell.columns)
        missing = _header_width(cell, wrapped=wrapped) - sum(longest[span])
        more = max(0.0, missing) / cell.columns
        longest[span] = [width + more for width in longest[span]]
    left = table.left_aligned
    besides = (page.padding + page.indent * (column in left) for column in range(len(longest)))
    needs = tuple(map(_need, table.columns, longest, contents))
    return _Columns(table, tuple(contents), needs, tuple(besides))


def _header_width(cell: HeaderCell, *, wrapped: bool) -> float:
    """Return how wide a header cell has to be."""
    name, *rest = cell.text.split("\n")
    width = printed_width(name)
    if wrapped and cell.row == 1 and width > _ITEM:
        width = width / -(-width // _ITEM) + 2
    return max([width, *map(printed_width, rest)])


def _need(kind: ColumnKind, longest: float, content: float) -> _Need:
    if kind is ColumnKind.UNIT:
        lines = -(-longest // _NAME)
        wanted = longest if lines <= 1 else longest / lines + 2
        return _Need(min(longest, max(_NAME_LEAST, longest / _NAME_LINES + 2)), wanted)
    if kind is ColumnKind.DEDUCTION:
        return _Need(min(longest, _REASON_LEAST), min(longest, _REASON))
    return _Need(longest, max(longest, content * _EASE))


def _widths(columns: _Columns, across: float, size: float) -> list[float]:
    """Return the columns' widths: together as wide as the page.

    What is left goes to the figures, in case their font is wide, then to reasons and names, each up
    to what it wants, then to all.
    """
    widths = columns.least(size)
    wishes = [(need.wanted - need.least) * size / 2 for need in columns.needs]
    texts = [column for column, kind in enumerate(columns.table.columns) if kind in WRAPPED]
    figures = [column for column in range(len(widths)) if column not in texts]
    for group in (figures, *([column] for column in reversed(texts))):
        wish = sum(wishes[column] for column in group)
        share = min(1.0, max(0.0, across - sum(widths)) / wish) if wish else 0.0
        for column in group:
            widths[column] += wishes[column] * share
    widths = [width * across / sum(widths) for width in widths]
    for column in columns.table.left_aligned[::-1]:
        widths = _without_orphans(columns, column, widths, size)
    return widths


def _without_orphans(
    columns: _Columns, column: int, widths: list[float], size: float
) -> list[float]:
    """Return widths by which as few texts of a column as may be are badly broken.

    The column is made a little narrower for that, if no text takes more lines then.
    """
    room = columns.room(column, widths[column], size)
    texts = {str(row[column]) for row in columns.table.rows}
    wide = [text for text in texts if display_width(text) > room]
    spare = int(room - columns.needs[column].least)
    most = min(_NARROWER, spare) if len(wide) < _MANY else 0
    less = min(range(max(most, 0) + 1), key=lambda less: _ragged(wide, room - less))
    return _narrowed(widths, column, less * size / 2)


def _ragged(texts: Sequence[str], room: float) -> tuple[int, int]:
    """Return how many lines texts take, and how many of the texts are badly broken.

    Programs differ in what they fit on a line by up to a character.
    """
    rooms = (room, room + 1)
    lines = [[broken(text, each) for text in texts] for each in rooms]
    short = sum(_is_orphan(pieces[-1]) for each in lines for pieces in each)
    torn = sum(_torn(text, each) for text in texts for each in rooms)
    return sum(map(len, lines[0])), short + torn


def _is_orphan(line: str) -> bool:
    """Return whether a last line is a few characters, or the end of a bracket begun above."""
    return display_width(line) <= _ORPHAN or line.count("）") > line.count("（")


def _torn(text: str, room: float) -> bool:
    """Return whether a program that breaks lines anywhere parts a bracket from what is in it."""
    used = 0
    for index, character in enumerate(text):
        wide = display_width(character)
        if used + wide > room:
            if character == "）" or text[index - 1 : index] == "（":
                return True
            used = 0
        used += wide
    return False


def _narrowed(widths: Sequence[float], column: int, less: float) -> list[float]:
    """Return the widths, a column's being ``less`` narrower and the others' sharing that."""
    others = sum(widths) - widths[column]
    return [
        width - less if index == column else width * (others + less) / others
        for index, width in enumerate(widths)
    ]


def _placed(columns: _Columns, page: Page, size: float) -> Placed:
    table = columns.table
    widths = _widths(columns, page.across, size)
    title = _block(table.title, page.across, page.title, page.title_size)
    note = _block(table.note, page.across, page.note, page.note_size) if table.note else 0.0
    heads = _heads(columns, widths, page, size)
    header = _header(heads, page, size)
    further = page.down - sum(header) - page.tolerance
    narrow = columns.parted(widths, size)
    lines = _lines(columns, widths, size, narrow)
    rows, runs = _rows(lines, further - page.label - title, further, note, page, size)
    return Placed(size, tuple(widths), title, heads, header, tuple(rows), tuple(runs), note, narrow)


def _block(text: str, across: float, height: tuple[float, float], size: float) -> float:
    """Return the height of a text that goes across the whole page."""
    line, around = height
    return lines_needed(text, across / (size / 2)) * line + around


def _heads(
    columns: _Columns, widths: Sequence[float], page: Page, size: float
) -> tuple[HeaderCell, ...]:
    """Return the header's cells, their texts in lines that fit."""
    rooms = (
        sum(widths[cell.column : cell.column + cell.columns]) - page.padding
        for cell in columns.table.header
    )
    return tuple(
        replace(cell, text=balanced(cell.text, room / (size / 2) + _ROUNDING))
        for cell, room in zip(columns.table.header, rooms, strict=True)
    )


def _header(heads: Sequence[HeaderCell], page: Page, size: float) -> tuple[float, ...]:
    """Return the heights of the header's rows; what spans them all may make the items' higher."""
    heights = [0.0] * HEADER_ROWS
    whole = 0.0
    for cell in heads:
        height = (cell.text.count("\n") + 1) * page.leading * size + page.spacing[1]
        if cell.rows == 1:
            heights[cell.row] = max(heights[cell.row], height)
        else:
            whole = max(whole, height)
    heights[1] += max(0.0, whole - sum(heights))
    return tuple(heights)


def _lines(
    columns: _Columns, widths: Sequence[float], size: float, narrow: Sequence[int]
) -> list[int]:
    """Return how many lines every row takes; counts with a bracket take two in ``narrow`` ones."""
    rooms = [
        (column, columns.room(column, widths[column], size))
        for column, kind in enumerate(columns.table.columns)
        if kind in WRAPPED
    ]
    lines = [1] * len(columns.table.rows)
    for column, room in rooms:
        if columns.contents[column] > room:
            for index, row in enumerate(columns.table.rows):
                lines[index] = max(lines[index], lines_needed(str(row[column]), room))
    for column in narrow:
        for index, row in enumerate(columns.table.rows):
            lines[index] = max(lines[index], 1 + isinstance(row[column], str))
    return lines


def _rows(
    lines: Sequence[int], first: float, further: float, note: float, page: Page, size: float
) -> tuple[list[float], list[tuple[int, int]]]:
    """Return the rows' heights and their pages, set closer where that saves one."""
    usual, close = (
        [number * page.leading * size + spacing for number in lines] for spacing in page.spacing
    )
    runs = _runs(usual, first, further, note)
    closer = _runs(close, first, further, note)
    if len(closer) < len(runs) and _saves(usual, runs, first, note):
        usual, runs = close, closer
    return _spread(usual, runs, first, further), runs


def _runs(
    heights: Sequence[float], first: float, further: float, note: float
) -> list[tuple[int, int]]:
    """Return the pages' rows; the note stands below the last one."""
    return balanced_runs([*heights[:-1], *(last + note for last in heights[-1:])], first, further)


def _saves(
    heights: Sequence[float], runs: Sequence[tuple[int, int]], first: float, note: float
) -> bool:
    """Return whether a table is a little longer than a page, or has little on its last one."""
    start, end = runs[-1]
    return sum(heights) + note <= first * _MOST_OVER or end - start < LEAST_ROWS


def _spread(
    heights: Sequence[float], runs: Sequence[tuple[int, int]], first: float, further: float
) -> list[float]:
    """Return the heights by which every page but the last is full, so that it ends where it should.

    Neither Word nor Excel can be told to break a table there.
    """
    spread = list(heights)
    for number, ((start, end), (following, _)) in enumerate(pairwise(runs)):
        free = (further if number else first) - sum(heights[start : end + 1])
        if free > heights[following] * _LOOSE:
            more = (free - heights[following] * _LOOSE) / (end + 1 - start)
            spread[start : end + 1] = [height + more for height in heights[start : end + 1]]
    return spread
