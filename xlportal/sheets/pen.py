"""Writing cells with XlsxWriter: exact numbers, text that stays text, formats named once."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import IO, Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_range_abs
from xlsxwriter.worksheet import Worksheet

from xlportal.sheets.cells import storable

Style = Mapping[str, Any]
"""XlsxWriter format properties."""

CHINESE = 134
"""The GB2312 character set: by it a machine without the named font chooses another Chinese one."""

MAX_ROW_HEIGHT = 409.0

DEFAULT_FONT: Style = {"font_name": "Arial", "font_size": 9.5}
"""Column widths count in digits of this font, and Arial's digits are as wide on every machine:
where Arial is missing, fonts made to its measure stand in. At this size a digit is seven pixels
wide in Excel, and LibreOffice, which does not round, comes within a hundredth of that."""
_DIGIT, _PADDING = 7, 5
"""Pixels of a digit of the default font, and of a column beyond its digits."""
POINTS_A_PIXEL = 0.75

_CALC_ENGINE = 191029
"""The calculation engine of Excel 2019: an older mark, also on a workbook whose sheets are copied
in, makes Excel recalculate everything."""


class _Sheet(Worksheet):  # type: ignore[misc]
    """A sheet whose formulas are written as they are, and whose even pages may end otherwise.

    XlsxWriter looks in each formula for some thirty functions that are newer than Excel 2016 and
    marks them; ours use none, and the search took half the time of a new workbook.
    """

    even_footer = ""

    def _prepare_formula(self, formula: str, *_: bool) -> str:
        return formula.removeprefix("=")

    def _write_header_footer(self) -> None:
        if not self.even_footer:
            super()._write_header_footer()
            return
        # In its own size, however small the sheet is printed.
        self._xml_start_tag("headerFooter", [("differentOddEven", 1), ("scaleWithDoc", 0)])
        for pages, footer in (("odd", self.footer), ("even", self.even_footer)):
            self._xml_data_element(f"{pages}Header", self.header)
            self._xml_data_element(f"{pages}Footer", footer)
        self._xml_end_tag("headerFooter")


def open_workbook(stream: IO[bytes]) -> xlsxwriter.Workbook:
    """Return a new workbook that will be written to ``stream`` and forces no recalculation."""
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_format_properties": dict(DEFAULT_FONT),
    }
    workbook = xlsxwriter.Workbook(stream, options)
    workbook.worksheet_class = _Sheet
    workbook.set_calc_mode("auto", _CALC_ENGINE)
    workbook.calc_on_load = False
    return workbook


def pixels(widths: Iterable[float]) -> int:
    """Return how many pixels columns of these widths, in characters, take on the screen."""
    return sum(int(width * _DIGIT + 0.5) + _PADDING for width in widths)


def characters(pixels: float) -> float:
    """Return the width, in characters, of a column that takes so many pixels."""
    return (pixels - _PADDING) / _DIGIT


class Palette:
    """The formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self._formats: dict[tuple[int, ...], tuple[Format, tuple[Style, ...]]] = {}

    def format(self, *styles: Style) -> Format:
        """Return the format with the properties of all ``styles``, later ones first."""
        key = tuple(map(id, styles))
        if key not in self._formats:
            merged = {name: value for style in styles for name, value in style.items()}
            # The styles are kept with their format, so that no other object can get their identity.
            self._formats[key] = self.book.add_format(merged), styles
        return self._formats[key][0]


