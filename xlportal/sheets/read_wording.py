"""Reading 通报模板: the circular's sentences."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from enum import Enum
from typing import TypeVar

from xlportal.core import catalogue
from xlportal.core.check_wording import check_wording
from xlportal.core.ledger import Ledger
from xlportal.core.wording import Part, Sentence, When
from xlportal.sheets import layout
from xlportal.sheets.cells import whole
from xlportal.sheets.tables import Cell, Sheet, Table

_Word = TypeVar("_Word", bound=Enum)


def read_wording(sheet: Sheet, ledger: Ledger, *, hinted: bool = False) -> tuple[Sentence, ...]:
    """Return the sentences in the sheet's order; whatever is wrong with them is a problem.

    ``hinted`` is whether any month has a hint.
    """
    table = sheet.table(layout.WORDING_COLUMNS)
    if table is None:
        return ()
    known = len(sheet.problems)
    sentences = dict(_sentences(table, [group.annex for group in ledger.groups]))
    wording, rows = tuple(sentences.values()), [*sentences]
    if len(sheet.problems) == known:
        for found in check_wording(wording, ledger, hinted=hinted):
            cell = table.cell(rows[found.place.row] if rows else table.header_row, layout.TEXT)
            cell.add(found.kind, found=found.found, **found.words)
    return wording


def _sentences(table: Table, annexes: Collection[int]) -> Iterator[tuple[int, Sentence]]:
    """Yield every row's sentence with its row."""
    for row in table.filled_rows():
        text = table.cell(row, layout.TEXT)
        part = _word(table.cell(row, layout.PARAGRAPH), Part)
        when_cell = table.cell(row, layout.WHEN)
        when = When.ALWAYS if when_cell.meaning is None else _word(when_cell, When)
        if part is None or when is None or text.meaning is None:
            continue
        annex = _annex(table.cell(row, layout.ANNEX), annexes)
        yield row, Sentence(part, text.text(), when, annex)


def _word(cell: Cell, words: type[_Word]) -> _Word | None:
    for word in words:
        if word.value == cell.shown:
            return word
    cell.add(catalogue.PARAGRAPH_WRONG, wanted="、".join(word.value for word in words))
    return None


def _annex(cell: Cell, annexes: Collection[int]) -> int | None:
    if cell.meaning is None:
        return None
    annex = whole(cell.meaning)
    if annex not in annexes:
        cell.add(catalogue.ANNEX_UNKNOWN)
    return annex
