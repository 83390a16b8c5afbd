from __future__ import annotations

import pytest

from xlportal.core.defaults import default_groups
from xlportal.intake.headers import Header, find_header
from xlportal.sheets.grid import Grid

GROUPS = default_groups()


def header(*lines: str) -> Header | None:
    rows = [[cell or None for cell in line.split(",")] for line in lines]
    return find_header(Grid("a.csv", rows), GROUPS)


def items(*lines: str) -> object:
    found = header(*lines)
    assert found is not None
    return found.items


def test_a_long_table_is_known_by_unit_item_and_pieces_in_any_order() -> None:
    assert header("统计表,", "篇数,类别,备注,其中专栏篇数,报送单位") == Header(
        2, 4, {"pieces": 0, "item": 1, "note": 2, "in_column": 3}, {}
    )


def test_a_wide_table_is_known_by_unit_and_items_in_any_order() -> None:
    assert header("序号,调查报告,单位名称,区县动态,联系人,合计,扣分") == Header(
        1, 2, {"deduction": 6}, {"调查报告": (1, None), "区县动态": (3, None)}, (4,)
    )


@pytest.mark.parametrize(
    "text",
    [
        "区县动态", "区县动态（条）", "区县动态(每条2分)", "区县动态篇数", " 区县 动态 ", "“区县动态”",
        "区县动态采用数", "区县动态（条）篇数",
    ],
)  # fmt: skip
def test_an_item_may_be_written_with_its_measure(text: str) -> None:
    assert items(f"单位,{text}") == {"区县动态": (1, None)}


@pytest.mark.parametrize(
    "text",
    [
        "区县动态专栏",
        "区县动态（专栏）",
        "区县动态其中专栏",
        "区县动态-专栏篇数",
        "其中专栏",
        "专栏",
    ],
)
def test_the_column_s_pieces_are_known_by_their_header(text: str) -> None:
    assert items(f"单位,区县动态,{text}") == {"区县动态": (1, 2)}


def test_labels_may_stand_below_the_items() -> None:
    two = ["单位,区县动态,,经验介绍,", ",采用,其中专栏,采用,其中专栏", "上城,1,1,,"]
    assert items(*two) == {"区县动态": (1, 2), "经验介绍": (3, 4)}
    points = ["单位,区县动态,区县动态", ",2,2", "单位,采用,其中专栏", "上城,1,1"]
    found = header(*points)
    assert found is not None
    assert (found.items, found.first_row) == ({"区县动态": (1, 2)}, 3)


def test_one_column_for_several_items_belongs_to_none_of_them() -> None:
    found = header("单位,区县动态,经验介绍,专栏")
    assert found is not None
    assert found.items == {"区县动态": (1, None), "经验介绍": (2, None)}
    assert found.others == (3,)
    assert items("单位,区县动态,专栏,经验介绍,专栏") == {"区县动态": (1, 2), "经验介绍": (3, 4)}


@pytest.mark.parametrize("lines", [["单位,人数"], ["区县动态,经验介绍"], ["单位,类别"], [""], []])
def test_a_table_of_something_else_is_not_taken_for_one_of_counts(lines: list[str]) -> None:
    assert header(*lines) is None
