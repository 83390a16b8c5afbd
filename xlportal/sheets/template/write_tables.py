"""Writing the sheets that are filled once a year: 参数, 单位, 期初, 通报模板, 存档."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.utility import quote_sheetname, xl_range_abs

from xlportal.core.book import Book
from xlportal.core.limits import FIRST_MONTH, LAST_MONTH, MAX_DECIMALS, YEARS
from xlportal.core.wording import (
    GENERAL_PLACEHOLDERS,
    GROUP_PLACEHOLDERS,
    ITEM_PLACEHOLDERS,
    Part,
    When,
)
from xlportal.sheets import layout, monthly
from xlportal.sheets.contents import opening_items, parameter_rows
from xlportal.sheets.month_contents import Cells
from xlportal.sheets.pen import Pen, Style, characters, pixels
from xlportal.sheets.template import styles

ROW_HEIGHT = 22
_MONTH_NUMBERS = [str(month) for month in range(FIRST_MONTH, LAST_MONTH + 1)]

_BASIC_HINTS = {
    layout.YEAR_LABEL: "考核年度，各月表和附表的标题都取自这里。一个工作簿管一年。",
    layout.MONTH_LABEL: "在“说明”页计算排名时算哪个月；在月份表里计算，则算那个月。",
    layout.ISSUER_LABEL: "通报的落款。",
    layout.DATE_LABEL: "本次通报的落款日期，每月发文前改。留空则印空白日期，由人手填。",
    layout.COLUMN_NAME_LABEL: "通报和附表注释中专栏的名称，不带引号。",
}
_GROUP_NOTES = {
    layout.ANNEX: "这个组印成附表几。填 1、2……，不能重复。",
    layout.BONUS: "同时上专栏的稿件，得分乘几。不设加成填 1。",
    layout.PASS_RATIO: "及格线 = 平均分 × 及格比例。",
    layout.PASS_SCORE: "信息分正好等于及格线时得几分。得分 = 信息分 ÷ 及格线 × 达标分值。",
    layout.DECIMALS: "得分保留几位小数。",
    layout.ROUNDING: "四舍五入：2.345 取两位是 2.35。截尾：多余的小数直接去掉。",
    layout.TIES: (
        "两个单位得分都最高时：末位，都排第 2；首位，都排第 1，下一个第 3；"
        "不占位，都排第 1，下一个第 2；平均，都排第 1.5。"
    ),
    layout.DEDUCTIONS: "这个组是否考核栏目更新维护并扣分。",
}


def write_parameters(pen: Pen, book: Book, cells: Cells) -> None:
    """Write 参数: basics, the groups' table, the items' table."""
    groups_row, items_row = parameter_rows(book.ledger.groups)
    groups_end = groups_row + len(book.ledger.groups) + layout.PARAMETER_SPARE
    items = sum(len(group.items) for group in book.ledger.groups)
    items_end = items_row + items + layout.PARAMETER_SPARE
    pen.widths([9, 44, 34, 10, 10, 10, 9, 12, 13, 10])
    _title(
        pen,
        "参数",
        "改规则只改这里的黄色格，不用改程序。新增考核组或项目后，须重新生成工作簿（见说明）。",
    )
    _basics(pen, cells)
    _section(pen, groups_row - 1, "考核组")
    _table(pen, cells, groups_row, groups_end, layout.GROUP_COLUMNS, _GROUP_STYLES, _GROUP_NOTES)
    _section(pen, items_row - 1, "项目")
    _table(pen, cells, items_row, items_end, layout.ITEM_COLUMNS, _ITEM_STYLES, _ITEM_NOTES)
    _validate_groups(pen, groups_row + 1, groups_end)
    _validate_items(pen, items_row + 1, items_end)
    pen.select(layout.BASICS_ROW, layout.BASICS_VALUE_COLUMN)
    styles.fit_page(pen)


_ITEM_NOTES = {
    layout.ANNEX: "这个项目属于哪个考核组。",
    layout.ITEM_MEASURE: "条、篇等，印在通报里。",
    layout.ITEM_POINTS: "采用一条（篇）得几分。",
}
_GROUP_STYLES: Mapping[str, Style] = {
    layout.GROUP_NAME: styles.NAME,
    layout.GROUP_SHORT: styles.NAME,
}
_ITEM_STYLES: Mapping[str, Style] = {layout.ITEM_NAME: styles.NAME}


def define_names(workbook: xlsxwriter.Workbook, book: Book) -> None:
    """Give the parameters names, so that formulas read as sentences."""
    sheet = quote_sheetname(layout.PARAMETERS)
    groups_row, items_row = parameter_rows(book.ledger.groups)
    for index, label in enumerate(layout.BASICS):
        row, column = layout.BASICS_ROW + index, layout.BASICS_VALUE_COLUMN
        workbook.define_name(label, f"={sheet}!{xl_range_abs(row, column, row, column)}")
    for index, group in enumerate(book.ledger.groups, start=1):
        for name, label in layout.RULE_NAMES.items():
            column = layout.GROUP_COLUMNS.index(label)
            place = xl_range_abs(groups_row + index, column, groups_row + index, column)
            workbook.define_name(f"{name}_{group.annex}", f"={sheet}!{place}")
    items = sum(len(group.items) for group in book.ledger.groups)
    last = items_row + items + layout.PARAMETER_SPARE
    for name, label in layout.ITEM_NAMES.items():
        column = layout.ITEM_COLUMNS.index(label)
        place = xl_range_abs(items_row + 1, column, last, column)
        workbook.define_name(name, f"={sheet}!{place}")
    column = layout.UNIT_COLUMNS.index(layout.UNIT_NAME)
    place = xl_range_abs(layout.TABLE_ROW + 1, column, _roster_end(book), column)
    roster = quote_sheetname(layout.ROSTER)
    workbook.define_name(layout.ROSTER_NAMES, f"={roster}!{place}")


def write_roster(pen: Pen, book: Book, cells: Cells) -> None:
    """Write 单位: every group's units in order."""
    end = _roster_end(book)
    pen.widths([9, 8, 42, 42, 10, 10])
    _title(
        pen,
        "单位",
        "名单和顺序。附表按这里的顺序排；单位改名时改单位名称，旧名写进曾用名，历史就接得上。",
    )
    _table(pen, cells, layout.TABLE_ROW, end, layout.UNIT_COLUMNS, _UNIT_STYLES, _UNIT_NOTES)
    first = layout.TABLE_ROW + 1
    _validate_annex(pen, first, end)
    _whole(pen, (first, 1, end, 1), (0, 9999), "顺序", "组内第几个，填 1、2、3……")
    for column, label in ((4, layout.FIRST), (5, layout.LAST)):
        message = "这一年从几月起参加考核。" if column == 4 else "这一年到几月为止。"
        _list(pen, (first, column, end, column), _MONTH_NUMBERS, label, message)
    pen.sheet.freeze_panes(first, 0)
    pen.select(first, 0)
    pen.sheet.repeat_rows(layout.TABLE_ROW)
    styles.fit_page(pen, portrait=True)


