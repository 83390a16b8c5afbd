from __future__ import annotations

from dataclasses import replace

from xlportal.commands.terminal import aligned, assessment_lines, problem_table
from xlportal.core import catalogue
from xlportal.core.demo import demo_book
from xlportal.core.ledger import Count, Entry, MonthEntries
from xlportal.core.problems import problem
from xlportal.core.widths import display_width
from xlportal.score.assessment import assess


def test_columns_line_up_although_chinese_characters_are_wide() -> None:
    lines = aligned([["单位", "分"], ["a", "10"], ["行政服务中心", "8.5"]])
    assert lines == ["单位           分", "a              10", "行政服务中心  8.5"]
    assert len({display_width(line) for line in lines}) == 1


def test_both_tables_of_february_line_up() -> None:
    lines = assessment_lines(assess(demo_book().ledger, 2))
    assert len({display_width(line) for line in lines[1:16]}) == 1
    assert len({display_width(line) for line in lines[19:28]}) == 1
    assert lines[14].split() == ["13", "临安市审管办", *["0", "0", "0", "0", "0", "14", "0", "14"]]
    assert lines[16] == "平均分 1，及格线 0.8，14 家中 2 家超过及格线，达标率 14.3%"


def test_january_has_no_cumulative_columns_and_brackets_stand_as_printed() -> None:
    entry = Entry(1, "上城区审管办", (Count(3, 1), None, None))
    ledger = replace(demo_book().ledger, opening=(), months=(MonthEntries(1, (entry,)),))
    lines = assessment_lines(assess(ledger, 1))
    assert "1-" not in "".join(lines)
    assert "3（1）" in lines[2]


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


def test_deductions_are_shown_where_a_group_has_them() -> None:
    lines = assessment_lines(assess(demo_book().ledger, 2))
    assert "扣分" not in lines[1]
    assert lines[19].split()[6:8] == ["扣分", "2月得分"]
