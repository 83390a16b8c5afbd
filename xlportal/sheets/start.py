"""What a new workbook starts with: the same year refitted, or the next year's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from xlportal.core.book import Book, book_after
from xlportal.core.catalogue import REFITTED
from xlportal.core.problems import Problem
from xlportal.sheets import layout
from xlportal.sheets.grid import Cells
from xlportal.sheets.reading import Reading


@dataclass(frozen=True)
class Start:
    """The book of a new workbook, None where ``problems`` forbid it, and what it takes over."""

    book: Book | None
    problems: Sequence[Problem] = ()
    kept: Mapping[str, Cells] = field(default_factory=dict)


def refitted(reading: Reading) -> Start:
    """Return the start of a workbook with all data of another, or of a document.

    Groups, items and units that were added get their places, lost formulas come back.
    """
    left = [found for found in reading.problems if found.kind not in REFITTED]
    wrong = [found for found in left if found.is_error]
    return Start(None if wrong else reading.book, wrong or left, reading.kept)


def next_year(reading: Reading) -> Start:
    """Return the start of the next year's workbook: rules, roster and wording, nothing filed."""
    wrong = [
        found
        for found in reading.problems
        if found.is_error and found.kind not in REFITTED and found.sheet in layout.LASTING_SHEETS
    ]
    return Start(book_after(reading.book) if reading.book and not wrong else None, wrong)
