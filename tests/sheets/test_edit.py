"""Cells set in a real workbook: what changes, and that nothing else does."""

from __future__ import annotations

import copy
import datetime as dt
import io
import re
import zipfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from support.tools import convert, validation_errors
from xlportal.commands.common import as_json
from xlportal.core.book import Book
from xlportal.core.demo import demo_book
from xlportal.core.document import document
from xlportal.core.read_document import read_document
from xlportal.errors import CannotProceed
from xlportal.sheets.edit import MAX_TEXT, set_cells
from xlportal.sheets.files import grids_of
from xlportal.sheets.package import pack, parts
from xlportal.sheets.reading import read
from xlportal.sheets.template.writer import write_workbook

SHEET2, SHEET3 = "xl/worksheets/sheet6.xml", "xl/worksheets/sheet7.xml"
CREATED = dt.datetime(2020, 3, 2)


@pytest.fixture(scope="session")
def package(demo_workbook: Path) -> bytes:
    return demo_workbook.read_bytes()


def values(package: bytes) -> dict[str, dict[str, object]]:
    """Return every value a program reads that does not compute, by sheet and address."""
    book = openpyxl.load_workbook(io.BytesIO(package), data_only=True)
    return {
        sheet.title: {
            cell.coordinate: cell.value
            for row in sheet.iter_rows()
            for cell in row
            if cell.value not in {None, ""}
        }
        for sheet in book
    }


def cells_of(part: bytes) -> dict[bytes, bytes]:
    found = re.findall(rb'(<c r="([A-Z]+\d+)"[^>]*?(?:/>|>.*?</c>))', part)
    return {address: element for element, address in found}


def test_only_the_named_cells_and_the_results_resting_on_them_change(package: bytes) -> None:
    old, new = parts(package), parts(set_cells(package, {"2月": {(9, 2): 5, (9, 9): "备注"}}))
    assert list(new) == list(old)
    assert [name for name in old if old[name] != new[name]] == [SHEET2]
    before, after = cells_of(old[SHEET2]), cells_of(new[SHEET2])
    changed = {address for address in before if before[address] != after[address]}
    results = {b"D6", b"F6", b"H6", *(b"%c%d" % (c, r) for c in b"KLM" for r in range(10, 28))}
    assert {b"C10", b"J10", b"K10", b"L10", b"M10"} <= changed <= {b"C10", b"J10"} | results
    blank = re.compile(rb"<c .*?(?:/>|</c>)")
    assert blank.sub(b"", old[SHEET2]) == blank.sub(b"", new[SHEET2])


def test_nothing_to_set_gives_the_same_parts(package: bytes) -> None:
    assert parts(set_cells(package, {"2月": {}})) == parts(package)
    same = set_cells(package, {"2月": {(9, 2): 0}})
    assert parts(same) == parts(package)


def test_entries_keep_their_order_dates_and_compression(package: bytes) -> None:
    def entries(content: bytes) -> list[tuple[object, ...]]:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return [(e.filename, e.date_time, e.compress_type) for e in archive.infolist()]

    assert entries(set_cells(package, {"2月": {(9, 2): 5}})) == entries(package)


def test_the_results_are_those_the_workbook_would_be_written_with(
    package: bytes, demo_document: Any
) -> None:
    wanted = copy.deepcopy(demo_document)
    february = wanted["months"][0]["entries"]
    february[0]["counts"]["区县动态"] = [5, 2]
    february[15]["counts"]["经验介绍"] = [1, 1]
    february[15] |= {"deduction": "1.5", "note": "更新不及时"}
    ledger = read_document(as_json(wanted))
    target = values(write_workbook(Book(ledger, demo_book().settings), CREATED))
    edits = {(9, 2): 5, (9, 3): 2, (33, 4): 1, (33, 5): 1, (33, 8): 1.5, (33, 9): "更新不及时"}
    assert wanted["months"][0]["entries"][15]["unit"] == values(package)["2月"]["B34"]
    edited = set_cells(package, {"2月": edits})
    assert values(edited)["2月"] == target["2月"]
    reading = read(grids_of(edited, "a.xlsm")).book
    assert reading is not None
    assert document(reading.ledger) == wanted


def test_a_month_filled_for_the_first_time_shows_its_results(package: bytes) -> None:
    edited = values(set_cells(package, {"3月": {(9, 2): 1}}))["3月"]
    assert (edited["K10"], edited["M10"], edited["M11"], edited["H6"]) == (2, 1, 14, 7.1)
    emptied = set_cells(
        package, {"2月": dict.fromkeys((r, c) for r in range(9, 23) for c in (2, 4, 6))}
    )
    assert "K10" not in values(emptied)["2月"]
    assert values(emptied)["2月"]["K34"] == values(package)["2月"]["K34"]


