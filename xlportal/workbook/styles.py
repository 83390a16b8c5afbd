"""How the working workbook looks: what is typed is warm, what is computed is grey."""

from __future__ import annotations

from xlportal.pen import CHINESE, Style

FONT = "微软雅黑"
INK, LINE, HEAD, INPUT, RESULT, MUTED = (
    "#1F3864", "#BFBFBF", "#DCE6F1", "#FFF7DC", "#F2F2F2", "#7F7F7F",
)  # fmt: skip
GREEN_TAB, BLUE_TAB, YELLOW_TAB, GREY_TAB = "#70AD47", "#5B9BD5", "#FFC000", "#A6A6A6"

BASE: Style = {
    "font_name": FONT,
    "font_charset": CHINESE,
    "font_family": 2,
    "font_size": 10.5,
    "valign": "vcenter",
}
_BOX: Style = {**BASE, "border": 1, "border_color": LINE}

TITLE: Style = {**BASE, "font_size": 16, "bold": True, "font_color": INK}
SUBTITLE: Style = {**BASE, "font_color": MUTED}
SECTION: Style = {**BASE, "font_size": 11, "bold": True, "font_color": INK, "text_wrap": True}
PLAIN: Style = {**BASE, "text_wrap": True}
LABEL: Style = {**BASE, "bold": True, "align": "right", "indent": 1, "font_color": INK}
HINT: Style = {**BASE, "font_size": 9, "font_color": MUTED, "text_wrap": True}
LINKED: Style = {"font_color": "#0563C1", "underline": 1, "align": "center"}
LINK: Style = {**BASE, **LINKED}
HEADER: Style = {
    **_BOX,
    "bold": True,
    "align": "center",
    "text_wrap": True,
    "bg_color": HEAD,
    "font_color": INK,
}
SMALL_HEADER: Style = {**HEADER, "bold": False, "font_size": 9}
ENTRY: Style = {**_BOX, "bg_color": INPUT, "locked": False}
COMPUTED: Style = {**_BOX, "bg_color": RESULT, "align": "center"}
FIXED: Style = {**_BOX}
KPI_LABEL: Style = {**BASE, "font_size": 9, "font_color": MUTED, "align": "right"}
KPI: Style = {**COMPUTED, "bold": True, "font_color": INK}

CENTER: Style = {"align": "center"}
LEFT: Style = {"align": "left", "indent": 1}
WRAP: Style = {"text_wrap": True}
DATE: Style = {"num_format": 'yyyy"年"m"月"d"日"', "align": "left", "indent": 1}
POINTS: Style = {"num_format": '"每件"General"分"'}
PERCENT: Style = {"num_format": '0.0"%"'}

SWITCHED_OFF: Style = {"bg_color": "#D9D9D9", "pattern": 1}
WRONG: Style = {"bg_color": "#FFC7CE", "font_color": "#9C0006"}
ABOVE_LINE: Style = {"bg_color": "#E2F0D9", "font_color": "#375623"}
LEGEND_INPUT: Style = {**ENTRY, "align": "center"}
LEGEND_COMPUTED: Style = {**COMPUTED}
