"""What commands and buttons are asked for: a month, or a span of months, worked out.

What was sent of a month lies in the workbook's archive (sent from Excel) and in the copies that
were written; corrections look for it there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xlportal.core.book import Book
from xlportal.core.labels import month_label, period_label
from xlportal.files import read_bytes
from xlportal.publish.content import Publication, period_publication, publication
from xlportal.publish.correction import correction, corrections
from xlportal.score.assessment import Assessment, GroupMonth, assess_year
from xlportal.score.period import GroupPeriod, assess_period
from xlportal.score.result import month_result, period_result
from xlportal.sheets.archive import Sent, archive_rows
from xlportal.sheets.reading import Checked, Reading
from xlportal.sheets.record import Record, record_of, sendings, with_record


@dataclass(frozen=True)
class Asked:
    """The span of months that somebody asks about; a single month where it is no period."""

    first: int
    last: int
    is_period: bool

    @classmethod
    def of(cls, month: int | None, period: tuple[int, int] | None) -> Asked:
        """Return what was asked; the parser has seen to it that exactly one is given."""
        first, last = period or (month or 0, month or 0)
        return cls(first, last, is_period=period is not None)

    @property
    def named(self) -> dict[str, Any]:
        """Return how the result names it."""
        if not self.is_period:
            return {"month": self.last}
        label = period_label(self.first, self.last)
        return {"period": [self.first, self.last], "label": label}

    def checked(self, reading: Reading) -> Checked:
        """Return the book read as far as its results rest on it."""
        return reading.checked(self.last, self.first)


@dataclass(frozen=True)
class Made:
    """What was worked out: groups, what is published of them, what the result says.

    ``month`` is None for a period.
    """

    groups: Sequence[GroupMonth | GroupPeriod]
    published: Publication
    found: dict[str, Any]
    month: Assessment | None = None


def made(book: Book, asked: Asked, sent: Sequence[Sent] = ()) -> Made:
    """Return what was asked for, worked out from a sound book.

    It corrects the last of what was ``sent`` of the month that differs, if any does.
    """
    year = assess_year(book.ledger, asked.last)
    if asked.is_period:
        period = assess_period(year, asked.first, asked.last)
        published = period_publication(book, year, period)
        return Made(period.groups, published, period_result(period, published.label))
    month = year[asked.last]
    # So a month may be computed after it was mended, and a correction made once more.
    differing = filter(None, (correction(one, month) for one in reversed(sent)))
    corrected = next(differing, None)
    published = publication(book, year, asked.last, corrected)
    told = {"corrections": corrections(corrected)} if corrected else {}
    return Made(month.groups, published, month_result(month) | told, month)


def recorded(package: bytes, assessment: Assessment, moment: dt.datetime, target: Path) -> bytes:
    """Return a copy with the record of this sending, behind those of the file it replaces."""
    earlier, rows = _record(target, assessment.year), [*archive_rows(assessment, moment)]
    return with_record(package, assessment.year, [*earlier, rows])


def sent_before(reading: Reading, month: int, year: int, *beside: Path) -> list[Sent]:
    """Return every sending of a month that is known, the earliest first.

    The copies in the folders of ``beside`` are looked into, whatever they are called.
    """
    copies = sorted({copy for path in beside for copy in path.parent.glob("*.xlsx")})
    found = [sent for sent in reading.sendings if sent.month == month]
    found += [sent for copy in copies for sent in sendings(_record(copy, year), month)]
    once = [sent for place, sent in enumerate(found) if sent not in found[:place]]
    return sorted(once, key=lambda sent: sent.moment)


def why_no_correction(month: int, sent: Sequence[Sent]) -> str:
    """Return why there is no correction of a month, in a sentence."""
    label = month_label(month)
    if sent:
        return f"{label}现在算出的与发送过的没有不同，没有生成更正通报。"
    return (
        f"没有找到{label}的发送记录，没有生成更正通报。"
        "请把当时发送的 .xlsx 放到工作簿所在的文件夹里再试。"
    )


def _record(path: Path, year: int) -> Record:
    return record_of(read_bytes(path), year) if path.is_file() else []
