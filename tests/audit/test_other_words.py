"""A circular in other words than the workbook's: right figures are confirmed, wrong ones found."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.dumps import dump
from xlportal.audit.audit import audit
from xlportal.audit.numbers import number_of
from xlportal.audit.read_published import parse_published
from xlportal.core.demo import demo_book

BOOK = demo_book()
CORRECT = dump(BOOK, 2)
LEADERS = "得分前二位的是钱塘新区管委会、富阳区行政服务中心"


def findings(old: str, new: str) -> list[tuple[str, str, str]]:
    """What the audit says of the circular with a text changed: field, published, recomputed."""
    assert old in CORRECT
    text = CORRECT.replace(old, new, 1)
    found = audit(parse_published(text.encode(), Path("a.txt")), BOOK, 2).findings
    return [(one.field, one.published, str(one.recomputed)) for one in found]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("14家参加", "十四家参加"),
        ("2家超过", "两家超过"),
        ("区县动态7条", "区县动态七条"),
        ("平均分为1分", "平均分为一分"),
        ("1-2月累计14", "1—2月累计14"),
        ("1-2月累计14", "1至2月累计14"),
        ("1-2月累计14", "1～2月累计14"),
        ("1-2月累计14", "今年累计14"),
        ("1-2月累计14", "累计14"),
        ("中心动态12条", "中心动态12条（0）"),
        ("2月得分前二位", "2月得分前两位"),
        (LEADERS, "得分前二位的是钱塘新区管委会（83分）、富阳区行政服务中心（62.25分）"),
        (LEADERS, "得分前二位的是钱塘新区管委会和富阳区行政服务中心"),
    ],
)
def test_what_is_right_in_other_words_is_no_finding(old: str, new: str) -> None:
    assert findings(old, new) == []


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("没有出现扣分", "出现扣分", ("deduction", "出现扣分", "没有扣分")),
        ("没有出现扣分", "均有扣分", ("deduction", "均有扣分", "没有扣分")),
        ("没有出现扣分", "有3家单位出现扣分", ("deduction", "3", "0")),
        ("没有出现扣分", "有三家单位出现扣分", ("deduction", "三", "0")),
        ("1-2月累计14", "1—2月累计15", ("cumulative_counts", "15", "14")),
        ("1-2月累计14", "1至2月累计15", ("cumulative_counts", "15", "14")),
        ("1-2月累计14", "1～2月累计15", ("cumulative_counts", "15", "14")),
        ("1-2月累计14", "今年累计15", ("cumulative_counts", "15", "14")),
        ("1-2月累计14", "累计15", ("cumulative_counts", "15", "14")),
        ("14家参加", "十五家参加", ("units", "十五", "14")),
        ("2月得分前二位", "2月得分前三位", ("top.month", "前三位", "前二位")),
        ("中心动态12条", "中心动态12条（3）", ("counts", "3", "0")),
        ("中心动态12条，1-2月累计21", "中心动态12条（0），1-2月累计22",
         ("cumulative_counts", "22", "21")),
        ("1-2月累计0篇。其中", "1-2月累计0篇；图片新闻3篇。其中", ("sentence", "图片新闻3篇", "")),
        ("具体得分和排名详见附表1", "全年共有5家单位达标。具体得分和排名详见附表1",
         ("sentence", "全年共有5家单位达标。", "")),
        ("详见附表1。", "详见附表1。全年共有5家单位达标。",
         ("sentence", "全年共有5家单位达标。", "")),
        (LEADERS, "得分前二位的是钱塘新区管委会（83分）、富阳区行政服务中心（62分）",
         ("score", "62", "249/4")),
    ],
)  # fmt: skip
def test_what_is_wrong_in_other_words_is_the_one_finding(
    old: str, new: str, finding: tuple[str, str, str]
) -> None:
    assert findings(old, new) == [finding]


def test_a_wrong_period_does_not_hide_the_sum_behind_it() -> None:
    assert {(field, shown) for field, shown, _ in findings("1-2月累计14", "2-2月累计15")} == {
        ("month", "2-2月"), ("cumulative_counts", "15"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "number"),
    [("十四", 14), ("二十", 20), ("一百零三", 103), ("两", 2), ("〇", 0), ("二〇", 20), ("7", 7)],
)
def test_numbers_in_words(words: str, number: int) -> None:
    assert number_of(words) == number


@pytest.mark.parametrize("words", ["", "甲", "1.2.3", "十甲"])
def test_what_is_no_number(words: str) -> None:
    assert number_of(words) is None
