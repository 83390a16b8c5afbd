"""The macros run, in an interpreter whose answers were measured in Excel."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from pyopenvba.apps.excel import ExcelApplication

from support.tools import PACKAGE, REPOSITORY
from xlportal.sheets import layout
from xlportal.sheets.interface import BUTTONS, FUNCTIONS, MACRO_TEXTS

PORTAL = PACKAGE / "excel" / "vba" / "Portal.bas"
TEMPLATE = REPOSITORY / "workbook_template.xlsm"
WARNING, INFORMATION = 48, 64

BRIDGE = """Option Explicit
Public Seen As String

Public Function PortalInstalled() As Boolean
    PortalInstalled = True
End Function

Public Function PortalCall(ByVal action As String) As String
    Seen = Seen & action & ":" & Locked() & ";"
    {call}
    If action = "about" Then Err.Raise 1000, Description:="Could not load xlwings64.dll"
    If action = "check" Then
        PortalCall = "!" & action
    Else
        PortalCall = "+" & action
    End If
End Function

Public Function Locked() As String
    Dim sheet As Worksheet
    For Each sheet In ThisWorkbook.Worksheets
        If sheet.ProtectContents Then Locked = Locked & sheet.Name & ","
    Next sheet
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
    bridge = BRIDGE.format(**{"warm_up": "", "register": "", "call": ""} | code)
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


def locked(names: Iterable[str]) -> str:
    return "".join(f"{name}," for name in names)


def test_month_sheets_are_unlocked_for_the_next_month_only_and_locked_again(
    demo_workbook: Path,
) -> None:
    app = excel(demo_workbook)
    everything = locked([layout.GUIDE, *layout.INPUT_SHEETS])
    assert app.evaluate("Locked()") == everything
    app.run("PortalNextMonth")
    app.run("PortalCompute")
    others = locked(name for name in everything.split(",")[:-1] if name not in layout.MONTHS)
    assert app.evaluate("Seen") == f"next_month:{others};compute:{everything};"
    assert app.evaluate("Locked()") == everything


CLERK = """
Public Sub ProtectOwn(ByVal name As String)
    With ThisWorkbook.Worksheets.Add(After:=ThisWorkbook.Worksheets(1))
        .Name = name
        .Protect "secret"
    End With
End Sub

Public Sub ProtectMonth(ByVal name As String, Optional ByVal password As String = "")
    With ThisWorkbook.Worksheets(name)
        .Unprotect ""
        .Protect password, DrawingObjects:=False, Scenarios:=False, AllowSorting:=True
    End With
End Sub

Public Function Options(ByVal name As String) As String
    With ThisWorkbook.Worksheets(name)
        Options = Join(Array(.ProtectContents, .ProtectDrawingObjects, .ProtectScenarios, _
            .Protection.AllowSorting, .Protection.AllowFiltering, _
            .Protection.AllowFormattingColumns, .Protection.AllowFormattingRows, _
            .Protection.AllowFormattingCells), " ")
    End With
End Function
"""


@pytest.mark.parametrize("name", ["我的", "2020汇总", "3月备注", "2月 (2)", "13月", "0月", "1.5月"])
def test_a_sheet_of_the_clerk_s_own_is_neither_unlocked_nor_its_password_asked_for(
    demo_workbook: Path, name: str
) -> None:
    app = excel(demo_workbook)
    app.add_module(CLERK, name="Clerk")
    app.run("ProtectOwn", name)
    app.run("PortalNextMonth")
    assert app.dialogs == [("MsgBox", "next_month", "门户网站考核", INFORMATION)]
    assert f",{name}," in str(app.evaluate("Seen"))
    assert name in str(app.evaluate("Locked()")).split(",")


