"""The circular as a Word document in the official format (GB/T 9704-2012), appendices included.

Paragraphs carry the styles of ``circular_template.docx``, which staff can open in Word to change
how lines stand; the type of every style comes from ``paper``.
"""

import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from importlib import resources
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph as WordParagraph

from xlportal.core.wording import Part
from xlportal.publish import paper
from xlportal.publish.appendix import Appendix, shown
from xlportal.publish.circular import Paragraph
from xlportal.publish.content import SUBJECT, Publication
from xlportal.publish.fitting import LEADING, Fit, fit
from xlportal.sheets.package import pack, parts
from xlportal.sheets.pen import Style

_TEMPLATE = "circular_template.docx"
_SECTION_END = "节末"
_BODY = "通报正文"
_STYLES = {
    Part.TITLE: "Title",
    Part.HEADING: "Heading 1",
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
"""A frame at the foot of the page, as wide as the text; LibreOffice skips it in a style."""
_LABEL, _TITLE, _NOTE = "附表号", "附表标题", "附表注"
_TABLE, _HEAD, _TEXT, _NAME = "附表", "表头", "表内", "表内单位"
_TYPES: Mapping[str, Style] = {
    "Normal": paper.BODY,
    "Title": paper.TITLE,
    "Heading 1": paper.HEADING,
    "发送": paper.RECIPIENTS,
    _LABEL: paper.LABEL,
    _TITLE: paper.TABLE_TITLE,
    _NOTE: paper.NOTE,
    _HEAD: paper.HEADER,
    _TEXT: paper.CELL,
    "页码单": paper.PAGE_NUMBER,
    "页码双": paper.PAGE_NUMBER,
}


def word_document(published: Publication, created: dt.datetime) -> bytes:
    """Return the .docx package of a publication; equal arguments give equal bytes.

    The text stands upright, the appendices after it on pages of their own, on their side.
    """
    document = Document(io.BytesIO(resources.files(__package__).joinpath(_TEMPLATE).read_bytes()))
    properties = document.core_properties
    properties.title, properties.subject = published.circular_title, SUBJECT
    properties.author = properties.last_modified_by = _printable(published.issuer)
    properties.language = "zh-CN"
    properties.created = properties.modified = created
    for name, style in _TYPES.items():
        _set_type(document.styles[name], style)
    _add_text(document, published.paragraphs)
    _add_tables(document, [*published.appendices, *filter(None, [published.correction])])
    stream = io.BytesIO()
    document.save(stream)
    return pack(parts(stream.getvalue()))


def _set_type(style: Any, type_: Style) -> None:
    """Give a style its font, for Chinese and Latin letters alike, and its size if it has one."""
    style.font.name = type_["font_name"]
    fonts = style.element.rPr.rFonts
    for script in ("eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), type_["font_name"])
    fonts.set(qn("w:hint"), "eastAsia")
    if "font_size" in type_:
        style.font.size = Pt(type_["font_size"])


def _add_text(document: WordDocument, paragraphs: Sequence[Paragraph]) -> None:
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
    """Add a paragraph, a run a sentence; no line ends within a span of months such as 1-2月."""
    added = document.add_paragraph(style=_STYLES.get(paragraph.part, _BODY))
    for sentence in _SENTENCE.findall(paragraph.text):
        run: Any = added.add_run()
        for number, piece in enumerate(_HYPHEN.split(sentence)):
            if number:
                run._r.append(OxmlElement("w:noBreakHyphen"))  # noqa: SLF001
            run.add_text(_printable(piece))
    if paragraph.part is Part.RECIPIENTS:
        frame: Any = OxmlElement("w:framePr")
        for name, value in _FOOT.items():
            frame.set(qn(f"w:{name}"), value)
        added._p.get_or_add_pPr().insert(1, frame)  # noqa: SLF001
    return added


def _add_tables(document: WordDocument, tables: Sequence[Appendix]) -> None:
    """Add the tables on pages on their side."""
    section = document.add_section()
    document.paragraphs[-1].style = _SECTION_END
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(paper.LONG), Mm(paper.SHORT)
    margins = paper.WORD.margins
    section.top_margin, section.bottom_margin = Mm(margins.top), Mm(margins.bottom)
    section.left_margin, section.right_margin = Mm(margins.left), Mm(margins.right)
    section.footer_distance = Mm(14)
    for table, own in zip(tables, fit(tables, paper.WORD), strict=True):
        for name, size in ((_TEXT, own.size), (_HEAD, own.head_size)):
            document.styles[name].font.size = Pt(size)
            document.styles[name].paragraph_format.line_spacing = Pt(LEADING * size)
        document.add_paragraph(table.label, _LABEL)
        document.add_paragraph(_printable(table.title), _TITLE)
        _add_table(document, table, own)
        document.add_paragraph(_printable(table.note or ""), _NOTE if table.note else _SECTION_END)


def _add_table(document: WordDocument, table: Appendix, own: Fit) -> None:
    """Add an appendix's table, as wide as the page or, if it has too many columns, no wider."""
    made = document.add_table(table.header_rows, len(table.columns), _TABLE)
    made.autofit = False
    scale = min(1.0, paper.WORD.inside[0] / sum(own.widths))
    for column, width in zip(made.columns, own.widths, strict=True):
        column.width = Pt(width * scale)
    for row, height in zip(made.rows, own.header, strict=True):
        _set_row(row, height, "w:tblHeader")
    for head in table.header:
        last = made.cell(head.row + head.rows - 1, head.column + head.columns - 1)
        cell = made.cell(head.row, head.column).merge(last)
        cell.text = _printable(head.text)
        cell.paragraphs[0].style = _HEAD
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    _add_rows(made, table, own)


def _add_rows(made: Table, table: Appendix, own: Fit) -> None:
    """Add the rows, each a copy of a model."""
    model = _model_row(made, own)
    for index, (values, height) in enumerate(zip(table.rows, own.rows, strict=True)):
        row = deepcopy(model)
        row.trHeight_val = Pt(height)
        texts = map(shown, table.columns, values)
        for column, (cell, text) in enumerate(zip(row.tc_lst, texts, strict=True)):
            if column in table.merged:
                cell.vMerge = "continue" if index else "restart"
            if column not in table.merged or not index:
                cell.p_lst[0].add_r().text = _printable(text)
        model.addprevious(row)
    model.getparent().remove(model)


def _model_row(made: Table, own: Fit) -> Any:
    """Return the element of an empty row."""
    row: Any = made.add_row()  # type: ignore[no-untyped-call]
    _set_row(row, own.rows[0])
    for column, cell in enumerate(row.cells):
        cell.paragraphs[0].style = _NAME if column in own.left else _TEXT
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    return row._tr  # noqa: SLF001


def _set_row(row: Any, height: float, *marks: str) -> None:
    """Set the least height of a row, which is never parted between pages."""
    row.height, row.height_rule = Pt(height), WD_ROW_HEIGHT_RULE.AT_LEAST
    for mark in ("w:cantSplit", *marks):
        row._tr.get_or_add_trPr().append(OxmlElement(mark))  # noqa: SLF001


def _printable(text: str) -> str:
    """Return ``text`` without the control characters that no document can hold."""
    return _UNPRINTABLE.sub("", text)
