"""The circular's text in a Word document: paragraphs by their styles, a run a sentence."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Pt
from docx.text.paragraph import Paragraph as WordParagraph

from xlportal.core.widths import lines_needed
from xlportal.core.wording import Part
from xlportal.publish import paper
from xlportal.publish.filling import Paragraph
from xlportal.publish.signature import signature_indents

SECTION_END = "节末"
_BODY, _HEADING = "通报正文", "Heading 1"
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
_FLOWING = frozenset({Part.LEAD, Part.HEADING, Part.BODY, Part.HINT})
_PITCHES = 28.0, 27.5, 27.0, 28.5, 29.0
"""Points from line to line: the official ones, and those an office may use instead."""
_DOWN = 225 * paper.MILLIMETRE
_SENTENCE = re.compile("[^。！？]*[。！？][”’』）]*|[^。！？]+")
_HYPHEN = re.compile(r"(?<=\d)-(?=\d)")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FOOT = {
    "w": "8845", "hSpace": "0", "vSpace": "0", "wrap": "notBeside", "vAnchor": "margin",
    "hAnchor": "margin", "xAlign": "left", "yAlign": "bottom",
}  # fmt: skip
"""A frame as wide as the text."""


def printable(text: str) -> str:
    """Return ``text`` without the control characters that no document can hold."""
    return _UNPRINTABLE.sub("", text)


def add_text(document: WordDocument, paragraphs: Sequence[Paragraph]) -> None:
    """Add the paragraphs of the text."""
    added = [_add(document, paragraph) for paragraph in paragraphs]
    _place_signature(document, paragraphs, added)
    indents = signature_indents(paragraphs)
    for paragraph, written in zip(paragraphs, added, strict=True):
        if paragraph.part in indents:
            indent = indents[paragraph.part] * paper.BODY["font_size"]
            written.paragraph_format.right_indent = Pt(indent)


def _add(document: WordDocument, paragraph: Paragraph) -> WordParagraph:
    added = document.add_paragraph(style=_STYLES[paragraph.part])
    for sentence in _SENTENCE.findall(paragraph.text):
        _add_sentence(added.add_run(), sentence)
    if paragraph.part is Part.RECIPIENTS:
        added._p.get_or_add_pPr().insert(1, _foot_of_page())  # noqa: SLF001
    return added


def _add_sentence(run: Any, sentence: str) -> None:
    """Write a sentence as one run; no line ends within a span of months such as 1-2月."""
    for number, piece in enumerate(_HYPHEN.split(sentence)):
        if number:
            run._r.append(OxmlElement("w:noBreakHyphen"))  # noqa: SLF001
        run.add_text(printable(piece))


def _place_signature(
    document: WordDocument, paragraphs: Sequence[Paragraph], added: Sequence[WordParagraph]
) -> None:
    """Set the lines so that the signature stands below text, or take text along to its page."""
    pitch = _pitch(paragraphs)
    for name in (_BODY, _HEADING):
        document.styles[name].paragraph_format.line_spacing = Pt(pitch or _PITCHES[0])
    parts = [paragraph.part for paragraph in paragraphs]
    if pitch is None and Part.SIGNATURE in parts[1:]:
        last = added[parts.index(Part.SIGNATURE) - 1].paragraph_format
        last.keep_with_next = last.widow_control = True


def _pitch(paragraphs: Sequence[Paragraph]) -> float | None:
    """Return the distance of lines by which the signature finds room below text, None if none does.

    GB/T 9704 would rather have the lines closer or wider than a page with a signature alone.
    Failing that, the recipients may stand on a page of their own.
    """
    title = _lines(paragraphs, {Part.TITLE}, 40) * 35 + _PITCHES[0]
    body = _lines(paragraphs, _FLOWING, 56)
    signed = (1 + _lines(paragraphs, {Part.SIGNATURE, Part.DATE}, 48)) * _PITCHES[0]
    recipients = _lines(paragraphs, {Part.RECIPIENTS}, 56)
    for height in (signed + recipients * 22 + 12 * bool(recipients), signed):
        for pitch in _PITCHES:
            first, further = int((_DOWN - title) / pitch), int(_DOWN / pitch)
            over = body - first
            free = _DOWN - ((over - 1) % further + 1) * pitch
            if (free if over > 0 else _DOWN - title - body * pitch) >= height:
                return pitch
    return None


def _lines(paragraphs: Sequence[Paragraph], parts: Container[Part], width: int) -> int:
    """Return how many lines paragraphs take; those of the text begin two characters in."""
    return sum(
        lines_needed("　" * 2 * (one.part in _FLOWING) + one.text, width)
        for one in paragraphs
        if one.part in parts
    )


def _foot_of_page() -> Any:
    """Return what puts a paragraph at the foot of the page; LibreOffice skips it in a style."""
    frame: Any = OxmlElement("w:framePr")
    for name, value in _FOOT.items():
        frame.set(qn(f"w:{name}"), value)
    return frame
