"""Writing the sheets that are tables: 参数, 单位, 期初, 通报模板, 存档."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.utility import quote_sheetname, xl_range_abs

from xlportal.core.book import Book
from xlportal.core.checks import RULE_WORDS
from xlportal.core.limits import MAX_COUNT
from xlportal.core.rules import POINTS
from xlportal.core.wording import GENERAL_PLACEHOLDERS, GROUP_PLACEHOLDERS, ITEM_PLACEHOLDERS
from xlportal.sheets import archive, layout
from xlportal.sheets.columns import (
    BASICS,
    CHANGES,
    GROUPS,
    OPENING,
    UNITS,
    WORDING,
    Column,
    Form,
)
from xlportal.sheets.content import whole_number
from xlportal.sheets.contents import opening_items, parameter_tables
from xlportal.sheets.month_contents import Cells
from xlportal.sheets.pen import Pen, Style, characters, pixels
from xlportal.sheets.template import styles

ROW_HEIGHT, HEADER_HEIGHT = 22, 30
_MOST_IN_LIST = 255
"""Characters that Excel takes as the words of a list."""
_WIDE = 20
"""Columns wider than this hold names and sentences; narrower ones are centred."""


def write_parameters(pen: Pen, book: Book, cells: Cells) -> None:
    """Write 参数: basics, then the tables of groups, items and changes of rules."""
    tables = parameter_tables(book)
    columns = itertools.zip_longest(*([c.width for c in form.columns] for form, *_ in tables))
    pen.widths([max(filter(None, widths)) for widths in columns])
    guide = "改规则只改这里的黄色格。从年中某月起改的，写进“规则变更”，以前各月就不变。"
    _title(pen, layout.PARAMETERS, f"{guide}新增考核组或项目后，请按“更新工作簿”。")
    _basics(pen, cells)
    for form, header_row, last_row in tables:
        pen.put(header_row - 1, 0, form.title, styles.SECTION, {"text_wrap": False})
        pen.height(header_row - 1, 24)
        _table(pen, form, cells, header_row, last_row)
    _, header_row, last_row = tables[-1]
    column = CHANGES.place("rule")
    rule = {"validate": "list", **_rule_words(book)}
    _validate(pen, (header_row + 1, column, last_row, column), rule, "规则", CHANGES["rule"].note)
    pen.select(layout.BASICS_ROW, layout.BASICS_VALUE_COLUMN)


def _rule_words(book: Book) -> dict[str, Any]:
    """Return the words of the list of rules; where not all have room, others can be typed too."""
    rules = [word for key, word in RULE_WORDS.items() if key != POINTS]
    words = [*rules, *opening_items(book.ledger.groups)]
    lengths = itertools.accumulate(len(word) + 1 for word in words)
    room = [word for word, length in zip(words, lengths, strict=True) if length <= _MOST_IN_LIST]
    return {"source": room, "show_error": room == words}


def define_names(workbook: xlsxwriter.Workbook, book: Book) -> None:
    """Give the parameters names, so that formulas read as sentences."""
    sheet = quote_sheetname(layout.PARAMETERS)
    for row, column in enumerate(BASICS, start=layout.BASICS_ROW):
        at = layout.BASICS_VALUE_COLUMN
        workbook.define_name(column.label, f"={sheet}!{xl_range_abs(row, at, row, at)}")
    tables = [(layout.PARAMETERS, *table) for table in parameter_tables(book)]
    tables.append((layout.ROSTER, UNITS, layout.TABLE_ROW, _roster_end(book)))
    for place, form, header_row, last_row in tables:
        sheet = quote_sheetname(place)
        for at, column in enumerate(form.columns):
            if column.name and form is GROUPS:
                for row, group in enumerate(book.ledger.groups, start=header_row + 1):
                    cell = xl_range_abs(row, at, row, at)
                    workbook.define_name(f"{column.name}_{group.annex}", f"={sheet}!{cell}")
            elif column.name:
                cells = xl_range_abs(header_row + 1, at, last_row, at)
                workbook.define_name(column.name, f"={sheet}!{cells}")


def write_roster(pen: Pen, book: Book, cells: Cells) -> None:
    """Write 单位: every group's units in order."""
    pen.widths([column.width for column in UNITS.columns])
    guide = "名单和顺序。单位改名时改单位名称，旧名写进曾用名，历史就接得上。"
    _title(pen, layout.ROSTER, guide)
    _table(pen, UNITS, cells, layout.TABLE_ROW, _roster_end(book))
    _hold_headers(pen, 0)
    pen.sheet.set_portrait()


