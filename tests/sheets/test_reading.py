"""Every problem the tables can have, made in the cells of a sound workbook and found at its cell."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from support.cells import (
    CELLS,
    DEMO,
    book_with,
    codes,
    contents,
    found_in,
    grids,
    reading_with,
    row_of,
)
from xlportal.core.ledger import Count
from xlportal.core.problems import has_errors
from xlportal.core.rules import Change, Order, Rounding, Scheme
from xlportal.core.wording import Part, Sentence, When
from xlportal.sheets import layout
from xlportal.sheets.grid import Grid
from xlportal.sheets.reading import read, reading_of

FUYANG = row_of("2月", "富阳区行政服务中心")
SECRETARIES = row_of("2月", "秘书处")
GROUP_1 = row_of("参数", "考核组全称") + 1
ITEM_1 = row_of("参数", "区县动态")
CHANGE_1 = row_of("参数", "规则") + 1


def change(
    annex: object, rule: object, value: object, month: object, row: int = 0
) -> dict[str, Any]:
    """A row of 规则变更."""
    values = zip("ABCD", (annex, rule, value, month), strict=True)
    return {f"参数!{column}{CHANGE_1 + row}": found for column, found in values}


def test_the_demo_has_no_problem_and_is_read_as_it_was_written() -> None:
    reading = read(grids(DEMO))
    assert reading.all_problems() == ()
    assert reading.book == DEMO


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"参数!C4": "二〇二〇"}, ("year-wrong", "参数!C4")),
        ({"参数!C4": None}, ("year-wrong", "参数!C4")),
        ({"参数!C4": 20.5}, ("year-wrong", "参数!C4")),
        ({"参数!C5": 13}, ("month-wrong", "参数!C5")),
        ({"参数!B4": "年份"}, ("table-missing", "参数")),
        ({f"参数!A{GROUP_1}": 0}, ("annex-wrong", f"参数!A{GROUP_1}")),
        ({f"参数!A{GROUP_1 + 1}": 1}, ("annex-repeated", f"参数!A{GROUP_1 + 1}")),
        ({f"参数!B{GROUP_1}": " "}, ("name-missing", f"参数!B{GROUP_1}")),
        ({f"参数!D{GROUP_1}": None}, ("parameter-missing", f"参数!D{GROUP_1}")),
        ({f"参数!D{GROUP_1}": 0}, ("parameter-wrong", f"参数!D{GROUP_1}")),
        ({f"参数!E{GROUP_1}": "很多"}, ("parameter-wrong", f"参数!E{GROUP_1}")),
        ({f"参数!F{GROUP_1}": -8.3}, ("parameter-wrong", f"参数!F{GROUP_1}")),
        ({f"参数!G{GROUP_1}": 1.5}, ("parameter-wrong", f"参数!G{GROUP_1}")),
        ({f"参数!H{GROUP_1}": "进一"}, ("choice-wrong", f"参数!H{GROUP_1}")),
        ({f"参数!I{GROUP_1}": None}, ("choice-wrong", f"参数!I{GROUP_1}")),
        ({f"参数!J{GROUP_1}": "可以"}, ("choice-wrong", f"参数!J{GROUP_1}")),
        ({f"参数!C{GROUP_1}": None}, ("name-missing", f"参数!C{GROUP_1}")),
        ({f"参数!D{GROUP_1}": 8000000}, ("number-huge", f"参数!D{GROUP_1}")),
        ({f"参数!E{GROUP_1}": 80}, ("ratio-large", f"参数!E{GROUP_1}")),
        ({f"参数!K{GROUP_1}": "相加"}, ("choice-wrong", f"参数!K{GROUP_1}")),
        ({f"参数!O{GROUP_1}": 13}, ("months-wrong", f"参数!O{GROUP_1}")),
        ({f"参数!O{GROUP_1}": 3, f"参数!P{GROUP_1}": 2}, ("months-wrong", f"参数!P{GROUP_1}")),
        ({f"参数!K{GROUP_1 - 1}": "方式"}, ("table-missing", f"参数!A{GROUP_1 - 1}")),
        ({f"参数!E{ITEM_1}": 7, f"参数!F{ITEM_1}": 6}, ("months-wrong", f"参数!F{ITEM_1}")),
        ({f"参数!B{ITEM_1}": "平均分"}, ("item-like-placeholder", f"参数!B{ITEM_1}")),
        (change(1, "及格比例", 0.85, 13), ("months-wrong", f"参数!D{CHANGE_1}")),
        (change(1, "及格比例", 0.85, None), ("parameter-missing", f"参数!D{CHANGE_1}")),
        (change(1, "及格比例", None, 6), ("parameter-missing", f"参数!C{CHANGE_1}")),
        (change(1, "及格比例", "高", 6), ("parameter-wrong", f"参数!C{CHANGE_1}")),
        (change(1, "及格比例", 0, 6), ("parameter-wrong", f"参数!C{CHANGE_1}")),
        (change(1, "进位方式", "进一", 6), ("choice-wrong", f"参数!C{CHANGE_1}")),
        (change(1, "视频", 3, 6), ("choice-wrong", f"参数!B{CHANGE_1}")),
        (change(1, "中心动态", 3, 6), ("choice-wrong", f"参数!B{CHANGE_1}")),
        (change(1, None, 3, 6), ("name-missing", f"参数!B{CHANGE_1}")),
        (change(7, "及格比例", 0.85, 6), ("annex-unknown", f"参数!A{CHANGE_1}")),
        (change(1, "及格比例", 0.85, 6) | change(1, "及格比例", 0.9, 6, 1),
         ("change-repeated", f"参数!B{CHANGE_1 + 1}")),
        ({f"参数!B{CHANGE_1 - 1}": "哪条规则"}, ("table-missing", f"参数!A{CHANGE_1 - 1}")),
        ({f"参数!A{ITEM_1}": 9}, ("annex-unknown", f"参数!A{ITEM_1}")),
        ({f"参数!D{ITEM_1}": -1}, ("parameter-wrong", f"参数!D{ITEM_1}")),
        ({f"参数!C{ITEM_1}": None}, ("name-missing", f"参数!C{ITEM_1}")),
        ({f"参数!B{ITEM_1 + 1}": "区县动态"}, ("item-repeated", f"参数!B{ITEM_1 + 1}")),
        ({f"参数!B{ITEM_1}": "扣分"}, ("item-reserved", f"参数!B{ITEM_1}")),
        ({f"参数!A{GROUP_1 - 1}": "编号"}, ("table-missing", f"参数!A{GROUP_1 - 1}")),
        ({"单位!B4": "头"}, ("order-wrong", "单位!B4")),
        ({"单位!A4": None}, ("name-missing", "单位!A4")),
        ({"单位!E4": 0}, ("months-wrong", "单位!E4")),
        ({"单位!E4": 5, "单位!F4": 4}, ("months-wrong", "单位!F4")),
        ({"单位!C5": "上城区审管办"}, ("unit-repeated", "单位!C5")),
        ({"单位!D5": "上城区 审管办"}, ("unit-repeated", "单位!D5")),
        ({"期初!C4": None}, ("opening-incomplete", "期初!C4")),
        ({"期初!D4": None}, ("opening-incomplete", "期初!D4")),
        ({"期初!C4": "一"}, ("month-wrong", "期初!C4")),
        ({"期初!C4": 2}, ("opening-overlap", "期初!C4")),
        ({"期初!D4": -1}, ("score-wrong", "期初!D4")),
        ({"期初!B4": "某处"}, ("unit-renamed", "期初!B4")),
        ({"期初!B4": None}, ("name-blank", "期初!B4")),
        ({"期初!B4": "拱墅区审管办"}, ("unit-twice", "期初!B7")),
        ({"期初!A4": 7}, ("annex-unknown", "期初!A4")),
        ({"期初!K4": 1}, ("opening-foreign", "期初!K4")),
        ({"期初!E4": "三"}, ("count-text", "期初!E4")),
        ({"期初!E3": "动态"}, ("item-column-unknown", "期初!E3")),
        ({"期初!E3": None}, ("item-column-missing", "期初!A3")),
        ({"期初!C3": "截止"}, ("table-missing", "期初!A3")),
        ({"通报模板!A4": "标头"}, ("paragraph-wrong", "通报模板!A4")),
        ({"通报模板!C4": "有时"}, ("paragraph-wrong", "通报模板!C4")),
        ({"通报模板!B4": 5}, ("annex-unknown", "通报模板!B4")),
        ({"通报模板!D4": "【月】"}, ("placeholder-unknown", "通报模板!D4")),
    ],
)  # fmt: skip
def test_what_is_wrong_is_found_at_its_cell(
    changes: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert found_in(reading_with(changes)) == [expected]


@pytest.mark.parametrize("sheet", layout.INPUT_SHEETS)
def test_a_sheet_that_is_gone_is_named(sheet: str) -> None:
    assert ("sheet-missing", sheet) in found_in(reading_with({}, sheet))


def test_changes_of_rules_are_read_as_the_rule_they_change() -> None:
    rows = (
        (1, "及格比例", "85%", 6), (2, "小数位", 3, 7), (1, "进位方式", "截尾", 8),
        (2, "栏目扣分", "否", 9), (1, "计分方式", "直接计分", 10), (1, "区县 动态", 0, 4),
        (2, "排列", "名次", 2),
    )  # fmt: skip
    cells = {k: v for at, row in enumerate(rows) for k, v in change(*row, row=at).items()}
    assert book_with(cells).ledger.changes == (
        Change(1, 6, "pass_ratio", Fraction("0.85")), Change(2, 7, "decimals", 3),
        Change(1, 8, "rounding", Rounding.TRUNCATE), Change(2, 9, "deductions", value=False),
        Change(1, 10, "scheme", Scheme.DIRECT), Change(1, 4, "points", Fraction(0), "区县动态"),
        Change(2, 2, "order", Order.RANK),
    )  # fmt: skip


def test_everything_that_a_book_can_say_is_written_and_read_back() -> None:
    groups = tuple(
        replace(
            group,
            rules=replace(group.rules, scheme=Scheme.DIRECT, additions=True, order=Order.RANK),
            items=(replace(group.items[0], last_month=6), *group.items[1:]),
            first_month=1,
            last_month=11,
            called="各单位",
        )
        for group in DEMO.ledger.groups
    )
    changes = (
        Change(1, 6, "pass_ratio", Fraction("0.85")), Change(2, 7, "deductions", value=False),
        Change(1, 8, "rounding", Rounding.TRUNCATE), Change(1, 4, "points", Fraction(3), "经验介绍"),
    )  # fmt: skip
    wording = (*DEMO.wording, Sentence(Part.BODY, "加分：【加分情况】", When.ALWAYS, 2))
    wording += (Sentence(Part.BODY, "【加分情况】", annex=1),)
    ledger = replace(DEMO.ledger, groups=groups, changes=changes)
    book = replace(DEMO, ledger=ledger, wording=wording)
    reading = read(grids(book))
    assert found_in(reading) == []
    assert reading.book == book


def test_an_unfilled_month_is_asked_for_only_when_it_is_computed() -> None:
    reading = reading_with({})
    assert codes(reading.checked(3).problems) == ["month-not-filled"]
    assert reading.checked(3).book is None
    assert reading.checked(2).problems == ()
    assert reading.checked(2).book is reading.book


def test_errors_of_later_months_do_not_stop_an_earlier_one() -> None:
    reading = reading_with({f"5月!C{FUYANG}": "三"})
    assert reading.checked(2).problems == ()
    assert "count-text" in codes(reading.checked(5).problems)
    assert "count-text" in codes(reading.all_problems())


def test_a_gap_between_months_is_pointed_out_unless_carried_in() -> None:
    filled = {f"4月!C{FUYANG}": 1, f"4月!C{SECRETARIES}": 1}
    gaps = reading_with(filled).checked(4).problems
    assert [(p.kind.code, p.where) for p in gaps] == [("month-gap", "3月")]
    assert "1-4月累计不含它" in gaps[0].message


def test_a_span_needs_all_of_its_months() -> None:
    filled = {f"4月!C{FUYANG}": 1, f"4月!C{SECRETARIES}": 1}
    reading = reading_with(filled)
    assert reading.checked(4, first=4).book is not None
    assert reading.checked(4, first=2).book is None
    assert "month-carried" in codes(reading.checked(2, first=1).problems)


def test_everything_typed_as_text_is_read_just_as_well() -> None:
    texts = {
        "参数!C4": "２０２０", "参数!C5": "2", f"参数!D{GROUP_1}": "１．５",
        f"参数!E{GROUP_1}": "80%", f"参数!G{GROUP_1}": " 2 ", "单位!A4": "1", "单位!E4": "1",
        f"2月!C{FUYANG}": " ３ ", f"2月!I{SECRETARIES}": "无扣分", "期初!C4": "1",
        "期初!D4": "20.75",
    }  # fmt: skip
    assert book_with(texts) == DEMO


def test_characters_that_cannot_be_seen_are_read_as_meant_and_never_shown() -> None:
    unseen = {
        "参数!C4": "\u202d2020\u202c", f"参数!A{GROUP_1 - 1}": "附表\u200b号",
        f"参数!B{ITEM_1}": "区县\u200b动态", f"单位!C{4 + 11}": "富阳区\u200b行政服务中心",
        "期初!D4": "\ufeff20.75",
    }  # fmt: skip
    assert book_with(unseen) == DEMO
    (wrong,) = reading_with({"参数!C4": "\u202d二〇二〇\u202c"}).problems
    assert "“二〇二〇”" in wrong.message


def test_the_order_of_the_roster_is_its_numbers_then_its_rows() -> None:
    book = book_with({"单位!B4": 99, "单位!B5": None})
    names = [unit.name for unit in book.ledger.groups[0].units]
    assert names[0] == "江干区审管办"
    assert names[-2:] == ["上城区审管办", "下城区审管办"]


def test_former_names_may_be_parted_in_several_ways() -> None:
    book = book_with({"单位!D4": "甲；乙; 丙\n丁"})
    assert book.ledger.groups[0].units[0].former == ("甲", "乙", "丙", "丁")


def test_moved_columns_and_inserted_rows_do_no_harm() -> None:
    moved = {sheet: dict(cells) for sheet, cells in CELLS.items()}
    moved["2月"] = {(row + 3, column + 1): value for (row, column), value in moved["2月"].items()}
    moved["单位"] = {(row + 2, 5 - column): value for (row, column), value in moved["单位"].items()}
    reading = read({name: Grid.of(name, cells) for name, cells in moved.items()})
    assert found_in(reading) == []
    assert reading.book == DEMO


def test_without_groups_there_is_no_book_but_the_problem() -> None:
    reading = reading_with({}, layout.PARAMETERS)
    assert reading.book is None
    assert codes(reading.checked(2).problems) == codes(reading.all_problems()) == ["sheet-missing"]
    empty = {f"参数!{chr(65 + at)}{GROUP_1 + row}": None for at in range(16) for row in (0, 1)}
    assert "no-groups" in codes(reading_with(empty).all_problems())


def test_a_group_without_items_or_units_is_pointed_out() -> None:
    no_items = {f"参数!{column}{ITEM_1 + row}": None for column in "ABCD" for row in range(3)}
    assert "no-items" in codes(reading_with(no_items).problems)
    no_units = {f"单位!{column}{row}": None for column in "ABCDEF" for row in range(4, 18)}
    assert "no-units" in codes(reading_with(no_units).problems)


def test_reading_changes_nothing() -> None:
    sheets = grids(DEMO)
    before = {name: [list(row) for row in grid.rows] for name, grid in sheets.items()}
    read(sheets)
    assert {name: [list(row) for row in grid.rows] for name, grid in sheets.items()} == before


def test_a_parameter_with_more_digits_than_a_number_cell_holds_stays_exact() -> None:
    exact = Fraction("1.2345678901234567890123")
    groups = tuple(
        replace(group, rules=replace(group.rules, bonus=exact)) for group in DEMO.ledger.groups
    )
    book = replace(DEMO, ledger=replace(DEMO.ledger, groups=groups))
    assert read(grids(book)).book == book


def test_an_item_added_to_the_parameters_is_one_problem_and_the_data_are_read_all_the_same() -> (
    None
):
    new = ITEM_1 + 6
    row = dict(zip("ABCD", (1, "视频", "条", 5), strict=True))
    reading = reading_with({f"参数!{column}{new}": value for column, value in row.items()})
    assert ("item-new", f"参数!B{new}") in found_in(reading)
    assert not has_errors(p for p in reading.problems if p.kind.code != "item-new")
    assert reading.book is not None
    filed = reading.book.ledger.months[0].of(1)
    assert [entry.counts for entry in filed if entry.unit == "富阳区行政服务中心"] == [
        (Count(3), Count(0), Count(0), None)
    ]
    assert len(reading.book.ledger.opening) == len(DEMO.ledger.opening)


def test_carry_in_that_overlaps_is_one_problem_for_all_units() -> None:
    carried = [row for (row, column), value in CELLS["期初"].items() if column == 2 and value == 1]
    problems = reading_with({f"期初!C{row + 1}": 2 for row in carried}).problems
    assert [(p.kind.code, p.where) for p in problems] == [
        ("opening-overlap", "期初!C4"),
        ("opening-overlap", "期初!C18"),
    ]
    assert problems[0].subject == "上城区审管办等 6 个单位"


def test_a_unit_renamed_without_its_former_name_points_to_its_row_in_the_roster() -> None:
    (problem,) = reading_with({"单位!C4": "上城区政务服务中心"}).checked(1).problems[:1]
    assert problem.where == "期初!B4"
    assert "请在单位!D4填曾用名“上城区审管办”" in problem.message


def test_a_document_is_checked_without_cells() -> None:
    ledger = DEMO.ledger
    twice = replace(DEMO, ledger=replace(ledger, changes=2 * (Change(1, 6, "decimals", 1),)))
    assert found_in(reading_of(DEMO)) == []
    assert found_in(reading_of(twice)) == [("change-repeated", "参数")]
    assert codes(reading_of(DEMO).checked(3).problems) == ["month-not-filled"]


def test_contents_and_reading_agree_on_where_things_stand() -> None:
    assert contents(DEMO)["参数"][GROUP_1 - 1, 0] == 1
