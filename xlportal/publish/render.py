"""The one renderer of everything computed: a small workbook of sheets without macros or formulas.

The command saves it as the copy to send; the button in Excel copies its sheets in.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path

from xlportal.publish.appendix_sheet import draw_appendices
from xlportal.publish.circular_sheet import draw_circular
from xlportal.publish.content import SUBJECT, Made, Publication, recorded
from xlportal.publish.details import details, draw_details
from xlportal.publish.trend_sheet import draw_trends
from xlportal.score.assessment import GroupMonth
from xlportal.sheets import layout
from xlportal.sheets.pen import Palette, Pen, open_workbook


def render(
    published: Publication, created: dt.datetime, months: Sequence[GroupMonth] = ()
) -> bytes:
    """Return the .xlsx package of a publication: 通报, a sheet a table, 走势.

    Where ``months`` are given, their 明细 is its last sheet.
    """
    stream = io.BytesIO()
    workbook = open_workbook(stream)
    workbook.set_properties(
        {
            "title": published.title,
            "subject": SUBJECT,
            "author": published.issuer,
            "company": published.issuer,
            "created": created,
        }
    )
    palette = Palette(workbook)
    draw_circular(Pen(workbook.add_worksheet(layout.CIRCULAR), palette), published.paragraphs)
    names = [layout.annex_sheet(table.annex) for table in published.appendices]
    names += [layout.CORRECTION] if published.correction else []
    pens = [Pen(workbook.add_worksheet(name), palette) for name in names]
    # What is corrected has few columns, and needs no type as small as theirs.
    tables = len(published.appendices)
    draw_appendices(pens[:tables], published.appendices)
    draw_appendices(pens[tables:], published.tables[tables:])
    draw_trends(workbook, Pen(workbook.add_worksheet(layout.TRENDS), palette), published.trends)
    if months:
        pen = Pen(workbook.add_worksheet(layout.DETAILS), palette)
        draw_details(pen, published.title, details(months))
    workbook.close()
    return stream.getvalue()


def copy_of(found: Made, moment: dt.datetime, target: Path) -> bytes:
    """Return the copy that is sent on; a month's bears the record of this and earlier sendings."""
    package = render(found.published, moment, found.months)
    return recorded(package, found.month, moment, target) if found.month else package
