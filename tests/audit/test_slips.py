"""One slip gives one finding: a fixed sample of those that ``make mutate`` makes, and named ones."""

import random
from collections.abc import Callable, Iterator
from itertools import islice

import pytest

from support.misprints import ALL, Circular, Slip, demo_circular, taken

pytestmark = pytest.mark.usefixtures("untraced")


@pytest.mark.parametrize(("slips", "step"), [*zip(ALL, (97, 151, 293, 9, 3, 9), strict=True)])
def test_a_sample_of_all_slips_is_found_once_each(
    slips: Callable[[Circular, random.Random], Iterator[Slip]], step: int
) -> None:
    chance = random.Random(2020)  # noqa: S311 - no secret
    circular = demo_circular()
    tally = taken(circular, islice(slips(circular, chance), 0, None, step))
    assert tally.counts["found"] > 10
    assert (tally.missed, tally.beside) == ([], [])


# What an adversary tried who knows the code: what was changed to what, and the field found.
ATTEMPTS = [
    # figures
    ("区县动态7篇", "区县动态８篇", "count"), ("区县动态7篇", "区县动态7.5篇", "count"),
    ("区县动态7篇", "区县动态٧篇", "count"), ("区县动态7篇", "区县动态-7篇", "wording"),
    ("区县动态7篇", "区县动态7\u200b0篇", "count"), ("区县动态7篇", "区县动态篇", "count"),
    ("累计14篇", "累计14万篇", "wording"), ("累计14篇", "累计1,4篇", "cumulative_count"),
    ("平均分为1分", "平均分为1.0001分", "average"),
    ("及格线为0.8分", "及格线为0。8分", "pass_line"), ("14家参加", "十四四家参加", "units"),
    ("有2家超过", "有二十家超过", "passed"), ("14.3%", "14.3‰", "wording"),
    ("14.3%", "1.43%", "pass_rate"),
    # leaders
    ("得分前二位", "得分前三位", "top"),
    ("钱塘新区管委会、富阳区行政服务中心。1-2月", "富阳区行政服务中心、钱塘新区管委会。1-2月", "top"),
    ("富阳区行政服务中心。1-2月", "富阳区行政服务中心、上城区审管办。1-2月", "top"),
    ("富阳区行政服务中心。1-2月", "富阳区行政服务中心、秘书处。1-2月", "top"),
    ("富阳区行政服务中心。1-2月", "富阳区行政服务中心、新区。1-2月", "wording"),
    ("富阳区行政服务中心。1-2月", "富阳区行政服务中心等。1-2月", "wording"),
    ("的是钱塘新区管委会、", "的是钱塘新区管委会和", "top"), ("的是机关党委、", "的是", "top"),
    # names and labels
    ("各区县（市）审管办（行政服务中心）报送", "各区县审管办（行政服务中心）报送", "name"),
    ("“最多跑一次”", "“最多跑1次”", "name"), ("“最多跑一次”", "”最多跑一次“", "wording"),
    ("网站建设考核领导小组", "网站建设领导小组", "name"), ("2月，各区县", "1月，各区县", "label"),
    ("1-2月累计14", "1-3月累计14", "label"), ("1-2月累计14", "1~2月累计14", "label"),
    ("1-2月累计14", "累计14", "label"), ("详见附表1", "详见附表2", "label"),
    ("1. 区县", "3. 区县", "label"), ("2. 机关", "一、机关", "label"), ("1. 区县", "区县", "label"),
    ("2. 机关处室", "2. 机关处窒", "name"), ("附表1：\n", "附表2：\n", "label"),
    ("附表1：\n", "", "label"), ("2020年3月2日", "2020年3月20日", "date"),
    ("2020年3月2日", "二〇二一年三月二日", "date"), ("2020年3月2日", "", "wording"),
    # words
    ("报送并被采用区县", "报送未被采用区县", "wording"), ("没有出现扣分", "出现扣分", "wording"),
    ("〔2015〕13号", "（2015）13号", "wording"), ("关于门户网站2月", "关于门户网站²月", "label"),
    ("共同努力把", "共同努 力把不", "wording"), ("近期，", "特此表扬富阳。近期，", "wording"),
    ("建设好。", "建设好。完", "wording"), ("发：各区县", "送：各区县", "wording"),
    ("没有出现扣分。报送", "没有出现扣分。没有出现扣分。报送", "wording"),
    # around and in the tables
    ("区县（市）审管办考核组2月门户网站考核统计表\n", "", "wording"),
    ("区县（市）审管办考核组2月门户", "区县（市）审管办考核组1月门户", "label"),
    ("考核组2月门户网站考核统计表", "考核组2月门户网站考核統计表", "wording"),
    ("得分按1.5倍计算", "得分按2倍计算", "wording"),
    ("\n\n附表2：", "\n\n注：另有说明。\n\n附表2：", "wording"),
    ("（每条2分）", "（每条20分）", "label"), ("\t信息分\n", "\t\n", "label"),
    ("\t报送信息采用情况\n", "\t信息采用情况\n", "label"),
    ("\n\n\t2\n\t下城区", "\n\n\t3\n\t下城区", "label"),
    ("\t下城区审管办\n", "\t下城区政务办\n", "name"), ("\t下城区审管办\n", "\t\n", "name"),
    ("\t下城区审管办\n", "\t江干区审管办\n", "name"), ("\t62.25\n", "\t62.26\n", "score"),
    ("\t62.25\n", "\t\n", "score"), ("\t无扣分\n", "\t扣2分\n", "deduction"),
    ("\t12\n\t富阳区行政服务中心\n\t3\n", "\t12\n\t富阳区行政服务中心\n\t3（1）\n", "count"),
    ("\t12\n\t富阳区行政服务中心\n\t3\n", "\t12\n\t富阳区行政服务中心\n", "row"),
    ("\n\n注：", "\n\n\t合计\n\t\n\t999" + "\n\t" * 12 + "\n\n注：", "row"),
    ("\n\n注：", "\n\n\t\n\t\n\t7" + "\n\t" * 12 + "\n\n注：", "wording"),
    ("\n\n注：", "\n\n\t15\n\t某区\n\t0" + "\n\t0" * 12 + "\n\n注：", "row"),
    ("\n\n附表2：", "\n\n\t序号\n\t电话\n\n\t1\n\t87654321\n\n附表2：", "wording"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "field"), ATTEMPTS)
