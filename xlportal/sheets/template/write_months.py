"""Writing the month sheets: inputs to fill, results that follow as the numbers go in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from xlportal.core.labels import month_label
from xlportal.score.assessment import INFO, RANK, SCORE, Assessment, GroupMonth
from xlportal.sheets import layout, monthly
from xlportal.sheets.interface import SHEET_BUTTONS
from xlportal.sheets.month_contents import Cells
from xlportal.sheets.monthly import Block, MonthLayout
from xlportal.sheets.pen import Pen, Style, characters, pixels
from xlportal.sheets.template import styles

ROW_HEIGHT = 21
_HINT_HEIGHT = 36
"""Two lines: a merged cell does not grow by itself when the hint is typed."""
_SERIAL_WIDTH, _DEDUCTION_WIDTH, _RESULT_WIDTH, _RANK_WIDTH = 5, 8, 9, 7
_UNIT_WIDTHS, _NOTE_WIDTHS, _COUNT_WIDTHS = (34, 40), (18, 34), (7, 9.5)
_MANY, _VERY_MANY = 4, 6
"""Numbers of items from which the count columns and the names' column are narrow."""
_NARROW_TITLE: Style = {"font_size": 13}
_GAP = 10
_TITLE_SIZES: Sequence[Style] = [{"font_size": size} for size in (11, 10, 9)]
_BUTTON, _BUTTON_SPACE = (120, 30), 40
_COUNT_PROMPT = "如 3 或 3（1）。没有就留空。"
_COUNT_ERROR = "这里只能填 0、1、2 这样的整数，或 3（1）这样的写法（3 篇，其中 1 篇上了专栏）。"
_COLUMN_PROMPT = "左边的篇数中上了专栏的，如 1。"
_COLUMN_ERROR = "专栏篇数是整数，不能超过左边的采用篇数；左边已写成 3（1）的，这里不填。"


@dataclass(frozen=True)
class MonthPage:
    """What one month sheet shows: its cells and, where it is filled, its results."""

    year: int
    month: int
    cells: Cells
    assessment: Assessment | None


def write_month(pen: Pen, months: MonthLayout, page: MonthPage) -> None:
    """Write one month sheet: title, blocks, validation, live results, print setup."""
    pen.widths(_widths(months.slots))
    _top(pen, months, page)
    groups = page.assessment.groups if page.assessment else ()
    results = {group.group.annex: group for group in groups}
    for block in months.blocks:
        result = results.get(block.group.annex)
        _head(pen, months, block, page.cells)
        _rows(pen, months, block, page.cells)
        _validate(pen, months, block)
        _highlight(pen, months, block)
        _results(pen, months, block, _Shown(block, page.cells, result))
    _break_pages(pen, months)
    pen.sheet.freeze_panes(monthly.TITLE_ROW + 1, monthly.MONTH_VALUE_COLUMN)
    pen.select(months.blocks[0].first_row, monthly.pieces_column(0))


def _widths(slots: int) -> list[float]:
    """Return the columns' widths; up to six items leave the places on a small screen."""
    count = _COUNT_WIDTHS[slots < _MANY]
    first = [_SERIAL_WIDTH, _UNIT_WIDTHS[slots < _VERY_MANY], *[count] * (2 * slots)]
    results = [_RESULT_WIDTH, _RESULT_WIDTH, _RANK_WIDTH]
    least, most = _NOTE_WIDTHS
    left = styles.SCREEN - pixels([*first, _DEDUCTION_WIDTH, *results])
    note = min(most, max(least, int(characters(left))))
    return [*first, _DEDUCTION_WIDTH, note, *results]


def _break_pages(pen: Pen, months: MonthLayout) -> None:
    """Begin every group on a page of its own, and share its rows evenly if they take several.

    So no page holds nothing but the empty rows, which are printed because units may be added there.
    """
    breaks, room = [], styles.page_room(pen)
    if len(months.blocks) == 1:
        block = months.blocks[0]
        pen.sheet.repeat_rows(block.header_row, block.labels_row)
        room -= sum(pen.rows[row] for row in range(block.header_row, block.labels_row + 1))
    for block in months.blocks:
        first = block.title_row if block.title_row > monthly.FIRST_BLOCK_ROW else monthly.TITLE_ROW
        later = styles.even_breaks(pen, range(first, block.last_row + 1), room)
        breaks += [first, *(max(row, block.first_row + 1) for row in later)]
    pen.sheet.set_h_pagebreaks(breaks[1:])


