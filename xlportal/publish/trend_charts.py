"""The charts of 走势: native, over the cells of the table above, and readable without colour."""

from __future__ import annotations

from typing import Any

import xlsxwriter

from xlportal.publish.trends import GroupTrend
from xlportal.sheets import layout

UNIT, FIRST_PERIOD = 1, 2

_INK, _STROKE, _GREY = "#1F3864", "#C55A11", "#BFBFBF"
_FONT = {"size": 10, "color": "#000000"}
_BORDER = {"color": _INK, "width": 0.75}
_REACHED = {"fill": {"color": _INK}, "border": _BORDER}
_NOT_REACHED = {
    "pattern": {"pattern": "wide_upward_diagonal", "fg_color": _INK, "bg_color": "#FFFFFF"},
    "border": _BORDER,
}
_LEVEL = {
    "name": "达标水平",
    "fill": {"none": True},
    "border": {"none": True},
    "y_error_bars": {
        "type": "fixed", "value": 0, "end_style": 1, "line": {"color": _STROKE, "width": 2},
    },
}  # fmt: skip
"""Nothing of a bar but a stroke where it would end."""
_COURSES = (
    (_INK, "solid", "circle", _INK),
    (_STROKE, "dash", "square", "#FFFFFF"),
    ("#548235", "round_dot", "triangle", "#548235"),
)
"""Colour, dash, marker and its filling: each tells the leading units apart."""
_PASS_SCORE = {
    "line": {"color": "#000000", "width": 1, "dash_type": "square_dot"},
    "marker": {"type": "none"},
}


def bar_chart(workbook: xlsxwriter.Workbook, trend: GroupTrend, first: int, shown: int) -> Any:
    """Return the chart of cumulative scores, the best on top, with a stroke at each one's level.

    ``first`` is the row of the table's first line, ``shown`` how many are shown.
    """

    def column(number: int) -> list[str | int]:
        return [layout.TRENDS, first, number, first + shown - 1, number]

    chart = workbook.add_chart({"type": "bar"})
    total = FIRST_PERIOD + len(trend.periods)
    names = {"categories": column(UNIT)}
    chart.add_series({
        "name": "累计得分", **names, "values": column(total), "gap": 40, "overlap": 100,
        "points": [_REACHED if line.reached else _NOT_REACHED for line in trend.lines[:shown]],
        # Without a format of their own they are printed as in the table.
        "data_labels": {"value": True, "font": _FONT},
    })  # fmt: skip
    title = f"{trend.span}累计得分"
    if shown < len(trend.lines):
        title += f"前 {shown} 个单位"
    if trend.measured:
        chart.add_series({**names, "values": column(total + 1), **_LEVEL})
        title += "（深色达到达标水平，斜线没有达到，竖线为达标水平）"
    axis = {"reverse": True, "num_font": _FONT, "major_tick_mark": "none", "interval_unit": 1}
    chart.set_y_axis(axis)
    chart.set_x_axis({"visible": False, "min": 0, "major_gridlines": {"visible": False}})
    chart.set_legend({"none": True})
    return _framed(chart, title)


def line_chart(workbook: xlsxwriter.Workbook, trend: GroupTrend, first: int, last: int) -> Any:
    """Return the chart of the leading units' scores month by month, and of the pass scores.

    ``first`` is the row of the table's first line, ``last`` that of the pass scores, if there are.
    """
    months = FIRST_PERIOD + trend.first_month, FIRST_PERIOD + len(trend.periods) - 1

    def row(number: int) -> list[str | int]:
        return [layout.TRENDS, number, months[0], number, months[1]]

    chart = workbook.add_chart({"type": "line"})
    looks = [(first + number, _course(*_COURSES[number])) for number in range(trend.leaders)]
    for number, look in [*looks, (last, _PASS_SCORE)] if trend.measured else looks:
        name = [layout.TRENDS, number, UNIT]
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
