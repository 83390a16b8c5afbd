"""The circular's text as a sheet, printed as the Word circular is: a row a paragraph.

Pages are laid out line by line, for no program parts a row between two pages: a paragraph that
would not fit is two rows, parted where the page ends. So a text can be found, copied and mended in
one cell, and pages still end where they should.

The columns are stops: a paragraph begins at one and goes on at the next, a hair to the right. By
that its rows can be put together again.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby

from xlportal.core.widths import broken, display_width
from xlportal.core.wording import Part
from xlportal.publish import paper
from xlportal.publish.filling import Paragraph
from xlportal.publish.paging import page_runs
from xlportal.publish.signature import signature_indents
from xlportal.sheets.pen import MAX_ROW_HEIGHT, Pen, Style

TEXT, ISSUER, LAST = 0, 2, 4
"""The columns: where the text begins, where the issuer does, the last one."""
LINE, TITLE_LINE, RECIPIENTS_LINE = 27.75, 35.25, 22.5
"""Points: 28, 35 and 22 as near as rows, which are whole pixels high, can come."""
PAGE = 625.5
"""Points of rows on a page: 22 lines of text."""

_CHARACTERS, _TITLE_CHARACTERS, _ISSUER_CHARACTERS, _RECIPIENTS_CHARACTERS = 28, 20, 24, 31
"""So many on a line; recipients end a character before the edge."""
_CHARACTER, _ACROSS, _HAIR, _GUTTER = 16 * 4 / 3, 600, 2, 12
"""Pixels: a character, from edge to edge, from a stop to the next, for wider fonts."""
_MARGINS = {"left": 27, "right": 17, "top": 37, "bottom": 35}
"""Millimetres: the text stands as officially, with room for the gutter and what printers add."""
_BLANK = "　"
_COLON, _LONGEST_LABEL = "：", 3

_LINES: Style = {**paper.FANGSONG, "font_size": 16, "align": "left", "shrink": True}
"""In a font with wider figures than the official one a line is rather printed smaller than cut."""
_WRAPPED: Style = {"shrink": False, "text_wrap": True, "align": "justify", "valign": "vdistributed"}
"""Lines spread over the height of their row stand 28 points apart, as officially."""
_MOST_LINES = int(MAX_ROW_HEIGHT // LINE)
_STYLES: dict[Part, Style] = {
    Part.TITLE: {**paper.TITLE, "font_size": 22},
    Part.HEADING: {**_LINES, **paper.HEITI},
    Part.RECIPIENTS: {**_LINES, "font_size": 14},
}
_TOP: Style = {"top": 1}
_BOTTOM: Style = {"bottom": 1}
_HEIGHTS = {Part.TITLE: TITLE_LINE, Part.RECIPIENTS: RECIPIENTS_LINE}
_INDENTED = {Part.LEAD, Part.HEADING, Part.BODY, Part.HINT}
_CLOSING = {Part.SIGNATURE, Part.DATE, Part.RECIPIENTS}
_WHOLE = {Part.TITLE, Part.HEADING} | _CLOSING
"""Parts whose lines all stay on one page, together with the part that follows or precedes."""
_LINES_ABOVE = {Part.SIGNATURE: 1, Part.RECIPIENTS: 1}
_LINES_BELOW = {Part.TITLE: 1}


@dataclass(frozen=True)
class _Row:
    """A line of the page; ``kept`` is whether it stays on the page of the line above.

    ``begins`` is whether it is the first of its paragraph.
    """

    part: Part
    text: str = ""
    column: int = TEXT
    height: float = LINE
    kept: bool = True
    begins: bool = True


def draw_circular(pen: Pen, paragraphs: Sequence[Paragraph]) -> None:
    """Draw the circular's text, a row a paragraph, or as much of one as is on a page."""
    lines = _with_foot(_with_closing(list(_rows(paragraphs))))
    starts = _page_starts(lines)
    rows = _joined(lines, frozenset(starts))
    rules = _rules(rows)
    for column, pixels in enumerate(_columns(paragraphs)):
        pen.sheet.set_column_pixels(column, column, pixels)
    for number, row in enumerate(rows):
        pen.height(number, sum(line.height for line in row))
        _draw(pen, number, row, *rules.get(number, ()))
    paper.set_upright(pen, max(len(rows) - 1, 0), LAST)
    margins = {side: size * paper.MILLIMETRE for side, size in _MARGINS.items()}
    pen.sheet.set_margins(**margins)
    # Where a sheet is fitted to the page, Excel takes no notice of where pages are to begin.
    pen.sheet.set_print_scale(100)
    firsts = list(accumulate(map(len, rows), initial=0))
    pen.sheet.set_h_pagebreaks([firsts.index(start) for start in starts[1:]])


def _joined(lines: Sequence[_Row], starts: Container[int]) -> list[tuple[_Row, ...]]:
    """Return the lines that a row of the sheet holds: those of a paragraph on one page."""
    rows: list[tuple[_Row, ...]] = []
    for number, line in enumerate(lines):
        goes_on = not line.begins and number not in starts and line.part in _INDENTED
        if goes_on and len(rows[-1]) < _MOST_LINES:
            rows[-1] = (*rows[-1], line)
        else:
            rows.append((line,))
    return rows


def _rows(paragraphs: Sequence[Paragraph]) -> Iterator[_Row]:
    before: Part | None = None
    for part, run in groupby(paragraphs, key=lambda paragraph: paragraph.part):
        empty = _LINES_ABOVE.get(part, 0) + (_LINES_BELOW.get(before, 0) if before else 0)
        yield from [_Row(part)] * empty
        for paragraph in run:
            yield from _paragraph_rows(paragraph, kept=before in _WHOLE)
            before = part


