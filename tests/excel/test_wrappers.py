"""The function wrappers: what xlwings' generator writes of ours, and what it does when it runs."""

from __future__ import annotations

import re
import sys
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
import xlwings as xw
from pyopenvba.apps.excel import ExcelApplication

from support.windows import windows_xlwings
from xlportal.excel.wrappers import wrappers
from xlportal.sheets.interface import FUNCTIONS

WRAPPERS = wrappers()
SERVER = """Option Explicit
Public Seen As String
Public Broken As Boolean

Public Function CallUDF(ByVal module As String, ByVal name As String, ByVal arguments As Variant, _
    ByVal book As Object, ByVal caller As Object) As Variant
    If Broken Then Err.Raise 1000, Description:="no library"
    Seen = Join(Array(module, name, Join(arguments, "+"), book.FullName, caller.Address), "|")
    CallUDF = "result"
End Function
"""
EXCEL = """Option Explicit
Public Application As Host
Public Python As Server

Public Function XLPy() As Server
    Set XLPy = Python
End Function

Public Sub PutUpTheScenery()
    Set Python = New Server
    Set Application = New Host
    Set Application.Caller = ThisWorkbook.Worksheets(1).Range("B2")
End Sub
"""


@pytest.fixture
def excel() -> Any:
    """The wrappers in an interpreter, called by the cell B2; xlwings' way to Python takes notes."""
    app = ExcelApplication()
    app.add_workbook()
    # The interpreter reads no remark behind a directive.
    readable = re.sub(r"^(#Const .*?) '.*$", r"\1", WRAPPERS, flags=re.MULTILINE)
    app.add_module(readable, name="xlwings_udfs")
    app.add_module(SERVER, name="Server", kind="class")
    app.add_module("Public Caller As Object", name="Host", kind="class")
    app.add_module(EXCEL, name="Excel")
    app.run("PutUpTheScenery")
    return app


def test_there_is_a_wrapper_for_every_function_with_its_arguments() -> None:
    found = re.findall(r"^Function (\w+)\((.*)\)$", WRAPPERS, re.MULTILINE)
    assert dict(found) == {name: ", ".join(args) for name, (_, args) in FUNCTIONS.items()}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_wrapper_hands_its_arguments_to_our_function_with_workbook_and_cell(
    excel: Any, name: str
) -> None:
    arguments = FUNCTIONS[name][1]
    assert excel.run(name, *arguments) == "result"
    book = excel.evaluate("ThisWorkbook.FullName")
    passed = ["xlportal.excel.udfs", name, "+".join(arguments), book, "$B$2"]
    assert excel.evaluate("Python.Seen").split("|") == passed


def test_where_python_cannot_be_reached_the_cell_says_so(excel: Any) -> None:
    excel.add_module("Sub Break()\n Python.Broken = True\nEnd Sub", name="Test")
    excel.run("Break")
    assert excel.run("xp_average", "names", "infos") == "no library"


def test_the_module_is_the_one_xlwings_would_import() -> None:
    assert WRAPPERS.startswith('Attribute VB_Name = "xlwings_udfs"\n')
    assert WRAPPERS.isascii()


def test_making_them_leaves_everything_as_it_was() -> None:
    before = (dict(sys.modules), xw.func, xw.arg)
    assert wrappers() == WRAPPERS
    assert (dict(sys.modules), xw.func, xw.arg) == before


def no_type_information(found: object) -> None:
    """Refuse whatever is no COM object, as pywin32's Dispatch does."""
    raise AttributeError(f"{type(found).__name__!r} object has no attribute 'GetTypeInfo'")


def test_on_windows_they_are_the_same_and_no_com_object_is_asked_for() -> None:
    windows = SimpleNamespace(platform="win32", modules=sys.modules)
    with (
        windows_xlwings() as udfs,
        patch.object(udfs, "Dispatch", no_type_information),
        patch("xlportal.excel.wrappers.sys", windows),
    ):
        assert wrappers() == WRAPPERS