def _top(pen: Pen, months: MonthLayout, page: MonthPage) -> None:
    last = months.rank
    label = month_label(page.month)
    title = f'={layout.YEAR_LABEL}&"年{label}　门户网站考核填报表"'
    shown = f"{page.year}年{label}　门户网站考核填报表"
    size = styles.USUAL if months.slots < _VERY_MANY else _NARROW_TITLE
    pen.formula(monthly.TITLE_ROW, 0, title, shown, styles.TITLE, size)
    pen.height(monthly.TITLE_ROW, 34)
    for index, button in enumerate(SHEET_BUTTONS):
        offset = (_BUTTON_SPACE + index * (_BUTTON[0] + 8), 7)
        place = (monthly.TITLE_ROW, monthly.MONTH_VALUE_COLUMN)
        pen.button(place, offset, _BUTTON, macro=button.macro, caption=button.label)
    pen.height(monthly.GUIDE_ROW, ROW_HEIGHT)
    pen.put(monthly.GUIDE_ROW, monthly.MONTH_LABEL_COLUMN, "怎样填", styles.LABEL)
    pen.put(
        monthly.GUIDE_ROW,
        monthly.MONTH_VALUE_COLUMN,
        "黄色格填数，灰色格自动算；没有采用的留空即可。填完后计算排名，附表和通报自动生成。",
        styles.SUBTITLE,
    )
    for row, value_style in ((monthly.HINT_ROW, styles.WRAP), (monthly.NONE_ROW, styles.CENTER)):
        label_place = (row, monthly.MONTH_LABEL_COLUMN)
        pen.put(*label_place, page.cells[label_place], styles.LABEL)
        pen.height(row, ROW_HEIGHT)
        value = page.cells.get((row, monthly.MONTH_VALUE_COLUMN))
        if row == monthly.HINT_ROW:
            pen.merge(row, monthly.MONTH_VALUE_COLUMN, row, last, value, styles.ENTRY, value_style)
            width = characters(pixels(pen.columns[monthly.MONTH_VALUE_COLUMN : last + 1]))
            pen.height(row, styles.height(_HINT_HEIGHT, [styles.lines(value, width)]))
        else:
            pen.put(row, monthly.MONTH_VALUE_COLUMN, value, styles.ENTRY, value_style)
            pen.put(
                row,
                monthly.MONTH_VALUE_COLUMN + 1,
                "← 全组都没有采用时选“是”，表示确实是 0，不是没填",
                styles.HINT,
                {"text_wrap": False},
            )
    pen.sheet.data_validation(
        monthly.NONE_ROW, monthly.MONTH_VALUE_COLUMN, monthly.NONE_ROW, monthly.MONTH_VALUE_COLUMN,
        {
            "validate": "list",
            "source": [layout.YES],
            "input_title": "本月无采用",
            "input_message": "各单位确实一篇也没有被采用时选“是”。平时留空。",
            "error_title": "请从列表中选",
            "error_message": "这里只能选“是”或留空。",
        },
    )  # fmt: skip
    pen.sheet.data_validation(
        monthly.HINT_ROW, monthly.MONTH_VALUE_COLUMN, monthly.HINT_ROW, monthly.MONTH_VALUE_COLUMN,
        {
            "validate": "any",
            "input_title": "本月工作提示",
            "input_message": "写在通报末尾的一段话，如检查安排。没有就留空。",
        },
    )  # fmt: skip


def _head(pen: Pen, months: MonthLayout, block: Block, cells: Cells) -> None:
    title, header, points, labels = (
        block.title_row, block.header_row, block.points_row, block.labels_row,
    )  # fmt: skip
    _block_title(pen, title, cells[title, 0])
    items = [(item.name, monthly.pieces_column(s)) for s, item in enumerate(block.group.items)]
    tall = [styles.lines(name, _width(pen, column)) for name, column in items]
    for row, height in ((header, styles.height(24, tall)), (points, 18), (labels, 18)):
        pen.height(row, height)
    for column in (0, 1, *range(months.deduction, months.rank + 1)):
        text = cells.get((header, column))
        pen.merge(header, column, labels, column, text, styles.HEADER)
    for slot in range(months.slots):
        column = monthly.pieces_column(slot)
        used = slot < len(block.group.items)
        pen.merge(header, column, header, column + 1, cells.get((header, column)), styles.HEADER)
        for side in (0, 1):
            text = cells.get((labels, column + side))
            pen.put(labels, column + side, text, styles.SMALL_HEADER, styles.SHRINK)
            pen.put(points, column + side, None, styles.SMALL_HEADER)
        if used:
            points_style = (styles.SMALL_HEADER, styles.POINTS)
            pen.sheet.merge_range(
                points, column, points, column + 1, "", pen.palette.format(*points_style)
            )
            value = block.group.items[slot].points
            pen.formula(points, column, _points_formula(block, column), value, *points_style)
    _comments(pen, months, block)


