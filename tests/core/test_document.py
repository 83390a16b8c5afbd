import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from support.documents import documents
from xlportal.core.demo import demo_book
from xlportal.core.document import document, read_document
from xlportal.core.json_nodes import DocumentError

DEMO = document(demo_book())


def demo(change: Callable[[Any], None]) -> str:
    """Return the demo's document with a change, as text."""
    copied = json.loads(json.dumps(DEMO))
    change(copied)
    return json.dumps(copied, ensure_ascii=False)


@given(documents())
def test_reading_and_writing_a_document_give_it_back(value: dict[str, Any]) -> None:
    assert document(read_document(json.dumps(value))) == value


def test_numbers_may_stand_as_json_numbers_and_stay_exact() -> None:
    text = demo(lambda d: d["groups"][0].update(bonus=1.5, pass_score=8.3, pass_ratio=1))
    rules = read_document(text).ledger.groups[0].rules
    assert (rules.bonus, rules.pass_score, rules.pass_ratio) == (
        Fraction(3, 2), Fraction(83, 10), 1,
    )  # fmt: skip


def test_what_is_left_out_is_left_empty() -> None:
    def change(d: Any) -> None:
        d["months"] = [{"month": 3, "entries": [{"group": 1, "unit": "上城区审管办"}]}]
        del d["opening"]

    ledger = read_document(demo(change)).ledger
    (entry,) = ledger.months[0].entries
    assert entry.counts == (None, None, None)
    assert (entry.deduction, entry.note, ledger.opening) == (0, "", ())


@pytest.mark.parametrize("text", ["", "{", "NaN", '{"year": Infinity}', "[" * 100_000, "'a'"])
def test_what_is_not_json_is_refused_as_such(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message is json's own
        read_document(text)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.pop("year"), "文档：缺少字段 “year”"),
        (lambda d: d.update(year="2020"), '文档.year：找到的是 "2020"，应为 1900 到 9999 的整数'),
        (lambda d: d.update(groups=[]), "文档.groups：找到的是 []，应为至少一个考核组"),
        (lambda d: d.update(note=1), "文档：不认识的字段 “note”"),
        (lambda d: d["groups"][1].update(annex=1), "文档.groups：annex（附表号）有重复"),
        (lambda d: d["groups"][0].update(bonus="1e2"), "文档.groups[0].bonus：找到的是"),
        (lambda d: d["groups"][0].update(decimals=True), "文档.groups[0].decimals：找到的是 true"),
        (lambda d: d["groups"][0].update(ties="min"), '应为 "last"、"first"、"dense"、"average" 之一'),
        (lambda d: d["groups"][0].update(deductions=0), "应为 true 或 false"),
        (lambda d: d["groups"][0].update(items=[]), "至少要有一个项目"),
        (lambda d: d["groups"][0]["units"][2].update(name=" 甲"), "units[2].name：找到的是"),
        (lambda d: d["groups"][0]["units"][2].update({"from": 13}), "units[2].from：找到的是 13"),
        (lambda d: d["opening"][0].update(group=3), "应为某个考核组的附表号（1、2）"),
        (lambda d: d["months"].append({"month": 2, "entries": []}), "同一个月出现了两次"),
        (lambda d: d["months"][0]["entries"][0].update(counts={"动态": [1, 0]}), "不认识的字段 “动态”"),
        (lambda d: d["months"][0]["entries"][0].update(counts={"区县动态": [1]}), "应为 [采用篇数, 其中专栏篇数]"),
        (lambda d: d["months"][0]["entries"][0].update(counts={"区县动态": [1, -1]}), "应为 0 到 999999 的整数"),
        (lambda d: d["months"][0]["entries"][0].update(note="a\x01"), "应为不含控制字符的文字"),
        (lambda d: d["months"][0]["entries"][0].update(note="长" * 40_000), "应为不超过 32767 字的文字"),
        (lambda d: d.update(months={}), "应为一个列表 […]"),
        (lambda d: d["months"].append(3), "应为一个对象 {…}"),
        (lambda d: d["months"][0].update(date="3月2日"), 'months[0].date：找到的是 "3月2日"，应为 2020-03-02'),
        (lambda d: d.update(changes=[{"group": 1, "from": 6, "rule": "name", "value": "1"}]), 'changes[0].rule：找到的是 "name"'),
        (lambda d: d.update(changes=[{"group": 1, "from": 6, "rule": "points", "value": "1"}]), "changes[0]：找到的是"),
        (lambda d: d.update(changes=[{"group": 1, "from": 6, "rule": "points", "item": "动态", "value": "1"}]), "应为附表1的一个项目"),
        (lambda d: d.update(changes=[{"group": 1, "from": 6, "rule": "ties", "value": "1"}]), "changes[0].value：找到的是"),
        (lambda d: d.update(wording=[{"part": "正文", "text": ""}]), 'wording[0].part：找到的是 "正文"'),
    ],
)  # fmt: skip
def test_what_breaks_the_contract_is_named_with_its_place(
    change: Callable[[Any], None], message: str
) -> None:
    with pytest.raises(DocumentError) as raised:
        read_document(demo(change))
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_name_given_twice_in_one_object_is_refused() -> None:
    with pytest.raises(DocumentError, match="同一处写了两个“year”"):
        read_document('{"year": 2020, "year": 2021, "groups": []}')


EVERYTHING = {
    "settings": {"month": 7, "issuer": "某办", "column_name": "专题"},
    "wording": [{"part": "标题", "when": "总是", "text": "【月份】通报"},
                {"part": "组正文", "group": 1, "when": "有扣分", "text": "【扣分情况】。"}],
    "changes": [{"group": 1, "from": 6, "rule": "pass_ratio", "value": "0.85"},
                {"group": 1, "from": 7, "rule": "points", "item": "区县动态", "value": "3"},
                {"group": 2, "from": 3, "rule": "scheme", "value": "direct"},
                {"group": 2, "from": 3, "rule": "decimals", "value": 0},
                {"group": 2, "from": 3, "rule": "additions", "value": True}],
}  # fmt: skip


def test_every_optional_key_is_given_back() -> None:
    def change(d: Any) -> None:
        d |= EVERYTHING
        d["groups"][1] |= {"scheme": "direct", "additions": True, "order": "rank", "called": "各处",
                           "from": 2, "to": 11}  # fmt: skip
        d["groups"][0]["items"][0] |= {"from": 3}
        d["groups"][0]["items"][1] |= {"to": 8}
        d["months"][0]["entries"][-1] |= {
            "addition": "5", "addition_note": "批示", "remark": "核对过",
        }  # fmt: skip
        d["months"][0] |= {"unfilled": [1], "hint": "检查", "date": "2020-03-02"}
        d["months"].append({"month": 3, "hint": "还没有填"})

    given = json.loads(demo(change))
    assert document(read_document(json.dumps(given))) == given
