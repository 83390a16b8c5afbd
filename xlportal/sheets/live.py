"""The results a month sheet shows while it is being filled, for its live columns.

Every function takes and returns whole columns as Excel hands them over (rectangles of values, a
row a list) and never raises: a value is a number, ``""`` for a row that is not used or not filled
yet, or a short Chinese text. The arithmetic is :mod:`xlportal.score.scoring`'s alone, on the
decimals the cells show, so that the sheet and the appendices cannot disagree.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from itertools import chain
from typing import TypeAlias, TypeVar

import pandas as pd

from xlportal.core.exact import Column
from xlportal.core.ledger import Count
from xlportal.core.limits import MAX_DECIMALS
from xlportal.core.rules import (
    ROUNDING_WORDS,
    SCHEME_WORDS,
    TIES_WORDS,
    Rules,
    Scheme,
    Ties,
)
from xlportal.score import scoring
from xlportal.sheets.cells import Objection, number, read_count, whole
from xlportal.sheets.cells import classify_live as classify
from xlportal.sheets.monthly import ITEM_COLUMNS, points_of

Rectangle: TypeAlias = Sequence[Sequence[object]]
Shown: TypeAlias = list[list[object]]

WRONG_COUNT, WRONG_DEDUCTION, WRONG_ADDITION = "篇数有误", "扣分有误", "加分有误"
WRONG_PARAMETER, NO_NAME = "参数有误", "缺单位名"
WAITING = "待改"
"""Shown where a result has to wait for a wrong cell elsewhere."""

_NONE = Fraction(0)
_Word = TypeVar("_Word", bound=Enum)


def item_scores(names: Rectangle, counts: Rectangle, points: Rectangle, bonus: Rectangle) -> Shown:
    """Return what each unit's pieces of one item earn, ``""`` where none are filled.

    ``counts`` are the item's two columns, ``points`` is a cell.
    """
    shown = info_scores(names, counts, [[_cell(points), None]], bonus)
    empty = [classify(left) is None and classify(right) is None for left, right in counts]
    return [[""] if nothing else row for nothing, row in zip(empty, shown, strict=True)]


def info_scores(names: Rectangle, counts: Rectangle, points: Rectangle, bonus: Rectangle) -> Shown:
    """Return each unit's info score.

    ``counts`` has the columns of every item, ``points`` is one row as wide. A block in which no
    count is filled at all is not filled yet: every row is ``""``.
    """
    step = _item_width(points[0])
    worth = [_number(value, zero=True) for value in points[0][::step]]
    counts = [
        [row[at + side] for at in range(0, len(row), step) for side in (0, 1)] for row in counts
    ]
    factor = _number(_cell(bonus))
    used = [classify(row[0]) is not None for row in names]
    if all(classify(value) is None for row in counts for value in row):
        return [[""]] * len(names)
    if factor is None or None in worth:
        return _everywhere(names, WRONG_PARAMETER)
    listed = [_row_counts(row) for row in counts]
    good = [row for row, found in enumerate(listed) if used[row] and found is not None]
    matrix = [[*chain.from_iterable(listed[row])] for row in good]  # type: ignore[arg-type]
    frame = pd.DataFrame(matrix, columns=range(2 * len(worth)), dtype="int64")
    infos = scoring.info_scores(frame, worth, factor)  # type: ignore[arg-type]
    shown: Shown = [[_unscored(name, row)] for name, row in zip(used, counts, strict=True)]
    return _shown(shown, good, infos.floats())


def _item_width(points: Sequence[object]) -> int:
    """Return how many columns an item has: pieces, of them in the column, and what they earn.

    Workbooks made before that was shown have two. The points stand in the first.
    """
    return ITEM_COLUMNS if points[1:ITEM_COLUMNS] == [None] * 2 else 2


def average(names: Rectangle, infos: Rectangle) -> Shown:
    """Return the average as a single cell."""
    found = _taken(names, infos, _NONE)
    return [[found if isinstance(found, str) else float(scoring.average(found.column))]]


def pass_line(names: Rectangle, infos: Rectangle, ratio: Rectangle) -> Shown:
    """Return the pass line as a single cell."""
    share = _number(_cell(ratio))
    found = _taken(names, infos, share)
    if isinstance(found, str) or share is None:
        return [[found]]
    return [[float(scoring.pass_line(scoring.average(found.column), share))]]


def pass_rate(names: Rectangle, infos: Rectangle, ratio: Rectangle) -> Shown:
    """Return the pass rate in percent, to one decimal, as a single cell."""
    share = _number(_cell(ratio))
    found = _taken(names, infos, share)
    if isinstance(found, str) or share is None:
        return [[found]]
    line = scoring.pass_line(scoring.average(found.column), share)
    passed = int(scoring.passed(found.column, line).sum())
    return [[float(scoring.pass_rate(passed, len(found.column)))]]


def scores(
    names: Rectangle,
    infos: Rectangle,
    deductions: Rectangle,
    additions: Rectangle | None,
    parameters: Sequence[Rectangle | None],
) -> Shown:
    """Return the scores.

    ``parameters`` are pass ratio, pass score, decimals, rounding and scheme, relative if None.
    """
    rules = _rules([given and _cell(given) for given in parameters])
    found = _taken(names, infos, rules)
    if isinstance(found, str) or rules is None:
        return _everywhere(names, found)
    line = scoring.pass_line(scoring.average(found.column), rules.pass_ratio)
    taken = [points_of(classify(deductions[row][0])) for row in found.rows]
    given = [points_of(classify(additions[row][0])) if additions else _NONE for row in found.rows]
    extra = Column.of((g or 0) - (t or 0) for g, t in zip(given, taken, strict=True))
    scored = scoring.scores(found.column, scoring.worth(line, rules), extra, rules)
    shown = _shown([[""]] * len(names), found.rows, scored.floats())
    for row, points, more in zip(found.rows, taken, given, strict=True):
        if points is None or more is None:
            shown[row] = [WRONG_DEDUCTION if points is None else WRONG_ADDITION]
    return shown


def ranks(names: Rectangle, scored: Rectangle, ties: Rectangle) -> Shown:
    """Return the places by score."""
    policy = _word(_cell(ties), TIES_WORDS)
    found = _taken(names, scored, policy)
    if isinstance(found, str) or policy is None:
        return _everywhere(names, found)
    places = scoring.ranks(found.column, policy).astype("float64").tolist()
    return _shown([[""]] * len(names), found.rows, places)


@dataclass(frozen=True, eq=False)
class _Taken:
    """The rows of a column that belong to a unit and hold a number."""

    rows: Sequence[int]
    column: Column


def _taken(names: Rectangle, values: Rectangle, parameter: object) -> _Taken | str:
    """Return the units' numbers, ``""`` where there is none, a text where one cannot be had.

    A ``parameter`` that is None is wrong; that matters where there are numbers.
    """
    flat = _flat(values)
    plain = _is_plain(_flat(names), flat)
    meanings = [] if plain else [classify(value) for value in flat]
    used = [] if plain else [row for row, name in enumerate(names) if classify(name[0]) is not None]
    rows = [row for row in used if isinstance(meanings[row], Fraction)]
    if any(meanings[row] is not None for row in set(used) - set(rows)):
        return WAITING
    if not (plain or rows):
        return ""
    if parameter is None:
        return WRONG_PARAMETER
    if plain:
        return _Taken(range(len(flat)), Column.of_floats(flat))  # type: ignore[arg-type]
    return _Taken(rows, Column.of(meanings[row] for row in rows))  # type: ignore[misc]


def _flat(rectangle: Rectangle) -> list[object]:
    """Return the first column."""
    flat = list(chain.from_iterable(rectangle))
    return flat if len(flat) == len(rectangle) else [row[0] for row in rectangle]


def _is_plain(names: Sequence[object], values: Sequence[object]) -> bool:
    """Return whether all names show something and all values are numbers, worth being fast."""
    if set(map(type, names)) != {str} or set(map(type, values)) != {float}:
        return False
    return all(names) and not any(map(str.isspace, names)) and math.isfinite(sum(values))  # type: ignore[arg-type]


def _rules(parameters: Sequence[object]) -> Rules | None:
    """Return the rules of a score, None where one of them is wrong; some do not need all."""
    ratio, pass_score, decimals, rounding, scheme = parameters
    how = Scheme.RELATIVE if scheme is None else _word(scheme, SCHEME_WORDS)
    way, places = _word(rounding, ROUNDING_WORDS), whole(classify(decimals))
    share, score = _number(ratio), _number(pass_score)
    if how is Scheme.DIRECT:
        share = score = _NONE
    if None in {how, way, share, score} or places is None or not 0 <= places <= MAX_DECIMALS:
        return None
    return Rules(Fraction(1), share, score, places, way, Ties.LAST, deductions=True, scheme=how)  # type: ignore[arg-type]


def _row_counts(row: Sequence[object]) -> list[Count] | None:
    """Return the counts of a row, None where a cell is wrong; an empty count is 0."""
    pairs = zip(row[::2], row[1::2], strict=True)
    found = [read_count(pieces, in_column) for pieces, in_column in pairs]
    if any(isinstance(count, Objection) for count in found):
        return None
    return [count if isinstance(count, Count) else Count(0) for count in found]


def _unscored(name: bool, counts: Sequence[object]) -> str:  # noqa: FBT001 - a cell of a column
    """Return what a row shows that has no info score."""
    if name:
        return WRONG_COUNT
    return NO_NAME if any(classify(value) is not None for value in counts) else ""


def _number(value: object, *, zero: bool = False) -> Fraction | None:
    """Return the number above 0, or 0 where ``zero`` fits, that a cell holds."""
    found = number(classify(value))
    return found if found is not None and (found > 0 or (zero and found == 0)) else None


def _word(value: object, words: dict[_Word, str]) -> _Word | None:
    return next((word for word, shown in words.items() if shown == classify(value)), None)


def _cell(rectangle: Rectangle) -> object:
    return rectangle[0][0]


def _everywhere(names: Rectangle, text: object) -> Shown:
    return [[text if classify(row[0]) is not None else ""] for row in names]


def _shown(blank: Shown, rows: Sequence[int], values: Sequence[float]) -> Shown:
    """Return a column with ``values`` in ``rows``."""
    for row, value in zip(rows, values, strict=True):
        blank[row] = [value]
    return blank
