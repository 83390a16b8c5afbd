"""Writing 说明: the three steps of the month, the year at a glance, what else to know."""

from collections.abc import Mapping

from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

from xlportal.core.ledger import Ledger
from xlportal.core.limits import MONTHS
from xlportal.sheets import glance, layout
from xlportal.sheets.grid import Cells
from xlportal.sheets.interface import SHEET_BUTTONS
from xlportal.sheets.monthly import MonthLayout
from xlportal.sheets.native import Formulas
from xlportal.sheets.pen import Pen, Style
from xlportal.sheets.template import styles

TITLE = "门户网站考核"
BUTTON_ROW, _STEPS_ROW = 4, 6
_FIRST, _LAST = 1, 12
"""The columns between the margins."""
_STEPS = {
    "填": "打开当月的表（点下面的月份），在黄色格里填各单位采用的篇数。同时上专栏的可写成 3（1）。",
    "看": "灰色格里的得分、平均分、及格线、排名随填随算；填错的格会变红，鼠标点上去有提示。",
    "发": "点“计算排名”，附表和通报自动生成并排好版；再点“导出发送版”，发出去的文件不带宏。",
}
_NOTES = (
    "每年用一个工作簿：年底点“新的一年”，规则和名单都带过去。年中才开始用：在“期初”里填已公布的累计数。",
    "没有填的月份不算 0。一个组本月确实没有采用的，在它的标题下面“本组本月无采用”处选“是”。",
    "单位改名：在“单位”里改名称，旧名写进“曾用名”。新增或退出：填“起始月”“截止月”。",
    "改规则：在“参数”的“规则变更”里写从几月起、改成多少，以前各月不变。",
    "新增项目、考核组，单位多得空行不够，升级以后：保存，点“更新工作簿”，数据都带过去。",
    "各表都已保护（没有密码），只能在黄色格里填，以免误改公式和表头。需要时可在“审阅”里撤销保护。",
    "宏被禁用，或没有 Excel：得分照常算；附表和通报用命令 xlportal compute 生成（见使用手册）。",
)
_LINKED = (layout.PARAMETERS, layout.ROSTER, layout.OPENING, layout.WORDING)
_ALL, _PART = "已填", "没填完"
_SENT = '=IFERROR(LOOKUP(2,1/(存档!$A$2:$A$99999={month}),存档!$B$2:$B$99999),"")'
"""When a month was last sent."""
_BUTTON = (132, 36)
_WHITE: Style = {"font_color": "#FFFFFF", "bg_color": styles.INK, "align": "center"}
_STEP: Style = {**styles.BASE, "bold": True, "font_size": 12, **_WHITE}
_VERB: Style = {**styles.SECTION, "font_size": 14, "text_wrap": False, **styles.CENTER}
_TYPED: Style = {**styles.COMPUTED, "locked": False}
"""What the buttons type in: they could not where cells are locked."""


def write_guide(
    pen: Pen,
    ledger: Ledger,
    places: Mapping[int, MonthLayout],
    sent: Mapping[int, str],
    noted: Cells,
) -> None:
    """Write 说明; ``sent`` is when months were last sent, ``noted`` what buttons had noted."""
    pen.widths([3, *[9.5] * (_LAST - _FIRST + 1), 3])
    pen.put(1, 1, TITLE, styles.TITLE)
    pen.height(1, 36)
    pen.put(2, 1, "每月三步：填、看、发。", styles.SUBTITLE)
    for index, button in enumerate(SHEET_BUTTONS):
        place = (BUTTON_ROW, 1 + 2 * index)
        pen.button(place, (0, 0), _BUTTON, macro=button.macro, caption=button.label)
    pen.height(BUTTON_ROW, 32)
    for row, (verb, text) in enumerate(_STEPS.items(), start=_STEPS_ROW):
        pen.put(row, 1, f"第{'一二三'[row - _STEPS_ROW]}步", _STEP)
        pen.put(row, 2, verb, _VERB)
        pen.merge(row, 3, row, _LAST, text, styles.PLAIN)
        pen.height(row, 34)
    pen.put(glance.HEADER_ROW - 1, 1, "一年一览", styles.SECTION, {"text_wrap": False})
    pen.height(glance.HEADER_ROW, 24)
    for (first, last), label in glance.COLUMNS.items():
        pen.merge(glance.HEADER_ROW, first, glance.HEADER_ROW, last, label, styles.HEADER)
    for month in MONTHS:
        _month(pen, month, noted)
        if places[month].blocks:
            formula, state = _filled_formula(month, places[month]), _filled(ledger, month)
            pen.formula(glance.row(month), glance.FILLED, formula, state, styles.COMPUTED)
        formula, moment = _SENT.format(month=month), sent.get(month, "")
        pen.formula(glance.row(month), glance.SENT, formula, moment, styles.COMPUTED)
    row = glance.row(MONTHS[-1]) + 1
    for index, sheet in enumerate(_LINKED):
        pen.link(row, 1 + 2 * index, f"internal:'{sheet}'!A1", sheet, styles.LINK)
    pen.height(row, 26)
    _notes(pen, row + 2)
    pen.sheet.set_portrait()
    pen.sheet.fit_to_pages(1, 1)


def _month(pen: Pen, month: int, noted: Cells) -> None:
    """Write the cells of a month and what the buttons noted in them."""
    row, sheet = glance.row(month), layout.month_sheet(month)
    pen.height(row, 21)
    for first, last in glance.COLUMNS:
        by_button = first in {glance.COMPUTED, glance.REMARKS}
        style = _TYPED if by_button else styles.COMPUTED
        pen.merge(row, first, row, last, noted.get((row, first)), style)
    target = f"internal:'{sheet}'!A1"
    pen.link(row, glance.MONTH, target, sheet, styles.COMPUTED, styles.LINKED)


def _filled(ledger: Ledger, month: int) -> str:
    """Return what the formula shows now that says whether a month is filled."""
    filed = ledger.entries(month)
    return "" if filed is None else _PART if filed.unfilled else _ALL


def _filled_formula(month: int, places: MonthLayout) -> str:
    """Return the formula that says whether the blocks of a month's sheet are filled or marked."""
    sheet = quote_sheetname(layout.month_sheet(month))
    cells = (Formulas(block, places.columns).hidden["filled"] for block in places.blocks)
    filled = "+".join(f"{sheet}!{xl_rowcol_to_cell(*c, row_abs=True, col_abs=True)}" for c in cells)
    return f'=IF({filled}=0,"",IF({filled}<{len(places.blocks)},"{_PART}","{_ALL}"))'


def _notes(pen: Pen, row: int) -> None:
    pen.put(row, 1, "还要知道", styles.SECTION, {"text_wrap": False})
    width = pen.width(_FIRST, _LAST)
    for offset, text in enumerate(_NOTES, start=1):
        pen.put(row + offset, 0, "·", styles.BASE, {"align": "right"})
        pen.merge(row + offset, _FIRST, row + offset, _LAST, text, styles.PLAIN)
        pen.height(row + offset, styles.height(24, [styles.lines(text, width)]))
