"""Exports of another system, taken into a book's month in memory."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl

from support.cells import DEMO, grids
from support.tools import saved
from xlportal.core.book import Book
from xlportal.intake.importing import Intake, intake

SHANG, FU, QIAN, MI = "上城区审管办", "富阳区行政服务中心", "钱塘新区管委会", "秘书处"


def take(content: str | bytes, book: Book = DEMO, month: int = 3, name: str = "导出.csv") -> Intake:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return intake(path, grids(book)[f"{month}月"], book, month)


def given(found: Intake, book: Book = DEMO) -> dict[str, str]:
    """The counts above zero by unit: 3 and（1）of the first item, 0 or nothing of the others."""
    groups = {group.annex: group for group in book.ledger.groups}
    return {
        groups[annex].units[position].name: " ".join(
            f"{groups[annex].items[slot].name}{count.pieces}"
            + (f"（{count.in_column}）" if count.in_column else "")
            for slot, count in sorted(line.counts.items())
            if count is not None and count.pieces
        )
        for (annex, position), line in found.delivery.lines.items()
    }


def errors(found: Intake) -> list[str]:
    return [f"{p.kind.code} {p.cell}".strip() for p in found.problems if p.is_error]


def workbook(
    rows: Sequence[Sequence[object]],
    *merges: str,
    title: str = "Sheet",
    hidden: Sequence[int | str] = (),
) -> bytes:
    """A workbook of one sheet; ``hidden`` are its rows and columns."""
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    for merge in merges:
        book.active.merge_cells(merge)
    for line in hidden:
        is_row = isinstance(line, int)
        lines = book.active.row_dimensions if is_row else book.active.column_dimensions
        lines[line].hidden = True
    return saved(book)
