"""The circular's text as a sheet: a cell a paragraph, in a single column as wide as the page.

Where pages end is reckoned here, so that no heading ends one and no signature begins one.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from xlportal.core.widths import lines_needed
from xlportal.core.wording import Part
from xlportal.publish import paper
from xlportal.publish.circular import Paragraph
from xlportal.sheets.pen import POINTS_A_PIXEL, Pen, Style, characters

CHARACTERS = 33
"""Chinese characters on a line; lines are counted with half of one less: other fonts are wider."""
LEADING = 1.64
"""The height of a line to the size of its type."""
_SIZE = float(paper.BODY["font_size"])
_WIDTH = CHARACTERS * _SIZE + 6
_MARGINS = paper.Margins(left=22, right=22, top=28, bottom=25)
_SMALLEST = 0.75
"""The scale below which the text is not printed, for whatever reason."""
_INDENT = 9 * POINTS_A_PIXEL
"""Points of a step of indentation."""

_TEXT: Style = {**paper.BODY, "text_wrap": True, "align": "justify", "valign": "vdistributed"}
"""Lines spread over the height of their row stand as far apart as they should."""
_STYLES: Mapping[Part, Style] = {
    Part.TITLE: paper.TITLE,
    Part.HEADING: {**paper.HEADING, "text_wrap": True},
    Part.SIGNATURE: {**paper.BODY, "align": "right", "text_wrap": True},
    Part.DATE: {**paper.BODY, "align": "right"},
    Part.RECIPIENTS: {**paper.RECIPIENTS, "text_wrap": True},
}
_INDENTED = {Part.LEAD, Part.HEADING, Part.BODY, Part.HINT}
_OPENING, _CLOSING = {Part.TITLE, Part.HEADING}, {Part.SIGNATURE, Part.DATE, Part.RECIPIENTS}
"""Parts that stay on the page of what follows, and of what precedes them."""


class _Row(NamedTuple):
    """A paragraph as it is drawn, or an empty line."""

    part: Part
    text: str
    height: float
    look: Style


def draw_circular(pen: Pen, paragraphs: Sequence[Paragraph]) -> None:
    """Draw the circular's text."""
    pen.widths([characters(_WIDTH / POINTS_A_PIXEL)])
    rows = [*_rows(paragraphs)]
    firsts = [0]
    for part, text, height, look in rows:
        firsts.append(pen.block(firsts[-1], 0, text, height, _STYLES.get(part, _TEXT), look))
    across, down = _MARGINS.inside(sideways=False)
    begins, heights = _blocks(rows)
    scale = _scale(across / _WIDTH, down, heights)
    starts = paper.page_starts(heights, down / scale, down / scale)
    breaks = [firsts[begins[block]] for block in starts]
    paper.set_up(pen, _MARGINS, (max(firsts[-1] - 1, 0), 0), scale=scale, breaks=breaks)


def _scale(usual: float, room: float, heights: Sequence[float]) -> float:
    """Return the scale of print, less than usual where that saves a page or parts no block."""
    wanted = (room / max(1.0, height) for height in (sum(heights), max(heights, default=0.0)))
    fitting = (scale for scale in wanted if scale >= _SMALLEST)
    return math.floor(100 * min(usual, next(fitting, usual))) / 100


def _rows(paragraphs: Sequence[Paragraph]) -> Iterator[_Row]:
    """Yield the rows, empty ones below the title and above the closing among them."""
    indents = paper.signature_indents(paragraphs)
    parts = [None, *(paragraph.part for paragraph in paragraphs), None]
    for paragraph, before, after in zip(paragraphs, parts, parts[2:], strict=False):
        part = paragraph.part
        begins = before not in {part, None}
        if begins and (before is Part.TITLE or part in _CLOSING - {Part.DATE}):
            yield _Row(part, "", _SIZE, paper.PLAIN)
        look: Style = {"indent": round(indents.get(part, 0) * _SIZE / _INDENT)}
        if part is Part.RECIPIENTS:
            look = {"top": int(before is not part), "bottom": int(after is not part)}
        text = "　　" * (part in _INDENTED) + paragraph.text
        size = float(_STYLES.get(part, _TEXT)["font_size"])
        lines = lines_needed(text, (2 * CHARACTERS - 1) * _SIZE / size)
        yield _Row(part, text, lines * LEADING * size, look)


def _blocks(rows: Sequence[_Row]) -> tuple[list[int], list[float]]:
    """Return with which rows blocks begin that no page's end parts, and the blocks' heights."""
    kept = [a.part in _OPENING or b.part in _CLOSING for a, b in pairwise(rows)]
    begins = [0, *(number for number, stays in enumerate(kept, start=1) if not stays)]
    blocks = pairwise([*begins, len(rows)])
    return begins, [sum(row.height for row in rows[start:end]) for start, end in blocks]
