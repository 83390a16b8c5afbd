"""Writing a group's block on a month sheet: headers, rows to fill, validation, live results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell

from xlportal.core.ledger import MonthEntries
from xlportal.score.assessment import INFO, GroupMonth
from xlportal.sheets import layout
from xlportal.sheets.month_columns import COUNT_NOTE, IN_COLUMN, MEASURES, PIECES, RESULTS
from xlportal.sheets.month_contents import Cells, month_rows
from xlportal.sheets.monthly import (
    HEADER,
    LABELS,
    MARK,
    POINTS,
    SPARE_ROWS,
    TITLE,
    UNIT_COLUMN,
    VALUE_COLUMN,
    Block,
    Columns,
)  # fmt: skip
from xlportal.sheets.native import Formulas
from xlportal.sheets.native_values import hidden_values, rules_line
from xlportal.sheets.pen import Pen, Style, characters, pixels
from xlportal.sheets.template import styles, validation

ROW_HEIGHT = 21
_GAP, _TITLE_HEIGHT, _HEADER_HEIGHT, _SMALL_HEIGHT = 10, 28, 24, 18
_COMMENT = {"author": "门户考核", "x_scale": 1.8, "y_scale": 0.9, "font_name": styles.FONT,
            "font_size": 9}  # fmt: skip
_COUNT = (styles.ENTRY, styles.CENTER, styles.AS_TYPED)
_WORDS = (styles.ENTRY, styles.NAME, styles.AS_TYPED)


@dataclass(frozen=True)
class _Field:
    """A column to fill: its look, what may be typed, formulas for what is wrong and what is off.

    Braces in the formulas stand for the cell itself.
    """

    column: int
    look: tuple[Style, ...]
    rule: validation.Rule
    wrong: str = ""
    off: str = ""


class BlockWriter:
    """Writes one block; ``cells`` are those of its sheet."""

    def __init__(self, pen: Pen, block: Block, columns: Columns, cells: Cells) -> None:
        self.pen = pen
        self.block = block
        self.columns = columns
        self.cells = cells
        self.formulas = Formulas(block, columns)

    def write(self, filed: MonthEntries | None, result: GroupMonth | None) -> None:
        """Write the block with what is ``filed`` and, where it is filled, its results."""
        self._title()
        self._headers()
        fields = [*self._fields()]
        for row in self.block.rows:
            self._row(row, fields)
        for field in fields:
            self._guard(field)
        self._spare_names()
        unfilled = filed is not None and self.block.group.annex in filed.unfilled
        self._results(filed, None if unfilled else result)

    def _title(self) -> None:
        """Write the title, and below it the mark and the rules in force."""
        pen, row, mark = self.pen, self.block.head(TITLE), self.block.head(MARK)
        title = self.cells[row, 0]
        pen.merge(row, 0, row, UNIT_COLUMN, title, styles.SECTION)
        pen.height(row - 1, _GAP)
        pen.height(row, styles.height(_TITLE_HEIGHT, [styles.lines(title, self._width(0, 1) + 1)]))
        pen.put(mark, UNIT_COLUMN, self.cells[mark, UNIT_COLUMN], styles.LABEL)
        pen.put(mark, VALUE_COLUMN, self.cells.get((mark, VALUE_COLUMN)), *_COUNT)
        pen.sheet.data_validation(*(mark, VALUE_COLUMN) * 2, validation.MARK)
        line, first, last = rules_line(self.block.terms.rules), VALUE_COLUMN + 1, self.columns.last
        pen.merge(mark, first, mark, last, line, styles.HINT, styles.LEFT)
        pen.formula(mark, first, self.formulas.rules_line(), line, styles.HINT, styles.LEFT)
        lines = styles.lines(line, self._width(first, last), styles.HINT)
        pen.height(mark, styles.height(ROW_HEIGHT, [lines]))

    def _headers(self) -> None:
        """Write the three header rows and what explains them."""
        pen, block, columns = self.pen, self.block, self.columns
        header, labels = block.head(HEADER), block.head(LABELS)
        for column in (0, UNIT_COLUMN, *range(columns.pieces(columns.slots), columns.last + 1)):
            text = self.cells.get((header, column))
            pen.merge(header, column, labels, column, text, styles.HEADER)
        for slot in range(columns.slots):
            self._item_header(slot, columns.pieces(slot))
        names = {columns.pieces(slot): item.name for slot, item in enumerate(block.terms.items)}
        tall = [styles.lines(name, self._width(at, at + 1)) for at, name in names.items()]
        pen.height(header, styles.height(_HEADER_HEIGHT, tall))
        pen.height(block.head(POINTS), _SMALL_HEIGHT)
        pen.height(labels, _SMALL_HEIGHT)
        pen.sheet.write_comment(labels, columns.pieces(0) + 1, COUNT_NOTE, _COMMENT)
        notes = [column.note for column in (*columns.inputs, *RESULTS)]
        for column, note in enumerate(notes, start=columns.pieces(columns.slots)):
            pen.sheet.write_comment(header, column, note, _COMMENT)

    def _item_header(self, slot: int, left: int) -> None:
        header, row, labels = map(self.block.head, (HEADER, POINTS, LABELS))
        name, looks = self.cells.get((header, left)), (styles.SMALL_HEADER, styles.POINTS)
        self.pen.merge(header, left, header, left + 1, name, styles.HEADER)
        self.pen.merge(row, left, row, left + 1, None, *looks)
        for column in (left, left + 1):
            text = self.cells.get((labels, column))
            self.pen.put(labels, column, text, styles.SMALL_HEADER, styles.SHRINK)
        if slot < len(self.block.terms.items):
            points = self.block.terms.items[slot].points
            self.pen.formula(row, left, f"={self.formulas.at[f'points{slot}']}", points, *looks)

    def _fields(self) -> Iterator[_Field]:
        """Yield the columns to fill, those without an item too."""
        first, columns = self.block.rows[0], self.columns
        for slot, item in enumerate(self.block.terms.items):
            left = columns.pieces(slot)
            beside = xl_rowcol_to_cell(first, left), xl_rowcol_to_cell(first, left + 1)
            titles = [styles.message_title(item.name, kind) for kind in (PIECES, IN_COLUMN)]
            wrong = f'AND({self._hidden(f"worth{slot}")}<0,{{}}<>"")'
            yield _Field(left, _COUNT, validation.count_rule(beside[0], titles[0]), wrong)
            yield _Field(left + 1, _COUNT, validation.column_rule(*beside, titles[1]), wrong)
        for at in range(columns.pieces(len(self.block.terms.items)), columns.pieces(columns.slots)):
            yield _Field(at, (styles.FIXED, styles.SWITCHED_OFF), {})
        for at, column in enumerate(columns.inputs, start=columns.pieces(columns.slots)):
            off = f'{self.formulas.at[column.rule]}<>"{layout.YES}"' if column.rule else ""
            if column.is_points:
                cell = xl_rowcol_to_cell(first, at)
                rule = validation.points_rule(cell, column.label, column.hint)
                yield _Field(at, _COUNT, rule, f'{self._hidden(f"{column.field}_text")}="?"', off)
            else:
                said = {"input_title": column.label, "input_message": column.hint}
                yield _Field(at, _WORDS, {"validate": "any", **said}, off=off)

    def _hidden(self, name: str) -> str:
        """Return the address of the first row's cell in a hidden column."""
        column = self.formulas.hidden_columns[name]
        return str(xl_rowcol_to_cell(self.block.rows[0], column, col_abs=True))

    def _row(self, row: int, fields: list[_Field]) -> None:
        pen, name = self.pen, self.cells.get((row, UNIT_COLUMN))
        number = "1" if row == self.block.rows[0] else f"N({xl_rowcol_to_cell(row - 1, 0)})+1"
        serial = f'=IF({xl_rowcol_to_cell(row, UNIT_COLUMN)}="","",{number})'
        pen.formula(row, 0, serial, self.cells.get((row, 0)), styles.FIXED, styles.CENTER)
        size = styles.name_size(name, pen.columns[UNIT_COLUMN])
        look = styles.ENTRY if name is None else styles.FIXED
        pen.put(row, UNIT_COLUMN, name, look, styles.NAME, size)
        tall = [styles.lines(name, pen.columns[UNIT_COLUMN], size)]
        for field in fields:
            value = self.cells.get((row, field.column))
            pen.put(row, field.column, value, *field.look)
            if field.look is _WORDS:
                tall.append(styles.lines(value, pen.columns[field.column]))
        pen.height(row, styles.height(ROW_HEIGHT, tall))

    def _guard(self, field: _Field) -> None:
        """Let only be typed what will be read; mark what is wrong or not the group's."""
        place = (self.block.rows[0], field.column, self.block.rows[-1], field.column)
        if field.rule:
            self.pen.sheet.data_validation(*place, field.rule)
        self._mark(place, field.off, styles.SWITCHED_OFF)
        self._mark(place, field.wrong, styles.WRONG)

    def _mark(self, place: tuple[int, int, int, int], formula: str, style: Style) -> None:
        if formula:
            criteria = f"={formula.format(xl_rowcol_to_cell(*place[:2]))}"
            look = {
                "type": "formula",
                "criteria": criteria,
                "format": self.pen.palette.format(style),
            }
            self.pen.sheet.conditional_format(*place, look)

    def _spare_names(self) -> None:
        rows = self.block.rows[-SPARE_ROWS:]
        place = (rows[0], UNIT_COLUMN, rows[-1], UNIT_COLUMN)
        self.pen.sheet.data_validation(*place, validation.SPARE_NAME)

    def _results(self, filed: MonthEntries | None, result: GroupMonth | None) -> None:
        """Write the results in sight and, out of sight, what they rest on."""
        listed = month_rows(self.block.group, self.block.terms.month, filed)
        rows = [*listed, *[("", None)] * (self.block.capacity - len(listed))]
        figures = result.figures.to_dict("index") if result else {}
        shown = [figures.get(self._unit(name), {}) for name, _ in rows]
        for field, formula in self.formulas.results().items():
            place = (self.block.rows[0], self.columns.of(field) or 0)
            self.pen.array(*place, formula, [row.get(field) for row in shown], styles.COMPUTED)
        if self.block.terms.rules.is_relative:
            self._measures(result)
        infos = [row.get(INFO) for row in shown]
        self._helpers(hidden_values(self.block.terms, [entry for _, entry in rows], infos))

    def _unit(self, name: str) -> str:
        """Return the present name of a unit, empty for a name that nobody has or had."""
        position = self.block.group.position(name)
        return "" if position is None else self.block.group.units[position].name

    def _measures(self, result: GroupMonth | None) -> None:
        """Write names and figures of what scores are measured by, beside the title."""
        row = self.block.head(TITLE)
        for column, measure in enumerate(MEASURES):
            label = VALUE_COLUMN + 2 * column
            value = getattr(result.measures, measure.field) if result else None
            style = styles.PERCENT if measure.field == "pass_rate" else styles.USUAL
            self.pen.put(row, label, measure.label, styles.KPI_LABEL)
            formula = self.formulas.measures()[measure.field]
            self.pen.array(row, label + 1, formula, [value], styles.KPI, style)
        line = xl_rowcol_to_cell(row, VALUE_COLUMN + 3, row_abs=True, col_abs=True)
        info = self.columns.of(INFO) or 0
        above = xl_rowcol_to_cell(self.block.rows[0], info, col_abs=True)
        place = (self.block.rows[0], info, self.block.rows[-1], self.columns.last)
        passed = f"AND(ISNUMBER({above}),ISNUMBER({line}),N({above})>N({line}))"
        self._mark(place, passed, styles.ABOVE_LINE)

    def _helpers(self, values: Mapping[str, list[object]]) -> None:
        header, first = self.block.head(HEADER), self.columns.hidden[0]
        self.pen.put(header, first, self.cells[header, first])
        for name, formula in self.formulas.cells().items():
            self.pen.array(*self.formulas.hidden_cells[name], formula, values[name])
        for name, formula in self.formulas.columns_beside().items():
            place = (self.block.rows[0], self.formulas.hidden_columns[name])
            self.pen.array(*place, formula, values[name])

    def _width(self, first: int, last: int) -> float:
        """Return the width of cells merged from a first to a last column."""
        return characters(pixels(self.pen.columns[first : last + 1]))
