"""Where everything stands in the working workbook: sheets, headers, rows, columns.

Written once, for the writer and for the reader. Rows and columns count from 0. The reader finds
tables and columns by their headers, so that a moved column or an inserted row does no harm.
"""

from collections.abc import Sequence

from xlportal.core.limits import FIRST_MONTH, LAST_MONTH

GUIDE, PARAMETERS, ROSTER, OPENING, WORDING, ARCHIVE = (
    "说明", "参数", "单位", "期初", "通报模板", "存档",
)  # fmt: skip
MONTHS = tuple(f"{month}月" for month in range(FIRST_MONTH, LAST_MONTH + 1))
INPUT_SHEETS = (PARAMETERS, ROSTER, OPENING, *MONTHS, WORDING)
READ_SHEETS = (GUIDE, *INPUT_SHEETS, ARCHIVE)
"""Every sheet that is read: what is filled, and what was computed and sent."""

LASTING_SHEETS = (PARAMETERS, ROSTER, WORDING)
"""What next year's workbook takes over."""

TEXTS = "界面文字"
CONFIG = "xlwings.conf"
VERSION_NAME, TEXTS_NAME, WIZARD_NAME = "portal_xlwings", "portal_texts", "portal_wizard"
"""Defined names of what the macros read: ASCII, as their source is."""
OWN_SHEETS = (*READ_SHEETS, TEXTS, CONFIG)
"""Every sheet of the workbook that is neither made by computing nor the clerk's own."""

CIRCULAR, PROBLEMS, TRENDS, AUDIT, CORRECTION = "通报", "检查", "走势", "核对", "更正"
DETAILS = "明细"
"""Of the copy alone: a sheet of this name in the working workbook is the clerk's own."""
REPEATING = (TRENDS, DETAILS)
"""Sheets of a publication that say in another form what its text and tables say."""


def month_sheet(month: int) -> str:
    """Return the name of a month's sheet, such as ``2月``."""
    return MONTHS[month - 1]


def month_of(sheet: str) -> int | None:
    """Return the month whose sheet is called ``sheet``, None for any other sheet."""
    return MONTHS.index(sheet) + 1 if sheet in MONTHS else None


def is_published(sheet: str) -> bool:
    """Return whether a sheet of this name is one that computing a month makes."""
    annex = sheet.removeprefix(annex_sheet(0)[:-1])
    return sheet in {CIRCULAR, CORRECTION, TRENDS} or (annex != sheet and annex.isdecimal())


def is_clerks(sheet: str) -> bool:
    """Return whether a sheet of this name is neither the workbook's own nor made by a button."""
    return not (sheet in {*OWN_SHEETS, PROBLEMS, AUDIT} or is_published(sheet))


def gives_way(sheet: str, made: Sequence[str]) -> bool:
    """Return whether a sheet goes where the sheets ``made`` come: a publication comes whole."""
    return sheet in made or (is_published(sheet) and any(map(is_published, made)))


def annex_sheet(annex: int) -> str:
    """Return the name of a group's appendix sheet, such as ``附表1``."""
    return f"附表{annex}"


YES, NO = "是", "否"

ANNEX = "附表号"
UNIT_NAME = "单位名称"
FIRST, LAST = "起始月", "截止月"
THROUGH, OPENING_SCORE = "截至月", "累计得分"
YEAR_LABEL, DATE_LABEL = "年度", "发文日期"
IN_COLUMN = "其中专栏"

BASICS_ROW, BASICS_LABEL_COLUMN, BASICS_VALUE_COLUMN = 3, 1, 2
TABLE_ROW = 2
"""The header row of the tables that have a sheet of their own (roster, carry-in, wording)."""
