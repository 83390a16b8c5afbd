"""What a cell means, whatever program filled it. One classifier for files, live Excel and UDFs."""

import datetime as dt
import functools
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import TypeAlias

from xlportal.core import catalogue
from xlportal.core.exact import from_float, parse_decimal, plain, terminates
from xlportal.core.ledger import Count
from xlportal.core.limits import MAX_COUNT
from xlportal.core.problems import Kind
from xlportal.core.rules import visible
from xlportal.sheets.grid import ErrorValue, Formula

_EXCEL_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
LARGE_COUNT = 999
PIECES_CELL, COLUMN_CELL = 0, 1
_NARROW = str.maketrans("０１２３４５６７８９．＋－％（）", "0123456789.+-%()")
_DIGITS = re.compile(r"[0-9]{1,100}")
_BRACKETED = re.compile(r"([0-9]{1,100})\s*\(\s*([0-9]{1,100})\s*\)")
_BRACKETS = frozenset("（）()[]【】〔〕")


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


def classify(value: object) -> Meaning:  # noqa: PLR0911 - a line a kind of value
    """Return what a cell's ``value`` means."""
    match value:
        case None:
            return None
        case str():
            return visible(value).strip() or None
        case bool():
            return Odd(Oddity.LOGICAL, str(value).upper())
        case float():
            return from_float(value) if math.isfinite(value) else Odd(Oddity.ERROR, "#NUM!")
        case int() | Fraction() | Decimal():
            return _exact(value)
        case dt.datetime():
            return Odd(Oddity.DATE, f"{value.year}-{value.month}-{value.day}")
        case dt.date() | dt.time() | dt.timedelta():
            return Odd(Oddity.DATE, str(value))
        case ErrorValue():
            return Odd(Oddity.ERROR, value.text)
        case Formula():
            return Odd(Oddity.FORMULA, value.text)
    message = f"a cell cannot hold {type(value).__name__}"
    raise TypeError(message)


_exact = functools.lru_cache(maxsize=4096)(Fraction)


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
    if not isinstance(meaning, str):
        return meaning if isinstance(meaning, Fraction) else None
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


def shown(value: object) -> str:
    """Return what people see of ``value`` in its cell."""
    meaning = classify(value)
    if isinstance(meaning, Odd):
        return meaning.shown
    return plain(meaning) if isinstance(meaning, Fraction) else meaning or ""


def storable(value: Fraction) -> float | str:
    """Return a number as a cell can keep it: as text where a float would be another decimal."""
    survives = _survives(value.numerator, value.denominator)
    return value.numerator / value.denominator if survives else plain(value)


@functools.lru_cache(maxsize=4096)
def _survives(numerator: int, denominator: int) -> bool:
    """Return whether a float keeps the number: true if it has no end."""
    value = Fraction(numerator, denominator)
    return not terminates(value) or from_float(float(value)) == value


@dataclass(frozen=True)
class Objection:
    """What is wrong with a pair of count cells; ``cell`` is 0 for pieces, 1 for the column."""

    kind: Kind
    cell: int
    found: str
    words: Mapping[str, object] = field(default_factory=dict)


def read_count(pieces: object, in_column: object) -> Count | Objection | None:
    """Return the count two cells hold, None where both are empty, or why they hold none.

    Spec section 3: a whole number each or, the column cell empty, the printed ``3（1）``.
    """
    meanings = [classify(pieces), classify(in_column)]
    pair = bracketed(meanings[0]) if isinstance(meanings[0], str) else None
    if pair and meanings[1] is not None:
        return Objection(catalogue.COLUMN_TWICE, COLUMN_CELL, shown(pieces))
    if meanings == [None, None]:
        return None
    numbers: list[int] = []
    for cell, found in enumerate(pair or map(_whole, meanings, (PIECES_CELL, COLUMN_CELL))):
        if isinstance(found, Objection):
            return found
        if found > MAX_COUNT:
            at, words = PIECES_CELL if pair else cell, {"limit": MAX_COUNT}
            return Objection(catalogue.COUNT_HUGE, at, str(found), words)
        numbers.append(found)
    count = Count(*numbers)
    if count.in_column > count.pieces:
        cell, said = PIECES_CELL if pair else COLUMN_CELL, {"pieces": count.pieces}
        return Objection(catalogue.COLUMN_ABOVE, cell, str(count.in_column), said)
    return count


_ODD_KINDS = {
    Oddity.ERROR: catalogue.CELL_ERROR,
    Oddity.DATE: catalogue.COUNT_DATE,
    Oddity.LOGICAL: catalogue.COUNT_LOGICAL,
    Oddity.FORMULA: catalogue.CELL_FORMULA,
}


def _whole(meaning: Meaning, cell: int) -> int | Objection:
    if meaning is None:
        return 0
    if isinstance(meaning, Odd):
        return Objection(_ODD_KINDS[meaning.oddity], cell, meaning.shown)
    text = plain(meaning) if isinstance(meaning, Fraction) else meaning
    narrow = text.translate(_NARROW)
    if _DIGITS.fullmatch(narrow):
        return int(narrow)
    value = number(text)
    if not _BRACKETS.isdisjoint(text):
        kind = catalogue.COUNT_BRACKETS if cell == PIECES_CELL else catalogue.COLUMN_BRACKETS
    elif value is not None and value < 0:
        kind = catalogue.COUNT_NEGATIVE
    elif value is not None and value.denominator != 1:
        kind = catalogue.COUNT_FRACTION
    else:
        kind = catalogue.COUNT_TEXT
    return Objection(kind, cell, text)


def is_large(count: Count) -> bool:
    """Return whether ``count`` is possible but so large that it should be looked at."""
    return count.pieces > LARGE_COUNT
