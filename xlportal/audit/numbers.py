"""Numbers as a circular prints them: in digits or in the words of counting."""

from __future__ import annotations

from fractions import Fraction

from xlportal.core.exact import parse_decimal

_DIGITS = {word: value for value, word in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
WORDS = f"[{''.join(_DIGITS)}{''.join(_TENS)}]"
"""A character of a number in words."""
NUMBER = rf"(?:-?\d{{1,30}}(?:\.\d{{0,30}}){{0,3}}|{WORDS}{{1,30}})"
"""What stands where a number belongs, whether it is one or not. Longer ones are nothing that anyone
prints, and would be looked at again from each of their digits."""


def number_of(text: str) -> Fraction | None:
    """Return the number that ``text`` writes in digits or words (``14``, ``十四``), else None."""
    if text and all(character in _DIGITS or character in _TENS for character in text):
        return Fraction(_in_words(text))
    return parse_decimal(text)


def _in_words(text: str) -> int:
    if not any(character in _TENS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text[:30]))
    total = digit = 0
    for character in text:
        if character in _TENS:
            total += (digit or 1) * _TENS[character]
        digit = _DIGITS.get(character, 0)
    return total + digit
