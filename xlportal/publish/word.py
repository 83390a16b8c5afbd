"""The circular as a Word document in the official format (GB/T 9704-2012), appendices included.

Everything that is formatting stands in the styles of ``word_template``; what is written here only
names them, so that staff can restyle a circular by changing a style.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.shared import Mm, Pt

from xlportal.files import write_bytes
from xlportal.publish.appendix import Appendix
from xlportal.publish.content import SUBJECT, Publication
from xlportal.publish.paging import Placed, placed
from xlportal.publish.word_table import PAGE, word_table
from xlportal.publish.word_text import SECTION_END, add_text
from xlportal.sheets.package import pack, parts

_LABEL, _TITLE, _NOTE = "附表号", "附表标题", "附表注"
_TABLE_TEXT, _TABLE_HEAD = "表内", "表头"
_TEMPLATE = "word_template"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write(published: Publication, path: Path, created: dt.datetime) -> None:
    """Put the circular at ``path`` (.docx) in one step.

    Raises :class:`~xlportal.errors.CannotProceed` where that cannot be done; an old file at
    ``path`` is untouched then.
    """
    write_bytes(path, word_document(published, created))


def word_document(published: Publication, created: dt.datetime) -> bytes:
    """Return the .docx package of a publication; equal arguments give equal bytes.

    The text stands upright, the appendices after it on pages of their own, on their side.
    """
    document = Document(io.BytesIO(_template()))
    _set_properties(document, published, created)
    add_text(document, published.paragraphs, _printable)
    places = placed(published.appendices, PAGE)
    for place in places[:1]:
        _set_size(document, place)
    for table, place in zip(published.appendices, places, strict=True):
        _add_appendix(document, table, place)
    stream = io.BytesIO()
    document.save(stream)
    return pack(parts(stream.getvalue()))


def _template() -> bytes:
    """Return the empty document as a package."""
    root = resources.files(__package__) / _TEMPLATE
    return pack(dict(sorted(_files(root))))


def _files(folder: Traversable, prefix: str = "") -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in folder.iterdir():
        name = prefix + entry.name
        found += _files(entry, f"{name}/") if entry.is_dir() else [(name, entry.read_bytes())]
    return found


def _set_properties(document: WordDocument, published: Publication, created: dt.datetime) -> None:
    properties = document.core_properties
    properties.title = published.circular_title
    properties.subject = SUBJECT
    properties.author = properties.last_modified_by = _printable(published.issuer)
    properties.language = "zh-CN"
    properties.created = properties.modified = created


def _set_size(document: WordDocument, place: Placed) -> None:
    """Set the size of all that stands in tables."""
    for name, own in ((_TABLE_TEXT, place.size), (_TABLE_HEAD, place.head_size)):
        style = document.styles[name]
        style.font.size = Pt(own)
        style.paragraph_format.line_spacing = Pt(place.size * PAGE.leading)


def _add_appendix(document: WordDocument, table: Appendix, place: Placed) -> None:
    _begin_sideways_page(document)
    document.add_paragraph(table.label, _LABEL)
    document.add_paragraph(_printable(table.title), _TITLE)
    body = document.element.body
    body.sectPr.addprevious(word_table(table, place, _printable))
    document.add_paragraph(_printable(table.note or ""), _NOTE if table.note else SECTION_END)


def _begin_sideways_page(document: WordDocument) -> None:
    """End the section with the last paragraph; what follows stands on A4 turned by a quarter.

    The binding edge (28 mm) is the head of a turned page.
    """
    _end_section(document.element.body)
    section = document.sections[-1]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.top_margin, section.bottom_margin = Mm(28), Mm(26)
    section.left_margin, section.right_margin = Mm(35), Mm(37)
    section.footer_distance = Mm(14)


def _end_section(body: Any) -> None:
    """Keep the section's end in the last paragraph: one of its own could fall on an empty page."""
    last = body[-2]
    body.add_section_break()
    carrier = body[-2]
    last.set_sectPr(carrier.pPr.sectPr)
    body.remove(carrier)


def _printable(text: str) -> str:
    """Return ``text`` without the control characters that no document can hold."""
    return _UNPRINTABLE.sub("", text)
