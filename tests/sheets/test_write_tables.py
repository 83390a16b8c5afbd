"""The sheets that are tables as a clerk meets them, read back with openpyxl."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from support.cells import DEMO, opened
from xlportal.core.rules import Change
from xlportal.core.widths import lines_needed

TABLES = ("参数", "单位", "期初", "通报模板")
LONGEST = 255
"""Excel takes no longer list of words, and no longer message."""


@pytest.fixture(scope="module")
def book(demo_workbook: Path) -> Any:
    return openpyxl.load_workbook(demo_workbook)


def rules(sheet: Any) -> dict[str, Any]:
    """What may be typed, by the cells it holds for."""
    return {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}


def test_what_is_typed_is_open_and_headers_are_locked(book: Any) -> None:
    def locked(place: str) -> bool:
        sheet, _, cell = place.partition("!")
        return bool(book[sheet][cell].protection.locked)

    typed = ("参数!C4", "参数!A11", "参数!P15", "参数!F21", "参数!A31", "单位!C4", "期初!E4")
    assert not any(map(locked, typed))
    assert all(map(locked, ("参数!A10", "参数!B4", "单位!A3", "期初!A3", "期初!K4", "通报模板!F4")))


def test_choices_come_from_lists_and_every_message_is_chinese_and_short(book: Any) -> None:
    shown = {rule.formula1.strip('"') for rule in rules(book["参数"]).values() if rule.formula1}
    assert {
        "四舍五入,截尾", "并列取末位,并列取首位,并列不占位,并列取平均", "是,否", "名单次序,名次",
        "按及格线折算,直接计分", "1,2,3,4,5,6,7,8,9,10,11,12",
        "专栏加成,及格比例,达标分值,小数位,进位方式,并列排名,栏目扣分,计分方式,加分,排列,"
        "区县动态,经验介绍,调查报告,中心动态",
    } <= shown  # fmt: skip
    every = [rule for name in TABLES for rule in rules(book[name]).values()]
    assert all(rule.prompt and len(rule.prompt) <= LONGEST for rule in every)
    assert all(rule.error and len(rule.formula1 or "") <= LONGEST + 2 for rule in every)


def test_changes_of_rules_stand_in_the_words_of_the_table_and_more_than_a_list_holds_can_be_typed(
) -> None:  # fmt: skip
    first, second = DEMO.ledger.groups
    items = tuple(
        replace(first.items[0], name=f"县级以上新闻媒体政务公开栏目采用稿件第{n}类")
        for n in range(12)
    )
    changes = (Change(1, 6, "pass_ratio", Fraction("0.85")), Change(2, 7, "deductions", value=False),
               Change(1, 9, "points", Fraction(3), items[2].name))  # fmt: skip
    groups = (replace(first, items=items), second)
    ledger = replace(DEMO.ledger, groups=groups, opening=(), months=(), changes=changes)
    sheet = opened(replace(DEMO, ledger=ledger))["参数"]
    rows = [[cell.value for cell in row[:4]] for row in sheet.iter_rows(min_row=39, max_row=42)]
    assert rows == [
        ["附表号", "规则", "改为", "起始月"], [1, "及格比例", 0.85, 6], [2, "栏目扣分", "否", 7],
        [1, items[2].name, 3, 9],
    ]  # fmt: skip
    rule = rules(sheet)["B40:B48"]
    assert len(rule.formula1) <= LONGEST + 2
    assert not rule.showErrorMessage


def test_headers_stay_in_sight_stand_on_every_page_and_explain_themselves(book: Any) -> None:
    for name in TABLES:
        assert book[name].freeze_panes == (None if name == "参数" else "A4")
        assert book[name].print_title_rows == (None if name == "参数" else "$3:$3")
    comments = {(name, cell.value): cell.comment.text for name in TABLES
                for row in book[name].iter_rows() for cell in row if cell.comment}  # fmt: skip
    assert "以前各月照旧" in comments["参数", "改为"]
    assert "直接计分" in comments["参数", "计分方式"]
    assert "旧名" in comments["单位", "曾用名"]


def test_carry_in_shows_an_item_s_columns_as_a_pair_and_closes_other_groups_items(
    book: Any,
) -> None:
    sheet = book["期初"]
    colours = [sheet.cell(3, column).fill.fgColor.rgb for column in range(5, 13)]
    assert colours[::2] == colours[1::2]
    assert colours[0] != colours[2] != colours[4]
    assert [sheet.cell(3, column).value for column in (11, 12)] == ["中心动态", "其中专栏"]
    closed = {(4, 11): True, (4, 5): False, (18, 5): True, (18, 11): False}
    assert {at: sheet.cell(*at).protection.locked for at in closed} == closed
    assert rules(sheet)["L4:L29"].prompt.startswith("中心动态，")


def test_rows_are_as_tall_as_their_sentences(book: Any) -> None:
    sheet = book["通报模板"]
    for row in range(4, 4 + len(DEMO.wording)):
        texts = [str(sheet.cell(row, column).value or "") for column in (4, 7)]
        needed = max(map(lines_needed, texts, (68, 44)))
        assert sheet.row_dimensions[row].height >= 15 * needed + 6


def test_the_archive_keeps_texts_as_texts(book: Any) -> None:
    assert book["存档"].column_dimensions["B"].number_format == "@"


def test_the_guide_shows_the_year_at_a_glance(demo_workbook: Path) -> None:
    sheet = openpyxl.load_workbook(demo_workbook, data_only=True)["说明"]
    header = next(row for row in sheet.iter_rows() if row[1].value == "月份")
    assert [cell.value for cell in header if cell.value] == ["月份", "填报", "计算", "发送", "提醒"]
    rows = list(sheet.iter_rows(min_row=header[0].row + 1, max_row=header[0].row + 12))
    assert [row[1].value for row in rows] == [f"{month}月" for month in range(1, 13)]
    assert [row[1].hyperlink.location for row in rows][1] == "'2月'!A1"
    assert [row[2].value or "" for row in rows] == ["", "已填", *[""] * 10]
    assert not rows[1][4].protection.locked, "the button types in when the month was computed"
