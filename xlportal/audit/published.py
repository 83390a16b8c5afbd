"""Reading a published circular into paragraphs and tables: Word, a workbook, plain text of either.

A Word document is read as a reader sees it, every change of text accepted.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, product
from pathlib import Path
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from xlportal.audit.equal_forms import LINE, MOST_IN_WORDS, in_words
from xlportal.errors import CannotProceed
from xlportal.files import decoded, read_bytes
from xlportal.sheets.cells import shown
from xlportal.sheets.grid import Grid
from xlportal.sheets.layout import CIRCULAR, LASTING_SHEETS, REPEATING
from xlportal.sheets.package import DOCUMENT, broken, check_package, parts, transitional
from xlportal.sheets.read_files import read_sheets

Row = Sequence[str]
Block = str | Sequence[Row]
"""A paragraph, whose lines may have been broken anywhere, or a table, header and all."""


BOOKMARK = re.compile(r"\[bookmark:[^\]\n]{0,100}\]")
"""What a text dump of a document shows of it and nobody sees."""


@dataclass(frozen=True)
class Published:
    """The blocks of a circular; ``notes`` say what a reader of the file should know."""

    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()


_SERIAL = "序号"
_MOST_SET = 2
"""Columns of a table that only sets text in its place."""
_COMPUTED = "表里有公式，按文件里存着的结果核对。"
_QUOTED = re.compile(r'(?:(?<=\t)|^)"((?:[^"\t]|""){0,400})"(?=\t|\r?$)', re.MULTILINE)
"""A cell of several lines, which Excel copies in quotation marks."""


def read_published(path: Path) -> Published:
    """Return the circular at ``path``; raises :class:`CannotProceed` where it cannot be read."""
    if path.suffix.lower() not in _READERS:
        raise CannotProceed(f"“{path}”的扩展名应是 {'、'.join(_READERS)}。")
    return parse_published(read_bytes(path), path)


def parse_published(content: bytes, path: Path) -> Published:
    """Return the circular that ``content`` is; the ending of ``path`` says of which kind."""
    return _READERS[path.suffix.lower()](content, str(path))


def _read_text(content: bytes, name: str) -> Published:
    """Return a text: a dump of Word's, or rows of cells as Word and Excel copy them."""
    text = _QUOTED.sub(_unquoted, BOOKMARK.sub("", decoded(content, name)))
    lines = text.splitlines()
    if _SERIAL in map(str.strip, lines) and not any("\t" in line for line in lines):
        raise CannotProceed(
            f"“{name}”里的表格没有标出单元格，没法核对。请直接给出 Word 或 Excel 文件，"
            "或从中复制表格粘贴成文字。"
        )
    return Published(tuple(_text_blocks(lines)))


def _unquoted(found: re.Match[str]) -> str:
    if "\t" not in found.string[max(0, found.start() - 1) : found.end() + 1]:
        return found[0]
    return " ".join(found[1].replace('""', '"').splitlines())


def _text_blocks(lines: Sequence[str]) -> Iterator[Block]:
    """Yield paragraphs and tables of a text.

    A line with tabs in it is a row. In a dump a cell begins with a tab, and a row ends at a blank
    line. Blank lines end paragraphs; other lines may go on in the next.
    """
    rows: list[list[str]] = []
    row: list[list[str]] = []
    paragraph: list[str] = []
    for line in [*lines, "", "."]:
        is_cell, is_row = line.startswith("\t"), "\t" in line[1:]
        if row and line.strip() and not (is_cell or is_row):
            row[-1].append(line)
            continue
        if row and (is_row or not is_cell):
            rows.append(["\n".join(cell) for cell in row])
            row = []
        if paragraph and (is_cell or is_row or not line.strip()):
            yield "\n".join(paragraph)
            paragraph = []
        if is_row:
            rows.append(line.split("\t"))
        elif is_cell:
            row.append([line[1:]])
        elif line.strip():
            yield from _parted(rows)
            rows = []
            paragraph.append(line)


