"""From grids to the book and all that is wrong with it: for files, live Excel and documents."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from openpyxl.utils.cell import coordinate_to_tuple

from xlportal.core import catalogue
from xlportal.core.book import Book, Settings
from xlportal.core.check_book import check_book, check_results
from xlportal.core.document import read_document
from xlportal.core.ledger import Ledger
from xlportal.core.limits import FIRST_MONTH, MONTHS
from xlportal.core.problems import Kind, Problem, has_errors, problem
from xlportal.errors import CannotProceed
from xlportal.files import decoded, read_bytes
from xlportal.score.assessment import assess_year
from xlportal.sheets import glance, layout, monthly
from xlportal.sheets.archive import Sent, carried, read_archive, since_sent
from xlportal.sheets.grid import Cells, Grid
from xlportal.sheets.read_files import read_workbook
from xlportal.sheets.read_months import read_month
from xlportal.sheets.read_tables import (
    read_basics,
    read_changes,
    read_groups,
    read_opening,
    read_wording,
)
from xlportal.sheets.tables import Places, Sheet, check_shape


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
    was sent, the earliest first, ``kept`` by sheet the cells that a workbook made from this one
    takes over: the archive, and what the buttons noted on 说明.
    """

    book: Book | None
    problems: tuple[Problem, ...]
    sendings: Sequence[Sent] = ()
    kept: Mapping[str, Cells] = field(default_factory=dict, repr=False)
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


def load(source: Path) -> Reading:
    """Return what a workbook or an assessment document holds.

    Raises :class:`CannotProceed` where the file cannot be read or a document breaks the contract.
    """
    if source.suffix.lower() in {".xlsm", ".xlsx"}:
        return read(read_workbook(source))
    text = decoded(read_bytes(source), source.name)
    try:
        return reading_of(read_document(text))
    except ValueError as error:
        raise CannotProceed(
            f"“{source}”不是考核数据文件（JSON），也不是工作簿（.xlsm、.xlsx），读不出来。"
        ) from error


def read(grids: Mapping[str, Grid]) -> Reading:
    """Return what the sheets in ``grids`` (by name) hold. Other sheets are not looked at."""
    sheets = {name: Sheet(grids.get(name, Grid(name, ()))) for name in layout.READ_SHEETS}
    missing = [problem(catalogue.SHEET_MISSING, n) for n in layout.INPUT_SHEETS if n not in grids]
    there = {name: sheets[name] for name in grids if name in sheets}
    places = Places()
    book = _book(sheets, there, places)
    _check_order(there.values())
    for name in layout.INPUT_SHEETS:
        check_shape(sheets[name])
    sendings = read_archive(sheets[layout.ARCHIVE])
    found = [*missing, *(wrong for sheet in there.values() for wrong in sheet.problems)]
    if book is not None:
        found += map(places.problem, check_book(book, monthly.RESERVED_LABELS))
        found += _since_sent(Reading(book, tuple(found), sendings, places=places))
    found = sorted(_telling(found), key=_position)
    kept: dict[str, Cells] = {
        layout.ARCHIVE: carried(sheets[layout.ARCHIVE].grid),
        layout.GUIDE: glance.noted(sheets[layout.GUIDE].grid),
    }
    return Reading(book, tuple(found), sendings, kept, places)


def reading_of(book: Book) -> Reading:
    """Return an assessment document as it is read: nothing in it has a cell."""
    found = [*map(Places().problem, check_book(book, monthly.RESERVED_LABELS))]
    return Reading(book, tuple(_telling(found)))


def _position(wrong: Problem) -> tuple[int, int, int]:
    """Return the place of a problem in the order in which people read."""
    row, column = coordinate_to_tuple(wrong.cell) if wrong.cell else (0, 0)
    return layout.READ_SHEETS.index(wrong.sheet), row, column


def _telling(found: Iterable[Problem]) -> Iterator[Problem]:
    """Yield what is to be mended by itself: one slip is one problem."""
    once = list(dict.fromkeys(found))
    first = [wrong for wrong in once if wrong.sheet in {layout.PARAMETERS, layout.ROSTER}]
    broken = has_errors(wrong for wrong in first if wrong.kind not in catalogue.FOLLOWING)
    renamed = any(wrong.kind is catalogue.ITEM_COLUMN_UNKNOWN for wrong in once)
    seen: set[tuple[Kind, str]] = set()
    for wrong in once:
        repeated = wrong.kind in catalogue.ONCE and (wrong.kind, wrong.found) in seen
        seen.add((wrong.kind, wrong.found))
        follows = broken and wrong.kind in catalogue.FOLLOWING
        if not (repeated or follows or (renamed and wrong.kind in catalogue.OF_NO_RENAMING)):
            yield wrong


def _since_sent(reading: Reading) -> list[Problem]:
    """Return what differs from what was sent, of months in which errors do not hide it."""
    sent = {month: found for month, found in reading.sent.items() if reading.checked(month).book}
    if not sent or reading.book is None:
        return []
    year = assess_year(reading.book.ledger, max(sent))
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
    rules = Ledger(basics["year"], groups, changes=read_changes(parameters, groups, places))
    months = {
        month: read_month(there[name], month, rules, places)
        for month in MONTHS
        if (name := layout.month_sheet(month)) in there
    }
    new = {
        p.found for p in parameters.problems if p.kind in {catalogue.GROUP_NEW, catalogue.ITEM_NEW}
    }
    ledger = replace(
        rules,
        opening=read_opening(sheets[layout.OPENING], groups, places, new),
        months=tuple(found.entries for found in months.values() if found.entries),
    )
    # The first edition had one date of issue, of the month it named.
    dates = {basics["month"]: basics["date"]} if basics["month"] and basics["date"] else {}
    settings = Settings(
        month=basics["month"],
        issuer=basics["issuer"] or "",
        column_name=basics["column_name"] or "",
        hints={month: found.hint for month, found in months.items() if found.hint},
        dates=dates | {month: found.date for month, found in months.items() if found.date},
    )
    wording = read_wording(sheets[layout.WORDING], {group.annex for group in groups}, places)
    return Book(ledger, settings, wording)
