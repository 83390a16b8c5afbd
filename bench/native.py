"""The same year as native formulas, and LibreOffice recalculating them, load to save."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import openpyxl
import xlsxwriter

from bench.clock import Cost, process
from xlportal.core.ledger import Count, Ledger

_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""


_RESTART = 81
"""How LibreOffice ends after it has made a new profile; it then wants to be started again."""


def write_native(ledger: Ledger, path: Path) -> None:
    """Write a year's counts and formulas for info score, average, score, rank, sums and places."""
    group = ledger.groups[0]
    rules = group.rules
    count = len(group.units)
    book = xlsxwriter.Workbook(path)
    for month in ledger.months:
        sheet = book.add_worksheet(f"{month.month}月")
        sheet.write_row(0, 1, [float(item.points) for item in rules.items])
        filed = {entry.unit: entry.counts for entry in month.entries}
        for row, unit in enumerate(group.units, start=2):
            sheet.write_string(row - 1, 0, unit.name)
            for slot, found in enumerate(filed.get(unit.name, ())):
                pieces, inside = found or Count(0)
                sheet.write_number(row - 1, 1 + slot, pieces + inside * (float(rules.bonus) - 1))
            sheet.write_formula(row - 1, 4, f"=SUMPRODUCT(B$1:D$1,B{row}:D{row})")
            score = f"E{row}/(AVERAGE(E$2:E${count + 1})*{rules.pass_ratio.numerator}"
            score += f"/{rules.pass_ratio.denominator})*{float(rules.pass_score)}"
            sheet.write_formula(row - 1, 5, f"=ROUND({score},{rules.decimals})")
            sheet.write_formula(row - 1, 6, f"=RANK(F{row},F$2:F${count + 1})")
            before = f"'{month.month - 1}月'!H{row}+" if month.month > 1 else ""
            sheet.write_formula(row - 1, 7, f"={before}F{row}")
            sheet.write_formula(row - 1, 8, f"=RANK(H{row},H$2:H${count + 1})")
    book.close()


def is_recalculated(saved: Path) -> bool:
    """Return whether the ranks of a saved workbook have been worked out."""
    sheet = openpyxl.load_workbook(saved, data_only=True).worksheets[0]
    return all(cell.value for (cell,) in sheet["I2:I3"])


def recalculate(path: Path, folder: Path, timeout: float) -> Cost:
    """Return what LibreOffice takes to load, recalculate and save a workbook without a window."""
    profile = folder / "profile"
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(_ALWAYS, encoding="utf-8")
    office = os.path.realpath(shutil.which("soffice") or "soffice")
    program = Path(office).with_name("soffice.bin")
    return process(
        [str(program if program.exists() else office),
         f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx",
         "--outdir", str(folder / "saved"), str(path)],
        expected=(0, -9, _RESTART), timeout=timeout,
    )  # fmt: skip
