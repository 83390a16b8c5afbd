"""The sheet 走势: a group's year so far as a table, and two charts over the table's cells.

Every group begins on a page of its own and no chart is cut by a page's end. Where pages end is
reckoned here, so the size of print is fixed: Excel heeds either breaks or a fit to the width.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from xlportal.core.exact import plain
from xlportal.core.labels import LIST_MARK
from xlportal.core.widths import display_width, lines_needed
from xlportal.publish import paper
from xlportal.publish.trends import GroupTrend
from xlportal.sheets import layout
from xlportal.sheets.pen import POINTS_A_PIXEL, Pen, Style, characters

_UNIT, _FIRST = 1, 2

_INK, _SHADE, _GREY = "#1F3864", "#8EA9C8", "#BFBFBF"
_FONT: Style = {"size": 10, "color": "#000000"}
_NAMED: Style = {**_FONT, "size": 9}
_BORDER = {"color": _INK, "width": 0.75}
_FULL = {"fill": {"color": _SHADE}, "border": _BORDER}
_HATCHED = {
    "pattern": {"pattern": "wide_upward_diagonal", "fg_color": _INK, "bg_color": "#FFFFFF"},
    "border": _BORDER,
}
_STROKES = {
    "name": "达标水平",
    "fill": {"none": True},
    "border": {"none": True},
    "y_error_bars": {
        "type": "fixed", "value": 0, "end_style": 1, "line": {"color": "#000000", "width": 2},
    },
}  # fmt: skip
"""Nothing of a bar but a stroke where it would end."""
_COURSES = (
    (_INK, "solid", "circle", _INK),
    ("#C55A11", "dash", "square", "#FFFFFF"),
    ("#548235", "round_dot", "triangle", "#548235"),
)
"""Colour, dash, marker and its filling: each tells the leading units apart."""
_PASS_SCORE = {
    "line": {"color": "#000000", "width": 1, "dash_type": "square_dot"},
    "marker": {"type": "none"},
}

HEAD_ROWS, CHART_ROWS = 3, 2
"""Rows above a table's lines; rows below a chart, for none can be as high as it."""
SCALE = 0.85
"""How small the sheet is printed: the groups of a usual office take a page each."""
_SIZE = 10.5
_HEADS, _LINE, _AIR = (36.0, 21.0, 33.0), 14.25, 3.0
"""Points: the rows above the table's lines, a line of text, what a row is higher."""
_BAR, _AROUND, _COURSE = 15.0, 45.0, 190.0
"""Points: a bar in its chart and what surrounds the bars; the chart of lines."""
_RANK, _NAMES, _FIGURE = 6, (16, 32), 6
"""Half-width characters: a column's width, least and most for names, least for figures."""
_SAFE = 0.985
"""How much of a page's width is used: programs differ in how wide a column is."""
_MARGINS = paper.Margins(left=15, right=15, top=18, bottom=21)

_CELL: Style = {**paper.CELL, "font_size": _SIZE, "shrink": True}
_NAME: Style = {**paper.CELL, "font_size": _SIZE, **paper.LEFT, **paper.WRAP}
_HEADER: Style = {**paper.HEADER, "font_size": _SIZE}
_LEVEL: Style = {"italic": True, "bg_color": "#F2F2F2"}
_SHADES = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": _SHADE}


@dataclass(frozen=True)
class _Canvas:
    """What is drawn on; the columns' widths and the height of a page, before print is scaled."""

    pen: Pen
    widths: tuple[float, ...]
    room: float


def draw_trends(pen: Pen, groups: Sequence[GroupTrend]) -> None:
    """Draw the sheet."""
    needed = _widths(groups)
    sideways = sum(needed) * SCALE > _MARGINS.inside(sideways=False)[0]
    across, down = _MARGINS.inside(sideways=sideways)
    widths = tuple(width * across * _SAFE / SCALE / sum(needed) for width in needed)
    pen.widths([characters(int(width / POINTS_A_PIXEL)) for width in widths])
    canvas = _Canvas(pen, widths, down / SCALE)
    row, breaks = 0, list[int]()
    for trend in groups:
        breaks += [row] * (row > 0)
        row = _draw_group(canvas, trend, row, breaks)
    end = row - 1, len(widths) - 1
    paper.set_up(pen, _MARGINS, end, sideways=sideways, scale=SCALE, breaks=breaks)


def _widths(groups: Sequence[GroupTrend]) -> list[float]:
    """Return the widths that columns need: place, name, and all figures alike."""
    lines = [line for trend in groups for line in trend.lines]
    scores = {score for line in lines for score in (*line.scores, line.total, line.level)}
    figure = max([_FIGURE, *(len(plain(score)) + 2 for score in scores if score is not None)])
    least, most = _NAMES
    name = min(most, max([least, *(display_width(line.unit) + 4 for line in lines)]))
    figures = max(len(trend.periods) + len(_sums(trend)) for trend in groups)
    return [width * _SIZE / 2 for width in (_RANK, name, *[figure] * figures)]


