"""Reading a published circular: Word, an appendix workbook, or the plain-text dump of either."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from xlportal.audit.published import Published, Table, is_note, published
from xlportal.core.rules import match_key
from xlportal.errors import CannotProceed
from xlportal.files import read_bytes
from xlportal.sheets.cells import shown
from xlportal.sheets.files import read_sheets
from xlportal.sheets.grid import Grid
from xlportal.sheets.layout import CIRCULAR, LASTING_SHEETS
from xlportal.text_files import decoded

_SERIAL = "序号"
_QUOTED = re.compile(r'(?:(?<=\t)|^)"([^"\t]*)"(?=\t|\r?$)', re.MULTILINE)


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
    return published(_READERS[path.suffix.lower()](content, str(path)))


def _text_blocks(content: bytes, name: str) -> Iterator[str | Table]:
    """Yield lines and tables of a text: a dump of Word's, or a row a line as Excel copies it."""
    lines = _QUOTED.sub(_unquoted, decoded(content, name)).splitlines()
    for tabbed, run in groupby(zip(lines, _rowed(lines), strict=True), key=itemgetter(1)):
        some = [line for line, _ in run]
        if tabbed:
            yield from _grid_blocks(Grid(name, [line.split("\t") for line in some]))
        else:
            yield from _dump_blocks(some)


def _unquoted(found: re.Match[str]) -> str:
    """Return a cell of several lines, which Excel copies in quotation marks, in one."""
    return "".join(found[1].splitlines())


def _rowed(lines: Sequence[str]) -> Iterator[bool]:
    """Yield for each line whether it is a row of cells; an empty line is what the one above is."""
    rowed = False
    for line in lines:
        rowed = "\t" in line[1:] or (rowed and not line.strip())
        yield rowed


def _dump_blocks(lines: Sequence[str]) -> Iterator[str | Table]:
    """Yield lines and tables of a dump: a cell begins with a tab, a row ends at an empty line."""
    rows: list[list[str]] = []
    row: list[str] = []
    for line in [*lines, ""]:
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


def _word_blocks(content: bytes, name: str) -> Iterator[str | Table]:
    """Yield paragraphs and tables of a Word document in their order."""
    # Loaded here because the other two kinds have no need of it.
    from docx import Document
    from docx.table import Table as WordTable

    from xlportal.sheets.limits import check_package

    check_package(content, name, "word/document.xml")
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
    grids = read_sheets(content, name, lambda sheet: not sheet.startswith("走势"))
    if grids.keys() >= set(LASTING_SHEETS):
        raise CannotProceed(
            f"“{name}”是填报工作簿，不是印发的通报。请给出发送版（.xlsx）、Word 通报或文字稿。"
        )
    for grid in grids.values():
        yield from _grid_blocks(_rejoined(grid) if grid.name.startswith(CIRCULAR) else grid)


def _rejoined(grid: Grid) -> Grid:
    """Return a sheet 通报 with a row a paragraph.

    As it is printed by us, a paragraph takes a row a line, and goes on in the column to the right
    of the one it begins in. Nothing else there does.
    """
    rows: list[list[object]] = []
    begun: int | None = None
    for values in grid.rows:
        filled = [column for column, value in enumerate(values) if shown(value)]
        if begun is not None and filled == [begun + 1]:
            rows[-1][begun] = shown(rows[-1][begun]) + shown(values[begun + 1])
        else:
            rows.append(list(values))
            begun = filled[0] if len(filled) == 1 else None
    return replace(grid, rows=rows)


def _grid_blocks(grid: Grid) -> Iterator[str | Table]:
    rows: list[list[str]] = []
    for values in grid.rows:
        texts = [shown(value) for value in values]
        if not any(map(match_key, texts)):
            continue
        filled = [text for text in texts if match_key(text)]
        if not rows and match_key(texts[0]) != _SERIAL:
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
