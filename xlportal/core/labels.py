"""How months, spans, figures and points are called wherever an office prints them (section 6)."""

import unicodedata
from collections.abc import Iterable
from fractions import Fraction

from xlportal.core.exact import plain, round_half_up
from xlportal.core.limits import MONTHS

LIST_MARK = "、"
EXACT_DECIMALS, ROUNDED_DECIMALS = 4, 2
TAKEN, GIVEN = "扣", "加"
"""What is done with points of deductions and additions."""
_SAID = str.maketrans("一二三四至到‐–—―−~", "1234--------", " 第月")
"""How a span of months is written instead of as its label."""

_SPANS = {(1, 6): "上半年", (7, 12): "下半年", (1, 12): "全年"} | {
    (3 * quarter - 2, 3 * quarter): f"{quarter}季度" for quarter in range(1, 5)
}


def month_label(month: int) -> str:
    """Return the label of a month, such as ``2月``."""
    return f"{month}月"


def span_label(month: int) -> str | None:
    """Return the label of the year so far, such as ``1-2月``; January has none."""
    return f"1-{month}月" if month > 1 else None


def period_label(first: int, last: int) -> str:
    """Return the label of a span of months: ``1季度``, ``上半年``, ``全年``, else ``1-2月``."""
    if first == last:
        return month_label(first)
    return _SPANS.get((first, last), f"{first}-{last}月")


def period_of(text: str) -> tuple[int, int] | None:
    """Return the span of months that people call so: ``1季度``, ``上半年``, ``1-5``, ``3月``."""
    said = unicodedata.normalize("NFKC", text).translate(_SAID)
    spans = {f"{first}-{last}": (first, last) for first in MONTHS for last in MONTHS[first - 1 :]}
    spans |= {period_label(*span).rstrip("月"): span for span in spans.values()}
    return spans.get(said)


def month_list(months: Iterable[int]) -> str:
    """Return months one after the other, such as ``3月、4月``."""
    return LIST_MARK.join(map(month_label, months))


def printed(value: Fraction) -> str:
    """Return a figure as an office prints it: in full to four decimals, else to two, half up."""
    if (value * 10**EXACT_DECIMALS).denominator == 1:
        return plain(value)
    return plain(round_half_up(value, ROUNDED_DECIMALS))


def points_text(done: str, points: Fraction, reason: str) -> str:
    """Return points taken or given with their reason: ``扣2分（更新不及时）``, ``无扣分``."""
    if not points:
        return f"无{done}分"
    shown = " ".join(reason.split())
    return f"{done}{plain(points)}分（{shown}）" if shown else f"{done}{plain(points)}分"
