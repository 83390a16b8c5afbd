from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from xlportal.core.defaults import default_groups
from xlportal.core.wording import (
    DEFAULT_WORDING,
    GENERAL_PLACEHOLDERS,
    GROUP_PLACEHOLDERS,
    Part,
    Sentence,
    missing_placeholders,
)


def test_the_default_wording_uses_known_placeholders_only() -> None:
    assert [sentence.unknown_placeholders() for sentence in DEFAULT_WORDING] == [()] * len(
        DEFAULT_WORDING
    )


def test_a_placeholder_of_a_group_means_nothing_outside_a_group() -> None:
    assert Sentence(Part.LEAD, "【平均分】【月份】").unknown_placeholders() == ("平均分",)
    assert Sentence(Part.BODY, "【平均分】【月份】").unknown_placeholders() == ()


def test_a_mistyped_placeholder_is_named() -> None:
    assert Sentence(Part.BODY, "【平均份】和【】").unknown_placeholders() == ("平均份", "")


def test_no_placeholder_means_two_things() -> None:
    assert not GENERAL_PLACEHOLDERS.keys() & GROUP_PLACEHOLDERS.keys()


def missing(wording: Sequence[Sentence], *, hinted: bool = True) -> list[str]:
    return [name for name, _ in missing_placeholders(wording, default_groups(), hinted=hinted)]


def without(text: str) -> list[Sentence]:
    return [sentence for sentence in DEFAULT_WORDING if text not in sentence.text]


def test_the_default_wording_leaves_nothing_out() -> None:
    assert missing(DEFAULT_WORDING) == []


def test_what_a_circular_leaves_out_is_named_with_the_part_it_belongs_to() -> None:
    found = list(missing_placeholders(without("达标率"), default_groups(), hinted=True))
    assert found == [
        (name, Part.BODY)
        for name in ("平均分", "及格线", "参评单位数", "超过及格线单位数", "达标率")
    ]
    assert missing(without("发文机关")) == ["发文机关"]


def test_some_are_needed_only_where_there_is_something_to_say() -> None:
    assert missing(without("工作提示"), hinted=False) == []
    assert missing(without("工作提示")) == ["本月工作提示"]
    assert missing(without("专栏采用")) == ["专栏采用"]
    assert missing(without("扣分情况")) == ["扣分情况"]
    plain = [replace(g, rules=replace(g.rules, bonus=Fraction(1), deductions=False))
             for g in default_groups()]  # fmt: skip
    bare = [sentence for sentence in without("专栏采用") if "扣分情况" not in sentence.text]
    assert list(missing_placeholders(bare, plain, hinted=False)) == []


def test_a_sentence_of_one_group_does_not_speak_for_the_other() -> None:
    wording = [
        replace(sentence, annex=1) if "采用情况" in sentence.text else sentence
        for sentence in DEFAULT_WORDING
    ]
    assert missing(wording) == ["采用情况"]
