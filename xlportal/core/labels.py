"""How months, figures and deductions are called wherever an office prints them (spec section 6)."""

from __future__ import annotations

from fractions import Fraction

from xlportal.core.exact import plain, round_half_up

LIST_MARK = "、"
EXACT_DECIMALS, ROUNDED_DECIMALS = 4, 2


def month_label(month: int) -> str:
    """Return the label of a month, such as ``2月``."""
    return f"{month}月"


def span_label(month: int) -> str | None:
    """Return the label of the year so far, such as ``1-2月``; January has none."""
    return f"1-{month}月" if month > 1 else None


def printed(value: Fraction) -> str:
    """Return a figure as an office prints it: in full to four decimals, else to two, half up."""
    if (value * 10**EXACT_DECIMALS).denominator == 1:
        return plain(value)
    return plain(round_half_up(value, ROUNDED_DECIMALS))


def deduction_text(points: Fraction, note: str) -> str:
    """Return a deduction with its reason, such as ``扣2分（更新不及时）``, or ``无扣分``."""
    if not points:
        return "无扣分"
    reason = " ".join(note.split())
    return f"扣{plain(points)}分（{reason}）" if reason else f"扣{plain(points)}分"
