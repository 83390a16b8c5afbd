"""The sheet 核对: what an audit finds, with links to the cells of the month's sheet."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from xlportal.audit.findings import HEADINGS, Audit, Finding
from xlportal.publish.text_sheet import Cell, Column, TextTable, write_text_book
from xlportal.sheets import glance, layout
from xlportal.sheets.grid import Grid, address
from xlportal.sheets.template import styles

_WIDTHS = (8, 26, 30, 40, 40)
_COLUMNS = (
    Column("序号", 6, styles.CENTER),
    *(Column(title, width) for title, width in zip(HEADINGS, _WIDTHS, strict=True)),
)


def write_finding_book(
    path: Path, found: Audit, printed: str, filed: Grid, audited: dt.datetime
) -> None:
    """Write the workbook whose only sheet is 核对 to ``path``.

    ``printed`` is the name of the circular; units lead to their rows on the month's sheet
    ``filed``. Raises :class:`~xlportal.errors.CannotProceed` where ``path`` cannot be written.
    """
    cells = {
        value: address(row, column)
        for row, values in enumerate(filed.rows)
        for column, value in enumerate(values)
        if isinstance(value, str)
    }
    wrong = f"{len(found.findings)} 处与规则不符，{found.agreements} 处相符"
    table = TextTable(
        name=layout.AUDIT,
        title="核对结果",
        line=f"{printed}　{wrong}　核对时间 {audited:{glance.TIME}}",
        columns=_COLUMNS,
        rows=[
            [Cell(serial), *(_cell(text, finding, filed.name, cells) for text in finding.row)]
            for serial, finding in enumerate(found.findings, start=1)
        ],
        nothing="✓ 印的都与规则相符。",
        rest="".join(found.notes),
        alarming=bool(found.findings),
    )
    write_text_book(path, table, audited)


def _cell(text: str, finding: Finding, sheet: str, cells: Mapping[str, str]) -> Cell:
    # A figure may stand as a text on the month's sheet as well, and is no unit for that.
    leads = text == finding.unit and text in cells
    return Cell(text, sheet=sheet, cell=cells[text]) if leads else Cell(text)
