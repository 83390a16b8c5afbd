"""The charts of 走势: native, over the tables beside them, and readable in black and white."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from xlportal.publish.trends import Bar

_INK = "#1F3864"
_BORDER = {"color": _INK, "width": 0.75}
_REACHED = {"fill": {"color": _INK}, "border": _BORDER}
_NOT_REACHED = {
    "pattern": {"pattern": "wide_upward_diagonal", "fg_color": _INK, "bg_color": "#FFFFFF"},
    "border": _BORDER,
}
_LEVEL = {
    "fill": {"color": "#FFFFFF"},
    "border": {"color": "#000000", "width": 1.25, "dash_type": "dash"},
}
_PLAIN = "General;-General"
"""For an axis: under its plain name it would be the format of the first score instead."""
_FONT = {"size": 10, "color": "#000000"}
_LINES = (
    ("#1F3864", "solid", "circle", "#1F3864"),
    ("#C55A11", "dash", "square", "#FFFFFF"),
    ("#548235", "round_dot", "triangle", "#548235"),
)
"""Colour, dash, marker and its filling: each tells the leading units apart."""


@dataclass(frozen=True)
class Place:
    """Where a table's values stand: its first row, the column of names, the first of values."""

    row: int
    names: int
    values: int


def bar_chart(
    workbook: xlsxwriter.Workbook, sheet: str, place: Place, bars: Sequence[Bar], length: float
) -> Any:
    """Return the chart of cumulative scores, the best on top, the pass level in its place.

    ``length`` is the axis's, the same in all charts of a group.
    """
    chart: Any = workbook.add_chart({"type": "bar"})
    last = place.row + len(bars) - 1
    chart.add_series(
        {
            "name": "累计得分",
            "categories": [sheet, place.row, place.names, last, place.names],
            "values": [sheet, place.row, place.values, last, place.values],
            "points": [_look(bar) for bar in bars],
            # Without a format of their own they are printed as in the table.
            "data_labels": {"value": True, "font": _FONT},
            "gap": 40,
        }
    )
    chart.set_y_axis(
        {"reverse": True, "num_font": _FONT, "major_tick_mark": "none", "interval_unit": 1}
    )
    chart.set_x_axis(
        {
            "visible": False,
            "min": 0,
            "max": length,
            "major_gridlines": {"visible": False},
        }
    )
    chart.set_legend({"none": True})
    chart.set_title({"none": True})
    _frame(chart)
    return chart


def line_chart(
    workbook: xlsxwriter.Workbook, sheet: str, place: Place, units: int, months: int
) -> Any:
    """Return the chart of the leading units' scores; the row below theirs is the pass score.

    ``place`` begins with the row of the months' labels.
    """
    chart: Any = workbook.add_chart({"type": "line"})
    last = place.values + months - 1
    for index in range(units + 1):
        row = place.row + 1 + index
        chart.add_series(
            {
                "name": [sheet, row, place.names],
                "categories": [sheet, place.row, place.values, place.row, last],
                "values": [sheet, row, place.values, row, last],
                **(_pass_line() if index == units else _course(index)),
            }
        )
    chart.set_y_axis(
        {
            "min": 0, "num_font": _FONT, "num_format": _PLAIN, "major_gridlines": _GRID,
            "name": "分", "name_font": {**_FONT, "bold": False, "rotation": 0},
        }
    )  # fmt: skip
    chart.set_x_axis({"num_font": _FONT})
    chart.set_legend({"position": "bottom", "font": _FONT})
    chart.set_title({"none": True})
    chart.show_blanks_as("gap")
    _frame(chart)
    return chart


_GRID = {"visible": True, "line": {"color": "#D9D9D9", "width": 0.5}}


def _look(bar: Bar) -> dict[str, Any]:
    if bar.is_level:
        return _LEVEL
    return _REACHED if bar.reached else _NOT_REACHED


def _course(index: int) -> dict[str, Any]:
    color, dash, marker, filling = _LINES[index % len(_LINES)]
    return {
        "line": {"color": color, "width": 2, "dash_type": dash},
        "marker": {
            "type": marker, "size": 8, "border": {"color": color}, "fill": {"color": filling},
        },
    }  # fmt: skip


def _pass_line() -> dict[str, Any]:
    return {
        "line": {"color": "#000000", "width": 1, "dash_type": "square_dot"},
        "marker": {"type": "none"},
    }


def _frame(chart: Any) -> None:
    chart.set_chartarea({"border": {"color": "#BFBFBF", "width": 0.5}})
