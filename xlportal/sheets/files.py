"""Reading a workbook file into grids. The file is only ever read.

Nothing of it is executed, fetched or unpacked beyond reason: see :mod:`limits`, and
:mod:`sheet_cells` for its cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from xlportal.errors import CannotProceed
from xlportal.files import read_bytes
from xlportal.sheets import layout
from xlportal.sheets.grid import Grid
from xlportal.sheets.limits import Package, open_package
from xlportal.sheets.shapes import shape_of
from xlportal.sheets.sheet_cells import Rows, Values, sheet_rows
from xlportal.sheets.stored import Meanings, shows_date, unescaped
from xlportal.sheets.workbook_xml import WorkbookXml
from xlportal.sheets.xml_parts import walk

_TEXT = re.compile(rb'<si><t(?: xml:space="preserve")?>([^<&\r]*)</t></si>')


def read_workbook(path: Path) -> dict[str, Grid]:
    """Return the grids of the sheets to read that the workbook at ``path`` has, by name.

    Raises :class:`CannotProceed` where the file is missing or no readable workbook.
    """
    return grids_of(read_bytes(path), str(path))


def grids_of(content: bytes, name: str) -> dict[str, Grid]:
    """Return the grids of the sheets to read in a package called ``name`` in messages.

    Raises :class:`CannotProceed` where it has none of them.
    """
    found = read_sheets(content, name, layout.READ_SHEETS.__contains__)
    if not found:
        raise CannotProceed(
            f"“{name}”不是填报工作簿（发送版里也没有填报的数）。请给出填报用的 .xlsm 工作簿。"
        )
    return found


def read_sheets(content: bytes, name: str, wanted: Callable[[str], bool]) -> dict[str, Grid]:
    """Return the grids of the sheets whose names are ``wanted``, in the order of their tabs."""
    package = open_package(content, name)
    try:
        return _grids(package, wanted)
    except CannotProceed:
        raise
    except Exception as error:
        raise CannotProceed(f"“{name}”打不开：文件已损坏，或不是 Excel 工作簿。") from error


def _grids(package: Package, wanted: Callable[[str], bool]) -> dict[str, Grid]:
    book = WorkbookXml(package.read)
    values = Values(_meanings(package, book))
    sheets = {
        name: package.read_sheet(part, name) for name, part in book.sheets.items() if wanted(name)
    }
    return {
        name: Grid(name, _rows(part, values), shape_of(part, hidden=name in book.hidden))
        for name, part in sheets.items()
    }


def _rows(part: bytes, values: Values) -> Rows:
    """Return the rows of a worksheet part down to the last that holds anything."""
    rows = sheet_rows(part, values)
    while rows and all(value is None for value in rows[-1]):
        rows.pop()
    return rows


def _meanings(package: Package, book: WorkbookXml) -> Meanings:
    styles = book.related("styles")
    return Meanings(
        tuple(map(unescaped, _texts(package, book))),
        _dates(package.read(styles)) if styles else frozenset(),
        book.from_1904,
    )


def _texts(package: Package, book: WorkbookXml) -> Sequence[str]:
    """Return the texts that cells refer to, by a pattern where all of them are plain ones."""
    name = book.related("sharedStrings")
    part = package.read(name) if name else b""
    found = _TEXT.findall(part)
    if part.count(b"<") == 4 * len(found) + 3:
        return [text.decode("utf-8") for text in found]
    return book.texts


def _dates(part: bytes) -> frozenset[str]:
    """Return the styles that show numbers as dates or times, by the number cells know them by."""
    codes: dict[str, str] = {}
    styles: list[str] = []

    def begin(path: tuple[str, ...], attributes: Mapping[str, str]) -> None:
        if path[1:] == ("numFmts", "numFmt"):
            codes[attributes["numFmtId"]] = attributes["formatCode"]
        elif path[1:] == ("cellXfs", "xf"):
            styles.append(attributes.get("numFmtId", "0"))

    walk(part, begin, lambda *_: None, lambda *_: None)
    dates = {number for number in set(styles) if shows_date(int(number), codes.get(number, ""))}
    return frozenset(str(index) for index, number in enumerate(styles) if number in dates)
