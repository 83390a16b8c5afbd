from __future__ import annotations

import re
import sys

import xlwings as xw

from xlportal.excel.wrappers import wrappers
from xlportal.workbook.interface import FUNCTIONS

WRAPPERS = wrappers()


def test_there_is_a_wrapper_for_every_function_with_its_arguments() -> None:
    found = re.findall(r"^Function (\w+)\((.*)\)$", WRAPPERS, re.MULTILINE)
    assert dict(found) == {name: ", ".join(args) for name, (_, args) in FUNCTIONS.items()}


def test_a_wrapper_is_what_xlwings_generator_writes() -> None:
    rank = WRAPPERS[WRAPPERS.index("Function xp_rank") : WRAPPERS.index("Function xp_score")]
    assert rank.split() == [
        "Function",
        "xp_rank(names,",
        "scores,",
        "ties)",
        "#If",
        "App",
        "=",
        '"Microsoft',
        'Excel"',
        "Then",
        "If",
        "TypeOf",
        "Application.Caller",
        "Is",
        "Range",
        "Then",
        "On",
        "Error",
        "GoTo",
        "failed",
        "xp_rank",
        "=",
        'XLPy.CallUDF("xlportal.excel.udfs",',
        '"xp_rank",',
        "Array(names,",
        "scores,",
        "ties),",
        "ThisWorkbook,",
        "Application.Caller)",
        "Exit",
        "Function",
        "#Else",
        "xp_rank",
        "=",
        'XLPy.CallUDF("xlportal.excel.udfs",',
        '"xp_rank",',
        "Array(names,",
        "scores,",
        "ties))",
        "Exit",
        "Function",
        "#End",
        "If",
        "failed:",
        "xp_rank",
        "=",
        "Err.Description",
        "End",
        "Function",
    ]
    assert WRAPPERS.startswith('Attribute VB_Name = "xlwings_udfs"')
    assert WRAPPERS.isascii()


def test_making_them_leaves_everything_as_it_was() -> None:
    before = (dict(sys.modules), xw.func, xw.arg)
    assert wrappers() == WRAPPERS
    assert (dict(sys.modules), xw.func, xw.arg) == before
