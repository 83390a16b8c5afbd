"""A published circular as read: its lines and its tables, wherever they were printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from xlportal.core.rules import match_key

_LABEL = re.compile(r"(附表(\d+)[\d.]*):?(.*)")
_LONGEST_LABEL = 8
_SERIAL = re.compile(r"\d+(?:\.\d+)*")
_TITLE_END = "统计表"
_NOTE = "注"


@dataclass(frozen=True)
class PublishedTable:
    """A table: what stands above it, its header rows, its rows from the first unit on.

    ``header`` and ``rows`` hold texts; cells that a merge covers are empty in ``rows`` and left
    out of ``header``. ``label`` is what numbers the table, such as ``附表1``, and ``annex`` that
    number; it is None where nothing above the table numbers it.
    """

    annex: int | None
    label: str
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
            told = _above(above or _untie_title(lines))
            tables.append(_table(block, told))
            lines += told.others
            above = []
        elif tables and is_note(block) and not above:
            tables[-1] = replace(tables[-1], note=block)
        elif _label(block):
            lines += above
            above = [block]
        elif above:
            above.append(block)
        else:
            lines.append(block)
    return Published(tuple(lines + above), tuple(tables))


def _untie_title(lines: list[str]) -> list[str]:
    """Return the last line, taken off, if it is the title of a table that nothing numbers."""
    titled = lines and match_key(lines[-1]).endswith(_TITLE_END)
    return [lines.pop()] if titled else []


def _label(line: str) -> re.Match[str] | None:
    """Return the parts of a line that numbers a table, with its title or without."""
    text = match_key(line)
    found = _LABEL.fullmatch(text)
    if found is None or len(found[3]) < _LONGEST_LABEL:
        return found
    return found if found[0].startswith(f"{found[1]}:") and text.endswith(_TITLE_END) else None


def is_note(line: str) -> bool:
    """Return whether a line is the note below a table."""
    return match_key(line).startswith((f"{_NOTE}:", f"{_NOTE}："))


@dataclass(frozen=True)
class _Above:
    """What stands above a table; ``others`` are lines that belong to the text."""

    annex: int | None
    label: str
    title: str
    others: list[str]


def _above(lines: Sequence[str]) -> _Above:
    """Return what the lines above a table say; the title is the line that ends as titles do."""
    labelled = _label(lines[0]) if lines else None
    if labelled is None:
        return _Above(None, "", "".join(lines[:1]), list(lines[1:]))
    if match_key(labelled[3]).endswith(_TITLE_END):
        return _Above(int(labelled[2]), labelled[1], labelled[3], list(lines[1:]))
    others = list(lines[1:])
    titles = [line for line in others if match_key(line).endswith(_TITLE_END)]
    title = next(iter([*titles, *others]), "")
    others = [line for line in others if line is not title]
    return _Above(int(labelled[2]), labelled[0].rstrip(":"), title, others)


def _numbers(cell: str) -> bool:
    """Return whether a cell is a row's serial number, right or wrong."""
    return _SERIAL.fullmatch(match_key(cell)) is not None


def _table(rows: Table, above: _Above) -> PublishedTable:
    first = next((i for i, row in enumerate(rows) if row and _numbers(row[0])), len(rows))
    return PublishedTable(
        annex=above.annex,
        label=above.label,
        title=above.title,
        header=tuple(tuple(cell for cell in row if match_key(cell)) for row in rows[:first]),
        rows=tuple(tuple(row) for row in rows[first:] if any(map(match_key, row))),
        note="",
    )
