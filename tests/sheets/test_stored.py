from __future__ import annotations

import datetime as dt

import pytest

from xlportal.sheets.stored import Meanings, shows_date, unescaped


@pytest.mark.parametrize(
    ("number", "code", "answer"),
    [
        (0, "", False),
        (2, "", False),
        (14, "", True),
        (31, "", True),
        (57, "", True),
        (49, "", False),
        (164, "0.00", False),
        (164, "General", False),
        (164, 'yyyy"年"m"月"d"日"', True),
        (164, "[$-804]aaaa", True),
        (164, "[h]:mm", True),
        (164, '0"days"', False),
        (164, "[Red]0.0;[Green]-0.0", False),
        (164, "0_d", False),
        (164, '0;"m"', False),
    ],
)
def test_a_number_format_says_whether_it_shows_a_date(
    number: int, code: str, answer: object
) -> None:
    assert shows_date(number, code) is answer


def test_dates_count_from_1904_where_the_workbook_says_so() -> None:
    style = frozenset({"1"})
    assert Meanings((), style).value("n", "1", "43892", None) == dt.datetime(2020, 3, 2)
    assert Meanings((), style, from_1904=True).value("n", "1", "42430", None) == dt.datetime(
        2020, 3, 2
    )


def test_a_second_is_not_lost_to_binary_fractions() -> None:
    found = Meanings((), frozenset({"1"})).value("n", "1", "43892.6041550926", None)
    assert found == dt.datetime(2020, 3, 2, 14, 29, 59)


def test_characters_that_xml_cannot_hold_are_written_by_their_number() -> None:
    assert unescaped("a_x000A_b") == "a\nb"
    assert unescaped("_x005F_x000A_") == "_x000A_"
    assert unescaped("_xyz_") == "_xyz_"


def test_half_a_pair_is_no_character_and_leaves_a_text_that_can_be_written() -> None:
    assert unescaped("_xD800_ _xDFFF_ _x0041_") == "\ufffd \ufffd A"
