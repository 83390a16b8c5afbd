"""Random slips in a workbook: no crash, and nothing wrong computed in silence.

A small number here; ``make spoil`` runs thousands (see :mod:`fuzz`).
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from support.mutations import (
    FileFuzz,
    Spoilt,
    grids_of,
    judge,
    month_numbers,
    shifts,
    slips,
    written,
)


def test_the_workbook_before_the_slips_is_taken_as_the_slow_reader_takes_it() -> None:
    sheets = written()
    assert judge(sheets, grids_of(sheets, {})).agreed == 3


@settings(max_examples=120)
@given(spoilt=slips(), moved=shifts())
def test_slips_are_errors_or_computed_rightly(
    spoilt: Spoilt, moved: dict[str, tuple[int, int]]
) -> None:
    judge(spoilt.sheets, grids_of(spoilt.sheets, moved))


@pytest.fixture(scope="module")
def file_fuzz(tmp_path_factory: pytest.TempPathFactory) -> FileFuzz:
    return FileFuzz(tmp_path_factory.mktemp("fuzz"))


@settings(max_examples=10, suppress_health_check=list(HealthCheck))
@given(spoilt=slips(), month=month_numbers())
def test_slips_in_a_file_are_errors_or_computed_rightly(
    file_fuzz: FileFuzz, spoilt: Spoilt, month: int
) -> None:
    file_fuzz.judge(spoilt, month)
