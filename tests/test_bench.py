"""What speed is measured on has to be real data, the same at every run."""

from __future__ import annotations

from bench.years import year
from xlportal.score.assessment import assess_year
from xlportal.sheets.contents import grids
from xlportal.sheets.reading import read


def test_a_made_up_year_is_a_sound_one_and_the_same_every_time() -> None:
    book = year(20)
    assert book == year(20)
    reading = read(grids(book))
    assert reading.all_problems() == ()
    assert reading.book is not None
    assert reading.book.ledger == book.ledger
    assert [len(a.groups[0].units) for a in assess_year(book.ledger)] == [20] * 12
