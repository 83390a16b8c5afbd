"""Writing a group's block on a month sheet: headers, rows to fill, validation, live results."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.utility import xl_rowcol_to_cell

from xlportal.core.ledger import Entry, MonthEntries
from xlportal.score.assessment import INFO, GroupMonth
from xlportal.sheets import layout
from xlportal.sheets.month_columns import COUNT_NOTE, IN_COLUMN, MEASURES, PIECES, RESULTS
from xlportal.sheets.month_contents import Cells, month_rows
from xlportal.sheets.monthly import SPARE_ROWS, UNIT_COLUMN, VALUE_COLUMN, Block, Columns
from xlportal.sheets.native import Formulas
from xlportal.sheets.native_values import Values, rules_line
from xlportal.sheets.pen import Pen, Style, characters, pixels
from xlportal.sheets.template import styles, validation

ROW_HEIGHT = 21
_GAP = 10
_TITLE_SIZES: Sequence[Style] = [{"font_size": size} for size in (11, 10, 9)]
_MEASURES_FROM = 2
"""The column of the first measure's name; its figure stands beside it."""


def write_block(
    pen: Pen,
    block: Block,
    columns: Columns,
    cells: Cells,
    filed: MonthEntries | None,
    result: GroupMonth | None,
) -> None:
    """Write a block with what is ``filed`` and, where it is filled, its results."""
    writer = _Writer(pen, block, columns, cells)
    writer.title()
    writer.headers()
    writer.rows()
    writer.validate()
    writer.highlight()
    listed = month_rows(block.group, block.terms.month, filed)
    unfilled = filed is not None and block.group.annex in filed.unfilled
    writer.results(listed, None if unfilled else result)


