"""Reading the two cells of one item: pieces, and how many of them also ran in the column.

Spec section 3: a count cell takes a whole number or the notation the office prints, ``3（1）``;
then the column cell stays empty.
"""

from __future__ import annotations

from dataclasses import dataclass

from xlportal.core import catalogue
from xlportal.core.exact import plain
from xlportal.core.ledger import Count
from xlportal.core.limits import MAX_COUNT
from xlportal.core.problems import Kind
from xlportal.sheets.cells import (
    Meaning,
    Odd,
    Oddity,
    bracketed,
    classify,
    has_brackets,
    narrow_digits,
    number,
    shown,
)

LARGE_COUNT = 999
PIECES_CELL, COLUMN_CELL = 0, 1

_ODD_KINDS = {
    Oddity.ERROR: catalogue.CELL_ERROR,
    Oddity.DATE: catalogue.COUNT_DATE,
    Oddity.LOGICAL: catalogue.COUNT_LOGICAL,
    Oddity.FORMULA: catalogue.CELL_FORMULA,
}


@dataclass(frozen=True)
class Objection:
    """What is wrong with a pair of count cells; ``cell`` is 0 for pieces, 1 for the column."""

    kind: Kind
    cell: int
    found: str
    words: tuple[tuple[str, object], ...] = ()


def read_count(pieces: object, in_column: object) -> Count | Objection | None:
    """Return the count two cells hold, None where both are empty, or why they hold none."""
    left, right = classify(pieces), classify(in_column)
    pair = bracketed(left) if isinstance(left, str) else None
    if pair is not None:
        if right is not None:
            return Objection(catalogue.COLUMN_TWICE, COLUMN_CELL, shown(pieces))
        return _checked(Count(*pair), PIECES_CELL)
    if left is None and right is None:
        return None
    return _plain_count(left, right)


def _plain_count(left: Meaning, right: Meaning) -> Count | Objection:
    found = [_whole(left, PIECES_CELL), _whole(right, COLUMN_CELL)]
    for outcome in found:
        if isinstance(outcome, Objection):
            return outcome
    pieces, in_column = (outcome for outcome in found if isinstance(outcome, int))
    return _checked(Count(pieces, in_column), COLUMN_CELL)


def _checked(count: Count, column_from: int) -> Count | Objection:
    """Return the count if it can be; ``column_from`` is the cell that gave its second number."""
    if count.pieces > MAX_COUNT:
        return _huge(count.pieces, PIECES_CELL)
    if count.in_column > count.pieces:
        words = (("pieces", count.pieces),)
        return Objection(catalogue.COLUMN_ABOVE, column_from, str(count.in_column), words)
    return count


def _whole(meaning: Meaning, cell: int) -> int | Objection:
    if meaning is None:
        return 0
    if isinstance(meaning, Odd):
        return Objection(_ODD_KINDS[meaning.oddity], cell, meaning.shown)
    if isinstance(meaning, str):
        digits = narrow_digits(meaning)
        return _text_objection(meaning, cell) if digits is None else _sized(int(digits), cell)
    if meaning < 0:
        return Objection(catalogue.COUNT_NEGATIVE, cell, plain(meaning))
    if meaning.denominator != 1:
        return Objection(catalogue.COUNT_FRACTION, cell, plain(meaning))
    return _sized(int(meaning), cell)


def _sized(value: int, cell: int) -> int | Objection:
    return value if value <= MAX_COUNT else _huge(value, cell)


def _huge(value: int, cell: int) -> Objection:
    return Objection(catalogue.COUNT_HUGE, cell, str(value), (("limit", MAX_COUNT),))


def _text_objection(text: str, cell: int) -> Objection:
    if has_brackets(text):
        kind = catalogue.COUNT_BRACKETS if cell == PIECES_CELL else catalogue.COLUMN_BRACKETS
        return Objection(kind, cell, text)
    written = number(text)
    if written is not None and written < 0:
        return Objection(catalogue.COUNT_NEGATIVE, cell, text)
    if written is not None and written.denominator != 1:
        return Objection(catalogue.COUNT_FRACTION, cell, text)
    return Objection(catalogue.COUNT_TEXT, cell, text)


def is_large(count: Count) -> bool:
    """Return whether ``count`` is possible but so large that it should be looked at."""
    return count.pieces > LARGE_COUNT