_UNIT_NOTES = {
    layout.FORMER_NAMES: "改名前的名称，有几个就用“；”隔开。以前各月写的旧名认作同一单位。",
    layout.FIRST: "年中新参加的单位，填开始参加的月份。",
    layout.LAST: "年中退出的单位，填最后参加的月份。",
}
_UNIT_STYLES: Mapping[str, Style] = {
    layout.UNIT_NAME: styles.NAME,
    layout.FORMER_NAMES: styles.NAME,
}


def write_opening(pen: Pen, book: Book, cells: Cells) -> None:
    """Write 期初: what was published before the first month in this workbook."""
    names = opening_items(book.ledger.groups)
    fixed = len(layout.OPENING_COLUMNS)
    end = max((row for row, _ in cells), default=layout.TABLE_ROW) + monthly.SPARE_ROWS
    pen.widths([9, 42, 9, 11, *[10] * (2 * len(names))])
    frozen = 2 if pixels(pen.columns) > styles.SCREEN else 0
    _title(
        pen,
        "期初",
        "年中才开始用本工作簿时，填各单位截至某月已公布的累计数；从 1 月开始用的，整页留空。",
        frozen,
    )
    labels = [str(cells[layout.TABLE_ROW, column]) for column in range(fixed + 2 * len(names))]
    aligned = {layout.UNIT_NAME: _UNIT_STYLES[layout.UNIT_NAME]}
    _table(pen, cells, layout.TABLE_ROW, end, labels, aligned, {
        layout.THROUGH: "下面的数累计到几月。那几个月的月表就不要再填。",
        layout.OPENING_SCORE: "已公布的累计得分。",
    })  # fmt: skip
    first = layout.TABLE_ROW + 1
    _validate_annex(pen, first, end)
    _list(pen, (first, 2, end, 2), _MONTH_NUMBERS, layout.THROUGH, "累计到几月。")
    _decimal(pen, (first, 3, end, 3), ">=", "累计得分", "已公布的累计得分，0 或正数。")
    for slot, name in enumerate(names):
        _opening_item(pen, (first, fixed + 2 * slot, end), name, slot)
    _close_foreign(pen, book, cells)
    pen.sheet.freeze_panes(first, frozen)
    pen.select(first, layout.OPENING_COLUMNS.index(layout.THROUGH))
    pen.sheet.repeat_rows(layout.TABLE_ROW)
    styles.fit_page(pen)


_OPENING_MESSAGE = "截至那个月的累计数，没有就留空。"


