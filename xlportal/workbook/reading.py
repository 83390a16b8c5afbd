"""From grids to the book and all that is wrong with it: for files, live Excel and documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlportal import problems as catalogue
from xlportal.book import Book, Settings
from xlportal.circular import month_label, span_label
from xlportal.ledger import Ledger
from xlportal.problems import Problem, problem
from xlportal.rules import FIRST_MONTH, LAST_MONTH, Group
from xlportal.workbook import layout
from xlportal.workbook.grid import Grid
from xlportal.workbook.read_months import MonthRead, read_month, read_opening
from xlportal.workbook.read_parameters import read_basics, read_groups
from xlportal.workbook.read_wording import read_wording
from xlportal.workbook.tables import Sheet


@dataclass(frozen=True)
class Reading:
    """A workbook read: the book (None where there are no groups to build on), all problems."""

    book: Book | None
    problems: tuple[Problem, ...]

    def problems_of(self, month: int) -> tuple[Problem, ...]:
        """Return the problems that touch the results of ``month``: later months do not."""
        found = [p for p in self.problems if (layout.month_of(p.sheet) or FIRST_MONTH) <= month]
        return (*found, *(_of_month(self.book, month) if self.book else ()))

    def all_problems(self) -> tuple[Problem, ...]:
        """Return the problems of the whole workbook, as seen from the last filled month."""
        filled = self.book.ledger.filled if self.book else ()
        if not filled or self.book is None:
            return self.problems
        return (*self.problems, *_of_month(self.book, filled[-1]))


def read(grids: Mapping[str, Grid]) -> Reading:
    """Return what the sheets in ``grids`` (by name) hold. Other sheets are not looked at."""
    sheets = {name: Sheet(grids.get(name, Grid(name, ()))) for name in layout.INPUT_SHEETS}
    missing = [name for name in layout.INPUT_SHEETS if name not in grids]
    book = _book(sheets, missing)
    found: list[Problem] = []
    for name, sheet in sheets.items():
        found += [problem(catalogue.SHEET_MISSING, name)] if name in missing else sheet.problems
    return Reading(book, tuple(found))


def _book(sheets: Mapping[str, Sheet], missing: Sequence[str]) -> Book | None:
    basics = read_basics(sheets[layout.PARAMETERS])
    groups = read_groups(sheets[layout.PARAMETERS], sheets[layout.ROSTER])
    if not groups:
        return None
    months = _months(sheets, missing, groups)
    entries = tuple(read.entries for read in months.values() if read.entries)
    filled = [filed.month for filed in entries]
    ledger = Ledger(
        year=basics.year or 0,
        groups=groups,
        opening=read_opening(sheets[layout.OPENING], groups, filled),
        months=entries,
    )
    settings = Settings(
        month=basics.month,
        issuer=basics.issuer,
        date=basics.date,
        column_name=basics.column_name,
        hints={month: read.hint for month, read in months.items() if read.hint},
    )
    annexes = [group.annex for group in groups]
    return Book(ledger, settings, read_wording(sheets[layout.WORDING], annexes))


def _months(
    sheets: Mapping[str, Sheet], missing: Sequence[str], groups: Sequence[Group]
) -> dict[int, MonthRead]:
    return {
        month: read_month(sheets[layout.month_sheet(month)], month, groups)
        for month in range(FIRST_MONTH, LAST_MONTH + 1)
        if layout.month_sheet(month) not in missing
    }


def _of_month(book: Book, month: int) -> list[Problem]:
    """Return what only shows when the results of ``month`` are asked for."""
    sheet = layout.month_sheet(month)
    if month not in book.ledger.filled:
        return [problem(catalogue.MONTH_NOT_FILLED, sheet)]
    found = []
    carried = max((opening.through for opening in book.ledger.opening), default=0)
    for earlier in range(carried + 1, month):
        if earlier not in book.ledger.filled:
            label = month_label(earlier)
            found.append(
                problem(
                    catalogue.MONTH_GAP,
                    layout.month_sheet(earlier),
                    found=label,
                    label=span_label(month),
                )
            )
    if book.settings.date is not None and not book.date_fits(month):
        shown = str(book.settings.date)
        found.append(
            problem(catalogue.DATE_STALE, layout.PARAMETERS, found=shown, month=month_label(month))
        )
    return found
