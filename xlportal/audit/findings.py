"""What an audit finds: the print beside what the workbook gives, and the sheet 核对 of it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from xlportal.publish.text_sheet import Cell, Column, TextTable, write_text_book
from xlportal.sheets import glance, layout
from xlportal.sheets.grid import Grid, address
from xlportal.sheets.template import styles

ROW, COLUMN, WORDING, NAME, LABEL = "row", "column", "wording", "name", "label"
_NOTHING = "（空）"
HEADINGS = ("附表", "单位", "在哪里", "印的是", "应是")
"""The columns of the findings as rows."""
_WIDTHS = (8, 26, 30, 40, 40)
_COLUMNS = (
    Column("序号", 6, styles.CENTER),
    *(Column(title, width) for title, width in zip(HEADINGS, _WIDTHS, strict=True)),
)


@dataclass(frozen=True)
class Finding:
    """Something printed that does not follow.

    ``published`` is empty where it was left out, ``recomputed`` where nothing belongs there;
    ``field`` is one of spec section 7; ``annex`` and ``unit`` are None where it is no group's or no
    unit's; ``where`` is for people.
    """

    annex: int | None
    unit: str | None
    field: str
    published: str
    recomputed: str
    where: str

    @property
    def message(self) -> str:
        """Return the finding as one line for people."""
        place = f"{self.where}（{self.unit}）" if self.unit else self.where
        return (
            f"{place}：印的是“{self.published or _NOTHING}”，"
            f"按规则应是“{self.recomputed or _NOTHING}”"
        )

    @property
    def row(self) -> tuple[str, ...]:
        """Return the finding as a row of a sheet, under ``HEADINGS``."""
        annex = f"附表{self.annex}" if self.annex else ""
        shown = (self.published or _NOTHING, self.recomputed or _NOTHING)
        return annex, self.unit or "", self.where, *shown


@dataclass(frozen=True)
class Audit:
    """What follows from the rules (``agreements`` counts it) and what does not.

    ``notes`` say what a reader should know besides, such as what was not compared.
    """

    agreements: int = 0
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        """Return the audit as ``--json`` gives it, less the time it is about."""
        return {
            "agreements": self.agreements,
            "notes": [*self.notes],
            "findings": [asdict(one) | {"message": one.message} for one in self.findings],
        }


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
