from __future__ import annotations

import pytest

from xlportal.sheets.grid import Grid, address


@pytest.mark.parametrize(
    ("row", "column", "text"),
    [(0, 0, "A1"), (11, 2, "C12"), (0, 25, "Z1"), (0, 26, "AA1"), (9, 701, "ZZ10"), (0, 702, "AAA1")],
)  # fmt: skip
def test_addresses_are_the_ones_people_read(row: int, column: int, text: str) -> None:
    assert address(row, column) == text


def test_a_grid_is_empty_outside_its_rectangle() -> None:
    grid = Grid.of("2月", {(1, 2): "x", (0, 0): 5})
    assert grid.rows == ((5, None, None), (None, None, "x"))
    assert grid.at(1, 2) == "x"
    assert grid.at(9, 9) is None
    assert Grid.of("空", {}).rows == ()
