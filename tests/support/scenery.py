"""The workbook's own macros in an interpreter, with stand-ins for Excel's dialogs and xlwings' DLL.

Portal, PortalBridge and xlwings' function XLPy are the ones in the workbook; what they call beyond
that takes notes in ``Seen``. pyOpenVBA's answers were measured in Excel.
"""

import atexit
import datetime as dt
import functools
import re
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from pyopenvba.apps.excel import ExcelApplication

from xlportal.core.defaults import empty_book
from xlportal.excel.modules import working_modules
from xlportal.excel.project import working_workbook
from xlportal.sheets.package import pack, parts

HOST = """Option Explicit
Public Name As String
Public Path As String
Public StatusBar As Variant
Public Chosen As Variant
Public Caller As Object
Public EnableCancelKey As Long
Public Calculation As Long
Public EnableEvents As Boolean
Public DisplayAlerts As Boolean
Public ScreenUpdating As Boolean

Public Function GetOpenFilename(ByVal FileFilter As String, ByVal Title As String) As Variant
    Note Title & "/" & FileFilter
    GetOpenFilename = Chosen
End Function

Public Function Workbooks() As Object
    Set Workbooks = Me
End Function

Public Sub Open(ByVal path As String)
    Note "open " & path
    If Broken = "Open" Then Err.Raise 1004
End Sub

Public Sub MacroOptions(ByVal Macro As String, ByVal Description As String, _
    ByVal Category As String, ByVal ArgumentDescriptions As Variant)
    ThisWorkbook.Saved = False
    If Broken = "MacroOptions" Then Err.Raise 1004
    Note Category & "/" & Macro & "/" & Description & "/" & Join(ArgumentDescriptions, ",")
End Sub
"""
PYTHON = """Option Explicit

Public Sub SetAttr(ByVal module As Variant, ByVal name As String, ByVal book As Object)
    Note module & "." & name & "=" & book.Name
End Sub

Public Function Module(ByVal name As String) As Variant
    Note name
    If Broken = "module" Then Err.Raise 1000, Description:="no module"
    Module = name
End Function

Public Function Tuple(ByVal action As String, ByVal answer As String) As String
    Tuple = action & "(" & answer & ")"
End Function

Public Function Calls(ByVal module As String, ByVal name As String, ByVal arguments As String)
    Note name & ":" & arguments & Locked()
    During = Settled()
    If Broken = "dies" Then Err.Raise -2147023170, Description:="RPC failed"
    Calls = Reply
End Function

Public Function Str(ByVal text As String) As String
    Str = text
End Function

Public Function CallUDF(ByVal module As String, ByVal name As String, ByVal arguments As Variant, _
    ByVal book As Object, ByVal caller As Object) As Variant
    If Broken = "module" Then Err.Raise 1000, Description:="no module"
    CallUDF = Join(Array(module, name, Join(arguments, "+"), book.Name, caller.Address), "|")
End Function
"""
XLWINGS = """Option Explicit
Public Application As Host
Public Seen As String
Public Broken As String
Public Reply As String
Public Files As String
Public Settings As String
Public Length As Long
Public Starts As Long
Public During As String

Public Sub Note(ByVal text As String)
    Seen = Seen & text & ";"
End Sub

Public Function Locked() As String
    Dim sheet As Worksheet
    For Each sheet In ThisWorkbook.Worksheets
        If sheet.ProtectContents Then Locked = Locked & "," & sheet.Name
    Next sheet
End Function

Public Function Settled() As String
    Settled = Join(Array(Application.Calculation, Application.EnableEvents, _
        Application.DisplayAlerts, Application.ScreenUpdating))
End Function

Public Sub PutUpTheScenery()
    Set Application = New Host
    Application.Name = "Microsoft Excel"
    Application.Calculation = xlCalculationAutomatic
    Application.EnableEvents = True
    Application.DisplayAlerts = True
    Application.ScreenUpdating = True
    Set Application.Caller = ThisWorkbook.Worksheets(1).Range("B2")
    Reply = "+done"
    Length = 600
    Files = "|C:\\env\\Scripts\\pythonw.exe|"
End Sub

Public Function XLPyCommand()
    XLPyCommand = String$(Length, "x")
End Function

Public Function GetConfig(ByVal key As String) As String
    GetConfig = "C:\\env\\Scripts\\pythonw.exe"
End Function

Public Function ParentFolder(ByVal path As String) As String
    ParentFolder = Left$(path, InStrRev(path, "\\") - 1)
End Function

Public Function FileExists(ByVal path As String) As Boolean
    FileExists = InStr(1, Files, "|" & path & "|") > 0
End Function

Public Function ReadFile(ByVal path As String) As String
    ReadFile = Settings
End Function

Private Sub XLPyLoadDLL()
    If Broken = "library" Then Err.Raise 1, Description:="Could not load xlwings64-0.37.8.dll"
End Sub

Private Function XLPyDLLActivateAuto(ByRef result As Variant, ByVal config As String, _
    ByVal mode As Long) As Long
    Starts = Starts + 1
    Set result = New Python
    If Broken <> "start" Then Exit Function
    result = "Could not create Python process."
    XLPyDLLActivateAuto = 1
End Function

Public Sub SetUp(ByVal name As String, ByVal value As Variant)
    Select Case name
        Case "Broken": Broken = value
        Case "Reply": Reply = value
        Case "Files": Files = value
        Case "Settings": Settings = value
        Case "Length": Length = value
        Case "Chosen": Application.Chosen = value
        Case "Host": Application.Name = value
    End Select
End Sub

Public Sub PressRibbon(ByVal action As String)
    Dim pressed As Control
    Set pressed = New Control
    pressed.Tag = action
    PortalRibbon pressed
End Sub

Public Function Notes() As String
    Notes = Seen
    Seen = ""
End Function
"""


