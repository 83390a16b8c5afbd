"""Broken and hostile files, made from a good workbook."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from msoffcrypto.format.ooxml import OOXMLFile

from xlportal.sheets.package import pack, parts

SHEET = "xl/worksheets/sheet6.xml"
STRINGS = "xl/sharedStrings.xml"
LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{i + 1} '{f'&a{i};' * 10}'>" for i in range(12))
    + "]>"
)
OUTSIDE = "<!DOCTYPE x [<!ENTITY out SYSTEM 'file:///etc/passwd'>]>"
DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def unreadable(workbook: Path) -> Iterator[tuple[str, bytes, str]]:
    """Yield name, content and a pattern of the message of files that must be refused."""
    good = workbook.read_bytes()
    yield "空文件.xlsm", b"", "不是 Excel 工作簿，或文件已损坏"
    yield "文字.xlsm", "单位,篇数\n".encode("gb18030") * 99, "不是 Excel 工作簿，或文件已损坏"
    yield "网页.xls", b"\r\n<html><table>", "是网页或 XML 文件"
    yield "零.xlsx", bytes(10**6), "不是 Excel 工作簿，或文件已损坏"
    for share in (10, 50, 90, 99):
        yield (
            f"截断{share}.xlsm",
            good[: len(good) * share // 100],
            "不是 Excel 工作簿，或文件已损坏",
        )
    yield "加密.xlsx", encrypted(workbook), "有密码"
    yield "部件加密.xlsx", flagged(good, 6, b"\x01\x00", b"\x01\x00"), "有密码"
    yield "旧格式.xlsm", old_format("Workbook"), "是旧的 Office 格式"
    yield "二进制.xlsx", pack({"xl/workbook.bin": b"x"}), "是二进制工作簿"
    yield "开放格式.xlsx", pack({"mimetype": b"x", "content.xml": b"<x/>"}), "LibreOffice 的格式"
    yield "文档.xlsx", pack({"word/document.xml": b"<x/>"}), "是 Word 文档"
    yield "照片.xlsx", pack({"a.jpg": b"x"}), "不是 Excel 工作簿"
    yield "压缩法.xlsx", packed(good, zipfile.ZIP_LZMA), "压缩方式不正常"
    yield "重名.xlsx", doubled(good, SHEET), "压缩方式不正常"
    for part in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels", STRINGS):
        yield f"缺{part.replace('/', '_')}.xlsm", without(good, part), "打不开"
    yield "半张表.xlsm", changed(good, SHEET, lambda part: part[:3000]), "打不开"
    yield "坏样式.xlsm", changed(good, "xl/styles.xml", lambda part: part[:500]), "打不开"
    for part in (SHEET, STRINGS, "xl/workbook.xml", "xl/styles.xml"):
        name = part.replace("/", "_")
        for kind, declared in (("炸弹", LAUGHS), ("外部", OUTSIDE)):
            entity = declared.encode()
            yield f"{kind}{name}.xlsm", changed(good, part, prologue(entity)), "XML 实体|打不开"
    yield "零字节炸弹.xlsm", changed(good, SHEET, lambda _: bytes(200 * 2**20)), "大得不正常"
    yield "附件炸弹.xlsm", pack(parts(good) | bombs()), "大得不正常"
    yield "谎报大小.xlsm", lying(good), "打不开"
    yield "很多部件.xlsm", pack(parts(good) | {f"a/{i}": b"" for i in range(10_001)}), "大得不正常"
    yield (
        "很多格.xlsm",
        changed(good, SHEET, rows(b"<row>" + b"<c/>" * 3_100_000 + b"</row>")),
        "内容多",
    )
    yield "很多文字.xlsm", changed(good, STRINGS, lambda _: strings(3_100_000)), "内容多"
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    yield "天边.xlsm", changed(good, SHEET, rows(far)), "第 100000 行以下还有内容"
    wide = b'<row r="99"><c r="ABC99" t="str"><v>x</v></c></row>'
    yield "右边.xlsm", changed(good, SHEET, rows(wide)), "ZZ 列以右还有内容"
    open_tags = b"<c " * 2_900_000
    yield "不完的标记.xlsm", changed(good, SHEET, rows(open_tags)), "打不开"
    many_tags = b"<!-- " + b"<row " * 1_000_000 + b"<c " * 1_000_000 + b"-->"
    yield "注释.xlsm", changed(good, SHEET, rows(many_tags + b"<x>")), "打不开"
    wordy = b"<c " + b" ".join(b'a%d=">"' % n for n in range(1_500_000)) + b"/>"
    yield "很多属性.xlsm", changed(good, SHEET, rows(wordy + b"<x>")), "内容多"
    long_tag = b"<c " + b'r="ABC1" ' * 5_000_000
    yield "很长的标记.xlsm", changed(good, SHEET, rows(long_tag)), "内容多"


def unusable(workbook: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of files that can be opened and in which the 2月 sheet is missing."""
    good = workbook.read_bytes()
    yield "缺表.xlsm", without(good, SHEET)
    nested = b"<row>" * 500_000 + b"</row>" * 500_000
    yield "很深.xlsm", changed(good, SHEET, lambda part: part.replace(b"</row>", nested, 1))


