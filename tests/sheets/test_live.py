"""The live columns, as Excel hands them over and takes them back."""

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlportal.sheets import live

NAMES = [["甲"], ["乙"], ["丙"], [None]]
POINTS = [[2.0, None, 10.0, None]]
BONUS, RATIO, LAST = [[1.5]], [[0.8]], [["并列取末位"]]
RULES: Any = (RATIO, [[8.3]], [[2.0]], [["四舍五入"]], None)
DIRECT: Any = (*RULES[:4], [["直接计分"]])
ERROR_CODE = -2146826243


def column(*values: object) -> list[list[object]]:
    return [[value] for value in values]


NOTHING = column(*[None] * 4)


def info_scores(*rows: tuple[object, ...], names: Any = NAMES) -> list[object]:
    return [row[0] for row in live.info_scores(names, [list(row) for row in rows], POINTS, BONUS)]


def test_counts_become_info_scores_in_every_notation() -> None:
    rows = [(3.0, None, None, None), ("2（1）", None, 1.0, 1.0), (None, "", " ", None)]
    assert info_scores(*rows, (None,) * 4) == [6.0, 20.0, 0.0, ""]
    assert info_scores(*[(None, "", None, " ")] * 4) == ["", "", "", ""], "not filled yet"


def test_an_item_s_column_shows_what_its_pieces_earn_and_nothing_where_none_are_filled() -> None:
    names = column("甲", "乙", "丙", "丁", "戊", None, None)
    pairs = [
        [3.0, 1.0], ["3（1）", None], ["", " "], ["三", None], [0.0, None], [1.0, None], [None] * 2,
    ]  # fmt: skip
    # 2 for each piece, 1.5 times as much for the one in the column: 2 × 3 + 2 × 0.5
    shown = column(7.0, 7.0, "", live.WRONG_COUNT, 0.0, live.NO_NAME, "")
    assert live.item_scores(names, pairs, [[2.0]], BONUS) == shown
    assert live.item_scores([["甲"], ["乙"]], [[1.0, None], [None] * 2], [["x"]], BONUS) == column(
        live.WRONG_PARAMETER, ""
    )


def test_info_scores_are_right_with_and_without_the_columns_of_what_items_earn() -> None:
    # 2 × 3 + 1 for the one in the column, 10, 20 × 2; nothing for what the third column shows
    two, three = (
        [3.0, 1.0, 1.0, None, 2.0, None],
        [3.0, 1.0, 99.0, 1.0, None, "", 2.0, None, "待改"],
    )
    for width, row in ((2, two), (3, three)):
        points = [
            [2.0, *[None] * (width - 1), 10.0, *[None] * (width - 1), 20.0, *[None] * (width - 1)]
        ]
        for items, worth in ((1, 7.0), (2, 17.0), (3, 57.0)):
            counts, paid = [row[: width * items]], [points[0][: width * items]]
            assert live.info_scores([["甲"]], counts, paid, BONUS) == [[worth]], (width, items)
    assert live.info_scores([["甲"]], [[None, "", 99.0]], [[2.0, None, None]], BONUS) == [[""]]


@pytest.mark.parametrize(
    "wrong", ["三", -1.0, 1.5, "#N/A", True, dt.datetime(2020, 3, 1), ERROR_CODE, "3（", 1e9]
)
def test_a_wrong_count_says_so_in_its_row_only(wrong: object) -> None:
    rows = [(wrong, None, None, None), (1.0, None, None, None), (None,) * 4, (None,) * 4]
    assert info_scores(*rows) == [live.WRONG_COUNT, 2.0, 0.0, ""]
    assert info_scores(rows[0], names=[["甲"]]) == [live.WRONG_COUNT]


def test_counts_without_a_name_are_pointed_out() -> None:
    assert info_scores(*[(1.0, None, None, None)] * 4)[3] == live.NO_NAME
    assert info_scores((1.0, None, None, None), names=[[None]]) == [live.NO_NAME]


@pytest.mark.parametrize("bad", [None, "", "x", 0.0, -2.0, "#REF!", ERROR_CODE])
def test_a_wrong_parameter_is_named(bad: object) -> None:
    rows = [[1.0, None, None, None], *[[None] * 4] * 3]
    wrong = column(*[live.WRONG_PARAMETER] * 3, "")
    assert live.info_scores(NAMES, rows, POINTS, [[bad]]) == wrong
    worthless = live.info_scores(NAMES, rows, [[bad, None, 10.0, None]], BONUS)
    assert worthless == (column(0.0, 0.0, 0.0, "") if bad == 0 else wrong)
    infos = column(1.0, 2.0, 3.0, "")
    assert live.pass_line(NAMES, infos, [[bad]]) == [[live.WRONG_PARAMETER]]
    assert live.pass_rate(NAMES, infos, [[bad]]) == [[live.WRONG_PARAMETER]]
    assert live.ranks(NAMES, infos, [[bad]]) == wrong


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("bad", [None, "x", -1.0, 0.5, "#N/A"])
def test_scores_need_all_their_parameters(place: int, bad: object) -> None:
    bad = 0.0 if place in {0, 1} and bad == 0.5 else bad
    parameters: Any = [*RULES]
    parameters[place] = [[bad]]
    infos, wrong = column(1.0, 2.0, 3.0, ""), column(*[live.WRONG_PARAMETER] * 3, "")
    assert live.scores(NAMES, infos, NOTHING, None, parameters) == wrong
    direct = live.scores(NAMES, infos, NOTHING, None, [*parameters[:4], DIRECT[4]])
    assert direct == (infos if place < 2 else wrong)


