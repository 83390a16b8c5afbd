"""Reading a year's data from a file, be it a working workbook or an assessment document."""

from __future__ import annotations

from pathlib import Path

from xlportal.core.read_document import read_document
from xlportal.errors import CannotProceed
from xlportal.files import read_bytes
from xlportal.sheets.contents import grids
from xlportal.sheets.files import read_workbook
from xlportal.sheets.grid import Grid

WORKBOOK_SUFFIXES = (".xlsm", ".xlsx")


def is_workbook(source: Path) -> bool:
    """Return whether a file is a workbook by its name."""
    return source.suffix.lower() in WORKBOOK_SUFFIXES


def source_grids(source: Path) -> dict[str, Grid]:
    """Return the sheets of a workbook, or those that an assessment document would fill.

    Raises :class:`CannotProceed` where the file cannot be read,
    :class:`xlportal.core.document.DocumentError` where a document breaks the contract.
    """
    if is_workbook(source):
        return read_workbook(source)
    content = read_bytes(source)
    try:
        book = read_document(content.decode("utf-8-sig"))
    except ValueError as error:
        raise CannotProceed(
            f"“{source}”不是考核数据文件（JSON），也不是工作簿（.xlsm、.xlsx），读不出来。"
        ) from error
    return grids(book)
