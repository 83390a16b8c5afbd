"""The sentences that state no figure, against those of the workbook's wording.

They have to be the workbook's, whatever widths, brackets and quotation marks they are printed with;
leaving one out says nothing wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from xlportal.audit.comparing import Comparison
from xlportal.audit.template import Row
from xlportal.audit.text import MARKS, Text

_WORD = re.compile(r"\w")
_NUMBERED = re.compile(r"^\d[\d.]*[.、]")
_ALIKE = 0.5
_FEW = 60
"""So many sentences may be compared with one another; a circular has a dozen."""


@dataclass(frozen=True)
class Strange:
    """A printed sentence that was not read, as typed and by what it is known."""

    text: str
    plain: str


@dataclass(frozen=True)
class Wording:
    """What came of the comparison, and the workbook's sentences that others were meant to be."""

    compared: tuple[Comparison, ...]
    meant: tuple[Row, ...]


@dataclass(frozen=True)
class _Wanted:
    sentence: Strange
    row: Row


def sentences(text: Text) -> Iterator[Strange]:
    """Yield the sentences of a text that are not read."""
    for start, end in text.segments(0, len(text.plain), text.paragraphs):
        shown = text.unread[start:end].strip(MARKS)
        if _WORD.search(shown):
            first = start + text.unread[start:end].index(shown)
            last = first + len(shown)
            yield Strange(text.original(first, last), text.plain[first:last])


def compare_wording(printed: Sequence[Strange], rows: Sequence[Row]) -> Wording:
    """Return every printed sentence beside the workbook's that it should be."""
    wanted = [_Wanted(one, row) for row in rows for one in sentences(Text.of(row.typed))]
    right = [one for one in printed if any(_agree(one, other) for other in wanted)]
    strange = [one for one in printed if one not in right]
    absent = [one for one in wanted if not any(_agree(other, one) for other in right)]
    partners = _partners(strange, absent)
    compared = [_compared(one.text, one.text) for one in right]
    for index, one in enumerate(strange):
        compared.append(
            _compared(one.text, absent[partners[index]].sentence.text if index in partners else "")
        )
    return Wording(tuple(compared), tuple(absent[index].row for index in partners.values()))


def _compared(published: str, recomputed: str) -> Comparison:
    return Comparison(None, None, "sentence", published, recomputed, "正文")


def _agree(printed: Strange, wanted: _Wanted) -> bool:
    """Return whether a sentence is printed as worded. Word numbers headings by itself."""
    return printed.plain in {wanted.sentence.plain, _NUMBERED.sub("", wanted.sentence.plain)}


def _partners(strange: Sequence[Strange], absent: Sequence[_Wanted]) -> dict[int, int]:
    """Return for strange sentences the one of the wording that each is most like."""
    if len(strange) > _FEW:
        return {}
    alike = sorted(
        (-SequenceMatcher(None, one.plain, other.sentence.plain, autojunk=False).ratio(), i, j)
        for i, one in enumerate(strange)
        for j, other in enumerate(absent)
    )
    partners: dict[int, int] = {}
    for likeness, i, j in alike:
        if -likeness >= _ALIKE and i not in partners and j not in partners.values():
            partners[i] = j
    return partners
