"""Writing 说明: the three steps of the month, and the way to every sheet."""

from __future__ import annotations

from xlportal.sheets import layout
from xlportal.sheets.interface import SHEET_BUTTONS
from xlportal.sheets.pen import Pen, Style, characters, pixels
from xlportal.sheets.template import styles

TITLE = "门户网站考核"
BUTTON_ROW = 4
_STEPS = (
    (
        "第一步",
        "填",
        "打开当月的表（下面点月份），在黄色格里填各单位采用的篇数。同时上专栏的可写成 3（1）。",
    ),
    (
        "第二步",
        "看",
        "灰色格里的得分、平均分、及格线、排名随填随算；填错的格会变红，鼠标点上去有提示。",
    ),
    (
        "第三步",
        "发",
        "点“计算排名”，附表和通报自动生成并排好版；再点“导出发送版”，发出去的文件不带宏。",
    ),
)
_NOTES = (
    "每年用一个工作簿。年初用 xlportal new 新.xlsm --after 旧.xlsm 生成，规则和名单都带过去。",
    "年中才开始用：在“期初”里填各单位已公布的累计数。从 1 月开始用的，“期初”整页留空。",
    "没有填的月份不算 0。整月确实没有采用的，在月份表上方“本月无采用”处选“是”。",
    "单位改名：在“单位”里改名称，旧名写进“曾用名”。新增或退出：填“起始月”“截止月”。",
    "改规则（分值、加成、及格比例、达标分值、小数、并列）：只改“参数”，不用改程序。",
    (
        "新增项目或考核组：先在“参数”里加上并保存，"
        "再运行 xlportal new 新.xlsm --from 旧.xlsm，数据都带过去。"
    ),
    "各表都已保护（没有密码），只能在黄色格里填，以免误改公式和表头。需要时可在“审阅”里取消保护。",
    "没有 Excel，或宏被禁用：运行 xlportal compute 本文件 --month 月份，结果一样。",
)
_BUTTON = (132, 36)
_STEP: Style = {
    **styles.BASE,
    "bold": True,
    "font_size": 12,
    "font_color": "#FFFFFF",
    "bg_color": styles.INK,
    "align": "center",
}
_VERB: Style = {
    **styles.BASE,
    "bold": True,
    "font_size": 14,
    "font_color": styles.INK,
    "align": "center",
}


def write_guide(pen: Pen) -> None:
    """Write 说明: steps, links to the sheets, what to do on other occasions."""
    pen.widths([3, *[9.5] * 12, 3])
    pen.put(1, 1, TITLE, styles.TITLE)
    pen.height(1, 36)
    pen.put(2, 1, "每月三步：填、看、发。", styles.SUBTITLE)
    for index, button in enumerate(SHEET_BUTTONS):
        place = (BUTTON_ROW, 1 + 2 * index)
        pen.button(place, (0, 0), _BUTTON, macro=button.macro, caption=button.label)
    row = BUTTON_ROW + 3
    for name, verb, text in _STEPS:
        pen.put(row, 1, name, _STEP)
        pen.put(row, 2, verb, _VERB)
        pen.merge(row, 3, row, 12, text, styles.PLAIN)
        pen.height(row, 40)
        row += 1
    row = _links(pen, row + 1)
    _notes(pen, row + 1)
    pen.sheet.fit_to_pages(1, 1)


def _links(pen: Pen, row: int) -> int:
    pen.put(row, 1, "去填表", styles.SECTION, {"text_wrap": False})
    form = pen.palette.format(styles.LINK)
    for index, sheet in enumerate(layout.MONTHS):
        pen.sheet.write_url(row + 1, 1 + index, f"internal:'{sheet}'!A1", form, sheet)
    others = (layout.PARAMETERS, layout.ROSTER, layout.OPENING, layout.WORDING)
    for index, sheet in enumerate(others):
        pen.sheet.write_url(row + 2, 1 + 2 * index, f"internal:'{sheet}'!A1", form, sheet)
    for line in (row + 1, row + 2):
        pen.height(line, 26)
    return row + 4


def _notes(pen: Pen, row: int) -> None:
    pen.put(row, 1, "还要知道", styles.SECTION, {"text_wrap": False})
    for offset, text in enumerate(_NOTES, start=1):
        pen.put(row + offset, 0, "·", styles.BASE, {"align": "right"})
        pen.merge(row + offset, 1, row + offset, 12, text, styles.PLAIN)
        width = characters(pixels(pen.columns[1:13]))
        pen.height(row + offset, styles.height(24, [styles.lines(text, width)]))
