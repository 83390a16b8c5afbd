"""What a cell means, whatever program filled it. One classifier for files, live Excel and UDFs."""

from __future__ import annotations

import datetime as dt
import functools
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, TypeAlias

from xlportal.core.exact import from_float, parse_decimal, plain
from xlportal.core.rules import visible
from xlportal.sheets.grid import ErrorValue, Formula

_EXCEL_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
_NARROW = str.maketrans("０１２３４５６７８９．＋－％（）", "0123456789.+-%()")
_BRACKETED = re.compile(r"([0-9]{1,100})\s*\(\s*([0-9]{1,100})\s*\)")


class Oddity(Enum):
    """Why a value cannot be read as a number or a text."""

    ERROR = "error"
    DATE = "date"
    LOGICAL = "logical"
    FORMULA = "formula"


@dataclass(frozen=True)
class Odd:
    """A value that is neither number nor text, with what people see in the cell."""

    oddity: Oddity
    shown: str


Meaning: TypeAlias = Fraction | str | Odd | None
"""Nothing, an exact number, a text without outer spaces, or something odd."""


def classify(value: object) -> Meaning:
    """Return what a cell's ``value`` means."""
    if value is None:
        return None
    kind: type = type(value)
    return _reader(kind)(value)


def from_excel(value: object) -> object:
    """Return a value that Excel itself handed over as any other file's would be.

    Excel's numbers are floats; a whole number is the code of an error newer than the ones xlwings
    names. Those arrive as texts, and Excel makes an error of whoever types such a text.
    """
    if type(value) is int:
        return ErrorValue("#VALUE!")
    return ErrorValue(value) if type(value) is str and value in _EXCEL_ERRORS else value


def classify_live(value: object) -> Meaning:
    """Return what a value means that Excel itself handed over."""
    return classify(from_excel(value))


def number(meaning: Meaning) -> Fraction | None:
    """Return the number that ``meaning`` is or writes (``1.5``, ``１．５``, ``80%``), else None."""
    if isinstance(meaning, Fraction):
        return meaning
    if not isinstance(meaning, str):
        return None
    narrow = meaning.translate(_NARROW)
    if narrow.endswith("%"):
        share = parse_decimal(narrow[:-1].rstrip())
        return None if share is None else share / 100
    return parse_decimal(narrow)


def whole(meaning: Meaning) -> int | None:
    """Return the whole number that ``meaning`` is or writes as text, else None."""
    found = number(meaning)
    return int(found) if found is not None and found.denominator == 1 else None


def bracketed(text: str) -> tuple[int, int] | None:
    """Return the two numbers of the printed notation ``3（1）``, else None."""
    found = _BRACKETED.fullmatch(text.translate(_NARROW))
    return (int(found[1]), int(found[2])) if found else None


def narrow_digits(text: str) -> str | None:
    """Return the digits of ``text`` in their narrow form, None where it is not all digits."""
    narrow = text.translate(_NARROW)
    return narrow if re.fullmatch(r"[0-9]{1,100}", narrow) else None


def has_brackets(text: str) -> bool:
    """Return whether ``text`` has anything of the bracket notation in it."""
    return any(bracket in text for bracket in "（）()[]【】〔〕")


def shown(value: object) -> str:
    """Return what people see of ``value`` in its cell."""
    meaning = classify(value)
    if isinstance(meaning, Odd):
        return meaning.shown
    return plain(meaning) if isinstance(meaning, Fraction) else meaning or ""


def _float(value: float) -> Meaning:
    return from_float(value) if math.isfinite(value) else Odd(Oddity.ERROR, "#NUM!")


def _date(value: dt.date | dt.time | dt.timedelta) -> Meaning:
    if isinstance(value, dt.datetime):
        return Odd(Oddity.DATE, f"{value.year}-{value.month}-{value.day}")
    return Odd(Oddity.DATE, str(value))


_READERS: dict[type, Callable[[Any], Meaning]] = {
    str: lambda value: visible(value).strip() or None,
    bool: lambda value: Odd(Oddity.LOGICAL, "TRUE" if value else "FALSE"),
    float: _float,
    int: functools.lru_cache(maxsize=4096)(Fraction),
    Fraction: Fraction,
    Decimal: Fraction,
    dt.date: _date,
    dt.time: _date,
    dt.timedelta: _date,
    ErrorValue: lambda value: Odd(Oddity.ERROR, value.text),
    Formula: lambda value: Odd(Oddity.FORMULA, value.text),
}


@functools.cache
def _reader(kind: type) -> Callable[[Any], Meaning]:
    """Return what reads values of a type or of one derived from it."""
    for base in kind.__mro__:
        if base in _READERS:
            return _READERS[base]
    message = f"a cell cannot hold {kind.__name__}"
    raise TypeError(message)
