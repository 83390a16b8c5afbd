"""What the computed cells of a block show, for a sheet that is written or edited."""

from collections.abc import Iterator, Mapping, Sequence

from xlportal.core.ledger import Count
from xlportal.core.rules import Group
from xlportal.score.assessment import IN_COLUMN, INFO, PIECES, RANK, SCORE, Assessment, GroupMonth
from xlportal.score.scoring import earned
from xlportal.sheets.blocks import Found, find_blocks
from xlportal.sheets.grid import Cells, Grid, Spot, Value
from xlportal.sheets.monthly import MEASURES, RANKING, RESULTS, column_names
from xlportal.sheets.tables import Sheet

ByColumn = dict[str, Value]
"""Values by the name of their column."""


def unit_results(month: GroupMonth) -> dict[str, ByColumn]:
    """Return the results of every unit; an item that it left empty earns nothing."""
    found: dict[str, ByColumn] = month.figures.to_dict("index")  # type: ignore[assignment]
    for unit in found.keys() & month.filed.keys():
        for slot, (place, item) in enumerate(zip(month.terms.slots, month.items, strict=True)):
            count = month.filed[unit].counts[place]
            if count is not None:
                worth = earned(count, item.points, month.rules.bonus)
                found[unit][column_names(slot)[-1]] = worth
    return found


def unit_sums(month: GroupMonth) -> ByColumn:
    """Return the sums over the units that take part."""
    sums: ByColumn = {INFO: month.info_scores.total()}
    for slot, item in enumerate(month.items):
        count = Count(*(int(month.totals[item.name, side]) for side in (PIECES, IN_COLUMN)))
        worth = earned(count, item.points, month.rules.bonus)
        sums |= dict(zip(column_names(slot), (*count, worth), strict=True))
    return sums


def ranking(month: GroupMonth, names: Mapping[str, str]) -> list[tuple[Value, ...]]:
    """Return place, name and score of the units, best first; ``names`` are those on the sheet."""
    places, scores = month.figures[RANK], month.figures[SCORE]
    return [(places[unit], names.get(unit, unit), scores[unit]) for unit in month.ordered()]


def month_results(grid: Grid, groups: Sequence[Group], assessment: Assessment | None) -> Cells:
    """Return what the formulas of a month's results show, for a sheet edited without Excel.

    That is an empty text where it is nothing: everywhere without an ``assessment``, because
    something is wrong with the month.
    """
    months = {month.group.annex: month for month in assessment.groups} if assessment else {}
    blocks, formulas = find_blocks(Sheet(grid)), grid.shape.formulas or ()
    computed = {spot for formula in formulas for spot in formula.spots()}
    return {
        spot: value
        for group in groups
        if group.annex in blocks
        for spot, value in _block_results(blocks[group.annex], group, months.get(group.annex))
        if spot in computed
    }


def _block_results(
    block: Found, group: Group, month: GroupMonth | None
) -> Iterator[tuple[Spot, Value]]:
    own = {result.field: block.columns[result.label] for result in RESULTS}
    summed = {INFO: own[INFO]}
    for slot, item in enumerate(month.items if month else group.items):
        column = block.earned(item.name)
        if column is not None:
            summed |= dict(zip(column_names(slot), range(column - 2, column + 1), strict=True))
            own[column_names(slot)[-1]] = column
    units = block.units(group)
    found, sums = (unit_results(month), unit_sums(month)) if month else ({}, {})
    places = iter(ranking(month, dict(units.values())) if month else ())
    for row in block.rows:
        shown = found.get(units[row][0], {}) if row in units else {}
        yield from (((row, column), shown.get(field, "")) for field, column in own.items())
        place = next(places, ("",) * len(RANKING))
        yield from (
            ((row, block.columns[label]), value)
            for label, value in zip(RANKING, place, strict=True)
            if label in block.columns
        )
    if block.has_sums:
        row = block.rows.start - 1
        yield from (((row, column), sums.get(field, "")) for field, column in summed.items())
    texts, measures = block.sheet.headers[block.title_row], month.measures if month else None
    for measure in (one for one in MEASURES if one.label in texts):
        place = block.title_row, texts.index(measure.label) + 1
        yield place, getattr(measures, measure.field) if measures else ""