def _block_title(pen: Pen, row: int, title: object) -> None:
    """Write a block's title in the largest size that leaves it on one line."""
    width = _width(pen, 0)
    sizes = (size for size in _TITLE_SIZES if styles.lines(title, width + 1, size) == 1)
    size = next(sizes, _TITLE_SIZES[1])
    pen.merge(row, 0, row, 1, title, styles.SECTION, size)
    pen.height(row - 1, _GAP)
    pen.height(row, styles.height(28, [styles.lines(title, width + 1, size)]))


def _width(pen: Pen, column: int) -> float:
    """Return the width of a cell merged with the one beside it."""
    return characters(pixels(pen.columns[column : column + 2]))


def _points_formula(block: Block, column: int) -> str:
    header = xl_rowcol_to_cell(block.header_row, column, row_abs=True, col_abs=True)
    annex = block.group.annex
    return f"=SUMPRODUCT((项目附表号={annex})*(项目名称={header})*项目分值)"


def _comments(pen: Pen, months: MonthLayout, block: Block) -> None:
    notes = {
        months.deduction: "栏目更新维护：扣几分填几分，没有扣分留空。灰色的组不设扣分，不填。",
        months.note: "扣了分的写原因，会印在附表和通报里。不扣分的也可写备注，不印出。",
        months.info: "各项目每件分值 × 篇数；上专栏的部分再乘专栏加成。",
        months.score: "信息分 ÷ 及格线 × 达标分值 − 扣分，最低 0 分，按参数表取小数。",
        months.rank: "按得分从高到低；得分相同时按参数表的并列规则。",
    }
    for column, text in notes.items():
        _comment(pen, block.header_row, column, text)
    if block.group.items:
        _comment(
            pen,
            block.labels_row,
            monthly.pieces_column(0) + 1,
            "采用的稿件里，同时在专栏发布的篇数。设专栏加成的组才影响得分。",
        )


def _comment(pen: Pen, row: int, column: int, text: str) -> None:
    pen.sheet.write_comment(
        row, column, text,
        {"author": "门户考核", "x_scale": 1.8, "y_scale": 0.9, "font_name": styles.FONT,
         "font_size": 9},
    )  # fmt: skip


def _rows(pen: Pen, months: MonthLayout, block: Block, cells: Cells) -> None:
    used_columns = 2 * len(block.group.items)
    unit, note = pen.columns[1], pen.columns[months.note]
    for row in range(block.first_row, block.last_row + 1):
        name, reason = cells.get((row, 1)), cells.get((row, months.note))
        size = styles.name_size(name, unit)
        tall = [styles.lines(name, unit, size), styles.lines(reason, note)]
        pen.height(row, styles.height(ROW_HEIGHT, tall))
        _serial(pen, row, block, cells)
        look = styles.ENTRY if name is None else styles.FIXED
        pen.put(row, 1, name, look, styles.NAME, size)
        for column in range(2, 2 + 2 * months.slots):
            live = column < 2 + used_columns
            style = (styles.ENTRY, styles.CENTER) if live else (styles.FIXED, styles.SWITCHED_OFF)
            pen.put(row, column, cells.get((row, column)), *style)
        deduction = cells.get((row, months.deduction))
        pen.put(row, months.deduction, deduction, styles.ENTRY, styles.CENTER)
        pen.put(row, months.note, reason, styles.ENTRY, styles.NAME)


def _serial(pen: Pen, row: int, block: Block, cells: Cells) -> None:
    """Write a number that follows the names, whoever puts them there."""
    number = "1" if row == block.first_row else f"N({xl_rowcol_to_cell(row - 1, 0)})+1"
    formula = f'=IF({xl_rowcol_to_cell(row, 1)}="","",{number})'
    pen.formula(row, 0, formula, cells.get((row, 0)), styles.FIXED, styles.CENTER)


