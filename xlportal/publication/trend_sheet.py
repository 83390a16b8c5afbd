"""The sheet 走势: per group the year's scores at a glance, then charts beside their tables.

Columns and scale are fixed, so that a page is as wide as the paper whatever a group holds; every
group begins on a page of its own, and no chart or table of a page's height is cut by its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import xlsxwriter

from xlportal.circular import printed
from xlportal.pen import Pen, Style
from xlportal.publication import paper, trend_charts
from xlportal.publication.paging import page_runs
from xlportal.publication.trend_charts import Place
from xlportal.publication.trends import GroupTrend
from xlportal.rules import LAST_MONTH
from xlportal.widths import display_width, lines_needed
from xlportal.workbook import layout

SERIAL, UNIT, FIRST_PERIOD = 0, 1, 2
SUM = 2
"""The column of the cumulative scores in the table beside the bars."""
BARS_SHOWN = 60

_WIDTHS = (6.0, 26.0, *[6.3] * LAST_MONTH, 8.0, 6.0)
_NAME_CHARACTERS, _LABEL_CHARACTERS = 24, 36
_ROW, _LINE, _HEAD_ROW = 15.0, 14.0, 30.0
_PIXELS = 4 / 3
_SCALE = 68
_TITLE_ROW, _SECTION_HEAD = 34.0, 80.0
_PAGE = 1070.0
"""Points of rows that fit on a page at the scale printed."""
_LEAST_CHART, _LINE_CHART = 12 * _ROW, 13 * _ROW

_TITLE: Style = {**paper.TITLE, "font_size": 18, "align": "left"}
_SECTION: Style = {**paper.HEITI, "font_size": 12}
_REMARK: Style = {**paper.FANGSONG, "font_size": 11}
_HEAD: Style = {**paper.HEADER, "font_size": 10}
_CELL: Style = {**paper.CELL, "font_size": 10.5}
_LEVEL: Style = {"italic": True, "bg_color": "#F2F2F2"}
_DARKEST = "#8EA9C8"


@dataclass(frozen=True)
class _Section:
    """A heading with a remark and the rows below it, by their heights."""

    heading: str
    remark: str
    rows: Sequence[float]

    @property
    def height(self) -> float:
        return sum(self.rows) + _SECTION_HEAD - _HEAD_ROW


def draw_trends(workbook: xlsxwriter.Workbook, pen: Pen, groups: Sequence[GroupTrend]) -> None:
    """Draw the sheet; ``workbook`` makes its charts."""
    pen.widths(_WIDTHS)
    page = _Page(pen)
    for trend in groups:
        page.begin(f"{trend.name}{trend.span}走势")
        _overview(page, trend)
        _standing(workbook, page, trend)
        _course(workbook, page, trend)
    paper.set_upright(pen, page.row - 1, len(_WIDTHS) - 1)
    pen.sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.8)
    pen.sheet.set_print_scale(_SCALE)
    pen.sheet.set_h_pagebreaks(page.breaks)


class _Page:
    """The place on the sheet where the next rows go, and how much of the page they leave."""

    def __init__(self, pen: Pen) -> None:
        self.pen = pen
        self.row = 0
        self.used = 0.0
        self.breaks: list[int] = []

    def begin(self, title: str) -> None:
        """Begin a group on a new page."""
        if self.row:
            self._turn()
        self.pen.put(self.row, SERIAL, title, _TITLE)
        self._go_on(_TITLE_ROW)

    def open(self, section: _Section) -> int:
        """Write a section's heading where all of it fits on the page; return its first row."""
        if self.used + section.height > _PAGE and self.used > 3 * _ROW:
            self._turn()
        self._go_on(_ROW / 2)
        self.pen.put(self.row, SERIAL, section.heading, _SECTION)
        self._go_on(20)
        if section.remark:
            self.pen.put(self.row, SERIAL, section.remark, _REMARK)
            self._go_on(18)
        first = self.row
        for height in section.rows:
            self._go_on(height)
        return first

    def _turn(self) -> None:
        self.breaks.append(self.row)
        self.used = 0.0

    def _go_on(self, height: float) -> None:
        self.pen.height(self.row, height)
        self.row += 1
        self.used += height


def _overview(page: _Page, trend: GroupTrend) -> None:
    """Draw every unit's score of every month: the darker, the higher."""
    remark = f"颜色越深得分越高；加粗的达到当月达标分值 {printed(trend.pass_score)} 分。"
    heights = [_row_height(line.unit) for line in trend.lines]
    room = _PAGE - _SECTION_HEAD - _TITLE_ROW
    for start, end in page_runs(heights, room, room):
        more = "（续）" if start else ""
        section = _Section(
            f"一、各月得分总览{more}", remark, [_HEAD_ROW, *heights[start : end + 1]]
        )
        _overview_rows(page.pen, trend, page.open(section), range(start, end + 1))


def _overview_rows(pen: Pen, trend: GroupTrend, head: int, rows: range) -> None:
    labels = [period.label for period in trend.periods]
    for column, text in enumerate(["序号", "参加考核单位", *labels, "累计\n得分", "排名"]):
        pen.put(head, column, text, _HEAD)
    for offset, row in enumerate(rows, start=1):
        line = trend.lines[row]
        values = (row + 1, line.unit, *line.scores, trend.totals[row], trend.ranks[row])
        for column, value in enumerate(values):
            pen.put(head + offset, column, value, *_styles(column, value))
    last = FIRST_PERIOD + len(trend.periods) - 1
    _heat(pen, trend, (head + 1, FIRST_PERIOD, head + len(rows), last))


