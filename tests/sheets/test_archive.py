"""What was sent is kept as it was sent, and what differs from it since is told."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from support.cells import DEMO, grids, place
from xlportal.core.book import Book
from xlportal.core.ledger import Count, MonthEntries
from xlportal.core.rules import Change
from xlportal.score.assessment import assess_year
from xlportal.sheets import layout
from xlportal.sheets.archive import LABELS, archive_rows, carried, read_archive, since_sent
from xlportal.sheets.grid import Formula, Grid
from xlportal.sheets.read_files import grids_of
from xlportal.sheets.reading import Reading, read
from xlportal.sheets.tables import Places, Sheet

FIRST_EDITION = Path(__file__).parents[1] / "data" / "first-edition.xlsx"
AT = dt.datetime(2020, 3, 2, 10, 0)
FUYANG = (1, "富阳区行政服务中心")


def rows(book: Book, *months: int, at: dt.datetime = AT) -> list[tuple[object, ...]]:
    """What the archive keeps of months that are sent."""
    return [row for month in months for row in archive_rows(assess_year(book.ledger)[month], at)]


def reading(book: Book, kept: Iterable[tuple[object, ...]]) -> Reading:
    """A book read, with an archive."""
    archive = Grid(layout.ARCHIVE, (LABELS, *kept))
    return read({**grids(book), layout.ARCHIVE: archive})


def told(found: Reading) -> list[tuple[str, str, str]]:
    """Code, place and sentence of what was found."""
    return [(p.kind.code, p.where, p.message) for p in found.problems]


def since(book: Book, sent: Book) -> list[tuple[str, str]]:
    """Code and sentence of what differs in ``book`` from the months of another that were sent."""
    kept = Grid(layout.ARCHIVE, (LABELS, *rows(sent, *sent.ledger.filled)))
    found = since_sent(assess_year(book.ledger), {s.month: s for s in read_archive(Sheet(kept))})
    return [(f.kind.code, Places().problem(f).message) for f in found]


def test_what_was_sent_is_kept_whole() -> None:
    (sent,) = reading(DEMO, rows(DEMO, 2)).sent.values()
    assert (sent.month, sent.moment) == (2, "2020-03-02 10:00")
    assert sent.rows[FUYANG] == {
        "unit": "富阳区行政服务中心", "counts": {"区县动态": [3, 0]},
        "cumulative_counts": {"区县动态": [4, 0]}, "deduction": "0", "info_score": "6",
        "score": "62.25", "rank": 2, "cumulative_score": "83", "cumulative_rank": 2,
    }  # fmt: skip
    assert sent.rules[2] == {
        "专栏加成": "1", "及格比例": "0.8", "达标分值": "4", "小数位": "1", "进位方式": "截尾",
        "并列排名": "并列取末位", "栏目扣分": "是", "计分方式": "按及格线折算", "加分": "否",
        "排列": "名单次序", "中心动态 每件分值": "2", "经验介绍 每件分值": "10",
        "调查报告 每件分值": "20",
    }  # fmt: skip


def test_the_last_sending_of_a_month_counts() -> None:
    later = AT + dt.timedelta(hours=1)
    again = rows(DEMO, 2, at=later)[:1]
    (sent,) = reading(DEMO, [*rows(DEMO, 2), *again]).sent.values()
    assert (sent.moment, [*sent.rows]) == ("2020-03-02 11:00", [(1, "上城区审管办")])


def test_an_archive_of_the_first_edition_is_read() -> None:
    archive = grids_of(FIRST_EDITION.read_bytes(), "旧.xlsx")[layout.ARCHIVE]
    (sent,) = read_archive(Sheet(archive))
    assert (sent.month, sent.moment, len(sent.rows)) == (2, "2020-03-02 09:30", 22)
    assert sent.rules == {1: {}, 2: {}}
    assert sent.rows[FUYANG] == {
        "score": "62.25", "rank": "2", "cumulative_score": "83", "cumulative_rank": "2",
    }  # fmt: skip


def test_moments_that_excel_made_dates_of_are_texts_again_in_a_workbook_made_anew() -> None:
    moment = dt.datetime(2020, 3, 2, 10, 0)
    found = [LABELS, [2, moment, 1.0, "甲", None, "83", "=1"], [Formula("=1"), dt.time(1), ""]]
    assert carried(Grid(layout.ARCHIVE, found)) == {
        (1, 0): 2, (1, 1): "2020-03-02 10:00", (1, 2): 1.0, (1, 3): "甲", (1, 5): "83",
        (1, 6): "=1", (2, 2): "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("column", "value"), [(0, "二月"), (0, 13), (4, "很多"), (8, "{"), (9, "[]"), (2, None)]
)
def test_a_row_that_cannot_be_read_is_pointed_out(column: int, value: object) -> None:
    kept = [list(row) for row in rows(DEMO, 2)]
    kept[0][column] = value
    found = told(reading(DEMO, map(tuple, kept)))
    assert ("archive-wrong", "存档!A2") in [(code, where) for code, where, _ in found]


def year(months: int, *changes: Change, ratio: str = "0.8") -> Book:
    """The demo's February again in every month up to ``months``."""
    february = DEMO.ledger.months[0]
    filed = tuple(MonthEntries(month, february.entries) for month in range(2, months + 1))
    first, second = DEMO.ledger.groups
    first = replace(first, rules=replace(first.rules, pass_ratio=Fraction(ratio)))
    ledger = replace(DEMO.ledger, groups=(first, second), months=filed, changes=changes)
    return replace(DEMO, ledger=ledger)


