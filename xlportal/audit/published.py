"""A published circular as it was read: paragraphs and tables in their order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

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


def parted(rows: Iterable[Row]) -> Iterator[Block]:
    """Yield a table of rows; those at its ends that fill one cell are paragraphs."""
    kept = [row for row in rows if any(text.strip() for text in row)]
    wide = [
        number for number, row in enumerate(kept) if sum(bool(text.strip()) for text in row) > 1
    ]
    first, last = (wide[0], wide[-1] + 1) if wide else (len(kept), len(kept))
    yield from ("".join(row).strip() for row in kept[:first])
    if wide:
        yield kept[first:last]
    yield from ("".join(row).strip() for row in kept[last:])
