from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from xlportal.core.defaults import default_groups
from xlportal.core.ledger import Count
from xlportal.intake.counts import Delivery, read_delivery
from xlportal.intake.headers import find_header
from xlportal.sheets.grid import Grid

GROUPS = default_groups()
FIRST, OTHER = GROUPS[0].units[0].name, GROUPS[1].units[0].name


def delivery(*lines: str, groups: object = GROUPS) -> Delivery:
    rows = [[cell or None for cell in line.split(",")] for line in lines]
    grid = Grid(
        "a.csv",
        [[Fraction(c) if c and c.isdecimal() and c.isascii() else c for c in r] for r in rows],
    )
    header = find_header(grid, GROUPS)
    assert header is not None
    return read_delivery(grid, header, groups, 3)  # type: ignore[arg-type]


def counts(*lines: str) -> dict[tuple[int, int], dict[int, Count | None]]:
    found = delivery(*lines)
    assert [problem.message for problem in found.problems] == []
    return {unit: line.counts for unit, line in found.lines.items()}


def codes(*lines: str) -> list[tuple[str, str]]:
    return [(problem.kind.code, problem.cell) for problem in delivery(*lines).problems]


def test_a_long_table_adds_up_to_a_line_a_unit() -> None:
    assert counts(
        "单位,项目,篇数,专栏",
        f"{FIRST},区县动态,3,1",
        f"{OTHER},中心动态,4（1）,",
        f"{FIRST},经验介绍,２,",
    ) == {(1, 0): {0: (3, 1), 1: (2, 0)}, (2, 0): {0: (4, 1)}}


def test_a_wide_table_has_a_line_a_unit() -> None:
    assert counts("单位,区县动态,区县动态专栏,中心动态", f"{FIRST},3,1,", f"{OTHER},0,,5") == {
        (1, 0): {0: (3, 1)},
        (2, 0): {0: (5, 0)},
    }


def test_totals_empty_lines_and_other_months_are_passed_over() -> None:
    assert counts(
        "月份,单位,项目,篇数", f"3月,{FIRST},区县动态,3", f"2020年2月,{FIRST},区县动态,9",
        f"3,{OTHER},中心动态,1", ",,,", "3,合计：,,13", "3,,总计,13",
    ) == {(1, 0): {0: (3, 0)}, (2, 0): {0: (1, 0)}}  # fmt: skip


def test_former_names_are_the_same_unit() -> None:
    units = (replace(GROUPS[0].units[0], former=("老名字",)), *GROUPS[0].units[1:])
    found = delivery(
        "单位,区县动态", "老 名字,3", groups=(replace(GROUPS[0], units=units), GROUPS[1])
    )
    assert list(found.lines) == [(1, 0)]


def test_everything_unknown_is_listed_at_once_and_once() -> None:
    assert codes(
        "单位,项目,篇数", "甲局,区县动态,1", "甲局,经验介绍,1", "乙局,区县动态,0",
        f"{FIRST},视频,1", f"{FIRST},图片,2", f"{OTHER},视频,1", f"{FIRST},中心动态,1",
    ) == [
        ("unit-unknown", "A2"), ("unit-unknown", "A4"), ("import-item-unknown", "B5"),
        ("import-item-unknown", "B6"), ("opening-foreign", "C8"),
    ]  # fmt: skip


def test_a_column_of_counts_under_an_unknown_header_is_not_dropped_silently() -> None:
    lines = ["单位,区县动态,视频,联系人,电话", f"{FIRST},1,2,张三,"]
    assert codes(*lines) == [("import-item-unknown", "C1")]
    assert codes("单位,区县动态,视频", f"{FIRST},1,0") == []


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ("-1,", "count-negative"), ("三,", "count-text"), ("3（,", "count-brackets"), ("1,2", "column-above"),
        ("3（1）,1", "column-twice"), ("#N/A,", "cell-error"), ("99999999,", "count-huge"), ("1000,", "count-large"),
    ],
)  # fmt: skip
def test_a_wrong_count_is_named_with_its_cell(cells: str, code: str) -> None:
    ((found, cell),) = codes("单位,区县动态,专栏", f"{FIRST},{cells}")
    assert found == code
    assert cell in {"B2", "C2"}


def test_nothing_is_counted_twice_or_without_a_name() -> None:
    assert codes("单位,区县动态", f"{FIRST},1", f"{FIRST},1") == [("unit-twice", "A3")]
    long = codes("单位,项目,篇数", f"{FIRST},区县动态,1", f"{FIRST},区县动态,1")
    assert long == [("unit-twice", "A3")]
    assert codes("单位,区县动态", ",1", ",") == [("name-blank", "A2")]
    assert codes("单位,区县动态", "合计,9") == [("import-nothing", "A1")]


def test_a_unit_of_two_groups_needs_its_annex() -> None:
    twin = replace(GROUPS[1], units=(replace(GROUPS[1].units[0], name=FIRST),))
    groups = (GROUPS[0], twin)
    lines = ["附表号,单位,经验介绍", f"附表2,{FIRST},1", f"1,{FIRST},2"]
    found = delivery(*lines, groups=groups)
    assert list(found.lines) == [(2, 0), (1, 0)]
    (problem,) = delivery("单位,经验介绍", f"{FIRST},1", groups=groups).problems
    assert problem.kind.code == "import-unit-ambiguous"


def test_deductions_are_read_where_there_is_a_column_of_them() -> None:
    lines = [
        "单位,中心动态,扣分,备注",
        f"{OTHER},1,2,更新不及时",
        f"{GROUPS[1].units[1].name},1,无扣分,",
    ]
    found = delivery(*lines)
    assert found.with_deductions
    assert [(line.deduction, line.note) for line in found.lines.values()] == [
        (2, "更新不及时"),
        (0, ""),
    ]
    wrong = codes("单位,区县动态,中心动态,扣分", f"{FIRST},1,,2", f"{OTHER},,1,两分")
    assert wrong == [("deduction-not-set", "D2"), ("deduction-wrong", "D3")]
