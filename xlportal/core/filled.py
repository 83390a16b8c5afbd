"""Which months are filled, carried in or missing, and what is wrong where one's results are asked.

Spec sections 2.2 and 3. Exporting and importing ask none of this.
"""

from __future__ import annotations

from collections.abc import Iterator

from xlportal.core import catalogue
from xlportal.core.checks import Finding, Place, Table
from xlportal.core.labels import month_label, span_label
from xlportal.core.ledger import Ledger
from xlportal.core.limits import FIRST_MONTH
from xlportal.core.rules import Group


def check_month(ledger: Ledger, month: int) -> Iterator[Finding]:
    """Yield what is wrong where the results of ``month`` are asked for: not filled, or in part.

    The year so far rests on every block of the months before.
    """
    if not ledger.groups_in(month):
        yield Finding(catalogue.MONTH_EMPTY, block_place(month))
        return
    yield from _check_filled(ledger, month)
    for filed in ledger.months:
        for group in ledger.groups_in(filed.month) if filed.month <= month else ():
            if group.annex in filed.unfilled:
                place = block_place(filed.month, group)
                yield Finding(catalogue.GROUP_NOT_FILLED, place, found=str(group.annex))


def _check_filled(ledger: Ledger, month: int) -> Iterator[Finding]:
    """Yield that ``month`` is not filled, or which months before it are missing from the sums."""
    if month not in ledger.filled:
        yield _not_filled(ledger, month)
        return
    for earlier in missing_months(ledger, month):
        words = {"label": span_label(month)}
        found = month_label(earlier)
        yield Finding(catalogue.MONTH_GAP, block_place(earlier), found=found, words=words)


def missing_months(ledger: Ledger, month: int) -> list[int]:
    """Return the months before ``month`` that are missing from the sums of any group."""
    return sorted({m for group in ledger.groups for m in missing_of(ledger, group, month)})


def missing_of(ledger: Ledger, group: Group, month: int) -> list[int]:
    """Return the months before ``month`` that a group there is neither filled nor carried in."""
    carried = carried_through(ledger, group)
    return [
        earlier
        for earlier in range(max(FIRST_MONTH, carried + 1), month)
        if earlier not in ledger.filled and group.members(earlier)
    ]


def carried_through(ledger: Ledger, group: Group) -> int:
    """Return the month up to which a group has carry-in, 0 for none."""
    return max((opening.through for opening in ledger.opening_of(group.annex)), default=0)


def _not_filled(ledger: Ledger, month: int) -> Finding:
    carried = min((carried_through(ledger, g) for g in ledger.groups_in(month)), default=0)
    if month <= carried:
        return Finding(catalogue.MONTH_CARRIED, block_place(month), found=month_label(carried))
    return Finding(catalogue.MONTH_NOT_FILLED, block_place(month))


def block_place(month: int, group: Group | None = None) -> Place:
    """Return the place of a group's part of a month, of the whole month where none is given."""
    return Place(Table.BLOCKS, annex=group.annex if group else 0, month=month)
