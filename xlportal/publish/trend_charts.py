"""The charts of 走势: native, over the cells of the table above, and readable without colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from xlportal.publish.trends import GroupTrend, Line
from xlportal.sheets import layout

UNIT, FIRST_PERIOD = 1, 2
LEADERS_SHOWN = 3
"""So many lines can still be followed over twelve months, in black and white too."""

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


@dataclass(frozen=True)
class Table:
    """Where a group's table stands: the row of its first line, how many lines the charts show.

    ``last`` is the row of the pass scores, where there are any.
    """

    trend: GroupTrend
    first: int
    shown: int
    last: int

    @property
    def lines(self) -> Sequence[Line]:
        """Return the lines that the charts show."""
        return self.trend.lines[: self.shown]

    @property
    def leaders(self) -> int:
        """Return how many lead the year so far: a few, of units with a score above 0."""
        return sum(line.total > 0 for line in self.lines[:LEADERS_SHOWN])

    @property
    def months(self) -> int:
        """Return how many months stand side by side."""
        return len(self.trend.periods) - self.trend.first_month

    def column(self, column: int) -> list[str | int]:
        """Return the cells of a column."""
        return [layout.TRENDS, self.first, column, self.first + self.shown - 1, column]

    def row(self, row: int) -> list[str | int]:
        """Return the cells of a row's months."""
        last = FIRST_PERIOD + len(self.trend.periods) - 1
        return [layout.TRENDS, row, FIRST_PERIOD + self.trend.first_month, row, last]


def bar_chart(workbook: xlsxwriter.Workbook, table: Table) -> Any:
    """Return the chart of cumulative scores, the best on top, with a stroke at each one's level."""
    chart = workbook.add_chart({"type": "bar"})
    total = FIRST_PERIOD + len(table.trend.periods)
    names = {"categories": table.column(UNIT)}
    chart.add_series({
        "name": "累计得分", **names, "values": table.column(total), "gap": 40, "overlap": 100,
        "points": [_REACHED if line.reached else _NOT_REACHED for line in table.lines],
        # Without a format of their own they are printed as in the table.
        "data_labels": {"value": True, "font": _FONT},
    })  # fmt: skip
    meaning = ""
    if table.trend.measured:
        chart.add_series({**names, "values": table.column(total + 1), **_LEVEL})
        meaning = "（深色达到达标水平，斜线没有达到，竖线为达标水平）"
    chart.set_y_axis(
        {"reverse": True, "num_font": _FONT, "major_tick_mark": "none", "interval_unit": 1}
    )
    chart.set_x_axis({"visible": False, "min": 0, "major_gridlines": {"visible": False}})
    chart.set_legend({"none": True})
    return _framed(chart, f"{table.trend.span}累计得分{meaning}")


def line_chart(workbook: xlsxwriter.Workbook, table: Table) -> Any:
    """Return the chart of the leading units' scores month by month, and of the pass scores."""
    chart = workbook.add_chart({"type": "line"})
    looks = [(table.first + number, _course(number)) for number in range(table.leaders)]
    for row, look in [*looks, (table.last, _PASS_SCORE)] if table.trend.measured else looks:
        chart.add_series({
            "name": [layout.TRENDS, row, UNIT], "categories": table.row(table.first - 1),
            "values": table.row(row), **look,
        })  # fmt: skip
    grid = {"visible": True, "line": {"color": _GREY, "width": 0.5}}
    # Under its plain name the format would be that of the first score.
    axis = {"min": 0, "num_font": _FONT, "num_format": "General;-General"}
    chart.set_y_axis({**axis, "major_gridlines": grid})
    chart.set_x_axis({"num_font": _FONT})
    chart.set_legend({"position": "bottom", "font": _FONT})
    chart.show_blanks_as("gap")
    return _framed(chart, "累计得分领先的单位逐月得分")


def _course(number: int) -> dict[str, Any]:
    color, dash, marker, filling = _COURSES[number]
    border, fill = {"color": color}, {"color": filling}
    return {
        "line": {"color": color, "width": 2, "dash_type": dash},
        "marker": {"type": marker, "size": 8, "border": border, "fill": fill},
    }


def _framed(chart: Any, title: str) -> Any:
    chart.set_title({"name": title, "name_font": {"size": 11, "bold": False}})
    chart.set_chartarea({"border": {"color": _GREY, "width": 0.5}})
    return chart
