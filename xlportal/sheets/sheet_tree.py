"""A worksheet as a tree whose cells can be set: for :mod:`edit`, which says of which sheets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from lxml import etree
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.xml.constants import SHEET_MAIN_NS

from xlportal.core.exact import from_float, plain, terminates
from xlportal.core.limits import MAX_TEXT
from xlportal.errors import CannotProceed
from xlportal.sheets.formula_cells import Bounds, part_of_array, rests_on, unshare
from xlportal.sheets.grid import Cells, Place, Value, address

_M = f"{{{SHEET_MAIN_NS}}}"
_ROW, _CELL, _FORMULA = f"{_M}row", f"{_M}c", f"{_M}f"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class SheetTree:
    """A worksheet as a tree, its rows by number and its cells by place."""

    def __init__(self, name: str, tree: Any) -> None:
        self.name, self.tree = name, tree
        self.data = tree.find(f"{_M}sheetData")
        self.rows: dict[int, Any] = {}
        self.cells: dict[Place, Any] = {}
        for row in self.data.iter(_ROW):
            number = int(row.get("r")) - 1
            self.rows[number] = row
            self.cells |= {(number, _column(cell) - 1): cell for cell in row.iter(_CELL)}

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


def _column(cell: Any) -> int:
    return int(coordinate_to_tuple(cell.get("r"))[1])
