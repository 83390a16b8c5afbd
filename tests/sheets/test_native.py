"""The formulas of the workbook, recalculated by LibreOffice: no macro, no Python."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from support.cells import CREATED, DEMO, row_of
from support.documents import documents
from support.recalculated import differences, judge_formulas, recalculated
from xlportal.core.book import Book
from xlportal.core.document import document
from xlportal.core.ledger import Count, Entry, Ledger, MonthEntries
from xlportal.core.rules import Item
from xlportal.sheets import live
from xlportal.sheets.edit import set_cells
from xlportal.sheets.grid import Cells
from xlportal.sheets.native import TOO_LARGE
from xlportal.sheets.template.writer import write_workbook

MARCH, APRIL, MAY, JUNE, JULY = "3月", "4月", "5月", "6月", "7月"
NOTATIONS = {
    "3（1）": 7, "3(1)": 7, "３（１）": 7, " 3 （ 1 ） ": 7, "\u00a03\u3000": 6, "１２": 24, "03": 6,
    3: 6, 0: 0, "0（0）": 0,
}  # fmt: skip
"""What 区县动态 earns at 2 a piece and 1 more in the column."""
WRONG = ["三", "3（4）", "5/1", "-1", "1e3", "1,000", "3(1)2", "3（", 1.5, -1, 10**7, "1 2", "#N/A"]
LIMITS = (("999999", "1.5"), ("123456.789", "1.000001"), ("1000000", "3"))
"""Points and bonus of which 14 digits are exact, and more are never wrong."""


def limit_book(points: str, bonus: str) -> Book:
    group = DEMO.ledger.groups[0]
    items = (Item("动态", "条", Fraction(points)),)
    rules = replace(group.rules, bonus=Fraction(bonus), decimals=4)
    counts = [Count(999_999, 777_777), Count(1, 1), Count(654_321, 1)]
    entries = [Entry(1, u.name, (c,)) for u, c in zip(group.units[:3], counts, strict=True)]
    group = replace(group, items=items, rules=rules, units=group.units[:3])
    return Book(Ledger(2020, (group,), months=(MonthEntries(1, tuple(entries)),)))


def cells_of(column: str, first: int, values: Iterable[object]) -> Cells:
    return {(first - 1 + n, ord(column) - ord("A")): value for n, value in enumerate(values)}  # type: ignore[misc]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """The demo's workbook with things typed into its months, and those at the limits."""
    folder = tmp_path_factory.mktemp("native")
    group, rule = row_of("参数", "考核组全称") + 1, row_of("参数", "规则") + 1
    typed: dict[str, Cells] = {
        MARCH: cells_of("C", 11, NOTATIONS),
        APRIL: cells_of("C", 11, [2, *WRONG]),
        MAY: {(5, 2): "是"} | cells_of("L", 36, ["1", "两分", "无扣分", "０．５"]) | {(35, 2): 5},
        JUNE: cells_of("C", 11, [3, 4, "\u200b5"]),
        JULY: cells_of("C", 11, [3, 4]) | cells_of("C", 25, ["1"]) | cells_of("C", 36, [1, 2]),
        "参数": cells_of("A", rule, [1]) | cells_of("B", rule, ["及格比例"])
        | cells_of("C", rule, ["0.5"]) | cells_of("D", rule, [7])
        | cells_of("E", group + 1, ["很多"]),
    }  # fmt: skip
    moments = ("2020-03-02 09:30", "2020-03-05 10:00")
    sent: Cells = {(row, column): value for row, moment in enumerate(moments, start=1)
                   for column, value in enumerate((2, moment, 1, "富阳区行政服务中心"))}  # fmt: skip
    books = [set_cells(write_workbook(DEMO, CREATED, None, {"存档": sent}), typed)]
    books += [write_workbook(limit_book(*limit), CREATED) for limit in LIMITS]
    paths = [folder / f"{number}.xlsx" for number, _ in enumerate(books)]
    for path, content in zip(paths, books, strict=True):
        path.write_bytes(content)
    return recalculated(paths, folder / "made")


@pytest.fixture
def typed(made: list[Any]) -> Any:
    return made[0]


def column_of(book: Any, sheet: str, column: str, first: int, count: int) -> list[object]:
    return [book[sheet][f"{column}{row}"].value for row in range(first, first + count)]


def sums(book: Any, sheet: str, row: int) -> list[object]:
    """Return what stands above three columns of each of three items, and above the info scores."""
    return [book[sheet][f"{column}{row}"].value for column in "CDEFGHIJKO"]


