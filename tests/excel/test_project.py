"""The macros as they stand in the workbook, read with the tools others would use."""

from __future__ import annotations

import re
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from support.macros import modules_with_code
from support.tools import PACKAGE, REPOSITORY
from xlportal.excel.project import (
    PRIVATE_PYTHON,
    replace_macros,
    working_modules,
    xlwings_version,
)
from xlportal.sheets import layout
from xlportal.sheets.package import parts

SOURCES = PACKAGE / "excel" / "vba"
TEMPLATE = REPOSITORY / "workbook_template.xlsm"


def test_a_working_workbook_holds_exactly_our_modules_xlwings_and_the_wrappers(
    demo_workbook: Path,
) -> None:
    assert set(modules_with_code(demo_workbook)) == {
        "ThisWorkbook.cls", "Portal.bas", "PortalBridge.bas", "xlwings.bas", "Dictionary.cls",
        "xlwings_udfs.bas",
    }  # fmt: skip


def test_the_bare_template_holds_our_modules_only() -> None:
    assert set(modules_with_code(TEMPLATE)) == {
        "ThisWorkbook.cls",
        "Portal.bas",
        "PortalBridge.bas",
    }


def test_the_xlwings_module_is_the_installed_one(demo_workbook: Path) -> None:
    installed = Path(str(distribution("xlwings").locate_file("xlwings/xlwings.bas")))
    code = modules_with_code(demo_workbook)["xlwings.bas"]
    assert code.split() == installed.read_text(encoding="utf-8").split()
    assert f'XLWINGS_VERSION As String = "{xlwings_version()}"' in code


@pytest.mark.parametrize("source", sorted(SOURCES.iterdir()), ids=lambda path: path.name)
def test_our_sources_are_ascii_and_declare_everything(source: Path) -> None:
    text = source.read_text(encoding="ascii")
    assert "Option Explicit" in text


def test_static_analysis_finds_nothing_in_our_modules(demo_workbook: Path) -> None:
    from pyvbaanalysis import analyze_workbook  # noqa: PLC0415 - slow to import

    ours = ("ThisWorkbook", "Portal", "PortalBridge")
    for path in (demo_workbook, TEMPLATE):
        found: Any = analyze_workbook(str(path))
        assert {name: found[name] for name in ours if found.get(name)} == {}


def test_every_button_presses_a_macro_that_exists(demo_workbook: Path) -> None:
    code = modules_with_code(demo_workbook)["Portal.bas"]
    drawings = [data.decode() for name, data in parts(demo_workbook.read_bytes()).items()
                if name.startswith("xl/drawings/vmlDrawing")]  # fmt: skip
    pressed = {m for text in drawings for m in re.findall(r"FmlaMacro>\[0\]!(\w+)<", text)}
    assert pressed == {
        "PortalCompute", "PortalCheck", "PortalSendCopy", "PortalWord", "PortalNextMonth",
        "PortalAbout",
    }  # fmt: skip
    for macro in pressed:
        assert f"Public Sub {macro}()" in code


def test_xlwings_settings_are_complete_very_hidden_and_of_the_right_kind(
    demo_workbook: Path,
) -> None:
    book = openpyxl.load_workbook(demo_workbook)
    sheet = book[layout.CONFIG]
    assert sheet.sheet_state == book[layout.TEXTS].sheet_state == "veryHidden"
    settings = {row[0].value: row[1].value for row in sheet.iter_rows()}
    assert settings["INTERPRETER_WIN"] == PRIVATE_PYTHON
    assert PRIVATE_PYTHON.isascii()
    assert settings["UDF MODULES"] == "xlportal.excel.udfs"
    assert settings["USE UDF SERVER"] is True
    assert settings["ADD_WORKBOOK_TO_PYTHONPATH"] is False
    assert settings["DEBUG UDFS"] is settings["SHOW CONSOLE"] is False
    assert "TEMP DIR" not in settings
    assert list(settings) == [key.upper() for key in settings]
    asked = set(re.findall(r'GetConfig\("([^"]+)"', working_modules()["xlwings"]))
    mac_only = {key for key in asked if key.endswith("_MAC")}
    assert asked - set(settings) - mac_only == {"TEMP DIR"}


def test_the_workbook_knows_the_version_it_is_made_for(demo_workbook: Path) -> None:
    book = openpyxl.load_workbook(demo_workbook)
    sheet, _, address = book.defined_names["portal_xlwings"].attr_text.partition("!")
    assert book[sheet.strip("'")][address.replace("$", "")].value == xlwings_version()


def test_replacing_macros_touches_no_other_part(demo_workbook: Path) -> None:
    package = demo_workbook.read_bytes()
    modules = working_modules() | {"Portal": "Option Explicit\r\n' changed\r\n"}
    before, after = parts(package), parts(replace_macros(package, modules))
    assert [name for name in before if before[name] != after[name]] == ["xl/vbaProject.bin"]
    assert list(before) == list(after)
