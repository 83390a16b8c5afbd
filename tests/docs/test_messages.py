from __future__ import annotations

import make_messages

from support.tools import REPOSITORY


def test_the_committed_page_lists_what_the_program_says_now() -> None:
    committed = (REPOSITORY / "docs" / "messages.md").read_text(encoding="utf-8")
    assert committed == make_messages.page(), "run `make messages` and commit the result"


def test_sentences_of_every_kind_are_found() -> None:
    page = make_messages.page()
    assert "- 不知道算哪个月。请打开那个月的表再点，或在“参数”里填月份。\n" in page
    assert "- WPS 里不能用这些按钮。" in page
    assert "- 找不到文件“……”。请检查文件名和所在的文件夹。\n" in page
