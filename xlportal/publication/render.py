"""The one renderer of everything computed: a small workbook of sheets without macros or formulas.

The command saves it as the copy to send; the button in Excel copies its sheets in.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass

from xlportal.assessment import Assessment
from xlportal.book import Book
from xlportal.circular import Paragraph, compose, month_label
from xlportal.pen import Palette, Pen, open_workbook
from xlportal.publication.appendix import Appendix, appendices
from xlportal.publication.sheets import draw_appendix, draw_circular
from xlportal.workbook import layout


@dataclass(frozen=True)
class Publication:
    """A month ready to be printed: its text and its tables."""

    year: int
    month: int
    issuer: str
    paragraphs: tuple[Paragraph, ...]
    appendices: tuple[Appendix, ...]

    @property
    def title(self) -> str:
        """Return the name of the publication, such as ``2020年2月门户网站考核``."""
        return f"{self.year}年{month_label(self.month)}门户网站考核"


def publication(book: Book, assessment: Assessment) -> Publication:
    """Return the publication of an assessed month of ``book``."""
    facts = book.facts(assessment.month)
    return Publication(
        year=assessment.year,
        month=assessment.month,
        issuer=facts.issuer,
        paragraphs=compose(assessment, book.wording, facts),
        appendices=appendices(assessment, facts.column_name),
    )


def render(published: Publication, created: dt.datetime) -> bytes:
    """Return the .xlsx package of a publication: 通报, then an appendix sheet a group."""
    stream = io.BytesIO()
    workbook = open_workbook(stream)
    workbook.set_properties(
        {
            "title": published.title,
            "subject": "门户网站信息采用考核",
            "author": published.issuer,
            "company": published.issuer,
            "created": created,
        }
    )
    palette = Palette(workbook)
    draw_circular(Pen(workbook.add_worksheet(layout.CIRCULAR), palette), published.paragraphs)
    for table in published.appendices:
        sheet = workbook.add_worksheet(layout.annex_sheet(table.annex))
        draw_appendix(Pen(sheet, palette), table)
    workbook.close()
    return stream.getvalue()


def texts(paragraphs: Sequence[Paragraph]) -> list[str]:
    """Return the text of every paragraph."""
    return [paragraph.text for paragraph in paragraphs]
