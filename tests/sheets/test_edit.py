"""Cells set in a real workbook: what changes, and nothing else; what refers to its sheets."""

import copy
import io
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
import pytest
import xlsxwriter

from support.cells import CREATED, DEMO
from support.tools import convert, validation_errors
from xlportal.commands.terminal import as_json
from xlportal.core.book import Book
from xlportal.core.document import read_document
from xlportal.core.limits import MAX_TEXT
from xlportal.errors import CannotProceed
from xlportal.score.assessment import assess_year
from xlportal.sheets import layout
from xlportal.sheets.edit import mentions, references, set_cells
from xlportal.sheets.grid import Cells
from xlportal.sheets.package import pack, parts
from xlportal.sheets.read_files import grids_of
from xlportal.sheets.reading import read
from xlportal.sheets.results import month_results
from xlportal.sheets.template.writer import write_workbook

GUIDE = "xl/worksheets/sheet1.xml"
"""Its formulas rest on the cells of the months."""
BOOK, SHEET2, SHEET3 = "xl/workbook.xml", "xl/worksheets/sheet6.xml", "xl/worksheets/sheet7.xml"
TYPES, RELATED = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"


@pytest.fixture(scope="session")
def package(demo_workbook: Path) -> bytes:
    return demo_workbook.read_bytes()


def values(package: bytes, sheet: str = "2月") -> dict[str, object]:
    """Return every value of a sheet, by address, that a program reads that does not compute."""
    book = openpyxl.load_workbook(io.BytesIO(package), read_only=True, data_only=True)
    cells = (
        cell for row in book[sheet].iter_rows() for cell in row if cell.value not in {None, ""}
    )
    return {cell.coordinate: cell.value for cell in cells}


def cells_of(part: bytes) -> dict[bytes, bytes]:
    found = re.findall(rb'(<c r="([A-Z]+\d+)"[^>]*?(?:/>|>.*?</c>))', part)
    return {address: element for element, address in found}


def test_only_the_named_cells_change(package: bytes) -> None:
    old, new = parts(package), parts(set_cells(package, {"2月": {(10, 2): 5, (10, 12): "备注"}}))
    assert list(new) == list(old)
    assert [name for name in old if old[name] != new[name]] == [GUIDE, SHEET2]
    assert values(pack(new)) == values(package) | {"C11": 5, "M11": "备注"}
    assert values(pack(new), "说明") == values(package, "说明")
    cells = re.compile(rb"<sheetData>.*</sheetData>|<dimension[^>]*>|<[?].*[?]>|\s", re.DOTALL)
    assert cells.sub(b"", new[SHEET2]) == cells.sub(b"", old[SHEET2])


def with_results(package: bytes, month: int, cells: Cells) -> bytes:
    """The workbook with cells of a month set, and what its result columns then show."""
    name = layout.month_sheet(month)
    after = read(grids_of(set_cells(package, {name: cells}), "a.xlsm"))
    sound = after.checked(month).book
    assert after.book is not None
    assessment = assess_year(sound.ledger)[month] if sound else None
    grid = grids_of(package, "a.xlsm")[name]
    return set_cells(
        package, {name: cells}, {name: month_results(grid, after.book.ledger.groups, assessment)}
    )


def in_sight(found: dict[str, object]) -> dict[str, object]:
    """Return the values in the columns that are not hidden."""
    return {cell: value for cell, value in found.items() if re.match("[A-U][0-9]", cell)}


