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
import pandas as pd

Series: TypeAlias = "pd.Series[Any]"
"""Whole numbers: ``int64`` where they fit, Python's own integers where they do not."""

Index: TypeAlias = "pd.Index[Any]"

SHOWN_DECIMALS = 6
_FLOAT_DIGITS = 15
_FLOAT_LIMIT = 10**_FLOAT_DIGITS
_LONGEST = 100
INT64_SAFE = 2**62
"""Sums and products below it fit the whole numbers of an array."""
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


def largest(values: Series) -> int:
    """Return the greatest absolute value among ``values``, 0 where there are none."""
    return max(abs(int(values.max())), abs(int(values.min()))) if len(values) else 0


@dataclass(frozen=True, eq=False)
class Column:
    """A column of exact numbers: ``ticks`` of one over ``scale`` each, an index of the units."""

    ticks: Series
    scale: int = 1

    @classmethod
    def of(cls, values: Iterable[Fraction | int], index: Index | None = None) -> Column:
        """Return the column of ``values``, one row each."""
        listed = list(values)
        scale = math.lcm(*{value.denominator for value in listed})
        ticks = [value.numerator * (scale // value.denominator) for value in listed]
        return cls(whole_numbers(ticks, index), scale)

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
                    return cls(pd.Series(scaled.astype(np.int64)), 10**places)
        return cls.of(from_float(value) for value in values)

    def __len__(self) -> int:
        return len(self.ticks)

    def __iter__(self) -> Iterator[Fraction]:
        ticks = self.ticks.tolist()
        made = {tick: Fraction(tick, self.scale) for tick in set(ticks)}
        return iter([made[tick] for tick in ticks])

    def floats(self) -> list[float]:
        """Return the floats nearest to the numbers, row by row."""
        return [tick / self.scale for tick in self.ticks.tolist()]

    def total(self) -> Fraction:
        """Return the exact sum of the column."""
        return Fraction(sum(self.ticks.tolist()), self.scale)

    def plus(self, other: Column) -> Column:
        """Return the sums of two columns of the same index."""
        scale = math.lcm(self.scale, other.scale)
        theirs = times(other.ticks, scale // other.scale)
        ours = times(self.ticks, scale // self.scale, largest(theirs))
        return Column(ours + theirs, scale)

    def at(self, index: Index) -> Column:
        """Return the rows of ``index``, 0 where this column has none."""
        return Column(self.ticks.reindex(index, fill_value=0), self.scale)


def whole_numbers(values: Sequence[int], index: Index | None = None) -> Series:
    """Return whole numbers as a series that holds each of them exactly."""
    most = max(map(abs, values), default=0)
    return pd.Series(values, index, dtype="int64" if most < INT64_SAFE else object)


def times(values: Series, factor: int, spare: int = 0) -> Series:
    """Return ``values`` times ``factor``, exact and with room to add as much as ``spare``."""
    # The factor counts by itself: where all values are 0 it is the only large number.
    most = abs(factor) * max(largest(values), 1) + spare
    return (values if most < INT64_SAFE else values.astype(object)) * factor
