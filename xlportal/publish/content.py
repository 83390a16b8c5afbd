"""What is published of a month, as one value: sheets, Word document and JSON are drawn from it."""

from __future__ import annotations

from dataclasses import dataclass

from xlportal.core.book import Book
from xlportal.core.labels import month_label
from xlportal.core.wording import wording_of_month
from xlportal.publish.appendix import Appendix, appendices
from xlportal.publish.circular import month_text
from xlportal.publish.filling import Paragraph
from xlportal.publish.trends import GroupTrend, trends
from xlportal.score.assessment import Year

SUBJECT = "门户网站信息采用考核"


@dataclass(frozen=True)
class Publication:
    """A month ready to be printed: its text, its tables, the year so far."""

    year: int
    month: int
    issuer: str
    paragraphs: tuple[Paragraph, ...]
    appendices: tuple[Appendix, ...]
    trends: tuple[GroupTrend, ...]

    @property
    def title(self) -> str:
        """Return the name of the publication, such as ``2020年2月门户网站考核``."""
        return f"{self.year}年{month_label(self.month)}门户网站考核"

    @property
    def circular_title(self) -> str:
        """Return the name of the circular, such as ``2020年2月门户网站考核通报``."""
        return f"{self.title}通报"

    @property
    def texts(self) -> list[str]:
        """Return the text of every paragraph."""
        return [paragraph.text for paragraph in self.paragraphs]


def publication(book: Book, year: Year, month: int) -> Publication:
    """Return the publication of a month of ``book``, whose ``year`` was assessed."""
    assessment, facts = year[month], book.facts(month)
    return Publication(
        year=assessment.year,
        month=assessment.month,
        issuer=facts.issuer,
        paragraphs=month_text(year, month, wording_of_month(book.wording), facts),
        appendices=appendices(year, month, facts.column_name),
        trends=trends(year, month),
    )