def test_the_results_are_those_the_workbook_would_be_written_with(
    package: bytes, demo_document: Any
) -> None:
    wanted = copy.deepcopy(demo_document)
    february = wanted["months"][0]["entries"]
    february[0]["counts"]["区县动态"] = [5, 2]
    february[15]["counts"]["经验介绍"] = [1, 1]
    february[15] |= {"deduction": "1.5", "note": "更新不及时"}
    ledger = read_document(as_json(wanted)).ledger
    target = values(write_workbook(Book(ledger, DEMO.settings), CREATED))
    edits = {
        (10, 2): 5, (10, 3): 2, (36, 5): 1, (36, 6): 1, (36, 11): 1.5, (36, 12): "更新不及时",
    }  # fmt: skip
    assert wanted["months"][0]["entries"][15]["unit"] == values(package)["B37"]
    edited = with_results(package, 2, edits)
    shown = in_sight(values(edited))
    assert shown == in_sight(target)
    # 5 pieces, two of them in the column: 2 × 5 + 2 × 1; with 富阳's 6 and 钱塘's 8 that is 26.
    assert [shown[cell] for cell in ("E11", "C10", "D10", "E10", "O10")] == [12, 12, 2, 26, 26]
    # The pass line is 0.8 × 26 / 14: 12 × 14 / 20.8 × 8.3
    assert [shown[cell] for cell in ("S11", "T11", "U11")] == [1, "上城区审管办", 67.04]
    assert (shown["H37"], shown["G35"], shown["H35"], shown["O35"]) == (10, 1, 10, 34)
    marked = cells_of(parts(edited)[SHEET2])
    assert b'ca="1"' in marked[b"W11"]
    assert (
        b'ca="1"'
        not in marked[b"O11"] + marked[b"D5"] + marked[b"E11"] + marked[b"E10"] + marked[b"S11"]
    )
    reading = read(grids_of(edited, "a.xlsm")).book
    assert reading is not None
    assert reading.ledger.months == ledger.months


def test_a_month_that_is_wrong_or_empty_shows_no_results(package: bytes) -> None:
    wrong = values(with_results(package, 2, {(10, 2): "三"}))
    assert {"O11", "P11", "Q24", "O37", "E11", "E10", "O10", "S11"} & wrong.keys() == set()
    emptied = dict.fromkeys((row, column) for row in range(10, 24) for column in (2, 5, 8))
    shown = values(with_results(package, 2, emptied))
    assert {"O11", "E11", "C10", "E10", "S11"} & shown.keys() == set()


def test_formulas_elsewhere_are_computed_on_opening_where_they_rest_on_the_sheet(
    package: bytes,
) -> None:
    resting = ("SUM('2月'!C11:C12)", "SUM('1月:3月'!D11)", "COUNTA('2月'!C:C)", "SUM(某区域)")
    name = "<definedNames><definedName name=\"某区域\">'2月'!$C$11</definedName>".encode()
    content = parts(package)
    content[BOOK] = content[BOOK].replace(b"<definedNames>", name)
    alone = with_formulas(content, "'3月'!C10+年度+C10", "SUM('12月'!C11)")
    assert parts(set_cells(alone, {"2月": {(10, 2): 5}}))[SHEET3] == parts(alone)[SHEET3]
    mixed = with_formulas(content, *resting, "'3月'!C10+年度+C10")
    edited = cells_of(parts(set_cells(mixed, {"2月": {(10, 2): 5, (10, 3): 1}}))[SHEET3])
    marked = [b'ca="1"' in edited[f"A{row}".encode()] for row in range(50, 55)]
    assert marked == [True, True, True, True, False]


def with_formulas(content: dict[str, bytes], *formulas: str) -> bytes:
    """Return a package with formulas in 3月 from A50 on."""
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><f>{escape(formula)}</f><v>0</v></c></row>'
        for row, formula in enumerate(formulas, start=50)
    )
    sheet = content[SHEET3].replace(b"</sheetData>", f"{rows}</sheetData>".encode())
    return pack(content | {SHEET3: sheet})


def test_every_kind_of_value_is_read_back_as_it_was_set(package: bytes) -> None:
    read_back: list[tuple[Any, object]] = [
        *((text, text) for text in ("=1+1", "@x", " 两头有空格 ", "一行\n又一行", "<&>\"'")),
        ("", None), (None, None), (True, True), (7, 7), (2.5, 2.5), (Fraction(5, 2), 2.5),
        (Fraction("0.12345678901234567"), "0.12345678901234567"), (Fraction(1, 3), 1 / 3),
    ]  # fmt: skip
    edits = {(row, 12): value for row, (value, _) in enumerate(read_back, start=10)}
    book = openpyxl.load_workbook(io.BytesIO(set_cells(package, {"3月": edits})))
    cells = [book["3月"].cell(row + 1, column + 1) for row, column in edits]
    assert [cell.value for cell in cells] == [found for _, found in read_back]
    assert "f" not in {cell.data_type for cell in cells}
    assert {cell.style_id for cell in cells} == {book["4月"]["M11"].style_id}


