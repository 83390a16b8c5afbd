"""Workbooks computed anew by LibreOffice: its calculator shares no code with ours."""

import datetime as dt
import math
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import openpyxl
from openpyxl.worksheet.formula import ArrayFormula

from support.oracle import Document, complete_months, expected_groups
from support.tools import convert_all
from xlportal.commands.terminal import as_json
from xlportal.core.document import read_document
from xlportal.core.ledger import Ledger
from xlportal.excel.project import working_workbook
from xlportal.sheets.layout import month_sheet
from xlportal.sheets.monthly import MEASURES, RESULTS, layouts
from xlportal.sheets.native import TOO_LARGE

ALWAYS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    '<item oor:path="/org.openoffice.Office.Calc/Formula/Load">'
    '<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>'
)
"""Compute on loading, whatever is stored; a conversion runs no macro."""
_RUN_MACROS = 4
_FILTER = "Calc MS Excel 2007 XML"

Recalculate: TypeAlias = Callable[[Sequence[Path], Path], list[Any]]


def recalculated(paths: Sequence[Path], folder: Path) -> list[Any]:
    """Return workbooks as openpyxl reads them after LibreOffice computed every cell, without macros."""
    user = folder / "libreoffice-profile" / "user"
    user.mkdir(parents=True, exist_ok=True)
    (user / "registrymodifications.xcu").write_text(ALWAYS)
    made = convert_all(paths, "xlsx", folder)
    return [openpyxl.load_workbook(path, data_only=True) for path in made]


def recalculated_with_macros(office: Any, paths: Sequence[Path], folder: Path) -> list[Any]:
    """Return the same of workbooks whose macros run; their functions answer nothing there."""
    folder.mkdir()

    def recalculate(path: Path) -> Any:
        options = office.option("Hidden", True), office.option("MacroExecutionMode", _RUN_MACROS)  # noqa: FBT003 - UNO's own
        book = office.desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, options)
        book.calculateAll()
        made = folder / f"{path.stem}.xlsx"
        book.storeToURL(made.as_uri(), (office.option("FilterName", _FILTER),))
        book.close(True)  # noqa: FBT003
        return openpyxl.load_workbook(made, data_only=True)

    return [office.on_main_thread(partial(recalculate, path)) for path in paths]


def judge_formulas(documents: Sequence[Document], recalculate: Recalculate = recalculated) -> int:
    """Assert that workbooks of ``documents`` show what they have to, return how many figures.

    What their cells hold before they are computed anew is what they hold then.
    """
    figures = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        books = [read_document(as_json(document)) for document in documents]
        paths = [folder / f"{number}.xlsm" for number, _ in enumerate(books)]
        for path, book in zip(paths, books, strict=True):
            path.write_bytes(working_workbook(book, dt.datetime(2020, 3, 2)))
        made = recalculate(paths, folder / "made")
        for path, found, given, book in zip(paths, made, documents, books, strict=True):
            count, wrong = differences(found, given, book.ledger)
            assert not wrong, (wrong, given)
            figures += count
            stored = openpyxl.load_workbook(path, data_only=True)
            for sheet, cell in computed_cells(path):
                pair = (stored[sheet][cell].value, found[sheet][cell].value)
                assert same(*pair), (sheet, cell, *pair, given)
    return figures


def computed_cells(path: Path) -> Iterator[tuple[str, str]]:
    """Yield sheet and address of every cell of a workbook that a formula computes."""
    for sheet in openpyxl.load_workbook(path):
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, ArrayFormula):
                    found = sheet[cell.value.ref]
                    rows = found if isinstance(found, tuple) else ((found,),)
                    yield from ((sheet.title, one.coordinate) for line in rows for one in line)
                elif cell.data_type == "f":
                    yield sheet.title, cell.coordinate


def same(stored: object, computed: object) -> bool:
    """Return whether two cells show the same: numbers to about the 15 digits that a file keeps."""
    if isinstance(stored, (int, float)) and isinstance(computed, (int, float)):
        return math.isclose(stored, computed, rel_tol=1e-14)
    return str(stored or "") == str(computed or "")


def shown_groups(book: Any, ledger: Ledger, month: int) -> list[Document]:
    """Return what a month's sheet shows of every group, in the words of the result."""
    places, sheet = layouts(ledger)[month], book[month_sheet(month)]
    groups = []
    for block in places.blocks:
        title = [cell.value for cell in sheet[block.head(0) + 1]]
        rows = [
            {
                result.field: sheet.cell(row + 1, places.columns.of[result.field] + 1).value
                for result in RESULTS
            }
            for row in range(block.rows[0], block.rows[0] + len(block.terms.units))
        ]
        measures = {
            measure.field: title[title.index(measure.label) + 1]
            for measure in MEASURES
            if measure.label in title
        }
        groups.append({"rows": rows, **measures})
    return groups


def differences(book: Any, document: Document, ledger: Ledger) -> tuple[int, list[str]]:
    """Return how many figures the month sheets show, and which differ from the oracle's.

    A number too large for formulas is none of them.
    """
    count, wrong = 0, []
    for month in complete_months(document):
        pairs = zip(
            shown_groups(book, ledger, month), expected_groups(document, month), strict=True
        )
        for shown, expected in pairs:
            for where, one, other in _figures(shown, expected):
                count += one != TOO_LARGE
                if one != TOO_LARGE and not _is_figure(one, other):
                    wrong.append(f"{month}月 {where}: {one!r}, not {other!r}")
    return count, wrong


def _figures(
    shown: Mapping[str, Any], expected: Mapping[str, Any]
) -> Iterator[tuple[str, object, object]]:
    for measure in MEASURES:
        yield measure.field, shown.get(measure.field), expected.get(measure.field)
    for row, wanted in zip(shown["rows"], expected["rows"], strict=True):
        for result in RESULTS:
            yield f"{wanted['unit']} {result.field}", row[result.field], wanted[result.field]


def _is_figure(shown: object, expected: object) -> bool:
    """Return whether a cell shows a figure; one without an end is given to six decimals."""
    if shown is None or expected is None:
        return shown is expected
    if not isinstance(shown, (int, float)):
        return False
    wanted = float(str(expected))
    return same(shown, wanted) or ("." in str(expected) and round(shown, 6) == wanted)
