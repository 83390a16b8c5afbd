"""The sheet 走势: its tables, and charts that point at them."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from support.tools import convert, validation_errors
from xlportal.assessment import assess
from xlportal.book import Book
from xlportal.demo import demo_book
from xlportal.ledger import Count, Entry, MonthEntries
from xlportal.publication.content import publication
from xlportal.publication.render import render
from xlportal.rules import Unit
from xlportal.workbook.package import parts

MOMENT = dt.datetime(2020, 3, 2)


def package(book: Book, month: int) -> bytes:
    return render(publication(book, assess(book.ledger, month)), MOMENT)


def sheet(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))["走势"]


def charts(content: bytes) -> list[str]:
    return [
        data.decode("utf-8")
        for name, data in parts(content).items()
        if name.startswith("xl/charts/chart")
    ]


def references(chart: str, sheet: Any) -> list[list[object]]:
    """Return the values of every range a chart points at."""
    found = []
    for place in re.findall(r"<c:f>'?走势'?!([^<]+)</c:f>", chart):
        area = sheet[place.replace("$", "")]
        rows = area if isinstance(area, tuple) else ((area,),)
        found.append([cell.value for row in rows for cell in row])
    return found


def crowded(units: int, months: int) -> Book:
    demo = demo_book()
    first, second = demo.ledger.groups
    names = ["长" * 40, *(f"第{number}个参加考核的单位" for number in range(2, units + 1))]
    second = replace(second, units=tuple(Unit(name) for name in names))
    filed = tuple(
        MonthEntries(
            month,
            tuple(
                Entry(2, name, (Count((row * month) % 7), None, None))
                for row, name in enumerate(names)
            ),
        )
        for month in range(1, months + 1)
    )
    return replace(
        demo, ledger=replace(demo.ledger, groups=(first, second), opening=(), months=filed)
    )


@pytest.fixture(scope="module")
def february() -> bytes:
    return package(demo_book(), 2)


def test_the_overview_holds_every_month_s_scores(february: bytes) -> None:
    rows = [[cell.value for cell in row[:6]] for row in sheet(february).iter_rows()]
    assert ["序号", "参加考核单位", "1月", "2月", "累计\n得分", "排名"] in rows
    assert [12, "富阳区行政服务中心", 20.75, 62.25, 83, 2] in rows
    assert [5, "机关党委", 0, 16.6, 16.6, 3] in rows


def test_the_darker_the_higher_and_bold_at_the_pass_score(february: bytes) -> None:
    rules = {
        rule.type: rule
        for area in sheet(february).conditional_formatting
        if str(area.sqref).startswith("C")
        for rule in area.rules
    }
    assert set(rules) == {"colorScale", "cellIs"}
    assert rules["cellIs"].operator == "greaterThanOrEqual"
    assert rules["cellIs"].dxf.font.b


def test_the_bars_point_at_the_sorted_scores_beside_them(february: bytes) -> None:
    bar = charts(february)[0]
    names, values = references(bar, sheet(february))
    assert names[:3] == ["钱塘新区管委会", "富阳区行政服务中心", "上城区审管办"]
    assert values[:7] == [124.5, 83, 20.75, 20.75, 20.75, 20.75, 16.6]
    assert names[6] == "达标水平"
    assert values == sorted(values, key=lambda value: -Fraction(str(value)))
    assert 'barDir val="bar"' in bar
    assert 'orientation val="maxMin"' in bar


def test_the_bars_are_told_apart_without_colour(february: bytes) -> None:
    _, _, second, _ = charts(february)
    assert second.count("<a:pattFill") == 5
    assert second.count('prstDash val="dash"') == 1


def test_the_lines_point_at_the_months_and_end_with_the_pass_score(february: bytes) -> None:
    line = charts(february)[3]
    found = references(line, sheet(february))
    names, months, values = found[0::3], found[1::3], found[2::3]
    assert [name[0] for name in names] == [
        "公共资源交易中心", "秘书处", "机关党委", "交易管理处", "市民之家管理服务中心（大厅办）", "达标分值",
    ]  # fmt: skip
    assert set(map(tuple, months)) == {("1月", "2月")}
    assert values[0] == [14.5, 13.3]
    assert values[-1] == [4, 4]
    assert len(set(re.findall(r'<c:symbol val="(\w+)"', line)) - {"none"}) == 5
    assert len(set(re.findall(r'prstDash val="(\w+)"', line))) == 6


def test_january_has_bars_and_a_sentence_in_place_of_lines() -> None:
    content = package(crowded(3, 1), 1)
    texts = [str(row[0].value) for row in sheet(content).iter_rows()]
    assert "只有一个月的得分，从下个月起画走势图。" in texts
    assert "还没有单位得分。" in texts
    assert len(charts(content)) == 2


def test_a_single_unit_gives_a_bar_beside_the_level(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(package(crowded(1, 2), 2))
    assert validation_errors(path) == []
    _, values = references(charts(path.read_bytes())[1], sheet(path.read_bytes()))
    assert len(values) == 2


def test_sixty_units_over_twelve_months_stay_within_the_pages_width(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(package(crowded(60, 12), 12))
    assert validation_errors(path) == []
    trend = sheet(path.read_bytes())
    columns = trend.column_dimensions.values()
    pixels = sum((column.max - column.min + 1) * int(column.width * 7 + 0.5) for column in columns)
    printable = 210 / 25.4 - trend.page_margins.left - trend.page_margins.right
    assert pixels / 96 * trend.page_setup.scale / 100 < printable
    pages = convert(path, "pdf", tmp_path).read_bytes()
    assert pages.startswith(b"%PDF")
    assert len(trend.row_breaks.brk) >= 3


def test_every_group_begins_on_a_page_of_its_own(february: bytes) -> None:
    trend = sheet(february)
    breaks = [mark.id for mark in trend.row_breaks.brk]
    assert [trend.cell(row + 1, 1).value for row in breaks] == [
        "机关处室及直属事业单位考核组1-2月走势"
    ]
