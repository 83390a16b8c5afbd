"""Setting single cells of a saved workbook and nothing else.

Only sheets with cells to set, and those with formulas that rest on them, are parsed and written
again; every other part stays as it is, byte for byte. openpyxl would lose what it does not know.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, TypeAlias

from lxml import etree
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.formula.tokenizer import TokenizerError
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.xml.constants import REL_NS, SHEET_MAIN_NS

from xlportal.core.exact import from_float, plain, terminates
from xlportal.core.limits import MAX_TEXT
from xlportal.errors import CannotProceed
from xlportal.sheets.formula_cells import (
    Bounds,
    Place,
    columns_of,
    part_of_array,
    rests_on,
    unshare,
)
from xlportal.sheets.grid import address
from xlportal.sheets.package import CONTENT_TYPES

Value: TypeAlias = str | bool | int | float | Fraction | None
"""What a cell can be set to; None empties it and leaves its style."""
Cells: TypeAlias = Mapping[Place, Value]

_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_M = f"{{{SHEET_MAIN_NS}}}"
_ROW, _CELL, _FORMULA = f"{_M}row", f"{_M}c", f"{_M}f"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
_STRANGE = (KeyError, TypeError, ValueError, TokenizerError, etree.XMLSyntaxError)


def set_cells(
    package: bytes, edits: Mapping[str, Cells], results: Mapping[str, Cells] | None = None
) -> bytes:
    """Return the workbook ``package`` with cells set, by sheet.

    ``results`` are what formulas that stay show now; any other formula that rests on these cells
    is marked to be computed on opening. Text stays text whatever it begins with. Raises
    :class:`CannotProceed` where a sheet is missing or its XML is none that Excel writes.
    """
    given = {name: cells for name, cells in edits.items() if cells}
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            return _packed(archive, _changed(archive, given, results or {}))
    except _STRANGE as error:
        raise CannotProceed(
            "工作簿的内部结构和 Excel 写的不一样，改不了。请在 Excel 中打开，另存一次再试。"
        ) from error


def _changed(
    archive: zipfile.ZipFile, edits: Mapping[str, Cells], results: Mapping[str, Cells]
) -> dict[str, bytes | None]:
    """Return the parts to be written anew, None for one to be left out."""
    book, relations = (_parsed(archive.read(part)) for part in (_WORKBOOK, _RELATIONS))
    targets = {found.get("Id"): found.get("Target") for found in relations}
    sheets = {
        sheet.get("name"): _part(targets[sheet.get(f"{{{REL_NS}}}id")])
        for sheet in book.iter(f"{_M}sheet")
    }
    missing = [name for name in edits if name not in sheets]
    if missing:
        raise CannotProceed(f"工作簿里没有工作表“{missing[0]}”。")
    touched = {name: columns_of([*cells, *results.get(name, {})]) for name, cells in edits.items()}
    names = {n.get("name"): n.text for n in book.iter(f"{_M}definedName")}
    resting = {name for name, text in names.items() if rests_on(text, "", touched, names)}
    # In a formula, a row of sheets such as '1月:3月'! need not name the one in the middle.
    signs = [sign.encode() for sign in (*edits, *resting, "'!", "&apos;!")]
    changed: dict[str, bytes | None] = {}
    for name, part in sheets.items():
        content = archive.read(part)
        if name not in edits and not any(sign in content for sign in signs):
            continue
        sheet = _Sheet(name, _parsed(content))
        lost = sheet.set(edits.get(name, {}), results.get(name, {}))
        marked = sheet.mark(results.get(name, {}), touched, names)
        if name in edits or marked:
            changed[part] = _written(sheet.tree)
        changed |= _unchained(archive) if lost else {}
    return changed


def _unchained(archive: zipfile.ZipFile) -> dict[str, bytes | None]:
    """Return what leaves out the calculation chain, which may name no cell without formula."""
    changed: dict[str, bytes | None] = {}
    for part, key in ((CONTENT_TYPES, "PartName"), (_RELATIONS, "Target")):
        tree = _parsed(archive.read(part))
        for found in [e for e in tree if e.get(key, "").endswith("calcChain.xml")]:
            tree.remove(found)
            changed |= {_part(found.get(key)): None, part: _written(tree)}
    return changed


def _packed(archive: zipfile.ZipFile, changed: Mapping[str, bytes | None]) -> bytes:
    """Return the package, its parts in the old order and with the old dates."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in archive.infolist():
            name = entry.filename
            content = changed[name] if name in changed else archive.read(entry)
            if content is not None:
                target.writestr(entry, content)
    return stream.getvalue()


