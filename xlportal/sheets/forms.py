"""The tables of 参数, 单位, 期初 and 通报模板, a line a column."""

from dataclasses import replace
from typing import Any

from xlportal.core import catalogue
from xlportal.core.checks import RULE_WORDS
from xlportal.core.limits import ANNEXES, FIRST_MONTH, LAST_MONTH, MAX_DECIMALS, YEARS
from xlportal.core.rules import (
    ORDER_WORDS,
    POINTS,
    ROUNDING_WORDS,
    SCHEME_WORDS,
    TIES_WORDS,
    Order,
    Scheme,
)
from xlportal.core.wording import Part, When
from xlportal.sheets import layout
from xlportal.sheets.columns import (
    NAME,
    NAMES,
    SHOWN,
    TEXT,
    Column,
    Content,
    Form,
    choice,
    number,
    whole_number,
)  # fmt: skip

_YES_NO = choice({True: layout.YES, False: layout.NO})
_FACTOR = number()
_YEAR = whole_number(*YEARS, wrong=catalogue.YEAR_WRONG, missing=catalogue.YEAR_WRONG)
_MONTH = whole_number(FIRST_MONTH, LAST_MONTH, wrong=catalogue.MONTH_WRONG, fallback=None)
_FIRST = replace(_MONTH, wrong=catalogue.MONTHS_WRONG, fallback=FIRST_MONTH)
_LAST = replace(_FIRST, fallback=LAST_MONTH)
_THROUGH = replace(_MONTH, missing=catalogue.OPENING_INCOMPLETE, fallback=FIRST_MONTH)
_ORDER = whole_number(0, 10**6, wrong=catalogue.ORDER_WRONG)
_SCORE = number(zero=True, wrong=catalogue.SCORE_WRONG, missing=catalogue.OPENING_INCOMPLETE)
_PART = choice({part: part.value for part in Part}, catalogue.PARAGRAPH_WRONG)
_WHEN = choice({when: when.value for when in When}, catalogue.PARAGRAPH_WRONG)
_ANNEX = whole_number(*ANNEXES, wrong=catalogue.ANNEX_WRONG, missing=catalogue.NAME_MISSING)
_FACT = replace(TEXT, missing=catalogue.BASIC_MISSING)


def _annex(note: str = "", name: str = "", **options: Any) -> Column:
    hint = "填参数表里考核组的附表号。"
    return Column("annex", layout.ANNEX, _ANNEX, 9, note, hint, name=name, **options)


def _rule(field: str, content: Content, width: float, note: str, **options: Any) -> Column:
    return Column(field, RULE_WORDS[field], content, width, note, **options)


def _months(what: str, *, added: bool = True) -> tuple[Column, Column]:
    first, last = (
        f"年中新设的{what}从几月起。空着：1月。",
        f"年中撤掉的{what}到几月为止。空着：12月。",
    )
    return (
        Column("first_month", layout.FIRST, _FIRST, 9, first, first, FIRST_MONTH, added=added),
        Column("last_month", layout.LAST, _LAST, 9, last, last, LAST_MONTH, added=added),
    )


# fmt: off
BASICS = (
    Column("year", layout.YEAR_LABEL, _YEAR, 34,
           "考核年度，各月表和附表的标题都取自这里。一个工作簿管一年。", "填四位年份，如 2020。"),
    Column("month", "月份", _MONTH, 34,
           "在“说明”页计算排名时算哪个月；在月份表里计算，则算那个月。", "1 到 12。", None),
    Column("issuer", "发文机关", _FACT, 34, "通报的落款。"),
    Column("column_name", "专栏名称", _FACT, 34,
           "通报和附表注释中专栏的名称，不带引号。"),
)
"""The cells above the tables of 参数: label, value, what it is for."""

