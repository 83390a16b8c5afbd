"""The year so far as values, from data small enough to add up by hand."""

from dataclasses import replace
from fractions import Fraction

from xlportal.core.defaults import default_groups
from xlportal.core.demo import demo_book
from xlportal.core.ledger import Count, Entry, Ledger, MonthEntries, Opening
from xlportal.core.rules import Change, Unit
from xlportal.publish.trends import GroupTrend, trends
from xlportal.score.assessment import assess_year

FIRST, SECOND = default_groups()
NAMES = [unit.name for unit in SECOND.units]


def trend(ledger: Ledger, month: int | None = None) -> GroupTrend:
    return trends(assess_year(ledger), month or ledger.filled[-1])[-1]


def filed(month: int, **pieces: int) -> MonthEntries:
    entries = (Entry(2, unit, (Count(count), None, None)) for unit, count in pieces.items())
    return MonthEntries(month, tuple(entries))


def ledger(
    *months: MonthEntries,
    opening: tuple[Opening, ...] = (),
    changes: tuple[Change, ...] = (),
    **group: object,
) -> Ledger:
    second = replace(SECOND, **group)  # type: ignore[arg-type]
    return Ledger(2020, (FIRST, second), opening, months, changes)


def carried(unit: str, through: int, score: int) -> Opening:
    return Opening(2, unit, through, (None, None, None), Fraction(score))


def scores(trend: GroupTrend, unit: str) -> tuple[Fraction | None, ...]:
    return next(line.scores for line in trend.lines if line.unit == unit)


def test_the_leading_unit_stands_first_and_the_carry_in_is_the_demo_s_january() -> None:
    first, second = trends(assess_year(demo_book().ledger), 2)
    assert (first.name, first.span, first.periods) == (
        "区县（市）审管办考核组",
        "1-2月",
        ("1月", "2月"),
    )
    shown = [(str(line.rank), line.unit, str(line.total), line.reached) for line in second.lines]
    assert shown == [
        ("1", "公共资源交易中心", "139/5", True), ("2", "秘书处", "35/2", True),
        ("3", "机关党委", "83/5", True), ("4", "交易管理处", "36/5", False),
        ("5", "市民之家管理服务中心（大厅办）", "33/10", False), ("8", "审批管理处", "0", False),
        ("8", "综合管理处", "0", False), ("8", "投资项目审批代办服务中心（中介中心）", "0", False),
    ]  # fmt: skip
    assert scores(second, "秘书处") == (Fraction("10.9"), Fraction("6.6"))
    assert scores(second, "机关党委") == (0, Fraction("16.6"))
    assert {line.level for line in second.lines} == {8}
    assert second.pass_scores == (4, 4)


def test_a_level_adds_up_the_pass_scores_of_the_months_a_unit_took_part_in() -> None:
    units = (Unit("甲"), Unit("乙", first_month=2), Unit("丙", last_month=1))
    change = Change(2, 2, "pass_score", Fraction(10))
    months = filed(1, 甲=1), filed(2, 甲=1, 乙=1)
    february = trend(ledger(*months, units=units, changes=(change,)))
    assert [(line.unit, line.level) for line in february.lines] == [("甲", 14), ("乙", 10)]
    assert february.pass_scores == (4, 10)
    assert scores(february, "乙")[0] is None


def test_a_group_that_began_in_july_has_neither_periods_nor_levels_before() -> None:
    months = [MonthEntries(month, ()) for month in range(1, 7)]
    year = ledger(*months, filed(7, 甲=1), units=(Unit("甲"),), first_month=7)
    july = trend(year)
    assert (july.periods, july.lines[0].level) == (("7月",), 4)
    assert len(trends(assess_year(year), 6)) == 1


def test_a_longer_carry_in_is_a_period_but_no_month() -> None:
    opening = (carried("秘书处", 3, 30),)
    april = trend(ledger(filed(4, 机关党委=1), filed(6, 机关党委=1), opening=opening))
    assert april.periods == ("至3月", "4月", "5月", "6月")
    assert april.first_month == 1
    assert scores(april, "秘书处") == (30, 0, None, 0)
    assert scores(april, "机关党委")[0] == 0
    assert april.pass_scores == (None, 4, None, 4)
    assert {line.level for line in april.lines} == {4 * 5}


def test_months_nobody_filled_are_periods_without_a_score() -> None:
    units = (Unit("甲"), Unit("乙", first_month=4))
    april = trend(ledger(filed(2, 甲=1), filed(4, 甲=1), units=units))
    assert april.periods == ("1月", "2月", "3月", "4月")
    # February: 2 of 1.6 times 4, a tenth cut; April: the average of two is 1, the line 0.8.
    assert scores(april, "甲") == (None, 5, None, 10)
    assert scores(april, "乙") == (None, None, None, 0)
    assert (april.pass_scores, april.has_gaps) == ((None, 4, None, 4), True)
    assert not trend(ledger(filed(1, 甲=1), units=units[:1])).has_gaps


def test_a_carry_in_under_a_former_name_is_the_unit_s() -> None:
    units = (Unit("新名", former=("旧名",)),)
    renamed = trend(ledger(filed(2, 旧名=1), opening=(carried("旧名", 1, 7),), units=units))
    assert scores(renamed, "新名") == (7, 5)
