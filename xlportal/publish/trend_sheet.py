"""The sheet 走势: per group the year's scores at a glance, then charts beside their tables.

It is printed upright where the months leave room, else on the side; never smaller than to 85 %.
Every group begins on a page of its own, and no chart is cut by a page's end: what is longer than
a page goes on under a heading and with a chart of its own.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import xlsxwriter

from xlportal.core.exact import plain, terminates
from xlportal.core.labels import printed
from xlportal.core.widths import broken, display_width, lines_needed
from xlportal.publish import paper, trend_charts
from xlportal.publish.paging import page_runs
from xlportal.publish.trend_charts import Place
from xlportal.publish.trends import Bar, GroupTrend
from xlportal.sheets import layout
from xlportal.sheets.pen import Pen, Style

SERIAL, UNIT, FIRST_PERIOD = 0, 1, 2
SUM, BESIDE = 2, 4
"""The column of the cumulative scores in the table beside the bars, and the one behind it."""
BARS_SHOWN = 60
LEAST_SCALE = 85

_LINE, _AIR, _LABEL_LINE, _HEAD_ROW, _GAP = 14.0, 8.0, 15.0, 31.0, 8.0
_TITLE_ROW, _HEADING_ROW, _REMARK_ROW = 36.0, 22.0, 20.0
_LEAST_CHART, _LEAST_LINES, _MOST_LINES = 150.0, 256.0, 420.0
"""Points: the least height of a chart of bars, and 90 to 148 millimetres for one of lines."""

_PIXELS = 4 / 3
_DIGIT, _CHARACTER, _PADDING = 8, 7, 14
"""Pixels: a digit, half a Chinese character, what a cell needs besides."""
_SERIAL_PIXELS, _SCORE_PIXELS = 40, 48
_LEAST_NAME, _MOST_NAME = 130, 322
_CHART_PIXELS, _CHART_CHARACTER, _NAMES_PART = 340, 7, 0.54
"""The least width of a chart of bars; half a character in it, and the part that names get."""

_TITLE: Style = paper.TITLE
_SECTION: Style = {**paper.HEITI, "font_size": 14}
_REMARK: Style = {**paper.FANGSONG, "font_size": 11}
_BEHIND: Style = {**paper.FANGSONG, **paper.LEFT, "font_size": 6, "valign": "top"}
_HEAD: Style = {**paper.HEADER, "font_size": 10.5}
_CELL: Style = {**paper.CELL, "font_size": 10.5}
_FIGURE: Style = {**_CELL, "text_wrap": False, "shrink": True}
_LEVEL: Style = {"italic": True, "bg_color": "#F2F2F2"}
_BOLD: Style = {"bold": True}
_DARKEST, _SHADES = (0x8E, 0xA9, 0xC8), 12


@dataclass(frozen=True)
class _Form:
    """How the sheet lies on the paper.

    ``widths`` are the columns' in pixels: serial, unit, months, total, rank, and what the page
    leaves. ``room`` is the height of a page in points. Both are counted before printing smaller.
    """

    upright: bool
    scale: int
    widths: tuple[int, ...]

    @property
    def room(self) -> float:
        return (_UPRIGHT if self.upright else _SIDEWAYS)[1] * 100 / self.scale

    @property
    def row(self) -> float:
        """Return the height of a row of one line; a page on its side holds one table anyway."""
        return 18.0 if self.upright else 21.0

    @property
    def last(self) -> int:
        return len(self.widths) - 1

    def across(self, column: int) -> int:
        """Return the pixels from a column to the edge."""
        return sum(self.widths[column:])


_UPRIGHT, _SIDEWAYS = (668, 724.0), (992, 478.0)
"""Pixels across and points down that a page leaves between its margins."""
_MARGINS = {"left": 15, "right": 15, "top": 18, "bottom": 21}
"""Millimetres."""


@dataclass(frozen=True)
class _Section:
    """A heading with a remark and the rows below it, by their heights."""

    heading: str
    remark: str
    rows: Sequence[float]

    @property
    def head(self) -> float:
        return _GAP + _HEADING_ROW + (_REMARK_ROW if self.remark else 0)


def draw_trends(workbook: xlsxwriter.Workbook, pen: Pen, groups: Sequence[GroupTrend]) -> None:
    """Draw the sheet; ``workbook`` makes its charts."""
    form = _form(groups)
    for column, width in enumerate(form.widths):
        pen.sheet.set_column_pixels(column, column, width)
    page = _Page(pen, form)
    for trend in groups:
        page.begin(f"{trend.name}{trend.span}走势")
        _overview(page, trend)
        _standing(workbook, page, trend)
        _course(workbook, page, trend)
    _set_up(page)


def _set_up(page: _Page) -> None:
    set_paper = paper.set_upright if page.form.upright else paper.set_sideways
    set_paper(page.pen, max(page.row - 1, 0), page.form.last)
    sheet = page.pen.sheet
    sheet.set_margins(**{side: size * paper.MILLIMETRE for side, size in _MARGINS.items()})
    sheet.set_print_scale(page.form.scale)
    sheet.set_h_pagebreaks(page.breaks)


def _form(groups: Sequence[GroupTrend]) -> _Form:
    """Return the upright form where it serves, else the one on the side."""
    widths = _widths(groups)
    for upright, (across, _) in ((True, _UPRIGHT), (False, _SIDEWAYS)):
        needed = max(sum(widths), sum(widths[:BESIDE]) + _CHART_PIXELS)
        scale = min(100, across * 100 // needed)
        if scale >= LEAST_SCALE:
            return _Form(upright, scale, (*widths, across * 100 // scale - sum(widths)))
    return _tight(widths)


def _tight(widths: Sequence[int]) -> _Form:
    """Return the form where names, and then figures, do not have the width they need."""
    across = _SIDEWAYS[0] * 100 // LEAST_SCALE
    serial, unit, *figures, rank = widths
    name = max(_LEAST_NAME, unit - max(0, sum(widths) - across))
    each = (across - serial - name - rank) // len(figures)
    narrow = [serial, name, *(min(figure, each) for figure in figures), rank]
    return _Form(upright=False, scale=LEAST_SCALE, widths=(*narrow, across - sum(narrow)))


def _widths(groups: Sequence[GroupTrend]) -> list[int]:
    """Return what the columns need: serial, unit, months, total, rank."""
    lines = [line for trend in groups for line in trend.lines]
    longest = max((display_width(line.unit) for line in lines), default=0)
    name = min(max(longest * _CHARACTER + 2 * _PADDING, _LEAST_NAME), _MOST_NAME)
    periods = max((len(trend.periods) for trend in groups), default=1)
    month = _figures([score for line in lines for score in line.scores])
    total = _figures([score for trend in groups for score in (*trend.totals, trend.pass_total)])
    return [_SERIAL_PIXELS, name, *[month] * periods, max(total, month), _SERIAL_PIXELS]


def _figures(scores: Sequence[Fraction | None]) -> int:
    longest = max((len(_plain(score)) for score in scores if score is not None), default=0)
    return max(longest * _DIGIT + _PADDING // 2, _SCORE_PIXELS)


class _Page:
    """The place on the sheet where the next rows go, and how much of the page they leave."""

    def __init__(self, pen: Pen, form: _Form) -> None:
        self.pen = pen
        self.form = form
        self.row = 0
        self.used = 0.0
        self.breaks: list[int] = []

    @property
    def left(self) -> float:
        """Return the points left on the page."""
        return self.form.room - self.used

    def begin(self, title: str) -> None:
        """Begin a group on a new page."""
        if self.row:
            self._turn()
        self.pen.merge(self.row, SERIAL, self.row, self.form.last, title, _TITLE)
        self._go_on(_TITLE_ROW)

    def open(self, section: _Section) -> int:
        """Write a section's heading where all of it fits on the page; return its first row."""
        if section.head + sum(section.rows) > self.left and self.used > _TITLE_ROW:
            self._turn()
        else:
            self._go_on(_GAP)
        self.pen.put(self.row, SERIAL, section.heading, _SECTION)
        self._go_on(_HEADING_ROW)
        if section.remark:
            self.pen.put(self.row, SERIAL, section.remark, _REMARK)
            self._go_on(_REMARK_ROW)
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


