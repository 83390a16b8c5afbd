"""What is read of a workbook file, and what is refused; hostile files: test_hostile_files."""

import datetime as dt
import io
import warnings
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from support.tools import saved
from xlportal.errors import CannotProceed
from xlportal.sheets.grid import ErrorValue, Formula, Grid, Rectangle
from xlportal.sheets.package import (
    CONTENT_TYPES,
    DOCUMENT,
    WORKBOOK,
    check_package,
    pack,
    parts,
)
from xlportal.sheets.read_files import grids_of, read_sheets, read_workbook

OLD = bytes.fromhex("d0cf11e0a1b11ae1")
SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"


def workbook_with(**cells: object) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "2月"
    for address, value in cells.items():
        book.active[address] = value
    book.create_sheet("私事")["A1"] = "与考核无关"
    return saved(book)


def with_rows(rows: str) -> bytes:
    """A workbook whose 2月 has these rows; style 1 is a date, 2 one of Chinese Excel, 3 a time."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("2月")
    for column, code in enumerate((14, 58, 20)):
        sheet.write_number(0, column, 1, book.add_format({"num_format": code}))
    sheet.write_string(1, 0, "甲")
    book.close()
    content = parts(stream.getvalue())
    before = content[SHEET].partition(b"<sheetData>")[0].decode()
    content[SHEET] = f"{before}<sheetData>{rows}</sheetData></worksheet>".encode()
    return pack(content)


def february(content: bytes) -> Grid:
    return grids_of(content, "账本.xlsx")["2月"]


def test_only_the_sheets_of_the_workbook_are_read() -> None:
    grids = grids_of(workbook_with(A1="x", C2=3), "a.xlsx")
    assert list(grids) == ["2月"]
    assert grids["2月"].rows == [["x"], [None, None, 3]]


@pytest.mark.parametrize(
    ("attributes", "inner", "value"),
    [
        ("", "<v>3</v>", 3), ("", "<v>1.5</v>", 1.5), ("", "<v>1E3</v>", 1000.0),
        ('s="1"', "<v>43892</v>", dt.datetime(2020, 3, 2)),
        ('s="2"', "<v>43892</v>", dt.datetime(2020, 3, 2)), ('s="3"', "<v>0.25</v>", dt.time(6)),
        ('s="1"', "<v>1E9</v>", ErrorValue("#VALUE!")), ('t="s"', "<v>0</v>", "甲"),
        ('t="b"', "<v>1</v>", True), ('t="e"', "<v>#N/A</v>", ErrorValue("#N/A")),
        ('t="inlineStr"', "<is><t>#N/A</t></is>", "#N/A"),
        ('t="str"', "<f>B1</f><v>#PYTHON!</v>", "#PYTHON!"),
        ('t="d"', "<v>2020-03-02T00:00:00</v>", dt.datetime(2020, 3, 2)),
        ('t="inlineStr"', "<is><r><t>甲</t></r><r><t>乙</t></r></is>", "甲乙"),
        ('t="inlineStr"', '<is><t>甲</t><rPh sb="0" eb="1"><t>音</t></rPh></is>', "甲"),
        ('t="str"', "<f>B1</f><v>三_x0041_ _xD800_</v>", "三A ?"),
        ('t="str"', "<f>B1</f><v></v>", None), ("", "<f>1+1</f><v>2</v>", 2),
        ("", '<f>1&lt;2&amp;"x"</f>', Formula('=1<2&"x"')), ("", "<f>1+1</f><v/>", Formula("=1+1")),
        ("", '<f t="shared" si="0"/>', Formula("=")), ("", "<!-- <v>9</v> --><v>1</v>", 1),
        ("", "", None),
    ],
)  # fmt: skip
def test_a_cell_is_what_is_stored_in_it(attributes: str, inner: str, value: object) -> None:
    rows = f'<row r="1"><c r="A1" {attributes}>{inner}</c><c r="B1"><v>9</v></c></row>'
    found = february(with_rows(rows)).rows
    assert found == [[value, 9]]
    assert type(found[0][0]) is type(value)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>", [[1, 2], [3]]),
        ('<row r="1048576" ht="20"><c r="XFD1048576" s="1"/></row>', []),
        ('<row r="2"><c r="B2"><v>1</v></c><c r="AAA2" s="1"/></row>', [[], [None, 1]]),
    ],
)
def test_rows_and_formats_may_stand_anywhere(rows: str, found: list[list[object]]) -> None:
    assert february(with_rows(rows)).rows == found


@pytest.mark.parametrize(
    ("row", "where"),
    [
        ('<row r="100001"><c r="A100001"><v>1</v></c></row>', "第 100000 行以下"),
        ('<row r="1"><c r="AAA1"><f>1</f></c></row>', "ZZ 列以右"),
    ],
)
def test_contents_far_away_are_refused_with_their_place(row: str, where: str) -> None:
    with pytest.raises(CannotProceed, match=f"“账本.xlsx”的“2月”表在{where}还有内容"):
        february(with_rows(row))


def test_what_is_merged_or_hidden_is_known() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "2月"
    sheet["A1"] = 1
    sheet.merge_cells("B2:C3")
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["D"].hidden = True
    sheet.sheet_state = "hidden"
    book.create_sheet("1月")
    content = parts(saved(book))
    content[SHEET] = content[SHEET].replace(b"</sheetData>", b'<row r="5" ht="0"/></sheetData>')
    shape = february(pack(content)).shape
    assert shape.merged == (Rectangle(1, 1, 2, 2),)
    assert (shape.hidden_rows, shape.hidden_columns) == ({3, 4}, {3})
    assert shape.hidden


def test_a_real_workbook_is_read_as_openpyxl_alone_reads_it(demo_workbook: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(demo_workbook, data_only=True)
    found = read_sheets(demo_workbook.read_bytes(), "账本.xlsm", lambda _: True)
    assert list(found) == book.sheetnames
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                value = found[sheet.title].at(cell.row - 1, cell.column - 1)
                assert (None if isinstance(value, Formula) else value) == cell.value


def test_a_workbook_saved_as_strict_open_xml_is_read(demo_workbook: Path, tmp_path: Path) -> None:
    strict = {
        name: part.replace(b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/")
        .replace(b"/spreadsheetml/2006/", b"/spreadsheetml/")
        .replace(b"/officeDocument/2006/", b"/officeDocument/")
        .replace(b"purl.oclc.org/ooxml/package/", b"schemas.openxmlformats.org/package/")
        for name, part in parts(demo_workbook.read_bytes()).items()
        if not name.startswith("docProps")
    }
    assert b"purl.oclc.org" in strict[SHEET]
    path = tmp_path / "strict.xlsx"
    path.write_bytes(pack(strict))
    assert read_workbook(path) == read_workbook(demo_workbook)


def test_a_workbook_cut_off_or_with_a_broken_part_is_refused() -> None:
    whole = workbook_with(A1=1)
    with pytest.raises(CannotProceed, match="已损坏"):
        grids_of(whole[: len(whole) // 2], "a.xlsx")
    for part in (SHEET, BOOK, "xl/styles.xml", CONTENT_TYPES):
        broken = parts(whole)
        broken[part] = broken[part][:200]
        with pytest.raises(CannotProceed, match=r"“a\.xlsx”打不开"):
            grids_of(pack(broken), "a.xlsx")


@pytest.mark.parametrize(
    ("content", "main", "message"),
    [
        (b"PK\x03\x04 not really", WORKBOOK, "不是 Excel 工作簿，或文件已损坏"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), WORKBOOK, "有密码，读不了"),
        (OLD + "Workbook".encode("utf-16-le"), WORKBOOK, "是旧的 Office 格式"),
        ("单位,篇数".encode("gb18030"), WORKBOOK, "不是 Excel 工作簿，或文件已损坏"),
        (b" <html>", DOCUMENT, "是网页或 XML 文件，不是 Word 文档。请打开后另存为 .docx"),
        (pack({WORKBOOK: b"<x/>"}), DOCUMENT, "是 Excel 工作簿，不是 Word 文档"),
        (pack({DOCUMENT: b"<x/>"}), WORKBOOK, "是 Word 文档，不是 Excel 工作簿"),
        (pack({WORKBOOK: b"<x/>"}), WORKBOOK, "文件已损坏或不完整"),
        (pack({"a": b""}), DOCUMENT, "不是 Word 文档。请换一个文件，或在 Office 中另存为 .docx"),
    ],
)
def test_what_is_something_else_is_said_in_one_line(
    content: bytes, main: str, message: str
) -> None:
    with pytest.raises(CannotProceed, match=message) as raised:
        check_package(content, "文件.xlsm", main)
    assert "“文件.xlsm”" in str(raised.value)
    assert "\n" not in str(raised.value)
