"""What xlportal is measured against: the same done with the usual libraries, as plainly as can be.

As a program it is the script a colleague would write: ``yardsticks.py BOOK.xlsm CELLS.json OUT``
reads every cell of the workbook and writes the cells of the command's copy, found in CELLS.json.
"""

import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import xlsxwriter

Cells = dict[str, Any]
Plain = str | int | float | None


def read(path: Path | str) -> list[list[tuple[Any, ...]]]:
    """Return every value of a workbook, by openpyxl's quickest way."""
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    return [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]


def write(cells: Cells, target: object = None) -> None:
    """Write cells with formats made once, by plain XlsxWriter."""
    book = xlsxwriter.Workbook(target or io.BytesIO(), {"in_memory": target is None})
    formats = [book.add_format(properties) for properties in cells["formats"]]
    for name, written in cells["sheets"].items():
        sheet = book.add_worksheet(name)
        for row, column, value, form in written:
            sheet.write(row, column, value, formats[form])
    book.close()


def cells_of(path: Path) -> Cells:
    """Return formats and, by sheet, [row, column, value, number of its format] of every cell."""
    formats: dict[str, int] = {}
    sheets: dict[str, list[list[Any]]] = {}
    for sheet in openpyxl.load_workbook(path).worksheets:
        cells = (cell for row in sheet.iter_rows() for cell in row)
        sheets[sheet.title] = written = []
        for cell in cells:
            if cell.value is not None or cell.has_style:
                value = cell.value if isinstance(cell.value, Plain) else str(cell.value)
                form = formats.setdefault(_format(cell), len(formats))
                written.append([cell.row - 1, cell.column - 1, value, form])
    return {"formats": [json.loads(text) for text in formats], "sheets": sheets}


def _format(cell: Any) -> str:
    border, align = int(bool(cell.border.left.style)), cell.alignment
    return json.dumps({
        "font_name": cell.font.name, "font_size": cell.font.size, "border": border,
        "align": align.horizontal or "left", "valign": "vcenter",
        "text_wrap": bool(align.wrap_text), "num_format": cell.number_format,
    })  # fmt: skip


def assessed(ledger: Any) -> list[pd.Series]:
    """Return ranks of the months and of the year so far, in floats, with groupby and rank."""
    rows = [
        (month.month, entry.unit, item, count.pieces, count.in_column)
        for month in ledger.months
        for entry in month.entries
        for item, count in enumerate(entry.counts)
        if count is not None
    ]
    counts = pd.DataFrame(rows, columns=["month", "unit", "item", "pieces", "column"])
    group = ledger.groups[0]
    points = np.array([float(item.points) for item in group.items])[counts["item"]]
    worth = points * (counts["pieces"] + (float(group.rules.bonus) - 1) * counts["column"])
    names = [unit.name for unit in group.units]
    index = pd.MultiIndex.from_product([ledger.filled, names], names=["month", "unit"])
    infos = counts.assign(info=worth).groupby(["month", "unit"], sort=False)["info"].sum()
    infos = infos.reindex(index, fill_value=0.0)
    line = infos.groupby(level=0).transform("mean") * float(group.rules.pass_ratio)
    scores = (infos / line * float(group.rules.pass_score)).round(group.rules.decimals)
    counts.groupby(["month", "unit", "item"], sort=False)[["pieces", "column"]].sum()
    so_far = scores.groupby(level=1, sort=False).cumsum()
    return [s.groupby(level=0).rank(ascending=False, method="max") for s in (scores, so_far)]


def edit_one_sheet(package: bytes, part: str) -> bytes:
    """Return a package with one sheet parsed and written again by lxml, the rest copied."""
    from lxml import etree

    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(made, "w", 8) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, etree.tostring(etree.fromstring(data)) if name == part else data)
    return made.getvalue()


if __name__ == "__main__":
    for page in openpyxl.load_workbook(sys.argv[1], data_only=True):
        for line in page.iter_rows(values_only=True):
            tuple(line)
    write(json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")), sys.argv[3])
