"""Small years worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from xlportal.core.defaults import default_groups
from xlportal.core.demo import demo_book
from xlportal.core.ledger import Count, Entry, Ledger, MonthEntries, Opening
from xlportal.core.rules import Group, Ties, Unit
from xlportal.score.assessment import Assessment, assess, assess_year

RULES = replace(default_groups()[0].rules, items=default_groups()[0].rules.items[:1])


def group(*units: Unit, ties: Ties = Ties.LAST) -> Group:
    return Group(1, "某考核组", "某组", replace(RULES, ties=ties), units)


def month(number: int, **pieces: int) -> MonthEntries:
    entries = (Entry(1, name, (Count(count),)) for name, count in pieces.items())
    return MonthEntries(number, tuple(entries))


def ledger(owner: Group, *months: MonthEntries, opening: tuple[Opening, ...] = ()) -> Ledger:
    return Ledger(2021, (owner,), opening, months)


def scores(assessment: Assessment) -> list[Fraction]:
    return list(assessment.groups[0].monthly.scores)


def test_the_demo_gives_the_published_february() -> None:
    counties, offices = assess(demo_book().ledger, 2).groups
    assert (counties.average, counties.pass_line) == (1, Fraction("0.8"))
    assert (offices.average, offices.pass_line) == (3, Fraction("2.4"))
    assert [counties.passed, offices.passed] == [2, 3]
    assert counties.totals.tolist() == [[7, 0], [0, 0], [0, 0]]
    assert counties.cumulative_totals[0].tolist() == [14, 0]


def test_only_units_taking_part_stand_in_a_month_and_share_its_average() -> None:
    owner = group(Unit("甲"), Unit("乙", first_month=2), Unit("丙", last_month=1))
    year = ledger(owner, month(1, 甲=1, 丙=3), month(2, 甲=1, 乙=2))
    january, february = (assessment.groups[0] for assessment in assess_year(year))
    assert january.units == ("甲", "丙")
    assert january.average == 4  # (2 + 6) / 2
    assert february.units == ("甲", "乙")
    assert february.average == 3  # (2 + 4) / 2


def test_sums_carry_over_months_and_from_before_and_count_units_that_left() -> None:
    owner = group(Unit("甲"), Unit("乙", last_month=2))
    opening = (Opening(1, "甲", 1, (Count(5, 2),), Fraction("10.5")),)
    year = ledger(owner, month(2, 甲=1, 乙=1), month(3, 甲=1), opening=opening)
    march = assess(year, 3).groups[0]
    # February: average 2, line 1.6, 2/1.6*8.3 = 10.375 → 10.38; March the same.
    assert list(march.cumulative.scores) == [Fraction("10.5") + 2 * Fraction("10.38")]
    assert march.cumulative.counts.tolist() == [[[7, 2]]]
    assert march.cumulative_totals.tolist() == [[8, 2]]
    assert march.totals.tolist() == [[1, 0]]


def test_a_carry_in_beyond_the_month_does_not_count_yet() -> None:
    owner = group(Unit("甲"), Unit("乙", first_month=6))
    opening = (Opening(1, "乙", 5, (Count(1),), Fraction(7)),)
    year = ledger(owner, month(2, 甲=1), month(6, 甲=1, 乙=1), opening=opening)
    february, june = assess_year(year)
    assert february.groups[0].cumulative_totals.tolist() == [[1, 0]]
    assert june.groups[0].cumulative_totals.tolist() == [[4, 0]]


def test_a_renamed_unit_keeps_its_history() -> None:
    owner = group(Unit("新名", former=("旧名",)))
    year = ledger(owner, month(1, 旧名=1), month(2, 新名=1))
    february = assess(year, 2).groups[0]
    assert february.units == ("新名",)
    assert february.cumulative.counts.tolist() == [[[2, 0]]]


def test_months_not_filled_are_not_months_with_zero() -> None:
    owner = group(Unit("甲"), Unit("乙"))
    year = ledger(owner, month(1, 甲=1), month(4, 乙=1))
    assert [assessment.month for assessment in assess_year(year)] == [1, 4]
    with pytest.raises(ValueError, match="month 2"):
        assess(year, 2)


def test_a_month_of_nobody_gives_zeros_and_the_last_place() -> None:
    owner = group(Unit("甲"), Unit("乙"))
    january = assess(ledger(owner, MonthEntries(1, ())), 1).groups[0]
    assert list(january.monthly.scores) == [0, 0]
    assert list(january.monthly.ranks) == [2, 2]
    assert january.monthly.leaders() == ()


@pytest.mark.parametrize(
    ("pieces", "named"),
    [
        ({"甲": 3, "乙": 2, "丙": 1}, ["甲", "乙"]),
        ({"甲": 1, "乙": 2, "丙": 1}, ["乙", "甲", "丙"]),
        ({"甲": 2, "乙": 2, "丙": 2}, ["甲", "乙", "丙"]),
        ({"丙": 1}, ["丙"]),
        ({"甲": 2, "丙": 2}, ["甲", "丙"]),
    ],
)
def test_the_leading_two_are_named_with_everyone_tied(
    pieces: dict[str, int], named: list[str]
) -> None:
    owner = group(Unit("甲"), Unit("乙"), Unit("丙"))
    january = assess(ledger(owner, month(1, **pieces)), 1).groups[0]
    assert list(january.names(january.monthly.leaders())) == named


def test_a_group_without_units_this_month_is_empty_not_an_error() -> None:
    owner = group(Unit("甲", first_month=5))
    january = assess(ledger(owner, MonthEntries(1, ())), 1).groups[0]
    assert january.units == ()
    assert (january.average, january.pass_rate, january.passed) == (0, 0, 0)
    assert january.monthly.leaders() == ()


def test_an_entry_of_an_unlisted_unit_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="not in the roster"):
        assess(ledger(group(Unit("甲")), month(1, 乙=1)), 1)


def test_assessing_does_not_change_the_ledger() -> None:
    year = demo_book().ledger
    before = repr(year)
    assert scores(assess(year, 2)) == scores(assess(year, 2))
    assert repr(year) == before