def _paragraph_rows(paragraph: Paragraph, *, kept: bool) -> Iterator[_Row]:
    """Yield a paragraph's rows; its first two stay together, and so do its last two."""
    part = paragraph.part
    column = ISSUER if part in {Part.SIGNATURE, Part.DATE} else TEXT
    lines = _lines(paragraph)
    for number, line in enumerate(lines):
        stays = kept if number == 0 else number in {1, len(lines) - 1}
        yield _Row(
            part, line, column + min(number, 1), _HEIGHTS.get(part, LINE),
            kept=stays or part in _CLOSING or (number > 0 and part in _WHOLE),
            begins=number == 0,
        )  # fmt: skip


def _lines(paragraph: Paragraph) -> list[str]:
    """Return a paragraph's lines with the blanks they begin with."""
    part, text = paragraph.part, paragraph.text
    if part is Part.TITLE:
        return broken(text, 2 * _TITLE_CHARACTERS)
    if part is Part.SIGNATURE:
        return broken(text, 2 * _ISSUER_CHARACTERS)
    if part is Part.RECIPIENTS:
        return _hanging(text)
    return list(_with_breaks(2 * _BLANK + text))


def _with_breaks(text: str) -> Iterator[str]:
    """Yield the lines of body text; one that was ended by hand ends with its break."""
    for part in text.splitlines(keepends=True):
        *lines, last = broken(part.rstrip("\n"), 2 * _CHARACTERS)
        yield from lines
        yield last + "\n" * part.endswith("\n")


def _hanging(text: str) -> list[str]:
    """Return the lines of recipients, a character in and the further ones behind the label."""
    label, colon, _ = text.partition(_COLON)
    hang = len(label + colon) if colon and len(label) <= _LONGEST_LABEL else 0
    first, *others = broken(text, 2 * (_RECIPIENTS_CHARACTERS - 1))
    behind = broken("".join([first[hang:], *others]), 2 * (_RECIPIENTS_CHARACTERS - 1 - hang))
    return [_BLANK + text[:hang] + behind[0], *(_BLANK * (1 + hang) + line for line in behind[1:])]


def _with_closing(rows: Sequence[_Row]) -> list[_Row]:
    """Return the rows with the last two lines of text kept on the page of what closes them."""
    closing = next((n for n, row in enumerate(rows) if row.part in _CLOSING), 0)
    return [replace(row, kept=True) if n == closing - 1 else row for n, row in enumerate(rows)]


def _with_foot(rows: Sequence[_Row]) -> list[_Row]:
    """Return the rows with the recipients, where they come last, at the foot of the last page."""
    if not rows or rows[-1].part is not Part.RECIPIENTS:
        return list(rows)
    first = max(n for n, row in enumerate(rows) if row.part is not Part.RECIPIENTS) + 1
    start = _page_starts(rows)[-1]
    free = PAGE - sum(row.height for row in rows[start:])
    if start > first or free < 0:
        return list(rows)
    lines, rest = divmod(free, LINE)
    spare = [_Row(Part.RECIPIENTS)] * int(lines)
    return [*rows[:first], replace(rows[first], height=LINE + rest), *spare, *rows[first + 1 :]]


def _page_starts(rows: Sequence[_Row]) -> list[int]:
    """Return the first row of every page."""
    starts = list(_block_starts(rows))
    ends = [*starts[1:], len(rows)] if rows else []
    heights = [
        sum(row.height for row in rows[start:end]) for start, end in zip(starts, ends, strict=True)
    ]
    return [starts[first] for first, _ in page_runs(heights, PAGE, PAGE)]


def _block_starts(rows: Sequence[_Row]) -> Iterator[int]:
    """Yield the first row of every block that stays on one page, as long as it fits one."""
    height = 0.0
    for number, row in enumerate(rows):
        height += row.height
        if not (number and row.kept) or height > PAGE:
            yield number
            height = row.height


def _columns(paragraphs: Sequence[Paragraph]) -> tuple[int, ...]:
    """Return the widths of the columns in pixels; the date begins two characters in."""
    signatures = [p for p in paragraphs if p.part is Part.SIGNATURE]
    issuer = max((line for p in signatures for line in _lines(p)), key=display_width, default="")
    date = next((p.text for p in paragraphs if p.part is Part.DATE), "")
    indent = signature_indents(issuer, date)[0]
    start = max(2.0, _CHARACTERS - indent - display_width(issuer) / 2)
    before = round(start * _CHARACTER)
    return _HAIR, before - _HAIR, _HAIR, _ACROSS - before - _HAIR, _GUTTER


def _draw(pen: Pen, number: int, row: Sequence[_Row], *rules: Style) -> None:
    """Draw a row over the columns up to the edge, body text over the gutter too."""
    first, text = row[0], "".join(line.text for line in row).strip("\n")
    if text:
        last = LAST if first.part in _INDENTED else LAST - 1
        wrapped = [_WRAPPED] if len(row) > 1 else []
        styles = (_STYLES.get(first.part, _LINES), *wrapped, *rules)
        pen.merge(number, first.column, number, last, text, *styles)


def _rules(rows: Sequence[Sequence[_Row]]) -> dict[int, list[Style]]:
    """Return the rules of rows: one above the recipients and one below them."""
    lines = [n for n, row in enumerate(rows) if row[0].part is Part.RECIPIENTS and row[0].text]
    rules: dict[int, list[Style]] = {}
    for number, rule in zip(lines[:1] + lines[-1:], (_TOP, _BOTTOM), strict=False):
        rules.setdefault(number, []).append(rule)
    return rules
