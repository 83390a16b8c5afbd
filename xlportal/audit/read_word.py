"""A Word document as a reader sees it: paragraphs and tables, every change of text accepted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from xlportal.audit.forms import LINE, in_words
from xlportal.audit.published import Block, Published, parted
from xlportal.sheets.limits import DOCUMENT, broken, check_package
from xlportal.sheets.package import parts, transitional

_STYLES, _NUMBERING = "word/styles.xml", "word/numbering.xml"
_NOTES = {"word/footnotes.xml": "w:footnote", "word/endnotes.xml": "w:endnote"}
_PARTS = {DOCUMENT, _STYLES, _NUMBERING, *_NOTES}
_TRACKED = "文件里有未接受的修订，按接受全部修订后的文字核对。"
_CHANGES = tuple(map(qn, ("w:ins", "w:del", "w:moveFrom", "w:moveTo", "w:cellIns", "w:cellDel")))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_UNSEEN = {*map(qn, ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:rt")), _FALLBACK}
_PARAGRAPH, _TABLE, _RUN, _BOX = map(qn, ("w:p", "w:tbl", "w:r", "w:txbxContent"))
_FIELD, _SYMBOL = qn("w:fldChar"), qn("w:sym")
_TEXTS = {qn("w:t"), qn("m:t")}
_SIGNS = {qn("w:tab"): " ", qn("w:br"): LINE, qn("w:cr"): LINE, qn("w:noBreakHyphen"): "-"}
_OFF = {"0", "false", "off"}
_IN_WORDS = {"chineseCounting", "chineseCountingThousand", "japaneseCounting"}


def read_word(content: bytes, name: str) -> Published:
    """Return the circular that a .docx package called ``name`` in messages holds.

    Raises :class:`CannotProceed` where it is none.
    """
    check_package(content, name, DOCUMENT)
    try:
        word = _Word({part: parse_xml(text) for part, text in parts(transitional(content)).items()
                      if part in _PARTS})  # fmt: skip
        blocks = [*word.blocks(word.parts[DOCUMENT]), *word.notes()]
    except (etree.XMLSyntaxError, ValueError) as error:
        raise broken(name) from error
    tracked = next(word.parts[DOCUMENT].iter(*_CHANGES), None) is not None
    return Published(tuple(blocks), (_TRACKED,) if tracked else ())


class _Word:
    """The parts of a document, and how far its fields and its numbered lists have come."""

    def __init__(self, parts: Mapping[str, Any]) -> None:
        self.parts = parts
        styles = parts[_STYLES].iter(qn("w:style")) if _STYLES in parts else ()
        self._styles = {style.get(qn("w:styleId")): style for style in styles}
        self._counts: dict[tuple[str, int], int] = {}
        self._codes: list[bool] = []
        self._boxes: list[Block] = []

    def notes(self) -> Iterator[Block]:
        """Yield the footnotes and endnotes, without the lines that part them from the text."""
        for part, tag in _NOTES.items():
            for note in self.parts[part].iter(qn(tag)) if part in self.parts else ():
                if note.get(qn("w:type")) is None:
                    yield from self.blocks(note)

    def blocks(self, parent: Any) -> Iterator[Block]:
        """Yield the paragraphs and tables below an element, text boxes after their paragraph."""
        for child in parent:
            if child.tag == _PARAGRAPH:
                yield self._number(child) + "".join(self._texts(child, self._style(child, "pPr")))
                boxes, self._boxes = self._boxes, []
                yield from boxes
            elif child.tag == _TABLE:
                yield from parted(self._rows(child))
            elif child.tag not in _UNSEEN:
                yield from self.blocks(child)

    def _texts(self, parent: Any, style: str) -> Iterator[str]:
        """Yield what a reader sees of the runs below an element; ``style`` is the paragraph's."""
        for child in parent:
            if child.tag in _UNSEEN or (child.tag == _RUN and self._is_hidden(child, style)):
                continue
            if child.tag == _BOX:
                # A list of its own: the paragraphs of a box ask for the boxes in them, too.
                self._boxes = [*self._boxes, *self._box(child)]
                continue
            if child.tag == _FIELD:
                self._enter(child.get(qn("w:fldCharType")))
            elif not any(self._codes):
                if child.tag in _TEXTS:
                    yield child.text or ""
                elif child.tag == _SYMBOL:
                    yield chr(int(child.get(qn("w:char"), "fffd"), 16))
                else:
                    yield _SIGNS.get(child.tag, "")
            yield from self._texts(child, style)

    def _box(self, box: Any) -> list[Block]:
        boxes, self._boxes = self._boxes, []
        found = [*self.blocks(box)]
        self._boxes = boxes
        return found

    def _enter(self, mark: str) -> None:
        """Note where the code of a field begins and ends: only its result is seen."""
        if mark == "begin":
            self._codes.append(True)
        elif self._codes and mark == "separate":
            self._codes[-1] = False
        elif self._codes:
            self._codes.pop()

    def _style(self, element: Any, properties: str) -> str:
        return _value(element, f"w:{properties}/w:{properties[0]}Style") or ""

    def _is_hidden(self, run: Any, style: str) -> bool:
        """Return whether a run is hidden by itself, by its style or by its paragraph's."""
        own = _value(run, "w:rPr/w:vanish")
        chains = [*self._chain(self._style(run, "rPr")), *self._chain(style)]
        by_style = (_value(one, "w:rPr/w:vanish") for one in chains)
        found = next((v for v in (own, *by_style) if v is not None), "off")
        return found not in _OFF

    def _chain(self, name: str) -> list[Any]:
        """Return a style and those that it is based on."""
        chain: list[Any] = []
        while name in self._styles and self._styles[name] not in chain:
            chain.append(self._styles[name])
            name = _value(chain[-1], "w:basedOn") or ""
        return chain

    def _rows(self, table: Any) -> Iterator[list[str]]:
        """Yield the rows of a table, merged cells followed by blanks, less what was deleted."""
        for row in table.iter(qn("w:tr")):
            if (
                _nearest(row, _TABLE) is table
                and row.find(qn("w:trPr") + "/" + qn("w:del")) is None
            ):
                yield list(self._cells(row))

    def _cells(self, row: Any) -> Iterator[str]:
        yield from [""] * int(_value(row, "w:trPr/w:gridBefore") or 0)
        for cell in row.iter(qn("w:tc")):
            properties = qn("w:tcPr") + "/"
            if _nearest(cell, qn("w:tr")) is not row or cell.find(properties + qn("w:cellDel")):
                continue
            goes_on = _value(cell, "w:tcPr/w:vMerge") in {"", "continue"}
            shown = "" if goes_on else "\n".join(_lines(self.blocks(cell)))
            yield from [shown, *[""] * (int(_value(cell, "w:tcPr/w:gridSpan") or 1) - 1)]

    def _number(self, paragraph: Any) -> str:
        """Return the number that Word itself puts before a paragraph, empty where it puts none."""
        styles = self._chain(self._style(paragraph, "pPr"))
        found = next((one for one in (paragraph, *styles)
                      if _value(one, "w:pPr/w:numPr/w:numId") is not None), None)  # fmt: skip
        if found is None:
            return ""
        number = _value(found, "w:pPr/w:numPr/w:numId")
        depth = int(_value(found, "w:pPr/w:numPr/w:ilvl") or 0)
        lists = self.parts.get(_NUMBERING, ())
        scheme = next((_value(one, "w:abstractNumId") for one in lists
                       if one.get(qn("w:numId")) == number), "")  # fmt: skip
        level = next((level for one in lists if one.get(qn("w:abstractNumId")) == scheme
                      for level in one.iter(qn("w:lvl"))
                      if level.get(qn("w:ilvl")) == str(depth)), None)  # fmt: skip
        if level is None:
            return ""
        count = self._counts.get((scheme or "", depth), int(_value(level, "w:start") or 1) - 1) + 1
        self._counts[scheme or "", depth] = count
        words = in_words(count) if _value(level, "w:numFmt") in _IN_WORDS else str(count)
        return (_value(level, "w:lvlText") or "").replace(f"%{depth + 1}", words)


def _value(element: Any, path: str) -> str | None:
    """Return the value of what lies at ``path``, empty where it has none; None where it is not."""
    found = element.find("/".join(map(qn, path.split("/"))))
    return None if found is None else found.get(qn("w:val"), "")


def _nearest(element: Any, tag: str) -> Any:
    return next(element.iterancestors(tag), None)


def _lines(blocks: Iterator[Block]) -> Iterator[str]:
    """Yield the lines of a cell; a table in it is read row by row."""
    for block in blocks:
        if isinstance(block, str):
            yield block
        else:
            yield from (" ".join(row) for row in block)