def _validate(pen: Pen, months: MonthLayout, block: Block) -> None:
    first, last = block.first_row, block.last_row
    for slot, item in enumerate(block.group.items):
        column = monthly.pieces_column(slot)
        titles = [
            styles.message_title(item.name, kind) for kind in (monthly.PIECES, layout.IN_COLUMN)
        ]
        left, right = xl_rowcol_to_cell(first, column), xl_rowcol_to_cell(first, column + 1)
        pen.sheet.data_validation(
            first, column, last, column,
            _custom(f"={_count_formula(left)}", titles[0], _COUNT_PROMPT, _COUNT_ERROR),
        )  # fmt: skip
        pen.sheet.data_validation(
            first, column + 1, last, column + 1,
            _custom(f"={_column_formula(left, right)}", titles[1], _COLUMN_PROMPT, _COLUMN_ERROR),
        )  # fmt: skip
    cell = xl_rowcol_to_cell(first, months.deduction)
    pen.sheet.data_validation(
        first, months.deduction, last, months.deduction,
        _custom(
            f'=OR(AND(ISNUMBER({cell}),N({cell})>=0),{cell}="{layout.NO_DEDUCTION}")',
            "填扣分", "扣几分填几分，没有扣分留空。", "扣分只能是 0 或正数；没有扣分请留空。",
        ),
    )  # fmt: skip
    pen.sheet.data_validation(
        first, months.note, last, months.note,
        {"validate": "any", "input_title": "扣分原因", "input_message": "扣了分的请写原因。"},
    )  # fmt: skip
    spare = max(last - monthly.SPARE_ROWS + 1, first)
    pen.sheet.data_validation(
        spare, 1, last, 1,
        {
            "validate": "list",
            "source": f"={_ROSTER_NAMES}",
            "input_title": "新增单位",
            "input_message": "先把单位加进“单位”表，再从这里选。",
            "error_type": "warning",
            "error_title": "名单里没有",
            "error_message": "单位表里没有这个名称。请先在单位表中添加，再从列表中选。",
        },
    )  # fmt: skip


_ROSTER_NAMES = "单位名单"


def _custom(formula: str, title: str, prompt: str, error: str) -> dict[str, object]:
    return {
        "validate": "custom",
        "value": formula,
        "input_title": title,
        "input_message": prompt,
        "error_title": "请重填",
        "error_message": error,
    }


def _count_formula(cell: str) -> str:
    """Return the formula that is true for a whole number and for ``3（1）``, as both are read.

    All characters are digits or spaces, or all but two, and these are brackets in their places.
    """
    # Not with ASC, which only makes wide characters narrow where Excel's own language is Chinese.
    text = cell
    for found, meant in ((" ", ""), ("　", ""), ("（", "("), ("）", ")")):
        text = f'SUBSTITUTE({text},"{found}","{meant}")'
    # A pattern is found anywhere, but with a mark behind the text only at its end.
    return f'{_digits(cell)}=LEN({cell})-2*COUNT(SEARCH("?*(?*)|",{text}&"|"))'


def _column_formula(left: str, right: str) -> str:
    """Return the formula that is true for a whole number not above that on the left."""
    brackets = f'COUNT(FIND("(",{left}),FIND("（",{left}))'
    fits = f"IF(ISTEXT({left}),{brackets}=0,N({right})<=N({left}))"
    return f"AND({_digits(right)}=LEN({right}),{fits})"


def _digits(cell: str) -> str:
    """Return the formula that counts the digits and spaces in a cell."""
    each = f'MID("{_DIGITS}",ROW($1:${len(_DIGITS)}),1)'
    return f'SUMPRODUCT(LEN({cell})-LEN(SUBSTITUTE({cell},{each},"")))'


_DIGITS = "0123456789０１２３４５６７８９ 　"


