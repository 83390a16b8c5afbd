"""Writing the month sheets: inputs to fill, results that follow as the numbers go in."""

from collections.abc import Sequence

from xlsxwriter.utility import quote_sheetname, xl_range, xl_range_abs, xl_rowcol_to_cell

from xlportal.core.book import Book
from xlportal.core.labels import month_label
from xlportal.core.ledger import MonthEntries
from xlportal.score.assessment import INFO, Assessment, GroupMonth
from xlportal.sheets import layout, monthly
from xlportal.sheets.grid import Value
from xlportal.sheets.interface import SHEET_BUTTONS
from xlportal.sheets.monthly import (
    ITEM_COLUMNS,
    RESULTS,
    VALUE_COLUMN,
    Block,
    Columns,
    MonthLayout,
    month_rows,
)  # fmt: skip
from xlportal.sheets.native import Formulas
from xlportal.sheets.native_values import hidden_values, rules_line
from xlportal.sheets.pen import Pen, Style, characters, pixels
from xlportal.sheets.results import ByColumn, ranking, unit_results, unit_sums
from xlportal.sheets.template import fields, styles
from xlportal.sheets.template.fields import Field

ROW_HEIGHT = 21
_GAP, _TITLE_HEIGHT, _HEADER_HEIGHT, _SMALL_HEIGHT = 7, 28, 24, 18
_COMMENT = {**styles.COMMENT, "y_scale": 0.9}
_COUNT_NOTE = "采用的稿件里，同时在专栏发布的篇数。设专栏加成的组才影响得分。"
_HINT_HEIGHT = styles.height(0, [5])
"""A merged cell does not grow by itself when the hint is typed."""
_SERIAL_WIDTH, _LEAST_NAME, _WIDEST_NAME, _COUNT_WIDTH = 5, 30, 40, 7
_ROOM = 0.94 * styles.SCREEN
"""Pixels of the block: LibreOffice draws columns a little wider than Excel."""
_RANKING_WIDTHS = (2, 7, 30, 9)
"""Of the small table by rank and the gap before it."""
_FOOTER = f"&L填报人：{'　' * 8}审核人：{'　' * 8}日期：&R&A　第 &P 页 共 &N 页"
"""A line for signatures under every page."""
_LISTED: Style = {**styles.LEFT, **styles.SHRINK}
_LEAST_SCALE = 0.62
"""How small a month is printed at least, before it is printed lengthwise."""
_NARROW_TITLE: Style = {"font_size": 13}
"""Where the column of names is narrow, buttons stand near."""
_BUTTON, _BUTTON_SPACE = (120, 30), 40
_GUIDE = "黄色格填数，灰色格自动算；没有采用的留空即可。填完点“计算排名”，附表和通报自动生成。"
_NEXT, _FIRST_AGAIN = "下一组　附表{} ↓", "回到　附表{} ↑"
"""What leads from block to block."""


def write_month(
    pen: Pen, book: Book, month: int, places: MonthLayout, assessment: Assessment | None
) -> None:
    """Write one month's sheet: what is said of the month, a block a group, print setup."""
    columns, blocks, filed = places.columns, places.blocks, book.ledger.entries(month)
    # A group that others follow may be too long for a page across.
    longest = max((len(rows) for rows in _printed(blocks)[:-1]), default=0)
    lengthwise = longest * ROW_HEIGHT * _LEAST_SCALE > styles.page_height()
    pen.widths(_widths(columns, 0 if lengthwise else _ROOM))
    _top(pen, book, month, columns)
    results = {group.group.annex: group for group in assessment.groups} if assessment else {}
    for block, following in zip(blocks, [*blocks[1:], *blocks[:1]], strict=True):
        result = results.get(block.group.annex)
        _BlockWriter(pen, block, columns, filed).write(result, following)
    pen.sheet.freeze_panes(monthly.TITLE_ROW + 1, VALUE_COLUMN)
    if blocks:
        pen.select(blocks[0].rows[0], columns.pieces(0))
        _right_of_blocks(pen, places)
        _print(pen, places, lengthwise=lengthwise)