def _sums(trend: GroupTrend) -> tuple[str, ...]:
    """Return what stands above the columns behind the periods."""
    return ("累计\n得分", "达标\n水平") if trend.measured else ("累计\n得分",)


def _draw_group(canvas: _Canvas, trend: GroupTrend, row: int, breaks: list[int]) -> int:
    """Draw a group from ``row`` on, note where its further pages begin, return the row below."""
    pen, first = canvas.pen, row + HEAD_ROWS
    heights, starts = _pages(trend, canvas)
    used = 0.0
    for start, end in pairwise(starts):
        breaks += [row] * (start > 0)
        row = _draw_head(canvas, trend, row, "（续）" if start else "")
        for line, height in zip(trend.lines[start:end], heights[start:end], strict=True):
            sums = (line.total, line.level)[: len(_sums(trend))]
            row = _draw_row(pen, row, height, (line.rank, line.unit, *line.scores, *sums))
        used = sum(_HEADS) + sum(heights[start:end])
    last = _FIRST + len(trend.periods) - 1
    pen.sheet.conditional_format(first, _FIRST + trend.first_month, row - 1, last, _SHADES)
    if trend.measured:
        values = (None, "达标分值", *trend.pass_scores, None, None)
        row, used = _draw_row(pen, row, _LINE + _AIR, values, _LEVEL), used + _LINE + _AIR
    charts = [*_charts(canvas, trend, first, row - 1, starts[1])]
    if used + sum(height for _, height, _ in charts) > canvas.room:
        breaks.append(row)
    for chart, height, said in charts:
        _insert(canvas, row, chart, height, said)
        row += CHART_ROWS
    return row


def _charts(
    canvas: _Canvas, trend: GroupTrend, first: int, last: int, most: int
) -> Iterator[tuple[Any, float, str]]:
    """Yield a group's charts, how high they are and what is read out for them.

    ``first`` and ``last`` are rows of the table, whose first ``most`` lines stand together.
    """
    leading, book = trend.leading, canvas.pen.palette.book
    # Names take half of a chart at most, in the legend a quarter each.
    room = sum(canvas.widths) / _FONT["size"]
    bar = _BAR * max(lines_needed(line.unit, room) for line in trend.lines[:most])
    course = _COURSE + _LINE * sum(lines_needed(line.unit, room / 2) - 1 for line in leading)
    shown = min(most, int((canvas.room - _AROUND - course) / bar))
    told = LIST_MARK.join(f"{line.unit}{plain(line.total)}分" for line in leading) or "还没有"
    said = f"条形图：{trend.name}{trend.span}各单位累计得分，领先的：{told}。"
    yield _bar_chart(book, trend, first, shown), shown * bar + _AROUND, said
    # Nobody leads a single month, or where nobody scored.
    if leading and len(trend.periods) - trend.first_month > 1:
        named = LIST_MARK.join(line.unit for line in leading)
        said = f"折线图：{trend.name}累计得分领先的单位逐月得分：{named}。"
        yield _line_chart(book, trend, first, last), course, said


def _pages(trend: GroupTrend, canvas: _Canvas) -> tuple[list[float], list[int]]:
    """Return the heights of a table's rows and the first row of every page, with the end."""
    room = canvas.widths[_UNIT] / (_SIZE / 2) - 4
    heights = [lines_needed(line.unit, room) * _LINE + _AIR for line in trend.lines]
    free = canvas.room - sum(_HEADS) - _LINE - _AIR
    starts = paper.page_starts(heights, free, free)
    last = [min(start, len(heights) - paper.FEWEST) for start in starts[-1:]]
    return heights, [0, *starts[:-1], *last, len(heights)]


def _draw_head(canvas: _Canvas, trend: GroupTrend, row: int, more: str) -> int:
    """Draw what stands above a table's lines on every page, return the row below it."""
    pen, last = canvas.pen, len(canvas.widths) - 1
    pen.merge(row, 0, row, last, f"{trend.name}{trend.span}走势{more}", paper.TABLE_TITLE)
    said = ["底色越深得分越高"]
    said += ["空格是没有参加或没有填报的月份"] if trend.has_gaps else []
    said += ["达标水平是参加考核各月的达标分值之和"] if trend.measured else []
    pen.merge(row + 1, 0, row + 1, last, f"{'；'.join(said)}。", paper.NOTE)
    for column, text in enumerate(["排名", "参加考核单位", *trend.periods, *_sums(trend)]):
        pen.put(row + 2, column, text, _HEADER)
    for number, height in enumerate(_HEADS, start=row):
        pen.height(number, height)
    return row + HEAD_ROWS


