"""``xlportal import``: a month's counts from another system's export, into a new workbook."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from xlportal.commands.common import DONE, complain, refuse, require_suffix, say
from xlportal.core import catalogue
from xlportal.core.problems import Problem, has_errors, problem
from xlportal.core.rules import Group
from xlportal.errors import CannotProceed
from xlportal.files import check_new, read_bytes, write_new
from xlportal.intake.counts import Delivery, read_delivery
from xlportal.intake.files import read_export
from xlportal.intake.fill import Filling, filling
from xlportal.intake.headers import Header, find_header
from xlportal.score.assessment import assess_year
from xlportal.sheets import layout
from xlportal.sheets.edit import set_cells
from xlportal.sheets.files import grids_of
from xlportal.sheets.grid import Grid
from xlportal.sheets.reading import Reading, read
from xlportal.sheets.results import month_results

_MONTH = re.compile(r"(?<!\d)(\d{1,2})月(?!\s*\d{1,2}\s*日)")


def run(book: Path, counts: Path, month: int, output: Path) -> int:
    """Write ``book`` to ``output`` with the month's counts from the export in ``counts``."""
    require_suffix(output, book.suffix.lower())
    check_new(output, book, counts)
    package = read_bytes(book)
    grids = grids_of(package, str(book))
    reading = read(grids)
    sheet = layout.month_sheet(month)
    if reading.book is None or sheet not in grids:
        return refuse(reading.problems)
    groups = reading.book.ledger.groups
    grid, header = _table(counts, groups, month)
    delivery = read_delivery(grid, header, groups, month)
    made = filling(grids[sheet], groups, month, delivery)
    problems = [*delivery.problems, *made.problems, *_cleared(sheet, made)]
    if has_errors(problems):
        return refuse(problems)
    after = read(grids_of(set_cells(package, {sheet: made.cells}), str(output)))
    _verify(after, delivery, month)
    checked = after.checked(month)
    assessment = assess_year(checked.book.ledger)[month] if checked.book else None
    results = month_results(grids[sheet], groups, assessment)
    write_new(output, set_cells(package, {sheet: made.cells}, {sheet: results}))
    left = [
        found
        for found in checked.problems
        if found.sheet == sheet or (found.is_error and found not in reading.problems)
    ]
    complain([*problems, *left])
    _note(grid, header, month, made)
    filled = "、".join(f"附表{group.annex}" for group in groups if group not in made.untouched)
    say(f"已把 {len(delivery.lines)} 个单位的篇数填进“{sheet}”（{filled}），新工作簿是 {output}")
    if has_errors(left):
        say("新工作簿里还有上面列出的错误，改好后才能计算。")
    return DONE


def _cleared(sheet: str, made: Filling) -> list[Problem]:
    """Return the warning that counts which the export does not have are gone."""
    if not made.cleared:
        return []
    names = "、".join(made.cleared[:_NAMED])
    more = f"等 {len(made.cleared)} 个单位" if len(made.cleared) > _NAMED else ""
    return [problem(catalogue.IMPORT_CLEARED, sheet, units=names + more)]


_NAMED = 5


def _table(counts: Path, groups: Sequence[Group], month: int) -> tuple[Grid, Header]:
    """Return the one table of counts that the export holds."""
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


def _verify(after: Reading, delivery: Delivery, month: int) -> None:
    """Make sure that what now stands in the workbook is what was delivered, to the last piece."""
    ledger = after.book.ledger if after.book else None
    filed = next((m for m in ledger.months if m.month == month), None) if ledger else None
    standing = {}
    for group in ledger.groups if ledger else ():
        for entry in filed.of(group.annex) if filed else ():
            for index, count in enumerate(entry.counts):
                if count is not None and count.pieces:
                    standing[group.annex, group.position(entry.unit), index] = count
    delivered = {
        (*unit, index): count
        for unit, line in delivery.lines.items()
        for index, count in line.counts.items()
        if count is not None and count.pieces
    }
    annexes = {annex for annex, _ in delivery.lines}
    if {key: count for key, count in standing.items() if key[0] in annexes} != delivered:
        raise CannotProceed("填好后复核与导出的篇数对不上，没有写文件。请先用 check 检查工作簿。")


def _note(grid: Grid, header: Header, month: int, made: Filling) -> None:
    """Say on standard error what staff should look at, though it stops nothing."""
    for group in made.untouched:
        print(f"提醒  导出文件里没有附表{group.annex}的单位，该组原样保留。", file=sys.stderr)
    above = " ".join(
        str(value) for row in grid.rows[: header.first_row] for value in row if value is not None
    )
    named = {int(found[1]) for found in _MONTH.finditer(above)}
    if named and month not in named:
        months = "、".join(f"{number}月" for number in sorted(named))
        print(f"提醒  导出文件的标题写的是{months}，请核对月份。", file=sys.stderr)
