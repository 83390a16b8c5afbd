from __future__ import annotations

import datetime as dt
import io
import warnings
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from support.tools import REPOSITORY, convert
from xlportal.errors import CannotProceed
from xlportal.sheets import sheet_cells
from xlportal.sheets.files import read_sheets
from xlportal.sheets.grid import Formula, Grid
from xlportal.sheets.package import pack, parts
from xlportal.sheets.sheet_cells import NotReadable, Rows, Values, read_quickly, read_thoroughly
from xlportal.sheets.stored import Meanings

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MEANINGS = Meanings(("甲", "乙"), frozenset({"5"}))


def part(data: str, before: str = "", after: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{MAIN}">{before}'
        f"<sheetData>{data}</sheetData>{after}</worksheet>"
    ).encode()


def quick(xml: bytes) -> Rows | None:
    return read_quickly(xml, Values(MEANINGS))


def thorough(xml: bytes) -> Rows:
    return read_thoroughly(xml, MEANINGS)


def every_sheet(content: bytes) -> dict[str, Grid]:
    return read_sheets(content, "a.xlsx", lambda _: True)


def told_by_openpyxl(content: bytes) -> dict[str, list[list[object]]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    return {
        sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)]
        for sheet in book.worksheets
    }


def cells(rows: object) -> dict[tuple[int, int], object]:
    """Return the filled cells of rows; a formula without a result is left out."""
    return {
        (row, column): value
        for row, values in enumerate(rows)  # type: ignore[arg-type,var-annotated]
        for column, value in enumerate(values)
        if value is not None and not isinstance(value, Formula)
    }


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1"><v>3</v></c>', 3),
        ('<c r="A1" s="1"><v>1.5</v></c>', 1.5),
        ('<c r="A1"><v>1E3</v></c>', 1000.0),
        ('<c r="A1"><v>-2</v></c>', -2.0),
        ('<c r="A1" t="n"><v>3</v></c>', 3),
        ('<c r="A1" s="5"><v>43892</v></c>', dt.datetime(2020, 3, 2)),
        ('<c r="A1" s="5"><v>59</v></c>', dt.datetime(1900, 2, 28)),
        ('<c r="A1" s="5"><v>61</v></c>', dt.datetime(1900, 3, 1)),
        ('<c r="A1" s="5"><v>0.25</v></c>', dt.time(6)),
        ('<c r="A1" s="5"><v>1E9</v></c>', 1e9),
        ('<c r="A1" t="s"><v>1</v></c>', "乙"),
        ('<c r="A1" t="b"><v>1</v></c>', True),
        ('<c r="A1" t="b"><v>0</v></c>', False),
        ('<c r="A1" t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c r="A1" t="str"><f>B1</f><v>三_x0041_</v></c>', "三A"),
        ('<c r="A1" t="str"><f>B1</f><v></v></c>', None),
        ('<c r="A1"><f>1+1</f><v>2</v></c>', 2),
        ('<c r="A1"><f>1&lt;2&amp;"x"</f></c>', Formula('=1<2&"x"')),
        ('<c r="A1"><f>1+1</f><v/></c>', Formula("=1+1")),
        ('<c r="A1"><f>1+1</f><v></v></c>', Formula("=1+1")),
        ('<c r="A1"><f t="shared" si="0"/></c>', Formula("=")),
        ('<c r="A1" cm="1"><f t="array" ref="A1:A2">B1:B2</f><v>2</v></c>', 2),
        ('<c r="A1" s="3"/>', None),
        ('<c r="A1" s="3"></c>', None),
    ],
)
def test_both_readers_read_what_programs_write(cell: str, value: object) -> None:
    xml = part(f'<row r="1" spans="1:2">{cell}<c r="B1"><v>9</v></c></row>')
    found = quick(xml)
    assert found is not None
    assert found == [[value, 9]]
    assert type(found[0][0]) is type(value)
    assert thorough(xml) == found


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        ('<row r="1"><c r="A1"><!-- <c r="B1"/> --><v>1</v></c></row>', [[1]]),
        ('<row r="1"><c r="A1"><v><![CDATA[1]]></v></c></row>', [[1]]),
        ('<row r="1"><?x <c r="B1"><v>2</v></c>?><c r="A1"><v>1</v></c></row>', [[1]]),
        ("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>", [[1, 2], [3]]),
        ("<row r='1'><c t='s' r='A1'><v>0</v></c></row>", [["甲"]]),
        ('<row r="1"><c r="A1" t="str"><v>a&#10;b&amp;</v></c></row>', [["a\nb&"]]),
        ('<row r="1"><c r="A1" t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r>'
         "<rPh><t>读音</t></rPh></is></c></row>", [["甲乙"]]),
        ('<row r="1"><c r="A1" t="d"><v>2020-03-02</v></c></row>', [[dt.datetime(2020, 3, 2)]]),
        ('<row r="1"><c r="A1" t="d"><v>昨天</v></c></row>', [["昨天"]]),
        ('<row r="9"><c r="A1"><v>1</v></c></row>', [[1]]),
        ('<row r="1" xmlns="urn:other"><c r="A1"><v>1</v></c></row>', []),
        ('<row r="1"><x:c xmlns:x="urn:other" r="A1"><v>1</v></x:c></row>', []),
        (f'<row r="1"><x:c xmlns:x="{MAIN}" r="A1"><x:v>1</x:v></x:c></row>', [[1]]),
        ('<row r="1"><c r="A1"><f>1&#43;1</f></c></row>', [[Formula("=1+1")]]),
    ],
)  # fmt: skip
def test_what_is_written_unusually_is_left_to_the_thorough_reader(
    data: str, rows: list[list[object]]
) -> None:
    found = quick(part(data))
    assert found is None or found == rows
    assert thorough(part(data)) == rows