def test_a_new_unit_in_a_spare_row_gets_its_serial_number(package: bytes) -> None:
    edited = values(set_cells(package, {"3月": {(23, 1): "西湖区", (24, 1): "滨江区"}}))["3月"]
    assert (edited["A24"], edited["A25"]) == (15, 16)


def test_another_formula_is_marked_for_excel_to_compute(package: bytes) -> None:
    edited = parts(set_cells(package, {"参数": {(3, 2): 2021}}))
    assert '<c r="A1" s="1" t="str"><f ca="1">年度&amp;"年2月'.encode() in edited[SHEET2]
    again = set_cells(pack(edited), {"参数": {(3, 2): 2022}})
    assert parts(again)[SHEET2] == edited[SHEET2]


def test_a_changed_parameter_reaches_every_month(package: bytes) -> None:
    edited = values(set_cells(package, {"参数": {(11, 5): Fraction("16.6")}}))
    assert edited["2月"]["L23"] == 166
    assert edited["2月"]["M23"] == 1
    unfilled = values(package)["3月"]
    assert edited["3月"] == unfilled


def test_every_kind_of_value_is_read_back_as_it_was_set(package: bytes) -> None:
    read_back: list[tuple[Any, object]] = [
        ("=1+1", "=1+1"),
        ("+x", "+x"),
        ("-x", "-x"),
        ("@x", "@x"),
        (" 两头有空格 ", " 两头有空格 "),
        ("一行\n又一行", "一行\n又一行"),
        ("<&>\"'", "<&>\"'"),
        ("", None),
        (None, None),
        (True, True),
        (7, 7),
        (2.5, 2.5),
        (Fraction(5, 2), 2.5),
        (Fraction("0.12345678901234567"), "0.12345678901234567"),
        (Fraction(1, 3), 1 / 3),
    ]
    edits = {(row, 9): value for row, (value, _) in enumerate(read_back, start=9)}
    book = openpyxl.load_workbook(io.BytesIO(set_cells(package, {"3月": edits})))
    cells = [book["3月"].cell(row + 1, column + 1) for row, column in edits]
    assert [cell.value for cell in cells] == [found for _, found in read_back]
    assert "f" not in {cell.data_type for cell in cells}
    assert {cell.style_id for cell in cells} == {book["4月"]["J10"].style_id}


def test_a_hidden_sheet_takes_new_rows(package: bytes, tmp_path: Path) -> None:
    edited = set_cells(package, {"存档": {(1, 0): 2, (1, 3): "上城区审管办", (40, 7): "14"}})
    assert values(edited)["存档"]["D2"] == "上城区审管办"
    path = tmp_path / "a.xlsm"
    path.write_bytes(edited)
    assert validation_errors(path) == []


def test_the_edited_workbook_is_a_good_one_for_others_too(package: bytes, tmp_path: Path) -> None:
    path = tmp_path / "改过.xlsm"
    path.write_bytes(
        set_cells(package, {"2月": {(9, 2): "3（1）", (30, 20): "=危险"}, "参数": {(3, 2): 2021}})
    )
    assert validation_errors(path) == []
    saved = values(convert(path, "xlsx", tmp_path).read_bytes())["2月"]
    assert (saved["C10"], saved["U31"]) == ("3（1）", "=危险")


def with_part(package: bytes, name: str, change: Any) -> bytes:
    content = parts(package)
    content[name] = change(content[name])
    assert content[name] != parts(package)[name]
    return pack(content)


def formula_cells(package: bytes, formula: str, *others: str) -> bytes:
    """Return the demo's workbook with formulas in the cells below C10 of 2月."""

    def change(part: bytes) -> bytes:
        for row, text in enumerate((formula, *others), start=10):
            old = f'<c r="C{row}" s="14"><v>0</v></c>'
            part = part.replace(old.encode(), f'<c r="C{row}" s="14">{text}<v>0</v></c>'.encode())
        return part

    return with_part(package, SHEET2, change)


def test_a_formula_gives_way_to_the_value_set(package: bytes) -> None:
    typed = formula_cells(package, "<f>1-1</f>")
    assert (
        b'<c r="C10" s="14"><v>4</v></c>' in parts(set_cells(typed, {"2月": {(9, 2): 4}}))[SHEET2]
    )


def test_formulas_keep_their_text_where_the_one_they_share_is_set(package: bytes) -> None:
    child = '<f t="shared" si="0"/>'
    typed = formula_cells(package, '<f t="shared" ref="C10:C12" si="0">N(O10)</f>', child, child)
    edited = parts(set_cells(typed, {"2月": {(9, 2): 4, (10, 2): 5}}))[SHEET2]
    assert b'<c r="C11" s="14"><v>5</v></c>' in edited
    assert b'<c r="C12" s="14"><f>N(O12)</f><v>0</v></c>' in edited
    kept = parts(set_cells(typed, {"2月": {(11, 2): 4}}))[SHEET2]
    assert b'<f t="shared" si="0"/>' in kept


