from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from xlportal.core.book import Settings
from xlportal.core.demo import demo_book


@pytest.mark.parametrize(
    ("date", "month", "fits"),
    [
        (dt.date(2020, 3, 2), 2, True),
        (dt.date(2020, 2, 28), 2, True),
        (dt.date(2020, 4, 30), 2, True),
        (dt.date(2020, 5, 1), 2, False),
        (dt.date(2020, 3, 2), 4, False),
        (dt.date(2021, 1, 5), 12, True),
        (dt.date(2019, 12, 31), 1, False),
        (None, 2, True),
    ],
)
def test_a_date_of_another_month_is_not_printed(
    date: dt.date | None, month: int, *, fits: bool
) -> None:
    book = replace(demo_book(), settings=Settings(dates={month: date} if date else {}))
    assert book.date_fits(month) is fits
    assert book.facts(month).date == (date if fits else None)
