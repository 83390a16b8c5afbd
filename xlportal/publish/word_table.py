"""An appendix as a table of a Word document: spans, repeated header rows, fixed widths."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE
from docx.oxml.parser import OxmlElement
from docx.shared import Pt
from docx.table import Table

from xlportal.publish import paper
from xlportal.publish.appendix import Appendix, shown
from xlportal.publish.fitting import LEAST_ROWS, Fit
from xlportal.publish.word_text import printable

HEAD, TEXT, _NAME = "表头", "表内", "表内单位"
_TABLE = "附表"


def add_table(document: WordDocument, table: Appendix, own: Fit) -> None:
    """Add an appendix's table, as wide as the page or, if it has too many columns, no wider."""
    made = document.add_table(table.header_rows, len(table.columns), _TABLE)
    made.autofit = False
    scale = min(1.0, paper.WORD.inside[0] / sum(own.widths))
    for column, width in zip(made.columns, own.widths, strict=True):
        column.width = Pt(width * scale)
    _fill_header(made, table, own)
    _add_rows(made, table, own)


def _fill_header(made: Table, table: Appendix, own: Fit) -> None:
    for row, height in zip(made.rows, own.header, strict=True):
        _set_row(row, height, "w:tblHeader")
    for head in table.header:
        last = made.cell(head.row + head.rows - 1, head.column + head.columns - 1)
        cell = made.cell(head.row, head.column).merge(last)
        cell.text = printable(head.text)
        cell.paragraphs[0].style = HEAD
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER


def _add_rows(made: Table, table: Appendix, own: Fit) -> None:
    """Add the rows, each a copy of a model.

    The first ones of a page stay together, so that it begins where it should: there is no room for
    all of them on the page before. The last ones stay with the note.
    """
    model, kept = (_model_row(made, own, kept=kept) for kept in (False, True))
    begins = {start for start, _ in own.runs}
    together = {row for start in begins for row in range(start, start + LEAST_ROWS - 1)}
    together |= {len(table.rows) - number for number in range(1, LEAST_ROWS + 1)}
    for index, (values, height) in enumerate(zip(table.rows, own.rows, strict=True)):
        row = deepcopy(kept if index in together else model)
        row.trHeight_val = Pt(height)
        texts = map(shown, table.columns, values)
        for column, (cell, text) in enumerate(zip(row.tc_lst, texts, strict=True)):
            if column in table.merged:
                cell.vMerge = "restart" if index in begins else "continue"
            if column not in table.merged or index in begins:
                cell.p_lst[0].add_r().text = printable(text)
        model.addprevious(row)
    for row in (model, kept):
        row.getparent().remove(row)


def _model_row(made: Table, own: Fit, *, kept: bool) -> Any:
    """Return the element of an empty row; ``kept`` is whether it stays with the next one."""
    row: Any = made.add_row()  # type: ignore[no-untyped-call]
    _set_row(row, own.rows[0])
    for column, cell in enumerate(row.cells):
        (paragraph,) = cell.paragraphs
        paragraph.style = _NAME if column in own.left else TEXT
        if kept:
            paragraph.paragraph_format.keep_with_next = True
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    return row._tr  # noqa: SLF001


def _set_row(row: Any, height: float, *marks: str) -> None:
    """Set the least height of a row, which is never parted between pages."""
    row.height, row.height_rule = Pt(height), WD_ROW_HEIGHT_RULE.AT_LEAST
    for mark in ("w:cantSplit", *marks):
        row._tr.get_or_add_trPr().append(OxmlElement(mark))  # noqa: SLF001
