"""Drawing appendices and circular as sheets with XlsxWriter, ready for print on A4."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from xlportal.circular import Paragraph, printed
from xlportal.pen import CHINESE, Pen, Style, display_width, lines_needed
from xlportal.publication.appendix import HEADER_ROWS, Appendix, ColumnKind, Value
from xlportal.wording import Part

A4 = 9
TITLE_FONT, HEAD_FONT, BODY_FONT = "方正小标宋简体", "黑体", "仿宋_GB2312"
LABEL_ROW, TITLE_ROW, TABLE_ROW = 0, 1, 2

_BASE: Style = {"font_charset": CHINESE, "valign": "vcenter"}
_LABEL: Style = {**_BASE, "font_name": HEAD_FONT, "font_family": 3, "font_size": 14}
_TITLE: Style = {
    **_BASE,
    "font_name": TITLE_FONT,
    "font_family": 1,
    "font_size": 20,
    "align": "center",
}
_HEADER: Style = {
    **_BASE,
    "font_name": HEAD_FONT,
    "font_family": 3,
    "font_size": 11,
    "align": "center",
    "text_wrap": True,
    "border": 1,
}
_CELL: Style = {
    **_BASE,
    "font_name": BODY_FONT,
    "font_family": 3,
    "font_size": 12,
    "align": "center",
    "text_wrap": True,
    "border": 1,
}
_LEFT: Style = {"align": "left", "indent": 1}
_NOTE: Style = {**_BASE, "font_name": BODY_FONT, "font_family": 3, "font_size": 12}

_WIDTHS = {
    ColumnKind.SERIAL: 6.0,
    ColumnKind.UNIT: 24.0,
    ColumnKind.DEDUCTION: 14.0,
    ColumnKind.COUNT: 9.0,
    ColumnKind.INFO: 9.0,
    ColumnKind.LINE: 9.0,
    ColumnKind.SCORE: 10.0,
    ColumnKind.RANK: 9.0,
}
_UNIT_WIDTHS = (24.0, 48.0)
_LINE_POINTS = 15.0
_CELL_PADDING = 11.0
_CELL_MARGIN = 3.0
_CELL_SCALE = 8 / 7
"""How much wider than the unit of column widths a character of the cells' font is."""

_TEXT_WIDTH = 79.0
_TEXT_LINE = 22.0
_TEXT_GAP = 12.0
_TEXT_CHARACTERS = 50
"""Half-width characters of 16 points on a line of the circular, with room for other fonts."""
_MAX_LINES = 17
_INDENT = "　　"


def draw_appendix(pen: Pen, table: Appendix) -> None:
    """Draw an appendix: label, title, three header rows with their merges, rows, note."""
    last = len(table.columns) - 1
    widths = _widths(table)
    pen.widths(widths)
    pen.put(LABEL_ROW, 0, table.label, _LABEL)
    pen.height(LABEL_ROW, 24)
    pen.merge(TITLE_ROW, 0, TITLE_ROW, last, table.title, _TITLE)
    pen.height(TITLE_ROW, 40)
    _draw_header(pen, table)
    _draw_rows(pen, table, widths)
    end = TABLE_ROW + HEADER_ROWS + len(table.rows) - 1
    if table.note:
        end += 1
        pen.put(end, 0, table.note, _NOTE)
        pen.height(end, 24)
    _set_up_table(pen, end, last)


def draw_circular(pen: Pen, paragraphs: Sequence[Paragraph]) -> None:
    """Draw the circular's text down one column as wide as the page."""
    pen.widths([_TEXT_WIDTH])
    row = 0
    for paragraph in paragraphs:
        for text in _split(_shown(paragraph)):
            style = _TEXT_STYLES[paragraph.part]
            pen.put(row, 0, text, style)
            pen.height(row, _text_height(text, paragraph.part))
            row += 1
    sheet = pen.sheet
    sheet.set_portrait()
    sheet.set_paper(A4)
    sheet.set_margins(left=1.0, right=1.0, top=1.46, bottom=1.38)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, max(row - 1, 0), 0)
    sheet.set_footer('&C&"宋体"&14— &P —')
    sheet.hide_gridlines(2)


def _draw_header(pen: Pen, table: Appendix) -> None:
    for cell in table.header:
        row = TABLE_ROW + cell.row
        pen.merge(
            row,
            cell.column,
            row + cell.rows - 1,
            cell.column + cell.columns - 1,
            cell.text,
            _HEADER,
        )
    for offset, height in enumerate((22, 36, 22)):
        pen.height(TABLE_ROW + offset, height)


