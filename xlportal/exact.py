"""Exact numbers: decimals as people type and print them, and whole columns of them.

No binary float takes part in any arithmetic here. A float that comes out of a spreadsheet cell is
read as the decimal its cell shows (at most 15 significant digits), so ``0.8`` is 4/5.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

IntArray: TypeAlias = npt.NDArray[Any]
"""An array of whole numbers: ``int64`` where they fit, Python's own integers where they do not."""

SHOWN_DECIMALS = 6
_INT64_SAFE = 2**62
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)


def parse_decimal(text: str) -> Fraction | None:
    """Return the number that ``text`` writes in plain decimal notation, else None."""
    return Fraction(text) if _DECIMAL.fullmatch(text) else None


def from_float(value: float) -> Fraction:
    """Return the decimal a spreadsheet shows for ``value``: at most 15 significant digits."""
    return Fraction(format(value, ".15g"))


def terminates(value: Fraction) -> bool:
    """Return whether ``value`` can be written as a decimal with an end."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def round_half_up(value: Fraction, decimals: int) -> Fraction:
    """Return ``value`` (not negative) rounded to ``decimals`` places, halves upwards."""
    scale = 10**decimals
    return Fraction(math.floor(value * scale + Fraction(1, 2)), scale)


def plain(value: Fraction) -> str:
    """Return ``value`` in decimal notation without trailing zeros.

    A number whose decimals never end is given to six places, half up (spec section 5).
    """
    if not terminates(value):
        return plain(round_half_up(value, SHOWN_DECIMALS))
    decimals = 0
    while (value * 10**decimals).denominator != 1:
        decimals += 1
    digits = str(abs(value.numerator) * 10**decimals // value.denominator).rjust(decimals + 1, "0")
    sign = "-" if value < 0 else ""
    whole, part = digits[: len(digits) - decimals], digits[len(digits) - decimals :]
    return f"{sign}{whole}.{part}" if part else f"{sign}{whole}"


def whole_numbers(values: Iterable[int]) -> IntArray:
    """Return ``values`` as an array that holds each of them exactly."""
    listed = list(values)
    largest = max((abs(value) for value in listed), default=0)
    return np.array(listed, dtype=np.int64 if largest < _INT64_SAFE else object)


def roomy(values: IntArray, bound: int) -> IntArray:
    """Return ``values`` in a type in which results as large as ``bound`` stay exact."""
    return values if bound < _INT64_SAFE else values.astype(object)


def largest(values: IntArray) -> int:
    """Return the greatest absolute value among ``values``, 0 where there are none."""
    return max(abs(int(values.max())), abs(int(values.min()))) if values.size else 0


@dataclass(frozen=True, eq=False)
class Column:
    """A column of exact numbers over one common denominator."""

    numerators: IntArray
    denominator: int = 1

    @classmethod
    def of(cls, values: Iterable[Fraction | int]) -> Column:
        """Return the column of ``values``, one row each."""
        listed = [Fraction(value) for value in values]
        common = math.lcm(*(value.denominator for value in listed))
        return cls(
            whole_numbers(value.numerator * (common // value.denominator) for value in listed),
            common,
        )

    @classmethod
    def zeros(cls, rows: int) -> Column:
        """Return a column of ``rows`` zeros."""
        return cls(np.zeros(rows, dtype=np.int64))

    def __len__(self) -> int:
        return len(self.numerators)

    def __iter__(self) -> Iterator[Fraction]:
        return (Fraction(value, self.denominator) for value in self.numerators.tolist())

    def total(self) -> Fraction:
        """Return the exact sum of the column."""
        bound = largest(self.numerators) * len(self)
        return Fraction(int(roomy(self.numerators, bound).sum()), self.denominator)

    def over(self, denominator: int) -> IntArray:
        """Return the numerators over ``denominator``, a multiple of the column's own."""
        factor = denominator // self.denominator
        return roomy(self.numerators, largest(self.numerators) * factor) * factor

    def plus(self, other: Column) -> Column:
        """Return the sums, row by row, of two columns of equal length."""
        common = math.lcm(self.denominator, other.denominator)
        mine, theirs = self.over(common), other.over(common)
        return Column(roomy(mine, largest(mine) + largest(theirs)) + theirs, common)

    def take(self, rows: IntArray) -> Column:
        """Return the column of the given row positions, in their order."""
        return Column(self.numerators[rows], self.denominator)

    def spread(self, rows: IntArray, length: int) -> Column:
        """Return a column of ``length`` rows with this one's values at ``rows`` and 0 elsewhere."""
        spread = np.zeros(length, dtype=self.numerators.dtype)
        spread[rows] = self.numerators
        return Column(spread, self.denominator)
