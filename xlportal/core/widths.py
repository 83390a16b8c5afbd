"""How wide texts are where Chinese characters take twice the room of Latin ones."""

import functools
import re
import unicodedata


def display_width(text: str) -> int:
    """Return the width of ``text`` in half-width characters, its longest line counting."""
    return max(sum(map(_character_width, line)) for line in text.split("\n"))


def lines_needed(text: str, width: float) -> int:
    """Return how many lines of ``width`` half-width characters ``text`` takes.

    Lines break between Chinese characters, but neither before a closing mark, nor after an
    opening one, nor within a number or a Latin word that a line has room for.
    """
    room = max(2, int(width))
    return sum(_lines(line, room) for line in text.split("\n"))


def _lines(line: str, room: int) -> int:
    if display_width(line) <= room:
        return 1
    lines, used = 1, 0
    for chunk in _UNBROKEN.findall(line):
        for part in [chunk] if display_width(chunk) <= room else chunk:
            width = display_width(part)
            if used and used + width > room and not part.isspace():
                lines, used = lines + 1, 0
            used += width
    return lines


_OPENING, _CLOSING = "（《〈“‘【〔「『(", "，。、；：？！）》〉”’】〕」』)％…—,.;:?!"
_UNBROKEN = re.compile(f"[{_OPENING}]*(?:[0-9A-Za-z.%+-]+|.)[{_CLOSING}]*")


@functools.cache
def _character_width(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1
