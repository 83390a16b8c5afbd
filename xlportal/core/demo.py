"""The demo's data: February 2020 as published, January as carry-in (spec section 5)."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from xlportal.core.book import Book, Settings
from xlportal.core.defaults import default_groups
from xlportal.core.ledger import Count, Entry, Ledger, MonthEntries, Opening

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
    )
