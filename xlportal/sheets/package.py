"""Changing parts of a finished Open XML package: what the spreadsheet writer cannot express."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_WORKBOOK_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
CONTENT_TYPES = "[Content_Types].xml"
ROOT_RELATIONS = "_rels/.rels"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_STRICT, _USUAL = b"http://purl.oclc.org/ooxml/", b"http://schemas.openxmlformats.org/"
_SUBJECTS = (b"officeDocument", b"spreadsheetml", b"wordprocessingml", b"drawingml")


def parts(package: bytes) -> dict[str, bytes]:
    """Return the parts of a package by name, in their order."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(content: Mapping[str, bytes]) -> bytes:
    """Return the package of the given parts; equal parts give equal bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, data)
    return stream.getvalue()


def macro_enabled(package: bytes) -> bytes:
    """Return a workbook package declared as one that may hold macros (.xlsm)."""
    content = parts(package)
    types = content[CONTENT_TYPES].decode("utf-8")
    content[CONTENT_TYPES] = types.replace(WORKBOOK_TYPE, MACRO_WORKBOOK_TYPE).encode("utf-8")
    return pack(content)


def transitional(package: bytes) -> bytes:
    """Return a package saved as “Strict Open XML” with the usual names, any other as it is."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        if _STRICT not in archive.read(ROOT_RELATIONS):
            return package
    return pack({name: _usual(part) for name, part in parts(package).items()})


def _usual(part: bytes) -> bytes:
    for subject in _SUBJECTS:
        part = part.replace(_STRICT + subject + b"/", _USUAL + subject + b"/2006/")
    return part
