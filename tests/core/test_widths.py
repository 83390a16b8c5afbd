"""How many lines a text takes, counted by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlportal.core.widths import balanced, display_width, lines_needed, printed_width


def test_chinese_characters_are_twice_as_wide_as_latin_ones() -> None:
    assert display_width("2月（a）") == 8
    assert display_width("一二\n三") == 4
    assert display_width("") == 0


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, 1),
        ("一二三四五", 10, 1),
        ("一二三四五六", 10, 2),
        ("一二三四五\n六", 10, 2),
        ("一二三四五。", 10, 2),
        ("一二三四（五", 10, 2),
        ("一二三四（五）六七八", 10, 3),
        ("一二三四1250分", 10, 2),
        ("一二" * 20, 39, 3),
        ("a" * 25, 10, 3),
        ("一" + "a" * 25, 10, 3),
        ("一二三", 0, 3),
        ("一二三", 3.9, 3),
    ],
)
def test_lines_break_where_chinese_text_may_break(text: str, width: float, lines: int) -> None:
    assert lines_needed(text, width) == lines


@given(st.text("一二（）、。12ab-", max_size=60), st.integers(2, 30))
def test_no_fewer_lines_than_the_width_demands(text: str, width: int) -> None:
    assert lines_needed(text, width) >= -(-display_width(text) // width)


def test_a_printed_text_has_room_for_wider_digits_and_for_gaps() -> None:
    assert printed_width("一二三") == 6
    assert printed_width("12.5") == pytest.approx(4 * 1.06)
    # Two digits, two wide brackets; nothing is set off beside a bracket.
    assert printed_width("1（2）") == pytest.approx(2 * 1.06 + 4)
    assert printed_width("12月\n得分") == pytest.approx(2 * 1.06 + 2 + 0.5)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("一二三四五", 10, "一二三四五"),
        ("一二三四五六", 10, "一二三\n四五六"),
        ("一二三四五六七", 12, "一二三四\n五六七"),
        ("一二三四\n（每条）", 6, "一二\n三四\n（每\n条）"),
    ],
)
def test_lines_are_about_as_long_as_each_other(text: str, width: float, lines: str) -> None:
    assert balanced(text, width) == lines


@given(st.text("一二（）、。12ab-", max_size=60), st.integers(2, 30))
def test_balancing_keeps_the_text_and_the_number_of_lines(text: str, width: int) -> None:
    lines = balanced(text, width)
    assert lines.replace("\n", "") == text
    assert lines.count("\n") + 1 <= lines_needed(text, width)
