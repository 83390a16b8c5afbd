"""The next month has the roster's units; a workbook made anew has its data and room for more.

A new year's has neither.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from support.cells import CELLS, DEMO, grid_of, reading_with
from xlportal.core.catalogue import ITEM_COLUMN_LEFT, ITEM_NEW, UNIT_MISSING
from xlportal.core.defaults import empty_book
from xlportal.core.ledger import Count, MonthEntries
from xlportal.core.rules import Change, Group, Unit
from xlportal.errors import CannotProceed
from xlportal.sheets.ahead import first_open_month, next_year, refitted, roster_names
from xlportal.sheets.grid import Grid
from xlportal.sheets.reading import reading_of

FIRST_EDITION = Path(__file__).parents[1] / "data" / "first-edition.xlsx"
GROUPS = DEMO.ledger.groups


def march(**changed: object) -> Grid:
    """Return March's sheet with cells of its column B changed."""
    return grid_of("3月", CELLS["3月"] | {(int(c[1:]) - 1, 1): v for c, v in changed.items()})


def with_units(*units: Unit) -> tuple[Group, ...]:
    return (replace(GROUPS[0], units=units), GROUPS[1])


def test_the_next_month_is_the_first_one_behind_the_carry_in_that_is_not_filled() -> None:
    ledger = DEMO.ledger
    assert first_open_month(ledger) == 3
    assert first_open_month(replace(ledger, months=())) == 2
    assert first_open_month(replace(ledger, months=(), opening=())) == 1
    gap = tuple(MonthEntries(month, ()) for month in (2, 3, 5))
    assert first_open_month(replace(ledger, months=gap)) == 4
    full = tuple(MonthEntries(month, ()) for month in range(2, 13))
    assert first_open_month(replace(ledger, months=full)) is None


def test_names_already_right_stay() -> None:
    assert roster_names(march(), GROUPS, 3) == ({}, "C11")


def test_units_that_joined_left_or_were_renamed_are_brought_up_to_the_roster() -> None:
    units = list(GROUPS[0].units)
    units[0] = Unit("上城区政务办", former=("上城区审管办",))
    units[1] = Unit("下城区审管办", last_month=2)
    units.append(Unit("新区", first_month=3))
    names, _ = roster_names(march(), with_units(*units), 3)
    assert list(names) == [(row, 1) for row in range(10, 28)]
    assert [*names.values()][:2] == ["上城区政务办", "江干区审管办"]
    assert [*names.values()][13:] == ["新区", None, None, None, None]


def test_unknown_names_and_more_units_than_rows_are_said_and_nothing_is_overwritten() -> None:
    with pytest.raises(CannotProceed, match=r"3月!B26：“某区”不在附表1的名单里"):
        roster_names(march(B26="某区"), GROUPS, 3)
    known = [*GROUPS[0].units, *(Unit(f"第{i}区") for i in range(5))]
    with pytest.raises(CannotProceed, match=r"3月：附表1只有 18 行，名单里有 19 家"):
        roster_names(march(), with_units(*known), 3)


def added(count: int) -> dict[str, object]:
    """Rows of 单位 for further units of the first group."""
    return {
        f"单位!{column}{26 + n}": value
        for n in range(count)
        for column, value in (("A", 1), ("B", 15 + n), ("C", f"新设第{n + 1}办"))
    }


def test_more_new_units_than_spare_rows_get_room_in_a_month_that_is_filled() -> None:
    reading = reading_with(added(7))
    assert {problem.kind for problem in reading.problems} == {UNIT_MISSING}
    start = refitted(reading)
    assert start.book is not None
    assert [unit.name for unit in start.book.ledger.groups[0].units][14:] == [
        f"新设第{n}办" for n in range(1, 8)
    ]
    assert start.book.ledger.months == DEMO.ledger.months


