from __future__ import annotations

from dataclasses import replace

import pytest

from support.cells import CELLS, DEMO
from xlportal.core.ledger import MonthEntries
from xlportal.core.rules import Group, Unit
from xlportal.errors import CannotProceed
from xlportal.sheets.grid import Grid
from xlportal.sheets.next_month import first_open_month, roster_columns

GROUPS = DEMO.ledger.groups


def march(**changed: object) -> Grid:
    """Return March's sheet with cells of its column B changed."""
    return Grid.of("3月", CELLS["3月"] | {(int(c[1:]) - 1, 1): v for c, v in changed.items()})


def with_units(*units: Unit) -> tuple[Group, ...]:
    return (replace(GROUPS[0], units=units), GROUPS[1])


def test_the_next_month_is_the_first_one_behind_the_carry_in_that_is_not_filled() -> None:
    ledger = DEMO.ledger
    assert first_open_month(ledger) == 3
    assert first_open_month(replace(ledger, months=())) == 2
    assert first_open_month(replace(ledger, months=(), opening=())) == 1
    gap = tuple(MonthEntries(month, ()) for month in (2, 3, 5))
    assert first_open_month(replace(ledger, months=gap)) == 4
    full = tuple(MonthEntries(month, ()) for month in range(2, 13))
    assert first_open_month(replace(ledger, months=full)) is None


def test_names_already_right_are_what_they_shall_be() -> None:
    first, second = roster_columns(march(), GROUPS, 3)
    assert (first.first_row, first.column, first.first_input) == (10, 1, "C11")
    assert first.after[:2] == ["上城区审管办", "下城区审管办"]
    assert first.after[14:] == [None] * 4
    assert first.before == first.after
    assert second.after[0] == "秘书处"
    assert second.before == second.after


def test_units_that_joined_left_or_were_renamed_are_brought_up_to_the_roster() -> None:
    units = list(GROUPS[0].units)
    units[0] = Unit("上城区政务办", former=("上城区审管办",))
    units[1] = Unit("下城区审管办", last_month=2)
    units.append(Unit("新区", first_month=3))
    (first, _) = roster_columns(march(), with_units(*units), 3)
    assert first.before[0] == "上城区审管办"
    assert first.after[:2] == ["上城区政务办", "江干区审管办"]
    assert first.after[13:15] == ["新区", None]


def test_unknown_names_and_more_units_than_rows_are_said_and_nothing_is_overwritten() -> None:
    with pytest.raises(CannotProceed, match=r"3月!B26：“某区”不在附表1的名单里"):
        roster_columns(march(B26="某区"), GROUPS, 3)
    known = [*GROUPS[0].units, *(Unit(f"第{i}区") for i in range(5))]
    with pytest.raises(CannotProceed, match=r"3月：附表1只有 18 行，名单里有 19 家"):
        roster_columns(march(), with_units(*known), 3)