def _room(page: _Page) -> float:
    """Return the points a page leaves for the rows of a table below title and heading."""
    return page.form.room - _TITLE_ROW - _Section("", " ", []).head - _HEAD_ROW


def _sections(
    heading: str, remark: str, runs: Sequence[tuple[range, Sequence[float]]]
) -> Iterator[tuple[_Section, range]]:
    """Yield a section a page for runs of rows, given with their heights."""
    for rows, heights in runs:
        more = "（续）" if rows.start else ""
        yield _Section(heading + more, remark, [_HEAD_ROW, *heights]), rows


def _even_runs(heights: Sequence[float], room: float) -> list[tuple[range, Sequence[float]]]:
    """Return the rows of every page with their heights, about as many on each."""
    pages = len(page_runs(heights, room, room))
    even = min(room, sum(heights) / max(pages, 1) + max(heights, default=0))
    runs = page_runs(heights, even, even)
    return [(range(start, end + 1), heights[start : end + 1]) for start, end in runs]


def _level_runs(heights: Sequence[float], room: float) -> list[tuple[range, Sequence[float]]]:
    """Return the same of rows that are all as high as the highest on their page.

    A chart gives every bar the same room, and some programs leave out names that lack it.
    """
    pages = len(_filled(heights, room))
    rooms = sorted({number * each for each in set(heights) for number in range(1, len(heights))})
    choices = (_filled(heights, each) for each in rooms if max(heights) <= each <= room)
    runs = next((runs for runs in choices if len(runs) == pages), _filled(heights, room))
    return [(rows, [max(heights[rows.start : rows.stop])] * len(rows)) for rows in runs]


