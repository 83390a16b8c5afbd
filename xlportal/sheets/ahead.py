"""What comes next: the month to fill, the workbook made anew, the next year's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from xlportal.core.book import Book, book_after
from xlportal.core.catalogue import REFITTED
from xlportal.core.ledger import Ledger
from xlportal.core.limits import FIRST_MONTH, LAST_MONTH
from xlportal.core.problems import Problem
from xlportal.core.rules import Group
from xlportal.errors import CannotProceed
from xlportal.sheets import layout
from xlportal.sheets.blocks import Found, find_blocks
from xlportal.sheets.grid import Cells, Grid, Spot, Value, address
from xlportal.sheets.reading import Reading
from xlportal.sheets.tables import Sheet


def first_open_month(ledger: Ledger) -> int | None:
    """Return the first month behind the carry-in that is to be filled, None where all are."""
    carried = max((opening.through for opening in ledger.opening), default=0)
    months = range(max(FIRST_MONTH, carried + 1), LAST_MONTH + 1)
    return next((m for m in months if m not in ledger.filled and ledger.groups_in(m)), None)


def roster_names(grid: Grid, groups: Sequence[Group], month: int) -> tuple[Cells, str]:
    """Return the names of the blocks that are not as the roster has them, as they shall be.

    Beside them stands the address of the first cell to be filled. Raises :class:`CannotProceed`
    where the sheet has a name that the roster does not know, which would be lost, or too few rows.
    """
    blocks = find_blocks(Sheet(grid))
    there = [(group, blocks[group.annex]) for group in groups if group.annex in blocks]
    names: dict[Spot, Value] = {}
    for group, block in there:
        names |= _names(group, block, month)
    first = next((address(block.rows.start, block.names + 1) for _, block in there), "")
    return names, first


def _names(group: Group, block: Found, month: int) -> Cells:
    names = [block.sheet.cell(row, block.names) for row in block.rows]
    for name in names:
        if name.meaning is not None and group.position(name.shown) is None:
            raise CannotProceed(
                f"{name.sheet.name}!{address(name.row, name.column)}：“{name.shown}”"
                f"不在附表{group.annex}的名单里。请先在“单位”表里登记，或清空这一格，再点一次。"
            )
    units = [unit.name for unit in group.members(month)]
    if len(units) > len(names):
        raise CannotProceed(
            f"{block.sheet.name}：附表{group.annex}只有 {len(names)} 行，名单里有 {len(units)} 家。"
            "请按“更新工作簿”。"
        )
    wanted = [*units, *[None] * (len(names) - len(units))]
    pairs = zip(names, wanted, strict=True)
    is_right = [name.raw for name in names] == wanted
    return {} if is_right else {(name.row, name.column): unit for name, unit in pairs}


@dataclass(frozen=True)
class Start:
    """The book of a new workbook, None where ``problems`` forbid it, and what it takes over."""

    book: Book | None
    problems: Sequence[Problem] = ()
    kept: Mapping[str, Cells] = field(default_factory=dict)


def refitted(reading: Reading) -> Start:
    """Return the start of a workbook with all data of another, or of a document.

    Groups, items and units that were added get their places, lost formulas come back.
    """
    left = [found for found in reading.problems if found.kind not in REFITTED]
    wrong = [found for found in left if found.is_error]
    return Start(None if wrong else reading.book, wrong or left, reading.kept)


def next_year(reading: Reading) -> Start:
    """Return the start of the next year's workbook: rules, roster and wording, nothing filed."""
    wrong = [
        found
        for found in reading.problems
        if found.is_error and found.kind not in REFITTED and found.sheet in layout.LASTING_SHEETS
    ]
    return Start(book_after(reading.book) if reading.book and not wrong else None, wrong)
