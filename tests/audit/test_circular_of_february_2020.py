"""The real circular: everything that is wrong in it, worked out by hand, and nothing else."""

from pathlib import Path
from typing import Any

import pytest

from support.circular_document import TEXT, write_document
from xlportal.core.defaults import default_groups

COUNTY, OFFICE = "正文 区县（市）审管办考核组", "正文 机关处室及直属事业单位考核组"
SPAN, RANK, YEAR_RANK = "区县动态 1-2月", "2月排名", "1-2月排名"

IN_THE_TEXT = [
    # The roster and the table have 14 units, not 15.
    (1, None, "units", "15", "14", f"{COUNTY} 参评单位数"),
    # 2 of 14 is 14.29 %.
    (1, None, "pass_rate", "17.5", "14.3", f"{COUNTY} 达标率"),
    # 83 is more than 62.25.
    (1, None, "top", "富阳区行政服务中心、钱塘新区管委会", "钱塘新区管委会、富阳区行政服务中心", f"{COUNTY} 本月前列"),
    # 12 in February and 9 in January that any unit shows: 3 + 2 + 4.
    (2, None, "cumulative_count", "23", "21", f"{OFFICE} 中心动态累计"),
    # 机关党委 has 16.6, the most; 秘书处 with 6.6 is third.
    (2, None, "top", "公共资源交易中心、秘书处", "机关党委、公共资源交易中心", f"{OFFICE} 本月前列"),
]  # fmt: skip

# The column of the year so far is empty all the way down; what belongs there, row by row.
SO_FAR = [1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 4, 0, 6]
LEFT_EMPTY = [(1, row, "cumulative_count", "", str(due), SPAN)
              for row, due in enumerate(SO_FAR, start=1)]  # fmt: skip
# Four units are tied at 20.75 behind two: places 3 to 6, shared the last. Printed 13.
TIED_AT_20 = [(1, row, "cumulative_rank", "13", "6", YEAR_RANK) for row in (1, 4, 7, 11)]
# Eight units without a score share the last place of 14. Printed 15.
WITHOUT_SCORE = [(1, row, "cumulative_rank", "15", "14", YEAR_RANK)
                 for row in (2, 3, 5, 6, 8, 9, 10, 13)]  # fmt: skip
SWAPPED = [
    # 62.25 is second to 83.
    (1, 12, "rank", "1", "2", RANK),
    (1, 14, "rank", "2", "1", RANK),
]
OFFICES = [
    # 2 in February and 3 in January.
    (2, 1, "cumulative_count", "2", "5", "中心动态 1-2月"),
    # 16.6, 13.3, 6.6, 3.3: third, and below it fourth.
    (2, 1, "rank", "5", "3", RANK),
    (2, 8, "rank", "7", "4", RANK),
    # 2 in January.
    (2, 3, "cumulative_count", "0", "2", "中心动态 1-2月"),
    # 27.8, 17.5, 16.6, 7.2, 3.3: fourth and fifth.
    (2, 3, "cumulative_rank", "6", "4", YEAR_RANK),
    (2, 8, "cumulative_rank", "7", "5", YEAR_RANK),
    # A zero left out.
    (2, 4, "count", "", "0", "调查报告 2月"),
    # 4 in February and 4 in January.
    (2, 6, "cumulative_count", "4", "8", "中心动态 1-2月"),
]
HEADERS = [
    # Last month's labels.
    (2, None, "label", "1月", "2月", "附表2 表头 经验介绍 2月"),
    (2, None, "label", "1月", "2月", "附表2 表头 调查报告 2月"),
    (2, None, "label", "1月 得分", "2月 得分", "附表2 表头 2月得分"),
    (2, None, "label", "1月排名", "2月 排名", "附表2 表头 2月排名"),
]
IN_THE_TABLES = [*LEFT_EMPTY, *TIED_AT_20, *WITHOUT_SCORE, *SWAPPED, *OFFICES]


def expected() -> list[tuple[Any, ...]]:
    units = {group.annex: group.units for group in default_groups()}
    cells = [
        (annex, units[annex][row - 1].name, field, published, due, f"附表{annex} 第{row}行 {label}")
        for annex, row, field, published, due, label in IN_THE_TABLES
    ]
    return sorted([*IN_THE_TEXT, *HEADERS, *cells], key=str)


@pytest.mark.parametrize("kind", ["txt", "docx"])
def test_all_that_is_wrong_is_found_and_nothing_else(
    run: Any, tmp_path: Path, demo_workbook: Path, kind: str
) -> None:
    circular = TEXT
    if kind == "docx":
        circular = tmp_path / "通报.docx"
        write_document(circular, TEXT.read_text(encoding="utf-8"))
    outcome = run("audit", circular, demo_workbook, "--month", 2, "--json")
    fields = ("annex", "unit", "field", "published", "recomputed", "where")
    found = [tuple(one[field] for field in fields) for one in outcome.json["findings"]]
    assert sorted(found, key=str) == expected()
    # All 44 published scores are confirmed.
    assert not {"score", "cumulative_score"} & {one["field"] for one in outcome.json["findings"]}
    assert outcome.code == 1
    assert outcome.json["month"] == 2
    assert outcome.json["notes"] == []
    assert outcome.json["agreements"] > 300
    assert outcome.err == ""


def test_people_read_a_line_a_finding(run: Any, demo_workbook: Path) -> None:
    outcome = run("audit", TEXT, demo_workbook, "--month", 2)
    lines = outcome.out.splitlines()
    assert "附表1 第12行 2月排名（富阳区行政服务中心）：印的是“1”，按规则应是“2”" in lines
    assert lines[-1].startswith("45 处与规则不符")
