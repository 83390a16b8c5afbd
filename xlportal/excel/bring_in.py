"""Bringing finished sheets into the open workbook, so that any failure leaves it as it was.

Every step that changes the workbook is followed by the step that would undo it. Sheets that are
replaced are kept in the finished workbook, which stays open until all is done, so that even their
deletion can be undone.
"""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import xlwings as xw

from xlportal.excel.follow import follow, followers
from xlportal.excel.live_book import Desk, Undo, all_or_nothing, check_structure
from xlportal.sheets import layout

_ASIDE = "旧"


def bring_in_made(desk: Desk, make: Callable[[Path], object]) -> None:
    """Have ``make`` write a workbook and bring its sheets in, in place of those of its kind."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        # Excel cannot open two workbooks of one name.
        path = Path(folder) / f"xlportal-{uuid.uuid4().hex}.xlsx"
        make(path)
        desk.say("正在放进工作簿……")
        bring_in(desk.book, path)


def bring_in(book: xw.Book, path: Path) -> None:
    """Copy the sheets of the workbook at ``path`` into ``book`` behind its sheet 通报模板.

    Sheets that give way to them go; what of the clerk's own refers to one of those refers to the
    new sheet of that name. Raises :class:`CannotProceed`, and changes nothing, where something
    would lose what it refers to.
    """
    check_structure(book)
    with all_or_nothing() as undo:
        source = book.app.books.open(path, update_links=False, read_only=True, add_to_mru=False)
        undo.append(source.close)
        made = [sheet.name for sheet in source.sheets]
        names = [sheet.name for sheet in book.sheets]
        old = [name for name in names if layout.gives_way(name, made)]
        following = followers(book, list(filter(layout.is_clerks, names)), old)
        aside = _set_aside(book, old, names, undo)
        kept = [aside.get(name, name) for name in names]
        _copy(source, made, book, kept, undo)
        follow(book, following, aside, made, undo)
        place = kept.index(layout.WORDING) + 1
        order = [*kept[:place], *made, *kept[place:]]
        for name in aside.values():
            _delete(book, name, order, source, undo)
            order.remove(name)
        source.close()


def _set_aside(
    book: xw.Book, old: Sequence[str], names: Sequence[str], undo: Undo
) -> dict[str, str]:
    """Rename the old sheets and return the name each has now, by the one it had."""
    aside: dict[str, str] = {}
    for name in old:
        spare = name + _ASIDE
        while spare in names:
            spare += _ASIDE
        book.sheets[name].name = spare
        undo.append(partial(_rename, book, spare, name))
        aside[name] = spare
    return aside


def _copy(
    source: xw.Book, made: Sequence[str], book: xw.Book, kept: Sequence[str], undo: Undo
) -> None:
    undo.append(partial(_remove_others, book, kept))
    after = layout.WORDING
    for sheet, name in zip(source.sheets, made, strict=True):
        copied = sheet.copy(after=book.sheets[after])
        if copied.name != name:
            copied.name = name
        after = name


def _delete(book: xw.Book, name: str, order: Sequence[str], keep: xw.Book, undo: Undo) -> None:
    """Delete a sheet of which a copy is kept in the workbook ``keep``.

    ``order`` are the names of all sheets: Excel's index of one would count chart sheets as well.
    """
    before = order[: order.index(name)]
    kept = book.sheets[name].copy(after=keep.sheets[-1])
    undo.append(partial(_restore, book, kept, before[-1] if before else None, name))
    book.sheets[name].delete()


def _restore(book: xw.Book, kept: xw.Sheet, before: str | None, name: str) -> None:
    """Put a kept sheet back behind ``before``, unless it was not deleted after all."""
    if name in [sheet.name for sheet in book.sheets]:
        return
    if before is None:
        kept.copy(before=book.sheets[0], name=name)
    else:
        kept.copy(after=book.sheets[before], name=name)


def _remove_others(book: xw.Book, kept: Sequence[str]) -> None:
    for name in [sheet.name for sheet in book.sheets]:
        if name not in kept:
            book.sheets[name].delete()


def _rename(book: xw.Book, old: str, new: str) -> None:
    book.sheets[old].name = new
