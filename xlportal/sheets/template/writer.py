"""Writing a whole working workbook with XlsxWriter: every sheet, names, protection, print setup."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Mapping

import xlsxwriter
from xlsxwriter.utility import quote_sheetname
from xlsxwriter.worksheet import Worksheet

from xlportal.core.book import Book
from xlportal.core.limits import FIRST_MONTH, LAST_MONTH
from xlportal.score.assessment import assess_year
from xlportal.sheets import layout
from xlportal.sheets.archive import last_sent
from xlportal.sheets.contents import contents
from xlportal.sheets.grid import Cells
from xlportal.sheets.month_contents import layouts
from xlportal.sheets.pen import Palette, Pen, open_workbook
from xlportal.sheets.template import styles
from xlportal.sheets.template.write_guide import TITLE, write_guide
from xlportal.sheets.template.write_hidden import (
    Settings,
    define_hidden_names,
    write_config,
    write_texts,
)
from xlportal.sheets.template.write_months import MonthPage, print_area, write_month
from xlportal.sheets.template.write_tables import (
    define_names,
    write_archive,
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
    _Writer(workbook, book).write(settings or Settings(), kept or {})
    workbook.close()
    return stream.getvalue()


class _Writer:
    """Adds the sheets of one book to one XlsxWriter workbook."""

    def __init__(self, workbook: xlsxwriter.Workbook, book: Book) -> None:
        self.workbook = workbook
        self.book = book
        self.palette = Palette(workbook)
        self.cells = contents(book)
        self.layouts = layouts(book.ledger)
        self.year = assess_year(book.ledger)

    def write(self, settings: Settings, kept: Mapping[str, Cells]) -> None:
        """Write every sheet in the order of its tab."""
        book, cells = self.book, self.cells
        sent, noted = kept.get(layout.ARCHIVE, {}), kept.get(layout.GUIDE, {})
        self._sheet(
            layout.GUIDE,
            styles.GREEN_TAB,
            lambda pen: write_guide(pen, book.ledger, self.layouts, last_sent(sent), noted),
        ).activate()
        self._sheet(
            layout.PARAMETERS,
            styles.BLUE_TAB,
            lambda pen: write_parameters(pen, book, cells[layout.PARAMETERS]),
        )
        self._sheet(
            layout.ROSTER,
            styles.BLUE_TAB,
            lambda pen: write_roster(pen, book, cells[layout.ROSTER]),
        )
        self._sheet(
            layout.OPENING,
            styles.BLUE_TAB,
            lambda pen: write_opening(pen, book, cells[layout.OPENING]),
        )
        for month in range(FIRST_MONTH, LAST_MONTH + 1):
            self._month(month)
        self._sheet(
            layout.WORDING,
            styles.GREY_TAB,
            lambda pen: write_wording(pen, cells[layout.WORDING]),
        )
        self._hidden(layout.ARCHIVE, lambda pen: write_archive(pen, sent)).hide()
        self._hidden(layout.TEXTS, lambda pen: write_texts(pen, settings)).very_hidden()
        self._hidden(layout.CONFIG, lambda pen: write_config(pen, settings)).very_hidden()
        define_names(self.workbook, book)
        define_hidden_names(self.workbook)

    def _month(self, month: int) -> None:
        name, ledger = layout.month_sheet(month), self.book.ledger
        filed, assessment = ledger.entries(month), self.year.months.get(month)
        page = MonthPage(
            ledger.year, month, self.layouts[month], self.cells[name], filed, assessment
        )
        self._sheet(name, styles.YELLOW_TAB, lambda pen: write_month(pen, page))
        if page.places.blocks:
            self.workbook.define_name(
                f"{quote_sheetname(name)}!_xlnm.Print_Area", f"={print_area(page)}"
            )

    def _hidden(self, name: str, write: Callable[[Pen], None]) -> Worksheet:
        """Add a sheet that programs write to, and so without protection."""
        sheet = self.workbook.add_worksheet(name)
        write(Pen(sheet, self.palette))
        return sheet

    def _sheet(self, name: str, tab: str, write: Callable[[Pen], None]) -> Worksheet:
        sheet = self.workbook.add_worksheet(name)
        sheet.set_tab_color(tab)
        sheet.hide_gridlines(2)
        sheet.protect("", _PROTECTION)
        sheet.set_paper(styles.A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(**styles.MARGINS)
        sheet.center_horizontally()
        write(Pen(sheet, self.palette))
        sheet.set_footer(f"&C{TITLE}　&A　第 &P 页 共 &N 页")
        return sheet
