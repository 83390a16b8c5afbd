"""What was printed against what is right, unit by unit."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from xlportal.core.book import Book, Settings
from xlportal.core.defaults import default_groups
from xlportal.core.ledger import Count, Entry, Ledger, MonthEntries
from xlportal.core.rules import Group, Unit
from xlportal.core.wording import Part
from xlportal.publish.asked import Asked
from xlportal.publish.content import made
from xlportal.publish.correction import correction
from xlportal.score.assessment import Assessment, assess_year
from xlportal.sheets.archive import Sent, archive_rows

OFFICES = default_groups()[1]
GROUP = replace(OFFICES, units=(Unit("甲"), Unit("乙"), Unit("丙")))
MOMENT = "2021-03-02 10:00"


def february(group: Group = GROUP, **february: Entry) -> Assessment:
    january = MonthEntries(1, (Entry(2, "甲", (Count(1), None, None)),))
    months = (january, MonthEntries(2, tuple(february.values())))
    return assess_year(Ledger(2021, (group,), (), months))[2]


def filed(unit: str, pieces: int, inside: int = 0, **more: Any) -> Entry:
    return Entry(2, unit, (Count(pieces, inside), None, None), **more)


def sent(assessment: Assessment) -> Sent:
    """Return what the archive keeps of a month that was sent."""
    moment = dt.datetime(2021, 3, 2, 10, 0)
    rows = {}
    for _, _, annex, unit, *_, detail, _ in archive_rows(assessment, moment):
        rows[annex, unit] = json.loads(str(detail))
    return Sent(2, MOMENT, rows, {})


def differences(then: Sent, now: Assessment) -> list[tuple[object, ...]]:
    table = correction(then, now)
    return [row[2:] for row in table.rows] if table else []


PRINTED = february(甲=filed("甲", 2), 乙=filed("乙", 1))
"""Average 2, line 1.6: 甲 4 points, 10; 乙 2 points, 5; January: average 2/3, 甲 15."""


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (february(甲=filed("甲", 2), 乙=filed("乙", 1)), []),
        # Average 8/3, line 32/15: 甲 4/(32/15)*4 = 7.5 both; shared places are the last.
        (february(甲=filed("甲", 2), 乙=filed("乙", 2, 1)), [
            ("甲", "2月得分", "10", "7.5"), ("甲", "2月排名", "1", "2"), ("甲", "1-2月得分", "25", "22.5"),
            ("乙", "2月中心动态", "1", "2（1）"), ("乙", "1-2月中心动态", "1", "2（1）"),
            ("乙", "2月得分", "5", "7.5"), ("乙", "1-2月得分", "5", "7.5"),
        ]),
        (february(甲=filed("甲", 2), 乙=filed("乙", 1, deduction=Fraction(1), note="迟报")), [
            ("乙", "扣分", "0", "1"), ("乙", "2月得分", "5", "4"), ("乙", "1-2月得分", "5", "4"),
        ]),
        (february(甲=filed("甲", 2)), [
            ("甲", "2月得分", "10", "15"), ("甲", "1-2月得分", "25", "30"),
            ("乙", "2月排名", "2", "3"), ("乙", "1-2月排名", "2", "3"),
            ("乙", "2月中心动态", "1", "0"), ("乙", "1-2月中心动态", "1", "0"),
            ("乙", "2月得分", "5", "0"), ("乙", "1-2月得分", "5", "0"),
        ]),
    ],
)  # fmt: skip
def test_every_figure_that_differs_is_told(now: Assessment, told: list[tuple[str, ...]]) -> None:
    assert sorted(differences(sent(PRINTED), now)) == sorted(told)


def test_units_that_were_or_were_not_among_those_assessed() -> None:
    renamed = replace(GROUP, units=(Unit("新甲", ("甲",)), Unit("丁"), *GROUP.units[2:]))
    now = february(renamed, 甲=filed("新甲", 2))
    told = differences(sent(PRINTED), now)
    assert ("丁", "参加考核", "未列入", "列入") in told
    assert ("乙", "参加考核", "列入", "未列入") in told
    assert {unit for unit, *_ in told} == {"新甲", "丁", "乙"}


def test_an_archive_of_the_first_edition_tells_of_scores_and_places_alone() -> None:
    figures: Mapping[str, Any] = {
        "score": "9", "rank": "1", "cumulative_score": "24", "cumulative_rank": "1",
    }  # fmt: skip
    old = Sent(2, MOMENT, {(2, "甲"): figures}, {})
    assert differences(old, PRINTED)[:2] == [
        ("甲", "2月得分", "9", "10"), ("甲", "1-2月得分", "24", "25"),
    ]  # fmt: skip


def test_the_paper_says_what_it_is_and_has_the_table_and_no_date_of_then() -> None:
    months = (MonthEntries(2, (filed("甲", 2), filed("乙", 2))),)
    settings = Settings(dates={2: dt.date(2021, 3, 2)}, hints={2: "提示"})
    book = Book(Ledger(2021, (GROUP,), (), months), settings)
    paper = made(book, Asked.of(2), [sent(PRINTED)]).published
    table = paper.correction
    assert table
    assert (table.label, table.title) == ("更正表：", "门户网站2月考核更正表")
    assert [cell.text for cell in table.header] == [
        "序号", "附表", "参加考核单位", "更正内容", "原印", "更正为",
    ]  # fmt: skip
    assert table.note == f"注：“原印”指{MOMENT}发送的数字。"
    assert paper.title == "2021年2月门户网站考核更正"
    assert paper.texts[0] == "关于更正门户网站2月考核情况的通报"
    assert [p.text for p in paper.paragraphs if p.part is Part.DATE] == ["　　年　　月　　日"]
    assert "提示" in paper.texts
