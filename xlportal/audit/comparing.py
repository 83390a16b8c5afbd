"""One figure as printed and as the rules give it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from xlportal.audit.published import key
from xlportal.circular import printed
from xlportal.exact import from_float, parse_decimal

Value = str | int | Fraction
_NOTHING = "（空）"


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

    A figure may be printed in full, rounded as an office prints it, or as a spreadsheet holds it.
    """
    text = key(published)
    if isinstance(recomputed, str):
        return text == key(recomputed)
    number = parse_decimal(text)
    exact = Fraction(recomputed)
    shown = (exact, parse_decimal(printed(exact)), from_float(float(exact)))
    return number is not None and number in shown


def _shown(value: Value) -> str:
    return printed(value) if isinstance(value, Fraction) else str(value)


def _one_line(text: str) -> str:
    return " ".join(text.split())
