"""From grids to the book and all that is wrong with it: for files, live Excel and documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from openpyxl.utils.cell import coordinate_to_tuple

from xlportal.core import catalogue
from xlportal.core.book import Book, Settings
from xlportal.core.check_book import check_book, check_results
from xlportal.core.checks import Place, Table
from xlportal.core.ledger import Ledger
from xlportal.core.limits import FIRST_MONTH, MONTHS
from xlportal.core.problems import Kind, Problem, has_errors, problem
from xlportal.core.rules import Group
from xlportal.score.assessment import assess_year
from xlportal.sheets import layout, monthly
from xlportal.sheets.archive import Sent, carried, read_archive
from xlportal.sheets.grid import Grid
from xlportal.sheets.places import Places
from xlportal.sheets.read_months import MonthRead, Unplaced, read_month, unplaced
from xlportal.sheets.read_opening import read_opening
from xlportal.sheets.read_parameters import read_basics, read_changes, read_groups
from xlportal.sheets.read_wording import read_wording
from xlportal.sheets.shapes import check_shape
from xlportal.sheets.since_sent import since_sent
from xlportal.sheets.tables import Sheet


@dataclass(frozen=True)
class Checked:
    """A book as far as the results of a month, or of a span that ends with it, rest on it.

    ``book`` is None where any of the ``problems`` is an error.
    """

    month: int
    book: Book | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Reading:
    """A workbook read: the book (None where there are no groups to build on), all problems.

    ``problems`` are those that matter whatever is asked for, also exporting. ``sendings`` is what
    was sent, the earliest first, ``kept`` the cells of the archive that say so.
    """

    book: Book | None
    problems: tuple[Problem, ...]
    sendings: Sequence[Sent] = ()
    kept: Mapping[tuple[int, int], object] = field(default_factory=dict, repr=False)
    places: Places = field(default_factory=Places, repr=False, compare=False)

    @property
    def sent(self) -> dict[int, Sent]:
        """Return what was last sent of every month."""
        return {sending.month: sending for sending in self.sendings}

    def checked(self, month: int, first: int | None = None) -> Checked:
        """Return the book checked for the results of ``month``, of a span from ``first`` if given.

        Errors on the sheets of later months stop nothing.
        """
        found = [p for p in self.problems if (layout.month_of(p.sheet) or FIRST_MONTH) <= month]
        found += self._asked(month, first or month)
        return Checked(month, None if has_errors(found) else self.book, tuple(found))

    def all_problems(self) -> tuple[Problem, ...]:
        """Return the problems of the whole workbook, as seen from the last filled month."""
        filled = self.book.ledger.filled if self.book else ()
        return (*self.problems, *(self._asked(filled[-1], filled[-1]) if filled else ()))

    def _asked(self, month: int, first: int) -> Iterable[Problem]:
        """Return what is wrong with these months' results, but for what is wrong anyway."""
        broken = {wrong.sheet for wrong in self.problems if wrong.is_error}
        if self.book is None or broken & {layout.PARAMETERS, layout.ROSTER}:
            return ()
        found = map(self.places.problem, check_results(self.book, month, first))
        return (wrong for wrong in found if wrong.sheet not in broken)


def read(grids: Mapping[str, Grid]) -> Reading:
    """Return what the sheets in ``grids`` (by name) hold. Other sheets are not looked at."""
    sheets = {name: Sheet(grids.get(name, Grid(name, ()))) for name in layout.READ_SHEETS}
    missing = [problem(catalogue.SHEET_MISSING, n) for n in layout.INPUT_SHEETS if n not in grids]
    there = {name: sheet for name, sheet in sheets.items() if name in grids}
    places = Places()
    book = _book(sheets, there, places)
    _check_order([there[name] for name in grids if name in there])
    for name in layout.INPUT_SHEETS:
        check_shape(sheets[name])
    sent = read_archive(sheets[layout.ARCHIVE])
    found = [*missing, *(wrong for sheet in there.values() for wrong in sheet.problems)]
    if book is not None:
        found += map(places.problem, check_book(book, monthly.RESERVED_LABELS))
        found += _since_sent(Reading(book, tuple(found), sent, places=places))
    found = sorted(_telling(found), key=_position)
    return Reading(book, tuple(found), sent, carried(sheets[layout.ARCHIVE].grid), places)