def test_a_month_sheet_under_a_password_stays_as_it_is_and_the_others_are_unlocked(
    demo_workbook: Path,
) -> None:
    app = excel(demo_workbook)
    app.add_module(CLERK, name="Clerk")
    app.run("ProtectMonth", "3月", "secret")
    before = app.run("Options", "3月")
    app.run("PortalNextMonth")
    seen = str(app.evaluate("Seen")).split(",")
    assert "3月" in seen
    assert "4月" not in seen
    assert app.run("Options", "3月") == before
    assert app.dialogs == [("MsgBox", "next_month", "门户网站考核", INFORMATION)]


def test_a_sheet_is_locked_again_just_as_it_was(demo_workbook: Path) -> None:
    app = excel(demo_workbook)
    app.add_module(CLERK, name="Clerk")
    app.run("ProtectMonth", "3月")
    as_made, changed = app.run("Options", "4月"), app.run("Options", "3月")
    assert as_made == "True True True False False True True False"
    assert changed == "True False False True False False False False"
    app.run("PortalNextMonth")
    assert (app.run("Options", "4月"), app.run("Options", "3月")) == (as_made, changed)


def test_sheets_are_locked_again_when_python_fails(demo_workbook: Path) -> None:
    app = excel(demo_workbook, call='Err.Raise 1000, Description:="no"')
    before = app.evaluate("Locked()")
    app.run("PortalNextMonth")
    assert app.dialogs[0][1].startswith(MACRO_TEXTS["failed"])
    assert app.evaluate("Locked()") == before


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


@pytest.mark.parametrize("fails", ["", "Err.Raise 1004"])
@pytest.mark.parametrize("saved", [True, False])
def test_describing_the_functions_is_no_change_that_excel_would_ask_to_save(
    demo_workbook: Path, fails: str, *, saved: bool
) -> None:
    app = excel(demo_workbook, register=f"ThisWorkbook.Saved = False\n{fails}")
    app.workbook.saved = saved
    app.run("PortalOpened")
    assert app.evaluate("ThisWorkbook.Saved") is saved


def test_a_text_that_is_not_there_shows_its_key(demo_workbook: Path) -> None:
    app = excel(demo_workbook)
    assert app.run("PortalText", "no such text") == "no such text"


def test_a_workbook_whose_texts_are_lost_still_says_something(demo_workbook: Path) -> None:
    app = excel(demo_workbook)
    app.add_module('Sub Lose()\n ThisWorkbook.Names("portal_texts").Delete\nEnd Sub', name="Test")
    app.run("Lose")
    app.run("PortalCheck")
    assert app.dialogs == [("MsgBox", "check", "title", WARNING)]


@pytest.mark.parametrize("place", ["a=b.xlsm", "a;b.xlsm", "a%b.xlsm", "a;b/c.xlsm", "50%/c.xlsm"])
def test_a_name_xlwings_cannot_carry_is_refused(
    demo_workbook: Path, tmp_path: Path, place: str
) -> None:
    renamed = tmp_path / place
    renamed.parent.mkdir(exist_ok=True)
    renamed.write_bytes(demo_workbook.read_bytes())
    app = excel(renamed)
    app.run("PortalCompute")
    assert app.dialogs[0][1] == MACRO_TEXTS["name"]
    assert app.evaluate("Seen") == ""


def test_what_is_refused_is_named_to_the_clerk() -> None:
    assert all(f" {mark}" in MACRO_TEXTS["name"] for mark in "=;%")


@pytest.mark.parametrize(
    ("name", "full_name", "unfit"),
    [
        ("账 (1) & 'a'.xlsm", "D:\\考核=1\\账 (1) & 'a'.xlsm", False),
        ("a b.xlsm", "https://d.docs.live.net/1/My%20Folder/a%20b.xlsm", False),
        ("50%.xlsm", "https://d.docs.live.net/1/My%20Folder/50%25.xlsm", True),
        ("a.xlsm", "https://d.docs.live.net/1/x;y/a.xlsm", True),
    ],
)
def test_names_that_do_no_harm_are_let_through(
    demo_workbook: Path, name: str, full_name: str, *, unfit: bool
) -> None:
    assert excel(demo_workbook).run("PortalIsUnfit", name, full_name) is unfit
