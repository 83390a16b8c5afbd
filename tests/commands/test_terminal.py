from __future__ import annotations

from dataclasses import replace

from xlportal.commands.terminal import aligned, correction_lines, group_lines, problem_table
from xlportal.core import catalogue
from xlportal.core.book import Book
from xlportal.core.demo import demo_book
from xlportal.core.ledger import Count, Entry, Ledger, MonthEntries
from xlportal.core.problems import problem
from xlportal.core.widths import display_width
from xlportal.publish.appendix import Appendix, Column, ColumnKind, appendices
from xlportal.publish.asked import Asked
from xlportal.publish.content import made
from xlportal.score.assessment import assess_year


def months(ledger: Ledger, month: int) -> list[list[str]]:
    """Return the lines of every group of a month."""
    groups = assess_year(ledger)[month].groups
    tables = appendices(Asked.of(month), groups, ledger, "最多跑一次")
    return [group_lines(group, table) for group, table in zip(groups, tables, strict=True)]


def test_columns_line_up_although_chinese_characters_are_wide() -> None:
    lines = aligned([["单位", "分"], ["a", "10"], ["行政服务中心", "8.5"]])
    assert lines == ["单位           分", "a              10", "行政服务中心  8.5"]
    assert len({display_width(line) for line in lines}) == 1


def test_both_tables_of_february_line_up() -> None:
    for lines in months(demo_book().ledger, 2):
        assert len({display_width(line) for line in lines[1:-1]}) == 1
    counties, offices = months(demo_book().ledger, 2)
    assert counties[0] == "附表1  区县（市）审管办（行政服务中心）考核组"
    assert counties[1].split() == [
        "序号", "参加考核单位", "区县动态", "经验介绍", "调查报告", "信息分",
        "2月得分", "2月排名", "1-2月得分", "1-2月排名",
    ]  # fmt: skip
    assert counties[14].split() == ["13", "临安市审管办", *"00000", "14", "0", "14"]
    assert counties[-1] == "平均分 1，及格线 0.8，14 家中 2 家超过及格线，达标率 14.3%"
    assert offices[2].split()[2] == "无扣分"


def test_january_has_no_cumulative_columns_and_brackets_stand_as_printed() -> None:
    entry = Entry(1, "上城区审管办", (Count(3, 1), None, None))
    ledger = replace(demo_book().ledger, opening=(), months=(MonthEntries(1, (entry,)),))
    lines = months(ledger, 1)[0]
    assert "1-" not in "".join(lines)
    assert "3（1）" in lines[2]


def test_a_period_shows_every_month_and_no_average() -> None:
    ledger = demo_book().ledger
    ledger = replace(ledger, months=(*ledger.months, replace(ledger.months[0], month=3)))
    found = made(Book(ledger), Asked.of(None, (2, 3)))
    lines = group_lines(found.groups[0], found.published.appendices[0])
    assert lines[1].split()[5:] == [
        "信息分", "2月", "3月", "2-3月得分", "2-3月排名", "1-3月得分", "1-3月排名",
    ]  # fmt: skip
    assert lines[-1] == "14 家参加考核"


def test_a_correction_sets_what_was_printed_beside_what_is_right() -> None:
    columns = [
        Column(ColumnKind.SERIAL, ("序号",), [1]),
        Column(ColumnKind.UNIT, ("参加考核单位",), ["富阳区行政服务中心"]),
        Column(ColumnKind.TEXT, ("原印",), ["62.25"]),
        Column(ColumnKind.TEXT, ("更正为",), ["83"]),
    ]
    assert correction_lines(Appendix(0, "", "更正表", tuple(columns), None)) == [
        "更正表",
        "序号  参加考核单位        原印   更正为",
        "   1  富阳区行政服务中心  62.25  83",
    ]


def test_problems_are_a_table_whose_columns_line_up() -> None:
    found = [
        problem(catalogue.DEDUCTION_NO_REASON, "2月", "J27", "1", "秘书处"),
        problem(catalogue.COUNT_TEXT, "2月", "C120", "三", "富阳区行政服务中心"),
    ]
    assert problem_table(found, 120) == [
        "级别  位置      对象                有什么不对             怎么改",
        "错误  2月!C120  富阳区行政服务中心  “三”不是篇数         请填 3 这样的整数，有上专栏的可填 3（1）",
        "提醒  2月!J27   秘书处              扣了 1 分却没有写原因  请补写扣分原因",
        "",
        "错误 1 处，提醒 1 处",
    ]
    assert problem_table(found, 80) == [
        "错误  2月!C120（富阳区行政服务中心）：“三”不是篇数，请填 3 这样的整数，有上专栏的可填 3（1）。",
        "提醒  2月!J27（秘书处）：扣了 1 分却没有写原因，请补写扣分原因。",
        "",
        "错误 1 处，提醒 1 处",
    ]
