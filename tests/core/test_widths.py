"""How many lines a text takes, counted by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlportal.core.widths import display_width, lines_needed


def test_chinese_characters_are_twice_as_wide_as_latin_ones() -> None:
    assert display_width("2月（a）") == 8
    assert display_width("一二\n三") == 4
    assert display_width("") == 0


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, 1), ("一二三四五", 10, 1), ("一二三四五六", 10, 2), ("一二三四五\n六", 10, 2),
        ("一二三四五。", 10, 2), ("一二三四（五", 10, 2), ("一二三四（五）六七八", 10, 3),
        ("一二三四1250分", 10, 2), ("一二" * 20, 39, 3), ("a" * 25, 10, 3),
        ("一" + "a" * 25, 10, 3), ("一二三", 0, 3), ("一二三", 3.9, 3),
    ],
)  # fmt: skip
def test_lines_break_where_chinese_text_may_break(text: str, width: float, lines: int) -> None:
    assert lines_needed(text, width) == lines


@given(st.text("一二（）、。12ab-", max_size=60), st.integers(2, 30))
def test_no_fewer_lines_than_the_width_demands(text: str, width: int) -> None:
    assert lines_needed(text, width) >= -(-display_width(text) // width)
