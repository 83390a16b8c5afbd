from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

from xlportal.core.book import Settings
from xlportal.core.demo import demo_book
from xlportal.core.new_year import book_after
from xlportal.core.rules import POINTS, Change, Unit


def test_a_new_year_keeps_rules_units_and_wording_and_files_nothing() -> None:
    old = demo_book()
    new = book_after(old)
    assert new.ledger.year == 2021
    assert new.ledger.groups == old.ledger.groups
    assert (new.ledger.months, new.ledger.opening) == ((), ())
    assert new.wording == old.wording


def test_units_that_left_are_gone_and_those_that_joined_are_there_from_january() -> None:
    old = demo_book()
    units = (Unit("甲", last_month=6), Unit("乙", ("老乙",), first_month=5), Unit("丙"))
    group = replace(old.ledger.groups[0], units=units)
    new = book_after(replace(old, ledger=replace(old.ledger, groups=(group,))))
    assert new.ledger.groups[0].units == (Unit("乙", ("老乙",)), Unit("丙"))


def test_month_date_and_hints_are_last_year_s_business() -> None:
    settings = Settings(12, "某组", "专栏", {12: "加油"}, {12: dt.date(2020, 12, 31)})
    new = book_after(replace(demo_book(), settings=settings))
    assert new.settings == Settings(1, "某组", "专栏")


def test_december_s_rules_are_next_year_s() -> None:
    old = demo_book()
    first = replace(old.ledger.groups[0], first_month=4)
    items = (replace(first.items[0], last_month=9), *first.items[1:])
    changes = (
        Change(1, 6, "pass_ratio", Fraction("0.9")),
        Change(1, 7, POINTS, Fraction(3), "经验介绍"),
    )
    groups = (replace(first, items=items), replace(old.ledger.groups[1], last_month=11))
    new = book_after(replace(old, ledger=replace(old.ledger, groups=groups, changes=changes)))
    (group,) = new.ledger.groups
    assert (group.first_month, group.rules.pass_ratio) == (1, Fraction("0.9"))
    assert [(item.name, item.points) for item in group.items] == [("经验介绍", 3), ("调查报告", 20)]
    assert new.ledger.changes == ()
