"""Paper and type shared by every sheet that leaves: A4, official fonts, page numbers."""

from __future__ import annotations

import functools
from fractions import Fraction

from xlportal.core.exact import plain
from xlportal.core.labels import EXACT_DECIMALS, printed
from xlportal.core.limits import MAX_DECIMALS
from xlportal.sheets.pen import CHINESE, Pen, Style

A4 = 9
MILLIMETRE = 1 / 25.4
"""Inches."""
_SIDE, _EDGE = 16.0, 20.0
"""Margins in millimetres of a page on its side: left and right, head and foot."""

_BASE: Style = {"font_charset": CHINESE, "valign": "vcenter"}
XIAOBIAOSONG: Style = {**_BASE, "font_name": "方正小标宋简体", "font_family": 1}
HEITI: Style = {**_BASE, "font_name": "黑体", "font_family": 3}
FANGSONG: Style = {**_BASE, "font_name": "仿宋_GB2312", "font_family": 3}

LABEL: Style = {**HEITI, "font_size": 14}
TITLE: Style = {**XIAOBIAOSONG, "font_size": 20, "align": "center"}
HEADER: Style = {**HEITI, "font_size": 11, "align": "center", "text_wrap": True, "border": 1}
CELL: Style = {**FANGSONG, "font_size": 12, "align": "center", "text_wrap": True, "border": 1}
FIGURE: Style = {**FANGSONG, "font_size": 12, "align": "center", "border": 1}
"""A cell whose value stays on one line."""
NOTE: Style = {**FANGSONG, "font_size": 12}
WRAP: Style = {"text_wrap": True}
LEFT: Style = {"align": "left", "indent": 1}


def number_style(value: Fraction) -> Style:
    """Return the number format that shows ``value`` as it is printed in the text."""
    return _number_style(value.numerator, value.denominator)


def full_number_style(value: Fraction) -> Style:
    """Return the number format that shows every decimal of ``value``."""
    return _full_number_style(value.numerator, value.denominator)


@functools.cache
def sized(size: float) -> Style:
    """Return the style of text of a size in points."""
    return {"font_size": size}


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


@functools.lru_cache(maxsize=4096)
def _full_number_style(numerator: int, denominator: int) -> Style:
    return _DECIMALS[len(plain(Fraction(numerator, denominator)).partition(".")[2])]


_DECIMALS: tuple[Style, ...] = tuple(
    {"num_format": f"0.{'0' * decimals}" if decimals else "0"}
    for decimals in range(max(EXACT_DECIMALS, MAX_DECIMALS) + 1)
)
