"""The text, sentence by sentence, against what an office would write by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest

from xlportal.core.book import Book, Facts
from xlportal.core.defaults import default_groups
from xlportal.core.demo import demo_book
from xlportal.core.labels import deduction_text, month_label, printed, span_label
from xlportal.core.ledger import Count, Entry, Ledger, MonthEntries
from xlportal.core.wording import DEFAULT_WORDING, Part, Sentence, When
from xlportal.publish.circular import BLANK_DATE, compose
from xlportal.score.assessment import assess

FACTS = Facts("领导小组", dt.date(2021, 2, 3), "最多跑一次", "")


def texts(book: Book, month: int, facts: Facts = FACTS) -> list[str]:
    paragraphs = compose(assess(book.ledger, month), book.wording, facts)
    return [paragraph.text for paragraph in paragraphs]


def book(*entries: Entry, month: int = 1, wording: tuple[Sentence, ...] = DEFAULT_WORDING) -> Book:
    groups = default_groups()
    return Book(Ledger(2021, groups, (), (MonthEntries(month, entries),)), wording=wording)


def filed(annex: int, unit: str, pieces: int, inside: int = 0, **more: object) -> Entry:
    return Entry(annex, unit, (Count(pieces, inside), None, None), **more)  # type: ignore[arg-type]


def test_the_text_of_february_2020() -> None:
    demo = demo_book()
    assert texts(demo, 2, demo.facts(2)) == [
        "关于门户网站2月考核情况的通报",
        "根据《杭州市审管办（公资办）关于加强门户网站建设的实施办法》（杭审管办〔2015〕13号），"
        "现将门户网站2月考核情况通报如下：",
        "1. 区县（市）审管办（行政服务中心）考核组",
        "2月，各区县（市）审管办（行政服务中心）报送并被采用区县动态7条，1-2月累计14条；"
        "经验介绍0篇，1-2月累计0篇；调查报告0篇，1-2月累计0篇。"
        "其中同时被“最多跑一次”专栏采用0篇，1-2月累计0篇。"
        "信息平均分为1分，及格线为0.8分，14家参加考核单位中有2家超过及格线，达标率为14.3%。"
        "2月得分前二位的是钱塘新区管委会、富阳区行政服务中心。"
        "1-2月累计得分前二位的是钱塘新区管委会、富阳区行政服务中心。具体得分和排名详见附表1。",
        "2. 机关处室及直属事业单位考核组",
        "2月，各单位认真维护各自责任栏目，更新及时，审核到位，没有出现扣分。"
        "2月，各机关处室及直属事业单位报送并被采用中心动态12条，1-2月累计21条；"
        "经验介绍0篇，1-2月累计0篇；调查报告0篇，1-2月累计0篇。"
        "信息平均分为3分，及格线为2.4分，8家参加考核单位中有3家超过及格线，达标率为37.5%。"
        "2月得分前二位的是机关党委、公共资源交易中心。"
        "1-2月累计得分前二位的是公共资源交易中心、秘书处。具体得分和排名详见附表2。",
        "近期，省里将对政务服务类网站进行重点检查，网站牵头管理处室和栏目维护责任处室要提高政治意识，"
        "增强责任意识，发挥主体作用，确保网站维护不出差错，共同努力把门户网站建设好。",
        "网站建设考核领导小组",
        "2020年3月2日",
        "发：各区县（市）审管办（行政服务中心）、开发区行政服务中心；各处室、直属事业单位信息员",
        "送：市审管办党组成员；各处室、直属事业单位主要负责人",
    ]


def test_january_speaks_of_no_cumulative_figures() -> None:
    january = "".join(texts(book(filed(1, "上城区审管办", 3, 1), filed(2, "秘书处", 1)), 1))
    assert "累计" not in january
    assert "区县动态3条；经验介绍0篇；调查报告0篇。" in january
    assert "其中同时被“最多跑一次”专栏采用1篇。" in january


def test_deductions_are_named_unit_by_unit_with_the_reason() -> None:
    january = texts(
        book(
            filed(2, "秘书处", 9, deduction=Fraction(2), note="更新\n不及时"),
            filed(2, "机关党委", 9, deduction=Fraction("0.5")),
        ),
        1,
    )
    body = "1月，栏目更新维护出现扣分的是：秘书处扣2分（更新 不及时）、机关党委扣0.5分。"
    assert body in january[5]
    assert "没有出现扣分" not in "".join(january)


def test_a_group_without_column_bonus_says_nothing_of_the_column() -> None:
    body = texts(book(filed(2, "秘书处", 3, 2)), 1)[5]
    assert "专栏" not in body


@pytest.mark.parametrize(
    ("pieces", "sentence"),
    [
        ({"秘书处": 3}, "1月得分第一位的是秘书处。"),
        ({"秘书处": 3, "机关党委": 5}, "1月得分前二位的是机关党委、秘书处。"),
        ({"秘书处": 3, "机关党委": 3, "交易管理处": 3},
         "1月得分前二位（含并列）的是秘书处、交易管理处、机关党委。"),
        ({}, "1月没有单位得分。"),
    ],
)  # fmt: skip
def test_the_leading_units_are_named_as_many_as_there_are(
    pieces: dict[str, int], sentence: str
) -> None:
    entries = [filed(2, unit, count) for unit, count in pieces.items()]
    body = texts(book(*entries), 1)[5]
    assert sentence in body
    assert "累计得分" not in body


def test_without_a_date_the_place_for_it_is_left_blank() -> None:
    assert texts(book(), 1, replace(FACTS, date=None))[-3] == BLANK_DATE


def test_a_sentence_may_belong_to_one_group_only() -> None:
    wording = (
        Sentence(Part.BODY, "甲【附表】。", annex=2),
        Sentence(Part.BODY, "乙【附表】。"),
        Sentence(Part.BODY, "丙。", When.DEDUCTIONS),
    )
    assert texts(book(wording=wording), 1) == ["乙附表1。", "甲附表2。乙附表2。"]


def test_filled_in_text_is_not_filled_in_again() -> None:
    hint = Facts("", None, "", "请看【平均分】")
    wording = (Sentence(Part.HINT, "提示：【本月工作提示】"),)
    assert texts(book(wording=wording), 1, hint) == ["提示：请看【平均分】"]


def test_a_line_break_typed_in_a_text_begins_a_new_paragraph() -> None:
    hint = Facts("", None, "", "　　一、按时报送。\n\n　　二、注意时效。 ")
    wording = (Sentence(Part.HINT, "【本月工作提示】"),)
    assert texts(book(wording=wording), 1, hint) == ["一、按时报送。", "二、注意时效。"]


@pytest.mark.parametrize(
    ("value", "text"),
    [("1", "1"), ("0.8", "0.8"), ("2.75", "2.75"), ("2.8125", "2.8125"), ("1/3", "0.33"),
     ("2/3", "0.67"), ("2.00001", "2")],
)  # fmt: skip
def test_figures_are_printed_as_an_office_prints_them(value: str, text: str) -> None:
    assert printed(Fraction(value)) == text


def test_labels_of_months() -> None:
    assert (month_label(2), span_label(2), span_label(12), span_label(1)) == (
        "2月", "1-2月", "1-12月", None,
    )  # fmt: skip


def test_deduction_texts() -> None:
    assert deduction_text(Fraction(0), "备注") == "无扣分"
    assert deduction_text(Fraction(2), "") == "扣2分"
    assert deduction_text(Fraction("1.5"), "迟报") == "扣1.5分（迟报）"
