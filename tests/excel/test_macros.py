"""The macros run, in an interpreter whose answers were measured in Excel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pyopenvba.apps.excel import ExcelApplication

from support.tools import PACKAGE, REPOSITORY
from xlportal.workbook.interface import BUTTONS, FUNCTIONS, MACRO_TEXTS

PORTAL = PACKAGE / "excel" / "vba" / "Portal.bas"
TEMPLATE = REPOSITORY / "workbook_template.xlsm"
WARNING, INFORMATION = 48, 64

BRIDGE = """Option Explicit
Public Seen As String

Public Function PortalInstalled() As Boolean
    PortalInstalled = True
End Function

Public Function PortalCall(ByVal action As String) As String
    Seen = Seen & action & ":" & ThisWorkbook.Worksheets(6).ProtectContents & ";"
    If action = "about" Then Err.Raise 1000, Description:="Could not load xlwings64.dll"
    If action = "check" Then
        PortalCall = "!" & action
    Else
        PortalCall = "+" & action
    End If
End Function

Public Sub PortalWarmUp()
    Seen = Seen & "warm;"
    {warm_up}
End Sub

Public Sub PortalRegister(ByVal name As String, ByVal description As String, _
    ByVal category As String, ByVal arguments As Variant)
    {register}
    Seen = Seen & category & "/" & name & "/" & description & "/" & Join(arguments, ",") & ";"
End Sub
"""


def excel(workbook: Path, **code: str) -> Any:
    """Return the workbook open in the interpreter, Python replaced by a bridge that answers."""
    app = ExcelApplication.open(workbook, with_vba=False)
    app.add_module(PORTAL.read_text(encoding="ascii"), name="Portal")
    bridge = BRIDGE.format(**{"warm_up": "", "register": ""} | code)
    app.add_module(bridge, name="PortalBridge")
    return app


@pytest.mark.parametrize("button", BUTTONS, ids=lambda button: button.action)
def test_the_bare_template_explains_itself_at_every_button(button: Any) -> None:
    app = ExcelApplication.open(TEMPLATE)
    app.run(button.macro)
    assert app.dialogs == [("MsgBox", MACRO_TEXTS["bare"], MACRO_TEXTS["title"], WARNING)]


def test_opening_the_bare_template_disturbs_nobody() -> None:
    app = ExcelApplication.open(TEMPLATE)
    app.run("PortalOpened")
    assert app.dialogs == []


def test_a_press_shows_python_s_answer_with_its_icon(demo_workbook: Path) -> None:
    app = excel(demo_workbook)
    app.run("PortalCompute")
    app.run("PortalCheck")
    assert app.dialogs == [
        ("MsgBox", "compute", "门户网站考核", INFORMATION),
        ("MsgBox", "check", "门户网站考核", WARNING),
    ]
    assert app.evaluate("Application.StatusBar") is False


def test_the_ribbon_presses_the_same_buttons(demo_workbook: Path) -> None:
    app = excel(demo_workbook)
    app.add_module("Public Tag As String", name="Control", kind="class")
    app.add_module(
        'Sub PressRibbon()\n Dim c As Control\n Set c = New Control\n c.Tag = "send_copy"\n'
        " PortalRibbon c\nEnd Sub",
        name="Test",
    )  # fmt: skip
    app.run("PressRibbon")
    assert app.dialogs[0][1] == "send_copy"


def test_when_python_cannot_be_reached_the_clerk_is_told_and_nothing_stays_open(
    demo_workbook: Path,
) -> None:
    app = excel(demo_workbook)
    app.run("PortalAbout")
    text = f"{MACRO_TEXTS['failed']}\nCould not load xlwings64.dll"
    assert app.dialogs == [("MsgBox", text, "门户网站考核", WARNING)]
    assert app.evaluate("Application.StatusBar") is False


def test_sheets_are_unlocked_for_the_next_month_only_and_locked_again(demo_workbook: Path) -> None:
    app = excel(demo_workbook)
    app.run("PortalNextMonth")
    app.run("PortalCompute")
    assert app.evaluate("Seen") == "next_month:False;compute:True;"
    assert app.evaluate("ThisWorkbook.Worksheets(6).ProtectContents") is True


def test_opening_registers_every_function_and_warms_python_up(demo_workbook: Path) -> None:
    app = excel(demo_workbook)
    app.run("PortalOpened")
    seen = str(app.evaluate("Seen"))
    assert seen.endswith("warm;")
    assert seen.count("门户考核/xp_") == len(FUNCTIONS)
    assert (
        "门户考核/xp_average/平均分：信息分之和 ÷ 参加考核单位数。/单位名称一栏,信息分一栏;" in seen
    )
    assert app.dialogs == []


def test_a_python_that_does_not_start_is_said_at_opening(demo_workbook: Path) -> None:
    app = excel(demo_workbook, warm_up='Err.Raise 1001, Description:="no python"')
    app.run("PortalOpened")
    assert app.dialogs[0][1] == f"{MACRO_TEXTS['cold']}\nno python"


def test_functions_that_cannot_be_described_stop_nothing(demo_workbook: Path) -> None:
    app = excel(demo_workbook, register='Err.Raise 1004, Description:="not now"')
    app.run("PortalOpened")
    assert app.dialogs == []
    assert app.evaluate("Seen") == "warm;"


def test_a_text_that_is_not_there_shows_its_key(demo_workbook: Path) -> None:
    app = excel(demo_workbook)
    assert app.run("PortalText", "no such text") == "no such text"


@pytest.mark.parametrize("mark", ["=", ";"])
def test_a_file_name_xlwings_cannot_carry_is_refused(
    demo_workbook: Path, tmp_path: Path, mark: str
) -> None:
    renamed = tmp_path / f"a{mark}b.xlsm"
    renamed.write_bytes(demo_workbook.read_bytes())
    app = excel(renamed)
    app.run("PortalCompute")
    assert app.dialogs[0][1] == MACRO_TEXTS["name"]
