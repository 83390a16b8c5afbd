"""Reading 通报模板: the circular's sentences."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from enum import Enum
from typing import TypeVar

from xlportal import problems as catalogue
from xlportal.wording import Part, Sentence, When
from xlportal.workbook import layout
from xlportal.workbook.cells import whole
from xlportal.workbook.tables import Cell, Sheet, Table

_Word = TypeVar("_Word", bound=Enum)


def read_wording(sheet: Sheet, annexes: Collection[int]) -> tuple[Sentence, ...]:
    """Return the sentences in the sheet's order; unknown words and placeholders are problems."""
    table = sheet.table(layout.WORDING_COLUMNS)
    return tuple(_sentences(table, annexes)) if table else ()


def _sentences(table: Table, annexes: Collection[int]) -> Iterator[Sentence]:
    for row in table.filled_rows():
        text = table.cell(row, layout.TEXT)
        part = _word(table.cell(row, layout.PARAGRAPH), Part)
        when_cell = table.cell(row, layout.WHEN)
        when = When.ALWAYS if when_cell.meaning is None else _word(when_cell, When)
        if part is None or when is None or text.meaning is None:
            continue
        sentence = Sentence(part, text.shown, when, _annex(table.cell(row, layout.ANNEX), annexes))
        for name in sentence.unknown_placeholders():
            text.add(catalogue.PLACEHOLDER_UNKNOWN, found=name)
        yield sentence


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
