"""The whole of a working workbook as a value: the ledger and what the circular needs besides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from xlportal.core.ledger import Ledger
from xlportal.core.wording import DEFAULT_WORDING, Sentence

DEFAULT_ISSUER = "网站建设考核领导小组"
DEFAULT_COLUMN_NAME = "最多跑一次"


@dataclass(frozen=True)
class Settings:
    """What the workbook holds that is neither rule nor count; ``hints`` by month."""

    month: int | None = None
    issuer: str = DEFAULT_ISSUER
    date: dt.date | None = None
    column_name: str = DEFAULT_COLUMN_NAME
    hints: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    """What the circular says besides figures."""

    issuer: str
    date: dt.date | None
    column_name: str
    hint: str


@dataclass(frozen=True)
class Book:
    """A year's working workbook."""

    ledger: Ledger
    settings: Settings = Settings()
    wording: tuple[Sentence, ...] = DEFAULT_WORDING

    def facts(self, month: int) -> Facts:
        """Return what the circular of ``month`` says besides figures, less a stale date."""
        settings = self.settings
        return Facts(
            issuer=settings.issuer,
            date=settings.date if self.date_fits(month) else None,
            column_name=settings.column_name,
            hint=settings.hints.get(month, ""),
        )

    def date_fits(self, month: int) -> bool:
        """Return whether the date of issue can be that of the circular of ``month``.

        It can from the first day of the month on, for three months.
        """
        if self.settings.date is None:
            return False
        months = (self.settings.date.year - self.ledger.year) * 12 + self.settings.date.month
        return 0 <= months - month <= _MONTHS_TO_ISSUE


_MONTHS_TO_ISSUE = 2
