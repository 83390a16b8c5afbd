"""What the cells of a workbook's parts mean: numbers, texts, dates, results of formulas."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from xlportal.sheets.grid import Formula

_SECONDS_A_DAY = 86400
_EPOCH, _EPOCH_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)
_FIRST_DAYS = 60
"""Excel's calendar has a 29 February 1900: serial numbers before it are one day short."""

_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)})
"""Built-in number formats that show dates and times, those of Chinese Excel included."""
_NOT_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^]]*\]', re.IGNORECASE)
_DATE_LETTERS = re.compile("[dmhys]|a{3,}", re.IGNORECASE)
_FIRST_HALF, _LAST_HALF = 0xD800, 0xDFFF
_OWN_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class Meanings:
    """What cells of one workbook refer to: its texts, which styles show dates, its calendar."""

    texts: Sequence[str] = ()
    dates: frozenset[str] = frozenset()
    from_1904: bool = False

    def value(self, kind: str, style: str, stored: str | None, formula: str | None) -> object:
        """Return the value of a cell of ``kind`` (the attribute ``t``), None where it has none."""
        if stored is None or (not stored and kind != "str"):
            return None if formula is None else Formula(f"={formula}")
        if kind == "n":
            return self._number(style, stored)
        if kind == "s":
            return self.texts[int(stored)] or None
        if kind == "b":
            return stored not in {"0", "false"}
        if kind == "d":
            return _moment(stored)
        return unescaped(stored) or None

    def _number(self, style: str, stored: str) -> object:
        if style in self.dates:
            return self._date(float(stored))
        return int(stored) if stored.isdecimal() and stored.isascii() else float(stored)

    def _date(self, serial: float) -> object:
        days, seconds = divmod(round(serial * _SECONDS_A_DAY), _SECONDS_A_DAY)
        if days == 0 and serial >= 0:
            return (dt.datetime.min + dt.timedelta(seconds=seconds)).time()
        early = not self.from_1904 and 0 < days < _FIRST_DAYS
        epoch = _EPOCH_1904 if self.from_1904 else _EPOCH
        try:
            return epoch + dt.timedelta(days=days + early, seconds=seconds)
        except OverflowError:
            return serial


def unescaped(text: str) -> str:
    """Return a text as people see it: ``_x000A_`` stands for the character of that number."""
    return _OWN_ESCAPE.sub(_character, text) if "_x" in text else text


def _character(found: re.Match[str]) -> str:
    """Return the character of a number; half a pair is none, and no file can hold it."""
    number = int(found[1], 16)
    return "\ufffd" if _FIRST_HALF <= number <= _LAST_HALF else chr(number)


def shows_date(number: int, code: str) -> bool:
    """Return whether the number format with this number and code shows a date or a time."""
    if not code:
        return number in _DATE_FORMATS
    return _DATE_LETTERS.search(_NOT_FORMAT.sub("", code.split(";", maxsplit=1)[0])) is not None


def _moment(text: str) -> object:
    """Return a date written in ISO form; the text itself where it is none."""
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return text
