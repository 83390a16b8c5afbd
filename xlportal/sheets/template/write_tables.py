"""Writing the sheets that are tables: 参数, 单位, 期初, 通报模板."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from xlportal.core.book import Book
from xlportal.core.checks import RULE_WORDS
from xlportal.core.ledger import Opening
from xlportal.core.limits import MAX_COUNT
from xlportal.core.rules import POINTS, Change, Group
from xlportal.core.wording import GENERAL_PLACEHOLDERS, GROUP_PLACEHOLDERS, ITEM_PLACEHOLDERS
from xlportal.sheets import layout
from xlportal.sheets.columns import Column, Form, whole_number
from xlportal.sheets.forms import BASICS, CHANGES, GROUPS, ITEMS, OPENING, UNITS, WORDING
from xlportal.sheets.monthly import count_cells, unit_rows
from xlportal.sheets.pen import Pen, pixels
from xlportal.sheets.template import styles

_ROW_HEIGHT, _HEADER_HEIGHT = 22, 30
_MOST_IN_LIST = 255
"""Characters that Excel takes as the words of a list."""
_FEW = 4
"""Rows that do not fill a page of their own."""
_WIDE = 20
"""Columns wider than this hold names and sentences; narrower ones are centred."""

_Rows = Sequence[Sequence[object]]


def write_parameters(pen: Pen, book: Book) -> None:
    """Write 参数: basics, then the tables of groups, items and changes of rules."""
    groups = book.ledger.groups
    tables = (
        (GROUPS, [{**vars(group), **vars(group.rules)} for group in groups]),
        (ITEMS, [{**vars(item), "annex": group.annex} for group in groups for item in group.items]),
        (CHANGES, [_changed(change) for change in book.ledger.changes]),
    )
    columns = itertools.zip_longest(*([c.width for c in form.columns] for form, _ in tables))
    pen.widths([max(filter(None, widths)) for widths in columns])
    guide = "改规则只改这里的黄色格。从年中某月起改的，写进“规则变更”，以前各月就不变。"
    _title(pen, layout.PARAMETERS, f"{guide}新增考核组或项目后，请按“更新工作簿”。")
    _basics(pen, book)
    header, last = 0, layout.BASICS_ROW + len(BASICS) - 1
    for form, values in tables:
        header = last + 3
        pen.put(header - 1, 0, form.title, styles.SECTION, {"text_wrap": False})
        pen.height(header - 1, 24)
        last = _table(pen, form, header, [form.cells(row) for row in values])
    column = CHANGES.place("rule")
    rule = {"validate": "list", **_rule_words(groups)}
    _validate(pen, (header + 1, column, last, column), rule, "规则", CHANGES["rule"].note)
    pen.select(layout.BASICS_ROW, layout.BASICS_VALUE_COLUMN)


def _changed(change: Change) -> dict[str, object]:
    column = (ITEMS if change.item else GROUPS)[change.rule]
    value = column.content.written(change.value)
    return {**vars(change), "rule": change.item or RULE_WORDS[change.rule], "value": value}


def _rule_words(groups: Iterable[Group]) -> dict[str, Any]:
    """Return the words of the list of rules; where not all have room, others can be typed too."""
    words = [*(word for key, word in RULE_WORDS.items() if key != POINTS), *_items(groups)]
    lengths = itertools.accumulate(len(word) + 1 for word in words)
    room = [word for word, length in zip(words, lengths, strict=True) if length <= _MOST_IN_LIST]
    return {"source": room, "show_error": room == words}


def _items(groups: Iterable[Group]) -> tuple[str, ...]:
    """Return the names of all items, each once."""
    return tuple(dict.fromkeys(item.name for group in groups for item in group.items))


def write_roster(pen: Pen, book: Book) -> None:
    """Write 单位: every group's units in order."""
    pen.widths([column.width for column in UNITS.columns])
    guide = "名单和顺序。单位改名时改单位名称，旧名写进曾用名，历史就接得上。"
    _title(pen, layout.ROSTER, guide)
    rows = [
        UNITS.cells({**vars(unit), "annex": group.annex, "order": order})
        for group in book.ledger.groups
        for order, unit in enumerate(group.units, start=1)
    ]
    _table(pen, UNITS, layout.TABLE_ROW, rows)
    pen.sheet.set_portrait()
    _hold_headers(pen, 0, portrait=True)


def write_opening(pen: Pen, book: Book) -> None:
    """Write 期初: what was published before the first month in this workbook."""
    ledger, items = book.ledger, _items(book.ledger.groups)
    counted = [_counted(item, label) for item in items for label in (item, layout.IN_COLUMN)]
    form = replace(OPENING, columns=(*OPENING.columns, *counted))
    rows = [
        _carried(group, unit, opening, items)
        for group in ledger.groups
        for unit, opening in unit_rows(group, group.units, ledger.opening_of(group.annex))
    ]
    pen.widths([column.width for column in form.columns])
    frozen = 2 if pixels(pen.columns) > styles.SCREEN else 0
    guide = "年中才开始用本工作簿时，填各单位截至某月已公布的累计数；从 1 月开始用的，整页留空。"
    _title(pen, layout.OPENING, guide, frozen)
    _table(pen, form, layout.TABLE_ROW, rows)
    own = {group.annex: _items([group]) for group in ledger.groups}
    for place, item in enumerate(items):
        left = len(OPENING.columns) + 2 * place
        band = styles.BAND if place % 2 else styles.USUAL
        pen.put(layout.TABLE_ROW, left, item, styles.HEADER, band)
        pen.put(layout.TABLE_ROW, left + 1, layout.IN_COLUMN, styles.SMALL_HEADER, band)
        for row, (annex, *_) in enumerate(rows, start=layout.TABLE_ROW + 1):
            if item not in own[annex]:
                pen.put(row, left, None, styles.FIXED, styles.SWITCHED_OFF)
                pen.put(row, left + 1, None, styles.FIXED, styles.SWITCHED_OFF)
    _hold_headers(pen, frozen, OPENING.place("through"))


