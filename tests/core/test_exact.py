from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlportal.core.exact import (
    Column,
    from_float,
    parse_decimal,
    plain,
    round_half_up,
    terminates,
    times,
    whole_numbers,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [("2", Fraction(2)), ("0.8", Fraction(4, 5)), (".5", Fraction(1, 2)), ("3.", Fraction(3)),
     ("-1.25", Fraction(-5, 4)), ("+7", Fraction(7))],
)  # fmt: skip
def test_a_decimal_is_read_exactly(text: str, value: Fraction) -> None:
    assert parse_decimal(text) == value


@pytest.mark.parametrize("text", ["", " 1", "1 ", "1e3", "1/2", "０", "1,000", "abc", ".", "1.2.3"])
def test_anything_else_is_no_decimal(text: str) -> None:
    assert parse_decimal(text) is None


def test_a_float_is_the_decimal_its_cell_shows() -> None:
    assert from_float(0.8) == Fraction(4, 5)
    assert from_float(0.1 + 0.2) == Fraction(3, 10)
    assert from_float(62.25) == Fraction(249, 4)
    assert from_float(1e-7) == Fraction(1, 10**7)


@pytest.mark.parametrize(
    ("value", "text"),
    [(Fraction(1), "1"), (Fraction(4, 5), "0.8"), (Fraction(11, 4), "2.75"), (Fraction(100), "100"),
     (Fraction(-5, 4), "-1.25"), (Fraction(1, 3), "0.333333"), (Fraction(2, 3), "0.666667"),
     (Fraction(1, 128), "0.0078125"), (Fraction(0), "0"), (Fraction(19999999, 10000002), "2")],
)  # fmt: skip
def test_a_number_is_printed_without_trailing_zeros(value: Fraction, text: str) -> None:
    assert plain(value) == text


@given(st.integers(-(10**20), 10**20), st.integers(0, 18))
def test_every_decimal_is_printed_so_that_reading_gives_it_back(number: int, places: int) -> None:
    value = Fraction(number, 10**places)
    assert terminates(value)
    assert parse_decimal(plain(value)) == value


def test_halves_go_upwards() -> None:
    assert round_half_up(Fraction("2.345"), 2) == Fraction("2.35")
    assert round_half_up(Fraction("2.3449999"), 2) == Fraction("2.34")
    assert round_half_up(Fraction("0.5"), 0) == 1


@given(st.lists(st.tuples(st.fractions(), st.fractions()), max_size=8))
def test_columns_add_like_fractions(pairs: list[tuple[Fraction, Fraction]]) -> None:
    left = Column.of(pair[0] for pair in pairs)
    right = Column.of(pair[1] for pair in pairs)
    assert list(left.plus(right)) == [a + b for a, b in pairs]
    assert left.total() == sum((a for a, _ in pairs), Fraction(0))


@given(st.lists(st.integers(-(2**70), 2**70), max_size=6), st.integers(0, 2**70))
def test_products_of_any_size_are_exact(values: list[int], factor: int) -> None:
    assert times(whole_numbers(values), factor).tolist() == [value * factor for value in values]


def test_a_column_at_other_rows_has_zeros_where_it_has_none() -> None:
    column = Column.of([Fraction(1, 2), Fraction(3)], pd.Index(["甲", "乙"]))
    assert list(column.at(pd.Index(["乙", "丙", "甲"]))) == [3, 0, Fraction(1, 2)]


@pytest.mark.parametrize("numerators", [[1, -25, 700], [10**30 + 1, -3, 0], [2**53 + 1, 1, 2]])
def test_a_column_in_cells_gives_the_nearest_floats(numerators: list[int]) -> None:
    column = Column(whole_numbers(numerators), 10)
    assert column.floats() == [float(Fraction(value, 10)) for value in numerators]


@pytest.mark.parametrize("values", [[0.1, 62.25], [1 / 3, 2.5], [123456.123456, 0.5], [1e14, 3.0]])
def test_floats_are_the_decimals_that_cells_show(values: list[float]) -> None:
    assert list(Column.of_floats(values)) == [from_float(value) for value in values]