def _position(wrong: Problem) -> tuple[int, int, int]:
    """Return the place of a problem in the order in which people read."""
    row, column = coordinate_to_tuple(wrong.cell) if wrong.cell else (0, 0)
    return layout.READ_SHEETS.index(wrong.sheet), row, column


def _telling(found: Sequence[Problem]) -> Iterator[Problem]:
    """Yield what is to be mended by itself: one slip is one problem."""
    first = [wrong for wrong in found if wrong.sheet in {layout.PARAMETERS, layout.ROSTER}]
    broken = has_errors(wrong for wrong in first if wrong.kind not in catalogue.FOLLOWING)
    seen: set[tuple[Kind, str]] = set()
    for wrong in found:
        repeated = wrong.kind in catalogue.ONCE and (wrong.kind, wrong.found) in seen
        seen.add((wrong.kind, wrong.found))
        if not repeated and not (broken and wrong.kind in catalogue.FOLLOWING):
            yield wrong


def reading_of(book: Book) -> Reading:
    """Return an assessment document as it is read: nothing in it has a cell."""
    found = [*map(Places().problem, check_book(book, monthly.RESERVED_LABELS))]
    return Reading(book, tuple(_telling(found)))


def _since_sent(reading: Reading) -> list[Problem]:
    """Return what differs from what was sent, of months in which errors do not hide it."""
    months = [month for month in reading.sent if reading.checked(month).book]
    if not months or reading.book is None:
        return []
    year = assess_year(reading.book.ledger, max(months))
    sent = {month: reading.sent[month] for month in months}
    return [reading.places.problem(found) for found in since_sent(year, sent)]


def _check_order(sheets: Iterable[Sheet]) -> None:
    """Complain of month sheets that stand behind a later month's."""
    latest = 0
    for sheet in sheets:
        month = layout.month_of(sheet.name) or latest
        if month < latest:
            sheet.add(catalogue.SHEETS_REORDERED, found=layout.month_sheet(latest))
        latest = max(month, latest)


def _book(sheets: Mapping[str, Sheet], there: Mapping[str, Sheet], places: Places) -> Book | None:
    parameters = sheets[layout.PARAMETERS]
    basics = read_basics(parameters)
    groups = read_groups(parameters, sheets[layout.ROSTER], places)
    if not groups:
        return None
    months = {
        month: there[name] for month in MONTHS if (name := layout.month_sheet(month)) in there
    }
    new = unplaced(months, groups)
    _refuse_new(groups, new, places)
    rules = Ledger(basics["year"], groups, changes=read_changes(parameters, groups, places))
    read_of = {m: read_month(sheet, m, rules, new, places) for m, sheet in months.items()}
    ledger = replace(
        rules,
        opening=read_opening(sheets[layout.OPENING], groups, places, new),
        months=tuple(found.entries for found in read_of.values() if found.entries),
    )
    wording = read_wording(sheets[layout.WORDING], {group.annex for group in groups}, places)
    return Book(ledger, _settings(basics, read_of), wording)


def _refuse_new(groups: Sequence[Group], new: Unplaced, places: Places) -> None:
    """Complain of groups and items that no month sheet has a place for."""
    for number, group in enumerate(groups):
        cell = places.cell(Place(Table.GROUPS, number, "annex"))
        if cell and group.annex in new.groups:
            cell.add(catalogue.GROUP_NEW)
        for row, item in enumerate(group.items):
            cell = places.cell(Place(Table.ITEMS, row, "name", group.annex))
            if cell and (group.annex, item.name) in new.items:
                cell.add(catalogue.ITEM_NEW)


def _settings(basics: Mapping[str, Any], months: Mapping[int, MonthRead]) -> Settings:
    """Return the settings; the first edition had one date of issue, of the month it named."""
    dates = {basics["month"]: basics["date"]} if basics["month"] and basics["date"] else {}
    return Settings(
        month=basics["month"],
        issuer=basics["issuer"] or "",
        column_name=basics["column_name"] or "",
        hints={month: found.hint for month, found in months.items() if found.hint},
        dates=dates | {month: found.date for month, found in months.items() if found.date},
    )
