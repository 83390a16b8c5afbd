"""What is published, as one value: sheets, Word document and JSON are drawn from it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from xlportal.core.book import Book
from xlportal.core.labels import month_label, period_label
from xlportal.core.wording import When, wording_of
from xlportal.publish.appendix import Appendix, appendices, period_appendices
from xlportal.publish.circular import month_text, period_text
from xlportal.publish.filling import Paragraph
from xlportal.publish.trends import GroupTrend, trends
from xlportal.score.assessment import Year
from xlportal.score.period import Period

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
    def tables(self) -> tuple[Appendix, ...]:
        """Return every table, what is corrected behind the appendices."""
        return (*self.appendices, *filter(None, [self.correction]))

    @property
    def texts(self) -> list[str]:
        """Return the text of every paragraph."""
        return [paragraph.text for paragraph in self.paragraphs]


def publication(
    book: Book, year: Year, month: int, correction: Appendix | None = None
) -> Publication:
    """Return the publication of a month of ``book``, whose ``year`` was assessed.

    With a ``correction`` it is that of a month already sent, issued anew on a day of its own.
    """
    facts, wording = book.facts(month), wording_of(book.wording)
    if correction:
        facts, wording = replace(facts, date=None), wording_of(book.wording, When.CORRECTION)
    return Publication(
        year=year.ledger.year,
        label=month_label(month),
        month=month,
        issuer=facts.issuer,
        paragraphs=month_text(year, month, wording, facts),
        appendices=appendices(year, month, facts.column_name),
        trends=trends(year, month),
        correction=correction,
    )


def period_publication(book: Book, year: Year, period: Period) -> Publication:
    """Return the publication of a period of ``book``, whose ``year`` was assessed."""
    facts = book.facts(period.last)
    return Publication(
        year=year.ledger.year,
        label=period_label(period.first, period.last),
        month=period.last,
        issuer=facts.issuer,
        paragraphs=period_text(period, wording_of(book.wording, When.PERIOD), facts),
        appendices=period_appendices(period, year.ledger, facts.column_name),
        trends=trends(year, period.last),
    )
