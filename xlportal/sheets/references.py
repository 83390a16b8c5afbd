"""What of a saved workbook refers to certain sheets, besides the formulas of cells."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence

from lxml import etree
from openpyxl.packaging.relationship import get_dependents, get_rels_path
from openpyxl.xml.constants import ARC_WORKBOOK, ARC_WORKBOOK_RELS, REL_NS

CHART = "图表"
_KINDS = {
    "dataValidation": "数据验证",
    "cfRule": "条件格式",
    "sparkline": "迷你图",
    "worksheetSource": "数据透视表",
    "chartSpace": CHART,
}
"""Elements of a workbook's parts that may refer to another sheet."""


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
        related = {found.id: found.Target for found in get_dependents(archive, ARC_WORKBOOK_RELS)}
        for sheet in etree.fromstring(archive.read(ARC_WORKBOOK)).iter("{*}sheet"):
            for part in _parts(archive, related[sheet.get(f"{{{REL_NS}}}id")]):
                for kind in _kinds(archive.read(part), targets):
                    yield sheet.get("name"), kind


def _parts(archive: zipfile.ZipFile, part: str) -> Iterator[str]:
    """Yield a part and those that belong to it: a sheet's drawings, their charts."""
    names = archive.namelist()
    yield part
    if get_rels_path(part) in names:
        for found in get_dependents(archive, get_rels_path(part)):
            if found.Target in names and found.Target.endswith(".xml"):
                yield from _parts(archive, found.Target)


def _kinds(part: bytes, targets: Sequence[str]) -> Iterator[str]:
    for element in etree.fromstring(part).iter("{*}*"):
        kind = _KINDS.get(etree.QName(element).localname)
        formulas = (*element.itertext(), f"{element.get('sheet')}!") if kind else ()
        if kind and mentions(" ".join(formulas), targets):
            yield kind
