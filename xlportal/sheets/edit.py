"""Setting single cells of a saved workbook and nothing else.

The cells' own elements are replaced in the sheet's XML. Styles, formulas, validations, drawings,
buttons, macros and every other part stay as they are, byte for byte. What is stored as the result
of a formula that rests on a changed cell is brought up to date (:mod:`.formulas`), so that nothing
has to be recalculated when the workbook is opened.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TypeAlias
from xml.sax.saxutils import quoteattr

from xlportal.core.exact import from_float, plain, terminates
from xlportal.errors import CannotProceed
from xlportal.sheets.calc_chain import without_cells, without_part
from xlportal.sheets.formulas import Area, Formulas, area, covering, formula_texts, stored
from xlportal.sheets.grid import address
from xlportal.sheets.package import CONTENT_TYPES
from xlportal.sheets.sheet_xml import CellXml, Place, SheetXml, cell_element, text_element
from xlportal.sheets.workbook_xml import RELATIONS, WorkbookXml
from xlportal.sheets.xml_parts import NotEditable, Splice, escaped, spliced

Value: TypeAlias = str | bool | int | float | Fraction | None
"""What a cell can be set to; None empties it and leaves its style."""

MAX_TEXT = 32_767


def set_cells(package: bytes, edits: Mapping[str, Mapping[Place, Value]]) -> bytes:
    """Return the workbook ``package`` with cells set, given by sheet and (row, column) from 0.

    Text stays text whatever it begins with. Raises :class:`CannotProceed` where a sheet is missing
    or its XML is none that spreadsheet programs write.
    """
    try:
        return _Edit(package).run({name: cells for name, cells in edits.items() if cells})
    except (NotEditable, KeyError, ValueError) as error:
        raise CannotProceed(
            "工作簿的内部结构和 Excel 写的不一样，改不了。请在 Excel 中打开，另存一次再试。"
        ) from error


class _Edit:
    """One change of a package."""

    def __init__(self, package: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(package))
        self.changed: dict[str, bytes | None] = {}
        self.workbook = WorkbookXml(self.read)

    def read(self, part: str) -> bytes:
        """Return a part as it is by now."""
        return self.changed.get(part) or self.archive.read(part)

    def run(self, edits: Mapping[str, Mapping[Place, Value]]) -> bytes:
        """Return the changed package."""
        missing = [name for name in edits if name not in self.workbook.sheets]
        if missing:
            raise CannotProceed(f"工作簿里没有工作表“{missing[0]}”。")
        sheets = self._sheets()
        gone = [
            (self.workbook.identities[name], address(*place))
            for name, cells in edits.items()
            for place in cells
            if place in sheets[name].cells and sheets[name].cells[place].formula
        ]
        for name, cells in edits.items():
            self._put(name, sheets[name].replaced(_elements(sheets[name], name, cells)))
        self._refresh(edits)
        self._unchain(gone)
        return self._packed()

    def _sheets(self) -> dict[str, SheetXml]:
        return {
            name: SheetXml.of(self.read(part))
            for name, part in self.workbook.sheets.items()
            if part.startswith("xl/worksheets/")
        }

    def _put(self, sheet: str, part: bytes) -> None:
        self.changed[self.workbook.sheets[sheet]] = part

    def _refresh(self, edits: Mapping[str, Mapping[Place, Value]]) -> None:
        """Store results anew that rest on the edited cells, or mark their formulas."""
        sheets = self._sheets()
        areas = [found for name, cells in edits.items() for found in covering(name, cells)]
        stale = Formulas(self.workbook, sheets).stale(areas)
        elements: dict[str, dict[Place, str]] = {}
        for name, results in stale.results.items():
            for place, value in results.items():
                cell = sheets[name].cells.get(place)
                if stored(cell, self.workbook) != (None if value == "" else value):
                    filled = _result(sheets[name], place, cell, value)
                    elements.setdefault(name, {})[place] = filled
        for node in stale.marked:
            marked = _marked(sheets[node.sheet], node.cell)
            elements.setdefault(node.sheet, {})[node.cell.place] = marked
        for name, cells in elements.items():
            self._put(name, sheets[name].replaced(cells))

    def _unchain(self, gone: Iterable[tuple[str, str]]) -> None:
        """Take cells that lost their formula from the calculation chain."""
        chain = self.workbook.related("calcChain")
        if chain not in self.archive.namelist():
            return
        rest = without_cells(self.read(chain), frozenset(gone))
        self.changed[chain] = rest
        if rest is None:
            kept = {name: self.read(name) for name in (CONTENT_TYPES, RELATIONS)}
            self.changed |= without_part(kept, chain, RELATIONS)

    def _packed(self) -> bytes:
        """Return the package with the changed parts, in the old order and with the old dates."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
            for entry in self.archive.infolist():
                content = self._content(entry.filename)
                if content is not None:
                    target.writestr(entry, content)
        return stream.getvalue()

    def _content(self, part: str) -> bytes | None:
        """Return what a part is to hold, None where it is to go."""
        return self.changed[part] if part in self.changed else self.archive.read(part)