def test_what_a_new_workbook_does_not_mend_is_mended_first() -> None:
    start = refitted(reading_with({**added(1), "参数!D11": "很多"}))
    assert start.book is None
    assert [problem.where for problem in start.problems] == ["参数!D11"]


def test_an_item_added_gets_its_columns_and_counts_nothing_yet() -> None:
    cells = dict(
        zip(("参数!A25", "参数!B25", "参数!C25", "参数!D25"), (1, "视频", "条", 5), strict=True)
    )
    reading = reading_with(cells)
    assert {problem.kind for problem in reading.problems if problem.is_error} == {ITEM_NEW}
    start = refitted(reading)
    assert start.book is not None
    assert [item.name for item in start.book.ledger.groups[0].items][3:] == ["视频"]
    assert all(len(entry.counts) == 4 for entry in start.book.ledger.months[0].of(1))


def test_an_item_renamed_before_anything_was_filed_gets_its_own_columns() -> None:
    renamed = {"参数!B19": "乡镇动态", "参数!B22": "科室动态"}
    reading = reading_with(renamed, book=empty_book(2020))
    assert [problem.where for problem in reading.problems] == [*renamed]
    start = refitted(reading)
    assert start.book is not None
    assert start.problems == []
    assert [group.items[0].name for group in start.book.ledger.groups] == [*renamed.values()]


def test_an_item_struck_out_has_an_empty_column_left_until_the_workbook_is_made_anew() -> None:
    struck = {f"参数!{column}{row}": None for column in "ABCD" for row in (21, 24)}
    reading = reading_with({**struck, "2月!C22": 3}, book=empty_book(2020))
    assert {problem.kind for problem in reading.problems} == {ITEM_COLUMN_LEFT}
    start = refitted(reading)
    assert start.book is not None
    assert [len(group.items) for group in start.book.ledger.groups] == [2, 2]
    assert [entry.counts for entry in start.book.ledger.months[0].entries] == [(Count(3), None)]


def test_a_document_with_more_units_than_a_sheet_is_for_is_refused_in_one_line() -> None:
    group = DEMO.ledger.groups[0]
    many = replace(group, units=tuple(Unit(f"第{n}处") for n in range(5001)))
    ledger = replace(DEMO.ledger, groups=(many,), opening=(), months=())
    start = refitted(reading_of(replace(DEMO, ledger=ledger)))
    assert start.book is None
    assert [problem.message for problem in start.problems] == [
        "单位：一共有 5001 个单位，一个工作簿最多 5000 个，请分成几个。"
    ]


def test_the_next_year_starts_with_december_s_rules_whatever_the_months_hold() -> None:
    change = Change(1, 7, "decimals", 1)
    changed = replace(DEMO, ledger=replace(DEMO.ledger, changes=(change,)))
    start = next_year(reading_with({"2月!A1": True, "期初!D4": "很多"}, book=changed))
    assert start.book is not None
    ledger = start.book.ledger
    assert (ledger.year, ledger.months, ledger.opening, ledger.changes) == (2021, (), (), ())
    assert ledger.groups[0].rules.decimals == 1
    assert start.kept == {}


def test_the_next_year_needs_sound_rules() -> None:
    start = next_year(reading_with({"参数!D11": 0}))
    assert start.book is None
    assert [problem.where for problem in start.problems] == ["参数!D11"]


def test_a_workbook_of_the_first_edition_is_brought_up_with_all_it_holds(
    run: Any, tmp_path: Path
) -> None:
    before, after = run("export", FIRST_EDITION).json, tmp_path / "新.xlsm"
    assert run("new", after, "--from", FIRST_EDITION).code == 0
    assert run("export", after).json == before
    assert before["months"][0]["date"] == "2020-03-02"
    assert run("check", after, "--json").json["problems"] == []
    sheet = openpyxl.load_workbook(after)["参数"]
    assert [sheet["B7"].value, sheet["K10"].value] == ["专栏名称", "计分方式"]
