from __future__ import annotations

import io
from typing import Any

import pytest
import xlsxwriter

from xlportal.sheets.edit import mentions, references
from xlportal.sheets.package import pack, parts


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


def test_a_locked_package_gives_nothing() -> None:
    assert list(references(b"\xd0\xcf\x11\xe0 locked", ["附表1"])) == []


@pytest.mark.parametrize(
    ("formula", "found"),
    [("=附表1!A1", True), ("='附表1'!A1", True), ("=$附表1!A1", True), ("=SUM(1,附表1!A1)", True),
     ("=我的附表1!A1", False), ("=附表11!A1", False), ("=附表1", False)],
)  # fmt: skip
def test_formulas_mention_a_sheet_by_its_whole_name(formula: str, *, found: bool) -> None:
    assert mentions(formula, ["附表1"]) is found
