from __future__ import annotations

from xlportal.wording import (
    DEFAULT_WORDING,
    GENERAL_PLACEHOLDERS,
    GROUP_PLACEHOLDERS,
    Part,
    Sentence,
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
