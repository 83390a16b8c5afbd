"""Staff change the words of 通报模板: their own circular follows from the rules, misprints do not."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from support.documents import documents
from support.dumps import dump
from xlportal.audit.audit import audit
from xlportal.audit.read_published import parse_published
from xlportal.core.book import Book
from xlportal.core.demo import demo_book
from xlportal.core.document import read_document
from xlportal.core.ledger import MonthEntries
from xlportal.core.wording import DEFAULT_WORDING, Part, Sentence
from xlportal.publish.content import publication
from xlportal.publish.render import render
from xlportal.publish.word import word_document
from xlportal.score.assessment import assess

BOOK = demo_book()
MOMENT = dt.datetime(2020, 3, 2)
REASONS = ("5月栏目未更新", "因1-3月未更新", "有2个栏目未更新，扣1分", "逾期3天、扣0.5分", "见附表2",
           "达标率为50%。（另见1月)")  # fmt: skip
EXTRA = Sentence(Part.BODY, "自1月起，全年共有5家单位达标，2019年扣3分，得分前三位是甲。")


def worded(changes: Mapping[str, str], *more: Sentence) -> tuple[Sentence, ...]:
    """The default wording with some texts changed and sentences added."""
    texts = [sentence.text for sentence in DEFAULT_WORDING]
    for old, new in changes.items():
        assert any(old in text for text in texts), old
        texts = [text.replace(old, new) for text in texts]
    pairs = zip(DEFAULT_WORDING, texts, strict=True)
    return (*(replace(sentence, text=text) for sentence, text in pairs if text), *more)


WORDINGS = {
    "figures": worded(
        {
            "信息平均分为【平均分】分，及格线为【及格线】分": "本月均分【平均分】，线【及格线】，满分10分",
            "【参评单位数】家参加考核单位中有【超过及格线单位数】家超过及格线，达标率为【达标率】":
                "共【参评单位数】个单位，过线【超过及格线单位数】个，占【达标率】",
        }
    ),
    "leaders": worded(
        {
            "【月份】得分【本月前列位次】的是【本月前列】。": "本月领先单位：【本月前列】；",
            "【累计期】累计得分【累计前列位次】的是【累计前列】。": "年内领先：【累计前列】，望再接再厉。",
        }
    ),
    "annex in brackets": worded({"具体得分和排名详见【附表】。": "（见【附表】）"}),
    "no annex": worded({"具体得分和排名详见【附表】。": ""}),
    "no headings": worded({"【组序】. 【考核组】": ""}),
    "headings": worded({"【组序】. 【考核组】": "第【组序】组：【考核组简称】成绩"}),
    "title": worded(
        {"关于门户网站【月份】考核情况的通报": "【年度】年【月份】（【累计期】）网站情况，第3期"}
    ),
    "date": worded({"【落款日期】": "（【落款日期】印发）"}),
    "no full stops": worded({"。": ""}),
    "no rate": worded({"，达标率为【达标率】": ""}),
    "deductions": worded({"没有出现扣分": "5月以来各栏目3天内更新，扣分情况无"}),
    "other annex": worded({"报送并被采用【采用情况】": "采用：【采用情况】（附表9不计）"}),
    "other months": worded({"【月份】，各【单位统称】": "2019年12月至【月份】，各【单位统称】"}),
    "more": worded({}, EXTRA),
}  # fmt: skip


def deducted(month: int = 2) -> Book:
    """Deductions for reasons that read like figures."""
    (filed,) = BOOK.ledger.months
    entries = list(filed.entries)
    for row, reason in enumerate(REASONS, start=14):
        entries[row] = replace(entries[row], deduction=Fraction("0.5"), note=reason)
    months = (MonthEntries(month, tuple(entries)),)
    return replace(BOOK, ledger=replace(BOOK.ledger, opening=(), months=months))


def findings(content: bytes, book: Book, kind: str = "txt", month: int = 2) -> list[str]:
    printed = parse_published(content, Path(f"a.{kind}"))
    return [finding.message for finding in audit(printed, book, month).findings]


def own_findings(book: Book, month: int = 2) -> list[str]:
    """What the audit says of everything the book itself gives."""
    told = publication(book, assess(book.ledger, month))
    return [
        *findings(dump(book, month).encode(), book, "txt", month),
        *findings(render(told, MOMENT), book, "xlsx", month),
        *findings(word_document(told, MOMENT), book, "docx", month),
    ]


@pytest.mark.parametrize("name", WORDINGS)
def test_a_circular_in_staff_s_own_words_follows_from_the_rules(name: str) -> None:
    assert own_findings(replace(BOOK, wording=WORDINGS[name])) == []
    assert own_findings(replace(deducted(), wording=WORDINGS[name])) == []


@pytest.mark.parametrize("name", WORDINGS)
def test_every_misprinted_number_of_staff_s_own_words_is_the_one_finding(name: str) -> None:
    book = replace(BOOK, wording=WORDINGS[name])
    text = dump(book, 2)
    for number in re.finditer(r"\d+(?:\.\d+)?", text[: text.index("附表1：\n")]):
        wrong = f"{number[0]}.7"
        found = findings(f"{text[: number.start()]}{wrong}{text[number.end() :]}".encode(), book)
        assert len(found) == 1, (number, found)


@pytest.mark.parametrize("month", [2, 6])
def test_reasons_of_deductions_are_no_figures(month: int) -> None:
    assert own_findings(deducted(month), month) == []


def test_reasons_are_no_figures_where_the_sentence_is_in_other_words() -> None:
    text = dump(deducted(), 2)
    other = text.replace("栏目更新维护出现扣分的是", "栏目维护被扣分的单位有")
    assert other != text
    assert findings(other.encode(), deducted()) == []


def test_another_reason_than_the_workbook_s_is_found() -> None:
    text = dump(deducted(), 2).replace("（5月栏目未更新）", "（6月栏目未更新）", 1)
    (found,) = findings(text.encode(), deducted())
    assert "扣0.5分(6月栏目未更新)" in found


def test_words_added_to_a_sentence_of_the_workbook_are_found() -> None:
    text = dump(BOOK, 2).replace("详见附表2。", "详见附表2（另有说明）。")
    assert [found.partition("印的是")[2] for found in findings(text.encode(), BOOK)] == [
        "“另有说明”，按规则应是“（空）”"
    ]


def renamed(*, group: str = "", units: Mapping[int, str] = {}, items: Mapping[int, str] = {},
            former: bool = False) -> Book:  # fmt: skip
    """The demo with other names in group 1, the present ones as former names or not at all."""
    ledger = BOOK.ledger
    one, two = ledger.groups
    new = {unit.name: units.get(row, unit.name) for row, unit in enumerate(one.units)}
    named = replace(
        one,
        name=group or one.name,
        short=group or one.short,
        units=tuple(
            replace(unit, name=new[unit.name], former=(unit.name,) if former else ())
            for unit in one.units
        ),
        rules=replace(
            one.rules,
            items=tuple(
                replace(item, name=items.get(row, item.name))
                for row, item in enumerate(one.rules.items)
            ),
        ),
    )
    entries = tuple(replace(e, unit=new.get(e.unit, e.unit)) for e in ledger.months[0].entries)
    opening = tuple(replace(o, unit=new.get(o.unit, o.unit)) for o in ledger.opening)
    return replace(
        BOOK, ledger=replace(ledger, groups=(named, two), opening=opening,
                             months=(MonthEntries(2, entries),))
    )  # fmt: skip


@pytest.mark.parametrize(
    "book",
    [
        renamed(group="2020年3月新设组"),
        renamed(group="附表3组"),
        renamed(units={11: "1月", 13: "3-5月办"}),
        renamed(units={11: "甲、乙和丙", 13: "没有扣分处"}),
        renamed(items={0: "累计"}),
        renamed(items={0: "动态", 1: "区县动态", 2: "1-3月报告5篇"}),
    ],
)
def test_names_that_read_like_figures_are_names(book: Book) -> None:
    assert own_findings(book) == []
    wrong = dump(book, 2).replace("达标率为14.3%", "达标率为14.4%")
    assert len(findings(wrong.encode(), book)) == 1


def test_a_former_name_is_the_same_unit_in_text_and_tables() -> None:
    book = renamed(units={11: "富阳新局", 13: "钱塘新局"}, former=True)
    assert findings(dump(BOOK, 2).encode(), book) == []
    other = dump(BOOK, 2).replace("2月得分前二位", "2月份得分居前二位")
    assert findings(other.encode(), book) == []


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents())
def test_whatever_a_workbook_gives_follows_from_its_rules(document: dict[str, Any]) -> None:
    book = Book(read_document(json.dumps(document)))
    for month in book.ledger.filled:
        assert own_findings(book, month) == []
