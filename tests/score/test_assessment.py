"""Small years worked out by hand."""

import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings

from support.documents import documents
from xlportal.core.defaults import default_groups
from xlportal.core.document import read_document
from xlportal.core.ledger import Count, Entry, Ledger, MonthEntries, Opening
from xlportal.core.rules import POINTS, Change, Group, Item, Scheme, Ties, Unit
from xlportal.score.assessment import (
    RANK,
    SCORE,
    SO_FAR,
    GroupMonth,
    assess_period,
    assess_year,
)

ITEMS, RULES = default_groups()[0].items[:1], default_groups()[0].rules


def group(*units: Unit, ties: Ties = Ties.LAST) -> Group:
    return Group(1, "某考核组", "某组", ITEMS, replace(RULES, ties=ties), units)


def month(number: int, **pieces: int) -> MonthEntries:
    entries = (Entry(1, name, (Count(count),)) for name, count in pieces.items())
    return MonthEntries(number, tuple(entries))


def ledger(owner: Group, *months: MonthEntries, opening: tuple[Opening, ...] = ()) -> Ledger:
    return Ledger(2021, (owner,), opening, months)


def measured(group: GroupMonth) -> tuple[Fraction, Fraction]:
    return group.measures.average, group.measures.pass_line


def test_only_units_taking_part_stand_in_a_month_and_share_its_average() -> None:
    owner = group(Unit("甲"), Unit("乙", first_month=2), Unit("丙", last_month=1))
    year = ledger(owner, month(1, 甲=1, 丙=3), month(2, 甲=1, 乙=2))
    january, february = assess_year(year).of(owner)
    assert january.units == ("甲", "丙")
    assert january.measures.average == 4  # (2 + 6) / 2
    assert february.units == ("甲", "乙")
    assert february.measures.average == 3  # (2 + 4) / 2


def test_sums_carry_over_months_and_from_before_and_count_units_that_left() -> None:
    owner = group(Unit("甲"), Unit("乙", last_month=2))
    opening = (Opening(1, "甲", 1, (Count(5, 2),), Fraction("10.5")),)
    year = ledger(owner, month(2, 甲=1, 乙=1), month(3, 甲=1), opening=opening)
    march = assess_year(year)[3].groups[0]
    # February: average 2, line 1.6, 2/1.6*8.3 = 10.375 → 10.38; March the same.
    assert list(march.figures[SO_FAR]) == [Fraction("10.5") + 2 * Fraction("10.38")]
    assert march.counts_so_far.to_numpy().tolist() == [[7, 2]]
    assert march.totals_so_far.tolist() == [8, 2]
    assert march.totals.tolist() == [1, 0]


def test_a_carry_in_beyond_the_month_does_not_count_yet() -> None:
    owner = group(Unit("甲"), Unit("乙", first_month=6))
    opening = (Opening(1, "甲", 5, (Count(2),), Fraction(7)),)
    year = ledger(owner, month(2, 甲=1), month(6, 甲=1, 乙=1), opening=opening)
    february, june = assess_year(year).of(owner)
    assert february.totals_so_far.tolist() == [1, 0]
    assert june.totals_so_far.tolist() == [5, 0]


def test_a_month_of_nobody_gives_zeros_and_the_last_place() -> None:
    owner = group(Unit("甲"), Unit("乙"))
    january = assess_year(ledger(owner, MonthEntries(1, ())))[1].groups[0]
    assert list(january.figures[SCORE]) == [0, 0]
    assert list(january.figures[RANK]) == [2, 2]
    assert january.leaders() == ()


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
    january = assess_year(ledger(owner, month(1, **pieces)))[1].groups[0]
    assert list(january.leaders()) == named


def test_a_group_nobody_of_which_takes_part_is_not_there() -> None:
    owner = group(Unit("甲", first_month=5))
    assert assess_year(ledger(owner, MonthEntries(1, ())))[1].groups == ()
    late = replace(group(Unit("甲")), first_month=4)
    year = assess_year(ledger(late, MonthEntries(3, ()), month(4, 甲=1)))
    assert [len(year[number].groups) for number in (3, 4)] == [0, 1]


