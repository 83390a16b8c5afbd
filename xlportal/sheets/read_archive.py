"""Reading 存档: what was sent, and where today's figures differ from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlportal.core import catalogue
from xlportal.core.exact import from_float, plain
from xlportal.core.labels import month_label, span_label
from xlportal.core.limits import FIRST_MONTH, LAST_MONTH
from xlportal.core.rules import Group
from xlportal.score.assessment import RANK, RANK_SO_FAR, SCORE, SO_FAR, Assessment, GroupMonth
from xlportal.sheets import layout
from xlportal.sheets.cells import number, whole
from xlportal.sheets.tables import Sheet, Table

Figures = tuple[Fraction, ...]
"""Score, place, score of the year so far, its place."""


@dataclass(frozen=True)
class Sent:
    """What was last sent of a month: figures by annex and unit, under the names of then."""

    month: int
    figures: Mapping[tuple[int, str], Figures]


@dataclass(frozen=True)
class Change:
    """A figure of a unit that is not what was sent; ``found`` and ``now`` as people read them."""

    annex: int
    unit: str
    what: str
    found: str
    now: str


def read_archive(sheet: Sheet) -> dict[int, Sent]:
    """Return what was last sent of every month; rows that cannot be read are problems."""
    if not sheet.grid.rows:
        return {}
    table = sheet.table(layout.ARCHIVE_COLUMNS)
    if table is None:
        return {}
    figures: dict[int, dict[tuple[int, str], Figures]] = {}
    moments: dict[int, str] = {}
    for row in table.filled_rows():
        month = whole(table.cell(row, layout.SENT_MONTH).meaning)
        annex = whole(table.cell(row, layout.ANNEX).meaning)
        found = tuple(_figures(table, row))
        complete = len(found) == len(layout.SENT_FIGURES)
        if month is None or annex is None or not complete or not _is_month(month):
            _refuse(table, row)
            continue
        moment = repr(table.cell(row, layout.SENT_MOMENT).raw)
        if moments.get(month) != moment:
            figures[month], moments[month] = {}, moment
        figures[month][annex, table.cell(row, layout.UNIT_NAME).shown] = found
    return {month: Sent(month, sent) for month, sent in figures.items()}


def changes(sent: Sent, assessment: Assessment) -> Iterator[Change]:
    """Yield for every unit the first figure that differs from what was sent, in roster order."""
    for group in assessment.groups:
        annex = group.group.annex
        found = {
            _present_name(group.group, name): figures
            for (of, name), figures in sent.figures.items()
            if of == annex
        }
        now = dict(zip(group.units, _now(group), strict=True))
        labels = _labels(sent.month)
        for unit in [*now, *(name for name in found if name not in now)]:
            if now.get(unit) != found.get(unit):
                yield _change(annex, unit, labels, found.get(unit), now.get(unit))


def _is_month(month: int) -> bool:
    return FIRST_MONTH <= month <= LAST_MONTH


def _figures(table: Table, row: int) -> Iterator[Fraction]:
    for label in layout.SENT_FIGURES:
        value = number(table.cell(row, label).meaning)
        if value is not None:
            yield _in_cell(value)


def _in_cell(value: Fraction) -> Fraction:
    """Return ``value`` as a number cell keeps it, for Excel makes numbers of what it is sent."""
    return from_float(float(value))


def _refuse(table: Table, row: int) -> None:
    shown = " ".join(table.cell(row, label).shown for label in layout.ARCHIVE_COLUMNS)
    table.cell(row, layout.SENT_MONTH).add(catalogue.ARCHIVE_WRONG, found=shown)


def _present_name(group: Group, name: str) -> str:
    position = group.position(name)
    return name if position is None else group.units[position].name


def _now(group: GroupMonth) -> Iterable[Figures]:
    figures = group.figures[[SCORE, RANK, SO_FAR, RANK_SO_FAR]]
    return [tuple(_in_cell(Fraction(value)) for value in row) for row in figures.to_numpy()]


def _labels(month: int) -> Sequence[str]:
    labels = (month_label(month), span_label(month) or month_label(month))
    score, rank = layout.SENT_FIGURES[:2]
    return [f"{label}{figure}" for label in labels for figure in (score, rank)]


def _change(
    annex: int, unit: str, labels: Sequence[str], found: Figures | None, now: Figures | None
) -> Change:
    """Return the first difference; the score tells more than the place that follows from it."""
    if found is None or now is None:
        shown = [plain(figures[0]) if figures else "没有这个单位" for figures in (found, now)]
        return Change(annex, unit, labels[0], *shown)
    order = (0, 2, 1, 3)
    first = next(index for index in order if found[index] != now[index])
    return Change(annex, unit, labels[first], plain(found[first]), plain(now[first]))
