"""Each limit by itself; what the command makes of hostile files is in test_hostile_files."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from support.hostile import DECLARATION, LAUGHS, doubled, flagged, old_format
from xlportal.errors import CannotProceed
from xlportal.sheets import limits
from xlportal.sheets.limits import DOCUMENT, WORKBOOK, open_package
from xlportal.sheets.package import pack

GOOD = {"[Content_Types].xml": b"<x/>", WORKBOOK: b"<x/>", "xl/worksheets/sheet1.xml": b"<x/>"}
SHEET = "xl/worksheets/sheet1.xml"


def package(**parts: bytes) -> limits.Package:
    return open_package(pack(GOOD | parts), "账本.xlsx")


def test_a_good_package_gives_its_parts() -> None:
    found = package()
    assert found.parts == set(GOOD)
    assert found.read(WORKBOOK) == b"<x/>"


@pytest.mark.parametrize(
    ("content", "main", "message"),
    [
        (b"", WORKBOOK, "不是 Excel 工作簿，或文件已损坏"),
        (b"PK\x03\x04 not really", WORKBOOK, "不是 Excel 工作簿，或文件已损坏"),
        (b" <html>", DOCUMENT, "是网页或 XML 文件，不是 Word 文档。请打开后另存为 .docx"),
        (old_format("EncryptedPackage"), DOCUMENT, "有密码，读不了"),
        (old_format("WordDocument"), DOCUMENT, "是旧的 Office 格式（.xls、.doc 之类）"),
        (pack({WORKBOOK: b"<x/>"}), DOCUMENT, "是 Excel 工作簿，读不了。这里要的是 Word 文档"),
        (pack({DOCUMENT: b"<x/>"}), WORKBOOK, "是 Word 文档，读不了。这里要的是 Excel 工作簿"),
        (pack({WORKBOOK: b"<x/>"}), WORKBOOK, "文件已损坏或不完整"),
        (pack({"a": b""}), DOCUMENT, "不是 Word 文档。请给出 .docx 文件"),
        (flagged(pack(GOOD), 6, b"\x01\x00", b"\x01\x00"), WORKBOOK, "有密码"),
        (doubled(pack(GOOD), SHEET), WORKBOOK, "压缩方式不正常"),
    ],
)
def test_what_is_something_else_is_said_in_one_line(
    content: bytes, main: str, message: str
) -> None:
    with pytest.raises(CannotProceed, match=message) as raised:
        open_package(content, "文件.xlsm", main)
    assert "“文件.xlsm”" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_word_document_opens_as_one() -> None:
    content = pack({"[Content_Types].xml": b"<x/>", DOCUMENT: b"<x/>"})
    assert open_package(content, "通报.docx", DOCUMENT).read(DOCUMENT) == b"<x/>"


@pytest.mark.parametrize(
    ("limit", "value"), [("MAX_UNPACKED", 10), ("MAX_PART", 3), ("MAX_PARTS", 2)]
)
def test_size_is_known_before_anything_is_unpacked(
    monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    monkeypatch.setattr(limits, limit, value)
    with pytest.raises(CannotProceed, match="大得不正常"):
        package()


@pytest.mark.parametrize(
    "part", [DECLARATION + LAUGHS.encode() + b"<x>&a12;</x>", b"<!DOCTYPE x><x/>"]
)
def test_a_document_type_is_refused(part: bytes) -> None:
    with pytest.raises(CannotProceed, match="XML 实体"):
        package(**{"xl/styles.xml": part}).read("xl/styles.xml")


def test_a_part_that_is_missing_or_damaged_is_said_to_be() -> None:
    with pytest.raises(CannotProceed, match="文件已损坏或不完整"):
        package().read("xl/none.xml")
    content = pack(GOOD)
    at = content.index(b"sheet1.xml") + len("sheet1.xml")
    with pytest.raises(CannotProceed, match="文件已损坏或不完整"):
        open_package(content[:at] + b"\xff\xff\xff" + content[at + 3 :], "a.xlsx").read(SHEET)


def test_parts_with_too_many_or_too_long_tags_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CannotProceed, match="内容多得不正常"):
        package(**{SHEET: b"<c " + b"a" * 300_000 + b">"}).read(SHEET)
    monkeypatch.setattr(limits, "MAX_TAGS", 2)
    with pytest.raises(CannotProceed, match="内容多得不正常"):
        package(**{SHEET: b"<x><y/></x>"}).read(SHEET)


Row = Callable[[int], bytes]


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        (b'<row r="100001"><c r="A100001"><v>1</v></c></row>', "第 100000 行以下"),
        (b'<x:row spans="1:2" r="100001"/><x:row><x:c t="b"><x:v>1</x:v></x:c></x:row>', "行以下"),
        (b'<row r="100001"><c><f>1</f></c></row>', "第 100000 行以下"),
        (b'<row r="1"><c r="AAA1" t="inlineStr"><is><t>x</t></is></c></row>', "ZZ 列以右"),
    ],
)
def test_contents_far_away_are_refused_with_their_place(rows: bytes, where: str) -> None:
    with pytest.raises(CannotProceed, match=f"“账本.xlsx”的“2月”表在.*{where}还有内容"):
        package(**{SHEET: rows}).read_sheet(SHEET, "2月")


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="100000"><c r="ZZ100000"><v>1</v></c></row>',
        b'<row r="1048576" ht="20"><c r="XFD1048576" s="1"/></row>',
        b'<row r="1"><c r="AAA1"></c><c r="AAB1" s="2"/></row>',
        b'<row r="1048576"><c r="A1048576"><v/></c></row>',
    ],
)
def test_formats_may_reach_to_the_end_of_the_sheet(rows: bytes) -> None:
    assert package(**{SHEET: rows}).read_sheet(SHEET, "2月") == rows


def test_very_many_cells_far_to_the_right_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_FAR_CELLS", 1)
    with pytest.raises(CannotProceed, match="ZZ 列以右"):
        package(**{SHEET: b'<c r="AAA1"/><c r="AAA2"/>'}).read_sheet(SHEET, "2月")