def _heat(pen: Pen, trend: GroupTrend, place: tuple[int, int, int, int]) -> None:
    months = trend.months()
    scale = {
        "type": "2_color_scale", "min_type": "num", "max_type": "num", "min_value": 0,
        "max_value": float(trend.highest) or 1, "min_color": "#FFFFFF", "max_color": _DARKEST,
    }  # fmt: skip
    first_row, first, last_row, _ = place
    pen.sheet.conditional_format(*place, scale)
    bold = {
        "type": "cell", "criteria": ">=", "value": float(trend.pass_score),
        "format": pen.palette.format({"bold": True}),
    }  # fmt: skip
    for month in months:
        pen.sheet.conditional_format(first_row, first + month, last_row, first + month, bold)


def _standing(workbook: xlsxwriter.Workbook, page: _Page, trend: GroupTrend) -> None:
    """Draw the cumulative scores in order, as a table and as bars beside it."""
    bars = trend.bars()[:BARS_SHOWN]
    heights = [_HEAD_ROW, *(_row_height(_label(bar.label)) for bar in bars)]
    spare = max(0.0, _LEAST_CHART - sum(heights))
    remark = (
        f"深色条达到达标水平，斜线条没有达到；虚线框为达标水平 {printed(trend.pass_total)} 分"
        "（每月达标分值逐月相加）。"
    )
    if len(trend.lines) >= BARS_SHOWN:
        remark += f"只列前 {BARS_SHOWN} 行。"
    section = _Section(f"二、{trend.span}累计得分", remark, [*heights, spare + _ROW / 2])
    head = page.open(section)
    for column, text in enumerate(("排名", "单位", "得分")):
        page.pen.put(head, column, text, _HEAD)
    for offset, bar in enumerate(bars, start=1):
        level = (_LEVEL,) if bar.is_level else ()
        for column, value in enumerate((bar.rank, _label(bar.label), bar.score)):
            page.pen.put(head + offset, column, value, *_styles(column, value), *level)
    chart = trend_charts.bar_chart(workbook, layout.TRENDS, Place(head + 1, UNIT, SUM), bars)
    height = max(sum(heights), _LEAST_CHART) * _PIXELS
    _insert(page.pen, head, SUM + 1, chart, height)


def _course(workbook: xlsxwriter.Workbook, page: _Page, trend: GroupTrend) -> None:
    """Draw the leading units' scores month by month, as a table and as lines below it."""
    lines, months = trend.leaders(), trend.months()
    heading = "三、累计得分领先的单位逐月得分"
    if not lines:
        page.open(_Section(heading, "还没有单位得分。", []))
        return
    if len(months) == 1:
        page.open(_Section(heading, "只有一个月的得分，从下个月起画走势图。", []))
        return
    heights = [_HEAD_ROW, *(_row_height(line.unit) for line in lines), _ROW]
    head = page.open(_Section(heading, "", [*heights, _ROW / 2, _LINE_CHART, _ROW / 2]))
    labels = [trend.periods[month].label for month in months]
    for column, text in enumerate(["排序", "单位", *labels]):
        page.pen.put(head, column, text, _HEAD)
    rows = [(str(n), line.unit, *line.scores) for n, line in enumerate(lines, start=1)]
    rows.append(("", "达标分值", *[trend.pass_score] * len(months)))
    for offset, values in enumerate(rows, start=1):
        level = (_LEVEL,) if offset == len(rows) else ()
        for column, value in enumerate(values):
            page.pen.put(head + offset, column, value, *_styles(column, value), *level)
    place = Place(head, UNIT, FIRST_PERIOD)
    chart = trend_charts.line_chart(workbook, layout.TRENDS, place, len(lines), len(months))
    _insert(page.pen, head + len(rows) + 2, SERIAL, chart, _LINE_CHART * _PIXELS)


def _insert(pen: Pen, row: int, column: int, chart: object, height: float) -> None:
    """Put a chart at a cell, as wide as the page leaves and ``height`` pixels high."""
    width = sum(map(paper.pixels, _WIDTHS[column:]))
    margin = 4
    size = {"width": width - margin, "height": height - margin}
    chart.set_size(size)  # type: ignore[attr-defined]
    pen.sheet.insert_chart(row, column, chart, {"x_offset": margin, "object_position": 1})


def _label(name: str) -> str:
    """Return a name in lines that a chart has room for: not every program breaks its labels."""
    if display_width(name) <= _LABEL_CHARACTERS:
        return name
    half = -(-len(name) // -(-display_width(name) // _LABEL_CHARACTERS))
    return "\n".join(name[start : start + half] for start in range(0, len(name), half))


def _row_height(unit: str) -> float:
    lines = lines_needed(unit, _NAME_CHARACTERS)
    return _ROW if lines == 1 else lines * _LINE + 3


def _styles(column: int, value: object) -> tuple[Style, ...]:
    if column == UNIT:
        return _CELL, paper.LEFT
    if isinstance(value, Fraction) and value.denominator != 1:
        return _CELL, paper.number_style(value)
    return (_CELL,)
