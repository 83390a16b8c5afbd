"""Putting what leaves the office where a file may stand that somebody has changed.

A package of ours carries a seal: a document property over everything else in it. A file whose seal
is missing or broken is somebody's work, and is kept under another name (spec section 4).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import zipfile
from collections.abc import Mapping
from itertools import count
from pathlib import Path

from lxml import etree

from xlportal.files import read_bytes, write_bytes
from xlportal.sheets.package import pack, parts

_PROPERTIES = "docProps/core.xml"
_SEAL = "{http://purl.org/dc/elements/1.1/}identifier"


def sealed(package: bytes) -> bytes:
    """Return a finished package with its seal."""
    content = parts(package)
    properties = etree.fromstring(content[_PROPERTIES])
    etree.SubElement(properties, _SEAL).text = _digest(content)
    text = etree.tostring(properties, encoding="UTF-8", xml_declaration=True, standalone=True)
    return pack(content | {_PROPERTIES: text})


def is_untouched(file: bytes) -> bool:
    """Return whether a file is a package of ours as it was sealed."""
    if not zipfile.is_zipfile(io.BytesIO(file)):
        return False
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        if archive.testzip() is not None or _PROPERTIES not in archive.namelist():
            return False
    content = parts(file)
    properties = etree.fromstring(content[_PROPERTIES], etree.XMLParser(recover=True))
    if properties is None or properties.findtext(_SEAL) != _digest(content):
        return False
    # Saved again without an edit it is packed as others pack.
    return pack(content) == file


def put(path: Path, content: bytes) -> str:
    """Put ``content`` at ``path`` and return what is to be said of the file that stood there.

    That is ``""`` where nothing of somebody else's did. Raises
    :class:`~xlportal.errors.CannotProceed` where nothing could be written.
    """
    old = read_bytes(path) if path.exists() else content
    if old == content or is_untouched(old):
        write_bytes(path, content)
        return ""
    kept = _free_name(path)
    write_bytes(path, content, kept=kept)
    return f"“{path.name}”被人改过，原来的留作“{kept.name}”，新的写在“{path.name}”。"


def _free_name(path: Path) -> Path:
    changed = dt.datetime.fromtimestamp(path.stat().st_mtime)
    stem = f"{path.stem}（改过的，{changed:%Y-%m-%d %H.%M}）"
    names = (f"{stem}{number if number > 1 else ''}{path.suffix}" for number in count(1))
    return next(free for free in map(path.with_name, names) if not free.exists())


def _digest(content: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, part in sorted(content.items()):
        if name != _PROPERTIES:
            digest.update(name.encode("utf-8") + b"\0" + hashlib.sha256(part).digest())
    return digest.hexdigest()