def test_a_prefix_another_encoding_and_the_strict_form_are_read_too() -> None:
    prefixed = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="B1"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    strict = prefixed.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
    for xml in (prefixed.encode(), prefixed.encode("utf-16"), strict.encode()):
        assert quick(xml) is None
        assert thorough(xml) == [[None, 7]]


@pytest.mark.parametrize(
    "xml",
    [
        b"<worksheet",
        b'<!DOCTYPE worksheet [<!ENTITY a "1">]>' + part("").split(b"\n")[1],
        part('<row r="1"><c r="甲1"><v>1</v></c></row>'),
        part('<row r="1"><c r="A0"><v>1</v></c></row>'),
    ],
)
def test_what_is_no_sheet_is_refused(xml: bytes) -> None:
    assert quick(xml) is None
    with pytest.raises(NotReadable):
        thorough(xml)


def test_a_sheet_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_cells, "MOST_PLACES", 100_000)
    wide = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 9))
    tall = '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    for xml in (part(wide), part(tall)):
        with pytest.raises(NotReadable):
            quick(xml)
        with pytest.raises(NotReadable):
            thorough(xml)
    package = parts(one_sheet([]))
    package["xl/worksheets/sheet1.xml"] = part(wide)
    with pytest.raises(CannotProceed, match="ZZ 列以右还有内容"):
        every_sheet(pack(package))


def one_sheet(values: list[tuple[int, int, object]], options: object = None) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream,
        {"in_memory": True, "strings_to_formulas": False, **(options or {})},  # type: ignore[dict-item]
    )
    sheet = book.add_worksheet("2月")
    date = book.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
    for row, column, value in values:
        if isinstance(value, dt.datetime):
            sheet.write_datetime(row, column, value, date)
        elif isinstance(value, str):
            sheet.write_string(row, column, value)
        else:
            sheet.write(row, column, value)
    book.close()
    return stream.getvalue()


VALUES = st.one_of(
    st.integers(-(10**15), 10**15),
    st.floats(-1e9, 1e9).map(lambda number: float(format(number, ".15g"))),
    st.booleans(),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=9),
    st.datetimes(dt.datetime(1901, 1, 1), dt.datetime(2100, 1, 1)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
)


@given(st.dictionaries(st.tuples(st.integers(0, 40), st.integers(0, 60)), VALUES, max_size=30))
def test_what_was_written_is_read_by_both_readers(
    written: dict[tuple[int, int], object],
) -> None:
    content = one_sheet([(*place, value) for place, value in written.items()])
    found = every_sheet(content)["2月"]
    assert cells(found.rows) == written
    assert cells(found.rows) == cells(told_by_openpyxl(content)["2月"])


def test_real_workbooks_are_read_as_openpyxl_reads_them(
    demo_workbook: Path, tmp_path: Path
) -> None:
    template = REPOSITORY / "workbook_template.xlsm"
    for path in (demo_workbook, template, convert(demo_workbook, "xlsx", tmp_path)):
        content = path.read_bytes()
        told = told_by_openpyxl(content)
        found = every_sheet(content)
        assert list(found) == list(told)
        for name, grid in found.items():
            assert cells(grid.rows) == cells(told[name]), (path.name, name)


def test_month_sheets_of_excel_and_libreoffice_take_the_quick_way(
    demo_workbook: Path, tmp_path: Path
) -> None:
    for path in (demo_workbook, convert(demo_workbook, "xlsx", tmp_path)):
        package = parts(path.read_bytes())
        texts = Meanings(("",) * 9999)
        sheets = [name for name in package if name.startswith("xl/worksheets/sheet")]
        quickly = [
            name for name in sheets if read_quickly(package[name], Values(texts)) is not None
        ]
        assert len(quickly) >= 15, path.name
