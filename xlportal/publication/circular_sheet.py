"""The circular's text as a sheet: one column as wide as the page, a row a paragraph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlportal.circular import Paragraph
from xlportal.pen import Pen, Style
from xlportal.publication import paper
from xlportal.widths import display_width, lines_needed
from xlportal.wording import Part

_WIDTH = 83.0
_LINE, _GAP = 23.0, 10.0
_CHARACTERS = 52
"""Half-width characters of 16 points on a line, with room for other fonts."""
_MAX_LINES = 17
_INDENT = "　　"

_TEXT: Style = {
    **paper.FANGSONG,
    "font_size": 16,
    "text_wrap": True,
    "align": "left",
    "valign": "top",
}
_RIGHT: Style = {**_TEXT, "align": "right", "indent": 4}
_STYLES: dict[Part, Style] = {
    Part.TITLE: {**paper.TITLE, "font_size": 22, "text_wrap": True},
    Part.LEAD: _TEXT,
    Part.HEADING: {**_TEXT, **paper.HEITI, "valign": "top"},
    Part.BODY: _TEXT,
    Part.HINT: _TEXT,
    Part.SIGNATURE: {**_RIGHT, "valign": "bottom"},
    Part.DATE: _RIGHT,
    Part.RECIPIENTS: {**_TEXT, "font_size": 14},
}
_INDENTED = {Part.LEAD, Part.HEADING, Part.BODY, Part.HINT}
_SPACE_ABOVE = {Part.TITLE: 40.0, Part.SIGNATURE: 40.0}


def draw_circular(pen: Pen, paragraphs: Sequence[Paragraph]) -> None:
    """Draw the circular's text down one column as wide as the page."""
    pen.widths([_WIDTH])
    row = 0
    for paragraph in paragraphs:
        for text in _pieces(_shown(paragraph)):
            pen.put(row, 0, text, _STYLES[paragraph.part])
            pen.height(row, _height(text, paragraph.part))
            row += 1
    paper.set_upright(pen, max(row - 1, 0), 0)


def _shown(paragraph: Paragraph) -> str:
    return _INDENT + paragraph.text if paragraph.part in _INDENTED else paragraph.text


def _height(text: str, part: Part) -> float:
    return lines_needed(text, _CHARACTERS) * _LINE + _GAP + _SPACE_ABOVE.get(part, 0.0)


def _pieces(text: str) -> Iterator[str]:
    """Yield ``text`` in pieces that fit the tallest row a sheet can have."""
    room = _MAX_LINES * _CHARACTERS
    piece = ""
    for character in text:
        if display_width(piece) >= room:
            yield piece
            piece = ""
        piece += character
    yield piece
