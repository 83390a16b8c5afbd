"""``python tests/fuzz.py [CELLS [FILES]]``: thousands of spoilt workbooks, and how they were taken.

CELLS spoilt workbooks are read from their cells, FILES more from real workbook files, one month of
each computed by the command. The numbers are printed; the first one taken wrongly stops the run
with the smallest slip that shows it.
"""

from __future__ import annotations

import sys
import tempfile
import time
import warnings
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis.errors import HypothesisWarning

from support.mutations import (
    COUNTS,
    FileFuzz,
    Spoilt,
    grids_of,
    judge,
    month_numbers,
    shifts,
    slips,
)

CELLS, FILES = 12_000, 400


def run(cells: int, files: int) -> None:
    """Judge so many spoilt workbooks."""
    unhurried = settings(
        max_examples=cells, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )

    @unhurried
    @given(spoilt=slips(), moved=shifts())
    def from_cells(spoilt: Spoilt, moved: dict[str, tuple[int, int]]) -> None:
        judge(spoilt.sheets, grids_of(spoilt.sheets, moved))

    with tempfile.TemporaryDirectory() as folder:
        fuzz = FileFuzz(Path(folder))

        @settings(unhurried, max_examples=files)
        @given(spoilt=slips(), month=month_numbers())
        def from_files(spoilt: Spoilt, month: int) -> None:
            fuzz.judge(spoilt, month)

        from_cells()
        from_files()


if __name__ == "__main__":
    warnings.simplefilter("ignore", HypothesisWarning)
    started = time.monotonic()
    wanted = [int(word) for word in sys.argv[1:3]]
    run(*wanted, *(CELLS, FILES)[len(wanted) :])
    numbers = [*COUNTS.items(), ("seconds", round(time.monotonic() - started))]
    sys.stdout.writelines(f"{number:>8}  {what}\n" for what, number in numbers)
