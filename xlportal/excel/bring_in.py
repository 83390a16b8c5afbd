"""Bringing finished sheets into the open workbook, so that any failure leaves it as it was.

Every step that changes the workbook is followed by the step that would undo it. Sheets that are
replaced are kept in the finished workbook, which stays open until all is done, so that even their
deletion can be undone. What of the clerk's own refers to them follows to the new: formulas, names
and charts. 数据验证, 条件格式 and the like, to which Excel shows no simple way, are found in a copy
of the workbook and named before anything is changed.
"""

import tempfile
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

import xlwings as xw

from xlportal.errors import CannotProceed
from xlportal.excel.live_book import Desk, Undo, all_or_nothing, is_protected
from xlportal.sheets import layout
from xlportal.sheets.edit import CHART, mentions, references

_ASIDE = "旧"


@dataclass(frozen=True)
class Followers:
    """The clerk's sheets whose formulas and charts refer to sheets that are to be replaced."""

    formulas: Sequence[str] = ()
    charts: Sequence[str] = ()


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

    Raises :class:`CannotProceed`, and changes nothing, where the structure is protected or
    something would lose what it refers to.
    """
    if book.api.ProtectStructure:
        raise CannotProceed(
            "工作簿的结构有保护，放不进新的表。请在“审阅”里点“保护工作簿”撤销保护，再点一次。"
        )
    with all_or_nothing() as undo:
        source = book.app.books.open(path, update_links=False, read_only=True, add_to_mru=False)
        undo.append(source.close)
        made, names = _names(source), _names(book)
        old = [name for name in names if layout.gives_way(name, made)]
        following = _followers(book, list(filter(layout.is_clerks, names)), old)
        aside = _set_aside(book, old, names, undo)
        kept = [aside.get(name, name) for name in names]
        _copy(source, made, book, kept, undo)
        _follow(book, following, {new: was for new, was in aside.items() if new in made}, undo)
        _check_followed(book, following, aside)
        place = kept.index(layout.WORDING) + 1
        order = [*kept[:place], *made, *kept[place:]]
        for name in aside.values():
            _delete(book, name, order, source, undo)
            order.remove(name)
        source.close()


def _names(book: xw.Book) -> list[str]:
    return [sheet.name for sheet in book.sheets]


def _set_aside(
    book: xw.Book, old: Sequence[str], names: Sequence[str], undo: Undo
) -> dict[str, str]:
    """Rename the old sheets and return the name each has now, by the one it had."""
    aside: dict[str, str] = {}
    for name in old:
        spare = name + _ASIDE
        while spare in names:
            spare += _ASIDE
        sheet = book.sheets[name]
        sheet.name = aside[name] = spare
        undo.append(partial(_rename, book, spare, name))
    return aside


def _rename(book: xw.Book, old: str, new: str) -> None:
    # Asked for by name: the sheet may be another one by now, put back after it was deleted.
    book.sheets[old].name = new


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


def _remove_others(book: xw.Book, kept: Sequence[str]) -> None:
    for name in _names(book):
        if name not in kept:
            book.sheets[name].delete()


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
    if name in _names(book):
        return
    if before is None:
        kept.copy(before=book.sheets[0], name=name)
    else:
        kept.copy(after=book.sheets[before], name=name)


def _followers(book: xw.Book, clerks: Sequence[str], old: Sequence[str]) -> Followers:
    """Return which of the clerk's sheets refer to one of ``old``, if all of it can follow."""
    # A chart on a sheet of its own stands on none of the sheets that xlwings knows.
    if not old or not (clerks or book.api.Charts.Count):
        return Followers()
    shown = "、".join(old)
    formulas = [name for name in clerks if mentions(_formulas(book, name), old)]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "copy.xlsm"
        book.api.SaveCopyAs(str(path))
        found = references(path.read_bytes(), old)
        others = [(name, kind) for name, kind in found if layout.is_clerks(name)]
    for name, kind in others:
        if kind != CHART or name not in clerks:
            raise CannotProceed(
                f"“{name}”表里的{kind}引用“{shown}”，换上新表后会失效，没有计算。"
                f"请先删掉这处{kind}，或改成引用自己的表，再点一次。"
            )
    charts = [*dict(others)]
    for name in (*formulas, *charts):
        if is_protected(book.sheets[name]):
            raise CannotProceed(
                f"“{name}”表里有公式或图表引用“{shown}”，但这张表有保护，改不了。"
                f"请先撤销“{name}”的工作表保护，再点一次。"
            )
    return Followers(formulas, charts)


def _follow(book: xw.Book, found: Followers, aside: Mapping[str, str], undo: Undo) -> None:
    """Make what was found, and names, refer to the new sheets instead of those set aside."""
    for new, old in aside.items():
        for name in found.formulas:
            cells = book.sheets[name].used_range
            undo.append(partial(cells.replace_all, f"{new}!", f"{old}!"))
            cells.replace_all(f"{old}!", f"{new}!")
        for named in book.names:
            _redirect(named, "refers_to", old, new, undo)
        for chart in chain.from_iterable(book.sheets[name].charts for name in found.charts):
            for series in chart.series:
                _redirect(series.api, "Formula", old, new, undo)


def _redirect(thing: object, attribute: str, old: str, new: str, undo: Undo) -> None:
    """Change a text of a name or a series, unless the name is one of the old sheet's own."""
    text = str(getattr(thing, attribute))
    if f"{old}!" in text and f"{old}!" not in str(getattr(thing, "name", "")):
        undo.append(partial(setattr, thing, attribute, text))
        setattr(thing, attribute, text.replace(f"{old}!", f"{new}!"))


def _check_followed(book: xw.Book, found: Followers, aside: Mapping[str, str]) -> None:
    for name in found.formulas:
        formulas = _formulas(book, name)
        lost = [new for new, old in aside.items() if mentions(formulas, [old])]
        if lost:
            raise CannotProceed(
                f"“{name}”表里有公式引用“{'、'.join(lost)}”，换上新表后会失效，没有计算。"
                "请先改掉这些公式，再点一次。"
            )


def _formulas(book: xw.Book, name: str) -> str:
    found = book.sheets[name].used_range.formula
    return found if isinstance(found, str) else " ".join(map(str, chain.from_iterable(found)))
