"""A published circular as read: its lines and its tables, wherever they were printed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

_ANNEX = re.compile(r"^\s*附\s*表\s*([0-9０-９]+)")
_TITLE_END = "统计表"
_NOTE = "注"


@dataclass(frozen=True)
class PublishedTable:
    """A table: what stands above it, its header rows, its rows from the first unit on.

    ``header`` and ``rows`` hold texts; cells that a merge covers are empty in ``rows`` and left
    out of ``header``. ``annex`` is None where nothing above the table numbers it.
    """

    annex: int | None
    title: str
    header: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[str, ...], ...]
    note: str


@dataclass(frozen=True)
class Published:
    """A circular: the lines of its text and its tables, in their order."""

    lines: tuple[str, ...]
    tables: tuple[PublishedTable, ...]


Table = Sequence[Sequence[str]]
"""A table as it is read from a file, header and all."""


def published(blocks: Iterable[str | Table]) -> Published:
    """Return the circular made of lines and tables in their order.

    The lines that number and name a table, and the note behind it, become the table's.
    """
    lines: list[str] = []
    tables: list[PublishedTable] = []
    above: list[str] = []
    for block in blocks:
        if not isinstance(block, str):
            tables.append(_table(block, above))
            above = []
        elif tables and is_note(block) and not above:
            tables[-1] = replace(tables[-1], note=block)
        elif _ANNEX.match(block) and len(key(block)) < 8:
            lines += above
            above = [block]
        elif above:
            above.append(block)
        else:
            lines.append(block)
    return Published(tuple(lines + above), tuple(tables))


def key(text: str) -> str:
    """Return a text without what typing it again changes: widths of characters and blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def is_note(line: str) -> bool:
    """Return whether a line is the note below a table."""
    return key(line).startswith((f"{_NOTE}:", f"{_NOTE}："))


def _table(rows: Table, above: Sequence[str]) -> PublishedTable:
    annex = next((_ANNEX.match(line) for line in above if _ANNEX.match(line)), None)
    title = next((line for line in above if key(line).endswith(_TITLE_END)), "")
    first = next((i for i, row in enumerate(rows) if row and key(row[0]).isdecimal()), len(rows))
    return PublishedTable(
        annex=int(annex[1]) if annex else None,
        title=title,
        header=tuple(tuple(cell for cell in row if key(cell)) for row in rows[:first]),
        rows=tuple(tuple(row) for row in rows[first:] if any(key(cell) for cell in row)),
        note="",
    )
