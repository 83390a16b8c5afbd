from __future__ import annotations

import io
import zipfile
from pathlib import Path

from xlportal.sheets.package import CONTENT_TYPES, macro_enabled, pack, parts

CONTENT = {"[Content_Types].xml": b"<x/>", "xl/a.xml": "一".encode()}


def test_packing_and_unpacking_are_opposites() -> None:
    assert parts(pack(CONTENT)) == CONTENT


def test_equal_parts_give_equal_bytes_without_a_date() -> None:
    assert pack(CONTENT) == pack(dict(CONTENT))
    with zipfile.ZipFile(io.BytesIO(pack(CONTENT))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_macro_workbook_differs_in_its_declared_type_only(demo_workbook: Path) -> None:
    made = parts(demo_workbook.read_bytes())
    assert b"sheet.macroEnabled.main+xml" in made[CONTENT_TYPES]
    assert b"spreadsheetml.sheet.main+xml" not in made[CONTENT_TYPES]
    assert macro_enabled(pack(made)) == pack(made)
