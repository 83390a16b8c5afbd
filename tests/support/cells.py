"""The demo's workbook as cells: some of them changed, then read."""

import datetime as dt
import io
from collections.abc import Mapping
from typing import Any

import openpyxl
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from xlportal.core.book import Book
from xlportal.core.demo import demo_book
from xlportal.core.problems import Problem
from xlportal.sheets.grid import Grid
from xlportal.sheets.read_files import grids_of
from xlportal.sheets.reading import Reading, read
from xlportal.sheets.template.writer import write_workbook

Cells = dict[tuple[int, int], object]
CREATED = dt.datetime(2020, 3, 2)
DEMO = demo_book()


def _written(book: Book) -> dict[str, Grid]:
    return grids_of(write_workbook(book, CREATED), "账本.xlsx")


_MADE: dict[int, tuple[Book, dict[str, Grid]]] = {}


def grids(book: Book) -> dict[str, Grid]:
    """Return the sheets of the workbook that holds a book, as they are read; made once."""
    if id(book) not in _MADE:
        _MADE[id(book)] = book, _written(book)
    return dict(_MADE[id(book)][1])


def grid_of(name: str, cells: Mapping[tuple[int, int], object]) -> Grid:
    """Return the sheet that holds ``cells``."""
    height, width = (1 + max((place[axis] for place in cells), default=-1) for axis in (0, 1))
    return Grid(name, [[cells.get((r, c)) for c in range(width)] for r in range(height)])


def cells_of(grid: Grid) -> Cells:
    """Return what the cells of a sheet hold."""
    return {
        (row, column): value
        for row, values in enumerate(grid.rows)
        for column, value in enumerate(values)
        if value is not None
    }


def opened(book: Book) -> Any:
    """Return the workbook that holds a book as openpyxl opens it."""
    return openpyxl.load_workbook(io.BytesIO(write_workbook(book, CREATED)))


def contents(book: Book) -> dict[str, Cells]:
    """Return what the cells of every sheet hold."""
    return {name: cells_of(grid) for name, grid in grids(book).items()}


CELLS: Mapping[str, Cells] = contents(DEMO)


def place(address: str) -> tuple[int, int]:
    """Return row and column, from 0, of an address."""
    letters, row = coordinate_from_string(address)
    return row - 1, column_index_from_string(letters) - 1


def reading_with(changes: Mapping[str, Any], *without: str, book: Book = DEMO) -> Reading:
    """Return a book read with cells changed (``{"2月!C10": 3}``) and sheets taken away."""
    sheets = {name: grid for name, grid in grids(book).items() if name not in without}
    for name in dict.fromkeys(where.partition("!")[0] for where in changes):
        own = {
            place(w.partition("!")[2]): v for w, v in changes.items() if w.startswith(f"{name}!")
        }
        sheets[name] = grid_of(name, cells_of(sheets[name]) | own)
    return read(sheets)


def found_in(reading: Reading) -> list[tuple[str, str]]:
    """Return code and place of every problem."""
    return [(problem.kind.code, problem.where) for problem in reading.problems]


def codes(problems: tuple[Problem, ...]) -> list[str]:
    """Return the codes of problems."""
    return [problem.kind.code for problem in problems]


def book_with(changes: Mapping[str, Any]) -> Book:
    """Return the book of cells in which nothing is wrong."""
    reading = reading_with(changes)
    assert not reading.problems, reading.problems[0].message
    assert reading.book is not None
    return reading.book


def row_of(sheet: str, text: str) -> int:
    """Return the row number people see of the leftmost cell that holds ``text``."""
    found = [place for place, value in CELLS[sheet].items() if value == text]
    return min(found, key=lambda place: place[1])[0] + 1
