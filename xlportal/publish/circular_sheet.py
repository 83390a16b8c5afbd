"""The circular's text as a sheet: a cell a paragraph, in a single column as wide as the page.

Where pages end is reckoned here, so that no heading ends one and no signature begins one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from xlportal.core.widths import display_width, lines_needed
from xlportal.core.wording import Part
from xlportal.publish import paper
from xlportal.publish.filling import Paragraph
from xlportal.publish.signature import signature_indents
from xlportal.sheets.pen import POINTS_A_PIXEL, Pen, Style, characters

CHARACTERS = 33
"""Chinese characters on a line; lines are counted with half of one less: other fonts are wider."""
LEADING = 1.64
"""The height of a line to the size of its type."""
_SIZE = float(paper.BODY["font_size"])
_WIDTH = CHARACTERS * _SIZE + 6
_MARGINS = paper.Margins(left=22, right=22, top=28, bottom=25)
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


@dataclass(frozen=True)
class _Row:
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
    for row in rows:
        style = _STYLES.get(row.part, _TEXT)
        firsts.append(pen.block(firsts[-1], 0, row.text, row.height, style, row.look))
    across, down = _MARGINS.inside(sideways=False)
    scale = across / _WIDTH
    breaks = [firsts[row] for row in _page_starts(rows, down / scale)]
    paper.set_up(pen, _MARGINS, (max(firsts[-1] - 1, 0), 0), scale=scale, breaks=breaks)


def _rows(paragraphs: Sequence[Paragraph]) -> Iterator[_Row]:
    """Yield the rows, empty ones below the title and above the closing among them."""
    looks = _looks(paragraphs)
    before: Part | None = None
    for number, paragraph in enumerate(paragraphs):
        part = paragraph.part
        if before not in {part, None} and (before is Part.TITLE or part in _CLOSING - {Part.DATE}):
            yield _Row(part, "", _SIZE, paper.PLAIN)
        text = "　　" * (part in _INDENTED) + paragraph.text
        size = float(_STYLES.get(part, _TEXT)["font_size"])
        lines = lines_needed(text, (2 * CHARACTERS - 1) * _SIZE / size)
        yield _Row(part, text, lines * LEADING * size, looks.get(number, paper.PLAIN))
        before = part


def _looks(paragraphs: Sequence[Paragraph]) -> Mapping[int, Style]:
    """Return how far from the edge issuer and date stand, and the rules about the recipients."""
    places = {
        part: [n for n, one in enumerate(paragraphs) if one.part is part] for part in _CLOSING
    }
    issuer, date = (
        max((paragraphs[n].text for n in places[part]), key=display_width, default="")
        for part in (Part.SIGNATURE, Part.DATE)
    )
    indents = dict(zip((Part.SIGNATURE, Part.DATE), signature_indents(issuer, date), strict=True))
    looks: dict[int, Style] = {
        number: {"indent": round(indent * _SIZE / _INDENT)}
        for part, indent in indents.items()
        for number in places[part]
    }
    recipients = places[Part.RECIPIENTS]
    for number, rule in zip(recipients[:1] + recipients[-1:], ("top", "bottom"), strict=False):
        looks[number] = {**looks.get(number, {}), rule: 1}
    return looks


def _page_starts(rows: Sequence[_Row], room: float) -> list[int]:
    """Return the rows with which further pages begin; what belongs together is not parted."""
    kept = [a.part in _OPENING or b.part in _CLOSING for a, b in pairwise(rows)]
    begins = [0, *(number for number, stays in enumerate(kept, start=1) if not stays)]
    ends = [*begins[1:], len(rows)]
    heights = [sum(row.height for row in rows[a:b]) for a, b in zip(begins, ends, strict=True)]
    return [begins[block] for block in paper.page_starts(heights, room, room)]
