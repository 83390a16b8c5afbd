"""Putting what leaves the office where a file may stand that somebody has changed.

An output of ours carries a seal over everything else in it: a package as a document property, a
text, which has none, as blanks behind its end. A file whose seal is missing or broken is somebody's
work, and is kept under another name (spec section 4).
"""

import datetime as dt
import hashlib
import zipfile
import zlib
from collections.abc import Mapping
from itertools import count
from pathlib import Path

from lxml import etree

from xlportal.files import read_bytes, write_bytes
from xlportal.sheets.package import as_part, pack, parts

_PACKAGE = b"PK\x03\x04"
_BLANKS = str.maketrans("01", " \t")
_BROKEN = (
    KeyError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError
)  # fmt: skip
_PROPERTIES = "docProps/core.xml"
_SEAL = "{http://purl.org/dc/elements/1.1/}identifier"


def sealed(output: bytes) -> bytes:
    """Return a finished output with its seal."""
    if not output.startswith(_PACKAGE):
        text = output.rstrip()
        bits = f"{int(hashlib.sha256(text).hexdigest(), 16):0256b}"
        return text + b"\n" + bits.translate(_BLANKS).encode() + b"\n"
    content = parts(output)
    properties = etree.fromstring(content[_PROPERTIES])
    etree.SubElement(properties, _SEAL).text = _digest(content)
    return pack(content | {_PROPERTIES: as_part(properties)})


def is_untouched(file: bytes) -> bool:
    """Return whether a file is an output of ours as it was sealed."""
    if not file.startswith(_PACKAGE):
        return sealed(file) == file
    try:
        content = parts(file)
        properties = etree.fromstring(content[_PROPERTIES])
    except _BROKEN:
        return False
    if properties.findtext(_SEAL) != _digest(content):
        return False
    # Saved again without an edit it is packed as others pack.
    return pack(content) == file


def put(path: Path, content: bytes) -> str:
    """Put an output at ``path``, sealed; return what is to be said of the file that stood there.

    That is ``""`` where nothing of somebody else's did. Raises
    :class:`~xlportal.errors.CannotProceed` where nothing could be written.
    """
    new = sealed(content)
    if not path.exists() or is_untouched(read_bytes(path)):
        write_bytes(path, new)
        return ""
    kept = _free_name(path)
    write_bytes(path, new, kept=kept)
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
