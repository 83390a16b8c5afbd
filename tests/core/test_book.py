"""What a workbook's book says besides figures, and what the next year's starts with."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest

from xlportal.core.book import Settings, book_after
from xlportal.core.demo import demo_book
from xlportal.core.rules import POINTS, Change, Unit


@pytest.mark.parametrize(
    ("date", "month", "fits"),
    [
        (dt.date(2020, 3, 2), 2, True), (dt.date(2020, 2, 28), 2, True),
        (dt.date(2020, 4, 30), 2, True), (dt.date(2020, 5, 1), 2, False),
        (dt.date(2020, 3, 2), 4, False), (dt.date(2021, 1, 5), 12, True),
        (dt.date(2019, 12, 31), 1, False), (None, 2, True),
    ],
)  # fmt: skip
def test_a_date_fits_its_month_and_the_two_after_it(
    date: dt.date | None, month: int, *, fits: bool
) -> None:
    book = replace(demo_book(), settings=Settings(dates={month: date} if date else {}))
    assert book.date_fits(month) is fits


def test_a_new_year_keeps_rules_units_wording_and_settings_and_files_nothing() -> None:
    settings = Settings(12, "某组", "专栏", {12: "加油"}, {12: dt.date(2020, 12, 31)})
    old = replace(demo_book(), settings=settings)
    new = book_after(old)
    assert (new.ledger.year, new.ledger.groups) == (2021, old.ledger.groups)
    assert (new.ledger.months, new.ledger.opening) == ((), ())
    assert (new.wording, new.settings) == (old.wording, Settings(1, "某组", "专栏"))


def test_december_s_rules_items_and_units_are_next_year_s_from_january_on() -> None:
    old = demo_book()
    first = replace(old.ledger.groups[0], first_month=4)
    items = (replace(first.items[0], last_month=9), *first.items[1:])
    units = (Unit("甲", last_month=6), Unit("乙", ("老乙",), first_month=5), Unit("丙"))
    changes = (
        Change(1, 6, "pass_ratio", Fraction("0.9")),
        Change(1, 7, POINTS, Fraction(3), "经验介绍"),
    )
    groups = (
        replace(first, items=items, units=units),
        replace(old.ledger.groups[1], last_month=11),
    )
    new = book_after(replace(old, ledger=replace(old.ledger, groups=groups, changes=changes)))
    (group,) = new.ledger.groups
    assert (group.first_month, group.rules.pass_ratio) == (1, Fraction("0.9"))
    assert group.units == (Unit("乙", ("老乙",)), Unit("丙"))
    assert [(item.name, item.points) for item in group.items] == [("经验介绍", 3), ("调查报告", 20)]
    assert new.ledger.changes == ()
