"""Setting single cells of a saved workbook and nothing else; what in one refers to its sheets.

Only sheets with cells to set, and those with formulas that rest on them, are parsed and written
again; every other part stays as it is, byte for byte. openpyxl would lose what it does not know.
"""

import io
import re
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from lxml import etree
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.packaging.relationship import get_dependents, get_rels_path
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from openpyxl.xml.constants import ARC_WORKBOOK, ARC_WORKBOOK_RELS, REL_NS, SHEET_MAIN_NS

from xlportal.core.limits import MAX_TEXT
from xlportal.errors import CannotProceed
from xlportal.sheets.cells import storable
from xlportal.sheets.grid import Cells, Spot, Value, address
from xlportal.sheets.package import CONTENT_TYPES, as_part

_M = f"{{{SHEET_MAIN_NS}}}"
_ROW, _CELL, _FORMULA = f"{_M}row", f"{_M}c", f"{_M}f"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_CHAIN = "calcChain.xml"
_ROW_OF_SHEETS = re.compile(r""":[^:'!()<"&]*(?:'|&apos;)?!""")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
_STRANGE = (KeyError, TypeError, ValueError, etree.XMLSyntaxError)

CHART = "图表"
_KINDS = {
    "dataValidation": "数据验证",
    "cfRule": "条件格式",
    "sparkline": "迷你图",
    "worksheetSource": "数据透视表",
    "chartSpace": CHART,
}
"""Elements of a workbook's parts that may refer to another sheet."""


def set_cells(
    package: bytes, edits: Mapping[str, Cells], results: Mapping[str, Cells] | None = None
) -> bytes:
    """Return the workbook ``package`` with cells set, by sheet.

    ``results`` are what formulas that stay show now; any other formula that may rest on these
    sheets is marked to be computed on opening. Text stays text whatever it begins with. Raises
    :class:`CannotProceed` where a sheet is missing or its XML is none that Excel writes.
    """
    given = {name: cells for name, cells in edits.items() if cells}
    stream = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as archive, zipfile.ZipFile(stream, "w") as new:
            changed = _changed(archive, given, results or {}) if given else {}
            for entry in archive.infolist():
                if not (changed and entry.filename.endswith(_CHAIN)):
                    content = changed.get(entry.filename)
                    new.writestr(entry, archive.read(entry) if content is None else content)
    except _STRANGE as error:
        raise CannotProceed(
            "工作簿的内部结构和 Excel 写的不一样，改不了。请在 Excel 中打开，另存一次再试。"
        ) from error
    return stream.getvalue()


def _changed(
    archive: zipfile.ZipFile, edits: Mapping[str, Cells], results: Mapping[str, Cells]
) -> dict[str, bytes]:
    """Return the parts to be written anew. The calculation chain goes: Excel makes another."""
    book = _parsed(archive, ARC_WORKBOOK)
    sheets = _sheets(archive, book)
    missing = [name for name in edits if name not in sheets]
    if missing:
        raise CannotProceed(f"工作簿里没有工作表“{missing[0]}”。")
    names = [n.get("name") for n in book.iter(f"{_M}definedName") if _rests(n.text, edits, ())]
    changed: dict[str, bytes] = {}
    for name, part in sheets.items():
        if name not in edits and not _rests(archive.read(part).decode(), edits, names):
            continue
        tree, own = _parsed(archive, part), results.get(name, {})
        formulas = _set(tree, name, edits.get(name, {}), own)
        stale = [
            formula
            for place, formula in formulas.items()
            if place not in own and (name in edits or _rests(formula.text, edits, names))
        ]
        for formula in stale:
            formula.set("ca", "1")
        if name in edits or stale:
            changed[part] = as_part(tree)
    for part, key in ((CONTENT_TYPES, "PartName"), (ARC_WORKBOOK_RELS, "Target")):
        tree = _parsed(archive, part)
        for found in [entry for entry in tree if entry.get(key, "").endswith(_CHAIN)]:
            tree.remove(found)
            changed[part] = as_part(tree)
    return changed


def _sheets(archive: zipfile.ZipFile, book: Any) -> dict[str, str]:
    """Return the part of every sheet that the tree of a workbook names."""
    related = {found.id: found.Target for found in get_dependents(archive, ARC_WORKBOOK_RELS)}
    return {s.get("name"): related[s.get(f"{{{REL_NS}}}id")] for s in book.iter(f"{_M}sheet")}


def _rests(text: str | None, sheets: Collection[str], names: Collection[str]) -> bool:
    """Return whether formulas may rest on one of ``sheets`` or ``names``.

    A row of sheets such as ``'1月:3月'!`` need not name the one in the middle; a formula that many
    cells share has its text in one of them.
    """
    if text is None or _ROW_OF_SHEETS.search(text) or any(name in text for name in names):
        return True
    return mentions(text.replace("&apos;", "'"), sheets)