class _Writer:
    """Writes one block."""

    def __init__(self, pen: Pen, block: Block, columns: Columns, cells: Cells) -> None:
        self.pen = pen
        self.block = block
        self.columns = columns
        self.cells = cells
        self.formulas = Formulas(block, columns)

    def title(self) -> None:
        """Write the title, in the largest size that leaves it on one line, and the mark below."""
        pen, row, mark = self.pen, self.block.title_row, self.block.mark_row
        title, width = self.cells[row, 0], self._width(0, UNIT_COLUMN)
        sizes = (size for size in _TITLE_SIZES if styles.lines(title, width + 1, size) == 1)
        size = next(sizes, _TITLE_SIZES[1])
        pen.merge(row, 0, row, UNIT_COLUMN, title, styles.SECTION, size)
        pen.height(row - 1, _GAP)
        pen.height(row, styles.height(28, [styles.lines(title, width + 1, size)]))
        pen.put(mark, UNIT_COLUMN, self.cells[mark, UNIT_COLUMN], styles.LABEL)
        pen.put(
            mark, VALUE_COLUMN, self.cells.get((mark, VALUE_COLUMN)), styles.ENTRY, styles.CENTER
        )
        line = rules_line(self.block.terms.rules)
        place = (mark, VALUE_COLUMN + 1, mark, self.columns.last)
        pen.merge(*place, line, styles.HINT, styles.LEFT)
        pen.formula(
            mark, VALUE_COLUMN + 1, self.formulas.rules_line(), line, styles.HINT, styles.LEFT
        )
        lines = styles.lines(line, self._width(VALUE_COLUMN + 1, self.columns.last), styles.HINT)
        pen.height(mark, styles.height(ROW_HEIGHT, [lines]))

    def headers(self) -> None:
        """Write the three header rows and what explains them."""
        pen, block, columns = self.pen, self.block, self.columns
        header, labels = block.header_row, block.labels_row
        items = [(columns.pieces(slot), item) for slot, item in enumerate(block.terms.items)]
        tall = [styles.lines(item.name, self._width(at, at + 1)) for at, item in items]
        for row, height in (
            (header, styles.height(24, tall)),
            (block.points_row, 18),
            (labels, 18),
        ):
            pen.height(row, height)
        for column in (0, UNIT_COLUMN, *range(columns.pieces(columns.slots), columns.last + 1)):
            text = self.cells.get((header, column))
            pen.merge(header, column, labels, column, text, styles.HEADER)
        for slot in range(columns.slots):
            self._item_header(slot)
        notes = [column.note for column in columns.inputs] + [result.note for result in RESULTS]
        for place, note in enumerate(notes, start=columns.pieces(columns.slots)):
            self._comment(header, place, note)
        self._comment(labels, columns.pieces(0) + 1, COUNT_NOTE)

    def _item_header(self, slot: int) -> None:
        pen, block, left = self.pen, self.block, self.columns.pieces(slot)
        name = self.cells.get((block.header_row, left))
        pen.merge(block.header_row, left, block.header_row, left + 1, name, styles.HEADER)
        pen.merge(
            block.points_row,
            left,
            block.points_row,
            left + 1,
            None,
            styles.SMALL_HEADER,
            styles.POINTS,
        )
        for side in (0, 1):
            text = self.cells.get((block.labels_row, left + side))
            pen.put(block.labels_row, left + side, text, styles.SMALL_HEADER, styles.SHRINK)
        if slot < len(block.terms.items):
            formula, points = (
                f"={self.formulas.at[f'points{slot}']}",
                block.terms.items[slot].points,
            )
            pen.formula(block.points_row, left, formula, points, styles.SMALL_HEADER, styles.POINTS)

    def _comment(self, row: int, column: int, text: str) -> None:
        self.pen.sheet.write_comment(
            row, column, text,
            {"author": "门户考核", "x_scale": 1.8, "y_scale": 0.9, "font_name": styles.FONT,
             "font_size": 9},
        )  # fmt: skip

    def rows(self) -> None:
        """Write the rows of the units and the spare ones."""
        pen, columns = self.pen, self.columns
        used = columns.pieces(len(self.block.terms.items))
        for row in self._rows():
            name = self.cells.get((row, UNIT_COLUMN))
            size = styles.name_size(name, pen.columns[UNIT_COLUMN])
            tall = [styles.lines(name, pen.columns[UNIT_COLUMN], size)]
            self._serial(row)
            look = styles.ENTRY if name is None else styles.FIXED
            pen.put(row, UNIT_COLUMN, name, look, styles.NAME, size)
            for at in range(columns.pieces(0), columns.pieces(columns.slots)):
                style = _COUNT if at < used else (styles.FIXED, styles.SWITCHED_OFF)
                pen.put(row, at, self.cells.get((row, at)), *style)
            for at, column in enumerate(columns.inputs, start=columns.pieces(columns.slots)):
                value = self.cells.get((row, at))
                pen.put(row, at, value, *(_COUNT if column.is_points else _WORDS))
                tall += [] if column.is_points else [styles.lines(value, pen.columns[at])]
            pen.height(row, styles.height(ROW_HEIGHT, tall))

    def _serial(self, row: int) -> None:
        """Write a number that follows the names, whoever puts them there."""
        number = "1" if row == self.block.first_row else f"N({xl_rowcol_to_cell(row - 1, 0)})+1"
        formula = f'=IF({xl_rowcol_to_cell(row, UNIT_COLUMN)}="","",{number})'
        self.pen.formula(row, 0, formula, self.cells.get((row, 0)), styles.FIXED, styles.CENTER)

    def validate(self) -> None:
        """Let only be typed what will be read, and say what to type."""
        first, columns = self.block.first_row, self.columns
        for slot, item in enumerate(self.block.terms.items):
            at = columns.pieces(slot)
            left, right = (xl_rowcol_to_cell(first, at + side) for side in (0, 1))
            titles = [styles.message_title(item.name, kind) for kind in (PIECES, IN_COLUMN)]
            self._validation(at, validation.count_rule(left, titles[0]))
            self._validation(at + 1, validation.column_rule(left, right, titles[1]))
        for column in columns.inputs:
            at = columns.input(column.field) or 0
            said = {"input_title": column.label, "input_message": column.hint}
            cell = xl_rowcol_to_cell(first, at)
            points = validation.points_rule(cell, column.label, column.hint)
            self._validation(at, points if column.is_points else validation.ANYTHING | said)
        mark = (self.block.mark_row, VALUE_COLUMN) * 2
        self.pen.sheet.data_validation(*mark, validation.MARK)
        spare = max(self.block.last_row - SPARE_ROWS + 1, first)
        place = (spare, UNIT_COLUMN, self.block.last_row, UNIT_COLUMN)
        self.pen.sheet.data_validation(*place, validation.SPARE_NAME)

    def _validation(self, column: int, rule: validation.Rule) -> None:
        rows = self.block.first_row, self.block.last_row
        self.pen.sheet.data_validation(rows[0], column, rows[1], column, rule)

    def highlight(self) -> None:
        """Mark what is wrong, what the group does not have, and who is above the pass line."""
        at, columns, wrong = self.formulas.at, self.columns, styles.WRONG
        for slot, _ in enumerate(self.block.terms.items):
            worth = xl_rowcol_to_cell(
                self.block.first_row, self.formulas.helpers[f"worth{slot}"], col_abs=True
            )
            left = columns.pieces(slot)
            self._mark(left, left + 1, f'AND({worth}<0,{{}}<>"")', wrong)
        for column in (column for column in columns.inputs if column.rule):
            place = columns.input(column.field) or 0
            self._mark(place, place, f'{at[column.rule]}<>"{layout.YES}"', styles.SWITCHED_OFF)
            if column.is_points:
                text = self.formulas.helpers[f"{column.field}_text"]
                cell = xl_rowcol_to_cell(self.block.first_row, text, col_abs=True)
                self._mark(place, place, f'{cell}="?"', wrong)
        if self.block.terms.rules.is_relative:
            info = xl_rowcol_to_cell(self.block.first_row, columns.result(INFO), col_abs=True)
            line = xl_rowcol_to_cell(*self._measure(1), row_abs=True, col_abs=True)
            passed = f"AND(ISNUMBER({info}),ISNUMBER({line}),N({info})>N({line}))"
            self._mark(columns.result(INFO), columns.last, passed, styles.ABOVE_LINE)

    def _mark(self, first: int, last: int, formula: str, style: Style) -> None:
        """Give cells a style where a formula is true; braces in it stand for the cell itself."""
        rows = self.block.first_row, self.block.last_row
        criteria = f"={formula.format(xl_rowcol_to_cell(rows[0], first))}"
        rule = {"type": "formula", "criteria": criteria, "format": self.pen.palette.format(style)}
        self.pen.sheet.conditional_format(rows[0], first, rows[1], last, rule)

    def _measure(self, place: int) -> tuple[int, int]:
        return self.block.title_row, _MEASURES_FROM + 2 * place + 1

    def results(
        self, listed: Sequence[tuple[str, Entry | None]], result: GroupMonth | None
    ) -> None:
        """Write the results in sight and, out of sight, what they rest on."""
        figures = result.figures.to_dict("index") if result else {}
        rows = [*listed, *[("", None)] * (self.block.capacity - len(listed))]
        shown = [figures.get(self._unit(name), {}) for name, _ in rows]
        for column in RESULTS:
            place = (self.block.first_row, self.columns.result(column.field))
            values = [row.get(column.field) for row in shown]
            self.pen.array(*place, self.formulas.results()[column.field], values, styles.COMPUTED)
        if self.block.terms.rules.is_relative:
            self._measures(result)
        infos = [row.get(INFO) for row in shown]
        self._helpers(Values(self.block.terms, [entry for _, entry in rows], infos))

    def _unit(self, name: str) -> str:
        position = self.block.group.position(name)
        return "" if position is None else self.block.group.units[position].name

    def _measures(self, result: GroupMonth | None) -> None:
        for index, measure in enumerate(MEASURES):
            row, column = self._measure(index)
            value = getattr(result.measures, measure.field) if result else None
            style = styles.PERCENT if measure.field == "pass_rate" else styles.USUAL
            self.pen.put(row, column - 1, measure.label, styles.KPI_LABEL)
            formula = self.formulas.measures()[measure.field]
            self.pen.array(row, column, formula, [value], styles.KPI, style)

    def _helpers(self, values: Values) -> None:
        row, column = self.block.header_row, self.columns.helpers
        self.pen.put(row, column, self.cells[row, column])
        cells, columns = values.cells(), values.columns()
        for name, formula in self.formulas.cell_formulas().items():
            self.pen.array(*self.formulas.cells[name], formula, [cells[name]])
        for name, formula in self.formulas.helper_formulas().items():
            place = (self.block.first_row, self.formulas.helpers[name])
            self.pen.array(*place, formula, columns[name])

    def _rows(self) -> range:
        return range(self.block.first_row, self.block.last_row + 1)

    def _width(self, first: int, last: int) -> float:
        """Return the width of cells merged from a first to a last column."""
        return characters(pixels(self.pen.columns[first : last + 1]))


_COUNT = (styles.ENTRY, styles.CENTER, styles.AS_TYPED)
_WORDS = (styles.ENTRY, styles.NAME, styles.AS_TYPED)
