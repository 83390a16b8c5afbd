"""What fits into a message box, and what of many things is said."""

import pytest

from xlportal.core import catalogue
from xlportal.core.problems import Problem, problem
from xlportal.core.widths import display_width
from xlportal.excel.reply import Reply, mend, remarks

BOX = 1024
"""What a message box holds; a Chinese character may take the room of two."""


def warnings(count: int) -> list[Problem]:
    return [
        problem(catalogue.SENT_CHANGED, "2月", f"B{row}", found="1", now="2", what="得分")
        for row in range(10, 10 + count)
    ]


def test_of_many_warnings_three_are_shown_a_line_each_and_where_all_of_them_are() -> None:
    three = remarks(warnings(3))
    assert three == "".join(f"\n提醒：{warning.message}" for warning in warnings(3))
    wire = Reply(f"2 月已算好：附表1、附表2、通报。{remarks(warnings(300))}").wire()
    assert wire.endswith(f"{three}\n（共 300 处提醒，点“检查数据”看全部。）")
    assert display_width(wire.replace("\n", " ")) < BOX


@pytest.mark.parametrize("text", ["长" * 5000, "long " * 1000, "行\n" * 3000])
def test_whatever_is_longer_than_the_box_ends_in_saying_so(text: str) -> None:
    wire = Reply(text, well=False, opened="C:\\a.xlsm").wire().removesuffix("\tC:\\a.xlsm")
    assert wire.startswith("!" + text[:400])
    assert wire.endswith("……（太长，没有显示完）")
    assert display_width(wire.replace("\n", "")) < BOX
    assert Reply(text[:490]).wire() == "+" + text[:490]


def test_what_has_to_be_mended_is_the_first_error_with_its_cell() -> None:
    wrong = [*warnings(1), problem(catalogue.COUNT_TEXT, "2月", "C21", found="三")]
    one, two = mend(wrong), mend([*wrong, *wrong])
    assert (one.well, one.sheet, one.cell) == (False, "2月", "C21")
    assert one.text == f"还不能算：{wrong[1].message}"
    assert two.text == f"{one.text}\n（共 2 处错误，点“检查数据”看全部。）"
