"""Bringing finished sheets into the open workbook, so that any failure leaves it as it was.

Every step that changes the workbook is followed by the step that would undo it. Sheets that are
replaced are kept in the finished workbook, which stays open until all is done, so that even their
deletion can be undone.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import xlwings as xw

from xlportal.errors import CannotProceed

_ASIDE = "旧"

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


def bring_in(
    book: xw.Book, path: Path, replaced: Sequence[str], after: str, own: Sequence[str]
) -> list[str]:
    """Copy the sheets of the workbook at ``path`` into ``book`` behind the sheet ``after``.

    They take the places of the sheets ``replaced``; formulas on sheets other than ``own`` that
    refer to one of those refer to the new sheet of that name. Returns the new sheets' names.
    """
    with all_or_nothing() as undo:
        names = [sheet.name for sheet in book.sheets]
        old = [name for name in replaced if name in names]
        foreign = [name for name in names if name not in {*own, *old}]
        source = book.app.books.open(path, update_links=False, read_only=True, add_to_mru=False)
        undo.append(source.close)
        made = [sheet.name for sheet in source.sheets]
        aside = _set_aside(book, old, names, undo)
        _copy(source, book, after, undo)
        _follow(book, foreign, {aside[name]: name for name in old if name in made}, undo)
        for name in aside.values():
            _delete(book, name, source, undo)
        source.close()
    return made


def _set_aside(
    book: xw.Book, old: Sequence[str], names: Sequence[str], undo: Undo
) -> dict[str, str]:
    """Rename the old sheets and return the new name of each."""
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


def _follow(book: xw.Book, foreign: Sequence[str], renamed: dict[str, str], undo: Undo) -> None:
    """Make formulas of the clerk's own sheets refer to the new sheets instead of the old."""
    for name in foreign:
        for spare, current in renamed.items():
            undo.append(partial(_redirect, book, name, current, spare))
            _redirect(book, name, spare, current)
        _check_followed(book, name, renamed)


def _check_followed(book: xw.Book, name: str, renamed: dict[str, str]) -> None:
    """Refuse to go on where formulas still refer to an old sheet and would be lost with it.

    On a protected sheet Excel replaces nothing and says nothing.
    """
    formulas = str(book.sheets[name].used_range.formula) if renamed else ""
    for spare, current in renamed.items():
        if f"{spare}!" in formulas:
            raise CannotProceed(
                f"“{name}”表里有公式引用“{current}”，但这张表有保护，公式改不了。"
                f"请先撤销“{name}”的工作表保护，再点一次。"
            )


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


def _redirect(book: xw.Book, sheet: str, old: str, new: str) -> None:
    book.sheets[sheet].used_range.replace_all(f"{old}!", f"{new}!")


def _rename(book: xw.Book, old: str, new: str) -> None:
    book.sheets[old].name = new