@pytest.mark.usefixtures("untraced")
def test_the_edited_workbook_is_a_good_one_for_others_too(package: bytes, tmp_path: Path) -> None:
    path = tmp_path / "改过.xlsm"
    months = {(10, 2): "3（1）", (60, 40): "=危险"}
    sent = {(1, 0): 2, (1, 3): "上城区审管办", (40, 7): "14"}
    path.write_bytes(set_cells(package, {"2月": months, "存档": sent, "参数": {(3, 2): 2021}}))
    assert values(path.read_bytes(), "存档")["D2"] == "上城区审管办"
    assert validation_errors(path) == []
    saved = convert(path, "xlsx", tmp_path)
    shown = values(saved.read_bytes())
    assert (shown["C11"], shown["AO61"]) == ("3（1）", "=危险")
    # What LibreOffice has saved is edited just as well.
    saved.write_bytes(set_cells(saved.read_bytes(), {"2月": {(10, 2): 5, (10, 12): "备注"}}))
    assert validation_errors(saved) == []
    shown = values(saved.read_bytes())
    assert (shown["C11"], shown["M11"]) == (5, "备注")


def formula_cells(package: bytes, formula: str, *others: str) -> bytes:
    """Return the demo's workbook with formulas in the cells below C11 of 2月."""
    part = parts(package)[SHEET2]
    for row, text in enumerate((formula, *others), start=11):
        old = rf'(<c r="C{row}" s="[0-9]+">)<v>0</v></c>'
        part = re.sub(old.encode(), rf"\1{text}<v>0</v></c>".encode(), part)
    return pack(parts(package) | {SHEET2: part})


def test_a_formula_gives_way_to_the_value_set(package: bytes) -> None:
    typed = formula_cells(package, "<f>1-1</f>")
    edited = cells_of(parts(set_cells(typed, {"2月": {(10, 2): 4}}))[SHEET2])
    assert edited[b"C11"].endswith(b"><v>4</v></c>")


def test_a_cell_whose_formula_others_share_is_not_set_alone(package: bytes) -> None:
    child = '<f t="shared" si="0"/>'
    typed = formula_cells(package, '<f t="shared" ref="C11:C13" si="0">N(R11)</f>', child, child)
    with pytest.raises(CannotProceed, match="2月!C11：几格合用这里的公式"):
        set_cells(typed, {"2月": {(10, 2): 4, (11, 2): 5}})
    kept = cells_of(parts(set_cells(typed, {"2月": {(11, 2): 4}}))[SHEET2])
    assert b'si="0"' in kept[b"C11"]
    assert kept[b"C12"].endswith(b"><v>4</v></c>")


def test_a_cell_of_an_array_formula_is_not_set_alone(package: bytes) -> None:
    with pytest.raises(CannotProceed, match="2月!O12：几格合用这里的公式"):
        set_cells(package, {"2月": {(11, 14): 1}})
    whole = {(row, 14): 1 for row in range(10, 28)}
    assert values(set_cells(package, {"2月": whole}))["O28"] == 1


def test_the_calculation_chain_goes_with_a_formula(package: bytes) -> None:
    content = parts(formula_cells(package, "<f>1-1</f>")) | {"xl/calcChain.xml": b"<calcChain/>"}
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    related = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    for part, end, entry in (
        (TYPES, "Types", f'Override PartName="/xl/calcChain.xml" ContentType="{kind}"'),
        (RELATED, "Relationships", f'Relationship Id="x" Type="{related}" Target="calcChain.xml"'),
    ):
        told = f"<{entry}/></{end}>".encode()
        content[part] = content[part].replace(f"</{end}>".encode(), told)
    gone = parts(set_cells(pack(content), {"2月": {(10, 2): 4}}))
    assert "xl/calcChain.xml" not in gone
    assert b"calcChain" not in gone[TYPES] + gone[RELATED]


