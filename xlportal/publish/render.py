"""The one renderer of everything computed: a small workbook of sheets without macros or formulas.

The command saves it as the copy to send; the button in Excel copies its sheets in.
"""

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path

from xlportal.publish.appendix_sheet import draw_appendices
from xlportal.publish.circular_sheet import draw_circular
from xlportal.publish.content import SUBJECT, Made, Publication, record_in
from xlportal.publish.details import details, draw_details
from xlportal.publish.trend_sheet import draw_trends
from xlportal.score.assessment import GroupMonth
from xlportal.sheets import layout
from xlportal.sheets.archive import archive_rows, with_record
from xlportal.sheets.pen import Palette, Pen, open_workbook


def render(
    published: Publication, created: dt.datetime, months: Sequence[GroupMonth] = ()
) -> bytes:
    """Return the .xlsx package of a publication: 通报, a sheet a table, 走势.

    Where ``months`` are given, their 明细 is its last sheet.
    """
    stream = io.BytesIO()
    workbook = open_workbook(stream)
    about = {"title": published.title, "subject": SUBJECT, "created": created}
    workbook.set_properties(about | {"author": published.issuer, "company": published.issuer})
    palette, tables = Palette(workbook), published.appendices

    def pen(name: str) -> Pen:
        return Pen(workbook.add_worksheet(name), palette)

    draw_circular(pen(layout.CIRCULAR), published.paragraphs)
    draw_appendices([pen(layout.annex_sheet(table.annex)) for table in tables], tables)
    if published.correction:
        # It has few columns, and needs no type as small as theirs.
        draw_appendices([pen(layout.CORRECTION)], [published.correction])
    draw_trends(pen(layout.TRENDS), published.trends)
    if months:
        draw_details(pen(layout.DETAILS), published.title, details(months))
    workbook.close()
    return stream.getvalue()


def copy_of(found: Made, moment: dt.datetime, target: Path) -> bytes:
    """Return the copy that is sent on; a month's bears the record of this and earlier sendings."""
    package, month = render(found.published, moment, found.months), found.month
    if month is None:
        return package
    record = [*record_in(target, month.year), [*archive_rows(month, moment)]]
    return with_record(package, month.year, record)