class Pen:
    """Writes values into one sheet; ``columns`` and ``rows`` are the widths and heights set."""

    def __init__(self, sheet: Worksheet, palette: Palette) -> None:
        self.sheet = sheet
        self.palette = palette
        self.columns: list[float] = []
        self.rows: dict[int, float] = {}

    def put(self, row: int, column: int, value: object, *styles: Style) -> None:
        """Write a value: text as text whatever it begins with, numbers exactly, None as a blank."""
        form = self.palette.format(*styles)
        if isinstance(value, Fraction):
            value = storable(value)
        if type(value) in {int, float}:
            self.sheet.write_number(row, column, value, form)
        elif value is None or value == "":
            self.sheet.write_blank(row, column, None, form)
        elif isinstance(value, str):
            self.sheet.write_string(row, column, value, form)
        elif isinstance(value, bool):
            self.sheet.write_boolean(row, column, value, form)
        elif isinstance(value, dt.date):
            self.sheet.write_datetime(row, column, value, form)
        else:
            message = f"cannot write {type(value).__name__} into a cell"
            raise TypeError(message)

    def formula(self, row: int, column: int, formula: str, value: object, *styles: Style) -> None:
        """Write a formula together with its present value."""
        self.sheet.write_formula(row, column, formula, self.palette.format(*styles), _cached(value))

    def link(self, row: int, column: int, target: str, text: str, *styles: Style) -> None:
        """Write ``text`` as a link to ``target``, such as ``internal:'2月'!C12``."""
        self.sheet.write_url(row, column, target, self.palette.format(*styles), text)

    def array(
        self, row: int, column: int, formula: str, values: Sequence[object], *styles: Style
    ) -> None:
        """Write one array formula down a column, a row for each of its present ``values``."""
        form = self.palette.format(*styles)
        last = row + len(values) - 1
        self.sheet.write_array_formula(row, column, last, column, formula, form, _cached(values[0]))
        for offset, value in enumerate(values[1:], start=1):
            self.put(row + offset, column, value, *styles)

    def merge(
        self, row: int, column: int, last_row: int, last_column: int, value: object, *styles: Style
    ) -> None:
        """Write a value over several cells; a single cell is not merged."""
        if (row, column) != (last_row, last_column):
            form = self.palette.format(*styles)
            self.sheet.merge_range(row, column, last_row, last_column, "", form)
        self.put(row, column, value, *styles)

    def block(self, row: int, last_column: int, text: str, height: float, *styles: Style) -> int:
        """Write a text over columns and as many rows as its height needs, return the row below."""
        rows = max(1, -int(-height // MAX_ROW_HEIGHT))
        if text:
            self.merge(row, 0, row + rows - 1, last_column, text, *styles)
        for number in range(row, row + rows):
            self.height(number, height / rows)
        return row + rows

    def button(
        self, place: tuple[int, int], offset: tuple[int, int], size: tuple[int, int], **texts: str
    ) -> None:
        """Put a button at a cell, ``offset`` and ``size`` (across, down) in pixels.

        ``texts`` are its caption, its macro and its description.
        """
        placed = {"x_offset": offset[0], "y_offset": offset[1]}
        self.sheet.insert_button(*place, {**placed, "width": size[0], "height": size[1], **texts})

    def name(self, name: str, *places: int) -> None:
        """Give cells, from a first to a last row and column, a name for formulas."""
        row, column, last_row, last_column = places
        cells = xl_range_abs(row, column, last_row, last_column)
        self.palette.book.define_name(name, f"={quote_sheetname(self.sheet.name)}!{cells}")

    def widths(self, widths: Sequence[float]) -> None:
        """Set the widths of the columns from the first on, in characters."""
        self.columns = [*widths]
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)

    def width(self, first: int, last: int) -> float:
        """Return the width of cells merged from a first to a last column, in characters."""
        return characters(pixels(self.columns[first : last + 1]))

    def height(self, row: int, points: float) -> None:
        """Set the height of a row."""
        self.rows[row] = min(points, MAX_ROW_HEIGHT)
        self.sheet.set_row(row, self.rows[row])

    def select(self, row: int, column: int) -> None:
        """Put the cursor on a cell."""
        self.sheet.set_selection(row, column, row, column)


def _cached(value: object) -> Any:
    return float(value) if isinstance(value, Fraction) else ("" if value is None else value)
