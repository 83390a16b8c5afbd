"""Open XML packages: checked before they are read, unpacked, packed.

Hostile and broken files end here in one line, before anything could take all memory or all day.
Nothing in a package is ever executed; external links, macros and entities are not followed.
"""

import io
import zipfile
import zlib
from collections.abc import Mapping

from lxml import etree

from xlportal.errors import CannotProceed

WORKBOOK, DOCUMENT = "xl/workbook.xml", "word/document.xml"
CONTENT_TYPES = "[Content_Types].xml"

MAX_UNPACKED, MAX_PART, MAX_PARTS = 512 * 2**20, 128 * 2**20, 10_000
"""Bytes of a package, bytes of one XML part, number of parts."""
MAX_TAGS, MAX_ATTRIBUTES, SPARE = 3_000_000, 12, 10_000
"""Tags of an XML part (a month of 20,000 units takes half of them), attributes a tag on average."""

_WORKBOOK_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO_WORKBOOK_TYPE = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_STRICT, _USUAL = b"http://purl.oclc.org/ooxml/", b"http://schemas.openxmlformats.org/"
_SUBJECTS = (b"officeDocument", b"spreadsheetml", b"wordprocessingml", b"drawingml")

_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_KINDS = {WORKBOOK: "Excel 工作簿", DOCUMENT: "Word 文档"}
_SAVE_AS = {WORKBOOK: "另存为 .xlsm 或 .xlsx", DOCUMENT: "另存为 .docx"}
_UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError)
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1


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


def as_part(root: etree._Element) -> bytes:
    """Return the part of a package that holds an XML tree."""
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))


def macro_enabled(package: bytes) -> bytes:
    """Return a workbook package declared as one that may hold macros (.xlsm)."""
    content = parts(package)
    types = content[CONTENT_TYPES].replace(_WORKBOOK_TYPE, _MACRO_WORKBOOK_TYPE)
    return pack(content | {CONTENT_TYPES: types})


def transitional(package: bytes) -> bytes:
    """Return a package saved as “Strict Open XML” with the usual names, any other as it is."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        if _STRICT not in archive.read("_rels/.rels"):
            return package
    return pack({name: _usual(part) for name, part in parts(package).items()})


def _usual(part: bytes) -> bytes:
    for subject in _SUBJECTS:
        part = part.replace(_STRICT + subject + b"/", _USUAL + subject + b"/2006/")
    return part


def check_package(content: bytes, name: str, main: str = WORKBOOK) -> None:
    """Refuse content that is no package with the part ``main``, has a password or is beyond reason.

    Raises :class:`CannotProceed`, which calls the file ``name``.
    """
    kind, save_as = _KINDS[main], _SAVE_AS[main]
    if content.startswith(_COMPOUND):
        locked = "EncryptedPackage".encode("utf-16-le") in content
        raise CannotProceed(
            f"“{name}”有密码，读不了。请在 Office 中去掉打开密码，再{save_as}。"
            if locked
            else f"“{name}”是旧的 Office 格式（.xls、.doc 之类）。请在 Office 中{save_as}。"
        )
    if content.lstrip()[:1] == b"<":
        raise CannotProceed(f"“{name}”是网页或 XML 文件，不是 {kind}。请打开后{save_as}。")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (*_UNREADABLE, ValueError) as error:
        raise CannotProceed(f"“{name}”不是 {kind}，或文件已损坏。") from error
    names = archive.namelist()
    if main not in names:
        other = next((f"是 {_KINDS[part]}，" for part in _KINDS if part in names), "")
        raise CannotProceed(f"“{name}”{other}不是 {kind}。请换一个文件，或在 Office 中{save_as}。")
    _check_sizes(archive, name)
    try:
        _check_parts(archive, name)
    except _UNREADABLE as error:
        raise broken(name) from error
    if CONTENT_TYPES not in names:
        raise broken(name)


def broken(name: str) -> CannotProceed:
    """Return what is said of a package that lacks something or is damaged."""
    return CannotProceed(
        f"“{name}”打不开：文件已损坏或不完整。请重新取得它，或在 Office 中打开，另存一次。"
    )


def _check_sizes(archive: zipfile.ZipFile, name: str) -> None:
    entries = archive.infolist()
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise CannotProceed(f"“{name}”有密码，读不了。请去掉密码再存。")
    if any(entry.compress_type not in _METHODS for entry in entries):
        raise broken(name)
    total = sum(entry.file_size for entry in entries)
    largest = max(entry.file_size for entry in entries if _is_xml(entry))
    if total > MAX_UNPACKED or largest > MAX_PART or len(entries) > MAX_PARTS:
        raise CannotProceed(f"“{name}”解开后大得不正常，没有读取。")


def _check_parts(archive: zipfile.ZipFile, name: str) -> None:
    for entry in filter(_is_xml, archive.infolist()):
        part = archive.read(entry)
        tags = part.count(b"<")
        if tags > MAX_TAGS or part.count(b"=") > MAX_ATTRIBUTES * tags + SPARE:
            raise CannotProceed(f"“{name}”内容多得不正常，没有读取。")
        if b"<!DOCTYPE" in part:
            raise CannotProceed(f"“{name}”含有不该有的定义（XML 实体），没有读取。")


def _is_xml(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.endswith((".xml", ".rels"))
