"""Reading a published circular: Word, an appendix workbook, or the plain text of either."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from xlportal.audit.published import BOOKMARK, Block, Published, parted
from xlportal.audit.read_word import read_word
from xlportal.errors import CannotProceed
from xlportal.files import read_bytes
from xlportal.sheets.cells import shown
from xlportal.sheets.files import read_sheets
from xlportal.sheets.grid import Grid
from xlportal.sheets.layout import CIRCULAR, LASTING_SHEETS, TRENDS
from xlportal.text_files import decoded

_SERIAL = "序号"
_QUOTED = re.compile(r'(?:(?<=\t)|^)"((?:[^"\t]|""){0,400})"(?=\t|\r?$)', re.MULTILINE)
"""A cell of several lines, which Excel copies in quotation marks."""


def read_published(path: Path) -> Published:
    """Return the circular at ``path``, read as its ending says (.docx, .txt or .xlsx).

    Raises :class:`CannotProceed` where it cannot be read.
    """
    if path.suffix.lower() not in _READERS:
        raise CannotProceed(f"“{path}”的扩展名应是 {'、'.join(_READERS)}。")
    return parse_published(read_bytes(path), path)


def parse_published(content: bytes, path: Path) -> Published:
    """Return the circular that ``content`` is; ``path``, which is not opened, says of which kind.

    Raises :class:`CannotProceed` where it cannot be read.
    """
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
            yield from parted(rows)
            rows = []
            paragraph.append(line)


def _read_sheets(content: bytes, name: str) -> Published:
    """Return the text and the appendices of a workbook; other sheets of ours are passed over."""
    grids = read_sheets(content, name, lambda sheet: not sheet.startswith(TRENDS))
    if grids.keys() >= set(LASTING_SHEETS):
        raise CannotProceed(
            f"“{name}”是填报工作簿，不是印发的通报。请给出发送版（.xlsx）、Word 通报或文字稿。"
        )
    ordered = sorted(grids.values(), key=lambda grid: not grid.name.startswith(CIRCULAR))
    return Published(tuple(block for grid in ordered if not grid.shape.hidden
                           for block in _sheet_blocks(grid)))  # fmt: skip


def _sheet_blocks(grid: Grid) -> Iterator[Block]:
    columns = [c for c in range(max(map(len, grid.rows), default=0))
               if c not in grid.shape.hidden_columns]  # fmt: skip
    seen = (n for n in range(len(grid.rows)) if n not in grid.shape.hidden_rows)
    rows = [[shown(grid.at(row, column)) for column in columns] for row in seen]
    if not grid.name.startswith(CIRCULAR):
        yield from parted(rows)
        return
    for blank, run in groupby(rows, key=lambda row: not any(text.strip() for text in row)):
        if not blank:
            yield "\n".join("".join(row) for row in run)


_READERS: Mapping[str, Callable[[bytes, str], Published]] = {
    ".docx": read_word,
    ".txt": _read_text,
    ".xlsx": _read_sheets,
    ".xlsm": _read_sheets,
}