def _roster_end(book: Book) -> int:
    units = sum(len(group.units) for group in book.ledger.groups)
    return layout.TABLE_ROW + units + UNITS.spare


def write_opening(pen: Pen, book: Book, cells: Cells) -> None:
    """Write 期初: what was published before the first month in this workbook."""
    names = opening_items(book.ledger.groups)
    fixed = len(OPENING.columns)
    end = max((row for row, _ in cells), default=layout.TABLE_ROW) + OPENING.spare
    pen.widths([*(column.width for column in OPENING.columns), *[10] * (2 * len(names))])
    frozen = 2 if pixels(pen.columns) > styles.SCREEN else 0
    guide = "年中才开始用本工作簿时，填各单位截至某月已公布的累计数；从 1 月开始用的，整页留空。"
    _title(pen, layout.OPENING, guide, frozen)
    counted = [_counted(name, label) for name in names for label in (name, layout.IN_COLUMN)]
    form = Form(OPENING.title, (*OPENING.columns, *counted), OPENING.spare)
    _table(pen, form, cells, layout.TABLE_ROW, end)
    for slot, name in enumerate(names):
        band, column = styles.BAND if slot % 2 else styles.USUAL, fixed + 2 * slot
        pen.put(layout.TABLE_ROW, column, name, styles.HEADER, band)
        pen.put(layout.TABLE_ROW, column + 1, layout.IN_COLUMN, styles.SMALL_HEADER, band)
    _close_foreign(pen, book, cells)
    _hold_headers(pen, frozen, OPENING.place("through"))


def _counted(item: str, label: str) -> Column:
    """Return one of the two columns of an item; its messages name it, for headers scroll away."""
    hint = f"{item}，截至那个月的累计数，没有就留空。"
    return Column(item, label, whole_number(0, MAX_COUNT), 10, hint=hint)


def _close_foreign(pen: Pen, book: Book, cells: Cells) -> None:
    """Close to input what is no item of the unit's group."""
    names = opening_items(book.ledger.groups)
    for group in book.ledger.groups:
        annex, own = group.annex, {item.name for item in group.items}
        foreign = [slot for slot, name in enumerate(names) if name not in own]
        rows = [row for (row, column), value in cells.items() if (column, value) == (0, annex)]
        for row, slot, side in itertools.product(rows, foreign, (0, 1)):
            column = len(OPENING.columns) + 2 * slot + side
            pen.put(row, column, None, styles.FIXED, styles.SWITCHED_OFF)


def write_wording(pen: Pen, cells: Cells) -> None:
    """Write 通报模板: the sentences and, beside them, the placeholders they may use."""
    end = max(row for row, _ in cells) + WORDING.spare
    pen.widths([*(column.width for column in WORDING.columns), 3, 20, 46])
    guide = "改措辞只改“文字”栏；【 】会换成当月的数。没有内容可换的句子自动不印，如 1 月的累计。"
    _title(pen, layout.WORDING, guide)
    _table(pen, WORDING, cells, layout.TABLE_ROW, end)
    _placeholders(pen)
    _hold_headers(pen, 0, WORDING.place("text"))


def _placeholders(pen: Pen) -> None:
    row = layout.TABLE_ROW
    pen.put(row, 5, "占位符", styles.HEADER)
    pen.put(row, 6, "换成什么", styles.HEADER)
    items = {f"项目{end}": meaning for end, meaning in ITEM_PLACEHOLDERS.items()}
    scopes = {"": GENERAL_PLACEHOLDERS, "（组内）": {**GROUP_PLACEHOLDERS, **items}}
    for scope, known in scopes.items():
        for name, meaning in known.items():
            row += 1
            text = f"{scope}{meaning}"
            pen.put(row, 5, f"【{name}】", styles.FIXED)
            pen.put(row, 6, text, styles.FIXED, styles.SENTENCE)
            tall = styles.height(ROW_HEIGHT, [styles.lines(text, pen.columns[6])])
            pen.height(row, max(tall, pen.rows.get(row, 0)))