def test_an_entry_of_an_unlisted_unit_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="not in the roster"):
        assess_year(ledger(group(Unit("甲")), month(1, 乙=1)))[1]


def test_a_rule_that_changes_leaves_the_months_before_as_they_were() -> None:
    owner = group(Unit("甲"), Unit("乙"))
    filed = [month(number, 甲=3, 乙=1) for number in (1, 2)]
    before = ledger(owner, *filed)
    after = replace(
        before,
        changes=(
            Change(1, 2, "pass_ratio", Fraction(1)),
            Change(1, 2, POINTS, Fraction(5), "区县动态"),
            Change(1, 2, "decimals", 0),
        ),
    )
    january, february = assess_year(after).of(owner)
    assert january.figures.equals(assess_year(before)[1].groups[0].figures)
    assert list(february.info_scores) == [15, 5]
    assert measured(february) == (10, 10)
    # 15 / 10 * 8.3 = 12.45 → 12; 5 / 10 * 8.3 = 4.15 → 4
    assert list(february.figures[SCORE]) == [12, 4]
    # January: average 4, line 3.2; 6 / 3.2 * 8.3 = 15.5625 → 15.56, 2 / 3.2 * 8.3 = 5.1875 → 5.19
    assert list(february.figures[SO_FAR]) == [Fraction("27.56"), Fraction("9.19")]


def test_points_added_up_directly_need_no_pass_line() -> None:
    direct = replace(RULES, scheme=Scheme.DIRECT, additions=True, deductions=True, decimals=1)
    owner = replace(group(Unit("甲"), Unit("乙"), Unit("丙")), rules=direct)
    entries = (
        Entry(1, "甲", (Count(3, 1),), addition=Fraction("0.25")),  # 2*2 + 3 + 0.25 → 7.3
        Entry(1, "乙", (Count(1),), deduction=Fraction(5), addition=Fraction(1)),  # 2 + 1 - 5 → 0
    )
    found = assess_year(ledger(owner, MonthEntries(1, entries)))[1].groups[0]
    assert found.measures is None
    assert list(found.figures[SCORE]) == [Fraction("7.3"), 0, 0]
    assert found.leaders() == ("甲",)
    assert found.ordered() == ["甲", "乙", "丙"]


def test_an_item_is_counted_in_its_own_months_only() -> None:
    items = (*ITEMS, Item("约稿", "篇", Fraction(0), first_month=2))
    owner = replace(group(Unit("甲")), items=items)
    filed = [
        MonthEntries(number, (Entry(1, "甲", (Count(1), later)),))
        for number, later in ((1, None), (2, Count(4)))
    ]
    year = assess_year(ledger(owner, *filed))
    january, february = year.of(owner)
    assert [item.name for item in january.terms.items] == ["区县动态"]
    assert january.counts.to_numpy().tolist() == [[1, 0]]
    assert february.counts.to_numpy().tolist() == [[1, 0, 4, 0]]
    assert list(february.info_scores) == [2]


@pytest.mark.usefixtures("untraced")
@settings(max_examples=20)
@given(documents())
def test_no_column_of_a_year_is_a_float(value: dict[str, Any]) -> None:
    year = assess_year(read_document(json.dumps(value)).ledger)
    frames = [frame for assessed in year.months.values() for found in assessed.groups
              for frame in (found.counts, found.counts_so_far, found.figures)]  # fmt: skip
    frames += [frame for found in assess_period(year, 1, 12)
               for frame in (found.counts, found.scores, found.figures)]  # fmt: skip
    for frame in frames:
        assert not [kind for kind in frame.dtypes if kind.kind == "f"]
        assert not frame.map(lambda value: isinstance(value, float)).to_numpy().any()
