"""Setting single cells of a saved workbook and nothing else.

Only sheets with cells to set, and those with formulas that rest on them, are parsed and written
again; every other part stays as it is, byte for byte. openpyxl would lose what it does not know.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from lxml import etree
from openpyxl.formula.tokenizer import TokenizerError
from openpyxl.packaging.relationship import get_dependents
from openpyxl.xml.constants import ARC_WORKBOOK, ARC_WORKBOOK_RELS, REL_NS, SHEET_MAIN_NS

from xlportal.errors import CannotProceed
from xlportal.sheets.formula_cells import columns_of, rests_on
from xlportal.sheets.grid import Cells
from xlportal.sheets.package import CONTENT_TYPES
from xlportal.sheets.sheet_tree import SheetTree

_M = f"{{{SHEET_MAIN_NS}}}"
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
    book = _parsed(archive.read(ARC_WORKBOOK))
    related = {found.id: found.Target for found in get_dependents(archive, ARC_WORKBOOK_RELS)}
    sheets = {
        sheet.get("name"): related[sheet.get(f"{{{REL_NS}}}id")]
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
        sheet = SheetTree(name, _parsed(content))
        lost = sheet.set(edits.get(name, {}), results.get(name, {}))
        marked = sheet.mark(results.get(name, {}), touched, names)
        if name in edits or marked:
            changed[part] = _written(sheet.tree)
        changed |= _unchained(archive) if lost else {}
    return changed


def _unchained(archive: zipfile.ZipFile) -> dict[str, bytes | None]:
    """Return what leaves out the calculation chain, which may name no cell without formula."""
    changed: dict[str, bytes | None] = {}
    for part, key in ((CONTENT_TYPES, "PartName"), (ARC_WORKBOOK_RELS, "Target")):
        tree = _parsed(archive.read(part))
        for found in [e for e in tree if e.get(key, "").endswith("calcChain.xml")]:
            tree.remove(found)
            changed |= {"xl/calcChain.xml": None, part: _written(tree)}
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


def _parsed(part: bytes) -> Any:
    return etree.fromstring(part, _PARSER)


def _written(tree: Any) -> bytes:
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))
