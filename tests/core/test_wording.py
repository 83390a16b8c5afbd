"""The table of sentences: what it may say, what it must, and which paper takes which."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from xlportal.core import catalogue
from xlportal.core.book import Book, Settings
from xlportal.core.check_book import check_book
from xlportal.core.checks import Fault, Place, Tables
from xlportal.core.defaults import default_groups
from xlportal.core.demo import WORDING as DEMO_WORDING
from xlportal.core.ledger import Ledger
from xlportal.core.rules import Change, Group, Item, Rules, Scheme
from xlportal.core.wording import DEFAULT_WORDING, Part, Sentence, When, wording_of


def ledger(**rules: object) -> Ledger:
    groups = tuple(replace(g, rules=replace(g.rules, **rules)) for g in default_groups())  # type: ignore[arg-type]
    return Ledger(2020, groups)


def faults(
    wording: Sequence[Sentence], year: Ledger | None = None, *, hinted: bool = True
) -> list[Fault]:
    settings = Settings(hints={2: "检查"} if hinted else {})
    return [*check_book(Book(year or ledger(), settings, tuple(wording)))]


def found(*arguments: Any, **options: Any) -> list[tuple[str, str]]:
    """Return what is wrong with a wording: the code and what was found."""
    return [(one.kind.code, one.found) for one in faults(*arguments, **options)]


def without(*texts: str) -> list[Sentence]:
    return [s for s in DEFAULT_WORDING if not any(text in s.text for text in texts)]


def test_neither_the_default_wording_nor_the_demo_s_leaves_anything_out() -> None:
    assert found(DEFAULT_WORDING) == []
    assert found(DEMO_WORDING) == []


@pytest.mark.parametrize(
    ("sentence", "unknown"),
    [
        (Sentence(Part.LEAD, "【平均分】【月份】"), ["平均分"]),
        (Sentence(Part.BODY, "【平均分】【月份】"), []),
        (Sentence(Part.BODY, "【平均份】和【】"), ["平均份", ""]),
        (Sentence(Part.BODY, "【区县动态】【中心动态累计】【经验介绍本月】"), []),
        (Sentence(Part.BODY, "【区县动态】", annex=2), ["区县动态"]),
        (Sentence(Part.TITLE, "【区县动态】"), ["区县动态"]),
    ],
)
def test_a_placeholder_that_means_nothing_where_it_stands_is_named(
    sentence: Sentence, unknown: list[str]
) -> None:
    codes = [(code, name) for code, name in found([sentence]) if code == "placeholder-unknown"]
    assert codes == [("placeholder-unknown", name) for name in unknown]


DIRECT = {"scheme": Scheme.DIRECT, "bonus": Fraction(1), "deductions": False}


@pytest.mark.parametrize(
    ("left_out", "rules", "missing"),
    [
        (("信息平均分",), {}, ["平均分", "及格线", "参评单位数", "超过及格线单位数", "达标率"]),
        (("信息平均分",), DIRECT, []), (("发文机关",), {}, ["发文机关"]),
        (("本月工作提示",), {}, ["本月工作提示"]), (("专栏采用",), {}, ["专栏采用"]),
        (("专栏采用", "扣分情况"), DIRECT, []), (("扣分情况",), {}, ["扣分情况"]),
        (("加分情况",), {}, []), (("加分情况",), {"additions": True}, ["加分情况"]),
    ],
)  # fmt: skip
def test_what_a_circular_leaves_out_is_named_where_any_group_needs_it(
    left_out: tuple[str, ...], rules: dict[str, object], missing: list[str]
) -> None:
    codes = found(without(*left_out), ledger(**rules))
    assert codes == [("placeholder-missing", name) for name in missing]


def test_a_rule_of_later_months_needs_its_words_too() -> None:
    change = Change(1, 7, "scheme", Scheme.RELATIVE)
    later = replace(ledger(**DIRECT), changes=(change,))
    assert ("placeholder-missing", "平均分") in found(without("信息平均分"), later)


def test_a_sentence_of_one_group_does_not_speak_for_the_other() -> None:
    wording = [replace(s, annex=1) if "达标率" in s.text else s for s in DEFAULT_WORDING]
    assert ("placeholder-missing", "达标率") in found(wording)


def test_an_item_without_a_place_is_a_remark_at_the_last_sentence_of_its_part() -> None:
    wording = (
        *without("【采用情况】"),
        Sentence(Part.BODY, "采用【区县动态】，经验介绍【经验介绍本月】。", annex=1),
        Sentence(Part.BODY, "采用【采用情况】。", annex=2),
    )
    (fault,) = faults(wording)
    assert (fault.kind, fault.found) == (catalogue.ITEM_UNPLACED, "调查报告")
    assert fault.place == Place(Tables.WORDING, len(wording) - 1, "text")
    assert fault.kind.severity.word == "提醒"


def group(*items: str, rules: Rules) -> Group:
    first = default_groups()[0]
    return replace(first, items=tuple(Item(n, "条", Fraction(1)) for n in items), rules=rules)


@pytest.mark.parametrize(
    ("items", "wrong"),
    [
        (("平均分",), ["平均分"]),
        (("达标率 ",), ["达标率 "]),
        (("动态", "动态累计"), ["动态累计"]),
        (("本月前列",), ["本月前列"]),
        (("采用【甲】",), ["采用【甲】"]),
        (("动态", "报送"), []),
    ],
)
def test_an_item_may_not_be_called_like_a_placeholder(
    items: tuple[str, ...], wrong: list[str]
) -> None:
    year = Ledger(2020, (group(*items, rules=default_groups()[0].rules),))
    codes = [name for code, name in found(DEFAULT_WORDING, year) if code == "item-like-placeholder"]
    assert codes == wrong


TITLE, BODY = Sentence(Part.TITLE, "题"), Sentence(Part.BODY, "文")
OF_PERIOD = Sentence(Part.BODY, "期", When.PERIOD)
OF_CORRECTION = Sentence(Part.TITLE, "更", When.CORRECTION)
BODY_OF_CORRECTION = Sentence(Part.BODY, "正", When.CORRECTION)
SIGNED = Sentence(Part.SIGNATURE, "署")
EVERY = (TITLE, OF_CORRECTION, BODY, BODY_OF_CORRECTION, OF_PERIOD, SIGNED)


def test_each_paper_takes_its_own_sentences_in_their_order() -> None:
    assert wording_of(EVERY) == (TITLE, BODY, SIGNED)
    assert wording_of(EVERY, When.PERIOD) == (TITLE, OF_PERIOD, SIGNED)
    assert wording_of(EVERY, When.CORRECTION) == (OF_CORRECTION, BODY, BODY_OF_CORRECTION, SIGNED)


def test_a_wording_without_sentences_for_a_paper_takes_the_house_s() -> None:
    def house(when: When, part: Part) -> list[Sentence]:
        return [s for s in DEFAULT_WORDING if s.when is when and s.part is part]

    old = (TITLE, BODY, SIGNED)
    assert wording_of(old, When.PERIOD) == (
        *house(When.PERIOD, Part.TITLE), *house(When.PERIOD, Part.BODY), SIGNED,
    )  # fmt: skip
    assert wording_of(old, When.CORRECTION) == (
        *house(When.CORRECTION, Part.TITLE), BODY, SIGNED, *house(When.CORRECTION, Part.LEAD),
    )  # fmt: skip
