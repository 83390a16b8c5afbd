"""What a sound workbook is read as, however it was typed and moved about; wrong: test_every_problem."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from support.cells import (
    CELLS,
    DEMO,
    book_with,
    codes,
    found_in,
    grid_of,
    grids,
    opened,
    reading_with,
    row_of,
)
from support.tools import saved
from xlportal.core.book import Book, Settings
from xlportal.core.ledger import Count, Entry, Ledger, MonthEntries
from xlportal.core.rules import Change, Item, Order, Rounding, Scheme
from xlportal.core.wording import Part, Sentence, When
from xlportal.sheets import layout
from xlportal.sheets.read_files import grids_of
from xlportal.sheets.reading import Reading, read, reading_of

FIRST_EDITION = Path(__file__).parents[1] / "data" / "first-edition.xlsx"
FUYANG, SECRETARIES = row_of("2月", "富阳区行政服务中心"), row_of("2月", "秘书处")
HEAD, HEAD_2 = row_of("2月", "区县动态"), row_of("2月", "中心动态")
GROUP_1, ITEM_1 = row_of("参数", "考核组全称") + 1, row_of("参数", "区县动态")
CHANGE_1 = row_of("参数", "规则") + 1
ONE_UNIT_EACH = {f"4月!C{FUYANG}": 1, f"4月!C{SECRETARIES}": 1}
GIVEN_ADDITIONS = {f"参数!L{GROUP_1}": "是"}


def at(column: str, row: int) -> str:
    return f"2月!{column}{row}"


def entry_of(reading: Reading, unit: str) -> Entry:
    assert reading.book is not None
    return next(entry for entry in reading.book.ledger.months[0].entries if entry.unit == unit)


def test_the_demo_has_no_problem_and_is_read_as_it_was_written() -> None:
    sheets = grids(DEMO)
    before = {name: [list(row) for row in grid.rows] for name, grid in sheets.items()}
    reading = read(sheets)
    assert reading.all_problems() == ()
    assert reading.book == DEMO
    assert {name: [list(row) for row in grid.rows] for name, grid in sheets.items()} == before


def test_everything_that_a_book_can_say_is_written_and_read_back() -> None:
    exact = Fraction("1.2345678901234567890123")
    new_rules = {
        "pass_score": exact,
        "scheme": Scheme.DIRECT,
        "additions": True,
        "order": Order.RANK,
    }
    groups = tuple(
        replace(
            group,
            rules=replace(group.rules, **new_rules),  # type: ignore[arg-type]
            items=(replace(group.items[0], last_month=6), *group.items[1:]),
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
    given = Entry(
        1, "上城区审管办", (None,) * 3, addition=Fraction("1.5"), addition_note=" 批示\n两次 ",
        remark=" 记 ",
    )  # fmt: skip
    months = (*DEMO.ledger.months, MonthEntries(7, (given,), unfilled=(2,)))
    ledger = replace(DEMO.ledger, groups=groups, changes=changes, months=months)
    book = replace(DEMO, ledger=ledger, wording=wording)
    reading = read(grids(book))
    assert found_in(reading) == []
    assert reading.book == book


def test_changes_of_rules_are_read_as_the_rule_they_change() -> None:
    rows = (
        (1, "及格比例", "85%", 6), (2, "小数位", 3, 7), (1, "进位方式", "截尾", 8),
        (2, "栏目扣分", "否", 9), (1, "计分方式", "直接计分", 10), (1, "区县 动态", 0, 4),
        (2, "排列", "名次", 2),
    )  # fmt: skip
    cells = {
        f"参数!{column}{CHANGE_1 + number}": value
        for number, row in enumerate(rows)
        for column, value in zip("ABCD", row, strict=True)
    }
    assert book_with(cells).ledger.changes == (
        Change(1, 6, "pass_ratio", Fraction("0.85")), Change(2, 7, "decimals", 3),
        Change(1, 8, "rounding", Rounding.TRUNCATE), Change(2, 9, "deductions", value=False),
        Change(1, 10, "scheme", Scheme.DIRECT), Change(1, 4, "points", Fraction(0), "区县动态"),
        Change(2, 2, "order", Order.RANK),
    )  # fmt: skip


def test_a_month_is_checked_when_it_is_asked_for() -> None:
    reading = reading_with({f"5月!C{FUYANG}": "三"})
    assert codes(reading.checked(3).problems) == ["month-not-filled"]
    assert reading.checked(2).problems == (), "errors of later months do not stop an earlier one"
    assert reading.checked(2).book is reading.book
    assert "count-text" in codes(reading.checked(5).problems)


def test_a_span_needs_all_of_its_months_and_a_gap_is_pointed_out() -> None:
    reading = reading_with(ONE_UNIT_EACH)
    assert reading.checked(4, first=4).book is not None
    assert reading.checked(4, first=2).book is None
    assert "month-carried" in codes(reading.checked(2, first=1).problems)
    (gap,) = reading.checked(4).problems
    assert "1-4月累计不含它" in gap.message


def test_everything_typed_as_text_is_read_just_as_well() -> None:
    texts = {
        "参数!C4": "２０２０", "参数!C5": "2", f"参数!D{GROUP_1}": "１．５",
        f"参数!E{GROUP_1}": "80%", f"参数!G{GROUP_1}": " 2 ", "单位!A4": "1", "单位!E4": "1",
        at("C", FUYANG): " ３ ", at("L", SECRETARIES): "无扣分", "期初!C4": "1", "期初!D4": "20.75",
    }  # fmt: skip
    assert book_with(texts) == DEMO


def test_characters_that_cannot_be_seen_are_read_as_meant_and_never_shown() -> None:
    unseen = {
        "参数!C4": "\u202d2020\u202c", f"参数!A{GROUP_1 - 1}": "附表\u200b号",
        f"参数!B{ITEM_1}": "区县\u200b动态", f"单位!C{4 + 11}": "富阳区\u200b行政服务中心",
        "期初!D4": "\ufeff20.75", at("C", FUYANG): "\u202d3\u202c",
    }  # fmt: skip
    assert book_with(unseen) == DEMO
    (wrong,) = reading_with({"参数!C4": "\u202d二〇二〇\u202c"}).problems
    assert "“二〇二〇”" in wrong.message


def test_moved_blocks_columns_and_rows_do_no_harm() -> None:
    moved = {sheet: dict(cells) for sheet, cells in CELLS.items()}
    moved["2月"] = {
        (row + (3 if row > 20 else 1), column + 1 + (column > 10)): value
        for (row, column), value in CELLS["2月"].items()
    }
    moved["单位"] = {(row + 2, 5 - column): value for (row, column), value in CELLS["单位"].items()}
    reading = read({name: grid_of(name, cells) for name, cells in moved.items()})
    assert found_in(reading) == []
    assert reading.book == DEMO


def test_the_roster_is_in_the_order_of_its_numbers_then_its_rows() -> None:
    book = book_with({"单位!B4": 99, "单位!B5": None, "单位!D4": "甲；乙; 丙\n丁"})
    units = book.ledger.groups[0].units
    assert units[0].name == "江干区审管办"
    assert [unit.name for unit in units[-2:]] == ["上城区审管办", "下城区审管办"]
    assert units[-2].former == ("甲", "乙", "丙", "丁")


def test_without_groups_there_is_no_book_but_the_problem() -> None:
    reading = reading_with({}, layout.PARAMETERS)
    assert reading.book is None
    assert codes(reading.checked(2).problems) == codes(reading.all_problems()) == ["sheet-missing"]


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
    twice = 2 * (Change(1, 6, "decimals", 1),)
    assert found_in(reading_of(DEMO)) == []
    wrong = replace(DEMO, ledger=replace(DEMO.ledger, changes=twice))
    assert found_in(reading_of(wrong)) == [("change-repeated", "参数")]
    assert codes(reading_of(DEMO).checked(3).problems) == ["month-not-filled"]


@pytest.mark.parametrize(
    ("typed", "points"), [("无扣分", 0), ("—", 0), ("１．５", "1.5"), (" 2 ", 2), (0.1, "0.1")]
)
def test_a_deduction_may_be_a_word_for_none_or_a_number_of_any_width(
    typed: object, points: str | int
) -> None:
    text = " 迟报\n两次 "
    reading = reading_with(
        {at("L", SECRETARIES): typed, at("M", SECRETARIES): text, at("N", SECRETARIES): text}
    )
    entry = entry_of(reading, "秘书处")
    assert (entry.deduction, entry.note, entry.remark) == (Fraction(points), text, text)


@pytest.mark.parametrize(
    ("changes", "unfilled"),
    [
        ({}, (2,)),
        ({at("C", HEAD_2 - 1): "是"}, ()),
        ({at("C", HEAD_2 - 1): " 否 "}, (2,)),
        ({at("L", SECRETARIES): "无"}, ()),
        ({at("N", SECRETARIES): "只是备注"}, (2,)),
        ({at("C", HEAD_2 - 1): "是", at("L", SECRETARIES): 1, at("M", SECRETARIES): "迟"}, ()),
    ],
)
def test_a_block_is_filled_marked_or_neither(
    changes: dict[str, Any], unfilled: tuple[int, ...]
) -> None:
    rows = range(SECRETARIES, SECRETARIES + 8)
    reading = reading_with({at(c, row): None for c in "CDFGIJL" for row in rows} | changes)
    assert reading.problems == ()
    assert reading.book is not None
    assert reading.book.ledger.months[0].unfilled == unfilled
    asked = [("group-not-filled", at("C", HEAD_2 - 1))] if unfilled else []
    assert [(p.kind.code, p.where) for p in reading.checked(2).problems] == asked


def test_a_sheet_nobody_filled_is_no_month_but_keeps_its_hint_and_date() -> None:
    typed = {
        "5月!C2": dt.datetime(2020, 6, 2),
        "5月!C3": " 检查 ",
        "5月!N11": "x",
        "5月!B12": "某处",
    }
    reading = reading_with(typed)
    assert reading.problems == ()
    assert reading.book is not None
    assert reading.book.ledger.filled == (2,)
    assert reading.book.settings.dates[5] == dt.date(2020, 6, 2)
    assert reading.book.settings.hints[5] == "检查"


def test_what_is_typed_over_what_an_item_earns_is_pointed_out_and_counted_nowhere() -> None:
    made = opened(DEMO)
    made["2月"]["H11"] = made["3月"]["E11"] = 99
    reading = read(grids_of(saved(made), "账本.xlsx"))
    assert found_in(reading) == [("result-typed", "2月!H11"), ("result-typed", "3月!E11")]
    assert reading.book == DEMO, "nothing of it is a count, and March is not filled by it"


def test_the_two_columns_an_item_of_the_first_edition_are_read_just_as_well() -> None:
    book = read(grids_of(FIRST_EDITION.read_bytes(), "旧.xlsx")).book
    assert book is not None
    assert book.ledger.months == (*DEMO.ledger.months, MonthEntries(3, ()))


def test_a_group_of_the_first_edition_may_have_fewer_items_than_another() -> None:
    old = grids_of(FIRST_EDITION.read_bytes(), "旧.xlsx")
    old["参数"].rows[:] = [row for row in old["参数"].rows if row[:2] != [2, "调查报告"]]
    for grid in old.values():
        second = [row for row in range(29, len(grid.rows)) if "调查报告" in grid.rows[row]]
        for row in second if grid.name.endswith("月") else ():
            at = grid.rows[row].index("调查报告")
            grid.rows[row][at] = grid.rows[row + 1][at] = None
            del grid.rows[row + 2][at:]
            for unit in (unit for unit in grid.rows[row + 3 : row + 11] if len(unit) > at):
                unit[at] = None
    reading = read(old)
    assert [found.message for found in reading.problems if found.is_error] == []
    assert reading.book is not None
    assert [len(group.items) for group in reading.book.ledger.groups] == [3, 2]


@pytest.mark.parametrize(
    ("left", "code"),
    [
        (1, "count-columns-wrong"),
        (2, "count-columns-wrong"),
        (3, "unit-missing"),
        (4, "unit-missing"),
    ],
)
def test_a_block_whose_last_rows_were_deleted_is_pointed_out(left: int, code: str) -> None:
    whole = grids(DEMO)
    cut = replace(whole["2月"], rows=whole["2月"].rows[: HEAD_2 - 1 + left])
    assert code in codes(read({**whole, "2月": cut}).problems)


def test_the_mark_of_the_first_edition_speaks_for_all_blocks_of_a_sheet() -> None:
    changes = {at("B", HEAD - 1): None, at("B", HEAD_2 - 1): None, at("B", 4): "本月无采用"}
    assert found_in(reading_with(changes)) == []
    assert found_in(reading_with(changes | {at("C", 4): "是"})) == [("none-mark-false", at("C", 4))]
    third = {key.replace("2月", "3月"): value for key, value in changes.items()}
    book = book_with(third | {"3月!C4": "是"})
    assert book.ledger.months[1] == MonthEntries(3, ())


def test_a_sheet_without_the_column_for_additions_is_made_anew_with_all_that_was_filed() -> None:
    reading = reading_with(GIVEN_ADDITIONS)
    assert [p.kind.code for p in reading.problems if p.is_error] == ["column-new"]
    assert reading.book is not None
    assert reading.book.ledger.months == DEMO.ledger.months


def test_an_item_added_to_the_parameters_is_one_problem_and_the_data_are_read_all_the_same() -> (
    None
):
    new = ITEM_1 + 6
    row = dict(zip("ABCD", (1, "视频", "条", 5), strict=True))
    reading = reading_with({f"参数!{column}{new}": value for column, value in row.items()})
    assert [found_in(reading)[0]] == [("item-new", f"参数!B{new}")]
    assert [p.kind.code for p in reading.problems if p.is_error] == ["item-new"]
    counts = (Count(3), Count(0), Count(0), None)
    assert entry_of(reading, "富阳区行政服务中心").counts == counts
    assert reading.book is not None
    assert len(reading.book.ledger.opening) == len(DEMO.ledger.opening)


def test_items_and_groups_stand_only_where_they_are_there() -> None:
    first, second = DEMO.ledger.groups
    video = Item("视频", "条", Fraction(5), first_month=7)
    groups = (replace(first, items=(*first.items, video)), replace(second, first_month=4))
    found = grids(Book(Ledger(2020, groups), Settings(month=1)))
    headers = {month: found[f"{month}月"].rows[HEAD - 1] for month in (6, 7)}
    assert ("视频" in headers[6], "视频" in headers[7]) == (False, True)
    titles = [
        sum(bool(row) and str(row[0]).startswith("附表") for row in found[f"{month}月"].rows)
        for month in (3, 4)
    ]
    assert titles == [1, 2]
    assert read(found).problems == ()


def test_additions_have_columns_where_any_group_has_them_in_any_month() -> None:
    assert "加分" not in grids(DEMO)["2月"].rows[HEAD - 1]
    changes = (Change(1, 6, "additions", value=True),)
    later = replace(DEMO, ledger=replace(DEMO.ledger, changes=changes))
    for sheet in ("1月", "12月"):
        header = grids(later)[sheet].rows[HEAD - 1]
        assert [*header[11:16]] == ["扣分", "扣分原因", "加分", "加分原因", "备注"]
