"""Runs of rows a page, counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from xlportal.publish.appendix import Appendix, ColumnKind, HeaderCell
from xlportal.publish.paging import Page, balanced_runs, page_runs, placed

PAGE = Page(
    across=400, down=300, sizes=(10, 8, 6), leading=1.2, padding=2, indent=3, spacing=(8, 4),
    label=20, title=(24, 6), title_size=20, note=(14, 6), note_size=10, tolerance=0,
)  # fmt: skip
SERIAL, UNIT, COUNT, LINE = ColumnKind.SERIAL, ColumnKind.UNIT, ColumnKind.COUNT, ColumnKind.LINE


def table(names: list[str], counts: list[str], note: str | None = None) -> Appendix:
    """A table with one item whose header takes three lines of one row each."""
    header = (
        HeaderCell("序号", 0, 0), HeaderCell("单位", 0, 1), HeaderCell("采用", 0, 2, rows=1),
        HeaderCell("动态\n（每条）", 1, 2, rows=1), HeaderCell("月", 2, 2, rows=1),
        HeaderCell("线", 0, 3),
    )  # fmt: skip
    rows = tuple(
        (number, name, count, 5)
        for number, (name, count) in enumerate(zip(names, counts, strict=True), start=1)
    )
    return Appendix(
        1, "附表1：", "标题", (SERIAL, UNIT, COUNT, LINE), header, rows, merged=(3,), note=note
    )


def short(rows: int, note: str | None = None) -> Appendix:
    return table(["甲"] * rows, ["0"] * rows, note)


def test_rows_that_fit_are_one_run() -> None:
    assert page_runs([10] * 5, 50, 100) == [(0, 4)]


def test_the_first_page_has_room_of_its_own() -> None:
    assert page_runs([10] * 8, 20, 30) == [(0, 1), (2, 4), (5, 7)]


def test_a_row_higher_than_a_page_stands_alone() -> None:
    assert page_runs([99, 10, 99], 30, 30) == [(0, 0), (1, 1), (2, 2)]


def test_no_rows_are_no_run() -> None:
    assert page_runs([], 30, 30) == []


def test_the_last_page_gets_three_rows_from_the_one_before() -> None:
    assert balanced_runs([10] * 9, 50, 80) == [(0, 4), (5, 8)]
    assert balanced_runs([10] * 9, 80, 80) == [(0, 5), (6, 8)]


def test_a_page_does_not_give_rows_it_needs_itself() -> None:
    assert balanced_runs([20] * 5, 80, 80) == [(0, 3), (4, 4)]


def test_rows_too_high_for_three_on_a_page_stay_where_they_are() -> None:
    assert balanced_runs([10, 10, 10, 10, 40, 40], 60, 60) == [(0, 3), (4, 4), (5, 5)]


def test_columns_are_together_as_wide_as_the_page() -> None:
    (place,) = placed([short(3)], PAGE)
    assert sum(place.widths) == pytest.approx(400)
    assert place.size == 10


def test_no_column_is_narrower_than_its_longest_figure_or_header() -> None:
    (place,) = placed([table(["甲"] * 2, ["0", "123（45）"])], PAGE)
    # Five digits and two wide brackets are nine half-width characters of five points.
    assert place.widths[2] >= 9 * 5
    (place,) = placed([short(2)], PAGE)
    # （每条） is eight wide.
    assert place.widths[2] >= 8 * 5


def test_all_tables_take_the_size_of_the_one_that_needs_the_smallest() -> None:
    # 80 characters are 400 points wide where a character is five; four make them 320.
    wide = table(["甲"], ["1" * 72])
    assert [place.size for place in placed([short(3), wide], PAGE)] == [8, 8]


def test_counts_put_their_bracket_below_before_the_type_gets_too_small() -> None:
    (place,) = placed([table(["甲"], [f"{'1' * 50}（{'1' * 46}）"])], PAGE)
    assert place.parted == (2,)
    assert place.text(2, "12（3）") == "12\n（3）"
    assert place.text(1, "办（市）") == "办（市）"
    assert place.rows[0] == pytest.approx(2 * place.size * 1.2 + 8)


def test_a_table_a_little_too_long_for_a_page_is_set_closer() -> None:
    # Header rows: 16 for the first and last, 28 for the item's two lines; then 20 and 30 above.
    room = 300 - 60 - 50
    (place,) = placed([short(9)], PAGE)
    assert (len(place.runs), place.rows[0]) == (1, 20)
    assert 9 * 20 <= room < 10 * 20
    (place,) = placed([short(10)], PAGE)
    assert (len(place.runs), place.rows[0]) == (1, 16)


def test_a_note_takes_room_on_the_last_page() -> None:
    (place,) = placed([short(9, "注：一行。")], PAGE)
    assert (place.note, place.rows[0]) == (20, 16)


def test_every_page_but_the_last_is_full() -> None:
    (place,) = placed([short(15)], PAGE)
    first, further = 190.0, 240.0
    assert place.runs[-1][1] == 14
    for number, (start, end) in enumerate(place.runs[:-1]):
        room = further if number else first
        used = sum(place.rows[start : end + 1])
        assert used <= room < used + place.rows[end + 1]


def test_no_name_ends_in_a_line_of_a_single_bracket() -> None:
    name = "投资项目审批代办服务中心（中介中心）"
    for across in range(150, 320, 3):
        (place,) = placed([table([name], ["0"])], replace(PAGE, across=across, sizes=(10,)))
        room = int((place.widths[1] - 5) / 5)
        if 18 <= room < 36:
            assert 36 - room > 2, across


def test_a_long_item_s_name_takes_lines_of_like_length() -> None:
    long = short(1)
    header = tuple(
        replace(cell, text="政策解读及热点回应\n（每条）") if cell.row == 1 else cell
        for cell in long.header
    )
    narrow = replace(PAGE, across=130, sizes=(10,))
    (place,) = placed([replace(long, header=header)], narrow)
    texts = [cell.text for cell in place.heads if cell.row == 1]
    assert texts == ["政策解读及\n热点回应\n（每条）"]
