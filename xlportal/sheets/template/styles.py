"""How the working workbook looks: what is typed is warm, what is computed is grey."""

from collections.abc import Iterable

from xlportal.core.widths import lines_needed
from xlportal.sheets.pen import CHINESE, POINTS_A_PIXEL, Pen, Style, pixels

FONT = "微软雅黑"
INK, LINE, HEAD, INPUT, RESULT, MUTED = (
    "#1F3864", "#BFBFBF", "#DCE6F1", "#FFF7DC", "#F2F2F2", "#7F7F7F",
)  # fmt: skip
GREEN_TAB, BLUE_TAB, YELLOW_TAB, GREY_TAB = "#70AD47", "#5B9BD5", "#FFC000", "#A6A6A6"

SIZE, SMALL_SIZE = 10.5, 9
"""Letters, and those of names that would take more than two lines. Of the former, one that is half
as wide as a Chinese character is as wide as a digit of the default font."""

A4 = 9
MARGINS = {"left": 0.5, "right": 0.5, "top": 0.6, "bottom": 0.6}
_PAPER = 842, 595
_SAFE = 0.95
"""How far our reckoning of pages is trusted."""
ROW = 15
"""Height of a row for which none is set."""
LONGEST_TITLE = 32
"""Characters in the title of an input message."""
SCREEN = 1320
"""Pixels beside row numbers and scroll bar on the smallest screen in use, 1366 pixels wide."""

BASE: Style = {"font_name": FONT, "font_charset": CHINESE, "font_family": 2, "font_size": SIZE,
               "valign": "vcenter"}  # fmt: skip
_BOX: Style = {**BASE, "border": 1, "border_color": LINE}

TITLE: Style = {**BASE, "font_size": 16, "bold": True, "font_color": INK}
SUBTITLE: Style = {**BASE, "font_color": MUTED}
SECTION: Style = {**BASE, "font_size": 11, "bold": True, "font_color": INK, "text_wrap": True}
PLAIN: Style = {**BASE, "text_wrap": True}
LABEL: Style = {**BASE, "bold": True, "align": "right", "indent": 1, "font_color": INK}
HINT: Style = {**BASE, "font_size": 9, "font_color": MUTED, "text_wrap": True}
LINKED: Style = {"font_color": "#0563C1", "underline": 1, "align": "center"}
LINK: Style = {**BASE, **LINKED}
HEADER: Style = {**_BOX, "bold": True, "align": "center", "text_wrap": True, "bg_color": HEAD,
                 "font_color": INK}  # fmt: skip
SMALL_HEADER: Style = {**HEADER, "bold": False, "font_size": 9}
ENTRY: Style = {**_BOX, "bg_color": INPUT, "locked": False}
COMPUTED: Style = {**_BOX, "bg_color": RESULT, "align": "center"}
SUM: Style = {**COMPUTED, "bold": True}
FIXED: Style = {**_BOX}
KPI_LABEL: Style = {**BASE, "font_size": 9, "font_color": MUTED, "align": "right"}
KPI: Style = {**COMPUTED, "bold": True, "font_color": INK}

BAND: Style = {"bg_color": "#C5D9F1"}
CENTER: Style = {"align": "center"}
LEFT: Style = {"align": "left", "indent": 1}
NAME: Style = {**LEFT, "text_wrap": True}
USUAL: Style = {}
SMALL: Style = {"font_size": SMALL_SIZE}
SHRINK: Style = {"text_wrap": False, "shrink": True}
WRAP: Style = {"text_wrap": True}
ASIDE: Style = {**LEFT, "text_wrap": False}
AS_TYPED: Style = {"num_format": "@"}
"""Text, so that Excel makes no date of 5/1 or 3-1."""
DATE: Style = {"num_format": 'yyyy"年"m"月"d"日"', "align": "left", "indent": 1}
POINTS: Style = {"num_format": '"每件"General"分"'}
PERCENT: Style = {"num_format": '0.0"%"', "shrink": True}

COMMENT: Style = {"author": "门户考核", "x_scale": 1.8, "font_name": FONT, "font_size": 9}
"""The looks of a comment on a header."""
SWITCHED_OFF: Style = {"bg_color": "#D9D9D9", "pattern": 1}
WRONG: Style = {"bg_color": "#FFC7CE", "font_color": "#9C0006"}
ABOVE_LINE: Style = {"bg_color": "#E2F0D9", "font_color": "#375623"}


def lines(text: object, width: float, look: Style = BASE) -> int:
    """Return how many lines ``text`` takes in a cell of ``width``, in the size of ``look``."""
    room = (width - 2) * SIZE / look.get("font_size", SIZE)
    return lines_needed("" if text is None else str(text), room)


def name_size(name: object, width: float) -> Style:
    """Return the size of a name: small if it would take more than two lines."""
    return SMALL if lines(name, width) > 2 else USUAL


def height(least: float, lines: Iterable[int]) -> float:
    """Return the height of a row whose cells take so many ``lines``."""
    return max(least, 15 * max(lines, default=1) + 6)


def page_room(pen: Pen, *, portrait: bool = False) -> float:
    """Return how many points of rows go on a page that is as wide as the sheet."""
    across = _PAPER[portrait] - _inches("left", "right")
    return page_height(portrait=portrait) * max(1, pixels(pen.columns) * POINTS_A_PIXEL / across)


def page_height(*, portrait: bool = False) -> float:
    """Return how many points of rows go on a page in their full size."""
    return (_PAPER[not portrait] - _inches("top", "bottom")) * _SAFE


def _inches(*sides: str) -> float:
    return 72 * sum(MARGINS[side] for side in sides)
