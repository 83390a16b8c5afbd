"""Writing the month sheets: inputs to fill, results that follow as the numbers go in."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.utility import quote_sheetname, xl_range, xl_range_abs

from xlportal.core.book import Book
from xlportal.core.labels import month_label
from xlportal.score.assessment import Assessment
from xlportal.sheets import layout, monthly
from xlportal.sheets.interface import SHEET_BUTTONS
from xlportal.sheets.monthly import (
    DATE_ROW,
    GUIDE_ROW,
    HEADER,
    HINT_ROW,
    LABEL_COLUMN,
    LABELS,
    RESULTS,
    SPARE_ROWS,
    TITLE_ROW,
    VALUE_COLUMN,
    Block,
    Columns,
    MonthLayout,
)  # fmt: skip
from xlportal.sheets.pen import Pen, Style, characters, pixels
from xlportal.sheets.template import styles, validation
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


def write_month(
    pen: Pen, book: Book, month: int, places: MonthLayout, assessment: Assessment | None
) -> None:
    """Write one month's sheet: what is said of the month, a block a group, print setup."""
    columns, blocks, filed = places.columns, places.blocks, book.ledger.entries(month)
    # A group that others follow may be too long for a page across.
    longest = max((len(rows) for rows in _printed(blocks)[:-1]), default=0)
    lengthwise = longest * ROW_HEIGHT * _LEAST_SCALE > styles.page_height()
    pen.widths(_widths(columns, 0 if lengthwise else styles.SCREEN))
    _top(pen, book, month, columns)
    results = {group.group.annex: group for group in assessment.groups} if assessment else {}
    for block in blocks:
        BlockWriter(pen, block, columns, filed).write(results.get(block.group.annex))
    pen.sheet.freeze_panes(TITLE_ROW + 1, VALUE_COLUMN)
    if blocks:
        pen.select(blocks[0].rows[0], columns.pieces(0))
        _hide(pen, places)
        _print(pen, places, lengthwise=lengthwise)


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


def _top(pen: Pen, book: Book, month: int, columns: Columns) -> None:
    label = f"年{month_label(month)}　门户网站考核填报表"
    size = styles.USUAL if columns.slots < _VERY_MANY else _NARROW_TITLE
    title, shown = f'={layout.YEAR_LABEL}&"{label}"', f"{book.ledger.year}{label}"
    pen.formula(TITLE_ROW, 0, title, shown, styles.TITLE, size)
    pen.height(TITLE_ROW, 34)
    for index, button in enumerate(SHEET_BUTTONS):
        at, offset = (TITLE_ROW, VALUE_COLUMN), (_BUTTON_SPACE + index * (_BUTTON[0] + 8), 7)
        pen.button(at, offset, _BUTTON, macro=button.macro, caption=button.label)
    labels = {GUIDE_ROW: "怎样填", DATE_ROW: layout.DATE_LABEL, HINT_ROW: monthly.HINT_LABEL}
    for row, text in labels.items():
        pen.put(row, LABEL_COLUMN, text, styles.LABEL)
        pen.height(row, ROW_HEIGHT)
    pen.put(GUIDE_ROW, VALUE_COLUMN, _GUIDE, styles.SUBTITLE)
    place = (DATE_ROW, VALUE_COLUMN, DATE_ROW, VALUE_COLUMN + 1)
    pen.merge(*place, book.settings.dates.get(month), styles.ENTRY, styles.DATE)
    said = "通报的落款日期，如 2020-3-2。留空印空白日期。"
    pen.put(DATE_ROW, VALUE_COLUMN + 2, said, styles.HINT, styles.ASIDE)
    _explain(pen, place, layout.DATE_LABEL, "如 2020-3-2。留空则印空白日期，由人手填。")
    hint, place = book.settings.hints.get(month), (HINT_ROW, VALUE_COLUMN, HINT_ROW, columns.last)
    pen.merge(*place, hint, styles.ENTRY, styles.NAME, styles.AS_TYPED)
    width = characters(pixels(pen.columns[VALUE_COLUMN : columns.last + 1]))
    pen.height(HINT_ROW, styles.height(_HINT_HEIGHT, [styles.lines(hint, width)]))
    _explain(pen, place, monthly.HINT_LABEL, "写在通报末尾的一段话，如检查安排。没有就留空。")


def _explain(pen: Pen, place: tuple[int, int, int, int], title: str, message: str) -> None:
    said = {"input_title": title, "input_message": message}
    pen.sheet.data_validation(*place, {**validation.ANYTHING, **said})


def _hide(pen: Pen, places: MonthLayout) -> None:
    """Hide the helping columns, and the marks that Excel puts on numbers that stand as text."""
    columns = places.columns
    pen.sheet.set_column(columns.hidden[0], columns.hidden[-1], None, None, {"hidden": True})
    inputs = [
        xl_range(block.rows[0], columns.pieces(0), block.rows[-1], columns.last)
        for block in places.blocks
    ]
    pen.sheet.ignore_errors({"number_stored_as_text": " ".join(inputs)})


def _print(pen: Pen, places: MonthLayout, *, lengthwise: bool) -> None:
    """Print groups whole, a long last one on as many pages as it takes, its headers repeated.

    Excel repeats the same rows on every page, so that it can be the headers of one group only.
    """
    printed, room = _printed(places.blocks), styles.page_room(pen, portrait=lengthwise)
    heights = [sum(pen.rows.get(row, styles.ROW) for row in rows) for rows in printed]
    page_height = styles.page_height()
    most = max((height for height in heights if height * _LEAST_SCALE <= page_height), default=0)
    if lengthwise:
        pen.sheet.set_portrait()
    elif most > room:
        room = most
        pen.sheet.set_print_scale(int(100 * page_height / most))
    if heights[-1] > room:
        block = places.blocks[-1]
        pen.sheet.repeat_rows(block.head(HEADER), block.head(LABELS))
    sheet, last = quote_sheetname(pen.sheet.name), places.columns.last
    areas = ",".join(f"{sheet}!{xl_range_abs(rows[0], 0, rows[-1], last)}" for rows in printed)
    pen.palette.book.define_name(f"{sheet}!_xlnm.Print_Area", f"={areas}")


def _printed(blocks: Sequence[Block]) -> list[range]:
    """Return the rows that go on pages of their own: a group's without its spare rows."""
    firsts = [TITLE_ROW, *(block.title_row for block in blocks[1:])]
    lasts = (block.rows.stop - SPARE_ROWS for block in blocks)
    return [range(first, last) for first, last in zip(firsts, lasts, strict=False)]
