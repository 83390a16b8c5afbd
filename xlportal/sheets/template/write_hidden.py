"""Writing the hidden sheets: what was sent, what the macros say, how xlwings finds Python."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from xlportal.sheets import archive, layout
from xlportal.sheets.interface import MACRO_TEXTS, descriptions
from xlportal.sheets.pen import Pen
from xlportal.sheets.template import styles

VERSION_ROW = 0
_TEXTS_ROW, _TEXTS_ROOM = 2, 30
_WIZARD_ROW, _WIZARD_ROOM, _WIZARD_WIDTH = _TEXTS_ROW + _TEXTS_ROOM + 1, 15, 12
_TABLES = ((_TEXTS_ROW, _TEXTS_ROOM, 2), (_WIZARD_ROW, _WIZARD_ROOM, _WIZARD_WIDTH))
"""First row, rows and width of the tables the macros read: a later version may say more."""


@dataclass(frozen=True)
class Settings:
    """What the macros start: a Python and its packages, and the xlwings they are made for."""

    interpreter: str = ""
    packages: str = ""
    xlwings_version: str = ""


def config(settings: Settings) -> Mapping[str, str | bool]:
    """Return xlwings' settings. Every key it asks for is there, so that it looks nowhere else."""
    return {
        "INTERPRETER_WIN": settings.interpreter,
        "INTERPRETER_MAC": "",
        "INTERPRETER": "",
        # An empty path would stand for the folder Excel happens to be in.
        "PYTHONPATH": settings.packages,
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


def write_archive(pen: Pen, sent: Mapping[tuple[int, int], object]) -> None:
    """Write 存档: what was sent, as text that Excel makes no dates of."""
    for column, label in enumerate(archive.LABELS):
        numbered = label in {archive.MONTH, archive.ANNEX}
        look = None if numbered else pen.palette.format(styles.AS_TYPED)
        pen.sheet.set_column(column, column, 12, look)
        pen.put(0, column, label, styles.HEADER)
    for (row, column), value in sent.items():
        pen.put(row, column, value, styles.AS_TYPED)
    pen.sheet.hide()


def write_config(pen: Pen, settings: Settings) -> None:
    """Write the sheet ``xlwings.conf``: a key a row, switches as real TRUE and FALSE."""
    pen.widths([32, 60])
    for row, (key, value) in enumerate(config(settings).items()):
        pen.put(row, 0, key, styles.BASE)
        pen.put(row, 1, value, styles.BASE)
    pen.sheet.very_hidden()


def write_texts(pen: Pen, settings: Settings) -> None:
    """Write the version the workbook is made for, the macros' texts, the wizard's texts.

    The macros know them by ASCII names.
    """
    pen.widths([20, 60, *[30] * 7])
    for (row, column), text in texts(settings).items():
        pen.put(row, column, text, styles.BASE)
    pen.name(layout.VERSION_NAME, VERSION_ROW, 1, VERSION_ROW, 1)
    for name, table in zip((layout.TEXTS_NAME, layout.WIZARD_NAME), _TABLES, strict=True):
        first, rows, width = table
        pen.name(name, first, 0, first + rows - 1, width - 1)
    pen.sheet.very_hidden()


def texts(settings: Settings) -> dict[tuple[int, int], str]:
    """Return what stands on the sheet of texts, by place."""
    rows = [
        (VERSION_ROW, ("xlwings", settings.xlwings_version)),
        *enumerate(MACRO_TEXTS.items(), start=_TEXTS_ROW),
        *enumerate(descriptions(), start=_WIZARD_ROW),
    ]
    return {(row, column): text for row, line in rows for column, text in enumerate(line)}


def text_places() -> Iterator[tuple[int, int]]:
    """Yield every place of the tables that :func:`texts` fills in part."""
    for first, rows, width in _TABLES:
        yield from product(range(first, first + rows), range(width))
