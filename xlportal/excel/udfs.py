"""The worksheet functions. Each is a shell over :mod:`xlportal.sheets.live`, a column at a time.

Their signatures stay plain on purpose: no annotations, no defaults, no variable arguments, which
xlwings' function wrappers cannot carry. Arguments arrive as rectangles; what Excel calls an error
arrives as its text.
"""

# mypy: allow-untyped-defs, allow-untyped-decorators, allow-untyped-calls

import functools
import inspect

import xlwings as xw

from xlportal.excel.live_book import behave
from xlportal.sheets import live
from xlportal.sheets.interface import CATEGORY

behave()


def _function(function):
    """Return ``function`` as a worksheet function that takes rectangles and never raises."""

    @functools.wraps(function)
    def guarded(*arguments):
        try:
            return function(*arguments)
        except Exception:  # a traceback in a cell helps nobody
            return live.WRONG_PARAMETER

    for name in inspect.signature(function).parameters:
        guarded = xw.arg(name, ndim=2, err_to_str=True)(guarded)
    return xw.func(category=CATEGORY)(guarded)


@_function
def xp_item_score(names, counts, points, bonus):
    """项目分：一个项目的篇数 × 每件分值，上专栏的再乘加成。"""
    return live.item_scores(names, counts, points, bonus)


@_function
def xp_info_score(names, counts, points, bonus):
    """信息分：各项目分之和。"""
    return live.info_scores(names, counts, points, bonus)


@_function
def xp_average(names, infos):
    """平均分：信息分之和 ÷ 参加考核单位数。"""
    return live.average(names, infos)


@_function
def xp_pass_line(names, infos, ratio):
    """及格线：平均分 × 及格比例。"""
    return live.pass_line(names, infos, ratio)


@_function
def xp_pass_rate(names, infos, ratio):
    """达标率：信息分超过及格线的单位占百分之几。"""
    return live.pass_rate(names, infos, ratio)


@_function
def xp_score(  # noqa: PLR0913, PLR0917 - whole columns, and every rule that a score rests on
    names, infos, deductions, ratio, pass_score, decimals, rounding, scheme=None, additions=None
):
    """得分：按及格线折算或直接计分，加分、扣分以后，最低 0 分。"""
    return live.scores(
        names, infos, deductions, additions, (ratio, pass_score, decimals, rounding, scheme)
    )


@_function
def xp_rank(names, scores, ties):
    """排名：按得分从高到低，相同时按并列规则。"""
    return live.ranks(names, scores, ties)