def _highlight(pen: Pen, months: MonthLayout, block: Block) -> None:
    first, last, annex = block.first_row, block.last_row, block.group.annex
    wrong = pen.palette.format(styles.WRONG)
    for slot in range(len(block.group.items)):
        column = monthly.pieces_column(slot)
        left = xl_rowcol_to_cell(first, column)
        right = xl_rowcol_to_cell(first, column + 1)
        bad = f'=AND({left}<>"",NOT({_count_formula(left)}))'
        _mark(pen, (first, column, last, column), bad, wrong)
        above = f'=AND({right}<>"",NOT({_column_formula(left, right)}))'
        _mark(pen, (first, column + 1, last, column + 1), above, wrong)
        off = pen.palette.format(styles.SWITCHED_OFF)
        _mark(pen, (first, column + 1, last, column + 1), f"=加成_{annex}=1", off)
    off = pen.palette.format(styles.SWITCHED_OFF)
    place = (first, months.deduction, last, months.deduction)
    _mark(pen, place, f'=扣分_{annex}<>"{layout.YES}"', off)
    info = xl_rowcol_to_cell(first, months.info, col_abs=True)
    line = xl_rowcol_to_cell(block.title_row, _KPI_COLUMNS[1] + 1, row_abs=True, col_abs=True)
    passed = f"=AND(ISNUMBER({info}),ISNUMBER({line}),N({info})>N({line}))"
    place = (first, months.info, last, months.rank)
    _mark(pen, place, passed, pen.palette.format(styles.ABOVE_LINE))


def _mark(pen: Pen, place: tuple[int, int, int, int], formula: str, form: object) -> None:
    rule = {"type": "formula", "criteria": formula, "format": form}
    pen.sheet.conditional_format(*place, rule)


_KPI_COLUMNS = (2, 4, 6)
_NO_MACROS = "未启用宏"


class _Shown:
    """The results a block shows before any recalculation, a value a row (empty where none)."""

    def __init__(self, block: Block, cells: Cells, result: GroupMonth | None) -> None:
        self.result = result
        self.units: list[int | None] = []
        names = {name: row for row, name in enumerate(result.units)} if result else {}
        for row in range(block.first_row, block.last_row + 1):
            name = cells.get((row, 1))
            position = block.group.position(name) if isinstance(name, str) else None
            unit = None if position is None else block.group.units[position].name
            self.units.append(names.get(unit) if unit else None)

    def column(self, values: Sequence[Fraction]) -> list[Fraction | None]:
        """Return a column of the result spread over the block's rows."""
        return [None if row is None else values[row] for row in self.units]


def _results(pen: Pen, months: MonthLayout, block: Block, shown: _Shown) -> None:
    result, annex = shown.result, block.group.annex
    names = _range(block, 1)
    counts = xl_range_abs(block.first_row, 2, block.last_row, 1 + 2 * len(block.group.items))
    points = xl_range_abs(block.points_row, 2, block.points_row, 1 + 2 * len(block.group.items))
    infos, deductions = _range(block, months.info), _range(block, months.deduction)
    rules = f"及格比例_{annex},达标分值_{annex},小数位_{annex},进位_{annex}"
    columns = {
        months.info: (
            f"=xp_info_score({names},{counts},{points},加成_{annex})",
            result.figures[INFO] if result else (),
        ),
        months.score: (
            f"=xp_score({names},{infos},{deductions},{rules})",
            result.figures[SCORE] if result else (),
        ),
        months.rank: (
            f"=xp_rank({names},{_range(block, months.score)},并列_{annex})",
            map(Fraction, result.figures[RANK]) if result else (),
        ),
    }
    for column, (formula, values) in columns.items():
        cached = shown.column(list(values)) if result else [None] * block.capacity
        pen.array(block.first_row, column, _quiet(formula), cached, styles.COMPUTED)
    measures = result.measures if result else None
    figures: tuple[tuple[str, str, Fraction | None, Style], ...] = (
        ("平均分", f"=xp_average({names},{infos})", measures.average if measures else None, {}),
        (
            "及格线",
            f"=xp_pass_line({names},{infos},及格比例_{annex})",
            measures.pass_line if measures else None,
            {},
        ),
        (
            "达标率",
            f"=xp_pass_rate({names},{infos},及格比例_{annex})",
            measures.pass_rate if measures else None,
            styles.PERCENT,
        ),
    )
    for column, (label, formula, value, style) in zip(_KPI_COLUMNS, figures, strict=True):
        pen.put(block.title_row, column, label, styles.KPI_LABEL)
        quiet = _quiet(formula, _NO_MACROS if label == "平均分" else "")
        pen.array(block.title_row, column + 1, quiet, [value], styles.KPI, styles.SHRINK, style)


def _quiet(formula: str, otherwise: str = "") -> str:
    """Return the formula showing ``otherwise`` where its function is not there to be called."""
    return f'=IFERROR({formula[1:]},"{otherwise}")'


def _range(block: Block, column: int) -> str:
    return str(xl_range_abs(block.first_row, column, block.last_row, column))
