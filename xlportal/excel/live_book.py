"""The workbook open in Excel: read and written to in a few calls.

Works through xlwings' public front alone. The number of calls into Excel depends on the number of
sheets, never on the number of units.
"""

import atexit
import contextlib
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import groupby
from pathlib import Path
from typing import Any

import xlwings as xw

from xlportal.errors import CannotProceed
from xlportal.sheets import glance, layout
from xlportal.sheets.cells import from_excel
from xlportal.sheets.grid import Cells, Grid, Rectangle, Shape, Spot, Value
from xlportal.sheets.reading import Reading, read

ATTEMPTS = 20_000
"""How often a busy Excel is asked before the press is given up; each time takes about 0.1 ms."""

_CLOUD = "://"

Undo = list[Callable[[], Any]]
"""What has to be done, last thing first, to make a failure unhappen."""


def behave() -> None:
    """Switch off two habits that xlwings has on Windows: whatever is started for a workbook does.

    At its end it kills every Excel that shows no workbook window, a colleague's protected view
    among them; and it asks a busy Excel again without end.
    """
    windows: Any = sys.modules.get("xlwings._xlwindows")
    if windows is not None:
        atexit.unregister(windows.cleanup)
        windows.N_COM_ATTEMPTS = ATTEMPTS


@contextlib.contextmanager
def all_or_nothing() -> Iterator[Undo]:
    """Collect undoing steps and take them, whatever happens to each, if the work fails."""
    undo: Undo = []
    try:
        yield undo
    except BaseException:
        for step in reversed(undo):
            with contextlib.suppress(Exception):
                step()
        raise


@dataclass(frozen=True, eq=False)
class Desk:
    """The workbook whose button was pressed, read once, and what the macro asked for."""

    book: xw.Book
    answer: str = ""

    def say(self, text: str) -> None:
        """Show what is being done in the status bar."""
        self.book.app.status_bar = text

    @cached_property
    def grids(self) -> dict[str, Grid]:
        """Return the grids of the sheets to read, by name: a fixed number of calls a sheet."""
        self.say("正在读取……")
        names = [sheet.name for sheet in self.book.sheets]
        return {name: read_grid(self.book, name) for name in names if name in layout.READ_SHEETS}

    @cached_property
    def reading(self) -> Reading:
        """Return the workbook as read."""
        return read(self.grids)

    @cached_property
    def month(self) -> int:
        """Return the month of the sheet in sight if it is a month's, else the parameter sheet's.

        Raises :class:`CannotProceed` where there is neither.
        """
        month = layout.month_of(self.book.sheets.active.name)
        if month is None and self.reading.book:
            month = self.reading.book.settings.month
        if month is None:
            raise CannotProceed("不知道算哪个月。请打开那个月的表再点，或在“参数”里填月份。")
        return month

    @property
    def folder(self) -> Path:
        """Return the local folder the workbook lives in, also when a cloud keeps it in step.

        Raises :class:`CannotProceed` where there is none.
        """
        try:
            full_name = self.book.fullname
        except Exception:  # noqa: BLE001 - xlwings raises what it likes for a cloud address
            full_name = _CLOUD
        path = Path(full_name)
        if _CLOUD in full_name or not path.parent.is_dir() or full_name == path.name:
            raise CannotProceed(
                "找不到工作簿在这台电脑上的文件夹。请先把工作簿另存到本机，再点一次。"
            )
        return path.parent

    def note(self, cells: Cells, undo: Undo) -> None:
        """Note cells on 说明, where it has a place for them."""
        guide = self.grids.get(layout.GUIDE)
        if guide and glance.is_on(guide):
            write_cells(self.book.sheets[layout.GUIDE], cells, undo)


def read_grid(book: xw.Book, name: str) -> Grid:
    """Return the grid of a sheet: a fixed number of calls."""
    sheet = book.sheets[name]
    last = sheet.used_range.last_cell
    everything = sheet.range((1, 1), (last.row, last.column))
    values = everything.options(ndim=2, err_to_str=True).value
    return Grid(name, [[from_excel(value) for value in row] for row in values])


def with_formulas(book: xw.Book, grid: Grid) -> Grid:
    """Return a month sheet's grid with where its formulas stand: one call more."""
    used = book.sheets[grid.name].range((1, 1), (len(grid.rows), len(grid.rows[0])))
    cells = ((r, c, str(text)) for r, row in enumerate(used.formula) for c, text in enumerate(row))
    runs = _runs((row, column) for row, column, text in cells if text.startswith("="))
    return replace(grid, shape=Shape(formulas=tuple(Rectangle(*run[0], *run[-1]) for run in runs)))


def write_cells(sheet: xw.Sheet, cells: Cells, undo: Undo) -> None:
    """Write cells, by row and column from 0: in one go those that stand below one another."""
    for run in _runs(cells):
        row, column = run[0]
        place = sheet.range((row + 1, column + 1)).resize(len(run), 1)
        undo.append(partial(setattr, place, "formula", place.formula))
        place.value = [[_written(cells[found])] for found in run]


def _runs(places: Iterable[Spot]) -> Iterator[list[Spot]]:
    """Yield places in runs of those that stand below one another."""
    found = sorted(places, key=lambda place: (place[1], place[0]))
    numbered = groupby(enumerate(found), key=lambda known: (known[1][1], known[1][0] - known[0]))
    for _, run in numbered:
        yield [place for _, place in run]


def _written(value: Value) -> object:
    """Return a value as it stays what it is: Excel takes a text for whatever it looks like."""
    return f"'{value}" if isinstance(value, str) else value if value is None else float(value)


def is_protected(sheet: xw.Sheet) -> bool:
    """Return whether a sheet refuses to be written to."""
    return bool(sheet.api.ProtectContents)
