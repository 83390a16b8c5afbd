"""The office's own two groups: default rules (spec section 2), the 2020 circular's roster."""

from __future__ import annotations

from fractions import Fraction

from xlportal.core.book import Book, Settings
from xlportal.core.ledger import Ledger
from xlportal.core.rules import Group, Item, Rounding, Rules, Ties, Unit

_COUNTIES = (
    "上城区审管办",
    "下城区审管办",
    "江干区审管办",
    "拱墅区审管办",
    "西湖区审管办",
    "高新（滨江）行政服务中心",
    "萧山区办事服务中心",
    "余杭区行政服务中心",
    "桐庐县行政服务中心",
    "淳安县审管办",
    "建德市审管办",
    "富阳区行政服务中心",
    "临安市审管办",
    "钱塘新区管委会",
)
_OFFICES = (
    "秘书处",
    "审批管理处",
    "交易管理处",
    "综合管理处",
    "机关党委",
    "公共资源交易中心",
    "投资项目审批代办服务中心（中介中心）",
    "市民之家管理服务中心（大厅办）",
)


def default_groups() -> tuple[Group, ...]:
    """Return the two groups with their default rules and units."""
    return (
        Group(
            annex=1,
            name="区县（市）审管办（行政服务中心）考核组",
            short="区县（市）审管办考核组",
            items=_items("区县动态"),
            rules=Rules(
                bonus=Fraction("1.5"),
                pass_ratio=Fraction("0.8"),
                pass_score=Fraction("8.3"),
                decimals=2,
                rounding=Rounding.HALF_UP,
                ties=Ties.LAST,
                deductions=False,
            ),
            units=tuple(Unit(name) for name in _COUNTIES),
        ),
        Group(
            annex=2,
            name="机关处室及直属事业单位考核组",
            short="机关处室及直属事业单位考核组",
            items=_items("中心动态"),
            rules=Rules(
                bonus=Fraction(1),
                pass_ratio=Fraction("0.8"),
                pass_score=Fraction(4),
                decimals=1,
                rounding=Rounding.TRUNCATE,
                ties=Ties.LAST,
                deductions=True,
            ),
            units=tuple(Unit(name) for name in _OFFICES),
            called="机关各处室及直属事业单位",
        ),
    )


def empty_book(year: int) -> Book:
    """Return a book of ``year`` with the default groups and nothing filed."""
    return Book(Ledger(year, default_groups()), Settings(month=1))


def _items(news: str) -> tuple[Item, ...]:
    return (
        Item(news, "条", Fraction(2)),
        Item("经验介绍", "篇", Fraction(10)),
        Item("调查报告", "篇", Fraction(20)),
    )
