"""The closed list: what is equal in print, and what is next to it and is not."""

import re
from fractions import Fraction

import pytest

from support.misprints import demo_circular
from xlportal.audit.equal_forms import Reader
from xlportal.audit.told import is_value

READER = Reader({"富阳区政务办": "富阳区政务办", "富阳区审管办": "富阳区政务办"})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("７篇（０）", "7篇(0)"), ("达 标 率\u200b", "达标率"),
        ("杭审管办〔2015〕13号", "杭审管办[2015]13号"),
        ("“最多跑一次”专栏", '"最多跑一次"专栏'), ("“最多跑一次”专栏", '“最多跑一次"专栏'),
        ("‘一’", "'一'"), ("如下：是，有；对！吗？。", "如下:是,有;对!吗?."),
        ("1-2月累计", "1—2月累计"), ("1-2月累计", "1至2月累计"),
        ("1-2月累计", "1\u20112月份累计"), ("2月，", "2月份，"), ("十四家参加", "14家参加"),
        ("一百零三篇", "103篇"), ("两家超过", "二家超过"), ("两家超过", "2家超过"),
        ("前二位", "前两位"), ("62.250分", "62.25分"), ("14.30%", "14.3%"), ("14.0%", "14%"),
        ("2020年3月2日", "二〇二〇年三月二日"), ("2020年3月2日", "二○二○年三月二日"),
        ("2020年3月2日", "2020-03-02"), ("2020年3月2日", "2020/3/2"),
        ("2020年3月2日", "2020.3.2"), ("富阳区审管办", "富阳区政务办"),
    ],
)  # fmt: skip
def test_forms_are_equal(one: str, other: str) -> None:
    assert READER.key(one) == READER.key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("62.25", "62。25"), ("2月", "²月"), ("1.", "①"), ("十四家", "十四四家"),
        ("14家", "一四家"), ("14家", "014家"), ("统一", "统1"), ("1-2月", "1～2月"),
        ("1-2", "1—2"), ("“最多”", "”最多“"), ("“最多”", "「最多」"), ("〔2015〕", "【2015】"),
        ("〔2015〕", "(2015)"), ("、", "，"), ("7篇", "7条"), ("1,234", "1234"), ("14家", "l4家"),
        ("10篇", "1O篇"), ("7篇", "٧篇"), ("-1分", "1分"), ("\u202e14家", "14家"),
        ("2020年3月2日", "2020年3月12日"), ("2020年3月2日", "2020-32"),
    ],
)  # fmt: skip
def test_other_characters_are_not(one: str, other: str) -> None:
    assert READER.key(one) != READER.key(other)


@pytest.mark.parametrize(
    "text", ["33.14", "33.142857", "33.1428571428571", "33.1428571428572", "33.142857142857146"]
)
def test_a_figure_that_never_ends_is_right_in_full_or_with_two_decimals(text: str) -> None:
    assert is_value(text, Fraction(232, 7))


@pytest.mark.parametrize(
    "text", ["33", "33.1", "33.143", "33.1429", "33.15", "33.142858", "033.14"]
)
def test_otherwise_it_is_not(text: str) -> None:
    assert not is_value(text, Fraction(232, 7))


def test_the_circular_is_right_in_other_forms() -> None:
    circular = demo_circular()
    text = circular.text
    for old, new in (
        ("7篇，1-2月累计14", "七篇，1—2月累计14"),
        ("14家参加考核单位中有2家", "十四家参加考核单位中有两家"),
        ("14.3%", "14.30％"),
        ("0.8分", "0.80分"),
        ("1. 区县", "一、区县"),
        ("2. 机关", "二.机关"),
        ("2020年3月2日", "二〇二〇年三月二日"),
        ("附表1：", "附表１:"),
        ("\t62.25\n", "\t62.250\n"),
        ("（每条2分）\n", "(每条 2分)\n"),
        ("\t2月\n", "\t2月份\n"),
        ("\t1-2月\n", "\t1至2月\n"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    assert circular.audited(text, "txt").findings == ()


def test_lines_may_be_broken_anywhere() -> None:
    circular = demo_circular()
    broken = re.sub(r"(?m)^(?!\t)(.{20})(?=.)", r"\1\n", circular.text)
    assert broken != circular.text
    assert circular.audited(broken, "txt").findings == ()
