"""What single cells and pairs of count cells mean, whatever program filled them."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from xlportal.core.ledger import Count
from xlportal.sheets.cells import (
    COLUMN_CELL,
    PIECES_CELL,
    Objection,
    Odd,
    Oddity,
    bracketed,
    classify,
    is_large,
    number,
    read_count,
    shown,
    whole,
)
from xlportal.sheets.grid import ErrorValue, Formula, Grid, address


@pytest.mark.parametrize(
    ("value", "meaning", "seen"),
    [
        (None, None, ""), ("", None, ""), (" 　\u00a0\t", None, ""), ("\ufeff", None, ""),
        (3, Fraction(3), "3"), (3.0, Fraction(3), "3"), (0.8, Fraction(4, 5), "0.8"),
        (Decimal("1.10"), Fraction(11, 10), "1.1"), (Fraction(1, 4), Fraction(1, 4), "0.25"),
        ("  秘书处　", "秘书处", "秘书处"), ("3", "3", "3"),
        (True, Odd(Oddity.LOGICAL, "TRUE"), "TRUE"), (False, Odd(Oddity.LOGICAL, "FALSE"), "FALSE"),
        (ErrorValue("#N/A"), Odd(Oddity.ERROR, "#N/A"), "#N/A"), ("#N/A", "#N/A", "#N/A"),
        (float("nan"), Odd(Oddity.ERROR, "#NUM!"), "#NUM!"),
        (dt.datetime(2020, 3, 1), Odd(Oddity.DATE, "2020-3-1"), "2020-3-1"),
        (dt.date(2020, 3, 1), Odd(Oddity.DATE, "2020-03-01"), "2020-03-01"),
        (dt.time(3, 1), Odd(Oddity.DATE, "03:01:00"), "03:01:00"),
        (Formula("=A1"), Odd(Oddity.FORMULA, "=A1"), "=A1"),
    ],
)  # fmt: skip
def test_every_value_of_a_cell_has_one_meaning(value: object, meaning: object, seen: str) -> None:
    assert classify(value) == meaning
    assert shown(value) == seen


def test_a_value_no_cell_can_hold_is_a_programming_error() -> None:
    with pytest.raises(TypeError, match="cannot hold list"):
        classify([1])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.5", "3/2"), ("１．５", "3/2"), ("80%", "4/5"), ("80 ％", "4/5"), ("-2", "-2"),
        ("＋２", "2"),
    ],
)  # fmt: skip
def test_numbers_typed_as_text_are_read_as_meant(text: str, value: str) -> None:
    assert number(text) == Fraction(value)


@pytest.mark.parametrize(
    "text", ["abc", "1e3", "1,5", "%", "", "１ ５", "两", None, Odd(Oddity.DATE, "2020-3-1")]
)
def test_anything_else_is_no_number(text: str) -> None:
    assert number(text) is None


def test_a_whole_number_has_no_fraction() -> None:
    assert (whole(Fraction(3, 2)), whole(Fraction(6, 2)), whole("３")) == (None, 3, 3)


@pytest.mark.parametrize("text", ["3（1）", "3(1)", "３（１）", "3 （ 1 ）", "3(1）", "03(01)"])
def test_the_printed_notation_is_read_in_every_width(text: str) -> None:
    assert bracketed(text) == (3, 1)


@pytest.mark.parametrize(
    "text", ["3", "3（1", "3）1（", "（1）", "3（1）2", "a（1）", "3（-1）", "3[1]"]
)
def test_anything_like_it_is_not(text: str) -> None:
    assert bracketed(text) is None


@pytest.mark.parametrize(
    ("pieces", "column", "count"),
    [
        (None, None, None), ("", " ", None),
        (3, None, Count(3)), (3.0, 1.0, Count(3, 1)), (0, None, Count(0)), (0, 0, Count(0)),
        ("3", "1", Count(3, 1)), (" ３ ", None, Count(3)), (None, 0, Count(0)),
        ("3（1）", None, Count(3, 1)), ("3(0)", "", Count(3)), (" 3 （ 1 ） ", "", Count(3, 1)),
        ("\u202d3\u202c", None, Count(3)), ("3\u200b（1）\ufeff", None, Count(3, 1)),
        ("3\u00ad", "\u2060", Count(3)), (999_999, 999_999, Count(999_999, 999_999)),
    ],
)  # fmt: skip
def test_counts_are_read_as_meant(pieces: object, column: object, count: Count | None) -> None:
    assert read_count(pieces, column) == count


@pytest.mark.parametrize(
    ("pieces", "column", "code", "cell", "found"),
    [
        ("三", None, "count-text", PIECES_CELL, "三"),
        ("3篇", None, "count-text", PIECES_CELL, "3篇"),
        ("1 2", None, "count-text", PIECES_CELL, "1 2"),
        ("3.0", None, "count-text", PIECES_CELL, "3.0"),
        ("300%", None, "count-text", PIECES_CELL, "300%"),
        ("5/1", None, "count-text", PIECES_CELL, "5/1"),
        ("①", None, "count-text", PIECES_CELL, "①"),
        (3, "无", "count-text", COLUMN_CELL, "无"),
        (3, "1（1）", "column-brackets", COLUMN_CELL, "1（1）"),
        (-1, None, "count-negative", PIECES_CELL, "-1"),
        ("－２", None, "count-negative", PIECES_CELL, "－２"),
        (1.5, None, "count-fraction", PIECES_CELL, "1.5"),
        ("1.5", None, "count-fraction", PIECES_CELL, "1.5"),
        (1_000_000, None, "count-huge", PIECES_CELL, "1000000"),
        (3, 1_000_000, "count-huge", COLUMN_CELL, "1000000"),
        ("1000000（1）", None, "count-huge", PIECES_CELL, "1000000"),
        (dt.datetime(2020, 3, 1), None, "count-date", PIECES_CELL, "2020-3-1"),
        (True, None, "count-logical", PIECES_CELL, "TRUE"),
        (ErrorValue("#VALUE!"), None, "cell-error", PIECES_CELL, "#VALUE!"),
        (Formula("=B1"), None, "cell-formula", PIECES_CELL, "=B1"),
        ("3（1", None, "count-brackets", PIECES_CELL, "3（1"),
        ("3（）", None, "count-brackets", PIECES_CELL, "3（）"),
        ("3（1）", 1, "column-twice", COLUMN_CELL, "3（1）"),
        ("3（1）", 0, "column-twice", COLUMN_CELL, "3（1）"),
        (2, 3, "column-above", COLUMN_CELL, "3"),
        (None, 1, "column-above", COLUMN_CELL, "1"),
        ("2（3）", None, "column-above", PIECES_CELL, "3"),
        ("9" * 5000, None, "count-text", PIECES_CELL, "9" * 5000),
        (f"{'9' * 5000}（1）", None, "count-brackets", PIECES_CELL, f"{'9' * 5000}（1）"),
    ],
)  # fmt: skip
def test_everything_else_is_objected_to_at_its_cell(
    pieces: object, column: object, code: str, cell: int, found: str
) -> None:
    objection = read_count(pieces, column)
    assert isinstance(objection, Objection)
    assert (objection.kind.code, objection.cell, objection.found) == (code, cell, found)


def test_a_possible_but_strange_count_is_noticed() -> None:
    assert is_large(Count(1000))
    assert not is_large(Count(999))


def test_addresses_are_the_ones_people_read() -> None:
    places = ((0, 0), (11, 2), (0, 25), (0, 26), (9, 701), (0, 702))
    assert [address(*place) for place in places] == ["A1", "C12", "Z1", "AA1", "ZZ10", "AAA1"]


def test_a_grid_is_empty_outside_its_rectangle() -> None:
    grid = Grid("2月", [[5], [None, None, "x"]])
    assert (grid.at(1, 2), grid.at(0, 2), grid.at(9, 9)) == ("x", None, None)
