"""A circular's text while it is read: what has been understood of it and what has not.

All comparing is done on the plain text, which has neither blanks nor widths. What was read is
covered by marks of the same length, so that places stay and nothing is read twice.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from xlportal.audit.comparing import Comparison
from xlportal.core.rules import match_key

SENTENCE, STATEMENT, LABEL = "\ue000", "\ue001", "\ue002"
"""Marks: a sentence as the workbook has it, a statement in other words, a label that says nothing
by itself."""
MARKS = SENTENCE + STATEMENT + LABEL
STOP = "。"
_SAME = {
    ord(mark): narrow
    for marks, narrow in (("〔［【", "["), ("〕］】", "]"), ("“”", '"'), ("‘’", "'"), ("｡", STOP),
                          (MARKS, "\ufffd"))
    for mark in marks
}  # fmt: skip
_ENDS = "。！？：；…!?:;."
_BOOKMARK = re.compile(r"\[bookmark:[^\]]*\]")


@functools.lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    return match_key(character.translate(_SAME)).translate(_SAME)


def plain(text: str) -> str:
    """Return a text without blanks, widths and kinds of brackets and quotation marks."""
    return "".join(map(_plain, text))


@dataclass(frozen=True)
class Read:
    """A stretch that was understood, the mark to cover it with, and what it says."""

    start: int
    end: int
    mark: str
    compared: tuple[Comparison, ...] = ()


@dataclass(frozen=True)
class Text:
    """A text. ``unread`` is ``plain`` with marks on what was read.

    ``places`` say where in ``typed`` each plain character stands; ``lines`` where lines begin,
    ``paragraphs`` where paragraphs do, ``closed`` where those do that follow a closed sentence.
    """

    plain: str
    unread: str
    typed: str
    places: tuple[int, ...]
    lines: tuple[int, ...]
    paragraphs: frozenset[int]
    closed: frozenset[int]

    @classmethod
    def of(cls, lines: Sequence[str]) -> Text:
        """Return the text of lines, nothing of it read."""
        typed = [_BOOKMARK.sub("", line) for line in lines]
        shown = [plain(line) for line in typed]
        starts = tuple(accumulate(map(len, shown), initial=0))
        whole, origins = "".join(shown), "".join(typed)
        places = tuple(i for i, character in enumerate(origins) for _ in _plain(character))
        begun = _paragraphs(typed)
        closed = (row for row in begun if row == 0 or typed[row - 1].rstrip()[-1:] in {*_ENDS, ""})
        return cls(
            whole, whole, origins, places, starts,
            frozenset(starts[row] for row in begun), frozenset(starts[row] for row in closed),
        )  # fmt: skip

    def after(self, reads: Iterable[Read]) -> Text:
        """Return the text with what ``reads`` understood covered."""
        unread = list(self.unread)
        for read in reads:
            unread[read.start : read.end] = read.mark * (read.end - read.start)
        return replace(self, unread="".join(unread))

    def original(self, start: int, end: int) -> str:
        """Return a stretch as it was typed."""
        if start >= end:
            return ""
        return self.typed[self.places[start] : self.places[end - 1] + 1].strip()

    def line_end(self, place: int) -> int:
        """Return where the line with ``place`` ends."""
        return next((start for start in self.lines if start > place), len(self.plain))

    def stands_alone(self, start: int, end: int) -> bool:
        """Return whether a stretch is lines or sentences of their own."""
        begins = start in self.lines or self.unread[start - 1] in STOP + MARKS
        return begins and (
            end == len(self.plain)
            or end in self.lines
            or self.unread[end] in STOP + MARKS
            or self.unread[end - 1] == STOP
        )

    def segments(self, start: int, end: int, stops: Iterable[int]) -> Iterator[tuple[int, int]]:
        """Yield the sentences of a stretch, parted at full stops and where ``stops`` say."""
        ends = {start, end, *(stop for stop in stops if start < stop < end)}
        ends |= {start + i + 1 for i, c in enumerate(self.unread[start:end]) if c == STOP}
        yield from pairwise(sorted(ends))


def _paragraphs(lines: Sequence[str]) -> list[int]:
    """Return the lines that begin paragraphs.

    A dump breaks paragraphs amid a sentence, or after a blank; where most lines end with a blank,
    it means nothing.
    """
    blank = [line.endswith(" ") for line in lines]
    telling = 2 * sum(blank) <= len(lines)
    begun, paragraph = [0], ""
    for row, line in enumerate(lines):
        paragraph += line
        text = paragraph.rstrip()
        goes_on = (telling and blank[row]) or "，" in text or "," in text
        if text and (text[-1] in _ENDS or not goes_on):
            begun.append(row + 1)
            paragraph = ""
    return begun
