"""What a month sheet lets be typed: at least whatever the reader then reads.

Excel takes no formula of more than 255 characters for a validation.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from xlportal.sheets import layout
from xlportal.sheets.forms import UNITS
from xlportal.sheets.monthly import NO_POINTS

Rule: TypeAlias = dict[str, Any]
"""A validation of XlsxWriter."""

ANYTHING: Rule = {"validate": "any"}
MARK: Rule = {
    "validate": "list",
    "source": [layout.YES],
    "input_title": "本组本月无采用",
    "input_message": "这一组确实一篇也没有被采用时选“是”，表示是 0，不是没填。平时留空。",
    "error_title": "请从列表中选",
    "error_message": "这里只能选“是”或留空。",
}
SPARE_NAME: Rule = {
    "validate": "list",
    "source": f"={UNITS['name'].name}",
    "input_title": "新增单位",
    "input_message": "先把单位加进“单位”表，再从这里选。",
    "error_type": "warning",
    "error_title": "名单里没有",
    "error_message": "单位表里没有这个名称。请先在单位表中添加，再从列表中选。",
}


def count_rule(cell: str, title: str) -> Rule:
    """Return the rule of a count cell: a whole number or ``3（1）``, as both are read."""
    return _custom(
        f"={count_formula(cell)}", title, "如 3 或 3（1）。没有就留空。",
        "这里只能填 0、1、2 这样的整数，或 3（1）这样的写法（3 篇，其中 1 篇上了专栏）。",
    )  # fmt: skip


def column_rule(left: str, right: str, title: str) -> Rule:
    """Return the rule of the cell beside it: a whole number not above that on the left."""
    brackets = f'COUNT(FIND("(",{left}),FIND("（",{left}))'
    fits = f"{brackets}=0,IFERROR(0+{right}<=0+{left},TRUE)"
    return _custom(
        f"=AND({_digits(right)}=LEN({right}),{fits})", title, "左边的篇数中上了专栏的，如 1。",
        "专栏篇数是整数，不能超过左边的采用篇数；左边已写成 3（1）的，这里不填。",
    )  # fmt: skip


def points_rule(cell: str, title: str, hint: str) -> Rule:
    """Return the rule of points taken off or given: digits with at most one point, or a word."""
    words = ",".join(f'"{word}"' for word in NO_POINTS)
    number = f'{_digits(cell)}=LEN({cell})-COUNT(FIND({{".","．"}},{cell}))'
    return _custom(
        f"=OR({cell}={{{words}}},{number})", title, hint, "只能填 0 或正数，如 1.5；没有请留空。"
    )


def count_formula(cell: str) -> str:
    """Return the formula that is true for a whole number and for ``3（1）``, as both are read.

    All characters are digits or spaces, or all but two, and these are brackets in their places.
    """
    # Not with ASC, which only makes wide characters narrow where Excel's own language is Chinese.
    text = cell
    for found, meant in ((" ", ""), ("　", ""), ("（", "("), ("）", ")")):
        text = f'SUBSTITUTE({text},"{found}","{meant}")'
    # A pattern is found anywhere, but with a mark behind the text only at its end.
    return f'{_digits(cell)}=LEN({cell})-2*COUNT(SEARCH("?*(?*)|",{text}&"|"))'


def _digits(cell: str) -> str:
    """Return the formula that counts the digits and spaces in a cell."""
    each = f'MID("{_DIGITS}",ROW($1:${len(_DIGITS)}),1)'
    return f'SUMPRODUCT(LEN({cell})-LEN(SUBSTITUTE({cell},{each},"")))'


_DIGITS = "0123456789０１２３４５６７８９ 　"


def _custom(formula: str, title: str, prompt: str, error: str) -> Rule:
    return {
        "validate": "custom",
        "value": formula,
        "input_title": title,
        "input_message": prompt,
        "error_title": "请重填",
        "error_message": error,
    }
