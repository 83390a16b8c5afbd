"""Exact numbers: decimals as people type and print them, and whole columns of them.

No binary float takes part in any arithmetic here. A float that comes out of a spreadsheet cell is
read as the decimal its cell shows (at most 15 significant digits), so ``0.8`` is 4/5.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

IntArray: TypeAlias = npt.NDArray[Any]
"""An array of whole numbers: ``int64`` where they fit, Python's own integers where they do not."""

SHOWN_DECIMALS = 6
_FLOAT_DIGITS = 15
_FLOAT_LIMIT = 10**_FLOAT_DIGITS
_LONGEST = 100
_INT64_SAFE = 2**62
_FLOAT_WHOLE = 2**53
"""Whole numbers below it are floats as well, so that one division rounds once."""
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)


def parse_decimal(text: str) -> Fraction | None:
    """Return the number that ``text`` writes in plain decimal notation, else None.

    More characters than anyone types are no number.
    """
    return Fraction(text) if len(text) <= _LONGEST and _DECIMAL.fullmatch(text) else None


def from_float(value: float) -> Fraction:
    """Return the decimal a spreadsheet shows for ``value``: at most 15 significant digits."""
    return Fraction(format(value, ".15g"))


def terminates(value: Fraction) -> bool:
    """Return whether ``value`` can be written as a decimal with an end."""
    return decimals_of(value.denominator) is not None


@functools.lru_cache(maxsize=1024)
def decimals_of(denominator: int) -> int | None:
    """Return how many decimals a fraction in lowest terms takes, None where they never end."""
    rest = denominator
    powers = dict.fromkeys((2, 5), 0)
    for prime in powers:
        while rest % prime == 0:
            rest //= prime
            powers[prime] += 1
    return max(powers.values()) if rest == 1 else None


def round_half_up(value: Fraction, decimals: int) -> Fraction:
    """Return ``value`` (not negative) rounded to ``decimals`` places, halves upwards."""
    scale = 10**decimals
    return Fraction(math.floor(value * scale + Fraction(1, 2)), scale)


def plain(value: Fraction) -> str:
    """Return ``value`` in decimal notation without trailing zeros.

    A number whose decimals never end is given to six places, half up (spec section 5).
    """
    decimals = decimals_of(value.denominator)
    if decimals is None:
        return plain(round_half_up(value, SHOWN_DECIMALS))
    if decimals == 0:
        return str(value.numerator)
    scaled = abs(value.numerator) * (10**decimals // value.denominator)
    digits = str(scaled).rjust(decimals + 1, "0")
    return f"{'-' if value < 0 else ''}{digits[:-decimals]}.{digits[-decimals:]}"


def whole_numbers(values: Iterable[int]) -> IntArray:
    """Return ``values`` as an array that holds each of them exactly."""
    listed = list(values)
    largest = max((abs(value) for value in listed), default=0)
    return np.array(listed, dtype=np.int64 if largest < _INT64_SAFE else object)


def roomy(values: IntArray, bound: int) -> IntArray:
    """Return ``values`` in a type in which results as large as ``bound`` stay exact."""
    return values if bound < _INT64_SAFE else values.astype(object)


def times(values: IntArray, factor: int, spare: int = 0) -> IntArray:
    """Return ``values`` times ``factor``, with room to add as much as ``spare``."""
    # The factor counts by itself: where all values are 0 it is the only large number.
    bound = abs(factor) * max(largest(values), 1) + spare
    return roomy(values, bound) * factor


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
        listed = list(values)
        if not any(listed):
            return cls.zeros(len(listed))
        common = math.lcm(*(value.denominator for value in listed))
        return cls(
            whole_numbers(value.numerator * (common // value.denominator) for value in listed),
            common,
        )

    @classmethod
    def of_floats(cls, values: Sequence[float]) -> Column:
        """Return the column of the decimals that spreadsheet cells show for ``values``."""
        floats = np.array(values, dtype=np.float64)
        most = float(np.abs(floats).max(initial=1.0))
        if most < _FLOAT_LIMIT:
            longest = max(0, _FLOAT_DIGITS - len(str(int(most))))
            for places in sorted({min(2, longest), longest}):
                scaled = np.rint(floats * 10.0**places)
                if np.array_equal(scaled / 10.0**places, floats):
                    # Each value is the float nearest to a decimal of so many places: that it is.
                    return cls(scaled.astype(np.int64), 10**places)
        return cls.of(from_float(value) for value in values)

    @classmethod
    def zeros(cls, rows: int) -> Column:
        """Return a column of ``rows`` zeros."""
        return cls(np.zeros(rows, dtype=np.int64))

    def __len__(self) -> int:
        return len(self.numerators)

    def __iter__(self) -> Iterator[Fraction]:
        numerators = self.numerators.tolist()
        if self.denominator == 1:
            return map(Fraction, numerators)
        made = {value: Fraction(value, self.denominator) for value in set(numerators)}
        return map(made.__getitem__, numerators)

    def rows(self) -> list[list[float]]:
        """Return the floats nearest to the values, each in a row of its own."""
        if max(largest(self.numerators), self.denominator) < _FLOAT_WHOLE:
            nearest = (self.numerators / self.denominator).astype(np.float64)
            rows: list[list[float]] = nearest.reshape(-1, 1).tolist()
            return rows
        return [[value / self.denominator] for value in self.numerators.tolist()]

    def total(self) -> Fraction:
        """Return the exact sum of the column."""
        bound = largest(self.numerators) * len(self)
        return Fraction(int(roomy(self.numerators, bound).sum()), self.denominator)

    def over(self, denominator: int) -> IntArray:
        """Return the numerators over ``denominator``, a multiple of the column's own."""
        return times(self.numerators, denominator // self.denominator)

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