class _Sheet:
    """A worksheet as a tree, its rows by number and its cells by place."""

    def __init__(self, name: str, tree: Any) -> None:
        self.name, self.tree = name, tree
        self.data = tree.find(f"{_M}sheetData")
        self.rows: dict[int, Any] = {}
        self.cells: dict[Place, Any] = {}
        number = -1
        for row in self.data.iter(_ROW):
            number = int(row.get("r", number + 2)) - 1
            row.set("r", str(number + 1))
            self.rows[number] = row
            column = -1
            for cell in row.iter(_CELL):
                column = _column(cell) - 1 if "r" in cell.attrib else column + 1
                cell.set("r", address(number, column))
                self.cells[number, column] = cell

    def set(self, edits: Cells, results: Cells) -> bool:
        """Put values and results into their cells; return whether a formula had to go."""
        formulas = self._formulas()
        part = part_of_array(formulas, edits)
        if part is not None:
            raise CannotProceed(
                f"{self.name}!{address(*part)}：这一格属于数组公式，不能单独改。请先清除那个公式。"
            )
        unshare(formulas, edits)
        for place, value in edits.items():
            _fill(self._cell(place), value)
        for place in results.keys() & self.cells.keys():
            cell = self.cells[place]
            _fill(cell, results[place], cell.find(_FORMULA), is_result=True)
        for outdated in self.tree.findall(f"{_M}dimension") if edits else ():
            self.tree.remove(outdated)
        return any(place in edits for place in formulas)

    def mark(
        self, results: Cells, touched: Mapping[str, tuple[Bounds, ...]], names: Mapping[str, str]
    ) -> bool:
        """Mark formulas that rest on touched cells and have no result; return if there are any."""
        stale = [
            formula
            for place, formula in self._formulas().items()
            if place not in results and rests_on(formula.text, self.name, touched, names)
        ]
        for formula in stale:
            formula.set("ca", "1")
        return bool(stale)

    def _formulas(self) -> dict[Place, Any]:
        found = {place: cell.find(_FORMULA) for place, cell in self.cells.items()}
        return {place: formula for place, formula in found.items() if formula is not None}

    def _cell(self, place: Place) -> Any:
        """Return a cell, put in its place where there is none."""
        row, column = place
        if row not in self.rows:
            self.rows[row] = etree.Element(_ROW, r=str(row + 1))
            _insert(self.data, self.rows[row], lambda element: int(element.get("r")))
        if place not in self.cells:
            self.cells[place] = etree.Element(_CELL, r=address(row, column))
            self.rows[row].attrib.pop("spans", None)
            _insert(self.rows[row], self.cells[place], _column)
        return self.cells[place]


def _insert(parent: Any, new: Any, number: Callable[[Any], int]) -> None:
    """Put an element among its like, which stand in the order of their numbers."""
    if not len(parent) or number(parent[-1]) < number(new):
        parent.append(new)
    else:
        next(child for child in parent if number(child) > number(new)).addprevious(new)


def _fill(cell: Any, value: Value, formula: Any = None, *, is_result: bool = False) -> None:
    """Make ``value`` what a cell holds, or what its formula shows; its style stays."""
    for child in list(cell):
        if child is not formula:
            cell.remove(child)
    for name in {"t"} if is_result else {*cell.keys()} - {"r", "s"}:
        cell.attrib.pop(name, None)
    if isinstance(value, Fraction):
        as_float = float(value)
        value = as_float if from_float(as_float) == value or not terminates(value) else plain(value)
    if isinstance(value, str):
        _fill_text(cell, value, is_result=is_result)
    elif value is not None:
        if isinstance(value, bool):
            cell.set("t", "b")
        number = int(value) if value == int(value) else value
        etree.SubElement(cell, f"{_M}v").text = repr(number)


def _fill_text(cell: Any, text: str, *, is_result: bool) -> None:
    if len(text) > MAX_TEXT:
        raise CannotProceed(f"有一段文字长 {len(text)} 字，一格最多放 {MAX_TEXT} 字。")
    if not text and not is_result:
        return
    cell.set("t", "str" if is_result else "inlineStr")
    holder = cell if is_result else etree.SubElement(cell, f"{_M}is")
    held = etree.SubElement(holder, f"{_M}{'v' if is_result else 't'}")
    held.text = ILLEGAL_CHARACTERS_RE.sub("", text)
    held.set(_SPACE, "preserve")


def _parsed(part: bytes) -> Any:
    return etree.fromstring(part, _PARSER)


def _written(tree: Any) -> bytes:
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))


def _part(target: str) -> str:
    """Return the name of the part that a relation of the workbook leads to."""
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _column(cell: Any) -> int:
    return int(coordinate_to_tuple(cell.get("r"))[1])