def _filled(heights: Sequence[float], room: float) -> list[range]:
    runs: list[range] = []
    start, highest = 0, 0.0
    for row, height in enumerate(heights):
        highest = max(highest, height)
        if row > start and highest * (row - start + 1) > room:
            runs.append(range(start, row))
            start, highest = row, height
    return [*runs, range(start, len(heights))]


def _overview(page: _Page, trend: GroupTrend) -> None:
    """Draw every unit's score of every month: the darker, the higher."""
    remark = f"底色越深得分越高；加粗的达到当月达标分值 {_plain(trend.pass_score)} 分。"
    heights = [_row_height(page.form, line.unit) for line in trend.lines]
    for section, rows in _sections("一、各月得分总览", remark, _even_runs(heights, _room(page))):
        _overview_rows(page.pen, trend, page.open(section), rows)


def _overview_rows(pen: Pen, trend: GroupTrend, head: int, rows: range) -> None:
    labels = [period.label for period in trend.periods]
    for column, text in enumerate(["序号", "参加考核单位", *labels, "累计\n得分", "排名"]):
        pen.put(head, column, text, _HEAD)
    for offset, row in enumerate(rows, start=1):
        line = trend.lines[row]
        values = (row + 1, line.unit, *line.scores, trend.totals[row], trend.ranks[row])
        for column, value in enumerate(values):
            looks = _looks(trend, column - FIRST_PERIOD, value)
            pen.put(head + offset, column, value, *_styles(column, value), *looks)


def _looks(trend: GroupTrend, period: int, value: object) -> Iterator[Style]:
    """Yield how a score looks: its shade, and bold where it reached the pass score."""
    if 0 <= period < len(trend.periods) and isinstance(value, Fraction):
        yield _shade(round(value / trend.highest * _SHADES) if trend.highest else 0)
        if trend.periods[period].is_month and value >= trend.pass_score:
            yield _BOLD


@functools.cache
def _shade(step: int) -> Style:
    share = max(step, 0) / _SHADES
    return {"bg_color": "#" + "".join(f"{round(255 - (255 - c) * share):02X}" for c in _DARKEST)}


def _standing(workbook: xlsxwriter.Workbook, page: _Page, trend: GroupTrend) -> None:
    """Draw the cumulative scores in order, as a table and as bars beside it."""
    bars = trend.bars(BARS_SHOWN)
    remark = (
        f"深色条达到达标水平，斜线条没有达到；虚线框为达标水平 {_plain(trend.pass_total)} 分"
        "（每月达标分值逐月相加）。"
    )
    if len(trend.lines) > BARS_SHOWN:
        remark += f"只列前 {BARS_SHOWN} 个单位。"
    labels = _labels(page.form, bars)
    heights = [
        max(_row_height(page.form, bar.label), (label.count("\n") + 1) * _LABEL_LINE)
        for bar, label in zip(bars, labels, strict=True)
    ]
    runs = _level_runs(heights, _room(page))
    for section, rows in _sections(f"二、{trend.span}累计得分", remark, runs):
        part = slice(rows.start, rows.stop)
        longest = _axis(page.form, labels, bars[0].score)
        _standing_rows(workbook, page, section, bars[part], labels[part], longest)


def _labels(form: _Form, bars: Sequence[Bar]) -> list[str]:
    """Return the bars' names for the chart: not every program breaks them.

    Where one has to be broken, all are as narrow as that allows: the bars gain by it.
    """
    names = [bar.label for bar in bars]
    widest = int(form.across(BESIDE) * _NAMES_PART / _CHART_CHARACTER)
    lines = _most_lines(names, widest)
    if lines == 1:
        return names
    width = next(each for each in range(1, widest + 1) if _most_lines(names, each) == lines)
    return [_even(name, width) for name in names]


def _most_lines(names: Sequence[str], width: int) -> int:
    return max(lines_needed(name, width) for name in names)


