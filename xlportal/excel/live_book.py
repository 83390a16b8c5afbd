"""The workbook open in Excel: reading it in a few calls, working on it without flicker.

Works through xlwings' public front alone. The number of calls into Excel depends on the number of
sheets, never on the number of units.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import xlwings as xw

from xlportal.errors import CannotProceed
from xlportal.sheets import layout
from xlportal.sheets.cells import from_excel
from xlportal.sheets.grid import Grid

_CLOUD = "://"

Undo = list[Callable[[], Any]]
"""What has to be done, last thing first, to make a failure unhappen."""


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


def read_grids(book: xw.Book) -> dict[str, Grid]:
    """Return the grids of the sheets to read, by name: a fixed number of calls a sheet."""
    named = [(sheet.name, sheet) for sheet in book.sheets]
    return {name: _grid(sheet, name) for name, sheet in named if name in layout.READ_SHEETS}


def _grid(sheet: xw.Sheet, name: str) -> Grid:
    last = sheet.used_range.last_cell
    everything = sheet.range((1, 1), (last.row, last.column))
    values = everything.options(ndim=2, err_to_str=True).value
    return Grid(name, [[from_excel(value) for value in row] for row in values])


_WHILE_WORKING = {
    "screen_updating": False,
    "display_alerts": False,
    "enable_events": False,
    "calculation": "manual",
}


@contextlib.contextmanager
def undisturbed(app: xw.App) -> Iterator[None]:
    """Keep the screen still and Excel's questions away; put everything back whatever happens."""
    before = {name: getattr(app, name) for name in _WHILE_WORKING}
    try:
        for name, value in _WHILE_WORKING.items():
            setattr(app, name, value)
        yield
    finally:
        for name, value in {**before, "status_bar": False}.items():
            # What was done is done, also where Excel does not take one of its settings back.
            with contextlib.suppress(Exception):
                setattr(app, name, value)


def show_cell(book: xw.Book, sheet: str, cell: str) -> None:
    """Bring a cell into sight and select it; without a cell its sheet is shown."""
    found = book.sheets[sheet]
    found.activate()
    if cell:
        found.range(cell).select()


def check_structure(book: xw.Book) -> None:
    """Refuse a workbook whose structure is protected: it takes no new sheets."""
    if book.api.ProtectStructure:
        raise CannotProceed(
            "工作簿的结构有保护，放不进新的表。请在“审阅”里点“保护工作簿”撤销保护，再点一次。"
        )


def say(book: xw.Book, text: str) -> None:
    """Show what is being done in the status bar."""
    book.app.status_bar = text


def now() -> dt.datetime:
    """Return the moment that is written into a file as its creation."""
    return dt.datetime.now().replace(microsecond=0)


def unlocked(book: xw.Book, name: str) -> xw.Sheet:
    """Return a sheet that the macro has unlocked.

    Raises :class:`CannotProceed` where it could not, as under a password.
    """
    sheet = book.sheets[name]
    if is_protected(sheet):
        raise CannotProceed(
            f"“{name}”表有保护（可能设了密码），写不进单位。请先撤销这张表的工作表保护，再点一次。"
        )
    return sheet


def is_protected(sheet: xw.Sheet) -> bool:
    """Return whether a sheet refuses to be written to."""
    return bool(sheet.api.ProtectContents)


def folder_of(book: xw.Book) -> Path:
    """Return the local folder the workbook lives in, also when a cloud service keeps it in step.

    Raises :class:`CannotProceed` where there is none.
    """
    try:
        full_name = book.fullname
    except Exception:  # noqa: BLE001 - xlwings raises what it likes for a cloud address
        full_name = _CLOUD
    path = Path(full_name)
    if _CLOUD in full_name or not path.parent.is_dir() or full_name == path.name:
        raise CannotProceed("找不到工作簿在这台电脑上的文件夹。请先把工作簿另存到本机，再点一次。")
    return path.parent
