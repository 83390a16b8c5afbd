"""How tables lie on a page: widths and heights added up by hand."""

from __future__ import annotations

import pytest

from xlportal.publish.appendix import Appendix, Column, ColumnKind
from xlportal.publish.fitting import Fit, fit
from xlportal.publish.paper import SHEET, WORD, TablePage

BOTH = pytest.mark.parametrize("page", [SHEET, WORD], ids=["sheet", "word"])


def made(
    rows: int,
    *,
    name: str = "公共资源交易中心",
    count: str = "12（3）",
    items: int = 3,
    months: tuple[str, ...] = ("2月", "1-2月"),
    note: str | None = None,
) -> Appendix:
    """A group's table; every name, and every count of an item, is the same but for its number."""
    counted = [
        Column(
            ColumnKind.COUNT, ("采用情况", f"区县动态{item}\n（每条2分）", month), [count] * rows
        )
        for item in range(items)
        for month in months
    ]
    columns = [
        Column(ColumnKind.SERIAL, ("序号",), range(1, rows + 1)),
        Column(ColumnKind.UNIT, ("单位",), [f"{name}{row}" for row in range(rows)]),
        *counted,
        Column(ColumnKind.LINE, ("平均分",), [5] * rows),
        Column(ColumnKind.SCORE, ("2月\n得分",), ["62.25"] * rows),
    ]
    return Appendix(1, "附表1：", "统计表", tuple(columns), note)


def fitted(table: Appendix, page: TablePage = SHEET) -> Fit:
    (own,) = fit([table], page)
    return own


def height(own: Fit) -> float:
    return 26.25 + own.title + sum(own.header) + sum(own.rows) + own.note


def test_the_table_of_a_usual_month_is_printed_in_twelve_points_on_a_page() -> None:
    own = fitted(made(14, count="3"))
    assert own.size == 12
    assert height(own) <= SHEET.inside[1]


@BOTH
def test_many_columns_take_smaller_type(page: TablePage) -> None:
    own = fitted(made(30, items=6, months=("12月", "1-12月")), page)
    assert own.size < page.sizes[0]
    assert sum(own.widths) == pytest.approx(page.inside[0])
    assert own.left == {1}


@BOTH
def test_more_columns_than_any_type_is_small_enough_for_are_wider_than_the_page(
    page: TablePage,
) -> None:
    own = fitted(made(3, items=15, months=("12月", "1-12月")), page)
    assert own.size == page.sizes[-1]
    assert sum(own.widths) > page.inside[0]


def test_long_names_wrap_and_their_rows_are_higher() -> None:
    own = fitted(made(3, name="长" * 40))
    assert own.left == {1}
    assert min(own.rows) >= 2 * own.size * 1.3
    assert max(fitted(made(3)).rows) < 2 * 12 * 1.3


def test_all_tables_have_the_size_of_the_most_crowded() -> None:
    narrow, wide = fit([made(5, items=1), made(5, items=8)], SHEET)
    assert narrow.size == wide.size < fitted(made(5, items=1)).size