def test_average_pass_line_and_rate_are_single_cells() -> None:
    infos = column(6.0, 8.0, 0.0, "")
    assert live.average(NAMES, infos) == [[14 / 3]]
    assert live.pass_line(NAMES, infos, RATIO) == [[float(Fraction(56, 15))]]
    assert live.pass_rate(NAMES, infos, RATIO) == [[66.7]]


def test_scores_are_exact_although_the_average_does_not_end() -> None:
    # average 10/3, line 1 (ratio 0.3): 1/1*4 is 4, which a rounded average would cut to 3.9
    names, infos = column("甲", "乙", "丙"), column(1.0, 9.0, 0.0)
    parameters: Any = ([[0.3]], [[4.0]], [[1.0]], [["截尾"]], [["按及格线折算"]])
    shown = live.scores(names, infos, NOTHING, None, parameters)
    assert shown == column(4.0, 36.0, 0.0)


def test_deductions_and_additions_are_numbers_or_words_for_none() -> None:
    names, infos = column("甲", "乙", "丙", "丁"), column(5.0, 5.0, 5.0, 5.0)
    deductions, additions = column("无扣分", 1.5, "两分", -1.0), column(None, "１", 0.0, "—")
    shown = live.scores(names, infos, deductions, additions, RULES)
    assert shown == column(10.38, 9.88, live.WRONG_DEDUCTION, live.WRONG_DEDUCTION)
    wrong = live.scores(names, infos, NOTHING, column("x", 0.0, None, 20.0), RULES)
    assert wrong == column(live.WRONG_ADDITION, 10.38, 10.38, 30.38)


def test_where_points_are_added_up_there_is_no_pass_line() -> None:
    infos, deductions = column(6.0, 0.0, 2.005, ""), column(1.0, 3.0, None, None)
    assert live.scores(NAMES, infos, deductions, None, DIRECT) == column(5.0, 0.0, 2.01, "")
    wrong = live.scores(NAMES, infos, NOTHING, None, (*RULES[:4], [["相加"]]))
    assert wrong == column(*[live.WRONG_PARAMETER] * 3, "")


def test_what_rests_on_a_wrong_cell_waits_and_nothing_filled_shows_nothing() -> None:
    for first, shown in ((live.WRONG_COUNT, live.WAITING), ("", "")):
        infos = column(first, *([2.0, 3.0] if first else ["", ""]), "")
        assert live.average(NAMES, infos) == [[shown]]
        assert live.pass_line(NAMES, infos, RATIO) == [[shown]]
        assert live.pass_rate(NAMES, infos, RATIO) == [[shown]]
        everywhere = column(*[shown] * 3, "")
        assert live.scores(NAMES, infos, NOTHING, None, RULES) == everywhere
        assert live.ranks(NAMES, infos, LAST) == everywhere


@pytest.mark.parametrize(
    ("policy", "places"),
    [("并列取末位", (1, 3, 3)), ("并列取首位", (1, 2, 2)), ("并列不占位", (1, 2, 2)),
     ("并列取平均", (1, 2.5, 2.5))],
)  # fmt: skip
def test_places_go_by_score_and_policy(policy: str, places: tuple[float, ...]) -> None:
    scores = column(83.0, 62.25, 62.25, "")
    assert live.ranks(NAMES, scores, [[policy]]) == column(*places, "")
    assert live.ranks([["甲"]], [[0.0]], [[policy]]) == [[1.0]]


@given(
    st.lists(
        st.floats(0, 1e6) | st.sampled_from([0.1, 0.3, 83.0, 62.25, 1 / 3]), min_size=1, max_size=20
    )
)
def test_the_fast_way_through_ranking_agrees_with_the_slow_one(values: list[float]) -> None:
    names = column(*[f"单位{i}" for i in range(len(values))])
    fast = live.ranks(names, column(*values), LAST)
    slow = live.ranks([*names, [None]], [*column(*values), [None]], LAST)
    assert fast == slow[:-1]