def _opening_item(pen: Pen, place: tuple[int, int, int], name: str, slot: int) -> None:
    """Give the two columns of an item headers of one colour, and messages that name it."""
    first, column, last = place
    band = styles.BAND if slot % 2 else styles.USUAL
    pen.put(layout.TABLE_ROW, column, name, styles.HEADER, band)
    pen.put(layout.TABLE_ROW, column + 1, layout.IN_COLUMN, styles.SMALL_HEADER, band)
    for at, kind in ((column, monthly.PIECES), (column + 1, layout.IN_COLUMN)):
        title = styles.message_title(name, kind)
        _whole(pen, (first, at, last, at), (0, 999_999), title, _OPENING_MESSAGE)


def _close_foreign(pen: Pen, book: Book, cells: Cells) -> None:
    """Close to input what is no item of the unit's group."""
    names = opening_items(book.ledger.groups)
    for group in book.ledger.groups:
        annex, own = group.annex, {item.name for item in group.items}
        foreign = [slot for slot, name in enumerate(names) if name not in own]
        rows = [row for (row, column), value in cells.items() if (column, value) == (0, annex)]
        for row, slot, side in itertools.product(rows, foreign, (0, 1)):
            column = len(layout.OPENING_COLUMNS) + 2 * slot + side
            pen.put(row, column, None, styles.FIXED, styles.SWITCHED_OFF)


def write_wording(pen: Pen, cells: Cells) -> None:
    """Write 通报模板: the sentences and, beside them, the placeholders they may use."""
    end = max(row for row, _ in cells) + monthly.SPARE_ROWS
    pen.widths([10, 9, 12, 70, 3, 20, 46])
    _title(
        pen,
        "通报模板",
        "改措辞只改“文字”栏；【 】会换成当月的数。没有内容可换的句子自动不印，如 1 月的累计。",
    )
    _table(pen, cells, layout.TABLE_ROW, end, layout.WORDING_COLUMNS, _WORDING_STYLES, {
        layout.PARAGRAPH: "组标题、组正文每个考核组写一遍；组正文各句连成一段。其余每行一段。",
        layout.ANNEX: "只用于某个考核组的句子填它的附表号；各组都用的留空。",
        layout.WHEN: "总是：每月都印。有扣分、没有扣分：只用于设扣分的组。",
    })  # fmt: skip
    first = layout.TABLE_ROW + 1
    _list(pen, (first, 0, end, 0), [part.value for part in Part], "段落", "这句话写在通报的哪里。")
    _list(pen, (first, 2, end, 2), [when.value for when in When], "何时用", "什么情况下印这句话。")
    _placeholders(pen)
    pen.sheet.freeze_panes(first, 0)
    pen.select(first, layout.WORDING_COLUMNS.index(layout.TEXT))
    pen.sheet.repeat_rows(layout.TABLE_ROW)
    styles.fit_page(pen)


_WORDING_STYLES: Mapping[str, Style] = {layout.TEXT: styles.SENTENCE}


def write_archive(pen: Pen) -> None:
    """Write 存档: the empty list of what was sent, as text that Excel makes no dates of."""
    text = pen.palette.format({"num_format": "@"})
    for column, label in enumerate(layout.ARCHIVE_COLUMNS):
        numbered = label in {layout.SENT_MONTH, layout.ANNEX}
        pen.sheet.set_column(column, column, _ARCHIVE_WIDTHS[column], None if numbered else text)
        pen.put(0, column, label, styles.HEADER)


_ARCHIVE_WIDTHS = (8, 20, 9, 42, 10, 8, 12, 10)


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


def _section(pen: Pen, row: int, title: str) -> None:
    pen.put(row, 0, title, styles.SECTION, {"text_wrap": False})
    pen.height(row, 24)


def _basics(pen: Pen, cells: Cells) -> None:
    for index, label in enumerate(layout.BASICS):
        row = layout.BASICS_ROW + index
        value = cells[row, layout.BASICS_VALUE_COLUMN]
        date = styles.DATE if label == layout.DATE_LABEL else styles.LEFT
        pen.height(row, ROW_HEIGHT)
        pen.put(row, layout.BASICS_LABEL_COLUMN, label, styles.LABEL)
        pen.put(row, layout.BASICS_VALUE_COLUMN, value, styles.ENTRY, date)
        hint = (row, layout.BASICS_VALUE_COLUMN + 1)
        pen.put(*hint, _BASIC_HINTS[label], styles.HINT, {"text_wrap": False, "indent": 1})
    column, first = layout.BASICS_VALUE_COLUMN, layout.BASICS_ROW
    _whole(pen, (first, column, first, column), YEARS, "年度", "填四位年份，如 2020。")
    _list(pen, (first + 1, column, first + 1, column), _MONTH_NUMBERS, "月份", "1 到 12。")