def _widths(columns: Columns, room: float) -> list[float]:
    """Return the columns' widths: names, then reasons take what is left of ``room`` pixels."""
    items = [_COUNT_WIDTH] * (ITEM_COLUMNS * columns.slots)
    inputs, results = columns.inputs, [result.width for result in RESULTS]
    widths = [_SERIAL_WIDTH, _LEAST_NAME, *items, *(one.width for one in inputs), *results]
    widest = [_SERIAL_WIDTH, _WIDEST_NAME, *items, *(one.most for one in inputs), *results]
    for column, most in enumerate(widest):
        left = int(characters(room - pixels(widths)))
        widths[column] += max(0, min(most - widths[column], left))
    return widths


def _top(pen: Pen, book: Book, month: int, columns: Columns) -> None:
    """Write title, buttons and what is said of the month: its date of issue, its hint."""
    row, last = monthly.TITLE_ROW, columns.last
    label = f"年{month_label(month)}　门户网站考核填报表"
    size = _NARROW_TITLE if pen.columns[monthly.UNIT_COLUMN] < _WIDEST_NAME else styles.USUAL
    title, shown = f'={layout.YEAR_LABEL}&"{label}"', f"{book.ledger.year}{label}"
    pen.formula(row, 0, title, shown, styles.TITLE, size)
    pen.height(row, 28)
    for index, button in enumerate(SHEET_BUTTONS):
        place, offset = (row, VALUE_COLUMN), (_BUTTON_SPACE + index * (_BUTTON[0] + 8), 4)
        pen.button(place, offset, _BUTTON, macro=button.macro, caption=button.label)
    row, date = monthly.DATE_ROW, book.settings.dates.get(month)
    pen.put(row, monthly.LABEL_COLUMN, layout.DATE_LABEL, styles.LABEL)
    pen.height(row, ROW_HEIGHT)
    last_of_date = VALUE_COLUMN + ITEM_COLUMNS - 1
    pen.merge(row, VALUE_COLUMN, row, last_of_date, date, styles.ENTRY, styles.DATE)
    said = "通报的落款日期，如 2020-3-2。留空则印空白日期，由人手填。"
    rule = fields.explained(layout.DATE_LABEL, said)
    pen.sheet.data_validation(row, VALUE_COLUMN, row, last_of_date, rule)
    pen.put(row, last_of_date + 1, _GUIDE, styles.HINT, styles.ASIDE)
    pen.put(monthly.HINT_ROW, monthly.LABEL_COLUMN, monthly.HINT_LABEL, styles.LABEL)
    row, hint = monthly.HINT_ROW, book.settings.hints.get(month)
    pen.merge(row, VALUE_COLUMN, row, last, hint, styles.ENTRY, styles.NAME, styles.AS_TYPED)
    lines = styles.lines(hint, pen.width(VALUE_COLUMN, last))
    pen.height(row, styles.height(_HINT_HEIGHT, [lines]))
    rule = fields.explained(monthly.HINT_LABEL, "写在通报末尾的一段话，如检查安排。没有就留空。")
    pen.sheet.data_validation(row, VALUE_COLUMN, row, last, rule)


def _right_of_blocks(pen: Pen, places: MonthLayout) -> None:
    """Set the small table's widths; hide helping columns and Excel's marks on numbers as text."""
    columns = places.columns
    for column, width in enumerate(_RANKING_WIDTHS, start=columns.last + 1):
        pen.sheet.set_column(column, column, width)
    pen.sheet.set_column(columns.hidden[0], columns.hidden[-1], None, None, {"hidden": True})
    inputs = [xl_range(*block.down(columns.pieces(0), columns.last)) for block in places.blocks]
    pen.sheet.ignore_errors({"number_stored_as_text": " ".join(inputs)})


