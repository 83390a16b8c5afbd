"""Everything a month sheet can hold: read as meant, or found at its cell with what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from support.cells import CELLS, DEMO, codes, found_in, grids, reading_with, row_of
from xlportal.core.book import Book, Settings
from xlportal.core.ledger import Count, Entry, Ledger, MonthEntries
from xlportal.core.rules import Change, Item
from xlportal.sheets.grid import ErrorValue, Formula, Grid
from xlportal.sheets.reading import Reading, read

FUYANG = row_of("2月", "富阳区行政服务中心")
SECRETARIES = row_of("2月", "秘书处")
FIRST, SECOND = 8, row_of("2月", "中心动态")
"""The rows of the headers of both blocks."""
MARK_1, MARK_2 = "2月!C7", f"2月!C{SECOND - 1}"
A = f"2月!C{FUYANG}"
"""The pieces of the first item of 富阳; D, E and F stand beside it."""


def at(column: str, row: int = FUYANG) -> str:
    return f"2月!{column}{row}"


def entries_of(reading: Reading, unit: str, month: int = 2) -> Entry:
    assert reading.book is not None
    filed = reading.book.ledger.entries(month)
    assert filed is not None
    return next(entry for entry in filed.entries if entry.unit == unit)


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ((3, None), Count(3)),
        (("3", "1"), Count(3, 1)),
        (("３（１）", None), Count(3, 1)),
        (("3(1)", None), Count(3, 1)),
        ((" 3 （ 1 ） ", ""), Count(3, 1)),
        (("　１２　", " "), Count(12)),
        (("\u202d3\u202c", None), Count(3)),
        (("3\u200b（1）\ufeff", None), Count(3, 1)),
        (("3\u00ad", "\u2060"), Count(3)),
        ((None, 0), Count(0)),
    ],
)
def test_counts_are_read_as_meant(typed: tuple[object, object], count: Count) -> None:
    reading = reading_with({at("C"): typed[0], at("D"): typed[1]})
    assert reading.problems == ()
    assert entries_of(reading, "富阳区行政服务中心").counts[0] == count


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({A: "三"}, ("count-text", A)),
        ({A: "5/1"}, ("count-text", A)),
        ({A: "3.0"}, ("count-text", A)),
        ({A: -1}, ("count-negative", A)),
        ({A: 1.5}, ("count-fraction", A)),
        ({A: 10**7}, ("count-huge", A)),
        ({A: 1000}, ("count-large", A)),
        ({A: dt.datetime(2020, 5, 1)}, ("count-date", A)),
        ({A: True}, ("count-logical", A)),
        ({A: ErrorValue("#N/A")}, ("cell-error", A)),
        ({A: Formula("=C1+1")}, ("cell-formula", A)),
        ({A: "3（"}, ("count-brackets", A)),
        ({A: "3（4）"}, ("column-above", A)),
        ({A: "3（1）", at("D"): 1}, ("column-twice", at("D"))),
        ({at("D"): "1（1）"}, ("column-brackets", at("D"))),
        ({at("D"): 4}, ("column-above", at("D"))),
        ({at("I", SECRETARIES): "两分"}, ("deduction-wrong", at("I", SECRETARIES))),
        ({at("I", SECRETARIES): -1}, ("deduction-wrong", at("I", SECRETARIES))),
        ({at("I", SECRETARIES): 10**7}, ("deduction-wrong", at("I", SECRETARIES))),
        ({at("I", SECRETARIES): 1}, ("deduction-no-reason", at("I", SECRETARIES))),
        ({at("I"): 1, at("J"): "迟"}, ("deduction-not-set", at("I"))),
        ({at("K"): dt.datetime(2020, 5, 1)}, ("text-wrong", at("K"))),
        ({at("B"): "富阳"}, ("unit-renamed", at("B"))),
        ({at("B", 25): "某区", at("C", 25): 1}, ("unit-unknown", at("B", 25))),
        ({at("B", 25): "富阳区行政服务中心", at("C", 25): 1}, ("unit-twice", at("B", 25))),
        ({at("C", 25): 1}, ("name-blank", at("B", 25))),
        ({at("C", FIRST): "区县信息"}, ("item-column-unknown", at("C", FIRST))),
        ({at("D", FIRST): "篇"}, ("count-columns-wrong", at("C", FIRST))),
        ({at("C", FIRST + 2): "报送"}, ("count-columns-wrong", at("C", FIRST))),
        ({at("K", FIRST): "区县动态"}, ("header-repeated", at("K", FIRST))),
        ({at("I", FIRST): "减分"}, ("table-missing", at("A", FIRST))),
        ({"2月!A6": "附表9　别的组"}, ("block-unknown", "2月!A6")),
        ({"2月!A6": "区县组"}, ("block-missing", "2月")),
        ({"2月!B4": "提示"}, ("table-missing", "2月")),
        ({"2月!B5": "本月工作提示"}, ("header-repeated", "2月!B5")),
        ({"2月!C3": "三月二日"}, ("date-wrong", "2月!C3")),
        ({MARK_1: "有"}, ("none-mark-wrong", MARK_1)),
        ({MARK_1: "是"}, ("none-mark-false", MARK_1)),
    ],
)
def test_what_is_wrong_is_found_at_its_cell(
    changes: Mapping[str, Any], expected: tuple[str, str]
) -> None:
    reading = reading_with(changes)
    assert expected in found_in(reading)
    assert {kind for kind, _ in found_in(reading)} <= {expected[0], "block-missing"}


def test_a_unit_without_a_row_is_missing_and_one_outside_its_months_is_refused() -> None:
    assert found_in(reading_with({at("B"): None, at("C"): None, at("E"): None, at("G"): None})) == [
        ("unit-missing", f"2月!B{FIRST}")
    ]
    roster = row_of("单位", "富阳区行政服务中心")
    outside = reading_with({f"单位!F{roster}": 1})
    assert ("unit-outside", at("B")) in found_in(outside)


def test_a_deduction_may_be_a_word_for_none_or_a_number_of_any_width() -> None:
    for typed, points in (("无扣分", 0), ("—", 0), ("１．５", "1.5"), (" 2 ", 2), (0.1, "0.1")):
        reading = reading_with({at("I", SECRETARIES): typed, at("J", SECRETARIES): "迟报\n两次"})
        entry = entries_of(reading, "秘书处")
        assert (entry.deduction, entry.note) == (Fraction(points), "迟报\n两次")


def test_a_block_is_filled_marked_or_neither() -> None:
    rows = range(SECRETARIES, SECRETARIES + 8)
    emptied = {at(column, row): None for column in "CDEFGHI" for row in rows}
    for changes, unfilled in (
        ({}, (2,)),
        ({MARK_2: "是"}, ()),
        ({MARK_2: " 否 "}, (2,)),
        ({at("I", SECRETARIES): "无"}, ()),
        ({at("K", SECRETARIES): "只是备注"}, (2,)),
        ({MARK_2: "是", at("I", SECRETARIES): 1, at("J", SECRETARIES): "迟"}, ()),
    ):
        reading = reading_with(emptied | changes)
        assert reading.problems == ()
        assert reading.book is not None
        filed = reading.book.ledger.entries(2)
        assert filed is not None
        assert filed.unfilled == unfilled
        asked = [("group-not-filled", MARK_2)] if unfilled else []
        assert [(p.kind.code, p.where) for p in reading.checked(2).problems] == asked


def test_a_sheet_nobody_filled_is_no_month_but_keeps_its_hint_and_date() -> None:
    reading = reading_with({"5月!C3": dt.datetime(2020, 6, 2), "5月!C4": " 检查 ", "5月!K11": "x"})
    assert reading.problems == ()
    assert reading.book is not None
    assert reading.book.ledger.filled == (2,)
    assert reading.book.settings.dates[5] == dt.date(2020, 6, 2)
    assert reading.book.settings.hints[5] == "检查"


def book_of(**group: Any) -> Book:
    """The demo with its first group changed, February filled by one unit."""
    first = replace(DEMO.ledger.groups[0], **group)
    filed = Entry(
        1, "上城区审管办", tuple(Count(2, 1) if i.is_there(2) else None for i in first.items)
    )
    months = (MonthEntries(2, (filed,), unfilled=()),)
    return Book(Ledger(2020, (first,), months=months), Settings(month=2))


def test_additions_have_columns_where_any_group_has_them_in_any_month() -> None:
    book = book_of()
    assert "加分" not in grids(book)["2月"].rows[FIRST - 1]
    change = Change(1, 6, "additions", value=True)
    later = replace(book, ledger=replace(book.ledger, changes=(change,)))
    for sheet in ("1月", "12月"):
        header = grids(later)[sheet].rows[FIRST - 1]
        assert header[8:13] == ["扣分", "扣分原因", "加分", "加分原因", "备注"]
    given = Entry(
        1, "上城区审管办", (None,) * 3, addition=Fraction("1.5"), addition_note="批示", remark="记"
    )
    filed = replace(later.ledger, months=(MonthEntries(7, (given,)),))
    reading = read(grids(replace(later, ledger=filed)))
    assert reading.problems == ()
    assert reading.book is not None
    assert reading.book.ledger == filed


def test_a_sheet_without_the_column_for_additions_is_to_be_made_anew() -> None:
    reading = reading_with({f"参数!L{row_of('参数', '考核组全称') + 1}": "是"})
    assert [p.kind.code for p in reading.problems if p.is_error] == ["column-new"]
    assert reading.book is not None
    assert reading.book.ledger.months == DEMO.ledger.months, "made anew, nothing is lost"


def test_items_and_groups_stand_only_where_they_are_there() -> None:
    first = DEMO.ledger.groups[0]
    video = Item("视频", "条", Fraction(5), first_month=7)
    groups = (
        replace(first, items=(*first.items, video)),
        replace(DEMO.ledger.groups[1], first_month=4),
    )
    book = Book(Ledger(2020, groups), Settings(month=1))
    found = grids(book)
    assert "视频" not in found["6月"].rows[FIRST - 1]
    assert "视频" in found["7月"].rows[FIRST - 1]
    titles = {sheet: [row[0] for row in grid.rows if row and str(row[0]).startswith("附表")]
              for sheet, grid in found.items() if sheet.endswith("月")}  # fmt: skip
    assert [len(titles[f"{month}月"]) for month in (3, 4)] == [1, 2]
    assert read(found).problems == ()


def test_a_count_of_an_item_outside_its_months_is_refused_where_the_column_still_stands() -> None:
    item = row_of("参数", "区县动态")
    assert ("count-outside", at("C")) in found_in(reading_with({f"参数!E{item}": 3}))
    assert found_in(reading_with({f"参数!E{item + 1}": 3})) == []


def test_a_group_or_item_that_some_month_has_no_place_for_is_new_once() -> None:
    book = book_of(
        items=(*DEMO.ledger.groups[0].items, Item("视频", "条", Fraction(5), first_month=7))
    )
    cells = {name: dict(grid_cells(grid)) for name, grid in grids(book).items()}
    row = next(row for (row, _), value in cells["参数"].items() if value == "视频")
    cells["参数"][row, 4] = 5
    reading = read({name: Grid.of(name, found) for name, found in cells.items()})
    assert codes(reading.problems) == ["item-new"]
    assert reading.book is not None
    assert reading.book.ledger.months == book.ledger.months


def grid_cells(grid: Grid) -> dict[tuple[int, int], object]:
    return {
        (row, column): value
        for row, values in enumerate(grid.rows)
        for column, value in enumerate(values)
        if value is not None
    }


def test_moved_blocks_columns_and_rows_do_no_harm() -> None:
    cells = dict(CELLS["2月"])
    moved = {
        (row + (3 if row > 20 else 1), column + (column > 7)): value
        for (row, column), value in cells.items()
    }
    reading = read({**grids(DEMO), "2月": Grid.of("2月", moved)})
    assert reading.problems == ()
    assert reading.book == DEMO


def test_reasons_and_remarks_come_back_as_they_were_typed() -> None:
    text = " 两行\n文字 "
    reading = reading_with({at("J", SECRETARIES): text, at("K", SECRETARIES): text})
    entry = entries_of(reading, "秘书处")
    assert (entry.note, entry.remark) == (text, text)