@pytest.mark.usefixtures("untraced")
def test_random_documents_show_what_an_independent_calculation_gives() -> None:
    drawn: list[dict[str, Any]] = []

    @settings(
        max_examples=4, derandomize=True, database=None, deadline=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(documents(full=True))
    def draw(document: dict[str, Any]) -> None:
        drawn.append(document)

    draw()
    assert judge_formulas(drawn) > 100


def test_counts_are_read_in_every_notation(typed: Any) -> None:
    count = len(NOTATIONS)
    assert column_of(typed, MARCH, "O", 11, count) == [*NOTATIONS.values()]
    assert column_of(typed, MARCH, "O", 11 + count, 15 - count) == [0] * (14 - count) + [None]
    ranks = column_of(typed, MARCH, "Q", 11, 14)
    assert (ranks[5], ranks[:4]) == (1, [5] * 4)


def test_an_item_shows_what_its_pieces_earn_and_above_the_units_stand_the_sums(typed: Any) -> None:
    count = len(NOTATIONS)
    assert column_of(typed, MARCH, "E", 11, 18) == [*NOTATIONS.values(), *[None] * (18 - count)]
    assert column_of(typed, MARCH, "H", 11, 18) == [None] * 18
    # 3 pieces seven times, 12 and twice none; one in the column four times: 33 × 2 + 4 × 1
    assert sums(typed, MARCH, 10) == [33, 4, 70, 0, 0, 0, 0, 0, 0, 70]
    assert column_of(typed, APRIL, "E", 11, 15) == [4, *[live.WRONG_COUNT] * len(WRONG), None]
    assert sums(typed, APRIL, 10) == [*[live.WAITING] * 3, *[0] * 6, live.WAITING]
    assert (column_of(typed, MAY, "E", 11, 18), sums(typed, MAY, 10)) == ([None] * 18, [0] * 10)
    assert (column_of(typed, JUNE, "E", 36, 8), sums(typed, JUNE, 35)) == ([None] * 8, [None] * 10)
    assert (typed[JULY]["E25"].value, sums(typed, JULY, 10)[:3]) == (live.NO_NAME, [7, 0, 14])


def test_the_small_table_by_rank_follows_the_places_and_equals_stand_as_in_the_roster(
    typed: Any,
) -> None:
    names = column_of(typed, MARCH, "B", 11, 14)
    order = [5, 0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13]
    assert column_of(typed, MARCH, "S", 11, 18) == [1, *[5] * 4, *[8] * 3, *[14] * 6, *[None] * 4]
    assert column_of(typed, MARCH, "T", 11, 18) == [*[names[at] for at in order], *[None] * 4]
    scores = column_of(typed, MARCH, "P", 11, 14)
    assert column_of(typed, MARCH, "U", 11, 18) == [*[scores[at] for at in order], *[None] * 4]
    for month, first in ((APRIL, 11), (JUNE, 36)):
        assert [column_of(typed, month, column, first, 12) for column in "STU"] == [[None] * 12] * 3


def test_a_wrong_count_says_so_in_its_row_and_what_rests_on_it_waits(typed: Any) -> None:
    shown = column_of(typed, APRIL, "O", 11, 14)
    assert shown == [4, *[live.WRONG_COUNT] * len(WRONG)]
    assert column_of(typed, APRIL, "P", 11, 14) == [live.WAITING] * 14
    assert column_of(typed, APRIL, "Q", 11, 14) == [live.WAITING] * 14
    assert [typed[APRIL][cell].value for cell in ("D5", "G5", "J5")] == [live.WAITING] * 3


def test_a_marked_block_is_zeros_and_one_nobody_filled_is_blank(typed: Any) -> None:
    assert column_of(typed, MAY, "Q", 11, 14) == [14] * 14
    assert column_of(typed, JUNE, "O", 36, 8) == [None] * 8
    assert column_of(typed, JUNE, "Q", 36, 8) == [None] * 8
    assert typed[JUNE]["D30"].value is None


def test_wrong_deductions_and_parameters_are_named(typed: Any) -> None:
    assert column_of(typed, MAY, "P", 36, 2) == [live.WRONG_PARAMETER] * 2
    assert typed[MAY]["G30"].value == live.WRONG_PARAMETER
    assert typed[MAY]["D30"].value == 1.25
    assert typed[MAY]["AC37"].value == "?"


def test_what_formulas_cannot_know_is_a_word_not_a_number(typed: Any) -> None:
    assert column_of(typed, JUNE, "O", 11, 4) == [6, 8, live.WRONG_COUNT, 0]
    assert typed[JULY]["O25"].value == live.NO_NAME


def test_a_rule_changed_from_a_month_on_is_heeded_from_that_month(typed: Any) -> None:
    line = typed[JULY]["D6"].value
    assert line.startswith("本月规则：按及格线折算，及格比例 0.5，达标分值 8.3，")
    assert "及格比例 0.8" in typed[JUNE]["D6"].value
    # 6 and 8 points, average 1, pass line 0.5: 6 / 0.5 * 8.3 and 8 / 0.5 * 8.3
    assert column_of(typed, JULY, "P", 11, 3) == [99.6, 132.8, 0]


def test_numbers_are_exact_or_said_to_be_too_large(made: list[Any]) -> None:
    every = 3 + 3 * 3
    for limit, found in ((LIMITS[0], made[1]), (LIMITS[2], made[3])):
        book = limit_book(*limit)
        assert differences(found, document(book), book.ledger) == (every, [])
    assert column_of(made[2], "1月", "I", 11, 3) == [TOO_LARGE, 123456.912456789, TOO_LARGE]
    assert column_of(made[2], "1月", "J", 11, 3) == [live.WAITING] * 3


def test_the_year_at_a_glance_follows_what_is_filled_and_sent(typed: Any) -> None:
    shown = [
        (typed["说明"].cell(row, 3).value, typed["说明"].cell(row, 8).value)
        for row in range(13, 20)
    ]
    part, full = ("没填完", None), ("已填", None)
    assert shown == [(None, None), ("已填", "2020-03-05 10:00"), part, part, full, part, full]
