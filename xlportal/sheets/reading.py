"""From grids to the book and all that is wrong with it: for files, live Excel and documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlportal.core import catalogue
from xlportal.core.book import Book, Settings
from xlportal.core.labels import month_label, span_label
from xlportal.core.ledger import Ledger
from xlportal.core.limits import FIRST_MONTH, LAST_MONTH
from xlportal.core.problems import Problem, has_errors, problem
from xlportal.core.rules import Group
from xlportal.score.assessment import assess_year
from xlportal.sheets import layout
from xlportal.sheets.grid import Grid, address
from xlportal.sheets.read_archive import Change, Sent, changes, read_archive
from xlportal.sheets.read_months import (
    MonthRead,
    Unplaced,
    name_cell,
    read_month,
    unplaced,
)
from xlportal.sheets.read_opening import read_opening
from xlportal.sheets.read_parameters import complain_of_new, read_basics, read_groups
from xlportal.sheets.read_wording import read_wording
from xlportal.sheets.shapes import check_shape
from xlportal.sheets.tables import Sheet


@dataclass(frozen=True)
class Reading:
    """A workbook read: the book (None where there are no groups to build on), all problems."""

    book: Book | None
    problems: tuple[Problem, ...]
    date_cell: str = ""

    def problems_of(self, month: int) -> tuple[Problem, ...]:
        """Return the problems that touch the results of ``month``: later months do not."""
        found = [p for p in self.problems if (layout.month_of(p.sheet) or FIRST_MONTH) <= month]
        return (*found, *self._of_month(month))

    def sound(self, month: int) -> Book | None:
        """Return the book, None where anything that touches the results of ``month`` is wrong."""
        return None if has_errors(self.problems_of(month)) else self.book

    def all_problems(self) -> tuple[Problem, ...]:
        """Return the problems of the whole workbook, as seen from the last filled month."""
        filled = self.book.ledger.filled if self.book else ()
        if not filled or self.book is None:
            return self.problems
        return (*self.problems, *self._of_month(filled[-1]))

    def _of_month(self, month: int) -> Iterator[Problem]:
        """Yield what only shows when the results of ``month`` are asked for."""
        book = self.book
        if book is None:
            return
        if month not in book.ledger.filled:
            yield _not_filled(book.ledger, month)
            return
        yield from _gaps(book.ledger, month)
        if book.ledger.year and not book.date_fits(month):
            yield problem(
                catalogue.DATE_STALE,
                layout.PARAMETERS,
                self.date_cell,
                found=str(book.settings.dates[month]),
                month=month_label(month),
            )


def read(grids: Mapping[str, Grid]) -> Reading:
    """Return what the sheets in ``grids`` (by name) hold. Other sheets are not looked at."""
    sheets = {name: Sheet(grids.get(name, Grid(name, ()))) for name in layout.READ_SHEETS}
    missing = [name for name in layout.INPUT_SHEETS if name not in grids]
    book = _book(sheets, missing)
    _check_order(grids, sheets)
    for name in layout.INPUT_SHEETS:
        check_shape(sheets[name])
    sent = read_archive(sheets[layout.ARCHIVE])
    if book is not None and sent:
        _check_sent(book, sent, sheets, missing)
    date = sheets[layout.PARAMETERS].right_of(layout.DATE_LABEL)
    return Reading(book, _problems(sheets, missing), address(date.row, date.column) if date else "")


def _problems(sheets: Mapping[str, Sheet], missing: Sequence[str]) -> tuple[Problem, ...]:
    found: list[Problem] = []
    for name, sheet in sheets.items():
        found += [problem(catalogue.SHEET_MISSING, name)] if name in missing else sheet.problems
    return tuple(found)


def _check_order(grids: Mapping[str, Grid], sheets: Mapping[str, Sheet]) -> None:
    """Complain of month sheets that stand behind a later month's."""
    months = [name for name in grids if name in layout.MONTHS]
    for index, name in enumerate(months):
        later = [other for other in months[:index] if _number(other) > _number(name)]
        if later:
            sheets[name].add(catalogue.SHEETS_REORDERED, found=later[0])


