"""What commands and buttons are asked for: a month, or a span of months."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from xlportal.core.labels import period_label, span_label
from xlportal.core.limits import FIRST_MONTH
from xlportal.score.assessment import GroupMonth, GroupPeriod

Assessed: TypeAlias = GroupMonth | GroupPeriod
"""A group, worked out for what was asked."""


@dataclass(frozen=True)
class Asked:
    """The span of months that somebody asks about; a single month where it is no period."""

    first: int
    last: int
    is_period: bool

    @classmethod
    def of(cls, month: int | None, period: tuple[int, int] | None = None) -> Asked:
        """Return what was asked; the parser has seen to it that exactly one is given."""
        first, last = period or (month or 0, month or 0)
        return cls(first, last, is_period=period is not None)

    @property
    def label(self) -> str:
        """Return what people call it, such as ``2月`` or ``1季度``."""
        return period_label(self.first, self.last)

    @property
    def so_far(self) -> str | None:
        """Return the label of the year so far where that is told besides, such as ``1-2月``."""
        is_all = self.is_period and self.first == FIRST_MONTH
        return None if is_all else span_label(self.last)

    @property
    def named(self) -> dict[str, Any]:
        """Return how the result names it."""
        if not self.is_period:
            return {"month": self.last}
        return {"period": [self.first, self.last], "label": self.label}
