"""The sheet 走势: its tables, and charts that point at them."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from support.tools import convert, validation_errors
from xlportal.core.book import Book
from xlportal.core.demo import demo_book
from xlportal.core.ledger import Count, Entry, MonthEntries
from xlportal.core.rules import Unit
from xlportal.publish.content import publication
from xlportal.publish.render import render
from xlportal.score.assessment import assess
from xlportal.sheets.package import parts

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


def with_rules(book: Book, **changes: object) -> Book:
    groups = tuple(
        replace(group, rules=replace(group.rules, **changes))  # type: ignore[arg-type]
        for group in book.ledger.groups
    )
    return replace(book, ledger=replace(book.ledger, groups=groups))


def row_of(sheet: Any, unit: str) -> list[Any]:
    """Return a unit's cells in the overview."""
    return next(list(row) for row in sheet.iter_rows() if row[1].value == unit)


def test_the_darker_the_higher_and_bold_at_the_pass_score(february: bytes) -> None:
    highest, lowest = (row_of(sheet(february), unit) for unit in ("钱塘新区管委会", "西湖区审管办"))
    assert [cell.value for cell in highest[2:4]] == [41.5, 83]
    assert [cell.fill.fgColor.rgb for cell in highest[2:4]] == ["FFC6D4E4", "FF8EA9C8"]
    assert [cell.font.b for cell in highest[2:6]] == [True, True, False, False]
    assert [cell.fill.fgColor.rgb for cell in lowest[2:4]] == ["FFFFFFFF"] * 2
    assert not any(cell.font.b for cell in lowest)
    assert not list(sheet(february).conditional_formatting)


def test_scores_are_printed_with_all_the_decimals_they_have_in_the_charts_too() -> None:
    content = package(with_rules(demo_book(), decimals=6, pass_score=Fraction("8.333333")), 2)
    formats = [cell.number_format for cell in row_of(sheet(content), "钱塘新区管委会")]
    assert formats[2:5] == ["0.0", "0.00000", "0.00000"]
    (labels,) = re.findall("<c:dLbls>.*</c:dLbls>", charts(content)[0])
    assert "numFmt" not in labels


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
        "公共资源交易中心", "秘书处", "机关党委", "达标分值",
    ]  # fmt: skip
    assert set(map(tuple, months)) == {("1月", "2月")}
    assert values[0] == [14.5, 13.3]
    assert values[-1] == [4, 4]
    assert len(set(re.findall(r'<c:symbol val="(\w+)"', line)) - {"none"}) == 3
    assert len(set(re.findall(r'prstDash val="(\w+)"', line))) == 4


@pytest.mark.parametrize(("month", "filed"), [(1, True), (2, False)])
def test_january_and_a_year_without_scores_have_bars_and_no_lines(
    month: int, *, filed: bool
) -> None:
    book = crowded(3, month)
    if not filed:
        book = replace(book, ledger=replace(book.ledger, months=(MonthEntries(month, ()),)))
    content = package(book, month)
    texts = [str(row[0].value) for row in sheet(content).iter_rows()]
    assert not [text for text in texts if text.startswith("三、")]
    assert len(charts(content)) == 2


def test_a_single_unit_gives_a_bar_beside_the_level(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(package(crowded(1, 2), 2))
    assert validation_errors(path) == []
    _, values = references(charts(path.read_bytes())[1], sheet(path.read_bytes()))
    assert len(values) == 2


def pages(sheet: Any) -> list[float]:
    """Return the heights of the pages, as they are printed, in points."""
    ends = [0, *(mark.id for mark in sheet.row_breaks.brk), sheet.max_row]
    scale = (sheet.page_setup.scale or 100) / 100
    return [
        sum(sheet.row_dimensions[row + 1].height for row in range(start, end)) * scale
        for start, end in itertools.pairwise(ends)
    ]


def printable(sheet: Any) -> tuple[float, float]:
    """Return the points across and down that the margins leave."""
    short, long = 210 / 25.4, 297 / 25.4
    upright = sheet.page_setup.orientation == "portrait"
    across, down = (short, long) if upright else (long, short)
    margins = sheet.page_margins
    return (across - margins.left - margins.right) * 72, (down - margins.top - margins.bottom) * 72


@pytest.mark.parametrize(("units", "months", "orientation"), [
    (1, 2, "portrait"), (14, 6, "landscape"), (60, 12, "landscape"),
])  # fmt: skip
def test_everything_stays_within_its_page_and_is_printed_large_enough(
    units: int, months: int, orientation: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(package(crowded(units, months), months))
    assert validation_errors(path) == []
    trend = sheet(path.read_bytes())
    assert trend.page_setup.orientation in {orientation, "landscape"}
    scale = trend.page_setup.scale or 100
    assert scale >= 85
    columns = trend.column_dimensions.values()
    pixels = sum((column.max - column.min + 1) * column.width * 7 for column in columns)
    across, down = printable(trend)
    assert pixels * 0.75 * scale / 100 < across
    assert max(pages(trend)) < down
    assert convert(path, "pdf", tmp_path).read_bytes().startswith(b"%PDF")


def test_sixty_units_go_on_over_pages_each_with_its_own_heading_and_chart() -> None:
    content = package(crowded(60, 2), 2)
    trend = sheet(content)
    headings = [str(row[0].value) for row in trend.iter_rows() if row[0].value]
    bars = [text for text in headings if text.startswith("二、1-2月累计得分")]
    assert bars[:2] == ["二、1-2月累计得分"] * 2
    assert set(bars[2:]) == {"二、1-2月累计得分（续）"}
    parts = [references(chart, trend)[1] for chart in charts(content)[1:-1]]
    assert len(parts) == len(bars) - 1
    assert sum(map(len, parts)) == 60 + 1
    assert min(map(len, parts)) >= 9
    assert not [text for text in headings if "只列前" in text]


def test_of_more_than_sixty_units_the_first_are_shown_and_that_is_said() -> None:
    trend = sheet(package(crowded(61, 2), 2))
    remarks = [str(row[0].value) for row in trend.iter_rows()]
    assert [text for text in remarks if text.endswith("只列前 60 个单位。")]


def test_long_names_stay_whole_in_the_table_and_are_broken_for_the_chart() -> None:
    content = package(crowded(3, 2), 2)
    trend = sheet(content)
    assert row_of(trend, "长" * 40)[0].value == 1
    label = next(name for name in references(charts(content)[1], trend)[0] if "长" in str(name))
    lines = str(label).split("\n")
    assert len(lines) > 1
    assert max(map(len, lines)) - min(map(len, lines)) <= 2
    assert "".join(lines) == "长" * 40


def test_figures_too_long_for_any_page_shrink_in_their_cells() -> None:
    book = with_rules(crowded(3, 12), decimals=6, pass_score=Fraction("123456.654321"))
    trend = sheet(package(book, 12))
    assert trend.page_setup.scale == 85
    pixels = sum(column.width * 7 for column in trend.column_dimensions.values())
    assert pixels * 0.75 * 0.85 < printable(trend)[0]
    assert row_of(trend, "第2个参加考核的单位")[2].alignment.shrink_to_fit


def test_every_group_begins_on_a_page_of_its_own(february: bytes) -> None:
    trend = sheet(february)
    first = [str(trend.cell(mark.id + 1, 1).value) for mark in trend.row_breaks.brk]
    assert first == [
        "三、累计得分领先的单位逐月得分",
        "机关处室及直属事业单位考核组1-2月走势",
        "三、累计得分领先的单位逐月得分",
    ]
    assert max(pages(trend)) < printable(trend)[1]
