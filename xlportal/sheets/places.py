"""Where on the sheets the values of a book stand, so that what is wrong points at its cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xlportal.core import catalogue
from xlportal.core.checks import Finding, Place, Table
from xlportal.core.likeness import probable_successor
from xlportal.core.problems import Problem, problem
from xlportal.core.rules import Group
from xlportal.sheets import layout
from xlportal.sheets.grid import address
from xlportal.sheets.tables import Cell, Row

_SHEETS = {
    Table.GROUPS: layout.PARAMETERS,
    Table.ITEMS: layout.PARAMETERS,
    Table.CHANGES: layout.PARAMETERS,
    Table.UNITS: layout.ROSTER,
    Table.OPENING: layout.OPENING,
    Table.WORDING: layout.WORDING,
}


class Places:
    """The rows that were read, by what they hold; a book that is no workbook's has none."""

    def __init__(self) -> None:
        self._rows: dict[Place, Row] = {}

    def note(self, place: Place, row: Row) -> None:
        """Note that ``row`` holds the value at ``place``, whose ``field`` is left out."""
        self._rows[place] = row

    def cell(self, place: Place) -> Cell | None:
        """Return the cell of a place, None where none was noted."""
        row = self._rows.get(replace(place, field=""))
        return row.cell(place.field) if row and place.field in row.columns else None

    def problem(self, finding: Finding) -> Problem:
        """Return what was found as people read it."""
        place, cell = finding.place, self.cell(finding.place)
        return problem(
            finding.kind,
            _SHEETS.get(place.table) or layout.month_sheet(place.month),
            address(cell.row, cell.column) if cell else "",
            finding.found,
            finding.subject,
            **finding.words,
        )

    def refuse_name(self, name: Cell, group: Group, absent: Sequence[str]) -> None:
        """Complain of a name that no unit of the group has or had.

        Units of the roster that do not stand on its sheet are ``absent``: one of them was probably
        renamed. The mend is in the roster, for names on a month sheet are locked.
        """
        meant = probable_successor(name.shown, absent)
        if meant is None:
            name.add(catalogue.UNIT_UNKNOWN, hint="")
            return
        row = group.position(meant) or 0
        former = self.cell(Place(Table.UNITS, row, "former", group.annex))
        where = f"{former.sheet.name}!{address(former.row, former.column)}" if former else "单位表"
        name.add(catalogue.UNIT_RENAMED, meant=meant, where=where)