def write_archive(pen: Pen, sent: Mapping[tuple[int, int], object]) -> None:
    """Write 存档: what was sent, as text that Excel makes no dates of."""
    text: Style = {"num_format": "@"}
    for column, label in enumerate(archive.LABELS):
        numbered = label in {archive.MONTH, archive.ANNEX}
        pen.sheet.set_column(column, column, 12, None if numbered else pen.palette.format(text))
        pen.put(0, column, label, styles.HEADER)
    for (row, column), value in sent.items():
        pen.put(row, column, value, text)


def _title(pen: Pen, title: str, guide: str, frozen: int = 0) -> None:
    """Write title and guide, the latter within the ``frozen`` columns."""
    pen.put(0, 0, title, styles.TITLE)
    pen.height(0, 34)
    if not frozen:
        pen.put(1, 0, guide, styles.SUBTITLE)
        pen.height(1, ROW_HEIGHT)
        return
    width = characters(pixels(pen.columns[:frozen]))
    pen.merge(1, 0, 1, frozen - 1, guide, styles.SUBTITLE, styles.WRAP)
    pen.height(1, styles.height(ROW_HEIGHT, [styles.lines(guide, width)]))


def _hold_headers(pen: Pen, frozen: int, column: int = 0) -> None:
    """Keep the headers in sight and on every page, and put the cursor below them."""
    pen.sheet.freeze_panes(layout.TABLE_ROW + 1, frozen)
    pen.sheet.repeat_rows(layout.TABLE_ROW)
    pen.select(layout.TABLE_ROW + 1, column)


def _basics(pen: Pen, cells: Cells) -> None:
    at = layout.BASICS_VALUE_COLUMN
    for row, column in enumerate(BASICS, start=layout.BASICS_ROW):
        pen.height(row, ROW_HEIGHT)
        pen.put(row, layout.BASICS_LABEL_COLUMN, column.label, styles.LABEL)
        pen.put(row, at, cells[row, at], styles.ENTRY, styles.LEFT)
        pen.put(row, at + 1, column.note, styles.HINT, {"text_wrap": False, "indent": 1})
        _validate(pen, (row, at, row, at), column.content.rule, column.label, column.typed)


def _table(pen: Pen, form: Form, cells: Cells, header_row: int, last_row: int) -> None:
    """Write headers with their comments, rows to be filled, and what may be typed in them."""
    heads = map(styles.lines, form.labels, pen.columns)
    pen.height(header_row, styles.height(HEADER_HEIGHT, heads))
    for at, column in enumerate(form.columns):
        pen.put(header_row, at, column.label, styles.HEADER)
        if column.note:
            pen.sheet.write_comment(header_row, at, column.note, _COMMENT)
        place = (header_row + 1, at, last_row, at)
        _validate(pen, place, column.content.rule, column.label, column.typed)
    for row in range(header_row + 1, last_row + 1):
        values = [cells.get((row, at)) for at in range(len(form.columns))]
        pen.height(row, styles.height(ROW_HEIGHT, _row(pen, row, values, form.columns)))


_COMMENT = {"author": "门户考核", "x_scale": 1.8, "font_name": styles.FONT, "font_size": 9}


def _row(pen: Pen, row: int, values: Sequence[object], columns: Sequence[Column]) -> Iterable[int]:
    """Write a row of entries and yield how many lines each of its texts takes."""
    for at, (value, column) in enumerate(zip(values, columns, strict=True)):
        width = pen.columns[at]
        if column.width < _WIDE:
            pen.put(row, at, value, styles.ENTRY, styles.CENTER)
        else:
            size = styles.name_size(value, width) if column.content.is_name else styles.USUAL
            pen.put(row, at, value, styles.ENTRY, styles.NAME, size)
            yield styles.lines(value, width, size)


def _validate(
    pen: Pen, place: tuple[int, int, int, int], rule: Mapping[str, Any], title: str, message: str
) -> None:
    """Let only what a rule allows be typed, and say what when the cell is chosen."""
    if rule["validate"] != "any" or message:
        texts = {
            "input_title": title[: styles.LONGEST_TITLE],
            "input_message": message,
            "error_title": "请重填",
            "error_message": f"{title}：{message}",
        }
        pen.sheet.data_validation(*place, {**rule, **texts})
