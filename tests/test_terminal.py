from __future__ import annotations

from dataclasses import replace

from xlportal.assessment import assess
from xlportal.demo import demo_book
from xlportal.ledger import Count, Entry, MonthEntries
from xlportal.pen import display_width
from xlportal.terminal import aligned, assessment_lines


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
