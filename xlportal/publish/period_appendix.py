"""The appendix tables of a period as data (spec section 8)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from xlportal.core.filled import missing_of
from xlportal.core.labels import gap_label, month_label, period_label, span_label
from xlportal.core.ledger import Ledger
from xlportal.core.limits import FIRST_MONTH
from xlportal.core.rules import Item, Order
from xlportal.publish.appendix import (
    COUNTS_TITLE,
    TITLE_END,
    Appendix,
    Column,
    ColumnKind,
    bracket_note,
    count_cells,
    item_title,
    noted,
    numbered_units,
    standing,
    table,
)
from xlportal.score.assessment import INFO, RANK, RANK_SO_FAR, SCORE, SO_FAR
from xlportal.score.period import GroupPeriod, Period

MONTHS_TITLE = "各月得分"
NO_PART = "—"
"""What stands where a unit did not take part in a month."""


def period_appendices(period: Period, ledger: Ledger, column_name: str) -> tuple[Appendix, ...]:
    """Return the appendix of every group of a period; ``column_name`` is the special column's."""
    return tuple(_appendix(group, period, ledger, column_name) for group in period.groups)


def _appendix(group: GroupPeriod, period: Period, ledger: Ledger, column_name: str) -> Appendix:
    label = period_label(period.first, period.last)
    return table(
        annex=group.group.annex,
        label=f"附表{group.group.annex}：",
        title=f"{group.group.short}{label}{TITLE_END}",
        columns=[*_columns(group, period, ledger)],
        note=noted([*_notes(group, period, ledger, column_name)]),
    )


def _notes(group: GroupPeriod, period: Period, ledger: Ledger, column_name: str) -> Iterator[str]:
    bonuses = {ledger.terms(group.group, month).rules.bonus for month in group.months}
    yield from bracket_note(column_name, bonuses.pop() if len(bonuses) == 1 else None, group.counts)
    missing = missing_of(ledger, group.group, period.last)
    gap = gap_label(period.last, missing)
    if gap and period.first > FIRST_MONTH:
        yield f"{gap}。"


def _columns(group: GroupPeriod, period: Period, ledger: Ledger) -> Iterator[Column]:
    by_rank = group.rules.order is Order.RANK
    units = group.ordered() if by_rank else list(group.units)
    figures, counts, scores = (f.loc[units] for f in (group.figures, group.counts, group.scores))
    yield from numbered_units(units)
    for item in group.items:
        heads = (COUNTS_TITLE, _item_title(item, group, ledger))
        yield Column(ColumnKind.COUNT, heads, count_cells(counts, item.name))
    yield Column(ColumnKind.INFO, ("信息分",), list(figures[INFO]))
    for month in group.months:
        cells = [NO_PART if score is None else score for score in scores[month]]
        yield Column(ColumnKind.SCORE, (MONTHS_TITLE, month_label(month)), cells)
    label = period_label(period.first, period.last)
    yield from standing(label, figures[SCORE], figures[RANK])
    if period.first > FIRST_MONTH:
        span = span_label(period.last) or ""
        yield from standing(span, figures[SO_FAR], figures[RANK_SO_FAR], so_far=True)


def _item_title(item: Item, group: GroupPeriod, ledger: Ledger) -> str:
    """Return what stands above an item's counts, without its points where they changed."""
    return item_title(item) if len(_points(item, group, ledger)) == 1 else item.name


def _points(item: Item, group: GroupPeriod, ledger: Ledger) -> set[Fraction]:
    terms = (ledger.terms(group.group, month) for month in group.months)
    return {found.points for t in terms for found in t.items if found.name == item.name}
