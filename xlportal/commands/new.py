"""``xlportal new``: a year's working workbook, empty, with given data or after another year's."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from xlportal.commands.common import DONE, PROBLEMS, now, refuse, require_suffix, say
from xlportal.core.book import Book
from xlportal.core.catalogue import ADDED
from xlportal.core.defaults import empty_book
from xlportal.core.json_nodes import DocumentError
from xlportal.core.new_year import book_after
from xlportal.core.problems import Problem
from xlportal.excel.project import working_workbook
from xlportal.files import check_new, write_new
from xlportal.sheets import layout
from xlportal.sheets.archive import carried
from xlportal.sheets.edit import Value, set_cells
from xlportal.sheets.grid import Grid
from xlportal.sheets.reading import read
from xlportal.sheets.sources import is_workbook, source_grids


def run(book: Path, year: int | None, source: Path | None, previous: Path | None) -> int:
    """Write a working workbook to ``book``, which must not exist yet."""
    require_suffix(book, ".xlsm")
    check_new(book)
    try:
        start = _start(source, previous, year or dt.date.today().year)
    except DocumentError as error:
        print(f"{source or previous}：{error}。", file=sys.stderr)
        return PROBLEMS
    if start.book is None or start.problems:
        return refuse(start.problems)
    made = start.book if year is None else _of_year(start.book, year)
    write_new(book, set_cells(working_workbook(made, now()), {layout.ARCHIVE: start.sent}))
    say(f"已生成 {book}")
    return DONE


@dataclass(frozen=True)
class _Start:
    """What the workbook starts with, what was sent before, and the problems that forbid it."""

    book: Book | None
    sent: Mapping[tuple[int, int], Value] = field(default_factory=dict)
    problems: Sequence[Problem] = ()


def _start(source: Path | None, previous: Path | None, year: int) -> _Start:
    if source is not None:
        return _given(source)
    if previous is not None:
        return _continued(previous)
    return _Start(empty_book(year))


def _given(source: Path) -> _Start:
    """Return all data of a workbook or document. Groups and items added to it get their places."""
    found = source_grids(source)
    reading = read(found)
    wrong = [p for p in reading.problems if p.is_error and p.kind not in ADDED]
    if not is_workbook(source):
        # A document has no cells to look at.
        wrong = [replace(problem, cell="") for problem in wrong]
    return _Start(reading.book, _sent(found), wrong)


def _continued(previous: Path) -> _Start:
    """Return rules, roster and wording of last year's workbook, whatever its months hold."""
    reading = read(source_grids(previous))
    wrong = [p for p in reading.problems if p.is_error and p.sheet in layout.LASTING_SHEETS]
    wrong = [problem for problem in wrong if problem.kind not in ADDED]
    return _Start(reading.book and book_after(reading.book), problems=wrong)


def _sent(source: Mapping[str, Grid]) -> Mapping[tuple[int, int], Value]:
    """Return the cells of the archive: what was sent stays known in a workbook made anew."""
    return carried(source[layout.ARCHIVE]) if layout.ARCHIVE in source else {}


def _of_year(book: Book, year: int) -> Book:
    return replace(book, ledger=replace(book.ledger, year=year))
