"""What changes within a year changes no paper of the months before; other offices' papers."""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from support.tools import REPOSITORY
from xlportal.core.book import Book
from xlportal.core.demo import demo_book
from xlportal.core.document import read_document
from xlportal.core.ledger import Count, Entry, Ledger, MonthEntries
from xlportal.core.rules import Change, Group, Item, Order, Scheme, Unit
from xlportal.publish.asked import Asked
from xlportal.publish.content import made
from xlportal.publish.render import render
from xlportal.sheets.package import parts

pytestmark = pytest.mark.usefixtures("untraced")

MOMENT = dt.datetime(2020, 8, 2)


def half_year() -> Book:
    """Return the demo's book with the months from March to July filled as well."""
    made = demo_book()
    months = tuple(
        MonthEntries(m, (Entry(1, "上城区审管办", (Count(m, 1), None, Count(1))),
                         Entry(2, "秘书处", (Count(m), None, None), Fraction(1), "迟报")))
        for m in range(3, 8)
    )  # fmt: skip
    return replace(made, ledger=replace(made.ledger, months=(*made.ledger.months, *months)))


def _first(ledger: Ledger, **changed: object) -> Ledger:
    first, second = ledger.groups
    return replace(ledger, groups=(replace(first, **changed), second))  # type: ignore[arg-type]


def with_item(ledger: Ledger) -> Ledger:
    added = _first(ledger, items=(*ledger.groups[0].items, Item("视频", "个", Fraction(3), 7)))
    months = tuple(replace(m, entries=tuple(_wider(e) for e in m.entries)) for m in added.months)
    opening = tuple(replace(o, counts=(*o.counts, None)) if o.annex == 1 else o
                    for o in added.opening)  # fmt: skip
    return replace(added, months=months, opening=opening)


def _wider(entry: Entry) -> Entry:
    return replace(entry, counts=(*entry.counts, None)) if entry.annex == 1 else entry


def with_group(ledger: Ledger) -> Ledger:
    items = (Item("动态", "条", Fraction(1)),)
    rules = ledger.groups[0].rules
    third = Group(3, "乡镇考核组", "乡镇", items, rules, (Unit("甲乡"),), first_month=7)
    return replace(ledger, groups=(*ledger.groups, third))


def with_unit(ledger: Ledger) -> Ledger:
    return _first(ledger, units=(*ledger.groups[0].units, Unit("高铁新城", first_month=7)))


def without_unit(ledger: Ledger) -> Ledger:
    units = ledger.groups[0].units
    return _first(ledger, units=(replace(units[0], last_month=6), *units[1:]))


def with_rules(ledger: Ledger) -> Ledger:
    changes = (
        Change(1, 7, "pass_ratio", Fraction("0.9")),
        Change(1, 7, "scheme", Scheme.DIRECT),
        Change(1, 7, "order", Order.RANK),
        Change(2, 7, "deductions", value=False),
        Change(2, 7, "points", Fraction(5), "中心动态"),
    )
    return replace(ledger, changes=changes)


@pytest.mark.parametrize("change", [with_item, with_group, with_unit, without_unit, with_rules])
def test_a_change_from_july_leaves_every_earlier_paper_as_it_was(
    change: Callable[[Ledger], Ledger],
) -> None:
    before = half_year()
    after = replace(before, ledger=change(before.ledger))
    for month in range(2, 8):
        old, new = (made(book, Asked.of(month)).published for book in (before, after))
        assert (old == new) is (month < 7), month


def test_an_earlier_paper_is_the_same_file_part_by_part() -> None:
    before = half_year()
    after = replace(before, ledger=with_rules(with_group(with_item(before.ledger))))
    old, new = (
        parts(render(made(book, Asked.of(6)).published, MOMENT)) for book in (before, after)
    )
    assert old == new


OFFICES = sorted((REPOSITORY / "tests/data/offices").glob("*.json"))


@pytest.mark.parametrize("path", OFFICES, ids=lambda path: path.stem)
def test_another_office_s_table_comes_out_as_it_was_printed(path: Any) -> None:
    case = json.loads(path.read_text(encoding="utf-8"))
    book = read_document(json.dumps(case["document"]))
    (table,) = made(book, Asked.of(case["month"])).published.appendices
    titles = {cell.text: cell.column for cell in table.header}
    month = case["month"]
    columns = {
        "score": titles[f"{month}月\n得分"],
        "rank": titles[f"{month}月\n排名"],
        "cumulative_score": titles[f"1-{month}月\n得分"],
    }
    rows = {str(row[1]): row for row in table.rows}
    for unit, figures in case["expected"].items():
        for name, value in figures.items():
            assert rows[unit][columns[name]] == Fraction(value), (unit, name)
    assert [*rows] == case.get("printed_order", [*rows])
    assert not {"平均分", "及格线"} & titles.keys()
