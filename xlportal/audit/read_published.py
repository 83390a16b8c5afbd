"""Reading a published circular: Word, an appendix workbook, or the plain-text dump of either."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from xlportal.audit.published import Published, Table, is_note, key, published
from xlportal.errors import CannotProceed
from xlportal.safe_files import read_bytes
from xlportal.workbook.cells import shown
from xlportal.workbook.files import read_sheets
from xlportal.workbook.grid import Grid

_SERIAL = "序号"
_ENCODINGS = ("utf-8-sig", "gb18030")


def read_published(path: Path) -> Published:
    """Return the circular at ``path``, read as its ending says (.docx, .txt or .xlsx).

    Raises :class:`CannotProceed` where it cannot be read.
    """
    read = _READERS.get(path.suffix.lower())
    if read is None:
        raise CannotProceed(f"“{path}”的扩展名应是 {'、'.join(_READERS)}。")
    return published(read(read_bytes(path), str(path)))


def _text_blocks(content: bytes, name: str) -> Iterator[str | Table]:
    """Yield lines and tables of a dump: a cell begins with a tab, a row ends at an empty line."""
    rows: list[list[str]] = []
    row: list[str] = []
    for line in [*_decoded(content, name).splitlines(), ""]:
        if line.startswith("\t"):
            row.append(line[1:])
        elif row and line.strip():
            row[-1] += "\n" + line
        elif row:
            rows.append(row)
            row = []
        elif line.strip():
            if rows:
                yield rows
                rows = []
            yield line
    if rows:
        yield rows


def _decoded(content: bytes, name: str) -> str:
    for encoding in _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise CannotProceed(f"“{name}”不是文字文件，读不出来。请另存为 UTF-8 的 .txt。")


def _word_blocks(content: bytes, name: str) -> Iterator[str | Table]:
    """Yield paragraphs and tables of a Word document in their order."""
    # Loaded here because the other two kinds have no need of it.
    from docx import Document
    from docx.table import Table as WordTable

    from xlportal.workbook.limits import open_package

    open_package(content, name, "word/document.xml")
    try:
        for part in Document(io.BytesIO(content)).iter_inner_content():
            if isinstance(part, WordTable):
                yield [list(_word_cells(row)) for row in part.rows]
            elif part.text.strip():
                yield from part.text.splitlines()
    except Exception as error:
        raise CannotProceed(f"“{name}”打不开：文件已损坏，或不是 Word 文档。") from error


def _word_cells(row: Any) -> Iterator[str]:
    """Yield the texts of a row, a cell once however wide, empty where merged from above."""
    for cell in row._tr.tc_lst:  # noqa: SLF001 - python-docx repeats merged cells otherwise
        yield "" if cell.vMerge == "continue" else "\n".join(p.text for p in _paragraphs(cell))


def _paragraphs(cell: Any) -> Iterator[Any]:
    from docx.text.paragraph import Paragraph

    return (Paragraph(element, cell) for element in cell.p_lst)


def _sheet_blocks(content: bytes, name: str) -> Iterator[str | Table]:
    """Yield lines and tables of every sheet of a workbook but 走势, whose tables are others."""
    for grid in read_sheets(content, name, lambda sheet: not sheet.startswith("走势")).values():
        yield from _grid_blocks(grid)


def _grid_blocks(grid: Grid) -> Iterator[str | Table]:
    rows: list[list[str]] = []
    for values in grid.rows:
        texts = [shown(value) for value in values]
        if not any(map(key, texts)):
            continue
        filled = [text for text in texts if key(text)]
        if not rows and key(texts[0]) != _SERIAL:
            yield from (line for text in filled for line in text.splitlines())
        elif len(filled) == 1 and is_note(filled[0]):
            yield rows
            rows = []
            yield filled[0]
        else:
            rows.append(texts)
    if rows:
        yield rows


_READERS: Mapping[str, Callable[[bytes, str], Iterator[str | Table]]] = {
    ".docx": _word_blocks,
    ".txt": _text_blocks,
    ".xlsx": _sheet_blocks,
    ".xlsm": _sheet_blocks,
}