def test_what_cannot_be_set_is_said_in_one_line(package: bytes) -> None:
    with pytest.raises(CannotProceed, match="没有工作表“13月”"):
        set_cells(package, {"13月": {(0, 0): 1}})
    with pytest.raises(CannotProceed, match="一格最多放 32767 字"):
        set_cells(package, {"2月": {(10, 9): "长" * (MAX_TEXT + 1)}})
    broken = pack(parts(package) | {SHEET2: parts(package)[SHEET2][:500]})
    with pytest.raises(CannotProceed, match="请在 Excel 中打开，另存一次再试"):
        set_cells(broken, {"2月": {(10, 2): 1}})


def made(put: Any) -> bytes:
    """Return a workbook with a sheet 附表1 and one of the clerk's own that ``put`` writes to."""
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream)
    for name in ("附表1", "我的附表1", "我的"):
        sheet = workbook.add_worksheet(name)
    put(workbook, sheet)
    workbook.close()
    return stream.getvalue()


def chart(workbook: Any, sheet: Any, values: str) -> None:
    made = workbook.add_chart({"type": "column"})
    made.add_series({"values": values})
    sheet.insert_chart("A1", made)


def rule(workbook: Any, sheet: Any, formula: str) -> None:
    red = workbook.add_format({"bg_color": "red"})
    sheet.conditional_format("A1", {"type": "formula", "criteria": formula, "format": red})


KINDS = {
    "图表": chart,
    "条件格式": rule,
    "数据验证": lambda _, sheet, source: sheet.data_validation(
        "A1", {"validate": "list", "source": source}
    ),
    "迷你图": lambda _, sheet, source: sheet.add_sparkline("A1", {"range": source[1:]}),
}


@pytest.mark.parametrize(("kind", "put"), KINDS.items(), ids=list(KINDS))
def test_what_refers_to_a_sheet_is_found_with_its_own_sheet_and_kind(kind: str, put: Any) -> None:
    package = made(lambda workbook, sheet: put(workbook, sheet, "=附表1!$B$2:$B$3"))
    assert list(references(package, ["附表1", "附表2"])) == [("我的", kind)]
    assert list(references(package, ["附表2"])) == []
    other = made(lambda workbook, sheet: put(workbook, sheet, "=我的附表1!$B$2:$B$3"))
    assert list(references(other, ["附表1"])) == []


def test_a_pivot_table_refers_to_the_sheet_of_its_source() -> None:
    content = parts(made(lambda *_: None))
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/pivotTable"
    content["xl/worksheets/_rels/sheet3.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{kind}" Target="/xl/pivot.xml"/></Relationships>'
    ).encode()
    content["xl/pivot.xml"] = '<p><worksheetSource sheet="附表1" ref="A1:B3"/></p>'.encode()
    assert list(references(pack(content), ["附表1"])) == [("我的", "数据透视表")]


@pytest.mark.parametrize(
    ("formula", "found"),
    [("=附表1!A1", True), ("='附表1'!A1", True), ("=$附表1!A1", True), ("=SUM(1,附表1!A1)", True),
     ("=我的附表1!A1", False), ("=附表11!A1", False), ("=附表1", False)],
)  # fmt: skip
def test_formulas_mention_a_sheet_by_its_whole_name(formula: str, *, found: bool) -> None:
    assert mentions(formula, ["附表1"]) is found


def test_what_stands_below_the_blocks_is_no_result(package: bytes) -> None:
    grid = grids_of(package, "a.xlsm")["2月"]
    last = len(grid.rows)
    longer = replace(grid, rows=[*grid.rows, [None] * 14 + ["自己记的话"]])
    results = month_results(longer, DEMO.ledger.groups, assess_year(DEMO.ledger)[2])
    assert max(row for row, _ in results) == last - 1
