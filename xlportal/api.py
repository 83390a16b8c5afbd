"""The public interface: load a workbook, assess its year, take tables, render. See ``docs/api.md``.

The same steps as the command's, on values: nothing is printed, and the only file touched is the one
that is loaded.
"""

import datetime as dt
import os
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from xlportal.core.book import Book
from xlportal.core.problems import Problem, summary
from xlportal.errors import CannotProceed
from xlportal.files import now
from xlportal.publish.asked import Asked
from xlportal.publish.content import made
from xlportal.publish.render import render as render_publication
from xlportal.score.assessment import Assessment, GroupMonth, assess_year
from xlportal.sheets.reading import Reading
from xlportal.sheets.reading import load as load_source

__all__ = ["CannotProceed", "DataProblems", "assess", "load", "render", "table"]


class DataProblems(Exception):
    """The data have errors; ``problems`` holds every one, with sheet, cell and what to type."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(summary(problems))
        self.problems = tuple(problems)


def table(source: Reading | str | os.PathLike[str], month: int, annex: int) -> pd.DataFrame:
    """Return a group's month as a frame, a row a unit, indexed by its name.

    The columns are every item's pieces, those of them in the special column (``…（专栏）``), then
    ``info_score``, ``deduction``, ``addition``, ``score``, ``rank``, ``cumulative_score`` and
    ``cumulative_rank``: whole numbers and exact :class:`fractions.Fraction`, never floats.

    Raises :class:`DataProblems` where anything that touches the month is wrong, ``KeyError`` where
    the group is not there in it.
    """
    reading = source if isinstance(source, Reading) else load(source)
    groups = {found.group.annex: found for found in assess(reading, month).groups}
    return _table(groups[annex])


def load(path: str | os.PathLike[str]) -> Reading:
    """Return what a working workbook or an assessment document (``.json``) holds.

    The result carries the data in ``book`` and all that is wrong with them in ``problems``.

    Raises :class:`CannotProceed` where the file cannot be read or a document breaks the contract.
    """
    return load_source(Path(path))


def assess(reading: Reading, month: int) -> Assessment:
    """Return the exact results of ``month``: per group, averages, scores and places as frames.

    Raises :class:`DataProblems` where anything that touches the month is wrong.
    """
    return assess_year(_sound(reading, month).ledger, month)[month]


def render(reading: Reading, month: int, created: dt.datetime | None = None) -> bytes:
    """Return the publication of ``month`` as an .xlsx package without macros or formulas.

    ``created`` is written into its properties (now if None); equal inputs give equal bytes. Raises
    :class:`DataProblems` where anything that touches the month is wrong.
    """
    book = _sound(reading, month)
    found = made(book, Asked.of(month))
    return render_publication(found.published, created or now(), found.months)


def _sound(reading: Reading, month: int) -> Book:
    checked = reading.checked(month)
    if checked.book is None:
        raise DataProblems(checked.problems)
    return checked.book


def _table(group: GroupMonth) -> pd.DataFrame:
    names = [column for item in group.terms.items for column in (item.name, f"{item.name}（专栏）")]
    counts = group.counts.set_axis(names, axis="columns")
    return pd.concat([counts, group.figures], axis="columns")