def _even(label: str, width: int) -> str:
    """Return a name in as few lines as fit the width, about as long as one another."""
    lines = broken(label, width)
    even = -(-display_width(label) // len(lines))
    choices = (broken(label, each) for each in range(even, width + 1))
    return "\n".join(next((choice for choice in choices if len(choice) == len(lines)), lines))


def _axis(form: _Form, labels: Sequence[str], longest: Fraction) -> float:
    """Return how long the axis is: the longest bar, and room for the figure behind it."""
    names = max(map(display_width, labels)) * _CHART_CHARACTER
    room = form.across(BESIDE) - names - 3 * _PADDING
    figure = len(_plain(longest)) * _DIGIT + _PADDING
    return float(longest or 1) * room / max(room - figure, room / 3)


def _standing_rows(
    workbook: xlsxwriter.Workbook,
    page: _Page,
    section: _Section,
    bars: Sequence[Bar],
    labels: Sequence[str],
    axis: float,
) -> None:
    spare = max(0.0, _LEAST_CHART - sum(section.rows))
    head = page.open(_Section(section.heading, section.remark, [*section.rows, spare + _GAP]))
    pen = page.pen
    for column, text in enumerate(("排名", "单位")):
        pen.put(head, column, text, _HEAD)
    pen.merge(head, SUM, head, BESIDE - 1, "得分", _HEAD)
    for row, bar in enumerate(bars, start=head + 1):
        level = (_LEVEL,) if bar.is_level else ()
        for column, value in enumerate((bar.rank, bar.label)):
            pen.put(row, column, value, *_styles(column, value), *level)
        pen.merge(row, SUM, row, BESIDE - 1, bar.score, *_styles(SUM, bar.score), *level)
    place = Place(head + 1, _named(pen, head + 1, labels), SUM)
    chart = trend_charts.bar_chart(workbook, layout.TRENDS, place, bars, axis)
    _insert(page, head, BESIDE, chart, sum(section.rows) + spare)


def _named(pen: Pen, row: int, labels: Sequence[str]) -> int:
    """Return the column of the chart's labels: the table's names, or broken ones behind it."""
    if not any("\n" in label for label in labels):
        return UNIT
    for offset, label in enumerate(labels):
        pen.put(row + offset, BESIDE, label, _BEHIND)
    return BESIDE


def _course(workbook: xlsxwriter.Workbook, page: _Page, trend: GroupTrend) -> None:
    """Draw the leading units' scores month by month, as a table and as lines below it.

    Nothing is drawn of a single month, or where nobody scored.
    """
    leaders, months = trend.leaders(), trend.months()
    if not leaders or len(months) < 2:
        return
    names = [_row_height(page.form, leader.unit) for leader in leaders]
    heights = [_HEAD_ROW, *names, page.form.row, _GAP]
    heading = "三、累计得分领先的单位逐月得分"
    lines = _lines_height(page, _Section(heading, "", heights))
    # No row can be as high as such a chart.
    head = page.open(_Section(heading, "", [*heights, lines / 2, lines / 2]))
    labels = [trend.periods[month].label for month in months]
    for column, text in enumerate(["排名", "单位", *labels]):
        page.pen.put(head, column, text, _HEAD)
    rows = [(leader.rank, leader.unit, *leader.scores) for leader in leaders]
    for row, values in enumerate(rows, start=head + 1):
        for column, value in enumerate(values):
            page.pen.put(row, column, value, *_styles(column, value))
    level = (None, "达标分值", *[trend.pass_score] * len(months))
    for column, value in enumerate(level):
        page.pen.put(head + len(rows) + 1, column, value, *_styles(column, value), _LEVEL)
    place = Place(head, UNIT, FIRST_PERIOD)
    chart = trend_charts.line_chart(workbook, layout.TRENDS, place, len(leaders), len(months))
    _insert(page, head + len(heights), SERIAL, chart, lines)


def _lines_height(page: _Page, table: _Section) -> float:
    """Return the height of the chart of lines: what its table leaves of this page or the next."""
    needed = table.head + sum(table.rows)
    least, most = (height * 100 / page.form.scale for height in (_LEAST_LINES, _MOST_LINES))
    left = page.left if needed + least <= page.left else page.form.room
    return min(left - needed, most)


def _insert(page: _Page, row: int, column: int, chart: Any, height: float) -> None:
    """Put a chart at a cell, as wide as the page leaves and ``height`` points high."""
    margin = 4
    width = page.form.across(column) - 2 * margin
    chart.set_size({"width": width, "height": height * _PIXELS - 2 * margin})
    place = {"x_offset": margin, "y_offset": margin, "object_position": 1}
    page.pen.sheet.insert_chart(row, column, chart, place)


def _row_height(form: _Form, unit: str) -> float:
    width = (form.widths[UNIT] - 2 * _PADDING) / _CHARACTER
    lines = lines_needed(unit, width)
    return form.row if lines == 1 else lines * _LINE + _AIR


def _styles(column: int, value: object) -> tuple[Style, ...]:
    if column == UNIT:
        return _CELL, paper.LEFT
    if isinstance(value, Fraction):
        return _FIGURE, _number_style(value)
    return (_CELL,)


def _number_style(value: Fraction) -> Style:
    return paper.full_number_style(value) if terminates(value) else paper.number_style(value)


def _plain(score: Fraction) -> str:
    """Return a score with all the decimals its group keeps."""
    return plain(score) if terminates(score) else printed(score)
