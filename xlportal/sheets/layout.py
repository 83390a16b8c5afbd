"""Where everything stands in the working workbook: sheets, headers, rows, columns.

Written once, for the writer and for the reader. Rows and columns count from 0. The reader finds
tables and columns by their headers, so that a moved column or an inserted row does no harm.
"""

from __future__ import annotations

from xlportal.core.limits import FIRST_MONTH, LAST_MONTH
from xlportal.core.rules import Rounding, Ties

GUIDE = "说明"
PARAMETERS = "参数"
ROSTER = "单位"
OPENING = "期初"
WORDING = "通报模板"
ARCHIVE = "存档"
MONTHS = tuple(f"{month}月" for month in range(FIRST_MONTH, LAST_MONTH + 1))
INPUT_SHEETS = (PARAMETERS, ROSTER, OPENING, *MONTHS, WORDING)
READ_SHEETS = (*INPUT_SHEETS, ARCHIVE)
"""Every sheet that is read: what is filled, and what was sent."""

LASTING_SHEETS = (PARAMETERS, ROSTER, WORDING)
"""What next year's workbook takes over."""

TEXTS = "界面文字"
CONFIG = "xlwings.conf"
VERSION_NAME, TEXTS_NAME, WIZARD_NAME = "portal_xlwings", "portal_texts", "portal_wizard"
"""Defined names of what the macros read: ASCII, as their source is."""
OWN_SHEETS = (GUIDE, *READ_SHEETS, TEXTS, CONFIG)
"""Every sheet of the workbook that is neither made by computing nor the clerk's own."""

CIRCULAR = "通报"
PROBLEMS = "检查"
TRENDS = "走势"


def month_sheet(month: int) -> str:
    """Return the name of a month's sheet, such as ``2月``."""
    return MONTHS[month - 1]


def month_of(sheet: str) -> int | None:
    """Return the month whose sheet is called ``sheet``, None for any other sheet."""
    return MONTHS.index(sheet) + 1 if sheet in MONTHS else None


def is_published(sheet: str) -> bool:
    """Return whether a sheet of this name is one that computing a month makes."""
    annex = sheet.removeprefix(annex_sheet(0)[:-1])
    return sheet in {CIRCULAR, TRENDS} or (annex != sheet and annex.isdecimal())


def annex_sheet(annex: int) -> str:
    """Return the name of a group's appendix sheet, such as ``附表1``."""
    return f"附表{annex}"


ROUNDING_WORDS = {Rounding.HALF_UP: "四舍五入", Rounding.TRUNCATE: "截尾"}
TIES_WORDS = {
    Ties.LAST: "并列取末位",
    Ties.FIRST: "并列取首位",
    Ties.DENSE: "并列不占位",
    Ties.AVERAGE: "并列取平均",
}
YES, NO = "是", "否"
NO_DEDUCTION = "无扣分"
NO_DEDUCTION_WORDS = frozenset({NO_DEDUCTION, "无", "—", "－", "-"})

YEAR_LABEL = "年度"
MONTH_LABEL = "月份"
ISSUER_LABEL = "发文机关"
DATE_LABEL = "发文日期"
COLUMN_NAME_LABEL = "专栏名称"
BASICS = (YEAR_LABEL, MONTH_LABEL, ISSUER_LABEL, DATE_LABEL, COLUMN_NAME_LABEL)
BASICS_ROW, BASICS_LABEL_COLUMN, BASICS_VALUE_COLUMN = 3, 1, 2

ANNEX = "附表号"
GROUP_NAME = "考核组全称"
GROUP_SHORT = "简称"
BONUS = "专栏加成"
PASS_RATIO = "及格比例"
PASS_SCORE = "达标分值"
DECIMALS = "小数位"
ROUNDING = "进位方式"
TIES = "并列排名"
DEDUCTIONS = "栏目扣分"
GROUP_COLUMNS = (
    ANNEX, GROUP_NAME, GROUP_SHORT, BONUS, PASS_RATIO, PASS_SCORE, DECIMALS, ROUNDING, TIES,
    DEDUCTIONS,
)  # fmt: skip
GROUPS_ROW = BASICS_ROW + len(BASICS) + 2

ITEM_NAME = "项目"
ITEM_MEASURE = "计量单位"
ITEM_POINTS = "每件分值"
ITEM_COLUMNS = (ANNEX, ITEM_NAME, ITEM_MEASURE, ITEM_POINTS)

RULE_NAMES = {
    "加成": BONUS,
    "及格比例": PASS_RATIO,
    "达标分值": PASS_SCORE,
    "小数位": DECIMALS,
    "进位": ROUNDING,
    "并列": TIES,
    "扣分": DEDUCTIONS,
}
"""Defined names of a group's parameters (followed by ``_`` and the annex number) by header."""
ITEM_NAMES = {"项目附表号": ANNEX, "项目名称": ITEM_NAME, "项目分值": ITEM_POINTS}
"""Defined names of the columns of the items' table by header."""
ROSTER_NAMES = "单位名单"
"""Defined name of the units' names."""

ORDER = "顺序"
UNIT_NAME = "单位名称"
FORMER_NAMES = "曾用名"
FIRST = "起始月"
LAST = "截止月"
UNIT_COLUMNS = (ANNEX, ORDER, UNIT_NAME, FORMER_NAMES, FIRST, LAST)
NAME_SEPARATOR = "；"

THROUGH = "截至月"
OPENING_SCORE = "累计得分"
IN_COLUMN = "其中专栏"
OPENING_COLUMNS = (ANNEX, UNIT_NAME, THROUGH, OPENING_SCORE)

PARAGRAPH = "段落"
WHEN = "何时用"
TEXT = "文字"
WORDING_COLUMNS = (PARAGRAPH, ANNEX, WHEN, TEXT)

SENT_MONTH, SENT_MOMENT = "月份", "发送时间"
SENT_FIGURES = ("得分", "排名", "累计得分", "累计排名")
ARCHIVE_COLUMNS = (SENT_MONTH, SENT_MOMENT, ANNEX, UNIT_NAME, *SENT_FIGURES)

TABLE_ROW = 2
"""The header row of the tables that have a sheet of their own (roster, carry-in, wording)."""
PARAMETER_SPARE = 3
ROSTER_SPARE = 12
