"""Writing a group's block on a month sheet: headers, rows to fill, validation, live results."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from xlsxwriter.utility import xl_rowcol_to_cell

from xlportal.core.ledger import Entry, MonthEntries, left_empty
from xlportal.score.assessment import INFO, GroupMonth
from xlportal.sheets import layout, monthly
from xlportal.sheets.monthly import (
    FIRST_COUNT,
    HEADER,
    IN_COLUMN,
    INPUTS,
    LABELS,
    MARK,
    MEASURES,
    PIECES,
    POINTS,
    RESULTS,
    TITLE,
    UNIT_COLUMN,
    VALUE_COLUMN,
    Block,
    Columns,
    Input,
    count_cells,
    month_rows,
)  # fmt: skip
from xlportal.sheets.native import Formulas
from xlportal.sheets.native_values import hidden_values, rules_line
from xlportal.sheets.pen import Pen, Style, characters, pixels
from xlportal.sheets.template import styles, validation

ROW_HEIGHT = 21
_GAP, _TITLE_HEIGHT, _HEADER_HEIGHT, _SMALL_HEIGHT = 10, 28, 24, 18
_COMMENT = {"author": "门户考核", "x_scale": 1.8, "y_scale": 0.9, "font_name": styles.FONT,
            "font_size": 9}  # fmt: skip
_COUNT_NOTE = "采用的稿件里，同时在专栏发布的篇数。设专栏加成的组才影响得分。"
_COUNT = (styles.ENTRY, styles.CENTER, styles.AS_TYPED)
_WORDS = (styles.ENTRY, styles.NAME, styles.AS_TYPED)


@dataclass(frozen=True)
class _Field:
    """A column to fill: its look, what stands in an entry's cell, what may be typed.

    ``wrong`` and ``off`` are formulas for what is wrong and what is not the group's; braces in them
    stand for the cell itself.
    """

    column: int
    look: tuple[Style, ...]
    value: Callable[[Entry], object]
    rule: validation.Rule
    wrong: str = ""
    off: str = ""


def _count_value(entry: Entry, place: int, side: int) -> int | None:
    return count_cells(entry.counts[place])[side]


def _input_value(entry: Entry, field: str) -> object:
    value = getattr(entry, field)
    if field == INPUTS[0].field and left_empty(entry.counts) and not entry.addition:
        return value  # Something has to say that the unit filed nothing, not that nobody filled it.
    return value or None


class BlockWriter:
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

    def write(self, result: GroupMonth | None) -> None:
        """Write the block and, where it is filled, its results."""
        self._title()
        self._headers()
        fields = [*self._fields()]
        for serial, row in enumerate(self.rows, start=1):
            self._row(serial, row, fields)
        for field in fields:
            self._guard(field)
        spare = self.block.rows[-monthly.SPARE_ROWS :]
        place = (spare[0], UNIT_COLUMN, spare[-1], UNIT_COLUMN)
        self.pen.sheet.data_validation(*place, validation.SPARE_NAME)
        self._results(None if self.unfilled else result)

    def _title(self) -> None:
        """Write the title, and below it the mark and the rules in force."""
        pen, row, mark = self.pen, self.block.head(TITLE), self.block.head(MARK)
        title = f"{layout.annex_sheet(self.block.group.annex)}　{self.block.group.name}"
        pen.merge(row, 0, row, UNIT_COLUMN, title, styles.SECTION)
        pen.height(row - 1, _GAP)
        pen.height(row, styles.height(_TITLE_HEIGHT, [styles.lines(title, self._width(0, 1) + 1)]))
        pen.put(mark, UNIT_COLUMN, monthly.NONE_LABEL, styles.LABEL)
        pen.put(mark, VALUE_COLUMN, layout.YES if self.marked else None, *_COUNT)
        pen.sheet.data_validation(*(mark, VALUE_COLUMN) * 2, validation.MARK)
        line, first, last = rules_line(self.block.terms.rules), VALUE_COLUMN + 1, self.columns.last
        pen.merge(mark, first, mark, last, line, styles.HINT, styles.LEFT)
        pen.formula(mark, first, self.formulas.rules_line(), line, styles.HINT, styles.LEFT)
        lines = styles.lines(line, self._width(first, last), styles.HINT)
        pen.height(mark, styles.height(ROW_HEIGHT, [lines]))

    def _headers(self) -> None:
        """Write the three header rows and what explains them."""
        pen, columns, items = self.pen, self.columns, self.block.terms.items
        header, row, labels = map(self.block.head, (HEADER, POINTS, LABELS))
        named = [*columns.inputs, *RESULTS]
        texts = [(0, monthly.SERIAL), (UNIT_COLUMN, monthly.UNIT)]
        for column, text in [*texts, *((columns.of[one.field], one.label) for one in named)]:
            pen.merge(header, column, labels, column, text, styles.HEADER)
        for slot in range(columns.slots):
            self._item_header(slot, columns.pieces(slot))
        lefts = map(columns.pieces, range(columns.slots))
        tall = [
            styles.lines(item.name, self._width(left, left + 1))
            for left, item in zip(lefts, items, strict=False)
        ]
        pen.height(header, styles.height(_HEADER_HEIGHT, tall))
        pen.height(row, _SMALL_HEIGHT)
        pen.height(labels, _SMALL_HEIGHT)
        pen.sheet.write_comment(labels, FIRST_COUNT + 1, _COUNT_NOTE, _COMMENT)
        for one in named:
            pen.sheet.write_comment(header, columns.of[one.field], one.note, _COMMENT)

    def _item_header(self, slot: int, left: int) -> None:
        """Write the headers of an item; a slot that is no item's has empty ones."""
        header, row, labels = map(self.block.head, (HEADER, POINTS, LABELS))
        looks = (styles.SMALL_HEADER, styles.POINTS)
        item = dict(enumerate(self.block.terms.items)).get(slot)
        self.pen.merge(header, left, header, left + 1, item and item.name, styles.HEADER)
        self.pen.merge(row, left, row, left + 1, None, *looks)
        for column, text in ((left, PIECES), (left + 1, IN_COLUMN)):
            self.pen.put(labels, column, item and text, styles.SMALL_HEADER, styles.SHRINK)
        if item:
            formula = f"={self.formulas.at[f'points{slot}']}"
            self.pen.formula(row, left, formula, item.points, *looks)

    def _fields(self) -> Iterator[_Field]:
        """Yield the columns to fill, those without an item too."""
        terms, columns = self.block.terms, self.columns
        for slot, (place, item) in enumerate(zip(terms.slots, terms.items, strict=True)):
            left = columns.pieces(slot)
            cells = self._first(left), self._first(left + 1)
            titles = [styles.message_title(item.name, kind) for kind in (PIECES, IN_COLUMN)]
            rules = (
                validation.count_rule(cells[0], titles[0]),
                validation.column_rule(*cells, titles[1]),
            )
            wrong = f'AND({self._hidden(f"worth{slot}")}<0,{{}}<>"")'
            for side, rule in enumerate(rules):
                value = partial(_count_value, place=place, side=side)
                yield _Field(left + side, _COUNT, value, rule, wrong)
        for at in range(columns.pieces(len(terms.items)), columns.pieces(columns.slots)):
            yield _Field(at, (styles.FIXED, styles.SWITCHED_OFF), lambda _: None, {})
        yield from map(self._input, columns.inputs)

    def _input(self, column: Input) -> _Field:
        at, value = self.columns.of[column.field], partial(_input_value, field=column.field)
        off = f'{self.formulas.at[column.rule]}<>"{layout.YES}"' if column.rule else ""
        if column.is_points:
            rule = validation.points_rule(self._first(at), column.label, column.hint)
            wrong = f'{self._hidden(f"{column.field}_text")}="?"'
            return _Field(at, _COUNT, value, rule, wrong, off)
        said = {"input_title": column.label, "input_message": column.hint}
        return _Field(at, _WORDS, value, {**validation.ANYTHING, **said}, off=off)

    def _first(self, column: int, *, fixed: bool = False) -> str:
        """Return the address of a column's cell in the first row for units."""
        return str(xl_rowcol_to_cell(self.block.rows[0], column, col_abs=fixed))

    def _hidden(self, name: str) -> str:
        return self._first(self.formulas.hidden[name][1], fixed=True)

    def _row(self, serial: int, row: int, fields: list[_Field]) -> None:
        pen, (name, entry) = self.pen, self.rows[row]
        number = f"N({xl_rowcol_to_cell(row - 1, 0)})+1" if serial > 1 else "1"
        formula = f'=IF({xl_rowcol_to_cell(row, UNIT_COLUMN)}="","",{number})'
        pen.formula(row, 0, formula, serial if name else None, styles.FIXED, styles.CENTER)
        size = styles.name_size(name, pen.columns[UNIT_COLUMN])
        look = styles.FIXED if name else styles.ENTRY
        pen.put(row, UNIT_COLUMN, name, look, styles.NAME, size)
        tall = [styles.lines(name, pen.columns[UNIT_COLUMN], size)]
        for field in fields:
            value = field.value(entry) if entry else None
            pen.put(row, field.column, value, *field.look)
            if field.look is _WORDS:
                tall.append(styles.lines(value, pen.columns[field.column]))
        pen.height(row, styles.height(ROW_HEIGHT, tall))

    def _guard(self, field: _Field) -> None:
        """Let only be typed what will be read; mark what is wrong or not the group's."""
        place = self._down(field.column)
        if field.rule:
            self.pen.sheet.data_validation(*place, field.rule)
        self._mark(place, field.off, styles.SWITCHED_OFF)
        self._mark(place, field.wrong, styles.WRONG)

    def _down(self, first: int, last: int | None = None) -> tuple[int, int, int, int]:
        """Return the place of columns in all rows for units."""
        rows = self.block.rows
        return rows[0], first, rows[-1], first if last is None else last

    def _mark(self, place: tuple[int, int, int, int], formula: str, style: Style) -> None:
        if formula:
            criteria = f"={formula.format(xl_rowcol_to_cell(*place[:2]))}"
            look = self.pen.palette.format(style)
            rule = {"type": "formula", "criteria": criteria, "format": look}
            self.pen.sheet.conditional_format(*place, rule)

    def _results(self, result: GroupMonth | None) -> None:
        """Write the results in sight and, out of sight, what they rest on."""
        pen, block, formulas = self.pen, self.block, self.formulas
        figures = result.figures.to_dict("index") if result else {}
        shown = [figures.get(self._unit(name), {}) for name, _ in self.rows.values()]
        for field, formula in formulas.results().items():
            place = (block.rows[0], self.columns.of[field])
            pen.array(*place, formula, [row.get(field) for row in shown], styles.COMPUTED)
        if block.terms.rules.is_relative:
            self._measures(result)
        pen.put(block.head(HEADER), self.columns.hidden[0], monthly.HELPERS_LABEL)
        entries, infos = (
            [entry for _, entry in self.rows.values()],
            [row.get(INFO) for row in shown],
        )
        values = hidden_values(block.terms, entries, infos)
        for name, formula in formulas.helpers().items():
            pen.array(*formulas.hidden[name], formula, values[name])

    def _unit(self, name: str) -> str:
        """Return the present name of a unit, empty for a name that nobody has or had."""
        position = self.block.group.position(name)
        return "" if position is None else self.block.group.units[position].name

    def _measures(self, result: GroupMonth | None) -> None:
        """Write names and figures of what scores are measured by, beside the title."""
        row, formulas, info = (
            self.block.head(TITLE),
            self.formulas.measures(),
            self.columns.of[INFO],
        )
        for place, measure in enumerate(MEASURES):
            label = VALUE_COLUMN + 2 * place
            value = getattr(result.measures, measure.field) if result else None
            style = styles.PERCENT if measure.field == "pass_rate" else styles.USUAL
            self.pen.put(row, label, measure.label, styles.KPI_LABEL)
            self.pen.array(row, label + 1, formulas[measure.field], [value], styles.KPI, style)
        line = xl_rowcol_to_cell(row, VALUE_COLUMN + 3, row_abs=True, col_abs=True)
        above = self._first(info, fixed=True)
        passed = f"AND(ISNUMBER({above}),ISNUMBER({line}),N({above})>N({line}))"
        self._mark(self._down(info, self.columns.last), passed, styles.ABOVE_LINE)

    def _width(self, first: int, last: int) -> float:
        """Return the width of cells merged from a first to a last column."""
        return characters(pixels(self.pen.columns[first : last + 1]))
