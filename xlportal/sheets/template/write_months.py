"""Writing the month sheets: inputs to fill, results that follow as the numbers go in."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.utility import quote_sheetname, xl_range, xl_range_abs

from xlportal.core.labels import month_label
from xlportal.core.ledger import MonthEntries
from xlportal.score.assessment import Assessment
from xlportal.sheets import layout, monthly
from xlportal.sheets.interface import SHEET_BUTTONS
from xlportal.sheets.month_columns import RESULTS
from xlportal.sheets.month_contents import Cells, month_rows
from xlportal.sheets.monthly import (
    DATE_ROW,
    HEADER,
    HINT_ROW,
    LABELS,
    VALUE_COLUMN,
    Columns,
    MonthLayout,
)  # fmt: skip
from xlportal.sheets.pen import Pen, Style, characters, pixels
from xlportal.sheets.template import styles
from xlportal.sheets.template.write_block import ROW_HEIGHT, BlockWriter

_HINT_HEIGHT = 36
"""Two lines: a merged cell does not grow by itself when the hint is typed."""
_SERIAL_WIDTH, _UNIT_WIDTHS, _COUNT_WIDTHS = 5, (30, 40), (7, 9)
_MANY, _VERY_MANY = 4, 6
"""Numbers of items from which the count columns and the names' column are narrow."""
_LEAST_SCALE = 0.62
"""How small a month is printed at least, before it is printed lengthwise."""
_NARROW_TITLE: Style = {"font_size": 13}
_BUTTON, _BUTTON_SPACE = (120, 30), 40
_GUIDE = "黄色格填数，灰色格自动算；没有采用的留空即可。填完后计算排名，附表和通报自动生成。"


@dataclass(frozen=True)
class MonthPage:
    """What one month's sheet shows: its cells and, where it is filled, its results."""

    year: int
    month: int
    places: MonthLayout
    cells: Cells
    filed: MonthEntries | None
    assessment: Assessment | None


def write_month(pen: Pen, page: MonthPage) -> None:
    """Write one month's sheet: what is said of the month, a block a group, print setup."""
    columns, blocks = page.places.columns, page.places.blocks
    lengthwise = _is_long(page)
    pen.widths(_widths(columns, 0 if lengthwise else styles.SCREEN))
    _top(pen, page)
    groups = page.assessment.groups if page.assessment else ()
    results = {group.group.annex: group for group in groups}
    for block in blocks:
        writer = BlockWriter(pen, block, columns, page.cells)
        writer.write(page.filed, results.get(block.group.annex))
    pen.sheet.freeze_panes(monthly.TITLE_ROW + 1, VALUE_COLUMN)
    if blocks:
        pen.select(blocks[0].rows[0], columns.pieces(0))
        _hide(pen, page.places)
        _print(pen, page, lengthwise=lengthwise)


def _widths(columns: Columns, room: int) -> list[float]:
    """Return the columns' widths: reasons take what ``room`` pixels leave, up to so much."""
    count = _COUNT_WIDTHS[columns.slots < _MANY]
    first = [
        _SERIAL_WIDTH,
        _UNIT_WIDTHS[columns.slots < _VERY_MANY],
        *[count] * (2 * columns.slots),
    ]
    results = [result.width for result in RESULTS]
    inputs = [column.width for column in columns.inputs]
    for place, column in enumerate(columns.inputs):
        left = room - pixels([*first, *inputs, *results])
        inputs[place] += max(0, min(column.most - column.width, int(characters(left))))
    return [*first, *inputs, *results]


def _top(pen: Pen, page: MonthPage) -> None:
    label = month_label(page.month)
    title = f'={layout.YEAR_LABEL}&"年{label}　门户网站考核填报表"'
    shown = f"{page.year}年{label}　门户网站考核填报表"
    size = styles.USUAL if page.places.columns.slots < _VERY_MANY else _NARROW_TITLE
    pen.formula(monthly.TITLE_ROW, 0, title, shown, styles.TITLE, size)
    pen.height(monthly.TITLE_ROW, 34)
    for index, button in enumerate(SHEET_BUTTONS):
        offset = (_BUTTON_SPACE + index * (_BUTTON[0] + 8), 7)
        place = (monthly.TITLE_ROW, VALUE_COLUMN)
        pen.button(place, offset, _BUTTON, macro=button.macro, caption=button.label)
    for row, text in (
        (monthly.GUIDE_ROW, "怎样填"),
        (DATE_ROW, layout.DATE_LABEL),
        (HINT_ROW, monthly.HINT_LABEL),
    ):
        pen.put(row, monthly.LABEL_COLUMN, text, styles.LABEL)
        pen.height(row, ROW_HEIGHT)
    pen.put(monthly.GUIDE_ROW, VALUE_COLUMN, _GUIDE, styles.SUBTITLE)
    _date(pen, page.cells.get((DATE_ROW, VALUE_COLUMN)))
    _hint(pen, page.cells.get((HINT_ROW, VALUE_COLUMN)), page.places.columns.last)


