"""The worksheet functions through xlwings' real conversion of arguments and results."""

import atexit
import inspect
import sys
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings

from support.cells import Cells, contents
from support.documents import documents
from support.oracle import complete_months, expected_groups
from support.windows import MISSING, windows_xlwings
from xlportal.commands.terminal import as_json
from xlportal.core.document import read_document
from xlportal.core.rules import ROUNDING_WORDS, SCHEME_WORDS, TIES_WORDS
from xlportal.excel import live_book
from xlportal.excel import udfs as plain
from xlportal.sheets import live
from xlportal.sheets.interface import ARGUMENTS, FUNCTIONS, descriptions
from xlportal.sheets.layout import month_sheet
from xlportal.sheets.monthly import FIRST_COUNT, ITEM_COLUMNS, UNIT_COLUMN, Block, Columns, layouts

NAMES = (("甲",), ("乙",), (None,))


@pytest.fixture(scope="module")
def call() -> Iterator[Any]:
    """Calls a worksheet function as the wrapper in the workbook does."""
    with windows_xlwings() as udfs:
        yield lambda name, *arguments: udfs.call_udf("xlportal.excel.udfs", name, arguments)


def test_columns_go_in_and_columns_come_out(call: Any) -> None:
    counts = ((3.0, None, None, None), (4.0, 1.0, None, None), (None,) * 4)
    points = ((2.0, None, 10.0, None),)
    infos = call("xp_info_score", NAMES, counts, points, 1.5)
    assert infos == [[6.0], [9.0], [""]]
    assert call("xp_item_score", NAMES, ((3.0, None), (4.0, 1.0), (None, None)), 2.0, 1.5) == infos
    assert call("xp_average", NAMES, ((6.0,), (9.0,), ("",))) == [[7.5]]
    assert call("xp_pass_line", NAMES, ((6.0,), (9.0,), (None,)), 0.8) == [[6.0]]
    assert call("xp_pass_rate", NAMES, ((6.0,), (9.0,), (None,)), 0.8) == [[50.0]]
    scores = call(
        "xp_score", NAMES, ((6.0,), (9.0,), ("",)), ((None,),) * 3, 0.8, 8.3, 2.0, "四舍五入"
    )
    assert scores == [[8.3], [12.45], [""]]
    assert call("xp_rank", NAMES, ((8.3,), (12.45,), ("",)), "并列取末位") == [[2.0], [1.0], [""]]


@pytest.mark.parametrize("error", [-2146826281, -2146826246, -2146826259, -2146826288, -2146826252,
                                   -2146826265, -2146826273, -2146826243, -2146826240])  # fmt: skip
def test_excel_s_errors_old_and_new_are_errors_not_numbers(call: Any, error: int) -> None:
    assert call("xp_average", NAMES, ((6.0,), (error,), (None,))) == [[live.WAITING]]
    counts = ((error, None), (1.0, None), (None, None))
    assert call("xp_item_score", NAMES, counts, 2.0, 1.0) == [[live.WRONG_COUNT], [2.0], [""]]
    assert call("xp_pass_line", NAMES, ((6.0,), (9.0,), (None,)), error) == [[live.WRONG_PARAMETER]]


def test_single_cells_are_columns_too(call: Any) -> None:
    assert call("xp_rank", "甲", 5.0, "并列取末位") == [[1.0]]
    assert call("xp_average", "甲", 5.0) == [[5.0]]


def test_currency_cells_and_text_numbers_are_numbers_where_parameters_are_meant(call: Any) -> None:
    assert call("xp_pass_line", "甲", 5.0, Decimal("0.8")) == [[4.0]]
    assert call("xp_pass_line", "甲", 5.0, "８０%") == [[4.0]]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_whatever_is_passed_nothing_is_raised(call: Any, name: str) -> None:
    arguments = FUNCTIONS[name][1]
    for value in (
        None,
        "",
        "x",
        True,
        -5.0,
        MISSING,
        ((),),
        ((1.0, 2.0), (3.0, 4.0)),
        float("nan"),
    ):
        shown = call(name, *[value] * len(arguments))
        for row in shown if isinstance(shown, list) else [[shown]]:
            assert all(isinstance(cell, (float, str)) for cell in row)


