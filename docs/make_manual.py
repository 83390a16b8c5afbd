"""The manual as one file to print: ``docs/使用手册.docx``, from ``docs/使用手册.md``.

    python docs/make_manual.py docs/使用手册.docx

Pictures are put in, links become plain text; the pages that list every message follow.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from xlportal.core.widths import display_width
from xlportal.files import write_bytes
from xlportal.sheets.package import pack, parts

_DOCS = Path(__file__).resolve().parent
SOURCE = _DOCS / "使用手册.md"
APPENDICES = (_DOCS / "problems.md", _DOCS / "messages.md")
_BODY, _HEADING, _CODE = "仿宋", "黑体", "Consolas"
_TEXT_WIDTH = Cm(15.6)
_MOMENT = dt.datetime(2020, 1, 1)
_HEADINGS = {"h1": ("Title", 22), "h2": ("Heading 1", 16), "h3": ("Heading 2", 14)}
_CONTENTS = "](#"


def manual(source: Path = SOURCE, appendices: Sequence[Path] = APPENDICES) -> bytes:
    """Return the manual as a .docx package; the same pages give the same bytes."""
    document = Document()
    _set_up(document)
    text = source.read_text(encoding="utf-8")
    _add(document, "\n".join(line for line in text.splitlines() if _CONTENTS not in line[:40]))
    for page in appendices:
        document.add_page_break()
        _add(document, _ONE_LEVEL_DOWN.sub("##", page.read_text(encoding="utf-8")))
    stream = io.BytesIO()
    document.save(stream)
    return pack(parts(stream.getvalue()))


_ONE_LEVEL_DOWN = re.compile("^#", re.MULTILINE)


def _add(document: WordDocument, text: str) -> None:
    """Add what a Markdown text says to the end of the document."""
    tree = SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(text))
    for node in tree.children:
        _BLOCKS[node.type](document, node, _DOCS)


def _set_up(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.7)
    section.top_margin = section.bottom_margin = Cm(2.5)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = "使用手册", "xlportal", ""
    properties.created = properties.modified = _MOMENT
    styles: Any = document.styles
    _set_font(styles["Normal"], _BODY, 11)
    styles["Normal"].paragraph_format.space_after = Pt(6)
    for name, size in _HEADINGS.values():
        _set_font(styles[name], _HEADING, size)
        styles[name].font.color.rgb = RGBColor(0x1F, 0x3A, 0x5F)
    code = styles.add_style("代码", WD_STYLE_TYPE.CHARACTER)
    code.font.name, code.font.size = _CODE, Pt(10)


def _set_font(style: Any, name: str, points: float) -> None:
    style.font.name, style.font.size = name, Pt(points)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), name)


def _heading(document: WordDocument, node: SyntaxTreeNode, _: Path) -> None:
    _inline(document.add_paragraph(style=_HEADINGS[node.tag][0]), node)


def _paragraph(document: WordDocument, node: SyntaxTreeNode, folder: Path) -> None:
    picture = next((found for found in node.walk() if found.type == "image"), None)
    if picture is None:
        text = document.add_paragraph()
        _inline(text, node)
        text.paragraph_format.keep_with_next = text.text.endswith("：") or None
        return
    line = document.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.add_run().add_picture(str(folder / str(picture.attrs["src"])), width=_TEXT_WIDTH)


def _list_of(style: str) -> Callable[[WordDocument, SyntaxTreeNode, Path], None]:
    def add(document: WordDocument, node: SyntaxTreeNode, _: Path) -> None:
        for index, item in enumerate(node.children):
            line = document.add_paragraph(style=style)
            if index == 0 and style == "List Number":
                _restart(document, line)
            _inline(line, item)

    return add


def _restart(document: WordDocument, line: Paragraph) -> None:
    """Let the numbers of a list begin with 1 again."""
    numbering: Any = document.part.numbering_part.numbering_definitions._numbering  # noqa: SLF001
    used = document.styles["List Number"].element.pPr.numPr.numId.val
    abstract = numbering.num_having_numId(used).abstractNumId.val
    number = numbering.add_num(abstract)
    number.add_lvlOverride(ilvl=0).add_startOverride(1)
    line._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = number.numId  # noqa: SLF001


def _table(document: WordDocument, node: SyntaxTreeNode, _: Path) -> None:
    rows = [cells.children for part in node.children for cells in part.children]
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    table.autofit = False
    for line, cells in zip(table.rows, rows, strict=True):
        for place, cell in zip(line.cells, cells, strict=True):
            _inline(place.paragraphs[0], cell, bold=cell.tag == "th")
    for column, width in zip(table.columns, _column_widths(table), strict=True):
        column.width = width
        for place in column.cells:
            place.width = width
            place.paragraphs[0].paragraph_format.space_after = Pt(2)
    for line in table.rows:
        line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - nor for this
    repeated: Any = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001 - python-docx has no name for it
    document.add_paragraph()


def _column_widths(table: Any) -> list[int]:
    """Return the widths of a table's columns: each its share of what the longest cells need."""
    longest = [
        max(display_width(cell.text) for cell in column.cells) + 4 for column in table.columns
    ]
    shares = [min(width, _WIDEST) for width in longest]
    return [_TEXT_WIDTH * share // sum(shares) for share in shares]


_WIDEST = 40
"""Half-width characters; a longer cell goes on in further lines."""


def _code(document: WordDocument, node: SyntaxTreeNode, _: Path) -> None:
    document.add_paragraph().add_run(node.content.rstrip("\n"), style="代码")


_BLOCKS: Mapping[str, Callable[[WordDocument, SyntaxTreeNode, Path], None]] = {
    "heading": _heading,
    "paragraph": _paragraph,
    "bullet_list": _list_of("List Bullet"),
    "ordered_list": _list_of("List Number"),
    "table": _table,
    "fence": _code,
}


def _inline(line: Paragraph, node: SyntaxTreeNode, *, bold: bool = False) -> None:
    """Add the text of a node to a paragraph, bold and code as they are marked."""
    for text, marks in _runs(node):
        run = line.add_run(text, style="代码" if "code" in marks else None)
        run.bold = bold or "strong" in marks or None


def _runs(
    node: SyntaxTreeNode, marks: frozenset[str] = frozenset()
) -> Iterator[tuple[str, frozenset[str]]]:
    if node.type == "text":
        yield node.content, marks
    elif node.type == "code_inline":
        yield node.content, marks | {"code"}
    elif node.type == "softbreak":
        return
    for child in node.children:
        yield from _runs(child, marks | {"strong"} if node.type == "strong" else marks)


if __name__ == "__main__":
    write_bytes(Path(sys.argv[1]), manual())
