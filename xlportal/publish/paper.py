"""Paper and type of everything that is published, once for the sheets and the Word document.

A4, the fonts and sizes of GB/T 9704-2012. Measures are points, margins millimetres.
"""

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from xlportal.core.widths import display_width
from xlportal.core.wording import Part
from xlportal.publish.circular import Paragraph
from xlportal.sheets.pen import CHINESE, Pen, Style
from xlportal.sheets.template.styles import A4

SHORT, LONG = 210, 297
"""The sides of a page of A4."""
INCH = 25.4
MILLIMETRE = 72 / INCH

_BASE: Style = {"font_charset": CHINESE, "valign": "vcenter"}
_XIAOBIAOSONG: Style = {**_BASE, "font_name": "方正小标宋简体", "font_family": 1}
_HEITI: Style = {**_BASE, "font_name": "黑体", "font_family": 3}
_FANGSONG: Style = {**_BASE, "font_name": "仿宋_GB2312", "font_family": 3}

TITLE: Style = {**_XIAOBIAOSONG, "font_size": 22, "align": "center", "text_wrap": True}
HEADING: Style = {**_HEITI, "font_size": 16}
BODY: Style = {**_FANGSONG, "font_size": 16}
RECIPIENTS: Style = {**_FANGSONG, "font_size": 14}
PAGE_NUMBER: Style = {**_BASE, "font_name": "宋体", "font_size": 14}

LABEL: Style = {**_HEITI, "font_size": 16}
TABLE_TITLE: Style = {**_XIAOBIAOSONG, "font_size": 20, "align": "center", "text_wrap": True}
HEADER: Style = {**_HEITI, "align": "center", "text_wrap": True, "border": 1}
CELL: Style = {**_FANGSONG, "align": "center", "border": 1}
NOTE: Style = {**_FANGSONG, "font_size": 12, "text_wrap": True}

PLAIN: Style = {}
WRAP: Style = {"text_wrap": True}
LEFT: Style = {"align": "left", "indent": 1}


@dataclass(frozen=True)
class Margins:
    """The margins of a page of A4."""

    left: float
    right: float
    top: float
    bottom: float

    def inside(self, *, sideways: bool) -> tuple[float, float]:
        """Return the width and the height that they leave of a page, upright or on its side."""
        across, down = (LONG, SHORT) if sideways else (SHORT, LONG)
        wide, high = across - self.left - self.right, down - self.top - self.bottom
        return wide * MILLIMETRE - 1, high * MILLIMETRE - 1


@dataclass(frozen=True)
class TablePage:
    """A page on its side for tables: sizes of type, air beside a text, an indent at the left."""

    margins: Margins
    sizes: Sequence[float]
    beside: float
    indent: float

    @property
    def inside(self) -> tuple[float, float]:
        """Return the width and the height that the margins leave."""
        return self.margins.inside(sideways=True)


SHEET = TablePage(Margins(16, 16, 20, 20), (12, 10.5, 9, 8, 7, 6), beside=4, indent=8)
WORD = TablePage(Margins(20, 20, 28, 26), (10.5, 9, 8, 7, 6), beside=3, indent=3)
"""A page of text turned by a quarter, whose binding edge is the head; tables need its width."""


@functools.cache
def decimals(count: int) -> Style:
    """Return the number format of figures with so many decimals."""
    return {"num_format": f"0.{'0' * count}" if count else "0"}


_EDGE = 2
_WIDEST = 28 - _EDGE
"""Chinese characters of a line of 28 that an issuer can take; a longer one goes on below."""


def signature_indents(paragraphs: Iterable[Paragraph]) -> Mapping[Part, float]:
    """Return the right indents of issuer and date, in Chinese characters.

    GB/T 9704 on a page without a seal: the date begins two characters right of the issuer, and
    neither comes nearer than two characters to the right edge.
    """
    widths = {Part.SIGNATURE: 0.0, Part.DATE: 0.0}
    for part, text in ((one.part, one.text) for one in paragraphs if one.part in widths):
        widths[part] = max(widths[part], display_width(text) / 2)
    longer = min(widths[Part.SIGNATURE], _WIDEST) - widths[Part.DATE]
    return {Part.SIGNATURE: max(_EDGE, 2 * _EDGE - longer), Part.DATE: max(_EDGE, longer)}


FEWEST = 3
"""Rows of a table on the last of its pages."""


def page_starts(heights: Iterable[float], first: float, further: float) -> list[int]:
    """Return with which rows or blocks of these heights further pages begin; none is parted.

    The first page has room for ``first``, each further one for ``further``.
    """
    starts: list[int] = []
    left = first
    for number, height in enumerate(heights):
        if height > left and number:
            starts.append(number)
            left = further
        left -= height
    return starts


_TO_NUMBER = 12
"""Millimetres from the text down to below the page number: 7, and its own height."""


def paged(
    texts: Sequence[float], spacings: Iterable[float], first: float, further: float, end: float = 0
) -> tuple[list[float], list[int]]:
    """Return the heights of rows whose ``texts`` are so high, and with which further pages begin.

    Where the program breaks pages, only what rows are higher than their texts can be chosen: it is
    the first of the ``spacings`` that leaves neither what follows the table, ``end`` high, nor less
    than a few rows alone on a page.
    """
    found = [[text + spacing for text in texts] for spacing in spacings]
    starts = [page_starts([*heights, end], first, further) for heights in found]
    fitting = (n for n, s in enumerate(starts) if not s or s[-1] <= len(texts) - FEWEST)
    best = next(fitting, 0)
    return found[best], [start for start in starts[best] if start < len(texts)]


def set_up(
    pen: Pen,
    margins: Margins,
    end: tuple[int, int],
    *,
    sideways: bool = False,
    scale: float | None = None,
    breaks: Sequence[int] = (),
    above: str = "",
) -> None:
    """Set a sheet up for A4, printed up to the row and column ``end``, ``above`` on every page.

    Page numbers stand as GB/T 9704 has them: on odd pages right, on even ones left, one character
    from the edge.
    It is fitted to the width of a page, or is printed in a ``scale`` and begins pages with the rows
    ``breaks``: Excel heeds either.
    """
    sheet = pen.sheet
    sheet.set_paper(A4)
    if sideways:
        sheet.set_landscape()
    sheet.set_margins(**{side: size / INCH for side, size in asdict(margins).items()})
    sheet.center_horizontally()
    if scale is None:
        sheet.fit_to_pages(1, 0)
    else:
        sheet.set_print_scale(round(scale * 100))
        sheet.set_h_pagebreaks(breaks)
    sheet.print_area(0, 0, *end)
    sheet.set_header(f"&C{_type(NOTE)}{above}" if above else "")
    number = f"{_type(PAGE_NUMBER)}　— &P —　"
    sheet.set_footer(f"&R{number}", margin=(margins.bottom - _TO_NUMBER) / INCH)
    sheet.even_footer = f"&L{number}"
    sheet.hide_gridlines(2)


def _type(style: Style) -> str:
    """Return how headers and footers write a font and its size, no digits of a text behind it."""
    return f'&{style["font_size"]}&"{style["font_name"]}"'
