"""``xlportal new``: a year's working workbook, empty or with the data of a document."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import replace
from pathlib import Path

from xlportal.book import Book
from xlportal.commands.common import (
    DONE,
    PROBLEMS,
    refuse,
    require_suffix,
    say,
    working_workbook,
)
from xlportal.defaults import empty_book
from xlportal.document import DocumentError, read_document
from xlportal.errors import CannotProceed
from xlportal.problems import has_errors
from xlportal.safe_files import check_writable, read_bytes, write_bytes
from xlportal.workbook.contents import grids
from xlportal.workbook.files import read_workbook
from xlportal.workbook.reading import Reading, read

WORKBOOK_SUFFIXES = (".xlsm", ".xlsx")


def run(book: Path, year: int | None, source: Path | None) -> int:
    """Write a working workbook to ``book``, which must not exist yet."""
    require_suffix(book, ".xlsm")
    check_writable(book)
    if book.exists():
        raise CannotProceed(f"“{book}”已经存在，没有改动它。请换一个文件名。")
    if source is None:
        made = empty_book(year or dt.date.today().year)
    else:
        try:
            reading = _read_source(source)
        except DocumentError as error:
            print(f"{source}：{error}。", file=sys.stderr)
            return PROBLEMS
        if reading.book is None or has_errors(reading.problems):
            return refuse(reading.problems)
        made = reading.book if year is None else _of_year(reading.book, year)
    write_bytes(book, working_workbook(made))
    say(f"已生成 {book}")
    return DONE


def _read_source(source: Path) -> Reading:
    """Return what an assessment document, or another workbook, holds."""
    if source.suffix.lower() in WORKBOOK_SUFFIXES:
        return read(read_workbook(source))
    content = read_bytes(source)
    try:
        ledger = read_document(content.decode("utf-8-sig"))
    except ValueError as error:
        raise CannotProceed(f"“{source}”不是 JSON 文件，读不出来。") from error
    return read(grids(Book(ledger)))


def _of_year(book: Book, year: int) -> Book:
    return replace(book, ledger=replace(book.ledger, year=year))
