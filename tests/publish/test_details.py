"""The sheet 明细 of the copy, read back: what a head of office filters and pivots."""

import datetime as dt
import io
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl

from support.tools import validation_errors
from xlportal.audit.audit import audit
from xlportal.audit.published import parse_published
from xlportal.core.book import Book
from xlportal.core.defaults import default_groups
from xlportal.core.demo import demo_book
from xlportal.core.ledger import Count, Entry, Ledger, MonthEntries
from xlportal.core.rules import Change, Item, Scheme, Ties, Unit
from xlportal.core.wording import DEFAULT_WORDING
from xlportal.publish.asked import Asked
from xlportal.publish.content import made
from xlportal.publish.details import details
from xlportal.publish.render import copy_of, render

MOMENT = dt.datetime(2020, 3, 2)
HEADS = ["考核组", "单位", "月份", "项目", "篇数", "其中专栏", "信息分", "得分", "排名"]
_DEFAULT = default_groups()[0]
GROUP = replace(
    _DEFAULT,
    short="某组",
    items=(Item("动态", "条", Fraction(2)), Item("报告", "篇", Fraction("0.05"), first_month=2)),
    units=(Unit("甲"), Unit("乙", former=("旧乙",)), Unit("丙", first_month=2)),
    rules=replace(_DEFAULT.rules, scheme=Scheme.DIRECT, ties=Ties.AVERAGE),
)
YEAR = Ledger(
    2021,
    (GROUP,),
    (),
    (
        MonthEntries(1, (Entry(1, "甲", (Count(3, 1), None)), Entry(1, "旧乙", (Count(1), None)))),
        MonthEntries(2, (Entry(1, "乙", (Count(1), Count(3, 3))),)),
    ),
    (Change(1, 2, "points", Fraction(4), "动态"),),
)
ROWS = [
    # Direct points, in the column 1.5 times: 2 × 2 + 1 × 3; from February on 4 a piece, 0.05 a report.
    ("某组", "甲", 1, "动态", 3, 1, 7, 7, 1),
    ("某组", "乙", 1, "动态", 1, 0, 2, 2, 2),
    ("某组", "甲", 2, "动态", 0, 0, 0, 0, 2.5),
    ("某组", "甲", 2, "报告", 0, 0, 0, None, None),
    ("某组", "乙", 2, "动态", 1, 0, 4, 4.23, 1),
    ("某组", "乙", 2, "报告", 3, 3, 0.225, None, None),
    ("某组", "丙", 2, "动态", 0, 0, 0, 0, 2.5),
    ("某组", "丙", 2, "报告", 0, 0, 0, None, None),
]


def copied(book: Book, asked: Asked, path: Path) -> Any:
    path.write_bytes(copy_of(made(book, asked), MOMENT, path))
    return openpyxl.load_workbook(path)


def test_a_row_a_unit_month_and_item_each_by_the_rules_of_its_month(tmp_path: Path) -> None:
    book = Book(YEAR, wording=DEFAULT_WORDING)
    january, february = (copied(book, Asked.of(m), tmp_path / "a.xlsx")["明细"] for m in (1, 2))
    assert [*february.values] == [tuple(HEADS), *ROWS]
    assert [*january.values] == [tuple(HEADS), *ROWS[:2]]


def test_summing_a_column_counts_nothing_twice(tmp_path: Path) -> None:
    found = made(demo_book(), Asked.of(2))
    cells = copied(demo_book(), Asked.of(2), tmp_path / "a.xlsx")["明细"]
    for column, figure in (("G", "info_score"), ("H", "score")):
        summed = sum(Fraction(str(cell.value)) for cell in cells[column][1:] if cell.value)
        assert summed == sum(group.figures[figure].sum() for group in found.groups)


def test_a_period_has_its_own_months_and_no_cell_is_a_float_before_it_is_written() -> None:
    book = Book(YEAR, wording=DEFAULT_WORDING)
    rows = details(made(book, Asked.of(None, (2, 2))).months)
    assert {*rows["月份"]} == {2}
    assert not any(isinstance(value, float) for value in rows.to_numpy().ravel())


def test_it_is_a_table_of_excel_with_filters_that_prints_a_page_wide(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    sheet = copied(demo_book(), Asked.of(2), path)["明细"]
    assert validation_errors(path) == []
    (table,) = sheet.tables.values()
    # 14 and 8 units, 3 items each, below a header.
    assert (table.ref, table.autoFilter.ref, table.column_names) == ("A1:I67", "A1:I67", HEADS)
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A2", "$1:$1")
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert not sheet.protection.sheet
    assert sheet["C2"].number_format == '0"月"'


def test_a_long_name_takes_two_lines_of_a_row(tmp_path: Path) -> None:
    units = (Unit("长" * 30), *GROUP.units[1:])
    month = MonthEntries(1, (Entry(1, "长" * 30, (Count(1), None)),))
    book = Book(replace(YEAR, groups=(replace(GROUP, units=units),), months=(month,)),
                wording=DEFAULT_WORDING)  # fmt: skip
    sheet = copied(book, Asked.of(1), tmp_path / "a.xlsx")["明细"]
    assert sheet["B2"].alignment.wrap_text
    assert [sheet.row_dimensions[row].height for row in (2, 3)] == [31.5, 18]


def test_the_audit_asks_for_no_details_and_the_working_workbook_gets_none(tmp_path: Path) -> None:
    book, path = demo_book(), tmp_path / "a.xlsx"
    assert copied(book, Asked.of(2), path).sheetnames[-1] == "明细"
    told = made(book, Asked.of(2)).published
    found = audit(parse_published(path.read_bytes(), path), told, book.ledger.groups)
    assert (found.findings, found.agreements > 100) == ((), True)
    brought = openpyxl.load_workbook(io.BytesIO(render(told, MOMENT)))
    assert brought.sheetnames == ["通报", "附表1", "附表2", "走势"]
