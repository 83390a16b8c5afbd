"""``xlportal new``: a year's working workbook, empty, with given data or after another year's."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from xlportal.book import Book
from xlportal.commands.common import (
    DONE,
    PROBLEMS,
    now,
    refuse,
    require_suffix,
    say,
)
from xlportal.defaults import empty_book
from xlportal.document import DocumentError
from xlportal.errors import CannotProceed
from xlportal.excel.project import working_workbook
from xlportal.new_year import book_after
from xlportal.problems import has_errors
from xlportal.safe_files import check_writable, write_bytes
from xlportal.sources import source_grids
from xlportal.workbook import layout
from xlportal.workbook.edit import Value, set_cells
from xlportal.workbook.grid import Grid
from xlportal.workbook.reading import read


def run(book: Path, year: int | None, source: Path | None, previous: Path | None) -> int:
    """Write a working workbook to ``book``, which must not exist yet."""
    require_suffix(book, ".xlsm")
    check_writable(book)
    if book.exists():
        raise CannotProceed(f"“{book}”已经存在，没有改动它。请换一个文件名。")
    given = source or previous
    if source and previous:
        raise CannotProceed("--from 和 --after 只能用一个：前者带数据，后者只沿用规则和名单。")
    sent: dict[tuple[int, int], Value] = {}
    if given is None:
        made = empty_book(year or dt.date.today().year)
    else:
        try:
            found = source_grids(given)
        except DocumentError as error:
            print(f"{given}：{error}。", file=sys.stderr)
            return PROBLEMS
        reading = read(found)
        if reading.book is None or has_errors(reading.problems):
            return refuse(reading.problems)
        made = reading.book if source else book_after(reading.book)
        made = made if year is None else _of_year(made, year)
        sent = _sent(found) if source else {}
    write_bytes(book, set_cells(working_workbook(made, now()), {layout.ARCHIVE: sent}))
    say(f"已生成 {book}")
    return DONE


def _sent(source: Mapping[str, Grid]) -> dict[tuple[int, int], Value]:
    """Return the cells of the archive: what was sent stays known in a workbook made anew."""
    rows = source[layout.ARCHIVE].rows if layout.ARCHIVE in source else ()
    return {
        (row, column): value
        for row, values in enumerate(rows)
        for column, value in enumerate(values)
        if row and isinstance(value, (str, int, float, Fraction))
    }


def _of_year(book: Book, year: int) -> Book:
    return replace(book, ledger=replace(book.ledger, year=year))
