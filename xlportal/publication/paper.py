"""Paper and type shared by every sheet that leaves: A4, official fonts, page numbers."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from fractions import Fraction

from xlportal.circular import EXACT_DECIMALS, printed
from xlportal.pen import CHINESE, Pen, Style

A4 = 9
MILLIMETRE = 1 / 25.4
"""Inches."""
_SIDE, _EDGE = 16.0, 20.0
"""Margins in millimetres of a page on its side: left and right, head and foot."""
_PIXELS_PER_INCH, _POINTS_PER_INCH = 96, 72

_BASE: Style = {"font_charset": CHINESE, "valign": "vcenter"}
XIAOBIAOSONG: Style = {**_BASE, "font_name": "方正小标宋简体", "font_family": 1}
HEITI: Style = {**_BASE, "font_name": "黑体", "font_family": 3}
FANGSONG: Style = {**_BASE, "font_name": "仿宋_GB2312", "font_family": 3}

LABEL: Style = {**HEITI, "font_size": 14}
TITLE: Style = {**XIAOBIAOSONG, "font_size": 20, "align": "center"}
HEADER: Style = {**HEITI, "font_size": 11, "align": "center", "text_wrap": True, "border": 1}
CELL: Style = {**FANGSONG, "font_size": 12, "align": "center", "text_wrap": True, "border": 1}
NOTE: Style = {**FANGSONG, "font_size": 12}
LEFT: Style = {"align": "left", "indent": 1}


def number_style(value: Fraction) -> Style:
    """Return the number format that shows ``value`` as it is printed in the text."""
    return _number_style(value.numerator, value.denominator)


def set_upright(pen: Pen, last_row: int, last_column: int) -> None:
    """Set a sheet up as an upright page of the official format, one page wide."""
    pen.sheet.set_portrait()
    _set_margins(pen, left=28, right=26, top=37, bottom=35)
    _set_paper(pen, last_row, last_column)


def set_sideways(pen: Pen, last_row: int, last_column: int) -> None:
    """Set a sheet up as a page on its side, one page wide."""
    pen.sheet.set_landscape()
    _set_margins(pen, left=_SIDE, right=_SIDE, top=_EDGE, bottom=_EDGE)
    _set_paper(pen, last_row, last_column)


def sideways_room(widths: Iterable[float]) -> float:
    """Return how many points of rows a page on its side holds, its columns of these widths.

    Columns wider than the paper are printed smaller, and so leave room for more rows.
    """
    across, down = 297 - 2 * _SIDE, 210 - 2 * _EDGE
    scale = min(1.0, across * MILLIMETRE * _PIXELS_PER_INCH / sum(map(pixels, widths)))
    return down * MILLIMETRE * _POINTS_PER_INCH / scale


def pixels(width: float) -> int:
    """Return the pixels of a column ``width`` characters wide."""
    return int(width * 7 + 5.5)


def _set_margins(pen: Pen, **millimetres: float) -> None:
    pen.sheet.set_margins(**{side: size * MILLIMETRE for side, size in millimetres.items()})


def _set_paper(pen: Pen, last_row: int, last_column: int) -> None:
    sheet = pen.sheet
    sheet.set_paper(A4)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, last_row, last_column)
    sheet.set_footer('&C&"宋体"&14— &P —')
    sheet.hide_gridlines(2)


@functools.lru_cache(maxsize=4096)
def _number_style(numerator: int, denominator: int) -> Style:
    return _DECIMALS[len(printed(Fraction(numerator, denominator)).partition(".")[2])]


_DECIMALS: tuple[Style, ...] = tuple(
    {"num_format": f"0.{'0' * decimals}" if decimals else "0"}
    for decimals in range(EXACT_DECIMALS + 1)
)
