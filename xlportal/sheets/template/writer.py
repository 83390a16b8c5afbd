"""Writing a whole working workbook with XlsxWriter: every sheet, names, protection, print setup."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping

from xlsxwriter.worksheet import Worksheet

from xlportal.core.book import Book
from xlportal.core.limits import MONTHS
from xlportal.score.assessment import assess_year
from xlportal.sheets import layout
from xlportal.sheets.archive import last_sent
from xlportal.sheets.grid import Cells
from xlportal.sheets.monthly import layouts
from xlportal.sheets.pen import Palette, Pen, open_workbook
from xlportal.sheets.template import styles
from xlportal.sheets.template.write_guide import TITLE, write_guide
from xlportal.sheets.template.write_hidden import Settings, write_archive, write_config, write_texts
from xlportal.sheets.template.write_months import write_month
from xlportal.sheets.template.write_tables import (
    write_opening,
    write_parameters,
    write_roster,
    write_wording,
)

_PROTECTION = {"format_columns": True, "format_rows": True, "objects": False, "scenarios": False}


def write_workbook(
    book: Book,
    created: dt.datetime,
    settings: Settings | None = None,
    kept: Mapping[str, Cells] | None = None,
) -> bytes:
    """Return the working workbook that holds ``book`` as an .xlsx package without macros.

    ``settings`` is what its macros will start, ``kept`` by sheet what an earlier workbook noted.
    Equal arguments give equal bytes.
    """
    stream = io.BytesIO()
    workbook = open_workbook(stream)
    workbook.set_size(1600, 1000)
    workbook.set_properties(
        {
            "title": f"{book.ledger.year}年门户网站考核",
            "subject": "门户网站信息采用考核",
            "author": book.settings.issuer,
            "company": book.settings.issuer,
            "created": created,
        }
    )
    palette, places, year = Palette(workbook), layouts(book.ledger), assess_year(book.ledger)
    settings, kept = settings or Settings(), kept or {}
    sent, noted = kept.get(layout.ARCHIVE, {}), kept.get(layout.GUIDE, {})

    def sheet(name: str, tab: str = "") -> Pen:
        """Add a sheet; one without a tab is written to by programs, and so not protected."""
        pen = Pen(workbook.add_worksheet(name), palette)
        if tab:
            _set_up(pen.sheet, tab)
        return pen

    guide = sheet(layout.GUIDE, styles.GREEN_TAB)
    write_guide(guide, book.ledger, places, last_sent(sent), noted)
    write_parameters(sheet(layout.PARAMETERS, styles.BLUE_TAB), book)
    write_roster(sheet(layout.ROSTER, styles.BLUE_TAB), book)
    write_opening(sheet(layout.OPENING, styles.BLUE_TAB), book)
    for month in MONTHS:
        pen = sheet(layout.month_sheet(month), styles.YELLOW_TAB)
        write_month(pen, book, month, places[month], year.months.get(month))
    write_wording(sheet(layout.WORDING, styles.GREY_TAB), book)
    write_archive(sheet(layout.ARCHIVE), sent)
    write_texts(sheet(layout.TEXTS), settings)
    write_config(sheet(layout.CONFIG), settings)
    workbook.close()
    return stream.getvalue()


def _set_up(sheet: Worksheet, tab: str) -> None:
    """Protect a sheet that people see, and have it printed one page wide."""
    sheet.set_tab_color(tab)
    sheet.hide_gridlines(2)
    sheet.protect("", _PROTECTION)
    sheet.set_paper(styles.A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(**styles.MARGINS)
    sheet.center_horizontally()
    sheet.set_footer(f"&C{TITLE}　&A　第 &P 页 共 &N 页")
