from __future__ import annotations

import datetime as dt

import pytest

from xlportal.core import catalogue
from xlportal.core.ledger import Count
from xlportal.core.problems import Kind
from xlportal.sheets.counts import COLUMN_CELL, PIECES_CELL, Objection, is_large, read_count
from xlportal.sheets.grid import Formula


@pytest.mark.parametrize(
    ("pieces", "column", "count"),
    [
        (None, None, None), ("", " ", None),
        (3, None, Count(3)), (3.0, 1.0, Count(3, 1)), (0, None, Count(0)), (0, 0, Count(0)),
        ("3", "1", Count(3, 1)), (" ３ ", None, Count(3)), (None, 0, Count(0)),
        ("3（1）", None, Count(3, 1)), ("3(0)", "", Count(3)), ("２（２）", None, Count(2, 2)),
        (999_999, 999_999, Count(999_999, 999_999)),
    ],
)  # fmt: skip
def test_counts_are_read_as_meant(pieces: object, column: object, count: Count | None) -> None:
    assert read_count(pieces, column) == count


@pytest.mark.parametrize(
    ("pieces", "column", "kind", "cell", "found"),
    [
        ("三", None, catalogue.COUNT_TEXT, PIECES_CELL, "三"),
        ("3篇", None, catalogue.COUNT_TEXT, PIECES_CELL, "3篇"),
        ("1 2", None, catalogue.COUNT_TEXT, PIECES_CELL, "1 2"),
        ("3.0", None, catalogue.COUNT_TEXT, PIECES_CELL, "3.0"),
        ("①", None, catalogue.COUNT_TEXT, PIECES_CELL, "①"),
        (3, "无", catalogue.COUNT_TEXT, COLUMN_CELL, "无"),
        (3, "1（1）", catalogue.COLUMN_BRACKETS, COLUMN_CELL, "1（1）"),
        (-1, None, catalogue.COUNT_NEGATIVE, PIECES_CELL, "-1"),
        ("－２", None, catalogue.COUNT_NEGATIVE, PIECES_CELL, "－２"),
        (1.5, None, catalogue.COUNT_FRACTION, PIECES_CELL, "1.5"),
        ("1.5", None, catalogue.COUNT_FRACTION, PIECES_CELL, "1.5"),
        (1_000_000, None, catalogue.COUNT_HUGE, PIECES_CELL, "1000000"),
        ("1000000（1）", None, catalogue.COUNT_HUGE, PIECES_CELL, "1000000"),
        (dt.datetime(2020, 3, 1), None, catalogue.COUNT_DATE, PIECES_CELL, "2020-3-1"),
        (True, None, catalogue.COUNT_LOGICAL, PIECES_CELL, "TRUE"),
        ("#VALUE!", None, catalogue.CELL_ERROR, PIECES_CELL, "#VALUE!"),
        (Formula("=B1"), None, catalogue.CELL_FORMULA, PIECES_CELL, "=B1"),
        ("3（1", None, catalogue.COUNT_BRACKETS, PIECES_CELL, "3（1"),
        ("3（）", None, catalogue.COUNT_BRACKETS, PIECES_CELL, "3（）"),
        ("3（1）", 1, catalogue.COLUMN_TWICE, COLUMN_CELL, "3（1）"),
        ("3（1）", 0, catalogue.COLUMN_TWICE, COLUMN_CELL, "3（1）"),
        (2, 3, catalogue.COLUMN_ABOVE, COLUMN_CELL, "3"),
        (None, 1, catalogue.COLUMN_ABOVE, COLUMN_CELL, "1"),
        ("2（3）", None, catalogue.COLUMN_ABOVE, PIECES_CELL, "3"),
        ("9" * 5000, None, catalogue.COUNT_TEXT, PIECES_CELL, "9" * 5000),
        (f"{'9' * 5000}（1）", None, catalogue.COUNT_BRACKETS, PIECES_CELL, f"{'9' * 5000}（1）"),
    ],
)  # fmt: skip
def test_everything_else_is_objected_to_at_its_cell(
    pieces: object, column: object, kind: Kind, cell: int, found: str
) -> None:
    objection = read_count(pieces, column)
    assert isinstance(objection, Objection)
    assert (objection.kind, objection.cell, objection.found) == (kind, cell, found)


def test_a_possible_but_strange_count_is_noticed() -> None:
    assert is_large(Count(1000))
    assert not is_large(Count(999))
