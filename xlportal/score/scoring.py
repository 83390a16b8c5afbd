"""The arithmetic of spec section 2, a function a term, over whole columns of exact numbers.

A column has a row a unit; counts are whole-number frames, a row a unit and two columns an item.
"""

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, TypeAlias

import pandas as pd

from xlportal.core.exact import INT64_SAFE, Column, Series, largest, times
from xlportal.core.ledger import Count
from xlportal.core.rules import Rounding, Rules, Ties

_Method: TypeAlias = Literal["max", "min", "dense", "average"]
_METHODS: dict[Ties, _Method] = {
    Ties.LAST: "max",
    Ties.FIRST: "min",
    Ties.DENSE: "dense",
    Ties.AVERAGE: "average",
}
_HALVES = {Rounding.HALF_UP: 1, Rounding.TRUNCATE: 0}


def info_scores(counts: pd.DataFrame, points: Sequence[Fraction], bonus: Fraction) -> Column:
    """Return each unit's info score: a piece earns its points, one in the column times bonus.

    ``counts`` has two columns an item: pieces, of them in the column.
    """
    worth = [value for point in points for value in (point, point * (bonus - 1))]
    scale = math.lcm(*(value.denominator for value in worth))
    ticks = [int(value * scale) for value in worth]
    bound = sum(abs(tick) for tick in ticks) * max(int(counts.max().max()), 1) if len(counts) else 0
    kind: Literal["int64", "object"] = "int64" if bound < INT64_SAFE else "object"
    return Column(counts.astype(kind).dot(pd.Series(ticks, counts.columns, dtype=kind)), scale)


def earned(count: Count, points: Fraction, bonus: Fraction) -> Fraction:
    """Return what the pieces of one item earn; those in the column earn ``bonus`` times as much."""
    return points * (count.pieces + (bonus - 1) * count.in_column)


def average(infos: Column) -> Fraction:
    """Return the mean info score of the units in ``infos``, exact; 0 where there is no unit."""
    return infos.total() / len(infos) if len(infos) else Fraction(0)


def pass_line(mean: Fraction, pass_ratio: Fraction) -> Fraction:
    """Return the info score that has to be exceeded to pass."""
    return mean * pass_ratio


def passed(infos: Column, line: Fraction) -> Series:
    """Return which units lie above the pass line; on the line is not above it."""
    return times(infos.ticks, line.denominator) > line.numerator * infos.scale


def pass_rate(passed: int, units: int) -> Fraction:
    """Return the share that passed in percent, to one decimal, half up; 0 without units."""
    return Fraction((passed * 2000 + units) // (2 * units), 10) if units else Fraction(0)


def worth(line: Fraction | None, rules: Rules) -> Fraction:
    """Return what a point of info score is worth: K over the pass line, 1 where there is none."""
    if not rules.is_relative:
        return Fraction(1)
    return rules.pass_score / line if line else Fraction(0)


def scores(infos: Column, factor: Fraction, extra: Column, rules: Rules) -> Column:
    """Return the published scores: info score times ``factor`` and what is given or taken extra.

    Never below 0, and brought to the group's decimals as its rounding says.
    """
    scale = 10**rules.decimals
    common = math.lcm(infos.scale * factor.denominator, extra.scale)
    half = _HALVES[rules.rounding] * common
    given = times(extra.ticks, 2 * scale * (common // extra.scale))
    share = 2 * scale * factor.numerator * (common // (infos.scale * factor.denominator))
    earned = times(infos.ticks, share, largest(given) + 2 * common) + given
    return Column(((earned + half) // (2 * common)).clip(lower=0), scale)


def ranks(scored: Column, ties: Ties) -> Series:
    """Return the place of every score, the highest first; equal scores as ``ties`` says.

    Places are whole numbers; under the average policy ``Fraction``s.
    """
    found = scored.ticks.rank(ascending=False, method=_METHODS[ties])
    doubled = (2 * found).astype("int64")
    if ties is not Ties.AVERAGE:
        return doubled // 2
    places = [Fraction(place, 2) for place in doubled.tolist()]
    return pd.Series(places, found.index, dtype=object)
