"""The circular's text in a Word document: paragraphs by their styles, a run a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Pt
from docx.text.paragraph import Paragraph as WordParagraph

from xlportal.core.wording import Part
from xlportal.publish import paper
from xlportal.publish.filling import Paragraph

SECTION_END = "节末"
_BODY = "通报正文"
_STYLES = {
    Part.TITLE: "Title",
    Part.LEAD: _BODY,
    Part.HEADING: "Heading 1",
    Part.BODY: _BODY,
    Part.HINT: _BODY,
    Part.SIGNATURE: "落款",
    Part.DATE: "成文日期",
    Part.RECIPIENTS: "发送",
}
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
    """Add the paragraphs of the text; the last one above the signature goes to its page with it."""
    added = [_add(document, paragraph) for paragraph in paragraphs]
    indents = paper.signature_indents(paragraphs)
    for above, paragraph, written in zip([None, *added], paragraphs, added, strict=False):
        if paragraph.part in indents:
            indent = indents[paragraph.part] * paper.BODY["font_size"]
            written.paragraph_format.right_indent = Pt(indent)
        if paragraph.part is Part.SIGNATURE and above:
            above.paragraph_format.keep_with_next = above.paragraph_format.widow_control = True


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


def _foot_of_page() -> Any:
    """Return what puts a paragraph at the foot of the page; LibreOffice skips it in a style."""
    frame: Any = OxmlElement("w:framePr")
    for name, value in _FOOT.items():
        frame.set(qn(f"w:{name}"), value)
    return frame
