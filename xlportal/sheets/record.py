"""The record of what was sent, inside the copy that was sent: rows of 存档 in a part of its own.

So the command records a sending without touching the workbook it reads, and without a file beside.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from typing import TypeAlias

from lxml import etree

from xlportal.sheets import layout
from xlportal.sheets.archive import LABELS, Sent, read_archive
from xlportal.sheets.grid import Grid
from xlportal.sheets.package import pack, parts
from xlportal.sheets.tables import Sheet

Record: TypeAlias = Sequence[Sequence[Sequence[object]]]
"""Sendings, the earliest first, each as rows in the columns of the archive."""

PART = "customXml/item1.xml"
MOST = 2**26
"""Bytes of a record that is looked into."""
_RELATIONS = "xl/_rels/workbook.xml.rels"
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
_ROOT, _YEAR = "{urn:xlportal:sent}sent", "year"


def with_record(package: bytes, year: int, record: Record) -> bytes:
    """Return the package of a copy that holds the record of a year's sendings."""
    content = parts(package)
    root = etree.Element(_ROOT, {_YEAR: str(year)})
    root.text = json.dumps(record)
    relations = etree.fromstring(content[_RELATIONS])
    etree.SubElement(relations, f"{{{relations.nsmap[None]}}}Relationship", Id="rIdSent",
                     Type=_TYPE, Target=f"../{PART}")  # fmt: skip
    content[_RELATIONS] = _written(relations)
    content[PART] = _written(root)
    return pack(content)


def _written(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))


def record_of(package: bytes, year: int) -> Record:
    """Return the record of a year's sendings that a file holds, empty for any other file."""
    if not zipfile.is_zipfile(io.BytesIO(package)):
        return []
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        if PART not in archive.namelist() or archive.getinfo(PART).file_size > MOST:
            return []
        parser = etree.XMLParser(resolve_entities=False, recover=True, huge_tree=True)
        root = etree.fromstring(archive.read(PART), parser)
    if root is None or root.tag != _ROOT or root.get(_YEAR) != str(year):
        return []
    record: Record = json.loads(root.text or "[]")
    return record


def sendings(record: Record, month: int) -> list[Sent]:
    """Return every sending of a month that a record tells of, in its order."""
    grids = (Grid(layout.ARCHIVE, [list(LABELS), *map(list, rows)]) for rows in record)
    return [s for grid in grids for s in read_archive(Sheet(grid)) if s.month == month]
