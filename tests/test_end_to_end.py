"""The demo computed by the command: every published score comes out."""

from pathlib import Path
from typing import Any

FEBRUARY = {
    "富阳区行政服务中心": ("62.25", "83"),
    "钱塘新区管委会": ("83", "124.5"),
    "上城区审管办": ("0", "20.75"),
    "拱墅区审管办": ("0", "20.75"),
    "萧山区办事服务中心": ("0", "20.75"),
    "建德市审管办": ("0", "20.75"),
    "秘书处": ("6.6", "17.5"),
    "交易管理处": ("0", "7.2"),
    "机关党委": ("16.6", "16.6"),
    "公共资源交易中心": ("13.3", "27.8"),
    "市民之家管理服务中心（大厅办）": ("3.3", "3.3"),
}
"""Scores of February and of January and February as printed in 2020; all others were 0 and 0."""


def test_every_published_score_of_february_2020_comes_out_and_the_places_by_rule_not_misprint(
    run: Any, demo_workbook: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.xlsx"
    first, second = run("compute", demo_workbook, "--month", 2, "--json", "-o", out).json["groups"]
    rows = [*first["rows"], *second["rows"]]
    assert len(rows) == 22
    for row in rows:
        expected = FEBRUARY.get(row["unit"], ("0", "0"))
        assert (row["score"], row["cumulative_score"]) == expected, row["unit"]
    places = {row["unit"]: (row["rank"], row["cumulative_rank"]) for row in first["rows"]}
    assert places["钱塘新区管委会"] == (1, 1)
    assert places["富阳区行政服务中心"] == (2, 2)
    assert places["上城区审管办"] == (14, 6)
    assert places["下城区审管办"] == (14, 14)
    assert (first["pass_rate"], second["pass_rate"]) == ("14.3", "37.5")
    assert second["top"] == {
        "month": ["机关党委", "公共资源交易中心"], "cumulative": ["公共资源交易中心", "秘书处"],
    }  # fmt: skip