def _draw_row(
    pen: Pen, row: int, height: float, values: Iterable[object], look: Style = paper.PLAIN
) -> int:
    """Draw a row of the table, return the row below it."""
    for column, value in enumerate(values):
        decimals = len(plain(value).partition(".")[2]) if isinstance(value, Fraction) else None
        number = paper.PLAIN if decimals is None else paper.decimals(decimals)
        pen.put(row, column, value, _NAME if column == _UNIT else _CELL, number, look)
    pen.height(row, height)
    return row + 1


def _insert(canvas: _Canvas, row: int, chart: Any, height: float, said: str) -> None:
    """Put a chart over rows of its own, as wide as the page; ``said`` is read out for it."""
    for number in range(row, row + CHART_ROWS):
        canvas.pen.height(number, height / CHART_ROWS)
    width = sum(canvas.widths) / POINTS_A_PIXEL - 6
    chart.set_size({"width": width, "height": height / POINTS_A_PIXEL - 10})
    place = {"x_offset": 2, "y_offset": 8, "object_position": 1, "description": said}
    canvas.pen.sheet.insert_chart(row, 0, chart, place)


def _bar_chart(book: Any, trend: GroupTrend, first: int, shown: int) -> Any:
    """Return the chart of ``shown`` cumulative scores, read from the row ``first`` of the sheet on.

    The best is on top; a stroke stands at each one's level.
    """

    def column(number: int) -> list[str | int]:
        return [layout.TRENDS, first, number, first + shown - 1, number]

    chart, lines = book.add_chart({"type": "bar"}), trend.lines[:shown]
    total = _FIRST + len(trend.periods)
    names = {"categories": column(_UNIT)}
    chart.add_series({
        "name": "累计得分", **names, "values": column(total), "gap": 40, "overlap": 100,
        "points": [_FULL if line.reached else _HATCHED for line in lines],
        # Without a format of their own they are printed as in the table.
        "data_labels": {"value": True, "font": _FONT, "custom": [
            None if line.reached else {"delete": True} for line in lines
        ]},
    })  # fmt: skip
    title = f"{trend.span}累计得分"
    if shown < len(trend.lines):
        title += f"前 {shown} 个单位"
    if trend.measured:
        # Beside its bar the score of who has not reached the level would stand under the stroke.
        beside = [{"delete": True} if one.reached else {"value": plain(one.total)} for one in lines]
        labels = {"value": True, "font": _FONT, "custom": beside}
        levels = {**names, "values": column(total + 1), "data_labels": labels}
        chart.add_series({**levels, **_STROKES})
        title += "（实心达到达标水平，斜线没有达到，竖线为达标水平）"
    axis = {"reverse": True, "num_font": _NAMED, "major_tick_mark": "none", "interval_unit": 1}
    chart.set_y_axis(axis)
    chart.set_x_axis({"visible": False, "min": 0, "major_gridlines": {"visible": False}})
    chart.set_legend({"none": True})
    return _framed(chart, title)


def _line_chart(book: Any, trend: GroupTrend, first: int, last: int) -> Any:
    """Return the chart of the leading units' scores month by month, and of the pass scores.

    ``first`` is the row of the table's first line, ``last`` that of the pass scores, if there are.
    """
    months = _FIRST + trend.first_month, _FIRST + len(trend.periods) - 1

    def row(number: int) -> list[str | int]:
        return [layout.TRENDS, number, months[0], number, months[1]]

    chart = book.add_chart({"type": "line"})
    looks = [(first + number, _course(*_COURSES[number])) for number in range(len(trend.leading))]
    for number, look in [*looks, (last, _PASS_SCORE)] if trend.measured else looks:
        name = [layout.TRENDS, number, _UNIT]
        chart.add_series(
            {"name": name, "categories": row(first - 1), "values": row(number), **look}
        )
    grid = {"visible": True, "line": {"color": _GREY, "width": 0.5}}
    # Under its plain name the format would be that of the first score.
    axis = {"min": 0, "num_font": _FONT, "num_format": "General;-General"}
    chart.set_y_axis({**axis, "major_gridlines": grid})
    chart.set_x_axis({"num_font": _FONT})
    chart.set_legend({"position": "bottom", "font": _FONT})
    chart.show_blanks_as("gap")
    return _framed(chart, "累计得分领先的单位逐月得分")


def _course(color: str, dash: str, marker: str, filling: str) -> dict[str, Any]:
    border, fill = {"color": color}, {"color": filling}
    return {
        "line": {"color": color, "width": 2, "dash_type": dash},
        "marker": {"type": marker, "size": 8, "border": border, "fill": fill},
    }


def _framed(chart: Any, title: str) -> Any:
    chart.set_title({"name": title, "name_font": {"size": 11, "bold": False}})
    chart.set_chartarea({"border": {"color": _GREY, "width": 0.5}})
    return chart
