"""What a file may ask of us before it is read: its kind, its size, no document type.

Hostile and broken files end here in one line, before anything could take all memory or all day.
Nothing in a package is ever executed; external links, macros and entities are not followed.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from xlportal.errors import CannotProceed
from xlportal.sheets.package import CONTENT_TYPES

MAX_UNPACKED, MAX_PART, MAX_PARTS = 512 * 2**20, 128 * 2**20, 10_000
"""Bytes of a package, bytes of one XML part, number of parts."""
MAX_TAGS, MAX_ATTRIBUTES, SPARE = 3_000_000, 12, 10_000
"""Tags of an XML part (a month of 20,000 units takes half of them), attributes a tag on average."""
MAX_ROWS, MAX_COLUMNS = 100_000, 702
"""Where cells may hold something. Formats alone may reach further, as LibreOffice writes them."""

WORKBOOK, DOCUMENT = "xl/workbook.xml", "word/document.xml"

_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_KINDS = {WORKBOOK: "Excel 工作簿", DOCUMENT: "Word 文档"}
_SAVE_AS = {WORKBOOK: "另存为 .xlsm 或 .xlsx", DOCUMENT: "另存为 .docx"}
_OTHER_PACKAGES = (
    ("xl/workbook.bin", "是二进制工作簿（.xlsb）", "请在 Excel 中另存为 .xlsm 或 .xlsx"),
    ("content.xml", "是 LibreOffice 的格式", "请在其中另存为 Office 的格式"),
    (WORKBOOK, "是 Excel 工作簿", "这里要的是 Word 文档（.docx）"),
    (DOCUMENT, "是 Word 文档", "这里要的是 Excel 工作簿"),
)
_UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError)
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1


def check_package(content: bytes, name: str, main: str = WORKBOOK) -> None:
    """Refuse content that is no package with the part ``main``, has a password or is beyond reason.

    Raises :class:`CannotProceed`, which calls the file ``name``.
    """
    kind = _KINDS[main]
    if content.startswith(_COMPOUND):
        raise CannotProceed(_compound_message(content, name, main))
    if content.lstrip()[:1] == b"<":
        raise CannotProceed(f"“{name}”是网页或 XML 文件，不是 {kind}。请打开后{_SAVE_AS[main]}。")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (*_UNREADABLE, ValueError) as error:
        raise CannotProceed(f"“{name}”不是 {kind}，或文件已损坏。") from error
    _check_entries(archive, name)
    if main not in archive.namelist():
        raise CannotProceed(_other_message(archive.namelist(), name, main))
    try:
        _check_parts(archive, name)
    except _UNREADABLE as error:
        raise broken(name) from error
    if CONTENT_TYPES not in archive.namelist():
        raise broken(name)


def broken(name: str) -> CannotProceed:
    """Return what is said of a package that lacks something or is damaged."""
    return CannotProceed(
        f"“{name}”打不开：文件已损坏或不完整。请重新取得它，或在 Office 中打开，另存一次。"
    )


def _check_entries(archive: zipfile.ZipFile, name: str) -> None:
    entries = archive.infolist()
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise CannotProceed(f"“{name}”有密码，读不了。请去掉密码再存。")
    total = sum(entry.file_size for entry in entries)
    largest = max((entry.file_size for entry in entries if _is_xml(entry)), default=0)
    if total > MAX_UNPACKED or largest > MAX_PART or len(entries) > MAX_PARTS:
        raise CannotProceed(f"“{name}”解开后大得不正常，没有读取。")
    names = {entry.filename for entry in entries}
    if len(names) < len(entries) or any(e.compress_type not in _METHODS for e in entries):
        raise CannotProceed(f"“{name}”的压缩方式不正常，没有读取。请在 Office 中另存一次。")


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


def _compound_message(content: bytes, name: str, main: str) -> str:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return f"“{name}”有密码，读不了。请在 Office 中去掉打开密码，再{_SAVE_AS[main]}。"
    return f"“{name}”是旧的 Office 格式（.xls、.doc 之类）。请在 Office 中{_SAVE_AS[main]}。"


def _other_message(parts: list[str], name: str, main: str) -> str:
    for part, what, mend in _OTHER_PACKAGES:
        if part in parts:
            return f"“{name}”{what}，读不了。{mend}。"
    return f"“{name}”不是 {_KINDS[main]}。请{_SAVE_AS[main]}。"
