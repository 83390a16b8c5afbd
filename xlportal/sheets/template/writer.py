"""Writing a whole working workbook with XlsxWriter: every sheet, its protection, the hidden ones.

Hidden are what was sent, what the macros say, and how xlwings finds Python.
"""

import datetime as dt
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from xlsxwriter.worksheet import Worksheet

from xlportal.core.book import Book
from xlportal.core.limits import MONTHS
from xlportal.score.assessment import assess_year
from xlportal.sheets import archive, layout
from xlportal.sheets.grid import Cells
from xlportal.sheets.interface import MACRO_TEXTS, descriptions
from xlportal.sheets.monthly import layouts
from xlportal.sheets.pen import Palette, Pen, open_workbook
from xlportal.sheets.template import styles
from xlportal.sheets.template.write_guide import TITLE, write_guide
from xlportal.sheets.template.write_months import write_month
from xlportal.sheets.template.write_tables import (
    write_opening,
    write_parameters,
    write_roster,
    write_wording,
)

_PROTECTION = {"format_columns": True, "format_rows": True, "objects": False, "scenarios": False}
VERSION_ROW = 0
_TABLES = {layout.TEXTS_NAME: (2, 30, 2), layout.WIZARD_NAME: (33, 15, 12)}
"""First row, rows and width of the tables the macros read: a later version may say more."""


@dataclass(frozen=True)
class Runtime:
    """What the macros start: a Python and its packages, and the xlwings they are made for."""

    interpreter: str = ""
    packages: str = ""
    xlwings_version: str = ""


def write_workbook(
    book: Book,
    created: dt.datetime,
    runtime: Runtime | None = None,
    kept: Mapping[str, Cells] | None = None,
) -> bytes:
    """Return the working workbook that holds ``book`` as an .xlsx package without macros.

    ``runtime`` is what its macros will start, ``kept`` by sheet what an earlier workbook noted.
    Equal arguments give equal bytes.
    """
    stream = io.BytesIO()
    workbook = open_workbook(stream)
    workbook.set_size(1600, 1000)
    office = {"author": book.settings.issuer, "company": book.settings.issuer}
    title = {"title": f"{book.ledger.year}年门户网站考核", "subject": "门户网站信息采用考核"}
    workbook.set_properties({**title, **office, "created": created})
    palette, places, year = Palette(workbook), layouts(book.ledger), assess_year(book.ledger)
    runtime, kept = runtime or Runtime(), kept or {}
    sent, noted = kept.get(layout.ARCHIVE, {}), kept.get(layout.GUIDE, {})

    def sheet(name: str, tab: str = "") -> Pen:
        """Add a sheet; one without a tab is written to by programs, and so not protected."""
        pen = Pen(workbook.add_worksheet(name), palette)
        if tab:
            _set_up(pen.sheet, tab)
        return pen

    guide = sheet(layout.GUIDE, styles.GREEN_TAB)
    write_guide(guide, book.ledger, places, archive.last_sent(sent), noted)
    write_parameters(sheet(layout.PARAMETERS, styles.BLUE_TAB), book)
    write_roster(sheet(layout.ROSTER, styles.BLUE_TAB), book)
    write_opening(sheet(layout.OPENING, styles.BLUE_TAB), book)
    for month in MONTHS:
        pen = sheet(layout.month_sheet(month), styles.YELLOW_TAB)
        write_month(pen, book, month, places[month], year.months.get(month))
    write_wording(sheet(layout.WORDING, styles.GREY_TAB), book)
    _write_archive(sheet(layout.ARCHIVE), sent)
    _write_texts(sheet(layout.TEXTS), runtime)
    _write_config(sheet(layout.CONFIG), runtime)
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


def config(runtime: Runtime) -> Mapping[str, str | bool]:
    """Return xlwings' settings. Every key it asks for is there, so that it looks nowhere else."""
    return {
        "INTERPRETER_WIN": runtime.interpreter,
        "INTERPRETER_MAC": "",
        "INTERPRETER": "",
        # An empty path would stand for the folder Excel happens to be in.
        "PYTHONPATH": runtime.packages,
        "ADD_WORKBOOK_TO_PYTHONPATH": False,
        "UDF MODULES": "xlportal.excel.udfs",
        "USE UDF SERVER": True,
        "DEBUG UDFS": False,
        "SHOW CONSOLE": False,
        "CONDA PATH": "",
        "CONDA ENV": "",
        "LICENSE_KEY": "",
        "SHOW_ERROR_POPUPS": "True",
        "ONEDRIVE_CONSUMER_WIN": "",
        "ONEDRIVE_COMMERCIAL_WIN": "",
        "SHAREPOINT_WIN": "",
    }


def _write_archive(pen: Pen, sent: Mapping[tuple[int, int], object]) -> None:
    """Write 存档: what was sent, as text that Excel makes no dates of."""
    for column, label in enumerate(archive.LABELS):
        numbered = label in {archive.MONTH, layout.ANNEX}
        look = None if numbered else pen.palette.format(styles.AS_TYPED)
        pen.sheet.set_column(column, column, 12, look)
        pen.put(0, column, label, styles.HEADER)
    for (row, column), value in sent.items():
        pen.put(row, column, value, styles.AS_TYPED)
    pen.sheet.hide()


def _write_config(pen: Pen, runtime: Runtime) -> None:
    """Write the sheet ``xlwings.conf``: a key a row, switches as real TRUE and FALSE."""
    pen.widths([32, 60])
    for row, (key, value) in enumerate(config(runtime).items()):
        pen.put(row, 0, key, styles.BASE)
        pen.put(row, 1, value, styles.BASE)
    pen.sheet.very_hidden()


def _write_texts(pen: Pen, runtime: Runtime) -> None:
    """Write the version the workbook is made for, the macros' texts, the wizard's texts.

    The macros know them by ASCII names.
    """
    pen.widths([20, 60, *[30] * 7])
    for (row, column), text in texts(runtime).items():
        pen.put(row, column, text, styles.BASE)
    pen.name(layout.VERSION_NAME, VERSION_ROW, 1, VERSION_ROW, 1)
    for name, (first, rows, width) in _TABLES.items():
        pen.name(name, first, 0, first + rows - 1, width - 1)
    pen.sheet.very_hidden()


def texts(runtime: Runtime) -> dict[tuple[int, int], str]:
    """Return what stands on the sheet of texts, by place."""
    rows = [
        (VERSION_ROW, ("xlwings", runtime.xlwings_version)),
        *enumerate(MACRO_TEXTS.items(), start=_TABLES[layout.TEXTS_NAME][0]),
        *enumerate(descriptions(), start=_TABLES[layout.WIZARD_NAME][0]),
    ]
    return {(row, column): text for row, line in rows for column, text in enumerate(line)}


def text_places() -> Iterator[tuple[int, int]]:
    """Yield every place of the tables that :func:`texts` fills in part."""
    for first, rows, width in _TABLES.values():
        yield from product(range(first, first + rows), range(width))
