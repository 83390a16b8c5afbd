"""Bringing finished sheets into the open workbook, so that any failure leaves it as it was.

Every step that changes the workbook is followed by the step that would undo it. Sheets that are
replaced are kept in the finished workbook, which stays open until all is done, so that even their
deletion can be undone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import xlwings as xw

from xlportal.excel.follow import follow, followers
from xlportal.excel.live_book import Undo, all_or_nothing, check_structure

_ASIDE = "旧"


def bring_in(
    book: xw.Book, path: Path, replaced: Sequence[str], after: str, own: Sequence[str]
) -> list[str]:
    """Copy the sheets of the workbook at ``path`` into ``book`` behind the sheet ``after``.

    They take the places of the sheets ``replaced``; what refers to one of those from sheets other
    than ``own`` refers to the new sheet of that name. Returns the new sheets' names. Raises
    :class:`CannotProceed`, and changes nothing, where something would lose what it refers to.
    """
    check_structure(book)
    names = [sheet.name for sheet in book.sheets]
    old = [name for name in replaced if name in names]
    following = followers(book, [name for name in names if name not in {*own, *old}], old)
    with all_or_nothing() as undo:
        source = book.app.books.open(path, update_links=False, read_only=True, add_to_mru=False)
        undo.append(source.close)
        made = [sheet.name for sheet in source.sheets]
        aside = _set_aside(book, old, names, undo)
        _copy(source, book, after, undo)
        follow(book, following, aside, made, undo)
        for name in aside.values():
            _delete(book, name, source, undo)
        source.close()
    return made


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


def _copy(source: xw.Book, book: xw.Book, after: str, undo: Undo) -> None:
    undo.append(partial(_remove_others, book, {sheet.name for sheet in book.sheets}))
    for sheet in source.sheets:
        copied = sheet.copy(after=book.sheets[after])
        if copied.name != sheet.name:
            copied.name = sheet.name
        after = sheet.name


def _delete(book: xw.Book, name: str, keep: xw.Book, undo: Undo) -> None:
    """Delete a sheet of which a copy is kept in the workbook ``keep``."""
    # Excel's index of a sheet would count the clerk's chart sheets as well.
    names = [sheet.name for sheet in book.sheets]
    before = names[: names.index(name)]
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


def _remove_others(book: xw.Book, keep: set[str]) -> None:
    for name in [sheet.name for sheet in book.sheets]:
        if name not in keep:
            book.sheets[name].delete()


def _rename(book: xw.Book, old: str, new: str) -> None:
    book.sheets[old].name = new
