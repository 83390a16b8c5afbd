from __future__ import annotations

import datetime as dt
from dataclasses import replace

from xlportal.core.book import Settings
from xlportal.core.demo import demo_book
from xlportal.core.new_year import book_after
from xlportal.core.rules import Unit


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
    settings = Settings(12, "某组", dt.date(2020, 12, 31), "专栏", {12: "加油"})
    new = book_after(replace(demo_book(), settings=settings))
    assert new.settings == Settings(1, "某组", None, "专栏", {})
