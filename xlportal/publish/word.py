"""The circular as a Word document in the official format (GB/T 9704-2012), appendices included.

Paragraphs carry the styles of ``circular_template.docx``, which staff can open in Word to change
how lines stand; the type of every style comes from ``paper``.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from xlportal.publish import paper
from xlportal.publish.appendix import Appendix
from xlportal.publish.content import SUBJECT, Publication
from xlportal.publish.fitting import LEADING, Fit, fit
from xlportal.publish.outputs import put
from xlportal.publish.word_table import HEAD, TEXT, add_table
from xlportal.publish.word_text import SECTION_END, add_text, printable
from xlportal.sheets.package import pack, parts
from xlportal.sheets.pen import Style

_TEMPLATE = "circular_template.docx"
_LABEL, _TITLE, _NOTE = "附表号", "附表标题", "附表注"
_TYPES: Mapping[str, Style] = {
    "Normal": paper.BODY,
    "Title": paper.TITLE,
    "Heading 1": paper.HEADING,
    "发送": paper.RECIPIENTS,
    _LABEL: paper.LABEL,
    _TITLE: paper.TABLE_TITLE,
    _NOTE: paper.NOTE,
    HEAD: paper.HEADER,
    TEXT: paper.CELL,
    "页码单": paper.PAGE_NUMBER,
    "页码双": paper.PAGE_NUMBER,
}


def write(published: Publication, path: Path, created: dt.datetime) -> str:
    """Put the circular at ``path`` (.docx); return what :func:`~xlportal.publish.outputs.put` does.

    Raises :class:`~xlportal.errors.CannotProceed` where nothing could be written.
    """
    return put(path, word_document(published, created))


def word_document(published: Publication, created: dt.datetime) -> bytes:
    """Return the .docx package of a publication; equal arguments give equal bytes.

    The text stands upright, the appendices after it on pages of their own, on their side.
    """
    document = Document(io.BytesIO(resources.files(__package__).joinpath(_TEMPLATE).read_bytes()))
    _set_properties(document, published, created)
    for name, style in _TYPES.items():
        _set_type(document.styles[name], style)
    add_text(document, published.paragraphs)
    _add_tables(document, published.tables)
    stream = io.BytesIO()
    document.save(stream)
    return pack(parts(stream.getvalue()))


def _set_properties(document: WordDocument, published: Publication, created: dt.datetime) -> None:
    properties = document.core_properties
    properties.title = published.circular_title
    properties.subject = SUBJECT
    properties.author = properties.last_modified_by = printable(published.issuer)
    properties.language = "zh-CN"
    properties.created = properties.modified = created


def _set_type(style: Any, type_: Style) -> None:
    """Give a style its font, for Chinese and Latin letters alike, and its size if it has one."""
    style.font.name = type_["font_name"]
    fonts = style.element.rPr.rFonts
    for script in ("eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), type_["font_name"])
    fonts.set(qn("w:hint"), "eastAsia")
    if "font_size" in type_:
        style.font.size = Pt(type_["font_size"])


def _add_tables(document: WordDocument, tables: Sequence[Appendix]) -> None:
    """Add the tables on pages on their side."""
    section = document.add_section()
    document.paragraphs[-1].style = SECTION_END
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    margins = paper.WORD.margins
    section.top_margin, section.bottom_margin = Mm(margins.top), Mm(margins.bottom)
    section.left_margin, section.right_margin = Mm(margins.left), Mm(margins.right)
    section.footer_distance = Mm(14)
    for table, own in zip(tables, fit(tables, paper.WORD), strict=True):
        _set_sizes(document, own)
        document.add_paragraph(table.label, _LABEL)
        document.add_paragraph(printable(table.title), _TITLE)
        add_table(document, table, own)
        document.add_paragraph(printable(table.note or ""), _NOTE if table.note else SECTION_END)


def _set_sizes(document: WordDocument, own: Fit) -> None:
    """Set the size of all that stands in tables."""
    for name, size in ((TEXT, own.size), (HEAD, own.head_size)):
        document.styles[name].font.size = Pt(size)
        document.styles[name].paragraph_format.line_spacing = Pt(LEADING * size)