def _counted(item: str, label: str) -> Column:
    """Return one of the two columns of an item; its messages name it, for headers scroll away."""
    hint = f"{item}，截至那个月的累计数，没有就留空。"
    return Column("", label, whole_number(0, MAX_COUNT), 10, hint=hint)


def _carried(group: Group, unit: str, opening: Opening | None, items: Iterable[str]) -> list[Any]:
    """Return the cells of a unit's row, two for each of ``items``."""
    filed, counts = (vars(opening), opening.counts) if opening else ({}, ())
    by_item = dict(zip(_items([group]), counts, strict=False))
    pairs = (count_cells(by_item.get(item)) for item in items)
    fixed = OPENING.cells({**filed, "annex": group.annex, "unit": unit})
    return [*fixed, *itertools.chain.from_iterable(pairs)]


def write_wording(pen: Pen, book: Book) -> None:
    """Write 通报模板: the sentences and, beside them, the placeholders they may use."""
    pen.widths([*(column.width for column in WORDING.columns), 3, 20, 46])
    guide = "改措辞只改“文字”栏；【 】会换成当月的数。没有内容可换的句子自动不印，如 1 月的累计。"
    _title(pen, layout.WORDING, guide)
    rows = [WORDING.cells(vars(sentence)) for sentence in book.wording]
    _table(pen, WORDING, layout.TABLE_ROW, rows)
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
            pen.put(row, 6, text, styles.FIXED, styles.NAME)
            tall = styles.height(_ROW_HEIGHT, [styles.lines(text, pen.columns[6])])
            pen.height(row, max(tall, pen.rows.get(row, 0)))


def _title(pen: Pen, title: str, guide: str, frozen: int = 0) -> None:
    """Write title and guide, the latter within the ``frozen`` columns."""
    pen.put(0, 0, title, styles.TITLE)
    pen.height(0, 34)
    if not frozen:
        pen.put(1, 0, guide, styles.SUBTITLE)
        pen.height(1, _ROW_HEIGHT)
        return
    pen.merge(1, 0, 1, frozen - 1, guide, styles.SUBTITLE, styles.WRAP)
    lines = styles.lines(guide, pen.width(0, frozen - 1))
    pen.height(1, styles.height(_ROW_HEIGHT, [lines]))


def _hold_headers(pen: Pen, frozen: int, column: int = 0, *, portrait: bool = False) -> None:
    """Keep the headers in sight and on every page, and put the cursor below them.

    A few rows that would be alone on a last page go on the one before.
    """
    pen.sheet.freeze_panes(layout.TABLE_ROW + 1, frozen)
    pen.sheet.repeat_rows(layout.TABLE_ROW)
    pen.select(layout.TABLE_ROW + 1, column)
    pages, left = divmod(sum(pen.rows.values()), styles.page_room(pen, portrait=portrait))
    if pages and left < _FEW * _ROW_HEIGHT:
        pen.sheet.fit_to_pages(1, int(pages))


def _basics(pen: Pen, book: Book) -> None:
    values, at = {**vars(book.settings), "year": book.ledger.year}, layout.BASICS_VALUE_COLUMN
    for row, column in enumerate(BASICS, start=layout.BASICS_ROW):
        pen.height(row, _ROW_HEIGHT)
        pen.put(row, layout.BASICS_LABEL_COLUMN, column.label, styles.LABEL)
        pen.put(row, at, column.written(values[column.field]), styles.ENTRY, styles.LEFT)
        pen.put(row, at + 1, column.note, styles.HINT, {"text_wrap": False, "indent": 1})
        _validate(pen, (row, at, row, at), column.content.rule, column.label, column.typed)
        pen.name(column.label, row, at, row, at)


def _table(pen: Pen, form: Form, header: int, rows: _Rows) -> int:
    """Write a table with room below its ``rows``, return its last row.

    Headers have comments, cells say what may be typed, and what formulas refer to has a name.
    """
    pen.height(header, styles.height(_HEADER_HEIGHT, map(styles.lines, form.labels, pen.columns)))
    last = header + len(rows) + form.spare
    for at, column in enumerate(form.columns):
        pen.put(header, at, column.label, styles.HEADER)
        if column.note:
            pen.sheet.write_comment(header, at, column.note, styles.COMMENT)
        place = (header + 1, at, last, at)
        _validate(pen, place, column.content.rule, column.label, column.typed)
        if column.name:
            _name(pen, column.name, place, rows if form is GROUPS else ())
    empty = [None] * len(form.columns)
    for row, values in enumerate([*rows, *[empty] * form.spare], start=header + 1):
        pen.height(row, styles.height(_ROW_HEIGHT, _row(pen, row, values, form.columns)))
    return last


def _name(pen: Pen, name: str, place: tuple[int, int, int, int], groups: _Rows) -> None:
    """Name a column, or the parameters in it one by one, so that formulas read as sentences."""
    first, column, *_ = place
    for row, (annex, *_) in enumerate(groups, start=first):
        pen.name(f"{name}_{annex}", row, column, row, column)
    if not groups:
        pen.name(name, *place)


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
