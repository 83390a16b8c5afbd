"""The text, sentence by sentence, against what an office would write by hand."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest

from support.tools import REPOSITORY
from xlportal.core.book import Settings
from xlportal.core.defaults import default_groups
from xlportal.core.demo import demo_book
from xlportal.core.labels import period_label, period_of, printed
from xlportal.core.ledger import Count, Entry, Ledger, MonthEntries
from xlportal.core.rules import Change, Group, Scheme
from xlportal.core.wording import DEFAULT_WORDING, Part, Sentence, When, wording_of
from xlportal.publish.asked import Asked
from xlportal.publish.circular import BLANK_DATE, Paragraph, circular_text
from xlportal.publish.content import made
from xlportal.score.assessment import assess_year

DATES = dict.fromkeys(range(1, 13), dt.date(2021, 2, 3))
SETTINGS = Settings(issuer="领导小组", column_name="最多跑一次", dates=DATES)
COUNTIES, OFFICES = default_groups()


def paragraphs(
    ledger: Ledger,
    month: int,
    wording: tuple[Sentence, ...] = DEFAULT_WORDING,
    settings: Settings = SETTINGS,
) -> tuple[Paragraph, ...]:
    groups = assess_year(ledger)[month].groups
    return tuple(circular_text(Asked.of(month), groups, ledger, wording_of(wording), settings))


def body(
    ledger: Ledger, annex: int, month: int, wording: tuple[Sentence, ...] = DEFAULT_WORDING
) -> str:
    """Return what the circular says of a group, its heading left out."""
    found = paragraphs(ledger, month, wording)
    (text,) = (p.text for p in found if p.part is Part.BODY and p.annex == annex)
    return text


def year(*months: MonthEntries, groups: tuple[Group, ...] = (COUNTIES, OFFICES)) -> Ledger:
    return Ledger(2021, groups, (), months)


def filed(month: int, *entries: Entry) -> MonthEntries:
    return MonthEntries(month, entries)


def entry(annex: int, unit: str, pieces: int, inside: int = 0, **more: object) -> Entry:
    return Entry(annex, unit, (Count(pieces, inside), None, None), **more)  # type: ignore[arg-type]


CORRECTED = {
    "15家参加": "14家参加",
    "17.5%": "14.3%",
    "得分前二位的是富阳区行政服务中心、钱塘新区管委会。1-2月": (
        "得分前二位的是钱塘新区管委会、富阳区行政服务中心。1-2月"
    ),
    "1-2月累计23篇": "1-2月累计21篇",
    "。得分前二位的是公共资源交易中心、秘书处。": "。得分前二位的是机关党委、公共资源交易中心。",
}
"""The slips of the published circular that its own rules and tables show."""


def as_printed(text: str) -> str:
    """Return a text less what is only another form of the same."""
    text = re.sub(r"\[bookmark: .*?\]|\s", "", text)
    forms = str.maketrans({",": "，", ":": "：", ";": "；", "[": "〔", "]": "〕"})
    return text.translate(forms).replace("前两位", "前二位")


def test_the_demo_s_text_is_the_published_one_less_its_slips() -> None:
    printed_text = (REPOSITORY / "tests/data/circular-2020-02.txt").read_text(encoding="utf-8")
    expected = as_printed(printed_text.partition("附表1：")[0])
    for slip, right in CORRECTED.items():
        assert expected.count(slip) == 1, slip
        expected = expected.replace(slip, right)
    demo = demo_book()
    ours = made(demo, Asked.of(2)).published.texts
    assert "".join(map(as_printed, ours)) == expected


def test_the_default_wording_says_the_same_as_a_general_text_can() -> None:
    ledger = demo_book().ledger
    assert body(ledger, 1, 2) == (
        "2月，各区县（市）审管办（行政服务中心）报送并被采用区县动态7篇，1-2月累计14篇；"
        "经验介绍0篇，1-2月累计0篇；调查报告0篇，1-2月累计0篇。"
        "其中同时被“最多跑一次”专栏采用0篇，1-2月累计0篇。"
        "信息平均分为1分，及格线为0.8分，14家参加考核单位中有2家超过及格线，达标率为14.3%。"
        "得分前二位的是钱塘新区管委会、富阳区行政服务中心。"
        "1-2月累计得分前二位的是钱塘新区管委会、富阳区行政服务中心（具体得分和排名详见附表1）。"
    )
    assert body(ledger, 2, 2) == (
        "2月，机关各处室及直属事业单位认真维护各自责任栏目，更新及时，审核到位，没有出现扣分。"
        "报送并被采用中心动态12篇，1-2月累计21篇；"
        "经验介绍0篇，1-2月累计0篇；调查报告0篇，1-2月累计0篇。"
        "信息平均分为3分，及格线为2.4分，8家参加考核单位中有3家超过及格线，达标率为37.5%。"
        "得分前二位的是机关党委、公共资源交易中心。"
        "1-2月累计得分前二位的是公共资源交易中心、秘书处（具体得分和排名详见附表2）。"
    )


def test_january_speaks_of_no_cumulative_figures() -> None:
    ledger = year(filed(1, entry(1, "上城区审管办", 3, 1), entry(2, "秘书处", 1)))
    assert body(ledger, 1, 1) == (
        "1月，各区县（市）审管办（行政服务中心）报送并被采用区县动态3篇；经验介绍0篇；调查报告0篇。"
        "其中同时被“最多跑一次”专栏采用1篇。"
        # (2 + 1.5) * 2 = 7 of 14 units; 0.8 * 0.5
        "信息平均分为0.5分，及格线为0.4分，14家参加考核单位中有1家超过及格线，达标率为7.1%。"
        "得分第一位的是上城区审管办（具体得分和排名详见附表1）。"
    )
    assert "专栏" not in body(ledger, 2, 1), "a group without bonus says nothing of the column"


def test_deductions_and_additions_are_named_unit_by_unit_with_the_reason() -> None:
    groups = (COUNTIES, replace(OFFICES, rules=replace(OFFICES.rules, additions=True)))
    ledger = year(
        filed(
            1,
            entry(2, "机关党委", 9, deduction=Fraction("0.5")),
            entry(2, "秘书处", 9, deduction=Fraction(2), note="更新\n不及时",
                  addition=Fraction(5), addition_note="领导批示"),
        ),
        groups=groups,
    )  # fmt: skip
    text = body(ledger, 2, 1)
    assert text.startswith(
        "1月，机关各处室及直属事业单位"
        "栏目更新维护出现扣分的是：秘书处扣2分（更新 不及时）、机关党委扣0.5分。报送并被采用"
    )
    assert "加分的是：秘书处加5分（领导批示）。" in text
    assert "没有出现扣分" not in text


@pytest.mark.parametrize(
    ("pieces", "sentence"),
    [
        ({"秘书处": 3}, "得分第一位的是秘书处（具体"),
        ({"秘书处": 3, "机关党委": 5}, "得分前二位的是机关党委、秘书处（具体"),
        ({"秘书处": 3, "机关党委": 3, "交易管理处": 3},
         "得分前二位（含并列）的是秘书处、交易管理处、机关党委（具体"),
    ],
)  # fmt: skip
def test_the_leading_units_are_named_as_many_as_there_are(
    pieces: Mapping[str, int], sentence: str
) -> None:
    entries = (entry(2, unit, count) for unit, count in pieces.items())
    assert sentence in body(year(filed(1, *entries)), 2, 1)


ALL = "1月，各区县（市）审管办（行政服务中心）"


@pytest.mark.parametrize(
    ("ledger", "annex", "month", "text"),
    [
        # Nothing adopted at all is one sentence, and says what was adopted before.
        (year(filed(1)), 1, 1, f"{ALL}没有稿件被采用。"),
        (year(filed(1)), 2, 1,
         "1月，机关各处室及直属事业单位认真维护各自责任栏目，更新及时，审核到位，没有出现扣分。"
         "没有稿件被采用。"),
        (year(filed(1, entry(1, "上城区审管办", 2)), filed(2)), 1, 2,
         "2月，各区县（市）审管办（行政服务中心）没有稿件被采用，1-2月累计采用区县动态2篇。"
         "1-2月累计得分第一位的是上城区审管办（具体得分和排名详见附表1）。"),
        # Everyone at the average and none above a line as high: 均未.
        (year(filed(1, *(entry(1, u.name, 1) for u in COUNTIES.units)),
              groups=(replace(COUNTIES, rules=replace(COUNTIES.rules, pass_ratio=Fraction(1))),)),
         1, 1, "信息平均分为2分，及格线为2分，14家参加考核单位均未超过及格线，达标率为0%。"),
        # Adopted, but all of it taken off again.
        (year(filed(1, entry(2, "秘书处", 1, deduction=Fraction(99)))), 2, 1, "没有单位得分。"),
        # A month in between is missing.
        (year(*(filed(m, entry(1, "上城区审管办", 1)) for m in (1, 2, 4))), 1, 4,
         "以上1-4月累计，不含3月。"),
    ],
)  # fmt: skip
def test_what_would_read_oddly_is_worded(ledger: Ledger, annex: int, month: int, text: str) -> None:
    found = body(ledger, annex, month)
    assert text in found
    assert found == text or not text.startswith(ALL)
    assert "0家超过" not in found


def test_a_month_that_is_missing_for_one_group_alone_is_said_of_it_alone() -> None:
    groups = (COUNTIES, replace(OFFICES, first_month=4))
    months = (filed(1, entry(1, "上城区审管办", 1)),
              filed(4, entry(1, "上城区审管办", 1), entry(2, "秘书处", 1)))  # fmt: skip
    ledger = year(*months, groups=groups)
    assert "不含2月、3月。" in body(ledger, 1, 4)
    assert "不含" not in body(ledger, 2, 4)


def test_from_the_month_on_that_adds_points_up_nothing_is_said_of_average_and_pass_line() -> None:
    pieces = entry(1, "上城区审管办", 3)
    changes = (Change(1, 2, "scheme", Scheme.DIRECT), Change(1, 2, "bonus", Fraction(1)))
    ledger = replace(year(filed(1, pieces), filed(2, pieces)), changes=changes)
    assert "及格线" in body(ledger, 1, 1)
    assert "专栏" in body(ledger, 1, 1)
    assert body(ledger, 1, 2) == (
        "2月，各区县（市）审管办（行政服务中心）报送并被采用区县动态3篇，1-2月累计6篇；"
        "经验介绍0篇，1-2月累计0篇；调查报告0篇，1-2月累计0篇。得分第一位的是上城区审管办。"
        "1-2月累计得分第一位的是上城区审管办（具体得分和排名详见附表1）。"
    )


def test_sections_are_counted_anew_where_a_group_is_not_there() -> None:
    groups = (replace(COUNTIES, first_month=4), OFFICES)
    found = paragraphs(year(filed(1, entry(2, "秘书处", 1)), groups=groups), 1)
    headings = [(p.annex, p.text) for p in found if p.part is Part.HEADING]
    assert headings == [(2, "1. 机关处室及直属事业单位考核组")]


def test_units_that_sent_nothing_and_units_below_the_line_are_named() -> None:
    sentences = (
        Sentence(Part.BODY, "零采用：【零采用单位】。", annex=2),
        Sentence(Part.BODY, "未达标：【未达标单位】。", annex=2),
    )
    some = [entry(2, unit.name, 1 + 9 * (row < 6)) for row, unit in enumerate(OFFICES.units[:7])]
    last, none = OFFICES.units[6].name, OFFICES.units[7].name
    text = body(year(filed(1, *some)), 2, 1, sentences)
    assert text == f"零采用：{none}。未达标：{last}、{none}。"


IN_COUNTIES = "【月份】，采用【区县动态】；【经验介绍】。其中同时被“【专栏】”专栏采用【专栏采用】；【调查报告】。"


@pytest.mark.parametrize(
    ("text", "changes", "expected"),
    [
        (IN_COUNTIES, {}, "2月，采用区县动态3篇，1-2月累计7篇；经验介绍0篇，1-2月累计0篇。"
         "其中同时被“最多跑一次”专栏采用1篇，1-2月累计1篇；调查报告0篇，1-2月累计0篇。"),
        # An item that is not there goes with the mark before it, or behind it where none is before.
        (IN_COUNTIES, {"经验介绍": 1}, "2月，采用区县动态3篇，1-2月累计7篇。"
         "其中同时被“最多跑一次”专栏采用1篇，1-2月累计1篇；调查报告0篇，1-2月累计0篇。"),
        (IN_COUNTIES, {"区县动态": 1, "调查报告": 1}, "2月，采用经验介绍0篇，1-2月累计0篇。"
         "其中同时被“最多跑一次”专栏采用0篇，1-2月累计0篇。"),
        ("采用【区县动态】；经验介绍【经验介绍本月】，调查报告【调查报告本月】。", {"经验介绍": 1},
         "采用区县动态3篇，1-2月累计7篇，调查报告0篇。"),
        ("动态【区县动态本月】（【区县动态累计】；【经验介绍累计】）。", {"区县动态": 1},
         "动态（1-2月累计0篇）。"),
        ("动态（【区县动态】），介绍【经验介绍】。", {"区县动态": 1},
         "动态，介绍经验介绍0篇，1-2月累计0篇。"),
        # The row falls away only where none of its items is there.
        ("经验【经验介绍】。", {"经验介绍": 1}, ""),
        # 【采用情况】 holds what no other row names.
        ("动态【区县动态本月】。其余【采用情况】。", {},
         "动态3篇。其余经验介绍0篇，1-2月累计0篇；调查报告0篇，1-2月累计0篇。"),
    ],
)  # fmt: skip
def test_placeholders_of_items(text: str, changes: Mapping[str, int], expected: str) -> None:
    items = tuple(replace(i, last_month=changes.get(i.name, 12)) for i in COUNTIES.items)
    months = (
        filed(1, entry(1, "上城区审管办", 4)),
        MonthEntries(2, (Entry(1, "上城区审管办", (_kept(changes), None, None)),)),
    )
    ledger = year(*months, groups=(replace(COUNTIES, items=items),))
    wording = (Sentence(Part.HEADING, "甲"), Sentence(Part.BODY, text))
    found = paragraphs(ledger, 2, wording)
    assert "".join(p.text for p in found if p.part is Part.BODY) == expected


def _kept(ended: Mapping[str, int]) -> Count | None:
    return None if "区县动态" in ended else Count(3, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("动态【区县动态本月】，【区县动态累计】；【经验介绍】。", "动态2篇；经验介绍0篇。"),
        ("动态【区县动态本月】（【区县动态累计】）。", "动态2篇。"),
        ("动态【区县动态本月】，【累计期】累计得分前列【累计前列】；报告【调查报告本月】。",
         "动态2篇；报告0篇。"),
        ("累计【区县动态累计】。", ""),
    ],
)  # fmt: skip
def test_in_january_an_empty_cumulative_figure_goes_with_its_mark(text: str, expected: str) -> None:
    wording = (Sentence(Part.HEADING, "甲"), Sentence(Part.BODY, text, annex=1))
    found = paragraphs(year(filed(1, entry(1, "上城区审管办", 2))), 1, wording)
    assert "".join(p.text for p in found if p.part is Part.BODY) == expected


def test_without_a_date_the_place_for_it_is_left_blank() -> None:
    found = paragraphs(year(filed(1)), 1, settings=replace(SETTINGS, dates={}))
    assert [p.text for p in found if p.part is Part.DATE] == [BLANK_DATE]


def test_a_sentence_may_belong_to_one_group_only() -> None:
    wording = (
        Sentence(Part.BODY, "甲【附表】。", annex=2),
        Sentence(Part.BODY, "乙【附表】。"),
        Sentence(Part.BODY, "丙。", When.DEDUCTIONS),
    )
    found = paragraphs(year(filed(1)), 1, wording)
    assert [p.text for p in found] == ["乙附表1。", "甲附表2。乙附表2。"]


def test_what_earlier_wordings_put_before_the_units_is_not_said_twice() -> None:
    wording = (Sentence(Part.BODY, "各【单位统称】报送。"),)
    assert body(year(filed(1)), 1, 1, wording) == "各区县（市）审管办（行政服务中心）报送。"


def test_a_date_of_another_month_is_not_printed() -> None:
    book = replace(demo_book(), settings=Settings(dates={2: dt.date(2020, 5, 1)}))
    assert BLANK_DATE in made(book, Asked.of(2)).published.texts


def test_a_hint_is_printed_as_typed_a_line_a_paragraph() -> None:
    hint = replace(SETTINGS, hints={1: "　　一、看【平均分】。\n\n　　二、注意时效。 "})
    wording = (Sentence(Part.HINT, "【本月工作提示】"),)
    found = paragraphs(year(filed(1)), 1, wording, hint)
    assert [p.text for p in found] == ["一、看【平均分】。", "二、注意时效。"]


@pytest.mark.parametrize(
    ("value", "text"),
    [("1", "1"), ("0.8", "0.8"), ("2.75", "2.75"), ("2.8125", "2.8125"), ("1/3", "0.33"),
     ("2/3", "0.67"), ("2.00001", "2")],
)  # fmt: skip
def test_figures_are_printed_as_an_office_prints_them(value: str, text: str) -> None:
    assert printed(Fraction(value)) == text


def test_periods_are_called_as_offices_call_them() -> None:
    spans = [(1, 3), (10, 12), (1, 6), (7, 12), (1, 12), (1, 2), (5, 5)]
    assert [period_label(*span) for span in spans] == [
        "1季度", "4季度", "上半年", "下半年", "全年", "1-2月", "5月",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "span"),
    [("1-3", (1, 3)), ("1至12月", (1, 12)), ("３～5月", (3, 5)), ("1–6", (1, 6)),
     ("第一季度", (1, 3)), ("4季度", (10, 12)), ("上半年", (1, 6)), ("3月", (3, 3)),
     ("3-1", None), ("1-13", None), ("夏天", None)],
)  # fmt: skip
def test_a_span_of_months_is_known_however_it_is_written(
    said: str, span: tuple[int, int] | None
) -> None:
    assert period_of(said) == span
