"""Every problem a workbook can have, made in the cells of a sound one and found at its cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from xlportal.core.book import Book
from xlportal.core.demo import demo_book
from xlportal.core.document import document
from xlportal.core.ledger import Count
from xlportal.core.problems import Problem
from xlportal.sheets import layout, monthly
from xlportal.sheets.contents import contents, grids
from xlportal.sheets.grid import Formula, Grid
from xlportal.sheets.month_contents import Cells
from xlportal.sheets.read_months import places
from xlportal.sheets.reading import Reading, read

DEMO = demo_book()
CELLS: Mapping[str, Cells] = contents(DEMO)


def place(address: str) -> tuple[int, int]:
    column = 0
    digits = address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    for letter in address.removesuffix(digits):
        column = 26 * column + ord(letter) - ord("A") + 1
    return int(digits) - 1, column - 1


def reading_with(changes: Mapping[str, Any], *without: str) -> Reading:
    """Return the demo read with cells changed (``{"2月!C10": 3}``) and sheets taken away."""
    cells = {sheet: dict(found) for sheet, found in CELLS.items() if sheet not in without}
    for where, value in changes.items():
        sheet, _, address = where.partition("!")
        cells[sheet][place(address)] = value
    return read({name: Grid.of(name, found) for name, found in cells.items()})


def found_in(reading: Reading) -> list[tuple[str, str]]:
    return [(problem.kind.code, problem.where) for problem in reading.problems]


def book_with(changes: Mapping[str, Any]) -> Book:
    reading = reading_with(changes)
    assert not reading.problems, reading.problems[0].message
    assert reading.book is not None
    return reading.book


def row_of(sheet: str, name: str) -> int:
    """Return the row number people see of the cell that holds ``name``."""
    return next(row for (row, _), value in CELLS[sheet].items() if value == name) + 1


FUYANG = row_of("2月", "富阳区行政服务中心")
SECRETARIES = row_of("2月", "秘书处")
HEADER_1, HEADER_2 = (
    b.header_row + 1 for b in monthly.month_layout(DEMO.ledger.groups, [18, 12]).blocks
)
SPARE = row_of("2月", "钱塘新区管委会") + 1
GROUP_1 = layout.GROUPS_ROW + 2
ITEM_1 = row_of("参数", "区县动态")


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
        ({"参数!C7": "下周"}, ("date-wrong", "参数!C7")),
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
        ({f"参数!A{ITEM_1}": 9}, ("annex-unknown", f"参数!A{ITEM_1}")),
        ({f"参数!D{ITEM_1}": 0}, ("parameter-wrong", f"参数!D{ITEM_1}")),
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
        ({f"2月!B{FUYANG}": "阜阳区"}, ("unit-unknown", f"2月!B{FUYANG}")),
        ({f"2月!B{FUYANG}": None}, ("name-blank", f"2月!B{FUYANG}")),
        ({f"2月!B{SPARE}": "上城区审管办"}, ("unit-twice", f"2月!B{SPARE}")),
        ({f"2月!C{SPARE}": 1}, ("name-blank", f"2月!B{SPARE}")),
        ({f"2月!C{FUYANG}": "三"}, ("count-text", f"2月!C{FUYANG}")),
        ({f"2月!C{FUYANG}": -3}, ("count-negative", f"2月!C{FUYANG}")),
        ({f"2月!C{FUYANG}": 2.5}, ("count-fraction", f"2月!C{FUYANG}")),
        ({f"2月!C{FUYANG}": 10**6}, ("count-huge", f"2月!C{FUYANG}")),
        ({f"2月!C{FUYANG}": 1000}, ("count-large", f"2月!C{FUYANG}")),
        ({f"2月!C{FUYANG}": dt.datetime(2020, 3, 1)}, ("count-date", f"2月!C{FUYANG}")),
        ({f"2月!C{FUYANG}": True}, ("count-logical", f"2月!C{FUYANG}")),
        ({f"2月!C{FUYANG}": "#REF!"}, ("cell-error", f"2月!C{FUYANG}")),
        ({f"2月!C{FUYANG}": Formula("=1+1")}, ("cell-formula", f"2月!C{FUYANG}")),
        ({f"2月!C{FUYANG}": "3（1"}, ("count-brackets", f"2月!C{FUYANG}")),
        ({f"2月!C{FUYANG}": "3（1）", f"2月!D{FUYANG}": 1}, ("column-twice", f"2月!D{FUYANG}")),
        ({f"2月!D{FUYANG}": 4}, ("column-above", f"2月!D{FUYANG}")),
        ({f"2月!I{SECRETARIES}": "两分"}, ("deduction-wrong", f"2月!I{SECRETARIES}")),
        ({f"2月!I{SECRETARIES}": -1, f"2月!J{SECRETARIES}": "迟"}, ("deduction-wrong", f"2月!I{SECRETARIES}")),
        ({f"2月!I{FUYANG}": 1, f"2月!J{FUYANG}": "迟"}, ("deduction-not-set", f"2月!I{FUYANG}")),
        ({f"2月!I{SECRETARIES}": 1}, ("deduction-no-reason", f"2月!J{SECRETARIES}")),
        ({"2月!C4": "也许"}, ("none-mark-wrong", "2月!C4")),
        ({"2月!C4": "是"}, ("none-mark-false", "2月!C4")),
        ({f"2月!C{HEADER_1}": "动态"}, ("item-column-unknown", f"2月!C{HEADER_1}")),
        ({f"2月!C{HEADER_1}": None}, ("item-column-missing", f"2月!A{HEADER_1}")),
        ({f"2月!I{HEADER_1}": "减分"}, ("table-missing", f"2月!A{HEADER_1}")),
        ({f"2月!A{HEADER_1 - 1}": "附表9"}, ("block-missing", "2月")),
        ({f"2月!B{HEADER_2}": "单位"}, ("block-missing", "2月")),
        ({"期初!C4": None}, ("opening-incomplete", "期初!C4")),
        ({"期初!D4": None}, ("opening-incomplete", "期初!D4")),
        ({"期初!C4": "一"}, ("month-wrong", "期初!C4")),
        ({"期初!C4": 2}, ("opening-overlap", "期初!C4")),
        ({"期初!D4": -1}, ("score-wrong", "期初!D4")),
        ({"期初!B4": "某处"}, ("unit-unknown", "期初!B4")),
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
    assert expected in found_in(reading_with(changes))


ALONE = [
    {f"2月!C{FUYANG}": "三"}, {f"2月!D{FUYANG}": 4}, {"参数!C5": 13}, {f"参数!D{GROUP_1}": 0},
    {"期初!D4": -1}, {"通报模板!D4": "【月】"}, {f"2月!I{SECRETARIES}": 1}, {"2月!C4": "是"},
    {"单位!B4": "头"}, {f"2月!C{SPARE}": 1}, {f"2月!B{HEADER_2}": "单位"},
]  # fmt: skip


@pytest.mark.parametrize("changes", ALONE)
def test_one_slip_is_one_problem(changes: dict[str, Any]) -> None:
    assert len(reading_with(changes).problems) == 1


@pytest.mark.parametrize("sheet", layout.INPUT_SHEETS)
def test_a_sheet_that_is_gone_is_named(sheet: str) -> None:
    assert ("sheet-missing", sheet) in found_in(reading_with({}, sheet))


def test_a_unit_that_takes_part_must_stand_on_the_sheet() -> None:
    missing = reading_with({f"2月!B{FUYANG}": None, f"2月!C{FUYANG}": None,
                            f"2月!E{FUYANG}": None, f"2月!G{FUYANG}": None})  # fmt: skip
    assert found_in(missing) == [("unit-missing", f"2月!B{HEADER_1}")]
    assert "少了应参加考核的“富阳区行政服务中心”" in missing.problems[0].message


def test_a_unit_that_does_not_take_part_must_be_empty() -> None:
    row = row_of("单位", "富阳区行政服务中心")
    outside = reading_with({f"单位!E{row}": 3})
    assert found_in(outside) == [("unit-outside", f"2月!B{FUYANG}")]
    blank = {f"2月!{column}{FUYANG}": None for column in "CEG"}
    assert not reading_with({f"单位!E{row}": 3} | blank).problems


def test_a_month_without_any_input_is_not_a_month_of_zeros() -> None:
    book = book_with({})
    assert book.ledger.filled == (2,)
    assert book_with({"3月!C4": "是"}).ledger.filled == (2, 3)
    assert book_with({f"3月!C{FUYANG}": 0, f"3月!C{SECRETARIES}": 0}).ledger.filled == (2, 3)


def test_a_group_left_empty_in_a_filled_month_is_pointed_out() -> None:
    reading = reading_with({f"3月!C{FUYANG}": 1})
    assert found_in(reading) == [("group-not-filled", f"3月!B{HEADER_2}")]


def test_an_unfilled_month_is_asked_for_only_when_it_is_computed() -> None:
    reading = reading_with({})
    assert [p.kind.code for p in reading.problems_of(3)] == ["month-not-filled", "date-stale"][:1]
    assert reading.problems_of(2) == ()


def test_errors_of_later_months_do_not_stop_an_earlier_one() -> None:
    reading = reading_with({f"5月!C{FUYANG}": "三"})
    assert reading.problems_of(2) == ()
    assert "count-text" in codes(reading.problems_of(5))
    assert "count-text" in codes(reading.all_problems())


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.kind.code for problem in problems]


def test_a_gap_between_months_is_pointed_out_unless_carried_in() -> None:
    filled = {f"4月!C{FUYANG}": 1, f"4月!C{SECRETARIES}": 1, "参数!C7": dt.datetime(2020, 5, 1)}
    gaps = reading_with(filled).problems_of(4)
    assert [(p.kind.code, p.where) for p in gaps] == [("month-gap", "3月")]
    assert "1-4月累计不含它" in gaps[0].message


def test_a_date_of_another_month_is_pointed_out() -> None:
    stale = reading_with({"参数!C7": dt.datetime(2020, 1, 5)}).problems_of(2)
    assert [(p.kind.code, p.where) for p in stale] == [("date-stale", "参数!C7")]


def test_everything_typed_as_text_is_read_just_as_well() -> None:
    texts = {
        "参数!C4": "２０２０", "参数!C5": "2", f"参数!D{GROUP_1}": "１．５",
        f"参数!E{GROUP_1}": "80%", f"参数!G{GROUP_1}": " 2 ", "单位!A4": "1", "单位!E4": "1",
        f"2月!C{FUYANG}": " ３ ", f"2月!I{SECRETARIES}": "无扣分", "期初!C4": "1",
        "期初!D4": "20.75", "参数!C7": "2020年3月2日",
    }  # fmt: skip
    assert document(book_with(texts).ledger) == document(DEMO.ledger)
    assert book_with(texts).settings == DEMO.settings


@pytest.mark.parametrize("text", ["2020-3-2", "2020/03/02", "2020.3.2", "2020年3月2日"])
def test_a_date_typed_as_text_is_read(text: str) -> None:
    assert book_with({"参数!C7": text}).settings.date == dt.date(2020, 3, 2)


def test_the_bracket_notation_is_read() -> None:
    book = book_with({f"2月!C{FUYANG}": "3（1）"})
    entry = next(e for e in book.ledger.months[0].entries if e.unit == "富阳区行政服务中心")
    assert entry.counts[0] == Count(3, 1)


def test_units_stand_in_the_order_of_the_roster_wherever_their_rows_are() -> None:
    first, second = FUYANG, FUYANG + 1
    swapped = {f"2月!B{first}": "临安市审管办", f"2月!B{second}": "富阳区行政服务中心",
               f"2月!C{first}": 0, f"2月!C{second}": 3}  # fmt: skip
    assert document(book_with(swapped).ledger) == document(DEMO.ledger)


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
    assert not reading.problems
    assert reading.book is not None
    assert document(reading.book.ledger) == document(DEMO.ledger)


def test_without_groups_there_is_no_book_but_the_problem() -> None:
    reading = reading_with({}, layout.PARAMETERS)
    assert reading.book is None
    assert codes(reading.problems_of(2)) == codes(reading.all_problems()) == ["sheet-missing"]
    empty = {f"参数!{column}{GROUP_1 + row}": None for column in "ABCDEFGHIJ" for row in (0, 1)}
    assert "no-groups" in codes(reading_with(empty).all_problems())


def test_a_group_without_items_or_units_is_pointed_out() -> None:
    no_items = {f"参数!{column}{ITEM_1 + row}": None for column in "ABCD" for row in range(3)}
    assert "no-items" in codes(reading_with(no_items).problems)
    no_units = {f"单位!{column}{row}": None for column in "ABCDEF" for row in range(4, 18)}
    assert "no-units" in codes(reading_with(no_units).problems)


def test_text_keeps_its_lines_and_spaces_in_remarks() -> None:
    note = " 一行\n又一行 "
    book = book_with({f"2月!J{SECRETARIES}": note})
    entry = next(e for e in book.ledger.months[0].entries if e.unit == "秘书处")
    assert entry.note == note


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
    reading = read(grids(book))
    assert reading.book == book


def test_a_month_sheet_wiped_clean_misses_its_blocks() -> None:
    wiped = {**grids(DEMO), "3月": Grid("3月", ())}
    assert found_in(read(wiped)) == [("block-missing", "3月")] * 2


def test_the_places_of_the_blocks_are_where_units_are_written() -> None:
    groups = DEMO.ledger.groups
    found = places(grids(DEMO)["2月"], groups)
    blocks = monthly.month_layout(groups, [18, 12]).blocks
    assert [(place.annex, place.name_column, place.first_row) for place in found.values()] == [
        (block.group.annex, 1, block.first_row) for block in blocks
    ]
    assert found[1].end_row == blocks[0].last_row + 1
    assert found[2].end_row == row_of("2月", "市民之家管理服务中心（大厅办）")
    assert (found[1].columns["区县动态"], found[1].columns[monthly.NOTE]) == (2, 9)


def test_the_place_of_a_block_that_is_gone_is_not_given() -> None:
    cells = {
        place: value
        for place, value in CELLS["2月"].items()
        if value != "附表1　" + DEMO.ledger.groups[0].name
    }
    assert list(places(Grid.of("2月", cells), DEMO.ledger.groups)) == [2]
    assert places(Grid("2月", ()), DEMO.ledger.groups) == {}


ADDED_ITEM = {"参数!A26": 1, "参数!B26": "视频", "参数!C26": "条", "参数!D26": 5}


def test_an_item_added_to_the_parameters_is_one_problem_and_the_data_are_read_all_the_same() -> (
    None
):
    reading = reading_with(ADDED_ITEM)
    assert found_in(reading) == [("item-new", "参数!B26")]
    assert reading.book is not None
    filed = reading.book.ledger.months[0].of(1)
    assert [entry.counts for entry in filed if entry.unit == "富阳区行政服务中心"] == [
        (Count(3), Count(0), Count(0), None)
    ]
    assert len(reading.book.ledger.opening) == len(DEMO.ledger.opening)


def test_an_item_renamed_in_the_parameters_is_no_new_one() -> None:
    codes = {code for code, _ in found_in(reading_with({f"参数!B{ITEM_1}": "县区动态"}))}
    assert codes == {"item-column-unknown"}


def test_carry_in_that_overlaps_is_one_problem_for_all_units() -> None:
    carried = [row for (row, column), value in CELLS["期初"].items() if column == 2 and value == 1]
    overlapping = {f"期初!C{row + 1}": 2 for row in carried}
    problems = reading_with(overlapping).problems
    assert [(p.kind.code, p.where) for p in problems] == [
        ("opening-overlap", "期初!C4"),
        ("opening-overlap", "期初!C18"),
    ]
    assert problems[0].subject == "上城区审管办等 6 个单位"


def test_a_unit_probably_meant_is_named() -> None:
    (problem,) = reading_with({f"2月!B{FUYANG}": "富阳区"}).problems
    assert "（是不是“富阳区行政服务中心”？）" in problem.message


def test_a_deduction_where_there_are_none_is_not_asked_for_its_reason() -> None:
    found = found_in(reading_with({f"2月!I{FUYANG}": 1}))
    assert found == [("deduction-not-set", f"2月!I{FUYANG}")]
