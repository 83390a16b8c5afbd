"""The bare script ``xlportal compute`` is measured against: BOOK.xlsm CELLS.json OUT.xlsx.

It starts Python, imports what such scripts import, reads every cell of the workbook and writes a
file with the cells and formats of the command's copy, which it finds worked out in CELLS.json.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import openpyxl
import pandas as pd  # noqa: F401 - imported as such scripts do
import xlsxwriter


def main(source: str, cells: str, target: str) -> None:
    """Read the workbook, write the copy."""
    book = openpyxl.load_workbook(source, read_only=True, data_only=True)
    for sheet in book.worksheets:
        for row in sheet.iter_rows(values_only=True):
            tuple(row)
    made = json.loads(Path(cells).read_text(encoding="utf-8"))
    copy = xlsxwriter.Workbook(target)
    formats = [copy.add_format(properties) for properties in made["formats"]]
    for name, written in made["sheets"].items():
        page = copy.add_worksheet(name)
        for row, column, value, form in written:
            page.write(row, column, value, formats[form])
    copy.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
