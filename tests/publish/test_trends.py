"""The year so far as values, from data small enough to add up by hand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from xlportal.core.defaults import default_groups
from xlportal.core.demo import demo_book
from xlportal.core.ledger import Count, Entry, Ledger, MonthEntries, Opening
from xlportal.core.rules import Unit
from xlportal.publish.trends import Bar, GroupTrend, Line, Period, trends
from xlportal.score.assessment import assess_year

SECOND = default_groups()[1]
NAMES = [unit.name for unit in SECOND.units]


def trend(ledger: Ledger) -> GroupTrend:
    return trends(ledger, assess_year(ledger))[-1]


def filed(month: int, **pieces: int) -> MonthEntries:
    entries = (Entry(2, unit, (Count(count), None, None)) for unit, count in pieces.items())
    return MonthEntries(month, tuple(entries))


def ledger(*months: MonthEntries, opening: tuple[Opening, ...] = (), **changes: object) -> Ledger:
    group = replace(SECOND, **changes)  # type: ignore[arg-type]
    return Ledger(2020, (default_groups()[0], group), opening, months)


def test_the_demo_s_carry_in_is_its_january() -> None:
    first, second = trends(demo_book().ledger, assess_year(demo_book().ledger))
    assert second.periods == (Period("1月", is_month=True), Period("2月", is_month=True))
    assert second.lines[0] == Line("秘书处", (Fraction("10.9"), Fraction("6.6")))
    assert second.lines[4] == Line("机关党委", (Fraction(0), Fraction("16.6")))
    assert (second.pass_score, second.pass_total) == (4, 8)
    assert (first.name, first.span) == ("区县（市）审管办考核组", "1-2月")


def test_bars_stand_in_order_with_the_pass_level_among_them() -> None:
    second = trend(demo_book().ledger)
    shown = [(bar.label, str(bar.score), bar.rank, bar.reached) for bar in second.bars()]
    assert shown == [
        ("公共资源交易中心", "139/5", 1, True),
        ("秘书处", "35/2", 2, True),
        ("机关党委", "83/5", 3, True),
        ("达标水平", "8", None, True),
        ("交易管理处", "36/5", 4, False),
        ("市民之家管理服务中心（大厅办）", "33/10", 5, False),
        ("审批管理处", "0", 8, False),
        ("综合管理处", "0", 8, False),
        ("投资项目审批代办服务中心（中介中心）", "0", 8, False),
    ]
    assert [bar.label for bar in second.bars() if bar.is_level] == ["达标水平"]


def test_a_unit_exactly_at_the_level_has_reached_it() -> None:
    level = GroupTrend("组", "1月", (Period("1月", is_month=True),), (Line("甲", (Fraction(4),)),),
                       (Fraction(4),), (Fraction(1),), Fraction(4), Fraction(4))  # fmt: skip
    assert level.bars() == (
        Bar("甲", Fraction(4), Fraction(1), reached=True),
        Bar("达标水平", Fraction(4), None, reached=True),
    )


def test_january_is_one_period_and_its_level_one_month_s() -> None:
    january = trend(ledger(filed(1, 秘书处=3)))
    assert (january.span, january.periods) == ("1月", (Period("1月", is_month=True),))
    assert january.pass_total == 4
    assert [line.unit for line in january.leaders()] == ["秘书处"]


def test_a_longer_carry_in_is_a_period_but_no_month() -> None:
    carried = (Opening(2, "秘书处", 3, (None, None, None), Fraction(30)),)
    april = trend(ledger(filed(4, 机关党委=1), filed(6, 机关党委=1), opening=carried))
    assert [period.label for period in april.periods] == ["至3月", "4月", "6月"]
    assert april.months() == (1, 2)
    assert april.lines[0].scores == (30, 0, 0)
    assert april.lines[1].scores[0] == 0
    assert april.leaders()[0].scores == (Fraction(40), Fraction(40))
    assert april.pass_total == 4 * 5


def test_units_carried_in_from_different_months_leave_the_other_s_place_empty() -> None:
    carried = tuple(
        Opening(2, unit, through, (None, None, None), Fraction(5))
        for unit, through in (("秘书处", 1), ("机关党委", 2))
    )
    march = trend(ledger(filed(3, 秘书处=1), opening=carried))
    assert [period.label for period in march.periods] == ["1月", "至2月", "3月"]
    assert march.lines[0].scores[:2] == (5, None)
    assert march.lines[4].scores[:2] == (None, 5)


def test_where_a_unit_took_no_part_it_has_no_score() -> None:
    units = (Unit("甲"), Unit("乙", first_month=2), Unit("丙", last_month=1))
    february = trend(ledger(filed(1, 甲=1), filed(2, 甲=1, 乙=1), units=units))
    assert [line.unit for line in february.lines] == ["甲", "乙"]
    assert february.lines[1].scores[0] is None


def test_leaders_are_few_and_ties_are_not_torn_apart() -> None:
    tied = dict.fromkeys(NAMES[1:4], 2)
    assert [line.unit for line in trend(ledger(filed(1, **{NAMES[0]: 9}, **tied))).leaders()] == [
        NAMES[0]
    ]
    everyone = trend(ledger(filed(1, **dict.fromkeys(NAMES, 1))))
    assert [line.unit for line in everyone.leaders()] == NAMES[:3]
    assert trend(ledger(filed(1))).leaders() == ()


def test_leaders_have_their_cumulative_ranks() -> None:
    pieces = {NAMES[0]: 1, NAMES[1]: 2, NAMES[2]: 2}
    leaders = trend(ledger(filed(1, **pieces))).leaders()
    assert [(leader.unit, leader.rank) for leader in leaders] == [
        (NAMES[1], 2), (NAMES[2], 2), (NAMES[0], 3),
    ]  # fmt: skip


def test_of_too_many_bars_the_lowest_are_left_out_but_never_the_level() -> None:
    second = trend(ledger(filed(1, **{NAMES[4]: 9, NAMES[2]: 8})))
    assert [bar.label for bar in second.bars(1)] == [NAMES[4], "达标水平"]
    assert len(second.bars(len(NAMES))) == len(second.bars()) == len(NAMES) + 1


def test_a_carry_in_under_a_former_name_is_the_unit_s() -> None:
    units = (Unit("新名", former=("旧名",)),)
    opening = (Opening(2, "旧名", 1, (None, None, None), Fraction(7)),)
    renamed = trend(ledger(filed(2, 旧名=1), opening=opening, units=units))
    assert renamed.lines == (Line("新名", (Fraction(7), Fraction(5))),)