def _elements(sheet: SheetXml, name: str, values: Mapping[Place, Value]) -> dict[Place, str]:
    """Return the elements to be put in: the cells' own, and formulas that lose their master."""
    for cell in sheet.formulas:
        _check_array(cell, name, values)
    return _unshared(sheet, values) | {
        place: _element(sheet, place, value) for place, value in values.items()
    }


def _check_array(cell: CellXml, name: str, values: Mapping[Place, Value]) -> None:
    """Refuse to set some of the cells that an array formula fills."""
    attributes = cell.formula.element.attributes if cell.formula else {}
    filled = area(attributes.get("ref", ""), name)
    if filled is None or attributes.get("t") not in {"array", "dataTable"}:
        return
    hit = [place for place in values if filled.meets(Area(name, place, place))]
    if hit and len(hit) < filled.size:
        raise CannotProceed(
            f"{name}!{address(*hit[0])}：这一格属于数组公式，不能单独改。请先清除那个公式。"
        )


def _unshared(sheet: SheetXml, values: Mapping[Place, Value]) -> dict[Place, str]:
    """Return as formulas of their own those that share one whose cell is set."""
    lost = {
        cell.formula.element.attributes.get("si")
        for cell in sheet.formulas
        if cell.place in values and cell.formula and cell.formula.text
    } - {None}
    return {
        cell.place: _own_formula(sheet, cell, text)
        for cell, text in formula_texts(sheet)
        if cell.place not in values
        and cell.formula
        and cell.formula.element.attributes.get("si") in lost
    }


def _own_formula(sheet: SheetXml, cell: CellXml, text: str) -> str:
    element = cell.formula.element if cell.formula else cell.element
    own = f"<{element.name}>{escaped(text)}</{element.name}>".encode()
    start = cell.element.start
    raw = sheet.part[start : cell.element.end]
    return spliced(raw, [Splice(element.start - start, element.end - start, own)]).decode()


def _element(sheet: SheetXml, place: Place, value: Value, formula: str = "") -> str:
    """Return a cell's element with its present style, a formula's element before its value."""
    cell = sheet.cells.get(place)
    style = cell.element.attributes.get("s") if cell else None
    prefix = sheet.prefix
    if isinstance(value, Fraction):
        value = _number(value)
    if value is None or (value == "" and not formula):
        return cell_element(prefix, place, style, "", formula)
    if isinstance(value, bool):
        return cell_element(prefix, place, style, "b", f"{formula}<{prefix}v>{value:d}</{prefix}v>")
    if isinstance(value, str):
        return _text_cell(prefix, place, style, value, formula)
    shown = repr(int(value)) if value == int(value) else repr(value)
    return cell_element(prefix, place, style, "", f"{formula}<{prefix}v>{shown}</{prefix}v>")


def _text_cell(prefix: str, place: Place, style: str | None, text: str, formula: str) -> str:
    if len(text) > MAX_TEXT:
        raise CannotProceed(f"有一段文字长 {len(text)} 字，一格最多放 {MAX_TEXT} 字。")
    if formula:
        content = formula + text_element(prefix, "v", text)
        return cell_element(prefix, place, style, "str", content)
    inner = text_element(prefix, "t", text)
    return cell_element(prefix, place, style, "inlineStr", f"<{prefix}is>{inner}</{prefix}is>")


def _number(value: Fraction) -> float | str:
    """Return a number as a cell's number, or as its text where a cell would round it."""
    rounded = float(value)
    exact = from_float(rounded) == value or not terminates(value)
    return rounded if exact else plain(value)


def _result(sheet: SheetXml, place: Place, cell: CellXml | None, value: Value) -> str:
    """Return a cell with a new result, its formula untouched."""
    formula = ""
    if cell is not None and cell.formula is not None:
        element = cell.formula.element
        formula = sheet.part[element.start : element.end].decode()
    return _element(sheet, place, value, formula)


def _marked(sheet: SheetXml, cell: CellXml) -> str:
    """Return a cell whose formula is to be computed when Excel computes next."""
    start, formula = cell.element.start, cell.formula.element if cell.formula else cell.element
    attributes = {**formula.attributes, "ca": "1"}
    listed = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    empty = formula.inner == formula.end
    tag = f"<{formula.name}{listed}{'/' if empty else ''}>".encode()
    raw = sheet.part[start : cell.element.end]
    return spliced(raw, [Splice(formula.start - start, formula.inner - start, tag)]).decode()