def _date(pen: Pen, date: object) -> None:
    place = (DATE_ROW, VALUE_COLUMN, DATE_ROW, VALUE_COLUMN + 1)
    pen.merge(*place, date, styles.ENTRY, styles.DATE)
    pen.put(
        DATE_ROW,
        VALUE_COLUMN + 2,
        "通报的落款日期，如 2020-3-2。留空印空白日期。",
        styles.HINT,
        styles.ASIDE,
    )
    message = {
        "input_title": layout.DATE_LABEL,
        "input_message": "如 2020-3-2。留空则印空白日期，由人手填。",
    }
    pen.sheet.data_validation(*place, {"validate": "any", **message})


def _hint(pen: Pen, hint: object, last: int) -> None:
    place = (HINT_ROW, VALUE_COLUMN, HINT_ROW, last)
    pen.merge(*place, hint, styles.ENTRY, styles.NAME, styles.AS_TYPED)
    width = characters(pixels(pen.columns[VALUE_COLUMN : last + 1]))
    pen.height(HINT_ROW, styles.height(_HINT_HEIGHT, [styles.lines(hint, width)]))
    message = {
        "input_title": monthly.HINT_LABEL,
        "input_message": "写在通报末尾的一段话，如检查安排。没有就留空。",
    }
    pen.sheet.data_validation(*place, {"validate": "any", **message})


def _hide(pen: Pen, places: MonthLayout) -> None:
    """Hide the helping columns, and the marks that Excel puts on numbers that stand as text."""
    columns = places.columns
    pen.sheet.set_column(columns.hidden[0], columns.hidden[-1], None, None, {"hidden": True})
    inputs = [
        xl_range(block.rows[0], columns.pieces(0), block.rows[-1], columns.last)
        for block in places.blocks
    ]
    pen.sheet.ignore_errors({"number_stored_as_text": " ".join(inputs)})


def _is_long(page: MonthPage) -> bool:
    """Return whether a group that others follow is too long for a page across."""
    rows = [len(area) for area in printed_rows(page)[:-1]]
    return max(rows, default=0) * ROW_HEIGHT * _LEAST_SCALE > styles.page_height()


def _print(pen: Pen, page: MonthPage, *, lengthwise: bool) -> None:
    """Print groups whole, a long last one on as many pages as it takes, its headers repeated.

    Excel repeats the same rows on every page, so that it can be the headers of one group only.
    """
    room = styles.page_room(pen, portrait=lengthwise)
    heights = [sum(pen.rows.get(row, styles.ROW) for row in rows) for rows in printed_rows(page)]
    page_height = styles.page_height()
    most = max((height for height in heights if height * _LEAST_SCALE <= page_height), default=0)
    if lengthwise:
        pen.sheet.set_portrait()
    elif most > room:
        room = most
        pen.sheet.set_print_scale(int(100 * page_height / most))
    if heights[-1] > room:
        block = page.places.blocks[-1]
        pen.sheet.repeat_rows(block.head(HEADER), block.head(LABELS))


def printed_rows(page: MonthPage) -> list[range]:
    """Return the rows that go on pages of their own: a group's without its spare rows."""
    return [
        range(
            block.title_row if place else monthly.TITLE_ROW,
            block.rows[0] + len(month_rows(block.group, page.month, page.filed)),
        )
        for place, block in enumerate(page.places.blocks)
    ]


def print_area(page: MonthPage) -> str:
    """Return the print area of the sheet, as a defined name has it."""
    sheet, last = quote_sheetname(layout.month_sheet(page.month)), page.places.columns.last
    areas = (xl_range_abs(rows[0], 0, rows[-1], last) for rows in printed_rows(page))
    return ",".join(f"{sheet}!{area}" for area in areas)
