"""The arithmetic of spec section 2, a function a term, over whole columns of exact numbers.

Counts are whole-number matrices, a row a unit and a column an item; everything else is an
:class:`~xlportal.core.exact.Column` (a row a unit) or a single ``Fraction``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from xlportal.core.exact import Column, IntArray, largest, roomy, times, whole_numbers
from xlportal.core.rules import Rounding, Rules, Ties


def info_scores(
    pieces: IntArray, in_column: IntArray, points: Sequence[Fraction], bonus: Fraction
) -> Column:
    """Return each unit's info score: a piece earns its points, one in the column times bonus."""
    common = math.lcm(*((point * bonus).denominator * point.denominator for point in points))
    single = [int(point * common) for point in points]
    extra = [int(point * (bonus - 1) * common) for point in points]
    bound = (largest(pieces) + largest(in_column)) * sum(abs(n) for n in (*single, *extra))
    scores = roomy(pieces, bound) @ whole_numbers(single)
    return Column(scores + roomy(in_column, bound) @ whole_numbers(extra), common)


def average(infos: Column) -> Fraction:
    """Return the mean info score of the units in ``infos``, exact; 0 where there is no unit."""
    return infos.total() / len(infos) if len(infos) else Fraction(0)


def pass_line(mean: Fraction, pass_ratio: Fraction) -> Fraction:
    """Return the info score that has to be exceeded to pass."""
    return mean * pass_ratio


def count_passed(infos: Column, line: Fraction) -> int:
    """Return how many units lie above the pass line; on the line is not above it."""
    left = infos.over(infos.denominator * line.denominator)
    return int(np.count_nonzero(left > line.numerator * infos.denominator))


def pass_rate(passed: int, units: int) -> Fraction:
    """Return the share that passed in percent, to one decimal, half up; 0 without units."""
    return Fraction((passed * 2000 + units) // (2 * units), 10) if units else Fraction(0)


def scores(infos: Column, line: Fraction, deductions: Column, rules: Rules) -> Column:
    """Return the published scores: info score over pass line times pass score, less deductions.

    Never below 0, and brought to the group's decimals as its rounding says.
    """
    factor = rules.pass_score / line if line else Fraction(0)
    common = math.lcm(infos.denominator * factor.denominator, deductions.denominator)
    earned = factor.numerator * (common // (infos.denominator * factor.denominator))
    lost = common // deductions.denominator
    scale = 10**rules.decimals
    halves = common if rules.rounding is Rounding.HALF_UP else 0
    gained = times(infos.numerators, 2 * scale * earned, 2 * common)
    docked = times(deductions.numerators, 2 * scale * lost, largest(gained) + 2 * common)
    return Column(np.maximum((gained - docked + halves) // (2 * common), 0), scale)


def ranks(scored: Column, ties: Ties) -> Column:
    """Return the place of every score, the highest first; equal scores as ``ties`` says."""
    codes = _codes(scored.numerators)
    if not len(codes):
        return Column.zeros(0)
    equal = np.bincount(codes)
    if ties is Ties.DENSE:
        distinct = np.cumsum(equal > 0)
        return Column((distinct[-1] + 1 - distinct)[codes])
    last = len(codes) - (np.cumsum(equal) - equal)
    first = last - equal + 1
    if ties is Ties.AVERAGE:
        return Column((first + last)[codes], 2)
    return Column((last if ties is Ties.LAST else first)[codes])


def _codes(values: IntArray) -> IntArray:
    """Return small whole numbers from 0 on in the order of ``values``, equal for equal ones."""
    if not len(values):
        return values
    least = values.min()
    if int(values.max()) - int(least) < _SPREAD * len(values):
        small: IntArray = (values - least).astype(np.int64)
        return small
    codes: IntArray = np.unique(values, return_inverse=True)[1]
    return codes


_SPREAD = 8
"""As many counters a value cost less than sorting the values."""
