"""The appendices as data, against the published tables' shape."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest

from xlportal.core.defaults import default_groups
from xlportal.core.demo import demo_book
from xlportal.core.ledger import Count, Entry, Ledger, MonthEntries, Opening
from xlportal.core.rules import Group, Item, Order, Scheme
from xlportal.publish.appendix import Appendix, ColumnKind, HeaderCell, appendices
from xlportal.publish.appendix import shown as printed_as
from xlportal.publish.asked import Asked
from xlportal.score.assessment import assess_year

COUNTIES, OFFICES = default_groups()
NOTHING = (None, None, None)


def tables(ledger: Ledger, month: int) -> tuple[Appendix, ...]:
    return appendices(
        Asked.of(month), assess_year(ledger, month)[month].groups, ledger, "最多跑一次"
    )


FIRST, SECOND = tables(demo_book().ledger, 2)


def offices(*entries: Entry, month: int = 1, **rules: object) -> Appendix:
    """Return the offices' table of a month, their rules changed."""
    group = replace(OFFICES, rules=replace(OFFICES.rules, **rules))  # type: ignore[arg-type]
    (table,) = tables(Ledger(2020, (group,), (), (MonthEntries(month, entries),)), month)
    return table


def header(appendix: Appendix) -> list[list[str]]:
    """Return the header as a full rectangle, every span repeating its text."""
    rows = [[""] * len(appendix.columns) for _ in range(appendix.header_rows)]
    for cell in appendix.header:
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                assert rows[row][column] == "", "header cells overlap"
                rows[row][column] = cell.text
    return rows


def column(appendix: Appendix, title: str) -> list[object]:
    """Return the column whose top header is ``title``."""
    return [row[header(appendix)[0].index(title)] for row in appendix.rows]


def test_the_header_has_the_published_three_rows() -> None:
    assert (FIRST.label, FIRST.title) == ("附表1：", "区县（市）审管办考核组2月门户网站考核统计表")
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
    assert HeaderCell("经验介绍\n（每篇10分）", 1, 5, 1, 2) in SECOND.header


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


def test_january_shows_no_cumulative_pair() -> None:
    table = offices()
    assert header(table)[2][3:6] == ["1月"] * 3
    assert not [cell for cell in table.header if "1-" in cell.text]
    assert (len(table.columns), table.so_far) == (11, ())


def test_a_group_that_adds_points_up_has_neither_average_nor_pass_line() -> None:
    table = offices(Entry(2, "秘书处", (Count(3), None, None)), scheme=Scheme.DIRECT)
    assert header(table)[0][6:] == ["信息分", "1月\n得分", "1月\n排名"]
    assert (table.merged, table.rows[0][6:]) == ((), (6, 6, 1))


def test_additions_have_a_column_worded_like_deductions() -> None:
    entry = Entry(2, "秘书处", NOTHING, addition=Fraction("2.5"), addition_note="领导批示")
    table = offices(entry, additions=True)
    assert column(table, "加分")[:2] == ["加2.5分（领导批示）", "无加分"]
    assert table.columns[2:4] == (ColumnKind.DEDUCTION, ColumnKind.ADDITION)
    assert "加分" not in header(SECOND)[0]


@pytest.mark.parametrize(
    ("order", "units", "places"),
    [
        (Order.ROSTER, ["秘书处", "审批管理处", "交易管理处"], [8, 1, 2]),
        (Order.RANK, ["审批管理处", "交易管理处", "秘书处"], [1, 2, 8]),
    ],
)
def test_rows_stand_by_roster_or_by_rank_their_serials_from_1(
    order: Order, units: list[str], places: list[int]
) -> None:
    entries = [Entry(2, "审批管理处", (Count(5), None, None)),
               Entry(2, "交易管理处", (Count(3), None, None))]  # fmt: skip
    table = offices(*entries, order=order)
    assert column(table, "参加考核单位")[:3] == units
    assert column(table, "1月\n排名")[:3] == places
    assert column(table, "序号") == [*range(1, 9)]
    assert column(table, "报送信息采用情况")[:3] == [{8: 0, 1: 5, 2: 3}[place] for place in places]


BRACKETS = "注：括号内的数字代表同时发布在“最多跑一次”专栏的稿件数"


@pytest.mark.parametrize(
    ("bonus", "inside", "note"),
    [
        ("1.5", 1, f"{BRACKETS}，得分按1.5倍计算。"),
        ("1.5", 0, f"{BRACKETS}，得分按1.5倍计算。"),
        ("1", 1, f"{BRACKETS}。"),
        ("1", 0, None),
    ],
)
def test_the_note_says_what_brackets_mean_where_there_are_any_or_a_bonus(
    bonus: str, inside: int, note: str | None
) -> None:
    entry = Entry(2, "秘书处", (Count(3, inside), None, Count(2)))
    table = offices(entry, bonus=Fraction(bonus))
    assert table.rows[0][3:6] == ("3（1）" if inside else 3, 0, 2)
    assert table.note == note


def one_group(months: Mapping[int, Mapping[str, int]], group: Group, *opening: Opening) -> Ledger:
    filed = tuple(
        MonthEntries(m, tuple(Entry(2, u, (Count(n), None, None)) for u, n in pieces.items()))
        for m, pieces in months.items()
    )
    return Ledger(2020, (group,), opening, filed)


def test_units_that_left_and_months_that_are_missing_are_said_in_the_note() -> None:
    left = (replace(OFFICES.units[0], last_month=2), *OFFICES.units[1:])
    group = replace(OFFICES, units=left)
    ledger = one_group({1: {"秘书处": 3}, 2: {"秘书处": 1}, 4: {"交易管理处": 1}}, group)
    assert [tables(ledger, month)[0].note for month in (2, 4)] == [
        None, "注：1. 正文中的1-4月累计篇数包括已不参加考核的秘书处。 2. 1-4月累计，不含3月。",
    ]  # fmt: skip
    ledger = one_group({1: {"秘书处": 3}, 4: {"秘书处": 1}}, OFFICES)
    assert tables(ledger, 4)[0].note == "注：1-4月累计，不含2月、3月。"
    carried = Opening(2, "秘书处", 3, NOTHING, Fraction(5))
    assert tables(one_group({4: {"秘书处": 1}}, OFFICES, carried), 4)[0].note is None


def test_an_item_has_columns_only_while_it_is_there() -> None:
    items = (OFFICES.items[0], Item("视频", "个", Fraction(5), 2, 2))
    entries = (Entry(2, "秘书处", (Count(1), Count(2))), Entry(2, "秘书处", (Count(1), None)))
    months = tuple(MonthEntries(month, (entries[month != 2],)) for month in (1, 2, 3))
    ledger = Ledger(2020, (replace(OFFICES, items=items),), (), months)
    titles = [[*dict.fromkeys(header(tables(ledger, m)[0])[1])] for m in (1, 2, 3)]
    assert ["视频\n（每个5分）" in shown for shown in titles] == [False, True, False]
    assert all("中心动态\n（每条2分）" in shown for shown in titles)


def test_scores_are_printed_with_all_their_decimals_others_rounded() -> None:
    value = Fraction("12.345678")
    assert printed_as(ColumnKind.SCORE, value) == "12.345678"
    assert printed_as(ColumnKind.INFO, value) == "12.35"
    assert printed_as(ColumnKind.SCORE, Fraction("6.50")) == "6.5"
    assert printed_as(ColumnKind.COUNT, "3（1）") == "3（1）"
