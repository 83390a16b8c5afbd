"""How wide texts are where Chinese characters take twice the room of Latin ones."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator


def display_width(text: str) -> int:
    """Return the width of ``text`` in half-width characters, its longest line counting."""
    return max(sum(map(_character_width, line)) for line in text.split("\n"))


@functools.lru_cache(maxsize=4096)
def printed_width(text: str) -> float:
    """Return the room ``text`` takes in half-width characters, its longest line counting.

    Latin letters and digits count a little more than half: they are wider in fonts that stand in,
    and some programs set them off from Chinese ones.
    """
    return max(map(_printed_width, text.split("\n")))


def _printed_width(line: str) -> float:
    wide = display_width(line)
    return wide + _NARROW_EXTRA * (2 * len(line) - wide) + _SET_OFF * len(_MIXED.findall(line))


_NARROW_EXTRA, _SET_OFF = 0.06, 0.5
_MIXED = re.compile("[0-9A-Za-z](?=[\u3400-\u9fff])|[\u3400-\u9fff](?=[0-9A-Za-z])")


def lines_needed(text: str, width: float) -> int:
    """Return how many lines of ``width`` half-width characters ``text`` takes.

    Lines break between Chinese characters, but neither before a closing mark, nor after an
    opening one, nor within a number or a Latin word.
    """
    room = _room(width)
    return sum(
        1 if display_width(line) <= room else sum(1 for _ in _lines(line, room))
        for line in text.split("\n")
    )


def broken(text: str, width: float) -> list[str]:
    """Return the lines that :func:`lines_needed` counts; together they are ``text``."""
    room = _room(width)
    return [piece for line in text.split("\n") for piece in _lines(line, room)]


def balanced(text: str, width: float) -> str:
    """Return ``text`` in the lines that it needs, each about as long as the others."""
    return "\n".join(_balanced(line, width) for line in text.split("\n"))


def _balanced(line: str, width: float) -> str:
    lines = lines_needed(line, width)
    least = -(-display_width(line) // lines)
    room = next(
        room for room in range(least, _room(width) + least) if lines_needed(line, room) <= lines
    )
    return "\n".join(broken(line, room))


def _room(width: float) -> int:
    return max(2, int(width))


def _lines(line: str, room: int) -> Iterator[str]:
    """Yield the lines; what is too long for one is broken anywhere, a blank may stand over."""
    piece, used = "", 0
    for chunk in _UNBROKEN.findall(line):
        wide = display_width(chunk)
        if used + wide > room and not chunk.isspace():
            for part in [chunk] if wide <= room else chunk:
                if piece and used + display_width(part) > room:
                    yield piece
                    piece, used = "", 0
                piece += part
                used += display_width(part)
        else:
            piece += chunk
            used += wide
    yield piece


_OPENING, _CLOSING = "（《〈“‘【〔「『(", "，。、；：？！）》〉”’】〕」』)％…—,.;:?!"
_UNBROKEN = re.compile(f"[{_OPENING}]*(?:[0-9A-Za-z.%+-]+|.)[{_CLOSING}]*")


@functools.cache
def _character_width(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1