def test_columns_of_unequal_length_are_a_text_not_a_traceback(call: Any) -> None:
    assert call("xp_rank", NAMES, ((1.0,),), "并列取末位") == [[live.WRONG_PARAMETER]]


def test_every_function_is_described_in_the_wizard_argument_by_argument() -> None:
    functions = {name for name in vars(plain) if name.startswith("xp_")}
    assert functions == set(FUNCTIONS)
    for name, (description, arguments) in FUNCTIONS.items():
        function = getattr(plain, name)
        assert tuple(inspect.signature(function).parameters) == arguments
        assert inspect.getdoc(function) == description
        assert set(arguments) <= set(ARGUMENTS)
    assert all(len(text) <= 255 for texts in descriptions() for text in texts)


@pytest.mark.usefixtures("untraced")
@settings(max_examples=5, derandomize=True, database=None)
@given(document=documents(full=True))
def test_random_months_give_what_an_independent_calculation_gives(document: Any) -> None:
    book = read_document(as_json(document))
    sheets, places = contents(book), layouts(book.ledger)
    with windows_xlwings() as udfs:
        for month in complete_months(document):
            cells, columns = sheets[month_sheet(month)], places[month].columns
            blocks = zip(places[month].blocks, expected_groups(document, month), strict=True)
            for block, expected in blocks:
                rows = range(block.rows[0], block.rows[0] + len(block.terms.units))
                shown = called(udfs, block, columns, cells, rows)
                for name, values in shown.items():
                    wanted = [float(row[name]) for row in expected["rows"]]
                    assert [value for (value,) in values] == wanted, (month, name)


def called(
    udfs: Any, block: Block, columns: Columns, cells: Cells, rows: range
) -> dict[str, list[list[object]]]:
    """Return what the functions give for a block that holds ``cells``, as Excel calls them."""

    def call(name: str, *arguments: object) -> list[list[object]]:
        found: list[list[object]] = udfs.call_udf("xlportal.excel.udfs", name, arguments)
        return found

    def column(first: int | None, width: int = 1) -> tuple[tuple[object, ...], ...]:
        return tuple(
            tuple(excel(cells.get((row, (first or 0) + side))) for side in range(width))
            for row in rows
        )

    rules, names = block.terms.rules, column(UNIT_COLUMN)
    points = [[value for item in block.terms.items for value in (float(item.points), None, None)]]
    words = (ROUNDING_WORDS[rules.rounding], SCHEME_WORDS[rules.scheme])
    counts = column(FIRST_COUNT, ITEM_COLUMNS * len(block.terms.items))
    infos = call("xp_info_score", names, counts, tuple(map(tuple, points)), float(rules.bonus))
    if all(value == "" for (value,) in infos):
        infos = [[0.0] for _ in rows]  # that the block is filled, the sheet knows by itself
    deductions, given = column(columns.of["deduction"]), columns.of.get("addition")
    scores = call(
        "xp_score", names, tuple(map(tuple, infos)), deductions, float(rules.pass_ratio),
        float(rules.pass_score), float(rules.decimals), *words,
        column(given) if given else MISSING,
    )  # fmt: skip
    ranks = call("xp_rank", names, tuple(map(tuple, scores)), TIES_WORDS[rules.ties])
    return {"info_score": infos, "score": scores, "rank": ranks}


def excel(value: object) -> object:
    """Return a value as Excel hands it over."""
    return float(value) if isinstance(value, (int, Fraction)) else value


def test_on_windows_the_cleaning_up_that_kills_other_people_s_excels_is_struck_off() -> None:
    with patch.object(atexit, "unregister") as unregister, windows_xlwings():
        windows: Any = sys.modules["xlwings._xlwindows"]
        unregister.assert_called_with(windows.cleanup)
        assert windows.N_COM_ATTEMPTS == live_book.ATTEMPTS
