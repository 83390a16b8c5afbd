"""What xlportal's parts are measured against: the same done with the usual libraries."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import python_calamine
import xlsxwriter

from xlportal.core.ledger import Ledger
from xlportal.sheets import layout


def frame(ledger: Ledger) -> pd.DataFrame:
    """Return the counts of a year as a frame: a row a month, unit and item."""
    rows = [
        (month.month, entry.unit, item, count.pieces, count.in_column)
        for month in ledger.months
        for entry in month.entries
        for item, count in enumerate(entry.counts)
        if count is not None
    ]
    return pd.DataFrame(rows, columns=["month", "unit", "item", "pieces", "column"])


def assessed(ledger: Ledger, counts: pd.DataFrame) -> tuple[pd.Series, pd.Series, pd.DataFrame]:
    """Return ranks of the months and of the year so far, and counts so far, in floats."""
    rules = ledger.groups[0].rules
    points = np.array([float(item.points) for item in rules.items])[counts["item"]]
    worth = (counts["pieces"] - counts["column"] + float(rules.bonus) * counts["column"]) * points
    names = [unit.name for unit in ledger.groups[0].units]
    index = pd.MultiIndex.from_product([ledger.filled, names], names=["month", "unit"])
    infos = counts.assign(info=worth).groupby(["month", "unit"], sort=False)["info"].sum()
    infos = infos.reindex(index, fill_value=0.0)
    line = infos.groupby(level=0).transform("mean") * float(rules.pass_ratio)
    scores = (infos / line * float(rules.pass_score)).round(rules.decimals)
    cumulative = scores.groupby(level=1, sort=False).cumsum()
    ranks = [
        column.groupby(level=0).rank(ascending=False, method="max")
        for column in (scores, cumulative)
    ]
    sums = counts.groupby(["month", "unit", "item"], sort=False)[["pieces", "column"]].sum()
    return ranks[0], ranks[1], sums


def read(path: Path) -> dict[str, list[list[Any]]]:
    """Return the values of the sheets that xlportal reads, by python-calamine."""
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
        if name in layout.READ_SHEETS
    }


def write(cells: dict[str, Any]) -> bytes:
    """Return a workbook with ``cells``, by plain XlsxWriter with formats made once."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    formats = [book.add_format(properties) for properties in cells["formats"]]
    for name, written in cells["sheets"].items():
        sheet = book.add_worksheet(name)
        for row, column, value, form in written:
            sheet.write(row, column, value, formats[form])
    book.close()
    return stream.getvalue()
