"""Twice the units are twice the work: counted in calls, for seconds depend on the machine."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from types import FrameType

import pytest

from bench.years import year
from xlportal.commands.terminal import group_lines
from xlportal.publish.asked import Asked, made
from xlportal.publish.content import publication
from xlportal.publish.render import render
from xlportal.score.assessment import assess_year
from xlportal.score.result import result
from xlportal.sheets import layout, monthly
from xlportal.sheets.contents import grids
from xlportal.sheets.edit import set_cells
from xlportal.sheets.files import grids_of
from xlportal.sheets.reading import read
from xlportal.sheets.template.writer import write_workbook

MOMENT = dt.datetime(2020, 3, 2)
Work = Callable[[], object]


def writing(units: int) -> Work:
    book = year(units, (1, 2))
    return lambda: write_workbook(book, MOMENT)


def reading(units: int) -> Work:
    content = write_workbook(year(units, (1, 2)), MOMENT)
    return lambda: grids_of(content, "a.xlsx")


def judging(units: int) -> Work:
    sheets = grids(year(units, (1, 2)))
    return lambda: read(sheets).all_problems()


def publishing(units: int) -> Work:
    book = year(units, (1, 2))
    return lambda: render(publication(book, assess_year(book.ledger), 2), MOMENT)


def showing(units: int) -> Work:
    found = made(year(units, (1, 2)), Asked(2, 2, is_period=False))
    tables = found.published.appendices
    return lambda: (
        [group_lines(*pair) for pair in zip(found.groups, tables, strict=True)],
        result(2020, found.found, []),
    )


def importing(units: int) -> Work:
    package = write_workbook(year(units, (1, 2)), MOMENT)
    first = monthly.month_layout(year(units).ledger.groups, [units + monthly.SPARE_ROWS]).blocks[0]
    column = monthly.pieces_column(0)
    counts = {(first.first_row + row, column): row % 5 for row in range(units)}
    return lambda: set_cells(package, {layout.month_sheet(2): counts})


def calls(work: Work) -> int:
    """Return how many calls, of Python's functions and of built-in ones, the work makes."""
    count = 0

    def note(_: FrameType, event: str, __: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(
    ("made", "units"),
    [
        (writing, 50),
        (reading, 50),
        (judging, 300),
        (publishing, 300),
        (showing, 300),
        (importing, 50),
    ],
)
def test_each_further_unit_costs_as_much_as_the_one_before(
    made: Callable[[int], Work], units: int
) -> None:
    calls(made(20))
    least, more, most = (calls(made(units * times)) for times in (1, 2, 4))
    assert most - more <= 2.05 * (more - least)
