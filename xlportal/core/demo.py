"""The demo's data: February 2020 as published, January as carry-in (spec section 5)."""

import datetime as dt
from fractions import Fraction

from xlportal.core import wording
from xlportal.core.book import Book, Settings
from xlportal.core.defaults import default_groups
from xlportal.core.ledger import Count, Entry, Ledger, MonthEntries, Opening
from xlportal.core.wording import sentences

YEAR, MONTH = 2020, 2
PUBLISHED_ON = dt.date(2020, 3, 2)
HINT = (
    "近期，省里将对政务服务类网站进行重点检查，网站牵头管理处室和栏目维护责任处室要提高政治意识，"
    "增强责任意识，发挥主体作用，确保网站维护不出差错，共同努力把门户网站建设好。"
)
_FEBRUARY = (
    {"富阳区行政服务中心": 3, "钱塘新区管委会": 4},
    {"秘书处": 2, "机关党委": 5, "公共资源交易中心": 4, "市民之家管理服务中心（大厅办）": 1},
)
_JANUARY = (
    {
        "上城区审管办": (1, "20.75"),
        "拱墅区审管办": (1, "20.75"),
        "萧山区办事服务中心": (1, "20.75"),
        "建德市审管办": (1, "20.75"),
        "富阳区行政服务中心": (1, "20.75"),
        "钱塘新区管委会": (2, "41.5"),
    },
    {"秘书处": (3, "10.9"), "交易管理处": (2, "7.2"), "公共资源交易中心": (4, "14.5")},
)
_LEADERS = "得分【本月前列位次】的是【本月前列】"
_COUNTIES = "【月份】，各区县（市）审管办（行政服务中心）"
_OFFICES = "【月份】份，机关各处室及直属事业单位"
_COUNTIES_ADOPTED = (
    f"{_COUNTIES}报送并被采用【区县动态】；【经验介绍】。"
    "其中同时被“【专栏】”专栏采用【专栏采用】；【调查报告】。"
)
_OFFICES_ADOPTED = "报送并被采用【中心动态】；经验介绍【经验介绍本月】，调查报告【调查报告本月】。"
_KEPT_WELL = f"{_OFFICES}认真维护各自责任栏目，更新及时，审核到位，没有出现扣分。"
WORDING = (
    *wording.HEADING_WORDING,
    *sentences(
        ("组正文", "总是", _COUNTIES_ADOPTED, 1),
        ("组正文", "无人采用", f"{_COUNTIES}没有稿件被采用，【累计采用】。", 1),
        ("组正文", "没有扣分", _KEPT_WELL, 2),
        ("组正文", "有扣分", f"{_OFFICES}栏目更新维护出现扣分的是：【扣分情况】。", 2),
        ("组正文", "总是", _OFFICES_ADOPTED, 2),
        ("组正文", "无人采用", "没有稿件被采用，【累计采用】。", 2),
    ),
    *wording.MEASURED_WORDING,
    *sentences(
        ("组正文", "有累计", f"【月份】{_LEADERS}。", 1),
        ("组正文", "有累计", f"{_LEADERS}。", 2),
        ("组正文", "没有累计", f"【月份】{_LEADERS}{wording.DETAILS}", 1),
        ("组正文", "没有累计", f"{_LEADERS}{wording.DETAILS}", 2),
    ),
    *wording.CUMULATIVE_WORDING,
    *wording.PERIOD_WORDING,
    *wording.CLOSING_WORDING,
)
"""The circular's own sentences."""


def demo_book() -> Book:
    """Return the circular's data as a book."""
    groups = default_groups()
    entries = tuple(
        Entry(group.annex, unit.name, (Count(filed.get(unit.name, 0)), Count(0), Count(0)))
        for group, filed in zip(groups, _FEBRUARY, strict=True)
        for unit in group.units
    )
    opening = tuple(
        Opening(group.annex, unit, 1, (Count(pieces), None, None), Fraction(score))
        for group, carried in zip(groups, _JANUARY, strict=True)
        for unit, (pieces, score) in carried.items()
    )
    return Book(
        Ledger(YEAR, groups, opening, (MonthEntries(MONTH, entries),)),
        Settings(month=MONTH, hints={MONTH: HINT}, dates={MONTH: PUBLISHED_ON}),
        WORDING,
    )
