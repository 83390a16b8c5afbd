"""The published circular as a Word document, made from the plain text of it."""

import re
from pathlib import Path

from docx import Document

from support.tools import REPOSITORY
from xlportal.core.rules import match_key

TEXT = REPOSITORY / "tests" / "data" / "circular-2020-02.txt"
_COUNTS = "报送信息采用情况"


def write_document(path: Path, text: str) -> None:
    """Write the text as paragraphs and tables; merged cells are as wide as in the circular."""
    document = Document()
    for block in blocks(re.sub(r"\[bookmark:[^]]*]", "", text)):
        if isinstance(block, str):
            document.add_paragraph(block)
        else:
            _add_table(document, block)
    document.save(str(path))


def blocks(text: str) -> list[str | list[list[str]]]:
    """Return lines and tables; a cell begins with a tab, an empty line ends a row."""
    made: list[str | list[list[str]]] = []
    row: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("\t"):
            row.append(line[1:])
        elif row and line.strip():
            row[-1] += "\n" + line
        elif row:
            if made and not isinstance(made[-1], str):
                made[-1].append(row)
            else:
                made.append([row])
            row = []
        elif line.strip():
            made.append(line)
    return made


def _add_table(document: object, rows: list[list[str]]) -> None:
    width = max(len(row) for row in rows)
    table = document.add_table(len(rows), width)  # type: ignore[attr-defined]
    for line, row in zip(table.rows, rows, strict=True):
        column = 0
        for text in row:
            span = _span(text, row, width)
            cell = line.cells[column].merge(line.cells[column + span - 1])
            cell.text = text
            column += span


def _span(text: str, row: list[str], width: int) -> int:
    if match_key(text) == _COUNTS:
        return width - len(row) + 1
    return 2 if "每" in text and len(row) < width else 1
