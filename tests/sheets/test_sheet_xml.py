from __future__ import annotations

import pytest

from xlportal.sheets.sheet_xml import SheetXml, cell_element, place_of
from xlportal.sheets.xml_parts import NotEditable

HEAD = b'<worksheet><dimension ref="B2:C2"/><sheetData>'
TAIL = b"</sheetData><mergeCells><c/></mergeCells></worksheet>"
ROW = (
    b'<row r="2" spans="2:3" ht="20"><c r="B2" s="4"/><c r="C2" t="str"><f>1</f><v>x</v></c></row>'
)


def sheet(rows: bytes = ROW) -> SheetXml:
    return SheetXml.of(HEAD + rows + TAIL)


def test_cells_are_found_with_formula_value_and_style() -> None:
    cells = sheet().cells
    assert list(cells) == [(1, 1), (1, 2)]
    assert cells[1, 1].element.attributes["s"] == "4"
    found = cells[1, 2]
    assert (found.kind, found.value, found.formula and found.formula.text) == ("str", "x", "1")
    assert cells[1, 1].value is None


def test_cells_without_address_follow_the_one_before() -> None:
    made = sheet(b'<row><c/></row><row r="5"><c r="C5"/><c/></row><row><c/></row>')
    assert list(made.cells) == [(0, 0), (4, 2), (4, 3), (5, 0)]


def test_inline_text_is_the_text_of_its_runs() -> None:
    made = sheet("<row><c t='inlineStr'><is><r><t>上</t></r><t>城</t></is></c></row>".encode())
    assert made.cells[0, 0].value == "上城"


def test_a_present_cell_is_replaced_and_nothing_else() -> None:
    new = sheet().replaced({(1, 1): "<c>new</c>"})
    assert new == HEAD + ROW.replace(b'<c r="B2" s="4"/>', b"<c>new</c>") + TAIL


def test_new_cells_stand_in_order_and_widen_what_the_row_spans() -> None:
    new = sheet().replaced({(1, 0): "<A2/>", (1, 3): "<D2/>"})
    row = ROW.replace(b'spans="2:3"', b'spans="1:4"').replace(b'<c r="B2"', b'<A2/><c r="B2"')
    row = row.replace(b"</row>", b"<D2/></row>")
    assert new == HEAD.replace(b"B2:C2", b"A2:D2") + row + TAIL


@pytest.mark.parametrize(
    ("place", "rows"),
    [
        ((0, 2), b'<row r="1"><x/></row>' + ROW),
        ((8, 2), ROW + b'<row r="9"><x/></row>'),
    ],
)
def test_new_rows_stand_in_order(place: tuple[int, int], rows: bytes) -> None:
    assert rows in sheet().replaced({place: "<x/>"})


def test_a_row_or_sheet_without_content_is_opened() -> None:
    assert b'<row r="3" spans="1:1"><x/></row>' in sheet(b'<row r="3" spans="1:1" />').replaced(
        {(2, 0): "<x/>"}
    )
    empty = SheetXml.of(b"<worksheet><sheetData/></worksheet>")
    assert empty.replaced({}) == empty.part
    assert empty.replaced({(0, 0): "<x/>", (1, 0): "<y/>"}) == (
        b'<worksheet><sheetData><row r="1"><x/></row><row r="2"><y/></row></sheetData></worksheet>'
    )


def test_a_sheet_of_one_cell_grows_to_a_rectangle() -> None:
    made = SheetXml.of(b'<worksheet><dimension ref="A1"/><sheetData><row/></sheetData></worksheet>')
    assert b'<dimension ref="A1:B3"/>' in made.replaced({(2, 1): "<x/>"})


def test_prefixed_names_stay_prefixed() -> None:
    made = SheetXml.of(b'<x:worksheet xmlns:x="urn:x"><x:sheetData/></x:worksheet>')
    assert made.prefix == "x:"
    assert b'<x:sheetData><x:row r="1"><x:c r="A1"/></x:row></x:sheetData>' in made.replaced(
        {(0, 0): cell_element("x:", (0, 0), None)}
    )


def test_a_part_without_cells_is_no_worksheet() -> None:
    with pytest.raises(NotEditable):
        SheetXml.of(b"<chartsheet/>")


@pytest.mark.parametrize(
    ("reference", "place"), [("A1", (0, 0)), ("$XFD$1048576", (1048575, 16383)), ("ba27", (26, 52))]
)
def test_addresses_are_places(reference: str, place: tuple[int, int]) -> None:
    assert place_of(reference) == place


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(NotEditable):
        place_of("R1C1")
