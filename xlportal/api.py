"""The public interface: load a workbook, assess a month, render it. See ``docs/api.md``.

The same steps as the command's, on values: nothing is printed, and the only file touched is the one
that is loaded.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from pathlib import Path

from xlportal.core.book import Book
from xlportal.core.problems import Problem, summary
from xlportal.errors import CannotProceed
from xlportal.publish.content import publication
from xlportal.publish.render import render as render_publication
from xlportal.score.assessment import Assessment
from xlportal.score.assessment import assess as assess_month
from xlportal.sheets.reading import Reading, read
from xlportal.sheets.sources import source_grids

__all__ = ["CannotProceed", "DataProblems", "assess", "load", "render"]


class DataProblems(Exception):
    """The data have errors; ``problems`` holds every one, with sheet, cell and what to type."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(summary(problems))
        self.problems = tuple(problems)


def load(path: str | os.PathLike[str]) -> Reading:
    """Return what a working workbook or an assessment document (``.json``) holds.

    The result carries the data in ``book`` and all that is wrong with them in ``problems``.

    Raises :class:`CannotProceed` where the file cannot be read or a document breaks the contract.
    """
    return read(source_grids(Path(path)))


def assess(reading: Reading, month: int) -> Assessment:
    """Return the exact results of ``month``: per group, averages, scores and places.

    Numbers are :class:`fractions.Fraction`. Raises :class:`DataProblems` where anything that
    touches the month is wrong.
    """
    return assess_month(_sound(reading, month).ledger, month)


def render(reading: Reading, month: int, created: dt.datetime | None = None) -> bytes:
    """Return the publication of ``month`` as an .xlsx package without macros or formulas.

    ``created`` is written into its properties (now if None); equal inputs give equal bytes. Raises
    :class:`DataProblems` where anything that touches the month is wrong.
    """
    assessment = assess(reading, month)
    moment = created or dt.datetime.now().replace(microsecond=0)
    return render_publication(publication(_sound(reading, month), assessment), moment)


def _sound(reading: Reading, month: int) -> Book:
    book = reading.sound(month)
    if book is None:
        raise DataProblems(reading.problems_of(month))
    return book
