from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from xlportal.sheets.cells import (
    Odd,
    Oddity,
    bracketed,
    classify,
    narrow_digits,
    number,
    shown,
    whole,
)
from xlportal.sheets.grid import ErrorValue, Formula


@pytest.mark.parametrize(
    ("value", "meaning"),
    [
        (None, None), ("", None), (" 　\u00a0\t", None), ("\ufeff", None),
        (3, Fraction(3)), (0.8, Fraction(4, 5)), (Decimal("1.10"), Fraction(11, 10)),
        (Fraction(1, 3), Fraction(1, 3)),
        ("  秘书处　", "秘书处"), ("3", "3"),
        (True, Odd(Oddity.LOGICAL, "TRUE")), (False, Odd(Oddity.LOGICAL, "FALSE")),
        (ErrorValue("#N/A"), Odd(Oddity.ERROR, "#N/A")), ("#N/A", "#N/A"), (float("nan"), Odd(Oddity.ERROR, "#NUM!")),
        (dt.datetime(2020, 3, 1), Odd(Oddity.DATE, "2020-3-1")),
        (dt.date(2020, 3, 1), Odd(Oddity.DATE, "2020-03-01")),
        (dt.time(3, 1), Odd(Oddity.DATE, "03:01:00")),
        (Formula("=A1"), Odd(Oddity.FORMULA, "=A1")),
    ],
)  # fmt: skip
def test_every_value_of_a_cell_has_one_meaning(value: object, meaning: object) -> None:
    assert classify(value) == meaning


def test_a_value_no_cell_can_hold_is_a_programming_error() -> None:
    with pytest.raises(TypeError, match="cannot hold list"):
        classify([1])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.5", "3/2"),
        ("１．５", "3/2"),
        ("80%", "4/5"),
        ("80 ％", "4/5"),
        ("-2", "-2"),
        ("＋２", "2"),
    ],
)
def test_numbers_typed_as_text_are_read_as_meant(text: str, value: str) -> None:
    assert number(text) == Fraction(value)


@pytest.mark.parametrize("text", ["abc", "1e3", "1,5", "%", "", "１ ５", "两"])
def test_other_text_is_no_number(text: str) -> None:
    assert number(text) is None


def test_odd_values_and_nothing_are_no_numbers() -> None:
    assert number(None) is None
    assert number(Odd(Oddity.DATE, "2020-3-1")) is None
    assert whole(Fraction(3, 2)) is None
    assert whole(Fraction(6, 2)) == 3


@pytest.mark.parametrize("text", ["3（1）", "3(1)", "３（１）", "3 （ 1 ）", "3(1）", "03(01)"])
def test_the_printed_notation_is_read_in_every_width(text: str) -> None:
    assert bracketed(text) == (3, 1)


@pytest.mark.parametrize(
    "text", ["3", "3（1", "3）1（", "（1）", "3（）", "3（1）2", "a（1）", "3（-1）", "3[1]"]
)
def test_anything_like_it_is_not(text: str) -> None:
    assert bracketed(text) is None


def test_digits_are_digits_of_either_width_only() -> None:
    assert narrow_digits("１２3") == "123"
    for text in ("1 2", "①", "٣", "1.0", "一", ""):
        assert narrow_digits(text) is None


def test_what_people_see_of_a_value() -> None:
    assert [shown(value) for value in (None, 3.0, 0.1, " 甲 ", True, dt.datetime(2020, 3, 1))] == [
        "", "3", "0.1", "甲", "TRUE", "2020-3-1",
    ]  # fmt: skip
