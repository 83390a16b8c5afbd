"""What a file may ask of us before it is read: size, number of cells, kind of content.

Hostile and broken files end here in one line, before anything is unpacked or parsed that could
take all memory or all day. Nothing in a package is ever executed; external links, macros and
entities are not followed.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from functools import cached_property

from xlportal.errors import CannotProceed
from xlportal.sheets.package import CONTENT_TYPES

MAX_UNPACKED = 512 * 2**20
MAX_PART = 128 * 2**20
"""Bytes of one XML part: a month of 20,000 units takes a sixth of it."""
MAX_PARTS = 10_000
MAX_TAGS = 3_000_000
"""Tags of an XML part: a month of 20,000 units takes half of them."""
MAX_ROWS, MAX_COLUMNS = 100_000, 702
"""Where cells may hold something. Formats alone may reach further, as LibreOffice writes them."""
MAX_FAR_CELLS = 5_000

WORKBOOK = "xl/workbook.xml"
DOCUMENT = "word/document.xml"

_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_HINTS = {
    WORKBOOK: "请给出 .xlsm 或 .xlsx 文件",
    DOCUMENT: "请给出 .docx 文件",
}
_KINDS = {WORKBOOK: "Excel 工作簿", DOCUMENT: "Word 文档"}
_SAVE_AS = {WORKBOOK: "另存为 .xlsm 或 .xlsx", DOCUMENT: "另存为 .docx"}
_OTHER_PACKAGES = (
    ("xl/workbook.bin", "是二进制工作簿（.xlsb）", "请在 Excel 中另存为 .xlsm 或 .xlsx"),
    ("content.xml", "是 LibreOffice 的格式", "请在其中另存为 Office 的格式"),
    (WORKBOOK, "是 Excel 工作簿", "这里要的是 Word 文档（.docx）"),
    (DOCUMENT, "是 Word 文档", "这里要的是 Excel 工作簿"),
)
_UNREADABLE = (KeyError, zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError)
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1
# The patterns see parts no parser has accepted yet: none of them may look further than a tag.
_FAR_ROW = re.compile(rb'<(?:\w{1,9}:)?row\s[^<>]{0,300}?\br="(\d{1,19})"')
_FAR_CELL = re.compile(rb'<(?:\w{1,9}:)?c\s[^<>]{0,300}?\br="[A-Z]{3}\d{1,19}"[^<>]{0,300}>')
_MAYBE_FAR_ROW, _MAYBE_FAR_CELL = re.compile(rb'r="\d{6}'), re.compile(rb'r="[A-Z]{3}')
"""What has to stand in a part with such rows or cells; looking for it takes a tenth of the time."""
_MAX_TAG = 262144
_LONG_TAG = re.compile(rb"<[^<>]{%d}" % _MAX_TAG)
_HELD = re.compile(rb"<(?:\w{1,9}:)?(?:v|is|f)\b[^<>/]{0,300}>")


@dataclass(frozen=True)
class Package:
    """An Open XML package whose parts can be read within the limits; ``name`` is for messages."""

    name: str
    archive: zipfile.ZipFile

    @cached_property
    def parts(self) -> frozenset[str]:
        """Return the names of the parts."""
        return frozenset(self.archive.namelist())

    def read(self, part: str) -> bytes:
        """Return the bytes of an XML part. Raises :class:`CannotProceed`."""
        try:
            content = self.archive.read(part)
        except _UNREADABLE as error:
            raise self.broken() from error
        if content.count(b"<") > MAX_TAGS or _has_long_tag(content):
            raise CannotProceed(f"“{self.name}”内容多得不正常，没有读取。")
        if b"<!" in content and (b"<!DOCTYPE" in content or b"<!ENTITY" in content):
            raise CannotProceed(f"“{self.name}”含有不该有的定义（XML 实体），没有读取。")
        return content

    def read_sheet(self, part: str, sheet: str) -> bytes:
        """Return the bytes of a worksheet part none of whose contents stands far away."""
        content = self.read(part)
        if _MAYBE_FAR_ROW.search(content):
            self._check_rows(content, sheet)
        if _MAYBE_FAR_CELL.search(content):
            self._check_columns(content, sheet)
        return content

    def _check_rows(self, content: bytes, sheet: str) -> None:
        for row in _FAR_ROW.finditer(content):
            if int(row[1]) > MAX_ROWS:
                if _HELD.search(content, row.end()):
                    raise self._far(sheet, f"第 {MAX_ROWS} 行以下")
                return

    def _check_columns(self, content: bytes, sheet: str) -> None:
        for number, cell in enumerate(_FAR_CELL.finditer(content), start=1):
            held = not cell[0].endswith(b"/>") and _HELD.match(content, cell.end())
            if held or number > MAX_FAR_CELLS:
                raise self._far(sheet, "ZZ 列以右")

    def _far(self, sheet: str, where: str) -> CannotProceed:
        return CannotProceed(
            f"“{self.name}”的“{sheet}”表在{where}还有内容，没有读取。请把那里的行或列删掉再存。"
        )

    def broken(self) -> CannotProceed:
        """Return what is said of a package that lacks something or is damaged."""
        return CannotProceed(f"“{self.name}”打不开：文件已损坏或不完整。请重新取得这个文件。")


def _has_long_tag(content: bytes) -> bool:
    """Return whether a tag goes on beyond reason: it then fills a window of half its length."""
    half = _MAX_TAG // 2
    windows = range(0, max(len(content) - half + 1, 0), half)
    suspicious = any(content.find(b"<", start, start + half) < 0 for start in windows)
    return suspicious and _LONG_TAG.search(content) is not None


def open_package(content: bytes, name: str, main: str = WORKBOOK) -> Package:
    """Return the package in ``content``, which has the part ``main``. Nothing is unpacked yet.

    Raises :class:`CannotProceed` where it is something else, has a password, or is beyond reason.
    """
    kind = _KINDS[main]
    if content.startswith(_COMPOUND):
        raise CannotProceed(_compound_message(content, name, main))
    if content.lstrip()[:1] == b"<":
        raise CannotProceed(f"“{name}”是网页或 XML 文件，不是 {kind}。请打开后{_SAVE_AS[main]}。")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise CannotProceed(f"“{name}”不是 {kind}，或文件已损坏。") from error
    _check_entries(archive, name)
    package = Package(name, archive)
    if main not in package.parts:
        raise CannotProceed(_other_message(package, main))
    if CONTENT_TYPES not in package.parts:
        raise package.broken()
    return package


def _check_entries(archive: zipfile.ZipFile, name: str) -> None:
    entries = archive.infolist()
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise CannotProceed(f"“{name}”有密码，读不了。请去掉密码再存。")
    total = sum(entry.file_size for entry in entries)
    largest = max(
        (e.file_size for e in entries if e.filename.endswith((".xml", ".rels"))), default=0
    )
    if total > MAX_UNPACKED or largest > MAX_PART or len(entries) > MAX_PARTS:
        raise CannotProceed(f"“{name}”解开后大得不正常，没有读取。")
    names = {entry.filename for entry in entries}
    if len(names) < len(entries) or any(e.compress_type not in _METHODS for e in entries):
        raise CannotProceed(f"“{name}”的压缩方式不正常，没有读取。请在 Office 中另存一次。")


def _compound_message(content: bytes, name: str, main: str) -> str:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return f"“{name}”有密码，读不了。请在 Office 中去掉打开密码，再{_SAVE_AS[main]}。"
    return f"“{name}”是旧的 Office 格式（.xls、.doc 之类）。请在 Office 中{_SAVE_AS[main]}。"


def _other_message(package: Package, main: str) -> str:
    for part, what, mend in _OTHER_PACKAGES:
        if part in package.parts:
            return f"“{package.name}”{what}，读不了。{mend}。"
    return f"“{package.name}”不是 {_KINDS[main]}。{_HINTS[main]}。"
