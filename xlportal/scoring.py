"""The arithmetic of spec section 2, a function a term, over whole columns of exact numbers.

Counts are whole-number matrices, a row a unit and a column an item; everything else is an
:class:`~xlportal.exact.Column` (a row a unit) or a single ``Fraction``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from xlportal.exact import Column, IntArray, largest, roomy, whole_numbers
from xlportal.rules import Rounding, Rules, Ties


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
    bound = 2 * scale * (largest(infos.numerators) * earned + largest(deductions.numerators) * lost)
    bound = max(bound + halves, 2 * common)
    exact = roomy(infos.numerators, bound) * (2 * scale * earned)
    exact = exact - roomy(deductions.numerators, bound) * (2 * scale * lost)
    return Column(np.maximum((exact + halves) // (2 * common), 0), scale)


def ranks(scored: Column, ties: Ties) -> Column:
    """Return the place of every score, the highest first; equal scores as ``ties`` says."""
    values = scored.numerators
    ordered = np.sort(values)
    if ties is Ties.DENSE:
        distinct = ordered[np.r_[True, ordered[1:] != ordered[:-1]]] if len(ordered) else ordered
        return Column(len(distinct) - np.searchsorted(distinct, values, "left"))
    last = len(values) - np.searchsorted(ordered, values, "left")
    if ties is Ties.LAST:
        return Column(last)
    first = len(values) - np.searchsorted(ordered, values, "right") + 1
    return Column(first) if ties is Ties.FIRST else Column(first + last, 2)