def _number(sheet: str) -> int:
    return layout.month_of(sheet) or 0


def _check_sent(
    book: Book, sent: Mapping[int, Sent], sheets: Mapping[str, Sheet], missing: Sequence[str]
) -> None:
    """Complain of figures that differ from those sent, unless errors hide what they are now."""
    reading = Reading(book, _problems(sheets, missing))
    sound = [month for month in sent if not has_errors(reading.problems_of(month))]
    year = assess_year(book.ledger, max(sound, default=0))
    for assessment in year.months.values():
        if assessment.month in sound:
            for change in changes(sent[assessment.month], assessment):
                sheet = sheets[layout.month_sheet(assessment.month)]
                _add_change(sheet, book.ledger.groups, change)


def _add_change(sheet: Sheet, groups: Sequence[Group], change: Change) -> None:
    words = {"found": change.found, "now": change.now, "what": change.what}
    row, column = name_cell(sheet.grid, groups, change.annex, change.unit)
    sheet.cell(row, column).add(catalogue.SENT_CHANGED, subject=change.unit, **words)


def _book(sheets: Mapping[str, Sheet], missing: Sequence[str]) -> Book | None:
    basics = read_basics(sheets[layout.PARAMETERS])
    groups = read_groups(sheets[layout.PARAMETERS], sheets[layout.ROSTER])
    if not groups:
        return None
    month_sheets = [sheets[name] for name in layout.MONTHS if name not in missing]
    new = unplaced(month_sheets, groups)
    complain_of_new(sheets[layout.PARAMETERS], new.groups, new.items)
    months = _months(sheets, missing, groups, new)
    entries = tuple(read.entries for read in months.values() if read.entries)
    filled = [filed.month for filed in entries]
    ledger = Ledger(
        year=basics.year or 0,
        groups=groups,
        opening=read_opening(sheets[layout.OPENING], groups, filled, new),
        months=entries,
    )
    settings = Settings(
        month=basics.month,
        issuer=basics.issuer,
        dates={basics.month: basics.date} if basics.month and basics.date else {},
        column_name=basics.column_name,
        hints={month: read.hint for month, read in months.items() if read.hint},
    )
    wording = read_wording(sheets[layout.WORDING], ledger, hinted=bool(settings.hints))
    return Book(ledger, settings, wording)


def _months(
    sheets: Mapping[str, Sheet], missing: Sequence[str], groups: Sequence[Group], new: Unplaced
) -> dict[int, MonthRead]:
    return {
        month: read_month(sheets[layout.month_sheet(month)], month, groups, new)
        for month in range(FIRST_MONTH, LAST_MONTH + 1)
        if layout.month_sheet(month) not in missing
    }


def _not_filled(ledger: Ledger, month: int) -> Problem:
    carried = _carried_for_all(ledger)
    if month <= carried:
        through = layout.month_sheet(carried)
        return problem(catalogue.MONTH_CARRIED, layout.month_sheet(month), found=through)
    return problem(catalogue.MONTH_NOT_FILLED, layout.month_sheet(month))


def _gaps(ledger: Ledger, month: int) -> Iterator[Problem]:
    """Yield the months before ``month`` that are neither filled nor carried in for every group."""
    for earlier in range(FIRST_MONTH, month):
        if earlier not in ledger.filled and any(
            _carried(ledger, group.annex) < earlier
            for group in ledger.groups
            if any(unit.is_there(earlier) for unit in group.units)
        ):
            words = {"found": month_label(earlier), "label": span_label(month) or ""}
            yield problem(catalogue.MONTH_GAP, layout.month_sheet(earlier), **words)


def _carried_for_all(ledger: Ledger) -> int:
    """Return the month up to which every group with units has carry-in, 0 for none."""
    groups = [group for group in ledger.groups if group.units]
    return min((_carried(ledger, group.annex) for group in groups), default=0)


def _carried(ledger: Ledger, annex: int) -> int:
    return max((opening.through for opening in ledger.opening_of(annex)), default=0)
