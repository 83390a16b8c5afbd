"""Reading a year's data from a file, be it a working workbook or an assessment document."""

from __future__ import annotations

from pathlib import Path

from xlportal.core.document import read_document
from xlportal.core.json_nodes import DocumentError
from xlportal.errors import CannotProceed
from xlportal.files import read_bytes
from xlportal.sheets.files import read_workbook
from xlportal.sheets.reading import Reading, read, reading_of
from xlportal.text_files import decoded

_WORKBOOK_SUFFIXES = (".xlsm", ".xlsx")


def load(source: Path) -> Reading:
    """Return what a workbook or an assessment document holds.

    Raises :class:`CannotProceed` where the file cannot be read, :class:`DocumentError` where a
    document breaks the contract.
    """
    if source.suffix.lower() in _WORKBOOK_SUFFIXES:
        return read(read_workbook(source))
    text = decoded(read_bytes(source), source.name)
    try:
        return reading_of(read_document(text))
    except DocumentError:
        raise
    except ValueError as error:
        raise CannotProceed(
            f"“{source}”不是考核数据文件（JSON），也不是工作簿（.xlsm、.xlsx），读不出来。"
        ) from error