def readable(workbook: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of odd files that hold a good workbook all the same."""
    good = workbook.read_bytes()
    yield "原样.xlsm", good
    yield (
        "大范围.xlsm",
        changed(good, SHEET, lambda part: part.replace(b'ref="A1:M44"', b'ref="A1:XFD1048576"')),
    )
    styled = b'<row r="1048576" s="1"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"/></row>'
    yield "末行有格式.xlsm", changed(good, SHEET, rows(styled))
    many = b"".join(b'<row r="%d"><c r="XFD%d" s="1"/></row>' % (n, n) for n in range(60, 6060))
    yield "右边有格式.xlsm", changed(good, SHEET, rows(many))
    yield (
        "长文字.xlsm",
        changed(
            good,
            STRINGS,
            lambda part: part.replace(b"</sst>", b"<si><t>" + b"A" * 10**8 + b"</t></si></sst>"),
        ),
    )
    many_tags = b"<!-- " + b"<row " * 1_000_000 + b"<mergeCell " * 1_000_000 + b"-->"
    yield "注释里的标记.xlsm", changed(good, SHEET, rows(many_tags))
    yield "内嵌压缩包.xlsm", pack(parts(good) | {"xl/media/a.zip": pack({"a": bytes(10**6)})})
    yield "外部链接.xlsm", pack(parts(good) | external_link(parts(good)))


def changed(package: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    content = parts(package)
    new = change(content[part])
    assert new != content[part]
    return pack(content | {part: new})


def without(package: bytes, part: str) -> bytes:
    return pack({name: content for name, content in parts(package).items() if name != part})


def prologue(declared: bytes) -> Callable[[bytes], bytes]:
    """Return the change that puts a document type before a part and an entity of it into it."""
    entity = b"&out;" if b" out " in declared else b"&a12;"
    return lambda part: part.replace(DECLARATION, DECLARATION + declared, 1).replace(
        b"</", entity + b"</", 1
    )


def rows(more: bytes) -> Callable[[bytes], bytes]:
    return lambda part: part.replace(b"</sheetData>", more + b"</sheetData>")


def strings(number: int) -> bytes:
    return (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        + b"<si/>" * number
        + b"</sst>"
    )


def bombs() -> dict[str, bytes]:
    return {f"xl/media/{number}.bin": bytes(2**27) for number in range(5)}


def encrypted(workbook: Path) -> bytes:
    stream = io.BytesIO()
    with workbook.open("rb") as file:
        OOXMLFile(file).encrypt("秘密", stream)
    return stream.getvalue()


def old_format(stream: str) -> bytes:
    """Return the head of a compound file that names a stream."""
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1016) + stream.encode("utf-16-le") + bytes(512)


def packed(package: bytes, method: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in parts(package).items():
            archive.writestr(name, content)
    return stream.getvalue()


def doubled(package: bytes, part: str) -> bytes:
    """Return a package in which a part stands twice under one name."""
    other = part.replace("sheet", "SHEET")
    assert other != part
    added = pack(parts(package) | {other: b"<x/>"})
    return added.replace(other.encode(), part.encode())


def flagged(package: bytes, offset: int, local: bytes, central: bytes) -> bytes:
    """Return a package with bytes at ``offset`` of its first entry's headers replaced."""
    at = package.index(b"PK\x01\x02") + offset + 2
    new = package[:offset] + local + package[offset + len(local) :]
    return new[:at] + central + new[at + len(central) :]


def lying(package: bytes) -> bytes:
    """Return a package whose February is 100 MB of zeros and claims to be of 1000 bytes."""
    made = changed(package, SHEET, lambda part: part + bytes(10**8))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        entry = archive.getinfo(SHEET)
    size = entry.file_size.to_bytes(4, "little")
    assert made.count(size) == 2
    return made.replace(size, (1000).to_bytes(4, "little"))


def external_link(content: dict[str, bytes]) -> dict[str, bytes]:
    """Return the parts that make the workbook refer to another one on a server."""
    relation = (
        b'<Relationship Id="rId77" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/externalLink" Target="externalLinks/externalLink1.xml"/></Relationships>'
    )
    relations = "xl/_rels/workbook.xml.rels"
    return {
        relations: content[relations].replace(b"</Relationships>", relation),
        "xl/externalLinks/externalLink1.xml": DECLARATION
        + b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>',
        "xl/externalLinks/_rels/externalLink1.xml.rels": DECLARATION
        + b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId1" TargetMode="External" Target="http://192.0.2.1/a.xlsx" Type="'
        b'http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"/>'
        b"</Relationships>",
    }