def _set(tree: Any, name: str, edits: Cells, results: Cells) -> dict[Spot, Any]:
    """Put values and results into their cells; return the formulas that stay, by place."""
    data = tree.find(f"{_M}sheetData")
    rows = {int(row.get("r")) - 1: row for row in data.iter(_ROW)}
    cells = {_place(cell): cell for row in rows.values() for cell in row.iter(_CELL)}
    found = {place: cell.find(_FORMULA) for place, cell in cells.items()}
    formulas = {place: formula for place, formula in found.items() if formula is not None}
    _refuse_parts(formulas, name, edits)
    for place, value in edits.items():
        row, column = place
        if row not in rows:
            rows[row] = etree.Element(_ROW, r=str(row + 1))
            _insert(data, rows[row], lambda element: int(element.get("r")))
        if place not in cells:
            cells[place] = etree.Element(_CELL, r=address(row, column))
            rows[row].attrib.pop("spans", None)
            _insert(rows[row], cells[place], _place)
        _fill(cells[place], value)
        formulas.pop(place, None)
    for place in results.keys() & cells.keys():
        _fill(cells[place], results[place], formulas.get(place), is_result=True)
    for outdated in tree.findall(f"{_M}dimension") if edits else ():
        tree.remove(outdated)
    return formulas


def _refuse_parts(formulas: Mapping[Spot, Any], sheet: str, edits: Cells) -> None:
    """Refuse to set some of the cells that one formula fills, or that share the one of a cell."""
    for place, formula in formulas.items():
        if formula.get("t") in {"array", "dataTable"}:
            left, top, right, bottom = range_boundaries(formula.get("ref"))
            rows, columns = range(top - 1, bottom), range(left - 1, right)
            hit = [cell for cell in edits if cell[0] in rows and cell[1] in columns]
            stay = len(rows) * len(columns) - len(hit)
        else:
            index = formula.get("si") if formula.text and place in edits else None
            like = [c for c, other in formulas.items() if index and other.get("si") == index]
            hit, stay = [place], len({*like} - edits.keys())
        if hit and stay:
            where = f"{sheet}!{address(*hit[0])}"
            raise CannotProceed(f"{where}：几格合用这里的公式，不能单独改。请先清除那个公式。")


def _insert(parent: Any, new: Any, number: Callable[[Any], Any]) -> None:
    later = next((child for child in parent if number(child) > number(new)), None)
    if later is None:
        parent.append(new)
    else:
        later.addprevious(new)


def _fill(cell: Any, value: Value, formula: Any = None, *, is_result: bool = False) -> None:
    """Make ``value`` what a cell holds, or what its formula shows; its style stays."""
    for child in [child for child in cell if child is not formula]:
        cell.remove(child)
    for name in {"t"} if is_result else {*cell.keys()} - {"r", "s"}:
        cell.attrib.pop(name, None)
    if isinstance(value, Fraction):
        value = storable(value)
    if isinstance(value, bool):
        cell.set("t", "b")
    if isinstance(value, str) and (value or is_result):
        if len(value) > MAX_TEXT:
            raise CannotProceed(f"有一段文字长 {len(value)} 字，一格最多放 {MAX_TEXT} 字。")
        cell.set("t", "str" if is_result else "inlineStr")
        holder = cell if is_result else etree.SubElement(cell, f"{_M}is")
        held = etree.SubElement(holder, f"{_M}{'v' if is_result else 't'}")
        held.text = ILLEGAL_CHARACTERS_RE.sub("", value)
        held.set(_SPACE, "preserve")
    elif value not in {None, ""}:
        number = int(value) if value == int(value) else value
        etree.SubElement(cell, f"{_M}v").text = repr(number)


def _place(cell: Any) -> Spot:
    row, column = coordinate_to_tuple(cell.get("r"))
    return row - 1, column - 1


def _parsed(archive: zipfile.ZipFile, part: str) -> Any:
    return etree.fromstring(archive.read(part), _PARSER)


def mentions(formulas: str, sheets: Iterable[str]) -> bool:
    """Return whether formulas refer to one of ``sheets``, not to another that ends like it."""
    names = "|".join(map(re.escape, sheets))
    return re.search(rf"(?<!\w)({names})'?!", formulas) is not None


def references(package: bytes, targets: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the sheet and the kind of everything that refers to one of the sheets ``targets``.

    A package that cannot be read, because it is locked, gives nothing.
    """
    if not zipfile.is_zipfile(io.BytesIO(package)):
        return
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        for sheet, own in _sheets(archive, _parsed(archive, ARC_WORKBOOK)).items():
            for part in _parts(archive, own):
                for kind in _kinds(_parsed(archive, part), targets):
                    yield sheet, kind


def _parts(archive: zipfile.ZipFile, part: str) -> Iterator[str]:
    """Yield a part and those that belong to it: a sheet's drawings, their charts."""
    names = archive.namelist()
    yield part
    if get_rels_path(part) in names:
        for found in get_dependents(archive, get_rels_path(part)):
            if found.Target in names and found.Target.endswith(".xml"):
                yield from _parts(archive, found.Target)


def _kinds(part: Any, targets: Sequence[str]) -> Iterator[str]:
    for element in part.iter("{*}*"):
        kind = _KINDS.get(etree.QName(element).localname)
        formulas = (*element.itertext(), f"{element.get('sheet')}!") if kind else ()
        if kind and mentions(" ".join(formulas), targets):
            yield kind