def test_every_attempt_to_pass_something_wrong_is_found_once(
    old: str, new: str, field: str
) -> None:
    circular = demo_circular()
    assert old in circular.text
    found = circular.audited(circular.text.replace(old, new, 1), "txt").findings
    assert [one.field for one in found] == [field], [one.message for one in found]


def test_a_sentence_elsewhere_is_told_by_its_two_places() -> None:
    circular = demo_circular()
    first, second = "其中同时", "信息平均分"
    start, middle = circular.text.index(first), circular.text.index(second)
    end = circular.text.index("2月得分前")
    text = circular.text
    text = text[:start] + text[middle:end] + text[start:middle] + text[end:]
    (found,) = circular.audited(text, "txt").findings
    assert (found.field, found.published, found.recomputed) == ("wording", "第5句", "第6句")


def test_where_figures_and_words_differ_each_figure_is_found_and_the_words_once() -> None:
    circular = demo_circular()
    text = circular.text.replace(
        "信息平均分为1分，及格线为0.8分，14家参加", "平均分是2分，及格线是0.9分，15家参加", 1
    )
    found = circular.audited(text, "txt").findings
    assert sorted(one.field for one in found) == ["average", "pass_line", "units", "wording"]
    wording = next(one for one in found if one.field == "wording")
    assert wording.published.startswith("平均分是2分")
    assert wording.recomputed.startswith("信息平均分为1分")


def test_a_total_that_is_right_follows() -> None:
    circular = demo_circular()
    cells = ["合计", "", "7", "14", "0", "0", "0", "0", "14", "", "", "145.25", "", "290.5", ""]
    row = "".join(f"\t{cell}\n" for cell in cells)
    text = circular.text.replace("\n\n注：", f"\n\n{row}\n注：", 1)
    assert circular.audited(text, "txt").findings == ()


def test_headers_that_changed_places_alone_are_two_labels() -> None:
    circular = demo_circular()
    text = circular.text.replace("\t2月\n得分\n", "\tX\n", 1)
    text = text.replace("\t1-2月\n得分\n", "\t2月得分\n", 1).replace("\tX\n", "\t1-2月得分\n", 1)
    found = circular.audited(text, "txt").findings
    assert [one.field for one in found] == ["label", "label"]
