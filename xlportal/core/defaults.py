"""The office's own two groups: default rules (spec section 2), the 2020 circular's roster."""

from fractions import Fraction

from xlportal.core.book import Book, Settings
from xlportal.core.ledger import Ledger
from xlportal.core.rules import Group, Item, Rounding, Rules, Ties, Unit

_COUNTIES = """
    上城区审管办 下城区审管办 江干区审管办 拱墅区审管办 西湖区审管办 高新（滨江）行政服务中心
    萧山区办事服务中心 余杭区行政服务中心 桐庐县行政服务中心 淳安县审管办 建德市审管办
    富阳区行政服务中心 临安市审管办 钱塘新区管委会
"""
_OFFICES = """
    秘书处 审批管理处 交易管理处 综合管理处 机关党委 公共资源交易中心
    投资项目审批代办服务中心（中介中心） 市民之家管理服务中心（大厅办）
"""


def default_groups() -> tuple[Group, ...]:
    """Return the two groups with their default rules and units."""
    counties = Group(
        annex=1,
        name="区县（市）审管办（行政服务中心）考核组",
        short="区县（市）审管办考核组",
        items=_items("区县动态"),
        rules=_rules("1.5", "8.3", 2, Rounding.HALF_UP, deductions=False),
        units=tuple(map(Unit, _COUNTIES.split())),
    )
    offices = Group(
        annex=2,
        name="机关处室及直属事业单位考核组",
        short="机关处室及直属事业单位考核组",
        items=_items("中心动态"),
        rules=_rules("1", "4", 1, Rounding.TRUNCATE, deductions=True),
        units=tuple(map(Unit, _OFFICES.split())),
        called="机关各处室及直属事业单位",
    )
    return counties, offices


def _rules(
    bonus: str, pass_score: str, decimals: int, rounding: Rounding, *, deductions: bool
) -> Rules:
    return Rules(
        bonus=Fraction(bonus),
        pass_ratio=Fraction("0.8"),
        pass_score=Fraction(pass_score),
        decimals=decimals,
        rounding=rounding,
        ties=Ties.LAST,
        deductions=deductions,
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