def _read_sheets(content: bytes, name: str) -> Published:
    """Return the text and the appendices of a workbook; other sheets of ours are passed over."""
    grids = read_sheets(content, name, lambda sheet: sheet not in REPEATING)
    if grids.keys() >= set(LASTING_SHEETS):
        raise CannotProceed(
            f"“{name}”是填报工作簿，不是印发的通报。请给出发送版（.xlsx）、Word 通报或文字稿。"
        )
    seen = [grid for grid in grids.values() if not grid.shape.hidden]
    ordered = sorted(seen, key=lambda grid: not grid.name.startswith(CIRCULAR))
    blocks = tuple(block for grid in ordered for block in _sheet_blocks(grid))
    return Published(blocks, (_COMPUTED,) if any(grid.shape.formulas for grid in seen) else ())


def _sheet_blocks(grid: Grid) -> Iterator[Block]:
    columns = [c for c in range(max(map(len, grid.rows), default=0))
               if c not in grid.shape.hidden_columns]  # fmt: skip
    seen = (n for n in range(len(grid.rows)) if n not in grid.shape.hidden_rows)
    width, texts = max(columns, default=0) + 1, {**grid.shape.shown}
    for m in grid.shape.merged:
        covered = product(range(m.row, min(m.last_row + 1, len(grid.rows))),
                          range(m.column, min(m.last_column + 1, width)))  # fmt: skip
        texts |= dict.fromkeys(set(covered) - {(m.row, m.column)}, "")
    rows = [[texts.get((n, c), shown(grid.at(n, c))) for c in columns] for n in seen]
    if not grid.name.startswith(CIRCULAR):
        yield from _parted(rows)
        return
    for blank, run in groupby(rows, key=lambda row: not any(text.strip() for text in row)):
        if not blank:
            yield "\n".join("".join(row) for row in run)


def _parted(rows: Iterable[Row]) -> Iterator[Block]:
    """Yield a table of rows; rows at its ends that fill one cell are paragraphs.

    So is every row of a table that only sets a word before its text.
    """
    kept = [row for row in rows if any(text.strip() for text in row)]
    filled = [sum(bool(text.strip()) for text in row) for row in kept]
    wide = [place for place, cells in enumerate(filled) if cells > 1]
    is_table = max(filled, default=0) > _MOST_SET
    first, last = (wide[0], wide[-1] + 1) if is_table else (len(kept), len(kept))
    yield from (LINE.join(filter(None, row)) for row in kept[:first])
    if is_table:
        yield kept[first:last]
    yield from (LINE.join(filter(None, row)) for row in kept[last:])


