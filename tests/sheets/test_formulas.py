from __future__ import annotations

import pytest

from xlportal.sheets.formulas import MAX_COLUMN, MAX_ROW, Area, area, stored
from xlportal.sheets.sheet_xml import SheetXml
from xlportal.sheets.workbook_xml import WorkbookXml


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        ("$B$10:$C$27", Area("2月", (9, 1), (26, 2))),
        ("C10", Area("2月", (9, 2), (9, 2))),
        ("C27:B10", Area("2月", (9, 1), (26, 2))),
        ("参数!$D$12", Area("参数", (11, 3), (11, 3))),
        ("'小明''s 表'!A1", Area("小明's 表", (0, 0), (0, 0))),
        ("$B:$C", Area("2月", (0, 1), (MAX_ROW, 2))),
        ("3:4", Area("2月", (2, 0), (3, MAX_COLUMN))),
        ("'1月:3月'!A1", Area("1月:3月", (0, 0), (0, 0))),
        ("加成_1", None),
        ("表1[得分]", None),
        ("#REF!", None),
        ("", None),
    ],
)
def test_an_address_is_an_area(reference: str, found: Area | None) -> None:
    assert area(reference, "2月") == found


def test_areas_meet_in_a_common_cell() -> None:
    own = Area("a", (1, 1), (3, 3))
    meeting = [Area("a", (3, 3), (9, 9)), Area("a", (0, 0), (9, 9)), Area("a", (2, 2), (2, 2))]
    apart = [Area("a", (4, 3), (9, 9)), Area("a", (3, 4), (9, 9)), Area("b", (3, 3), (9, 9))]
    assert [own.meets(other) and other.meets(own) for other in meeting] == [True] * 3
    assert [own.meets(other) or other.meets(own) for other in apart] == [False] * 3


def test_an_area_knows_its_cells() -> None:
    found = Area("a", (1, 1), (2, 2))
    assert list(found.places()) == [(1, 1), (1, 2), (2, 1), (2, 2)]
    assert found.size == 4


def test_stored_values_are_what_excel_would_hand_over() -> None:
    cells = (
        '<c><v>1.5</v></c><c t="s"><v>1</v></c><c t="b"><v>1</v></c><c t="str"><v></v></c>'
        '<c t="e"><v>#N/A</v></c><c/><c><v/></c><c t="inlineStr"><is><t>x</t></is></c>'
    )
    sheet = SheetXml.of(
        f"<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>".encode()
    )
    content = {
        "xl/_rels/workbook.xml.rels": b'<R><Relationship Id="a" Type="x/sharedStrings" '
        b'Target="/xl/sharedStrings.xml"/></R>',
        "xl/sharedStrings.xml": "<sst><si><t>甲</t></si><si><t>乙</t></si></sst>".encode(),
    }
    workbook = WorkbookXml(content.__getitem__)
    found = [stored(sheet.cells.get((0, column)), workbook) for column in range(9)]
    assert found == [1.5, "乙", True, None, "#N/A", None, None, "x", None]
