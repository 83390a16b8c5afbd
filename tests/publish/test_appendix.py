"""The appendices as data, against the published tables' shape."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from xlportal.core.defaults import default_groups
from xlportal.core.demo import demo_book
from xlportal.core.ledger import Count, Entry, Ledger, MonthEntries
from xlportal.core.rules import Ties
from xlportal.publish.appendix import Appendix, ColumnKind, HeaderCell, appendices
from xlportal.publish.appendix import shown as printed_as
from xlportal.score.assessment import assess

FIRST, SECOND = appendices(assess(demo_book().ledger, 2), "最多跑一次")


def january(*entries: Entry, ties: Ties = Ties.LAST) -> tuple[Appendix, ...]:
    groups = tuple(replace(g, rules=replace(g.rules, ties=ties)) for g in default_groups())
    ledger = Ledger(2020, groups, (), (MonthEntries(1, entries),))
    return appendices(assess(ledger, 1), "最多跑一次")


def header(appendix: Appendix) -> list[list[str]]:
    """Return the header as a full rectangle, every span repeating its text."""
    rows = [[""] * len(appendix.columns) for _ in range(3)]
    for cell in appendix.header:
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                assert rows[row][column] == "", "header cells overlap"
                rows[row][column] = cell.text
    return rows


def test_titles_and_labels_are_the_published_ones() -> None:
    assert (FIRST.label, FIRST.title) == (
        "附表1：", "区县（市）审管办考核组2月门户网站考核统计表",
    )  # fmt: skip
    assert SECOND.title == "机关处室及直属事业单位考核组2月门户网站考核统计表"


def test_the_header_has_the_published_three_rows() -> None:
    top, items, months = header(FIRST)
    assert top == [
        "序号", "参加考核单位", *["报送信息采用情况"] * 6, "信息分", "平均分", "及格线",
        "2月\n得分", "2月\n排名", "1-2月\n得分", "1-2月\n排名",
    ]  # fmt: skip
    assert items[2:8] == [
        *["区县动态\n（每条2分）"] * 2, *["经验介绍\n（每篇10分）"] * 2, *["调查报告\n（每篇20分）"] * 2,
    ]  # fmt: skip
    assert months[2:8] == ["2月", "1-2月"] * 3
    assert header(SECOND)[0][2] == "栏目\n更新\n维护\n情况"
    assert HeaderCell("报送信息采用情况", 0, 3, 1, 6) in SECOND.header


def test_rows_of_february_line_by_line() -> None:
    line = [Fraction(1), Fraction("0.8")]
    assert list(FIRST.rows[11]) == [
        12, "富阳区行政服务中心", 3, 4, 0, 0, 0, 0, 6, *line, Fraction("62.25"), 2, 83, 2,
    ]  # fmt: skip
    assert list(FIRST.rows[0]) == [
        1, "上城区审管办", 0, 1, 0, 0, 0, 0, 0, *line, 0, 14, Fraction("20.75"), 6,
    ]  # fmt: skip
    assert list(SECOND.rows[0]) == [
        1, "秘书处", "无扣分", 2, 5, 0, 0, 0, 0, 4, 3, Fraction("2.4"), Fraction("6.6"), 3,
        Fraction("17.5"), 2,
    ]  # fmt: skip


def test_average_and_pass_line_are_merged_down_the_group() -> None:
    assert [FIRST.columns[column] for column in FIRST.merged] == [ColumnKind.LINE] * 2
    assert FIRST.merged == (9, 10)


def test_january_shows_no_cumulative_pair() -> None:
    first, _ = january()
    assert header(first)[2][2:5] == ["1月"] * 3
    assert not [cell for cell in first.header if "1-" in cell.text]
    assert len(first.columns) == 10


def test_counts_are_shown_as_printed_with_a_note_where_there_is_a_bonus() -> None:
    first, second = january(
        Entry(1, "上城区审管办", (Count(3, 1), None, Count(2))),
        Entry(2, "秘书处", (Count(1), None, None), Fraction(2), "更新不及时"),
    )
    assert first.rows[0][2:5] == ("3（1）", 0, 2)
    assert first.note == "注：括号内的数字代表同时发布在“最多跑一次”专栏的稿件数，得分按1.5倍计算。"
    assert second.note is None
    assert second.rows[0][2] == "扣2分（更新不及时）"


def test_shared_places_may_lie_between() -> None:
    first, _ = january(ties=Ties.AVERAGE)
    assert first.rows[0][-1] == Fraction(15, 2)


LONG = (
    "“政务公开”栏目超过三个月未更新，且存在错别字3处、失效链接5个，经提醒后仍未在规定时间内完成整改"
)


def test_a_long_reason_stands_below_the_table() -> None:
    _, second = january(Entry(2, "秘书处", (None, None, None), Fraction("1.5"), LONG + "。"))
    assert second.rows[0][2] == "扣1.5分（见注）"
    assert second.note == f"注：秘书处扣1.5分：{LONG}。"


def test_several_notes_are_numbered() -> None:
    groups = tuple(
        replace(group, rules=replace(group.rules, bonus=Fraction("1.5"), deductions=True))
        for group in default_groups()
    )
    entries = (
        Entry(2, "秘书处", (None, None, None), Fraction(1), LONG),
        Entry(2, "交易管理处", (None, None, None), Fraction(2), "更新不及时"),
        Entry(2, "机关党委", (None, None, None), Fraction(3), LONG),
    )
    ledger = Ledger(2020, groups, (), (MonthEntries(1, entries),))
    _, table = appendices(assess(ledger, 1), "最多跑一次")
    shown = {str(row[1]): row[2] for row in table.rows}
    assert shown["秘书处"] == "扣1分（见注2）"
    assert shown["交易管理处"] == "扣2分（更新不及时）"
    assert shown["机关党委"] == "扣3分（见注3）"
    assert table.note is not None
    assert table.note.startswith("注：1. 括号内的数字")
    assert table.note.endswith(f" 2. 秘书处扣1分：{LONG}。 3. 机关党委扣3分：{LONG}。")


def test_reasons_begin_at_the_left_where_there_are_any() -> None:
    assert SECOND.left_aligned == (1,)
    _, second = january(Entry(2, "秘书处", (None, None, None), Fraction(1), "更新不及时"))
    assert second.left_aligned == (1, 2)


def test_scores_are_printed_with_all_their_decimals_others_rounded() -> None:
    value = Fraction("12.345678")
    assert printed_as(ColumnKind.SCORE, value) == "12.345678"
    assert printed_as(ColumnKind.INFO, value) == "12.35"
    assert printed_as(ColumnKind.SCORE, Fraction("6.50")) == "6.5"
    assert printed_as(ColumnKind.COUNT, "3（1）") == "3（1）"