GROUPS = Form("考核组", (
    Column("annex", layout.ANNEX, replace(_ANNEX, missing=catalogue.ANNEX_WRONG), 9,
           "这个组印成附表几。填 1、2……，不能重复。", "填 1、2……，不能重复。"),
    Column("name", "考核组全称", NAME, 44),
    Column("short", "简称", NAME, 34),
    _rule("bonus", _FACTOR, 10, "同时上专栏的稿件，得分乘几。不设加成填 1。", name="加成"),
    _rule("pass_ratio", _FACTOR, 10, "及格线 = 平均分 × 及格比例。", name="及格比例"),
    _rule("pass_score", _FACTOR, 10, "信息分正好等于及格线时得几分。", name="达标分值"),
    _rule("decimals", whole_number(0, MAX_DECIMALS), 9, "得分保留几位小数。", name="小数位"),
    _rule("rounding", choice(ROUNDING_WORDS), 12,
          "四舍五入：2.345 取两位是 2.35。截尾：多余的小数直接去掉。", name="进位"),
    _rule("ties", choice(TIES_WORDS), 13,
          "两个单位得分都最高时：末位，都排第 2；首位，都排第 1，下一个第 3；"
          "不占位，都排第 1，下一个第 2；平均，都排第 1.5。", name="并列"),
    _rule("deductions", _YES_NO, 10, "这个组是否考核栏目更新维护并扣分。", name="扣分"),
    _rule("scheme", choice(SCHEME_WORDS), 15,
          "按及格线折算：得分 = 信息分 ÷ 及格线 × 达标分值。"
          "直接计分：得分就是信息分，没有平均分和及格线。加分、扣分两种都算。",
          name="计分", default=Scheme.RELATIVE, added=True),
    _rule("additions", _YES_NO, 9, "这个组是否有批示、约稿一类的加分。",
          name="加分", default=False, added=True),
    _rule("order", choice(ORDER_WORDS), 11, "附表里各行的次序。填报表总是名单次序。",
          default=Order.ROSTER, added=True),
    Column("called", "单位统称", TEXT, 28,
           "通报里把全组单位叫什么。空着：“各”加去掉“考核组”的全称。", default="", added=True),
    *_months("考核组"),
), spare=3)

ITEMS = Form("项目", (
    _annex("这个项目属于哪个考核组。", "项目附表号"),
    Column("name", "项目", NAME, 44, name="项目名称"),
    Column("measure", "计量单位", NAME, 34, "条、篇等，印在通报里。"),
    _rule(POINTS, number(zero=True), 10, "采用一条（篇）得几分。只统计不计分的填 0。",
          name="项目分值"),
    *_months("项目"),
), spare=3)

CHANGES = Form("规则变更", (
    _annex("改哪个考核组的规则。", "变更附表号"),
    Column("rule", "规则", NAME, 44,
           "“考核组”表里要改的那一栏。改一个项目的每件分值，就填项目的名称。", name="变更规则"),
    Column("value", "改为", SHOWN, 34, "从起始月起是多少；以前各月照旧。",
           "填法和“考核组”表里那一栏一样。", "", name="变更值"),
    Column("first_month", layout.FIRST, _FIRST, 10, "从几月起改。", "从几月起改。",
           name="变更起始月"),
), spare=6)
"""New in the second edition, so that all of it may be missing."""

UNITS = Form(layout.ROSTER, (
    _annex(),
    Column("order", "顺序", _ORDER, 8, hint="组内第几个，填 1、2、3……", default=None),
    Column("name", layout.UNIT_NAME, NAME, 42, name="单位名单"),
    Column("former", "曾用名", NAMES, 42,
           "改名前的名称，有几个就用“；”隔开。以前各月写的旧名认作同一单位。", default=()),
    *_months("单位", added=False),
), spare=12)

OPENING = Form(layout.OPENING, (
    _annex(),
    Column("unit", layout.UNIT_NAME, replace(NAME, missing=catalogue.NAME_BLANK), 42),
    Column("through", layout.THROUGH, _THROUGH, 9,
           "下面的数累计到几月。那几个月的月表就不要再填。", "累计到几月。"),
    Column("score", layout.OPENING_SCORE, _SCORE, 11, "已公布的累计得分。", "0 或正数。"),
), spare=4)
"""Two columns an item follow: pieces, and how many of them in the special column."""

WORDING = Form(layout.WORDING, (
    Column("part", "段落", _PART, 10,
           "组标题、组正文每个考核组写一遍；组正文各句连成一段。其余每行一段。",
           "这句话写在通报的哪里。"),
    _annex("只用于某个考核组的句子填它的附表号；各组都用的留空。", default=None),
    Column("when", "何时用", _WHEN, 12,
           "总是：每月都印。有扣分、没有扣分：只用于设扣分的组。期间、更正：只用于那两种通报。",
           "什么情况下印这句话。", When.ALWAYS),
    Column("text", "文字", TEXT, 70, default=""),
), spare=4)
# fmt: on
