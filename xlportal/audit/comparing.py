"""One figure as printed and as the rules give it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from xlportal.audit.numbers import number_of
from xlportal.core.exact import from_float, parse_decimal, terminates
from xlportal.core.labels import printed
from xlportal.core.rules import match_key

Value = str | int | Fraction
_NOTHING = "（空）"
_SHEET_DIGITS = 15
"""So many significant digits a spreadsheet shows of a number."""


@dataclass(frozen=True)
class Comparison:
    """A printed figure, name, label or sentence beside the recomputed one.

    ``annex`` and ``unit`` are None where it is no group's or no unit's; ``where`` is for people.
    """

    annex: int | None
    unit: str | None
    field: str
    published: str
    recomputed: Value
    where: str

    @property
    def agrees(self) -> bool:
        """Return whether the print follows from the rules."""
        return same(self.published, self.recomputed)

    def document(self) -> dict[str, Any]:
        """Return the finding as ``--json`` gives it (spec section 7)."""
        return {
            "annex": self.annex,
            "unit": self.unit,
            "field": self.field,
            "published": _one_line(self.published),
            "recomputed": _one_line(_shown(self.recomputed)),
            "where": self.where,
            "message": self.message,
        }

    @property
    def message(self) -> str:
        """Return the finding as one line for people."""
        found, right = _one_line(self.published), _one_line(_shown(self.recomputed))
        place = _one_line(f"{self.where}（{self.unit}）" if self.unit else self.where)
        return f"{place}：印的是“{found or _NOTHING}”，按规则应是“{right or _NOTHING}”"


def same(published: str, recomputed: Value) -> bool:
    """Return whether a printed text means the recomputed value.

    A figure may be printed in full, in words, rounded as an office prints it, or as a spreadsheet
    holds it.
    """
    text = match_key(published)
    if isinstance(recomputed, str):
        return text == match_key(recomputed)
    number = number_of(text)
    exact = Fraction(recomputed)
    if number is None:
        return False
    return number in {exact, parse_decimal(printed(exact))} or _is_float_of(number, exact)


def _is_float_of(number: Fraction, exact: Fraction) -> bool:
    """Return whether ``number`` is what a spreadsheet has for ``exact``, which never ends.

    Programs round the last of its digits either way, and some before they store the float.
    """
    if terminates(exact) and exact == from_float(float(exact)):
        return False
    whole = len(str(int(abs(exact)))) if abs(exact) >= 1 else 0
    return abs(number - exact) < Fraction(1, 10 ** max(_SHEET_DIGITS - whole, 0))


def _shown(value: Value) -> str:
    return printed(value) if isinstance(value, Fraction) else str(value)


def _one_line(text: str) -> str:
    return " ".join(text.split())
