"""A file of counts taken into a month's sheet: what is to be set there, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlportal.core import catalogue
from xlportal.core.book import Book
from xlportal.core.labels import LIST_MARK, month_label
from xlportal.core.problems import Problem, problem
from xlportal.errors import CannotProceed
from xlportal.files import read_bytes
from xlportal.intake import fill
from xlportal.intake.counts import Delivery, read_delivery
from xlportal.intake.files import read_export
from xlportal.intake.headers import Header, find_headers
from xlportal.intake.months import stated
from xlportal.sheets import layout
from xlportal.sheets.blocks import find_blocks
from xlportal.sheets.grid import Grid, Value
from xlportal.sheets.reading import Checked, Reading
from xlportal.sheets.tables import Sheet

_NAMED = 5


@dataclass(frozen=True)
class Intake:
    """What a file gives a month's sheet: the cells to be set, unless a problem is an error.

    ``mentions`` are sentences that stop nothing, ``told`` says what is filled.
    """

    cells: Mapping[tuple[int, int], Value]
    delivery: Delivery
    problems: Sequence[Problem]
    mentions: Sequence[str]
    told: str


def intake(counts: Path, sheet: Grid, book: Book, month: int) -> Intake:
    """Return what the file ``counts`` gives the sheet of ``month``.

    Counts of units the file does not name go; a group it names no unit of stays as it is. Raises
    :class:`CannotProceed` where it cannot be read or holds no one table of counts.
    """
    grid, headers = _table(counts, book, month)
    delivery = read_delivery(grid, headers, book, month)
    named = [g for g in book.ledger.groups if any(a == g.annex for a, _ in delivery.lines)]
    blocks = find_blocks(Sheet(sheet))
    cells: dict[tuple[int, int], Value] = {}
    missing: list[Problem] = []
    cleared: list[str] = []
    for group in named:
        block, lines = blocks.get(group.annex), fill.lines_of(delivery, group)
        fill.check_lines(block, group, month, lines)
        missing += fill.missing(block, group, month)
        if block is not None:
            cells |= fill.cells(block, group, lines, delivery)
            cleared += fill.cleared(block, group, lines)
    problems = [*_of_sheet_name(grid, counts, book, month), *delivery.problems, *missing]
    if cleared:
        more = f"等 {len(cleared)} 个单位" if len(cleared) > _NAMED else ""
        units = LIST_MARK.join(cleared[:_NAMED]) + more
        problems.append(problem(catalogue.IMPORT_CLEARED, sheet.name, units=units))
    filled = LIST_MARK.join(layout.annex_sheet(group.annex) for group in named)
    others = f"，另有 {delivery.passed} 行是其他月份的，没有用" if delivery.passed else ""
    return Intake(
        cells=cells,
        delivery=delivery,
        problems=problems,
        mentions=[*_mentions(counts, delivery, book, month)],
        told=f"已把 {len(delivery.lines)} 个单位的篇数填进“{sheet.name}”（{filled}）{others}",
    )


def check_arrived(after: Reading, taken: Intake, month: int) -> None:
    """Make sure that what now stands in the workbook is what was delivered, to the last piece."""
    ledger = after.book.ledger if after.book else None
    filed = ledger.entries(month) if ledger else None
    standing = {
        (group.annex, group.position(entry.unit), slot): count
        for group in (ledger.groups if ledger else ())
        for entry in (filed.of(group.annex) if filed else ())
        for slot, count in enumerate(entry.counts)
        if count is not None and count.pieces
    }
    delivered = {
        (*unit, slot): count
        for unit, line in taken.delivery.lines.items()
        for slot, count in line.counts.items()
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


def _table(counts: Path, book: Book, month: int) -> tuple[Grid, list[Header]]:
    """Return the sheet with the one table of counts that the file holds, and its headers."""
    every = read_export(read_bytes(counts), counts.name)
    found = [(g, headers) for g in every if (headers := [*find_headers(g, book, month)])]
    own = [pair for pair in found if pair[0].name == layout.month_sheet(month)]
    if len(own) == 1 or len(found) == 1:
        return (own or found)[0]
    if found:
        names = LIST_MARK.join(dict.fromkeys(grid.name for grid, _ in found))
        raise CannotProceed(f"“{counts}”里不止一张表像篇数表：{names}。请只留要用的一张。")
    items = dict.fromkeys(item.name for group in book.ledger.groups for item in group.items)
    raise CannotProceed(
        f"“{counts}”里找不到篇数表的表头：要有“单位”一栏，再有“项目”“篇数”两栏，"
        f"或以项目为栏（{LIST_MARK.join(items)}）。"
    )


def _of_sheet_name(grid: Grid, counts: Path, book: Book, month: int) -> list[Problem]:
    """Return what is wrong with the name of the sheet that the table stands on."""
    year, label = book.ledger.year, month_label(month)
    kind = stated(grid.name, month, year) if grid.name != counts.name else None
    return [problem(kind, grid.name, found=grid.name, month=label, year=year)] if kind else []


def _mentions(counts: Path, delivery: Delivery, book: Book, month: int) -> Iterator[str]:
    """Yield what staff should look at, though it stops nothing."""
    for group in book.ledger.groups_in(month):
        if all(annex != group.annex for annex, _ in delivery.lines):
            yield f"导出文件里没有附表{group.annex}的单位，该组原样保留。"
    if delivery.hidden:
        yield f"导出文件的第 {_listed(delivery.hidden)} 行是隐藏或筛掉的，也读了，请核对。"
    if delivery.remarks:
        yield f"导出文件的第 {_listed(delivery.remarks)} 行只有文字，当作说明，没有读。"
    if stated(counts.stem, month, book.ledger.year):
        yield f"文件名“{counts.name}”说的不是{book.ledger.year}年{month}月，请核对。"


def _listed(rows: Sequence[int]) -> str:
    return LIST_MARK.join(map(str, rows[:_NAMED])) + ("……" if len(rows) > _NAMED else "")
