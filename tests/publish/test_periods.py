"""Quarters, halves and years as they are published, worked out by hand."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest

from xlportal.core.book import Book
from xlportal.core.defaults import default_groups
from xlportal.core.ledger import Count, Entry, Ledger, MonthEntries
from xlportal.core.rules import Change, Group, Item, Order, Scheme, Unit
from xlportal.core.wording import DEFAULT_WORDING, Part, Sentence, When
from xlportal.publish.appendix import Appendix
from xlportal.publish.asked import Asked
from xlportal.publish.content import Publication, made

RULES = replace(default_groups()[1].rules, scheme=Scheme.DIRECT, deductions=False, decimals=1)
GROUP = Group(
    annex=1,
    name="某考核组",
    short="某组",
    items=(Item("动态", "条", Fraction(2)), Item("报告", "篇", Fraction(5))),
    rules=RULES,
    units=(Unit("甲"), Unit("乙"), Unit("丙", first_month=2), Unit("丁", last_month=1)),
)
PIECES: Mapping[int, Mapping[str, tuple[int, int]]] = {
    1: {"甲": (1, 0), "丁": (4, 1)},
    2: {"甲": (2, 0), "乙": (0, 1)},
    3: {"乙": (3, 0)},
}


def ledger(
    group: Group = GROUP, pieces: Mapping[int, Mapping[str, tuple[int, int]]] = PIECES
) -> Ledger:
    months = tuple(
        MonthEntries(m, tuple(_entry(unit, *counts) for unit, counts in filed.items()))
        for m, filed in pieces.items()
    )
    return Ledger(2021, (group,), (), months)


def _entry(unit: str, news: int, reports: int) -> Entry:
    return Entry(1, unit, (Count(news), Count(reports)))


def published(
    year: Ledger, first: int, last: int, wording: tuple[Sentence, ...] = DEFAULT_WORDING
) -> Publication:
    return made(Book(year, wording=wording), Asked.of(None, (first, last))).published


def heads(table: Appendix) -> list[str]:
    """Return what stands above each column, from the top."""
    over = [[c for c in table.header if c.column <= place < c.column + c.columns]
            for place in range(len(table.columns))]  # fmt: skip
    return ["|".join(cell.text for cell in cells) for cells in over]


def test_a_quarter_s_table_has_its_counts_every_month_and_the_quarter() -> None:
    (table,) = published(ledger(), 1, 3).appendices
    assert (table.label, table.title) == ("附表1：", "某组1季度门户网站考核统计表")
    assert heads(table) == [
        "序号", "参加考核单位", "报送信息采用情况|动态\n（每条2分）", "报送信息采用情况|报告\n（每篇5分）",
        "信息分", "各月得分|1月", "各月得分|2月", "各月得分|3月", "1季度\n得分", "1季度\n排名",
    ]  # fmt: skip
    # 甲: 2 + 4; 乙: 5 + 6; 丙 joined in February; 丁 (8 + 5) left after January.
    assert table.rows == (
        (1, "甲", 3, 0, 6, 2, 4, 0, 6, 3),
        (2, "乙", 3, 1, 11, 0, 5, 6, 11, 2),
        (3, "丙", 0, 0, 0, "—", 0, 0, 0, 4),
        (4, "丁", 4, 1, 13, 13, "—", "—", 13, 1),
    )
    assert (table.note, table.so_far) == (None, ())


def test_a_span_that_begins_later_has_the_year_so_far_beside_it() -> None:
    (table,) = published(ledger(), 2, 3).appendices
    assert heads(table)[-4:] == ["2-3月\n得分", "2-3月\n排名", "1-3月\n得分", "1-3月\n排名"]
    assert [row[-4:] for row in table.rows] == [(4, 2, 6, 2), (11, 1, 11, 1), (0, 3, 0, 3)]
    assert table.so_far == (9, 10)


def test_rows_stand_by_rank_where_the_group_s_do() -> None:
    group = replace(GROUP, rules=replace(RULES, order=Order.RANK))
    (table,) = published(ledger(group), 1, 3).appendices
    assert [row[:2] for row in table.rows] == [(1, "丁"), (2, "乙"), (3, "甲"), (4, "丙")]


def test_points_that_changed_within_the_span_are_not_printed_above_its_counts() -> None:
    year = replace(ledger(), changes=(Change(1, 2, "points", Fraction(3), "动态"),))
    (table,) = published(year, 1, 3).appendices
    assert [title.partition("|")[2] for title in heads(table)[2:4]] == ["动态", "报告\n（每篇5分）"]
    assert [row[8] for row in table.rows] == [8, 14, 0, 13]  # 2 + 2 * 3; 5 + 3 * 3


def test_months_in_which_a_group_is_not_there_have_no_column() -> None:
    late = replace(GROUP, annex=2, first_month=3, units=(Unit("甲"),))
    months = (*ledger().months[:2], replace(ledger().months[2], entries=(
        *ledger().months[2].entries, replace(_entry("甲", 7, 0), annex=2))))  # fmt: skip
    year = Ledger(2021, (GROUP, late), (), months)
    _, table = published(year, 1, 3).appendices
    assert heads(table)[5:] == ["各月得分|3月", "1季度\n得分", "1季度\n排名"]


@pytest.mark.parametrize(
    ("span", "title", "body"),
    [
        ((1, 3), "关于门户网站2021年1季度考核情况的通报",
         "1季度，各某报送并被采用动态10篇；报告2篇。没有稿件被采用的是丙。"
         "得分前二位的是丁、乙（具体得分和排名详见附表1）。"),
        ((2, 3), "关于门户网站2021年2-3月考核情况的通报",
         "2-3月，各某报送并被采用动态5篇；报告1篇。没有稿件被采用的是丙。"
         "得分前二位的是乙、甲（具体得分和排名详见附表1）。1-3月累计得分前二位的是乙、甲。"),
    ],
)  # fmt: skip
def test_the_text_of_a_period(span: tuple[int, int], title: str, body: str) -> None:
    found = published(ledger(), *span)
    assert found.texts[0] == title
    assert [p.text for p in found.paragraphs if p.part is Part.BODY] == [body]
    assert found.circular_title == f"2021年{found.label}门户网站考核通报"


def test_a_year_names_the_units_by_rank() -> None:
    pieces = {m: PIECES.get(m, {}) for m in range(1, 13)}
    found = published(ledger(pieces=pieces), 1, 12)
    (body,) = (p.text for p in found.paragraphs if p.part is Part.BODY)
    assert found.texts[0] == "关于门户网站2021年全年考核情况的通报"
    assert body.endswith("全年排名依次为：第1名丁；第2名乙；第3名甲；第4名丙。")
    tied = published(ledger(pieces={m: {} for m in range(1, 13)}), 1, 12)
    assert "并列第4名甲、乙、丙、丁。" in "".join(tied.texts)
    half = published(ledger(pieces={m: PIECES.get(m, {}) for m in range(1, 7)}), 1, 6)
    assert "全年排名" not in "".join(half.texts)


def test_a_period_speaks_by_its_own_sentences_and_has_no_date_of_its_months() -> None:
    wording = (
        Sentence(Part.TITLE, "【月份】通报"),
        Sentence(Part.BODY, "月。"),
        Sentence(Part.BODY, "【年度】年【月份】：【本月前列】，【零采用单位】。", When.PERIOD),
        Sentence(Part.HINT, "【本月工作提示】"),
        Sentence(Part.DATE, "【落款日期】"),
    )
    assert published(ledger(), 1, 3, wording).texts == [
        "1季度通报", "2021年1季度：丁、乙，丙。", "　　年　　月　　日",
    ]  # fmt: skip
