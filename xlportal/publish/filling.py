"""Sentences of the wording filled in, and the paragraphs they make (spec section 6)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from xlportal.core.wording import (
    ADOPTED,
    ADOPTED_SO_FAR,
    GENERAL_PLACEHOLDERS,
    GROUP_PLACEHOLDERS,
    MONTH_END,
    PLACEHOLDER,
    SO_FAR_END,
    Part,
    Sentence,
)

Pieces: TypeAlias = Sequence[tuple[str, str]]
"""Texts that make one, each with the placeholder that it fills, empty where it fills none."""
Values: TypeAlias = Mapping[str, str | Pieces | None]
"""What placeholders say; some are told in pieces, those not there say nothing."""


@dataclass(frozen=True)
class Span:
    """A stretch of a paragraph and the placeholder that it fills.

    【采用情况】 and 【专栏采用】 are told by their figures: ``区县动态本月`` (7篇),
    ``区县动态累计`` (1-2月累计14篇), ``专栏采用本月``, ``专栏采用累计``.
    """

    start: int
    end: int
    placeholder: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the circular and the part it plays, by which it is styled.

    ``annex`` is the group's that it speaks of, ``spans`` are what was filled in, from left to
    right.
    """

    part: Part
    text: str
    annex: int | None = None
    spans: tuple[Span, ...] = ()


def paragraphs(
    sentences: Iterable[Sentence], values: Values, annex: int | None = None
) -> Iterator[Paragraph]:
    """Yield the paragraphs that filled sentences make.

    The sentences of a group's part make one paragraph, every other sentence one of its own; a line
    break typed in a text begins a new paragraph.
    """
    for part, run in groupby(sentences, key=lambda sentence: sentence.part):
        filled = [fill(sentence.text, values) for sentence in run]
        for pieces in [joined(filled)] if part.per_group else filled:
            yield from _lines(part, annex, pieces)


def joined(parts: Iterable[Pieces], mark: str = "") -> Pieces:
    """Return the pieces of several texts as those of one, ``mark`` between them."""
    pieces: list[tuple[str, str]] = []
    for part in parts:
        pieces += [(mark, "")] if pieces and mark else []
        pieces += part
    return pieces


def is_item(placeholder: str) -> bool:
    """Return whether a placeholder tells of items: 【采用情况】 or one called after an item."""
    return placeholder == ADOPTED or placeholder not in {
        *GENERAL_PLACEHOLDERS,
        *GROUP_PLACEHOLDERS,
    }


def fill(text: str, values: Values) -> Pieces:
    """Return a sentence's text with its placeholders filled, nothing where it falls away.

    It falls away where one of its placeholders has nothing to say. Where it tells of items, only
    what has nothing to say goes, with the mark before it, and it falls away without any item.
    """
    mute = [name for name in PLACEHOLDER.findall(text) if not values.get(name)]
    items = [name for name in PLACEHOLDER.findall(text) if is_item(name)]
    if items and all(name in mute for name in items):
        return ()
    for name in mute:
        if is_item(name) or name == ADOPTED_SO_FAR:
            text = _without_placeholder(text, name)
    if any(not values.get(name) for name in PLACEHOLDER.findall(text)):
        text = _without_mute_phrases(text, values) if items else ""
    return _pieces(text, values)


_OPENING, _CLOSING = ("（", "("), ("）", ")")
_BEFORE = tuple("，、；：。,;:")
"""Marks that what has nothing to say takes along where they stand before it."""
_BEHIND = tuple("，、；,;")
"""Those it takes along where they stand behind it and none before it."""


def _without_placeholder(text: str, name: str) -> str:
    """Return ``text`` less a placeholder, its item's name before it, and the mark it hangs on."""
    before, _, behind = text.partition(f"【{name}】")
    before = before.removesuffix(name.removesuffix(MONTH_END).removesuffix(SO_FAR_END))
    if before.endswith(_OPENING) and behind.startswith(_CLOSING):
        return before[:-1] + behind[1:]
    if before.endswith(_BEFORE):
        return before[:-1] + behind
    return before + (behind[1:] if behind.startswith(_BEHIND) else behind)


def _without_mute_phrases(text: str, values: Values) -> str:
    """Return ``text`` without the phrases between marks that have nothing to say."""
    parts = re.split(r"([，；。])", text)
    phrases = [("", parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
    told = [
        (mark, phrase)
        for mark, phrase in phrases
        if all(values.get(name) for name in PLACEHOLDER.findall(phrase))
    ]
    return "".join(mark + phrase for mark, phrase in told).lstrip("，；。")


def _pieces(text: str, values: Values) -> Pieces:
    pieces: list[tuple[str, str]] = []
    for index, part in enumerate(PLACEHOLDER.split(text)):
        value = (values.get(part) or "") if index % 2 else part
        pieces += [(value, part if index % 2 else "")] if isinstance(value, str) else value
    return pieces


_BLANKS_COUNT = {Part.DATE}
"""Parts whose outer blanks are there to be written on."""


def _lines(part: Part, annex: int | None, pieces: Pieces) -> Iterator[Paragraph]:
    """Yield a paragraph a line of the text that ``pieces`` make, with its own spans."""
    spans: list[Span] = []
    end = 0
    for piece, placeholder in pieces:
        start, end = end, end + len(piece)
        spans += [Span(start, end, placeholder)] if placeholder and piece else []
    start = 0
    for line in "".join(piece for piece, _ in pieces).splitlines(keepends=True):
        text = line.rstrip("\r\n") if part in _BLANKS_COUNT else line.strip()
        if text.strip():
            first = start + line.index(text)
            yield Paragraph(part, text, annex, tuple(_cut(spans, first, first + len(text))))
        start += len(line)


def _cut(spans: Sequence[Span], start: int, end: int) -> Iterator[Span]:
    for span in spans:
        if span.start < end and span.end > start:
            first, last = max(span.start, start), min(span.end, end)
            yield Span(first - start, last - start, span.placeholder)