def test_a_shared_formula_is_marked_by_its_own_cells(package: bytes) -> None:
    typed = formula_cells(
        package, '<f t="shared" ref="C10:C11" si="0">N(O10)</f>', '<f t="shared" si="0"/>'
    )
    edited = parts(set_cells(typed, {"2月": {(10, 14): 4}}))[SHEET2]
    assert b'ref="C10:C11" si="0">N(O10)' in edited
    assert b'<c r="C11" s="14"><f t="shared" si="0" ca="1"/><v>0</v></c>' in edited


def test_a_cell_of_an_array_formula_is_not_set_alone(package: bytes) -> None:
    with pytest.raises(CannotProceed, match="2月!K11：这一格属于数组公式"):
        set_cells(package, {"2月": {(10, 10): 1}})
    whole = {(row, 10): 1 for row in range(9, 27)}
    assert values(set_cells(package, {"2月": whole}))["2月"]["K27"] == 1


def test_formulas_of_the_clerk_s_own_sheet_are_not_left_out_of_date(package: bytes) -> None:
    own = (
        "<f>SUM('2月'!C10:C11)</f>",
        "<f>SUM('1月:3月'!D10)</f>",
        "<f>COUNTA('2月'!C:C)</f>",
        "<f>SUM('2月'!9:10)</f>",
        "<f>SUM('2月'!E10)&amp;\"'2月'!C10\"</f>",
    )
    cells = "".join(f'<c r="{c}50">{f}<v>0</v></c>' for c, f in zip("ABCDE", own, strict=True))
    typed = with_part(
        package,
        SHEET3,
        lambda part: part.replace(
            b"</sheetData>", f'<row r="50">{cells}</row></sheetData>'.encode()
        ),
    )
    edited = parts(set_cells(typed, {"2月": {(9, 2): 5, (9, 3): 1}}))[SHEET3]
    found = cells_of(edited)
    marked = [b"ca=" in found[address] for address in (b"A50", b"B50", b"C50", b"D50", b"E50")]
    assert marked == [True, True, True, True, False]


def test_the_calculation_chain_no_longer_names_a_cell_without_formula(package: bytes) -> None:
    def chained(cells: str) -> bytes:
        content = parts(formula_cells(package, "<f>1-1</f>"))
        content["xl/calcChain.xml"] = (
            f'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{cells}</calcChain>'
        ).encode()
        content["[Content_Types].xml"] = content["[Content_Types].xml"].replace(
            b"</Types>",
            b'<Override PartName="/xl/calcChain.xml" ContentType="application/'
            b'vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"/></Types>',
        )
        content["xl/_rels/workbook.xml.rels"] = content["xl/_rels/workbook.xml.rels"].replace(
            b"</Relationships>",
            b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            b'relationships/calcChain" Target="calcChain.xml"/></Relationships>',
        )
        return pack(content)

    edit: Any = {"2月": {(9, 2): 4}}
    two = chained('<c r="C10" i="6"/><c r="D6"/>')
    assert b'><c i="6" r="D6"/></calcChain>' in parts(set_cells(two, edit))["xl/calcChain.xml"]
    one = parts(set_cells(chained('<c r="C10" i="6"/>'), edit))
    assert "xl/calcChain.xml" not in one
    assert b"calcChain" not in one["[Content_Types].xml"] + one["xl/_rels/workbook.xml.rels"]
    untouched = set_cells(two, {"2月": {(9, 3): 0}})
    assert parts(untouched)["xl/calcChain.xml"] == parts(two)["xl/calcChain.xml"]


def test_a_workbook_saved_by_libreoffice_is_edited_just_as_well(
    demo_workbook: Path, tmp_path: Path
) -> None:
    saved = convert(demo_workbook, "xlsx", tmp_path)
    saved.write_bytes(set_cells(saved.read_bytes(), {"2月": {(9, 2): 5, (9, 9): "备注"}}))
    assert validation_errors(saved) == []
    shown = values(saved.read_bytes())["2月"]
    assert (shown["C10"], shown["J10"], shown["K10"], shown["M10"]) == (5, "备注", 10, 1)


def test_what_cannot_be_set_is_said_in_one_line(package: bytes) -> None:
    with pytest.raises(CannotProceed, match="没有工作表“13月”"):
        set_cells(package, {"13月": {(0, 0): 1}})
    with pytest.raises(CannotProceed, match="一格最多放 32767 字"):
        set_cells(package, {"2月": {(9, 9): "长" * (MAX_TEXT + 1)}})
    broken = with_part(package, SHEET3, lambda part: part[:500])
    with pytest.raises(CannotProceed, match="请在 Excel 中打开，另存一次再试"):
        set_cells(broken, {"2月": {(9, 2): 1}})
