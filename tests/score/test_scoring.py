"""Expected values by hand, from the published circular where it has them (spec section 2)."""

import math
from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlportal.core.defaults import default_groups
from xlportal.core.exact import Column, whole_numbers
from xlportal.core.rules import Rounding, Rules, Ties
from xlportal.score import scoring

COUNTIES, OFFICES = (group.rules for group in default_groups())
HALF_POINT = Fraction(1, 2)


def column(*values: str | int) -> Column:
    return Column.of(Fraction(value) for value in values)


def counted(*rows: list[int]) -> pd.DataFrame:
    return pd.DataFrame(rows)


def passed(infos: Column, line: Fraction) -> int:
    return int(scoring.passed(infos, line).sum())


def scores_of(infos: Column, line: Fraction, lost: Column, rules: Rules) -> Column:
    extra = Column(-lost.ticks, lost.scale)
    return scoring.scores(infos, scoring.worth(line, rules), extra, rules)


def zeros(rows: int) -> Column:
    return Column.of([0] * rows)


def test_a_piece_earns_its_points_and_half_as_much_again_in_the_column() -> None:
    points = [Fraction(2), Fraction(10), Fraction(20)]
    infos = scoring.info_scores(
        counted([3, 0, 0, 0, 0, 0], [3, 1, 1, 0, 0, 0], [0, 0, 2, 2, 1, 1]), points, Fraction("1.5")
    )
    # 3*2; 2*2 + 1*2*1.5 + 10; 2*10*1.5 + 20*1.5
    assert list(infos) == [6, 17, 60]


def test_the_average_is_exact_and_zero_without_units() -> None:
    assert scoring.average(column(6, 8, *[0] * 12)) == 1
    assert scoring.average(column(1, 0, 0)) == Fraction(1, 3)
    assert scoring.average(column()) == 0


def test_only_scores_above_the_pass_line_pass() -> None:
    assert scoring.pass_line(Fraction(3), Fraction("0.8")) == Fraction("2.4")
    assert passed(column("2.4", "2.5", 0, 10), Fraction("2.4")) == 2
    assert passed(column(0, 0), Fraction(0)) == 0
    assert passed(column(1, 2), Fraction(1, 3) * 3) == 1


@pytest.mark.parametrize(
    ("passed", "units", "rate"),
    [(2, 14, "14.3"), (3, 8, "37.5"), (0, 8, "0"), (8, 8, "100"), (1, 2000, "0.1"),
     (1, 2001, "0"), (0, 0, "0"), (1, 3, "33.3"), (2, 3, "66.7")],
)  # fmt: skip
def test_the_pass_rate_has_one_decimal_half_up(passed: int, units: int, rate: str) -> None:
    assert scoring.pass_rate(passed, units) == Fraction(rate)


def test_published_scores_of_the_counties() -> None:
    infos = column(6, 8, 2)
    scores = scores_of(infos, Fraction("0.8"), zeros(3), COUNTIES)
    assert list(scores) == [Fraction("62.25"), 83, Fraction("20.75")]


def test_published_scores_of_the_offices_are_truncated() -> None:
    february = scores_of(column(4, 10, 8, 2), Fraction("2.4"), zeros(4), OFFICES)
    assert list(february) == [Fraction(s) for s in ("6.6", "16.6", "13.3", "3.3")]
    january = scores_of(column(6, 4, 8), Fraction("2.2"), zeros(3), OFFICES)
    assert list(january) == [Fraction(s) for s in ("10.9", "7.2", "14.5")]


def test_halves_round_up_or_are_cut_off() -> None:
    rules = replace(COUNTIES, pass_score=Fraction("0.125"))
    rounded = scores_of(column(1), Fraction(1), zeros(1), rules)
    cut = replace(rules, rounding=Rounding.TRUNCATE)
    assert list(rounded) == [Fraction("0.13")]
    assert list(scores_of(column(1), Fraction(1), zeros(1), cut)) == [Fraction("0.12")]


def test_deductions_come_off_before_rounding_and_never_go_below_zero() -> None:
    scores = scores_of(column(4, 4, 0), Fraction("2.4"), column("0.07", 10, 3), OFFICES)
    # 6.666… - 0.07 = 6.596… → 6.5; 6.66 - 10 → 0; 0 - 3 → 0
    assert list(scores) == [Fraction("6.5"), 0, 0]


EXTREMES = st.sampled_from([Fraction(0), Fraction(1), Fraction(10**13), Fraction(10**18)])
AMOUNTS = EXTREMES | st.fractions(0, 10**24, max_denominator=10**13)


@given(
    st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=5),
    AMOUNTS,
    AMOUNTS.filter(bool),
    st.integers(0, 6),
    st.sampled_from(Rounding),
)
def test_scores_of_any_size_are_what_fractions_give(
    units: list[tuple[Fraction, Fraction]],
    line: Fraction,
    pass_score: Fraction,
    decimals: int,
    rounding: Rounding,
) -> None:
    rules = replace(OFFICES, pass_score=pass_score, decimals=decimals, rounding=rounding)
    infos, lost = (Column.of(values) for values in zip(*units, strict=True))
    wanted = []
    for info, deduction in units:
        earned = max(Fraction(0), (info / line * pass_score if line else 0) - deduction)
        up = HALF_POINT if rounding is Rounding.HALF_UP else 0
        wanted.append(Fraction(math.floor(earned * 10**decimals + up), 10**decimals))
    assert list(scores_of(infos, line, lost, rules)) == wanted
    assert passed(infos, line) == sum(info > line for info, _ in units)


@pytest.mark.parametrize(
    ("ties", "places"),
    [(Ties.LAST, "1 3 3 6 6 6"), (Ties.FIRST, "1 2 2 4 4 4"), (Ties.DENSE, "1 2 2 3 3 3"),
     (Ties.AVERAGE, "1 2.5 2.5 5 5 5")],
)  # fmt: skip
def test_equal_scores_share_a_place_as_the_policy_says(ties: Ties, places: str) -> None:
    ranks = scoring.ranks(column("83", "62.25", "62.25", 0, 0, 0), ties)
    assert list(ranks) == [Fraction(place) for place in places.split()]


@pytest.mark.parametrize("ties", Ties)
def test_nobody_has_no_place(ties: Ties) -> None:
    assert list(scoring.ranks(column(), ties)) == []


@given(st.lists(st.integers(0, 9), min_size=1, max_size=30), st.sampled_from(Ties))
def test_places_are_what_counting_gives(values: list[int], ties: Ties) -> None:
    ranks = list(scoring.ranks(Column(whole_numbers(values)), ties))
    for value, rank in zip(values, ranks, strict=True):
        last = sum(other >= value for other in values)
        first = 1 + sum(other > value for other in values)
        dense = 1 + len({other for other in values if other > value})
        wanted = {Ties.LAST: last, Ties.FIRST: first, Ties.DENSE: dense,
                  Ties.AVERAGE: Fraction(first + last, 2)}  # fmt: skip
        assert rank == wanted[ties]


def test_places_of_numbers_beyond_the_machine() -> None:
    ranks = scoring.ranks(Column(whole_numbers([2**70, 2**70 + 1, 0])), Ties.LAST)
    assert list(ranks) == [2, 1, 3]