def _draw_rows(pen: Pen, table: Appendix, widths: Sequence[float]) -> None:
    first = TABLE_ROW + HEADER_ROWS
    for offset, values in enumerate(table.rows):
        row = first + offset
        pen.height(row, _row_height(table, values, widths))
        for column, value in enumerate(values):
            if column not in table.merged:
                pen.put(row, column, value, *_cell_styles(table.columns[column], value))
    if table.rows:
        for column in table.merged:
            value = table.rows[0][column]
            styles = _cell_styles(table.columns[column], value)
            pen.merge(first, column, first + len(table.rows) - 1, column, value, *styles)


def _cell_styles(kind: ColumnKind, value: Value) -> tuple[Style, ...]:
    if kind is ColumnKind.UNIT:
        return _CELL, _LEFT
    if isinstance(value, Fraction) and value.denominator != 1:
        return _CELL, {"num_format": _number_format(value)}
    return (_CELL,)


def _number_format(value: Fraction) -> str:
    """Return the number format that shows ``value`` as it is printed in the text."""
    decimals = len(printed(value).partition(".")[2])
    return f"0.{'0' * decimals}" if decimals else "0"


def _widths(table: Appendix) -> list[float]:
    """Return the width of every column; the units' column takes the longest name up to a limit."""
    units = table.columns.index(ColumnKind.UNIT)
    longest = max((display_width(str(row[units])) for row in table.rows), default=0)
    least, most = _UNIT_WIDTHS
    widths = [_WIDTHS[kind] for kind in table.columns]
    widths[units] = min(max(longest * _CELL_SCALE + _CELL_MARGIN, least), most)
    return widths


def _row_height(table: Appendix, values: Sequence[Value], widths: Sequence[float]) -> float:
    lines = max(
        lines_needed(str(value), (width - _CELL_MARGIN) / _CELL_SCALE)
        for kind, value, width in zip(table.columns, values, widths, strict=True)
        if kind in {ColumnKind.UNIT, ColumnKind.DEDUCTION}
    )
    return lines * _LINE_POINTS + _CELL_PADDING


def _set_up_table(pen: Pen, last_row: int, last_column: int) -> None:
    sheet = pen.sheet
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(TABLE_ROW, TABLE_ROW + HEADER_ROWS - 1)
    sheet.print_area(0, 0, last_row, last_column)
    sheet.set_footer('&C&"宋体"&12— &P —')
    sheet.freeze_panes(TABLE_ROW + HEADER_ROWS, 2)
    sheet.hide_gridlines(2)


_TEXT: Style = {
    **_BASE,
    "font_name": BODY_FONT,
    "font_family": 3,
    "font_size": 16,
    "text_wrap": True,
    "align": "left",
    "valign": "top",
}
_RIGHT: Style = {**_TEXT, "align": "right", "indent": 4}
_TEXT_STYLES: dict[Part, Style] = {
    Part.TITLE: {**_TITLE, "font_size": 22, "text_wrap": True},
    Part.LEAD: _TEXT,
    Part.HEADING: {**_TEXT, "font_name": HEAD_FONT},
    Part.BODY: _TEXT,
    Part.HINT: _TEXT,
    Part.SIGNATURE: {**_RIGHT, "valign": "bottom"},
    Part.DATE: _RIGHT,
    Part.RECIPIENTS: {**_TEXT, "font_size": 14},
}
_INDENTED = {Part.LEAD, Part.HEADING, Part.BODY, Part.HINT}


def _shown(paragraph: Paragraph) -> str:
    return _INDENT + paragraph.text if paragraph.part in _INDENTED else paragraph.text


def _text_height(text: str, part: Part) -> float:
    lines = lines_needed(text, _TEXT_CHARACTERS)
    extra = {Part.TITLE: 40.0, Part.SIGNATURE: 40.0}.get(part, 0.0)
    return lines * _TEXT_LINE + _TEXT_GAP + extra


def _split(text: str) -> Iterator[str]:
    """Yield ``text`` in pieces that fit the tallest row a sheet can have."""
    room = _MAX_LINES * _TEXT_CHARACTERS
    piece = ""
    for character in text:
        if display_width(piece.replace("\n", "")) >= room or piece.count("\n") >= _MAX_LINES:
            yield piece
            piece = ""
        piece += character
    yield piece
