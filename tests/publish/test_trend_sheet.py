"""The sheet 走势: its tables, and charts that point at them."""

import datetime as dt
import io
import re
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart

from support.tools import validation_errors
from xlportal.core.book import Book
from xlportal.core.demo import demo_book
from xlportal.core.ledger import Count, Entry, MonthEntries, Opening
from xlportal.core.rules import Scheme, Unit
from xlportal.publish.asked import Asked
from xlportal.publish.content import made
from xlportal.publish.render import render
from xlportal.sheets.package import parts

MOMENT = dt.datetime(2020, 3, 2)


def package(book: Book, month: int) -> bytes:
    return render(made(book, Asked.of(month)).published, MOMENT)


def sheet(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))["走势"]


def charts(content: bytes) -> list[str]:
    return [
        data.decode("utf-8")
        for name, data in parts(content).items()
        if name.startswith("xl/charts/chart")
    ]


def bars(content: bytes) -> list[str]:
    return [chart for chart in charts(content) if "<c:barChart>" in chart]


def references(chart: str, sheet: Any) -> list[list[object]]:
    """Return the values of every range a chart points at."""
    found = []
    for place in re.findall(r"<c:f>'?走势'?!([^<]+)</c:f>", chart):
        area = sheet[place.replace("$", "")]
        rows = area if isinstance(area, tuple) else ((area,),)
        found.append([cell.value for row in rows for cell in row])
    return found


def crowded(units: int, months: int, **rules: object) -> Book:
    """A book whose second group has many units, one with a name of 40 characters."""
    demo = demo_book()
    first, second = demo.ledger.groups
    names = ["长" * 40, *(f"第{number}个参加考核的单位" for number in range(2, units + 1))]
    own = replace(second.rules, **rules)  # type: ignore[arg-type]
    second = replace(second, units=tuple(Unit(name) for name in names), rules=own)
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


def test_the_table_holds_every_month_s_scores_the_leading_unit_first(february: bytes) -> None:
    rows = [[cell.value for cell in row] for row in sheet(february).iter_rows()]
    head = ["排名", "参加考核单位", "1月", "2月", "累计\n得分", "达标\n水平"]
    first = rows.index(head)
    assert rows[first + 1 : first + 3] == [
        [1, "钱塘新区管委会", 41.5, 83, 124.5, 16.6],
        [2, "富阳区行政服务中心", 20.75, 62.25, 83, 16.6],
    ]
    assert rows[first + 15] == [None, "达标分值", 8.3, 8.3, None, None]


def test_the_bars_point_at_the_totals_and_a_stroke_at_each_level(february: bytes) -> None:
    bar = bars(february)[0]
    names, totals, again, levels = references(bar, sheet(february))
    assert names == again
    assert names[:3] == ["钱塘新区管委会", "富阳区行政服务中心", "上城区审管办"]
    assert totals[:6] == [124.5, 83, 20.75, 20.75, 20.75, 20.75]
    assert levels == [16.6] * 14
    assert 'orientation val="maxMin"' in bar
    assert "<c:errBars>" in bar


def test_who_reached_the_level_is_told_without_colour(february: bytes) -> None:
    assert bars(february)[1].count("<a:pattFill") == 5


def test_the_lines_point_at_the_months_and_end_with_the_pass_score(february: bytes) -> None:
    line = charts(february)[3]
    found = references(line, sheet(february))
    names, months, values = found[0::3], found[1::3], found[2::3]
    assert [name[0] for name in names] == [
        "公共资源交易中心", "秘书处", "机关党委", "达标分值",
    ]  # fmt: skip
    assert set(map(tuple, months)) == {("1月", "2月")}
    assert (values[0], values[-1]) == ([14.5, 13.3], [4, 4])
    assert len(set(re.findall(r'<c:symbol val="(\w+)"', line)) - {"none"}) == 3
    assert len(set(re.findall(r'prstDash val="(\w+)"', line))) == 4


def test_a_month_without_a_score_is_an_empty_cell_and_a_gap_of_the_line() -> None:
    book = crowded(4, 3)
    gap = package(replace(book, ledger=replace(book.ledger, months=book.ledger.months[::2])), 3)
    rows = [[cell.value for cell in row] for row in sheet(gap).iter_rows()]
    assert ["排名", "参加考核单位", "1月", "2月", "3月"] in [row[:5] for row in rows]
    assert "空格是没有参加或没有填报的月份" in str(rows)
    line = charts(gap)[-1]
    assert [values[1] for values in references(line, sheet(gap))[2::3]] == [None] * 4
    # An empty cell is a gap unless a chart says otherwise.
    assert "dispBlanksAs" not in line
    assert "空格" not in str([*sheet(package(book, 3)).values])


def test_a_carry_in_of_several_months_is_not_shaded_as_one() -> None:
    book = crowded(4, 4)
    carried = (Opening(2, "第2个参加考核的单位", 3, (None,) * 3, Fraction(30)),)
    ledger = replace(book.ledger, opening=carried, months=book.ledger.months[3:])
    areas = sheet(package(replace(book, ledger=ledger), 4)).conditional_formatting
    # The first group has no carry-in: its first month is in column C.
    assert [str(area.sqref)[0] for area in areas] == ["C", "D"]