@functools.cache
def small_workbook() -> Path:
    """Return a working workbook of one unit with empty months, read in no time: no macro looks in."""
    folder = Path(tempfile.mkdtemp(prefix="xlportal-macros-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    book = empty_book(2026)
    group = book.ledger.groups[0]
    group = replace(group, units=group.units[:1], items=group.items[:1])
    small = replace(book, ledger=replace(book.ledger, groups=(group,)))
    content = parts(working_workbook(small, dt.datetime(2026, 1, 1)))
    for month in range(5, 17):
        name = f"xl/worksheets/sheet{month}.xml"
        content[name] = re.sub(b"(?s)<sheetData>.*</sheetData>", b"<sheetData/>", content[name])
    (folder / "small.xlsm").write_bytes(pack(content))
    return folder / "small.xlsm"


def excel(workbook: Path, **scene: object) -> Any:
    """Return the workbook open in the interpreter, with the parts of the scene as they are named."""
    app = ExcelApplication.open(workbook, with_vba=False)
    modules = working_modules()
    start = modules["xlwings"].index("Function XLPy()")
    way = modules["xlwings"][start : modules["xlwings"].index("End Function", start)]
    for name in ("Portal", "PortalBridge", "xlwings_udfs"):
        # The interpreter takes Call for the statement.
        app.add_module(modules[name].replace("XLPy.Call(", "XLPy.Calls("), name=name)
    app.add_module(XLWINGS + way + "End Function\n", name="xlwings")
    app.add_module(HOST, name="Host", kind="class")
    app.add_module(PYTHON, name="Python", kind="class")
    app.add_module("Public Tag As String", name="Control", kind="class")
    app.run("PutUpTheScenery")
    for name, value in scene.items():
        app.run("SetUp", name, value)
    return app


def press(app: Any, action: str) -> tuple[str, list[str]]:
    """Return what a button of the ribbon noted, and the texts it showed."""
    before = len(app.dialogs)
    app.run("PressRibbon", action)
    return str(app.run("Notes")), [shown[1] for shown in app.dialogs[before:]]
