"""A file of counts taken into a month's sheet: what is to be set there, and what is said of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xlportal.core import catalogue
from xlportal.core.labels import LIST_MARK, month_list
from xlportal.core.problems import Problem, problem
from xlportal.core.rules import Group
from xlportal.errors import CannotProceed
from xlportal.files import read_bytes
from xlportal.intake.counts import Delivery, read_delivery
from xlportal.intake.files import read_export
from xlportal.intake.fill import Cells, Filling, filling
from xlportal.intake.headers import Header, find_header
from xlportal.sheets import layout
from xlportal.sheets.grid import Grid
from xlportal.sheets.reading import Checked, Reading

_MONTH = re.compile(r"(?<!\d)(\d{1,2})月(?!\s*\d{1,2}\s*日)")
_NAMED = 5


@dataclass(frozen=True)
class Intake:
    """What a file gives a month's sheet: the cells to be set, unless a problem is an error.

    ``mentions`` are sentences that stop nothing, ``told`` says what is filled.
    """

    cells: Cells
    delivery: Delivery
    problems: Sequence[Problem]
    mentions: Sequence[str]
    told: str


def intake(counts: Path, sheet: Grid, groups: Sequence[Group], month: int) -> Intake:
    """Return what the file ``counts`` gives the sheet of ``month``.

    Raises :class:`CannotProceed` where it cannot be read or holds no one table of counts.
    """
    grid, header = _table(counts, groups, month)
    delivery = read_delivery(grid, header, groups, month)
    made = filling(sheet, groups, month, delivery)
    filled = (layout.annex_sheet(g.annex) for g in groups if g not in made.untouched)
    return Intake(
        cells=made.cells,
        delivery=delivery,
        problems=[*delivery.problems, *made.problems, *_cleared(sheet.name, made)],
        mentions=[*_mentions(grid, header, month, made)],
        told=f"已把 {len(delivery.lines)} 个单位的篇数填进“{sheet.name}”"
        f"（{LIST_MARK.join(filled)}）",
    )


def check_arrived(after: Reading, taken: Intake, month: int) -> None:
    """Make sure that what now stands in the workbook is what was delivered, to the last piece."""
    ledger = after.book.ledger if after.book else None
    filed = ledger.entries(month) if ledger else None
    standing = {}
    for group in ledger.groups if ledger else ():
        for entry in filed.of(group.annex) if filed else ():
            for index, count in enumerate(entry.counts):
                if count is not None and count.pieces:
                    standing[group.annex, group.position(entry.unit), index] = count
    delivered = {
        (*unit, index): count
        for unit, line in taken.delivery.lines.items()
        for index, count in line.counts.items()
        if count is not None and count.pieces
    }
    annexes = {annex for annex, _ in taken.delivery.lines}
    if {key: count for key, count in standing.items() if key[0] in annexes} != delivered:
        raise CannotProceed("填好后复核与导出的篇数对不上，没有填进去。请先检查工作簿。")


def left_over(before: Reading, after: Checked) -> list[Problem]:
    """Return what is still wrong in the month after its counts were taken in."""
    sheet = layout.month_sheet(after.month)
    return [
        found
        for found in after.problems
        if found.sheet == sheet or (found.is_error and found not in before.problems)
    ]


def _table(counts: Path, groups: Sequence[Group], month: int) -> tuple[Grid, Header]:
    """Return the one table of counts that the file holds."""
    found = [
        (grid, header)
        for grid in read_export(read_bytes(counts), counts.name)
        if (header := find_header(grid, groups)) is not None
    ]
    own = [pair for pair in found if pair[0].name == layout.month_sheet(month)]
    if len(found) > 1 and len(own) == 1:
        return own[0]
    if len(found) > 1:
        names = "、".join(dict.fromkeys(grid.name for grid, _ in found))
        raise CannotProceed(f"“{counts}”里不止一张表像篇数表：{names}。请只留要用的一张。")
    if not found:
        items = "、".join(dict.fromkeys(item.name for group in groups for item in group.items))
        raise CannotProceed(
            f"“{counts}”里找不到篇数表的表头：要有“单位”一栏，再有“项目”“篇数”两栏，"
            f"或以项目为栏（{items}）。"
        )
    return found[0]


def _cleared(sheet: str, made: Filling) -> list[Problem]:
    """Return the warning that counts which the file does not have are gone."""
    if not made.cleared:
        return []
    names = LIST_MARK.join(made.cleared[:_NAMED])
    more = f"等 {len(made.cleared)} 个单位" if len(made.cleared) > _NAMED else ""
    return [problem(catalogue.IMPORT_CLEARED, sheet, units=names + more)]


def _mentions(grid: Grid, header: Header, month: int, made: Filling) -> list[str]:
    """Return what staff should look at, though it stops nothing."""
    untouched = [
        f"导出文件里没有附表{group.annex}的单位，该组原样保留。" for group in made.untouched
    ]
    above = " ".join(
        str(value) for row in grid.rows[: header.first_row] for value in row if value is not None
    )
    named = {int(found[1]) for found in _MONTH.finditer(above)}
    if not named or month in named:
        return untouched
    return [*untouched, f"导出文件的标题写的是{month_list(sorted(named))}，请核对月份。"]
