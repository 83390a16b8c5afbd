"""The circular's text in a Word document: paragraphs by their styles, and what hangs on a page.

Issuer and date are indented by each other's width, recipients stand at the foot of the last page,
and the lines are set a little closer or wider where that keeps the signature beside text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Pt
from docx.text.paragraph import Paragraph as WordParagraph

from xlportal.core.widths import display_width, lines_needed
from xlportal.core.wording import Part
from xlportal.publish.filling import Paragraph
from xlportal.publish.signature import signature_indents

SECTION_END = "节末"
_BODY, _BODY_END, _HEADING = "通报正文", "通报末段", "Heading 1"
_STYLES = {
    Part.TITLE: "Title",
    Part.LEAD: _BODY,
    Part.HEADING: _HEADING,
    Part.BODY: _BODY,
    Part.HINT: _BODY,
    Part.SIGNATURE: "落款",
    Part.DATE: "成文日期",
    Part.RECIPIENTS: "发送",
}
_CHARACTER = 320
"""Twips of a character of the text."""
_FOOT = {
    "w": "8845", "hSpace": "0", "vSpace": "0", "wrap": "notBeside", "vAnchor": "margin",
    "hAnchor": "margin", "xAlign": "left", "yAlign": "bottom",
}  # fmt: skip
"""A frame as wide as the text."""

_PAGE = 225 * 72 / 25.4
_PITCH, _PITCHES = 28.0, (28.0, 27.5, 27.0, 28.5, 29.0)
"""Points from line to line: the official ones, and those an office may use instead."""
_LINE, _TITLE_LINE, _RECIPIENTS_LINE = 56, 40, 56
"""Half-width characters on a line."""
_TITLE_HEIGHT, _TITLE_BELOW, _RECIPIENTS_HEIGHT, _RULES = 35.0, 28.0, 22.0, 12.0


def add_text(
    document: WordDocument, paragraphs: Sequence[Paragraph], printable: Callable[[str], str]
) -> None:
    """Add the paragraphs of the text; ``printable`` cleans each."""
    flow = _flow(paragraphs)
    for name in (_BODY, _HEADING):
        document.styles[name].paragraph_format.line_spacing = Pt(flow.pitch)
    indents = _indents(paragraphs)
    for index, paragraph in enumerate(paragraphs):
        ends = flow.keeps and [one.part for one in paragraphs[index + 1 : index + 2]] == [
            Part.SIGNATURE
        ]
        added = document.add_paragraph(printable(paragraph.text), _style(paragraph, ends=ends))
        if index in indents:
            _indent(added, indents[index])
        if paragraph.part is Part.RECIPIENTS:
            added._p.get_or_add_pPr().insert(1, _foot_of_page())  # noqa: SLF001
    if paragraphs and paragraphs[-1].part is Part.RECIPIENTS:
        # A section cannot end in a frame.
        document.add_paragraph("", SECTION_END)


def _style(paragraph: Paragraph, *, ends: bool) -> str:
    style = _STYLES[paragraph.part]
    return _BODY_END if ends and style == _BODY else style


def _indents(paragraphs: Sequence[Paragraph]) -> dict[int, float]:
    """Return the right indents of issuers and dates, by the paragraph's place."""
    issuers, dates = _texts(paragraphs, Part.SIGNATURE), _texts(paragraphs, Part.DATE)
    issuer = max(issuers.values(), key=display_width, default="")
    date = max(dates.values(), key=display_width, default="")
    return {
        **{index: signature_indents(text, date)[0] for index, text in issuers.items()},
        **{index: signature_indents(issuer, text)[1] for index, text in dates.items()},
    }


def _texts(paragraphs: Sequence[Paragraph], part: Part) -> dict[int, str]:
    return {index: one.text for index, one in enumerate(paragraphs) if one.part is part}


def _indent(paragraph: WordParagraph, characters: float) -> None:
    """Indent a paragraph from the right; Word goes by the characters, others by the length."""
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()  # noqa: SLF001
    indent.set(qn("w:rightChars"), str(round(characters * 100)))
    indent.set(qn("w:right"), str(round(characters * _CHARACTER)))


def _foot_of_page() -> Any:
    """Return what puts a paragraph at the foot of the page; LibreOffice skips it in a style."""
    frame: Any = OxmlElement("w:framePr")
    for name, value in _FOOT.items():
        frame.set(qn(f"w:{name}"), value)
    return frame


@dataclass(frozen=True)
class _Flow:
    """The distance of lines, and whether the last paragraph has to keep to the signature."""

    pitch: float
    keeps: bool


def _flow(paragraphs: Sequence[Paragraph]) -> _Flow:
    """Return how the text flows, so that signature and recipients find room beside text.

    Failing that, the recipients may stand on a page of their own, as they do on a last even page.
    """
    signed = _PITCH + _PITCH * (_lines(paragraphs, Part.SIGNATURE) + _lines(paragraphs, Part.DATE))
    recipients = _lines(paragraphs, Part.RECIPIENTS, _RECIPIENTS_LINE) * _RECIPIENTS_HEIGHT
    for height in (signed + recipients + _RULES, signed):
        for pitch in _PITCHES:
            if _free(paragraphs, pitch) >= height:
                return _Flow(pitch, keeps=False)
    return _Flow(_PITCH, keeps=True)


def _free(paragraphs: Sequence[Paragraph], pitch: float) -> float:
    """Return how many points are free below the text on its last page."""
    down = 0.0
    for height in _heights(paragraphs, pitch):
        down = down + height if down + height <= _PAGE else height
    return _PAGE - down


def _heights(paragraphs: Sequence[Paragraph], pitch: float) -> Iterator[float]:
    titles = _lines(paragraphs, Part.TITLE, _TITLE_LINE)
    if titles:
        yield titles * _TITLE_HEIGHT + _TITLE_BELOW
    for paragraph in paragraphs:
        if _STYLES[paragraph.part] in {_BODY, _HEADING}:
            yield from [pitch] * lines_needed(f"　　{paragraph.text}", _LINE)


def _lines(paragraphs: Sequence[Paragraph], part: Part, width: int = _LINE) -> int:
    return sum(lines_needed(text, width) for text in _texts(paragraphs, part).values())
