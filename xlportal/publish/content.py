"""What is published, as one value: sheets, Word document and JSON are drawn from it.

What was sent of a month lies in the workbook's archive (sent from Excel) and in the copies that
were written; corrections look for it there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from xlportal.core.book import Book
from xlportal.core.labels import month_label
from xlportal.core.limits import FIRST_MONTH
from xlportal.core.wording import When, wording_of
from xlportal.files import read_bytes
from xlportal.publish.appendix import Appendix, appendices
from xlportal.publish.asked import Asked, Assessed
from xlportal.publish.circular import Paragraph, circular_text
from xlportal.publish.correction import KEYS, correction
from xlportal.publish.trends import GroupTrend, trends
from xlportal.score.assessment import Assessment, GroupMonth, Year, assess_period, assess_year
from xlportal.score.result import group_result
from xlportal.sheets.archive import Record, Sent, record_of, sendings
from xlportal.sheets.reading import Reading

SUBJECT = "门户网站信息采用考核"


@dataclass(frozen=True)
class Publication:
    """A month, a period or a month corrected, ready to be printed: text, tables, the year so far.

    ``month`` is the last one spoken of; ``correction`` sets what was printed against what is right.
    """

    year: int
    label: str
    month: int
    issuer: str
    paragraphs: tuple[Paragraph, ...]
    appendices: tuple[Appendix, ...]
    trends: tuple[GroupTrend, ...]
    correction: Appendix | None = None

    @property
    def title(self) -> str:
        """Return the name of the publication, such as ``2020年2月门户网站考核``."""
        return f"{self.year}年{self.label}门户网站考核{'更正' if self.correction else ''}"

    @property
    def circular_title(self) -> str:
        """Return the name of the circular, such as ``2020年2月门户网站考核通报``."""
        return f"{self.title}通报"

    @property
    def texts(self) -> list[str]:
        """Return the text of every paragraph."""
        return [paragraph.text for paragraph in self.paragraphs]


def _published(
    book: Book, year: Year, asked: Asked, groups: Sequence[Assessed], corrected: Appendix | None
) -> Publication:
    """Return what is published; a period, a month issued anew have no date of issue."""
    occasion = When.PERIOD if asked.is_period else When.CORRECTION if corrected else None
    settings = book.settings
    if occasion or not book.date_fits(asked.last):
        settings = replace(settings, dates={})
    if asked.is_period:
        settings = replace(settings, hints={})
    wording = wording_of(book.wording, occasion)
    return Publication(
        year=year.ledger.year,
        label=asked.label,
        month=asked.last,
        issuer=settings.issuer,
        paragraphs=tuple(circular_text(asked, groups, year.ledger, wording, settings)),
        appendices=appendices(asked, groups, year.ledger, settings.column_name),
        trends=trends(year, asked.last),
        correction=corrected,
    )


@dataclass(frozen=True)
class Made:
    """What was worked out: groups, what is published of them, what the result says.

    ``months`` are the groups' own, of the year up to the month or of the period; for the latter
    ``month`` is None.
    """

    groups: Sequence[Assessed]
    months: Sequence[GroupMonth]
    published: Publication
    found: dict[str, Any]
    month: Assessment | None = None


def made(book: Book, asked: Asked, sent: Sequence[Sent] = ()) -> Made:
    """Return what was asked for, worked out from a sound book.

    It corrects the last of what was ``sent`` of the month that differs, if any does.
    """
    year = assess_year(book.ledger, asked.last)
    first = asked.first if asked.is_period else FIRST_MONTH
    months = [group for n, month in year.months.items() if n >= first for group in month.groups]
    month = None if asked.is_period else year[asked.last]
    groups = month.groups if month else assess_period(year, asked.first, asked.last)
    # So a month may be computed after it was mended, and a correction made once more.
    corrected = next(filter(None, (correction(one, month) for one in sent[::-1] if month)), None)
    found = asked.named | {"groups": [*map(group_result, groups)]}
    if corrected:
        found["corrections"] = [dict(zip(KEYS, row[1:], strict=True)) for row in corrected.rows]
    return Made(groups, months, _published(book, year, asked, groups, corrected), found, month)


def sent_before(reading: Reading, month: int, year: int, *beside: Path) -> list[Sent]:
    """Return every sending of a month that is known, the earliest first.

    The copies in the folders of ``beside`` are looked into, whatever they are called.
    """
    copies = sorted({copy for path in beside for copy in path.parent.glob("*.xlsx")})
    found = [sent for sent in reading.sendings if sent.month == month]
    found += [sent for copy in copies for sent in sendings(record_in(copy, year), month)]
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


def record_in(path: Path, year: int) -> Record:
    """Return the record of what was sent of a year that a copy bears, if it is there."""
    return record_of(read_bytes(path), year) if path.is_file() else []