def _table(
    pen: Pen,
    cells: Cells,
    header_row: int,
    last_row: int,
    labels: Sequence[str],
    aligned: Mapping[str, Style],
    notes: Mapping[str, str],
) -> None:
    heads = map(styles.lines, labels, pen.columns)
    pen.height(header_row, styles.height(30, heads))
    for column, label in enumerate(labels):
        pen.put(header_row, column, label, styles.HEADER)
        if label in notes:
            pen.sheet.write_comment(
                header_row, column, notes[label],
                {"author": "门户考核", "x_scale": 1.8, "font_name": styles.FONT, "font_size": 9},
            )  # fmt: skip
    for row in range(header_row + 1, last_row + 1):
        tall = []
        for column, label in enumerate(labels):
            value, style = cells.get((row, column)), aligned.get(label, styles.CENTER)
            width = pen.columns[column]
            size = styles.name_size(value, width) if style is styles.NAME else styles.USUAL
            tall += [styles.lines(value, width, size)] if label in aligned else []
            pen.put(row, column, value, styles.ENTRY, style, size)
        pen.height(row, styles.height(ROW_HEIGHT, tall))


def _placeholders(pen: Pen) -> None:
    row = layout.TABLE_ROW
    pen.put(row, 5, "占位符", styles.HEADER)
    pen.put(row, 6, "换成什么", styles.HEADER)
    of_items = {f"项目{end}": meaning for end, meaning in ITEM_PLACEHOLDERS.items()}
    of_groups = GROUP_PLACEHOLDERS | of_items
    for scope, known in (("", GENERAL_PLACEHOLDERS), ("（组内）", of_groups)):
        for name, meaning in known.items():
            row += 1
            text = f"{scope}{meaning}"
            pen.put(row, 5, f"【{name}】", styles.FIXED)
            pen.put(row, 6, text, styles.FIXED, styles.SENTENCE)
            tall = styles.height(ROW_HEIGHT, [styles.lines(text, pen.columns[6])])
            pen.height(row, max(tall, pen.rows.get(row, 0)))


def _roster_end(book: Book) -> int:
    units = sum(len(group.units) for group in book.ledger.groups)
    return layout.TABLE_ROW + units + layout.ROSTER_SPARE


def _validate_groups(pen: Pen, first: int, last: int) -> None:
    column = layout.GROUP_COLUMNS.index
    _whole(pen, (first, 0, last, 0), (1, 999), "附表号", "填 1、2……，不能重复。")
    for label in (layout.BONUS, layout.PASS_RATIO, layout.PASS_SCORE):
        place = (first, column(label), last, column(label))
        _decimal(pen, place, ">", label, "填大于 0 的数。")
    place = (first, column(layout.DECIMALS), last, column(layout.DECIMALS))
    _whole(pen, place, (0, MAX_DECIMALS), layout.DECIMALS, f"填 0 到 {MAX_DECIMALS} 的整数。")
    words = {
        layout.ROUNDING: layout.ROUNDING_WORDS.values(),
        layout.TIES: layout.TIES_WORDS.values(),
        layout.DEDUCTIONS: (layout.YES, layout.NO),
    }
    for label, choices in words.items():
        place = (first, column(label), last, column(label))
        _list(pen, place, choices, label, "从列表中选。")


def _validate_items(pen: Pen, first: int, last: int) -> None:
    _validate_annex(pen, first, last)
    column = layout.ITEM_COLUMNS.index(layout.ITEM_POINTS)
    _decimal(pen, (first, column, last, column), ">", layout.ITEM_POINTS, "填大于 0 的数。")


def _validate_annex(pen: Pen, first: int, last: int) -> None:
    _whole(pen, (first, 0, last, 0), (1, 999), "附表号", "填参数表里考核组的附表号。")


def _whole(
    pen: Pen, place: tuple[int, int, int, int], limits: tuple[int, int], title: str, message: str
) -> None:
    rule = {
        "validate": "integer",
        "criteria": "between",
        "minimum": limits[0],
        "maximum": limits[1],
    }
    _rule(pen, place, rule, title, message)


def _decimal(
    pen: Pen, place: tuple[int, int, int, int], criteria: str, title: str, message: str
) -> None:
    _rule(pen, place, {"validate": "decimal", "criteria": criteria, "value": 0}, title, message)


def _list(
    pen: Pen, place: tuple[int, int, int, int], words: Iterable[str], title: str, message: str
) -> None:
    _rule(pen, place, {"validate": "list", "source": list(words)}, title, message)


def _rule(
    pen: Pen, place: tuple[int, int, int, int], rule: dict[str, Any], title: str, message: str
) -> None:
    texts = {
        "input_title": title,
        "input_message": message,
        "error_title": "请重填",
        "error_message": f"{title}：{message}",
    }
    pen.sheet.data_validation(*place, rule | texts)