def test_nothing_is_told_where_nothing_changed_or_a_change_begins_later() -> None:
    assert told(reading(year(5), rows(year(5), 2, 3, 4, 5))) == []
    assert since(year(6, Change(1, 6, "pass_ratio", Fraction("0.85"))), year(5)) == []


def test_a_count_changed_since_is_told_at_the_unit_and_so_is_what_follows() -> None:
    (february,) = DEMO.ledger.months
    entries = tuple(
        replace(e, counts=(Count(5), *e.counts[1:])) if e.unit == FUYANG[1] else e
        for e in february.entries
    )
    ledger = replace(DEMO.ledger, months=(replace(february, entries=entries),))
    found = told(reading(replace(DEMO, ledger=ledger), rows(DEMO, 2)))
    assert {code for code, *_ in found} == {"sent-changed"}
    told_of = {where: message for _, where, message in found}
    assert "已发送的2月区县动态是 3，现在算出 5" in told_of["2月!B22"]
    assert "已发送的2月得分是 83，现在算出" in told_of["2月!B24"]


def test_a_unit_gone_from_the_roster_is_told() -> None:
    first, second = DEMO.ledger.groups
    entries = DEMO.ledger.months[0].entries
    fewer = replace(
        DEMO.ledger,
        groups=(first, replace(second, units=second.units[:-1])),
        months=(MonthEntries(2, tuple(e for e in entries if e.unit != second.units[-1].name)),),
    )
    found = since(replace(DEMO, ledger=fewer), DEMO)
    assert any("已发送的参加考核是 列入，现在算出 未列入" in message for _, message in found)


def test_an_overtyped_rule_is_one_line_at_its_cell() -> None:
    ((code, where, message),) = told(reading(year(5, ratio="0.85"), rows(year(5), 2, 3, 4, 5)))
    assert (code, where) == ("rule-overtyped", "参数!E11")
    assert "及格比例是 0.85，已发送的2月、3月、4月、5月是按 0.8 算的，有 2 个单位的数" in message
    assert "“规则变更”" in message


def test_a_change_put_in_too_early_is_told_at_its_row() -> None:
    book = year(5, Change(1, 4, "pass_score", Fraction(9)))
    ((code, where, message),) = told(reading(book, rows(year(5), 2, 3, 4, 5)))
    assert (code, where) == ("rule-overtyped", "参数!C31")
    assert "达标分值是 9，已发送的4月、5月是按 8.3 算的" in message


def test_errors_hide_what_follows_from_them() -> None:
    cells = grids(DEMO)
    row, column = place("C21")
    wrong = [list(values) for values in cells["2月"].rows]
    wrong[row][column] = "三"
    archive = Grid(layout.ARCHIVE, (LABELS, *rows(DEMO, 2)))
    found = read({**cells, "2月": Grid("2月", wrong), layout.ARCHIVE: archive})
    assert [problem.kind.code for problem in found.problems] == ["count-text"]