def _print(pen: Pen, places: MonthLayout, *, lengthwise: bool) -> None:
    """Print groups whole, a long last one on as many pages as it takes, its headers repeated.

    Excel repeats the same rows on every page, so that it can be the headers of one group only.
    """
    pen.sheet.set_footer(_FOOTER)
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
        pen.sheet.repeat_rows(block.head(monthly.HEADER), block.head(monthly.LABELS))
    sheet, last = quote_sheetname(pen.sheet.name), places.columns.last
    areas = ",".join(f"{sheet}!{xl_range_abs(rows[0], 0, rows[-1], last)}" for rows in printed)
    pen.palette.book.define_name(f"{sheet}!_xlnm.Print_Area", f"={areas}")


def _printed(blocks: Sequence[Block]) -> list[range]:
    """Return the rows that go on pages of their own: a group's without its spare rows."""
    firsts = [monthly.TITLE_ROW, *(block.title_row for block in blocks[1:])]
    lasts = (block.rows.stop - monthly.SPARE_ROWS for block in blocks)
    return [range(first, last) for first, last in zip(firsts, lasts, strict=False)]


class _BlockWriter:
    """Writes one block with what was ``filed``."""

    def __init__(
        self, pen: Pen, block: Block, columns: Columns, filed: MonthEntries | None
    ) -> None:
        self.pen = pen
        self.block = block
        self.columns = columns
        self.formulas = Formulas(block, columns)
        self.rows = dict(zip(block.rows, month_rows(block, filed), strict=True))
        annex = block.group.annex
        self.unfilled = filed is not None and annex in filed.unfilled
        self.marked = filed is not None and not (filed.of(annex) or self.unfilled)

    def write(self, result: GroupMonth | None, following: Block) -> None:
        """Write the block and, where it is filled, its results; lead on to the ``following``."""
        self._title(following)
        self._headers()
        filled = [*fields.fields(self.formulas)]
        for serial, row in enumerate(self.rows, start=1):
            self._row(serial, row, filled)
        for field in filled:
            self._guard(field)
        spare = self.block.rows[-monthly.SPARE_ROWS :]
        place = (spare[0], monthly.UNIT_COLUMN, spare[-1], monthly.UNIT_COLUMN)
        self.pen.sheet.data_validation(*place, fields.SPARE_NAME)
        self._results(None if self.unfilled else result)

    def _title(self, following: Block) -> None:
        """Write the title and the way on, and below them the mark and the rules in force."""
        pen, row, mark = self.pen, self.block.head(monthly.TITLE), self.block.head(monthly.MARK)
        title = f"{layout.annex_sheet(self.block.group.annex)}　{self.block.group.name}"
        pen.merge(row, 0, row, monthly.UNIT_COLUMN, title, styles.SECTION)
        pen.height(row - 1, _GAP)
        lines = styles.lines(title, pen.width(0, monthly.UNIT_COLUMN) + 1)
        pen.height(row, styles.height(_TITLE_HEIGHT, [lines]))
        if following is not self.block:
            text = _NEXT if following.title_row > row else _FIRST_AGAIN
            beside = VALUE_COLUMN + ITEM_COLUMNS * len(monthly.MEASURES)
            to, place = following.head(monthly.TITLE), (row, max(self.columns.of[INFO], beside))
            target = f"internal:'{pen.sheet.name}'!{xl_rowcol_to_cell(to, 0)}"
            pen.link(*place, target, text.format(following.group.annex), styles.HINT, styles.ASIDE)
        pen.put(mark, monthly.UNIT_COLUMN, monthly.NONE_LABEL, styles.LABEL)
        pen.put(mark, VALUE_COLUMN, layout.YES if self.marked else None, *fields.COUNT)
        pen.sheet.data_validation(*(mark, VALUE_COLUMN) * 2, fields.MARK)
        line, first, last = rules_line(self.block.terms.rules), VALUE_COLUMN + 1, self.columns.last
        pen.merge(mark, first, mark, last, line, styles.HINT, styles.LEFT)
        pen.formula(mark, first, self.formulas.rules_line(), line, styles.HINT, styles.LEFT)
        lines = styles.lines(line, pen.width(first, last), styles.HINT)
        pen.height(mark, styles.height(ROW_HEIGHT, [lines]))

    def _headers(self) -> None:
        """Write the three header rows and what explains them."""
        pen, columns, items = self.pen, self.columns, self.block.terms.items
        header, row, labels = map(self.block.head, (monthly.HEADER, monthly.POINTS, monthly.LABELS))
        named: list[monthly.Input | monthly.Result] = [*columns.inputs, *RESULTS]
        texts = [(0, monthly.SERIAL), (monthly.UNIT_COLUMN, monthly.UNIT)]
        texts += [(columns.of[result.field], result.label) for result in RESULTS]
        for column, text in texts:
            pen.merge(header, column, labels, column, text, styles.HEADER)
        for column, text in zip(columns.ranking, monthly.RANKING, strict=True):
            pen.merge(header, column, labels + 1, column, text, styles.HEADER)
        for given in columns.inputs:
            column = columns.of[given.field]
            pen.merge(header, column, row, column, given.label, styles.HEADER)
            pen.put(labels, column, given.below, styles.SMALL_HEADER)
        for slot in range(columns.slots):
            self._item_header(slot, columns.pieces(slot))
        width = pen.width(monthly.FIRST_COUNT, monthly.FIRST_COUNT + ITEM_COLUMNS - 1)
        tall = [styles.lines(item.name, width) for item in items]
        pen.height(header, styles.height(_HEADER_HEIGHT, tall))
        pen.height(row, _SMALL_HEIGHT)
        pen.height(labels, _SMALL_HEIGHT)
        pen.sheet.write_comment(labels, monthly.FIRST_COUNT + 1, _COUNT_NOTE, _COMMENT)
        for one in named:
            pen.sheet.write_comment(header, columns.of[one.field], one.note, _COMMENT)

    def _item_header(self, slot: int, left: int) -> None:
        """Write the headers of an item; a slot that is no item's has empty ones."""
        header, row, labels = map(self.block.head, (monthly.HEADER, monthly.POINTS, monthly.LABELS))
        looks = (styles.SMALL_HEADER, styles.POINTS)
        item = dict(enumerate(self.block.terms.items)).get(slot)
        last = left + ITEM_COLUMNS - 1
        self.pen.merge(header, left, header, last, item and item.name, styles.HEADER)
        self.pen.merge(row, left, row, last, None, *looks)
        for column, text in enumerate((monthly.PIECES, monthly.IN_COLUMN, monthly.EARNED), left):
            self.pen.put(labels, column, item and text, styles.SMALL_HEADER, styles.SHRINK)
        if item:
            formula = f"={self.formulas.at[f'points{slot}']}"
            self.pen.formula(row, left, formula, item.points, *looks)

    def _row(self, serial: int, row: int, filled: list[Field]) -> None:
        pen, (name, entry) = self.pen, self.rows[row]
        number = f"N({xl_rowcol_to_cell(row - 1, 0)})+1" if serial > 1 else "1"
        formula = f'=IF({xl_rowcol_to_cell(row, monthly.UNIT_COLUMN)}="","",{number})'
        pen.formula(row, 0, formula, serial if name else None, styles.FIXED, styles.CENTER)
        size = styles.name_size(name, pen.columns[monthly.UNIT_COLUMN])
        look = styles.FIXED if name else styles.ENTRY
        pen.put(row, monthly.UNIT_COLUMN, name, look, styles.NAME, size)
        tall = [styles.lines(name, pen.columns[monthly.UNIT_COLUMN], size)]
        for field in filled:
            value = field.value(entry) if entry else None
            pen.put(row, field.column, value, *field.look)
            if field.look is fields.WORDS:
                tall.append(styles.lines(value, pen.columns[field.column]))
        pen.height(row, styles.height(ROW_HEIGHT, tall))

    def _guard(self, field: Field) -> None:
        """Let only be typed what will be read; mark what is wrong or not the group's."""
        place = self.block.down(field.column)
        if field.rule:
            self.pen.sheet.data_validation(*place, field.rule)
        self._mark(place, field.off, styles.SWITCHED_OFF)
        self._mark(place, field.wrong, styles.WRONG)

    def _mark(self, place: tuple[int, int, int, int], formula: str, style: Style) -> None:
        if formula:
            criteria = f"={formula.format(xl_rowcol_to_cell(*place[:2]))}"
            look = self.pen.palette.format(style)
            rule = {"type": "formula", "criteria": criteria, "format": look}
            self.pen.sheet.conditional_format(*place, rule)

    def _results(self, result: GroupMonth | None) -> None:
        """Write the results in sight and, out of sight, what they rest on."""
        pen, block, columns, formulas = self.pen, self.block, self.columns, self.formulas
        found = unit_results(result) if result else {}
        named = [found.get(unit.name, {}) for unit in block.terms.units]
        shown = [*named, *[{}] * monthly.SPARE_ROWS]
        for name, formula in formulas.results().items():
            values = [row.get(name) for row in shown]
            pen.array(block.rows[0], columns.of[name], formula, values, styles.COMPUTED)
        if block.terms.rules.is_relative:
            self._measures(result)
        self._sums(unit_sums(result) if result else {})
        names = [name for name, _ in self.rows.values()]
        standing = {unit.name: name for unit, name in zip(block.terms.units, names, strict=False)}
        self._ranking(ranking(result, standing) if result else [])
        pen.put(block.head(monthly.HEADER), columns.hidden[0], monthly.HELPERS_LABEL)
        hidden = hidden_values(block, [entry for _, entry in self.rows.values()], shown)
        for name, formula in formulas.helpers().items():
            pen.array(*formulas.hidden[name], formula, hidden[name])

    def _sums(self, sums: ByColumn) -> None:
        """Write the row of sums above the units."""
        pen, row = self.pen, self.block.head(monthly.SUMS)
        pen.merge(row, 0, row, monthly.UNIT_COLUMN, monthly.SUMS_LABEL, styles.SUM)
        pen.height(row, ROW_HEIGHT)
        for column in range(VALUE_COLUMN, self.columns.last + 1):
            pen.put(row, column, None, styles.SUM)
        for name, formula in self.formulas.sums().items():
            pen.array(row, self.columns.of[name], formula, [sums.get(name)], styles.SUM)

    def _ranking(self, places: Sequence[Sequence[Value]]) -> None:
        """Write the small table by rank beside the block."""
        looks = (styles.CENTER, _LISTED, styles.CENTER)
        blank = [("",) * len(looks)] * (len(self.block.rows) - len(places))
        for row, place in zip(self.block.rows, [*places, *blank], strict=True):
            cells = zip(self.columns.ranking, self.formulas.ranking(row), place, looks, strict=True)
            for column, formula, value, look in cells:
                self.pen.formula(row, column, formula, value, styles.COMPUTED, look)

    def _measures(self, result: GroupMonth | None) -> None:
        """Write names and figures of what scores are measured by, beside the title."""
        row, formulas = self.block.head(monthly.TITLE), self.formulas.measures()
        for place, measure in enumerate(monthly.MEASURES):
            label = VALUE_COLUMN + ITEM_COLUMNS * place
            value = getattr(result.measures, measure.field) if result else None
            style = styles.PERCENT if measure.field == "pass_rate" else styles.USUAL
            self.pen.put(row, label, measure.label, styles.KPI_LABEL)
            self.pen.array(row, label + 1, formulas[measure.field], [value], styles.KPI, style)
        line = xl_rowcol_to_cell(row, VALUE_COLUMN + ITEM_COLUMNS + 1, row_abs=True, col_abs=True)
        info = self.columns.of[INFO]
        above = xl_rowcol_to_cell(self.block.rows[0], info, col_abs=True)
        passed = f"AND(ISNUMBER({above}),ISNUMBER({line}),N({above})>N({line}))"
        self._mark(self.block.down(info, self.columns.last), passed, styles.ABOVE_LINE)
