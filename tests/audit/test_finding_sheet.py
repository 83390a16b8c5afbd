"""The sheet 核对 read back: what was found, with links to what was filed."""

import datetime as dt
from pathlib import Path

import openpyxl

from xlportal.audit.finding_sheet import write_finding_book
from xlportal.audit.findings import Audit, Finding
from xlportal.sheets.grid import Grid


def test_a_unit_leads_to_its_row_and_a_figure_that_stands_there_as_text_nowhere(
    tmp_path: Path,
) -> None:
    found = Audit(9, (Finding(1, "甲", "count", "3（1）", "2", "附表1 第4行 2月"),
                      Finding(1, "丙", "name", "丙", "甲", "附表1 第5行")))  # fmt: skip
    filed = Grid("2月", ((), (None, "甲", "3（1）"), (None, "乙", 2)))
    path = tmp_path / "核对.xlsx"
    write_finding_book(path, found, "通报.docx", filed, dt.datetime(2020, 3, 2))
    sheet = openpyxl.load_workbook(path)["核对"]
    links = {cell.coordinate: cell.hyperlink.location for row in sheet for cell in row
             if cell.hyperlink}  # fmt: skip
    assert links == {"C5": "'2月'!B2"}
