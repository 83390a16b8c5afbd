"""What of the clerk's own refers to sheets that are replaced: it follows to the new, or is named.

Formulas, names and charts can be made to refer to the new sheet. 数据验证, 条件格式 and the like,
to which Excel shows no simple way, are found in a copy of the workbook and named before anything
is changed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

import xlwings as xw

from xlportal.errors import CannotProceed
from xlportal.excel.live_book import Undo, is_protected
from xlportal.sheets.references import CHART, mentions, references


@dataclass(frozen=True)
class Followers:
    """The clerk's sheets whose formulas and charts refer to sheets that are to be replaced."""

    formulas: Sequence[str] = ()
    charts: Sequence[str] = ()


def followers(book: xw.Book, foreign: Sequence[str], old: Sequence[str]) -> Followers:
    """Return which of the sheets ``foreign`` refer to one of ``old``.

    Raises :class:`CannotProceed` where something refers to them that could not follow.
    """
    if not foreign or not old:
        return Followers()
    shown = "、".join(old)
    formulas = [name for name in foreign if mentions(_formulas(book, name), old)]
    for name in formulas:
        if is_protected(book.sheets[name]):
            raise CannotProceed(
                f"“{name}”表里有公式引用“{shown}”，但这张表有保护，公式改不了。"
                f"请先撤销“{name}”的工作表保护，再点一次。"
            )
    others = [found for found in references(_copy(book), old) if found[0] in foreign]
    for name, kind in others:
        if kind != CHART:
            raise CannotProceed(
                f"“{name}”表里的{kind}引用“{shown}”，换上新表后会失效，没有计算。"
                f"请先删掉这处{kind}，或改成引用自己的表，再点一次。"
            )
    return Followers(formulas, [*dict(others)])


def follow(
    book: xw.Book, found: Followers, aside: Mapping[str, str], made: Sequence[str], undo: Undo
) -> None:
    """Make what was found, and names, refer to the sheets ``made`` instead of those set aside.

    ``aside`` has the names of the sheets set aside by those they had. Raises
    :class:`CannotProceed` where formulas still refer to one of them.
    """
    for new, old in ((new, old) for new, old in aside.items() if new in made):
        for name in found.formulas:
            cells = book.sheets[name].used_range
            undo.append(partial(cells.replace_all, f"{new}!", f"{old}!"))
            cells.replace_all(f"{old}!", f"{new}!")
        for named in book.names:
            _redirect(named, "refers_to", old, new, undo)
        for series in _series(book, found.charts):
            _redirect(series, "Formula", old, new, undo)
    for name in found.formulas:
        lost = [new for new, old in aside.items() if mentions(_formulas(book, name), [old])]
        if lost:
            raise CannotProceed(
                f"“{name}”表里有公式引用“{'、'.join(lost)}”，换上新表后会失效，没有计算。"
                "请先改掉这些公式，再点一次。"
            )


def _redirect(thing: object, attribute: str, old: str, new: str, undo: Undo) -> None:
    """Change a text of a name or a series, unless the name is one of the old sheet's own."""
    text = str(getattr(thing, attribute))
    if f"{old}!" in text and f"{old}!" not in str(getattr(thing, "name", "")):
        undo.append(partial(setattr, thing, attribute, text))
        setattr(thing, attribute, text.replace(f"{old}!", f"{new}!"))


def _series(book: xw.Book, sheets: Sequence[str]) -> Iterator[object]:
    for name in sheets:
        for chart in book.sheets[name].charts:
            yield from (series.api for series in chart.series)


def _formulas(book: xw.Book, name: str) -> str:
    found = book.sheets[name].used_range.formula
    return found if isinstance(found, str) else " ".join(map(str, chain.from_iterable(found)))


def _copy(book: xw.Book) -> bytes:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "copy.xlsm"
        book.api.SaveCopyAs(str(path))
        return path.read_bytes()
