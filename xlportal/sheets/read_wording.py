"""Reading 通报模板: the circular's sentences."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import Enum
from typing import TypeVar

from xlportal.core import catalogue
from xlportal.core.rules import Group
from xlportal.core.wording import Part, Sentence, When, missing_placeholders
from xlportal.sheets import layout
from xlportal.sheets.cells import whole
from xlportal.sheets.tables import Cell, Sheet, Table

_Word = TypeVar("_Word", bound=Enum)


def read_wording(
    sheet: Sheet, groups: Sequence[Group], *, hinted: bool = False
) -> tuple[Sentence, ...]:
    """Return the sentences in the sheet's order; unknown words and placeholders are problems.

    So are needed placeholders left out; ``hinted`` is whether any month has a hint.
    """
    table = sheet.table(layout.WORDING_COLUMNS)
    if table is None:
        return ()
    known = len(sheet.problems)
    sentences = dict(_sentences(table, [group.annex for group in groups]))
    if len(sheet.problems) == known:
        _check_complete(table, sentences, groups, hinted=hinted)
    return tuple(sentences.values())


def _sentences(table: Table, annexes: Collection[int]) -> Iterator[tuple[int, Sentence]]:
    """Yield every row's sentence with its row."""
    for row in table.filled_rows():
        text = table.cell(row, layout.TEXT)
        part = _word(table.cell(row, layout.PARAGRAPH), Part)
        when_cell = table.cell(row, layout.WHEN)
        when = When.ALWAYS if when_cell.meaning is None else _word(when_cell, When)
        if part is None or when is None or text.meaning is None:
            continue
        sentence = Sentence(part, text.text(), when, _annex(table.cell(row, layout.ANNEX), annexes))
        for name in sentence.unknown_placeholders():
            text.add(catalogue.PLACEHOLDER_UNKNOWN, found=name)
        yield row, sentence


def _check_complete(
    table: Table, sentences: Mapping[int, Sentence], groups: Sequence[Group], *, hinted: bool
) -> None:
    """Name the needed placeholders left out at the last sentence of the part they belong to."""
    for name, part in missing_placeholders(tuple(sentences.values()), groups, hinted=hinted):
        rows = [row for row, sentence in sentences.items() if sentence.part is part]
        place = max(rows or sentences or [table.header_row])
        table.cell(place, layout.TEXT).add(catalogue.PLACEHOLDER_MISSING, found=name)


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