def test_every_chart_says_in_words_what_it_shows(february: bytes) -> None:
    drawing = parts(february)["xl/drawings/drawing1.xml"].decode()
    assert re.findall(r' descr="([^"]*)"', drawing)[:2] == [
        "条形图：区县（市）审管办考核组1-2月各单位累计得分，领先的："
        "钱塘新区管委会124.5分、富阳区行政服务中心83分、上城区审管办20.75分。",
        "折线图：区县（市）审管办考核组累计得分领先的单位逐月得分："
        "钱塘新区管委会、富阳区行政服务中心、上城区审管办。",
    ]


def test_a_score_below_its_level_is_written_beside_the_stroke_not_under_it(february: bytes) -> None:
    second = bars(february)[1]
    shown = [re.findall(r"<c:delete ", series) for series in second.split("</c:ser>")[:2]]
    # Three of eight reached the level; the other five have their score at it.
    assert [len(one) for one in shown] == [5, 3]
    assert re.findall(r"<a:t>([\d.]+)</a:t>", second) == ["7.2", "3.3", "0", "0", "0"]


def test_where_points_are_added_up_nothing_is_said_of_levels() -> None:
    content = package(crowded(4, 2, scheme=Scheme.DIRECT), 2)
    rows = ([cell.value for cell in row] for row in sheet(content).iter_rows())
    # Two pieces a point each time twice: 2 × 1 and 2 × 2, and no level behind the sum.
    assert next(row[2:] for row in rows if row[1] == "第2个参加考核的单位") == [2, 4, 6, None]
    assert "达标" not in bars(content)[1]
    assert "pattFill" not in bars(content)[1]


def test_january_and_a_year_without_scores_have_bars_and_no_lines() -> None:
    january, february = crowded(3, 1), crowded(3, 2)
    nothing = replace(february.ledger, months=(MonthEntries(1, ()), MonthEntries(2, ())))
    for book, month in ((january, 1), (replace(february, ledger=nothing), 2)):
        assert not [chart for chart in charts(package(book, month)) if "<c:lineChart>" in chart]


@pytest.mark.parametrize("units", [42, 43, 44])
def test_no_row_stands_alone_on_the_last_page_of_a_table(units: int) -> None:
    trend = sheet(package(crowded(units, 2), 2))
    listed = [str(row[1].value) for row in trend.iter_rows()]
    head = len(listed) - 1 - listed[::-1].index("参加考核单位")
    assert len([name for name in listed[head + 1 :] if name.startswith(("第", "长"))]) >= 3


def test_bars_are_as_far_apart_as_the_longest_name_needs(february: bytes) -> None:
    def points(trend: Any) -> float:
        """Return the height of the second group's bars, each of two rows that are alike."""
        second = [c for c in trend._charts if isinstance(c, BarChart)][1]  # noqa: SLF001
        row = second.anchor._from.row  # noqa: SLF001
        return float(2 * trend.row_dimensions[row + 1].height)

    # Eight units, of which none or one has a name of 40 characters: one line or two.
    assert points(sheet(february)) == 8 * 15 + 45
    assert points(sheet(package(crowded(8, 2), 2))) == 8 * 30 + 45
    # A line of the font that LibreOffice takes instead is 1.45 times its size. What surrounds many
    # bars grows with them, up to a tenth; where names do not fit it leaves out every other one.
    (size,) = {re.search(r'<c:catAx>.*?sz="(\d+)"', chart)[1] for chart in bars(february)}  # type: ignore[index]
    assert int(size) / 100 * 1.45 <= 15 * 0.9


@pytest.mark.parametrize(("units", "months"), [(22, 12), (60, 2)])
def test_nothing_is_cut_by_the_end_of_a_page(units: int, months: int, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(package(crowded(units, months), months))
    assert validation_errors(path) == []
    trend = sheet(path.read_bytes())
    assert not trend.sheet_properties.pageSetUpPr.fitToPage
    scale = trend.page_setup.scale / 100
    assert scale >= 0.8
    short, long = 210 / 25.4, 297 / 25.4
    upright = trend.page_setup.orientation == "portrait"
    across, down = (short, long) if upright else (long, short)
    margins = trend.page_margins
    pixels = sum((c.max - c.min + 1) * c.width * 7 for c in trend.column_dimensions.values())
    assert pixels / 96 * scale <= across - margins.left - margins.right
    ends = [0, *(mark.id for mark in trend.row_breaks.brk), trend.max_row + 2]
    for start, end in pairwise(ends):
        heights = [trend.row_dimensions[row + 1].height or 0 for row in range(start, end)]
        assert sum(heights) / 72 * scale <= down - margins.top - margins.bottom
    anchors = [drawing.anchor for drawing in trend._charts]  # noqa: SLF001
    assert len(anchors) >= 2
    for anchor in anchors:
        first, last = anchor._from.row, anchor.to.row  # noqa: SLF001
        assert not [end for end in ends if first < end <= last]


def test_sixty_units_go_on_over_pages_each_with_its_own_head() -> None:
    content = package(crowded(60, 2), 2)
    trend = sheet(content)
    titles = [str(row[0].value) for row in trend.iter_rows() if "走势" in str(row[0].value)]
    assert titles[1:] == [
        "机关处室及直属事业单位考核组1-2月走势", "机关处室及直属事业单位考核组1-2月走势（续）",
    ]  # fmt: skip
    listed = [row[1].value for row in trend.iter_rows() if str(row[1].value).startswith("第")]
    assert len(listed) == 59
    names, totals, *_ = references(bars(content)[1], trend)
    assert len(names) >= 30
    assert totals == sorted(totals, reverse=True)
