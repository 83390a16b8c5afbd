"""Reading 通报模板: the circular's sentences."""

from __future__ import annotations

from collections.abc import Collection

from xlportal.core import checks
from xlportal.core.checks import Place
from xlportal.core.wording import Sentence
from xlportal.sheets.columns import WORDING, take_annex
from xlportal.sheets.places import Places
from xlportal.sheets.tables import Sheet


def read_wording(sheet: Sheet, annexes: Collection[int], places: Places) -> tuple[Sentence, ...]:
    """Return the sentences in the sheet's order; rows without a text say nothing."""
    table = WORDING.find(sheet)
    sentences: list[Sentence] = []
    for row in WORDING.rows(table) if table else ():
        values = WORDING.values(row)
        annex = take_annex(row, values, annexes)
        if values["text"]:
            places.note(Place(checks.Table.WORDING, len(sentences)), row)
            sentences.append(Sentence(annex=annex, **values))
    return tuple(sentences)