_RELATIONS = "_rels/.rels"
_STYLES, _NUMBERING = "word/styles.xml", "word/numbering.xml"
_NOTES = {"word/footnotes.xml": qn("w:footnote"), "word/endnotes.xml": qn("w:endnote")}
_PARTS = {DOCUMENT, _RELATIONS, _STYLES, _NUMBERING, *_NOTES}
_AROUND = ("word/header", "word/footer")
_TRACKED = "文件里有未接受的修订，按接受全部修订后的文字核对。"
_LOOKS = (
    "文件里有图片、符号、公式、删除线、上下标、自动更新的日期或页眉页脚，"
    "其中认不出的没有核对，请对着原件看。"
)
_CHANGES = tuple(map(qn, ("w:ins", "w:del", "w:moveFrom", "w:moveTo", "w:cellIns", "w:cellDel")))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_UNSEEN = {*map(qn, ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:rt")), _FALLBACK}
_PARAGRAPH, _TABLE, _ROW, _CELL = map(qn, ("w:p", "w:tbl", "w:tr", "w:tc"))
_RUN, _BOX, _FIELD, _SYMBOL = map(qn, ("w:r", "w:txbxContent", "w:fldChar", "w:sym"))
_TEXTS = {qn("w:t"), qn("m:t")}
_SIGNS = {qn("w:tab"): " ", qn("w:br"): LINE, qn("w:cr"): LINE, qn("w:noBreakHyphen"): "-"}
_MOST_COLUMNS, _MOST_BASED = 63, 11
"""What Word can have: columns of a table, styles based on each other."""
_OFF = {"0", "false", "off"}
_UNREAD = (*map(qn, (
    "w:drawing", "w:pict", "w:object", "w:altChunk", "w:sym", "w:bdo", "w:ruby", "w:pgNum",
    "m:oMath", "w:strike", "w:dstrike", "w:vertAlign",
)), _FALLBACK)  # fmt: skip
"""What may show something else than the text that is read of it."""
_MOVING = re.compile(r"\b(?:DATE|TIME)\b", re.IGNORECASE)
_NOT_A_PAGE_NUMBER = re.compile(r"[^\W\d第共页]")
_IN_DIGITS = {None, "decimal", "decimalFullWidth"}
_IN_WORDS = {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital"}


def _read_word(content: bytes, name: str) -> Published:
    """Return the circular that a .docx package called ``name`` in messages holds."""
    check_package(content, name, DOCUMENT)
    found = {part: text for part, text in parts(transitional(content)).items()
             if part in _PARTS or part.startswith(_AROUND)}  # fmt: skip
    try:
        roots = {part: parse_xml(text) for part, text in found.items()}
        opened = {one.get("Target", "").lstrip("/") for one in roots[_RELATIONS].iter("{*}*")
                  if one.get("Type", "").endswith("/officeDocument")}  # fmt: skip
        if opened != {DOCUMENT}:
            raise broken(name)
        blocks = tuple(_Word(roots).blocks(roots[DOCUMENT]))
        notes = [
            note for part, tag in _NOTES.items() if part in roots
            for note in roots[part].iter(tag) if note.get(qn("w:type")) is None
        ]  # fmt: skip
        blocks += tuple(block for note in notes for block in _Word(roots).blocks(note))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise broken(name) from error
    tracked = next(roots[DOCUMENT].iter(*_CHANGES), None) is not None
    said = {_TRACKED: tracked, _LOOKS: _is_more_than_text(roots)}
    return Published(blocks, tuple(note for note, is_so in said.items() if is_so))


def _is_more_than_text(roots: Mapping[str, Any]) -> bool:
    """Return whether a document shows more than what is read, or will show another date."""
    unread = (one.get(qn("w:val")) for one in roots[DOCUMENT].iter(*_UNREAD))
    around = (text for part, root in roots.items() if part.startswith(_AROUND)
              for text in root.itertext(qn("w:t")))  # fmt: skip
    is_worded = any(map(_NOT_A_PAGE_NUMBER.search, around))
    codes = [*roots[DOCUMENT].itertext(qn("w:instrText"))]
    codes += [one.get(qn("w:instr"), "") for one in roots[DOCUMENT].iter(qn("w:fldSimple"))]
    is_moving = _MOVING.search("".join(codes)) is not None
    return is_worded or is_moving or any(mark not in {*_OFF, "baseline"} for mark in unread)


class _Word:
    """The parts of a document, and how far its fields and its numbered lists have come."""

    def __init__(self, roots: Mapping[str, Any]) -> None:
        self._lists = [*roots.get(_NUMBERING, ())]
        styles = roots[_STYLES].iter(qn("w:style")) if _STYLES in roots else ()
        self._styles = {style.get(qn("w:styleId")): style for style in styles}
        self._counts: dict[tuple[str | None, str], int] = {}
        self._codes: list[bool] = []
        self._boxes: list[Block] = []

    def blocks(self, parent: Any) -> Iterator[Block]:
        """Yield the paragraphs and tables below an element, text boxes after their paragraph."""
        for child in parent:
            if child.tag == _PARAGRAPH:
                styles = self._based(_value(child, "w:pPr/w:pStyle"))
                yield self._number(child, styles) + "".join(self._texts(child, styles))
                boxes, self._boxes = self._boxes, []
                yield from boxes
            elif child.tag == _TABLE:
                yield from _parted(self._rows(child))
            elif child.tag not in _UNSEEN:
                yield from self.blocks(child)

    def _based(self, name: str | None, most: int = _MOST_BASED) -> list[Any]:
        """Return a style and those it is based on."""
        style = self._styles.get(name) if most else None
        return [] if style is None else [style, *self._based(_value(style, "w:basedOn"), most - 1)]

    def _texts(self, parent: Any, styles: Sequence[Any]) -> Iterator[str]:
        """Yield what a reader sees of the runs below an element; ``styles`` are the paragraph's."""
        for child in parent:
            if child.tag in _UNSEEN or (child.tag == _RUN and self._is_hidden(child, styles)):
                continue
            if child.tag == _BOX:
                # A list first: what is read of a box asks for the boxes met so far.
                found = [*self.blocks(child)]
                self._boxes += found
                continue
            if child.tag == _FIELD:
                self._enter(child.get(qn("w:fldCharType")))
            elif not any(self._codes):
                if child.tag == _SYMBOL:
                    shown = chr(int(child.get(qn("w:char"), "fffd"), 16))
                    yield shown.encode(errors="replace").decode()
                yield child.text or "" if child.tag in _TEXTS else _SIGNS.get(child.tag, "")
            yield from self._texts(child, styles)

    def _enter(self, mark: str) -> None:
        """Note where the code of a field begins and ends: only its result is seen."""
        if mark == "begin":
            self._codes.append(True)
        elif self._codes and mark == "separate":
            self._codes[-1] = False
        elif self._codes:
            self._codes.pop()

    def _is_hidden(self, run: Any, styles: Sequence[Any]) -> bool:
        """Return whether a run is hidden by itself, by its style or by its paragraph's."""
        own = self._based(_value(run, "w:rPr/w:rStyle"))
        marks = (_value(one, "w:rPr/w:vanish") for one in (run, *own, *styles))
        return next((mark for mark in marks if mark is not None), "off") not in _OFF

    def _rows(self, table: Any) -> Iterator[list[str]]:
        """Yield the rows of a table, merged cells followed by blanks, less what was deleted."""
        for row in table.iter(_ROW):
            gone = {_value(row, "w:trPr/w:del"), _value(row, "w:trPr/w:hidden")} - {None, *_OFF}
            if _is_own(row, table, _TABLE) and not gone:
                cells = [""] * _columns(row, "w:trPr/w:gridBefore", 0)
                for cell in row.iter(_CELL):
                    if _is_own(cell, row, _ROW) and _value(cell, "w:tcPr/w:cellDel") is None:
                        goes_on = _value(cell, "w:tcPr/w:vMerge") in {"", "continue"}
                        cells.append("" if goes_on else "\n".join(_lines(self.blocks(cell))))
                        cells += [""] * (_columns(cell, "w:tcPr/w:gridSpan", 1) - 1)
                yield cells

    def _number(self, paragraph: Any, styles: Sequence[Any]) -> str:
        """Return the number that Word itself puts before a paragraph, empty where it puts none."""
        at = "w:pPr/w:numPr/w:"
        own = next((one for one in (paragraph, *styles) if _value(one, f"{at}numId")), None)
        number, depth = _value(own, f"{at}numId"), _value(own, f"{at}ilvl") or "0"
        named = [one for one in self._lists if number and one.get(qn("w:numId")) == number]
        scheme = _value(named[0], "w:abstractNumId") if named else ""
        named += [one for one in self._lists if one.get(qn("w:abstractNumId")) == scheme]
        found = [one for part in named for one in part.iter(qn("w:lvl"), qn("w:lvlOverride"))
                 if one.get(qn("w:ilvl")) == depth]  # fmt: skip
        level = next((one for one in found if one.tag == qn("w:lvl")), None)
        if level is None:
            return ""
        again = _value(found[0], "w:startOverride")
        key = number if again else scheme, depth
        count = self._counts.get(key, int(again or _value(level, "w:start") or 1) - 1) + 1
        self._counts[key] = count
        form, shown = _value(level, "w:numFmt"), "#"
        if form in _IN_DIGITS:
            shown = str(count)
        elif form in _IN_WORDS and count <= MOST_IN_WORDS:
            shown = in_words(count)
        return (_value(level, "w:lvlText") or "").replace(f"%{int(depth) + 1}", shown)


def _value(element: Any, path: str) -> str | None:
    """Return the value of what lies at ``path``, empty where it has none; None where it is not."""
    found = None if element is None else element.find("/".join(map(qn, path.split("/"))))
    return None if found is None else found.get(qn("w:val"), "")


def _columns(element: Any, path: str, usual: int) -> int:
    """Return how many columns something takes, not more than Word can have."""
    return min(int(_value(element, path) or usual), _MOST_COLUMNS)


def _is_own(element: Any, parent: Any, tag: str) -> bool:
    """Return whether the nearest ``tag`` around an element is ``parent``."""
    return next(element.iterancestors(tag), None) is parent


def _lines(blocks: Iterator[Block]) -> Iterator[str]:
    """Yield the lines of a cell; a table in it is read row by row."""
    for block in blocks:
        yield from [block] if isinstance(block, str) else (" ".join(row) for row in block)


_READERS: Mapping[str, Callable[[bytes, str], Published]] = {
    ".docx": _read_word,
    ".txt": _read_text,
    ".xlsx": _read_sheets,
    ".xlsm": _read_sheets,
}
