from __future__ import annotations

from support.tools import REPOSITORY
from xlportal.excel.template import template
from xlportal.sheets.files import grids_of
from xlportal.sheets.package import parts
from xlportal.sheets.reading import read

COMMITTED = REPOSITORY / "workbook_template.xlsm"


def test_the_committed_template_is_what_the_code_builds_part_by_part() -> None:
    committed, built = parts(COMMITTED.read_bytes()), parts(template())
    assert list(committed) == list(built)
    changed = [name for name in built if committed[name] != built[name]]
    assert not changed, "run `make template` and commit the result"


def test_building_twice_gives_the_same_bytes() -> None:
    assert template() == template()


def test_the_template_is_sound_and_empty() -> None:
    reading = read(grids_of(COMMITTED.read_bytes(), COMMITTED.name))
    assert reading.all_problems() == ()
    assert reading.book is not None
    ledger = reading.book.ledger
    assert (ledger.year, ledger.months, ledger.opening) == (2026, (), ())
    assert [len(group.units) for group in ledger.groups] == [14, 8]
