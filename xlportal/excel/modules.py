"""The modules of a workbook's macros as text: ours, the installed xlwings' and the functions'.

The workbook always carries the VBA of the xlwings that is installed where it is made, since both
must match. A few places of it are amended; ``docs/decisions.md`` says of each why.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path

from xlportal.sheets.interface import FUNCTIONS, OPTIONAL

FUNCTIONS_MODULE = "xlwings_udfs"
UDF_MODULES = "xlportal.excel.udfs"

_OWN = ("ThisWorkbook.cls", "Portal.bas", "PortalBridge.bas")


@dataclass(frozen=True)
class Amendment:
    """A text of xlwings' module that stands there ``times``, and what is to stand there instead."""

    old: str
    new: str
    times: int = 1


AMENDMENTS = (
    Amendment(" /K ", " /C ", times=2),
    Amendment(" -B -c ", " -B -I -c ", times=2),
    Amendment(
        "import sys, os;",
        'import sys, os, site;p=\\""" & PYTHONPATH & "\\"";'
        "[site.addsitedir(d) for d in p.split(';')[6:] if d];",
    ),
    Amendment(
        'prepare_sys_path(\\""" & PYTHONPATH & "\\"");import xlwings;',
        "prepare_sys_path(p);import xlwings;",
    ),
    Amendment("In Range(sht.Range(", "In sht.Range(sht.Range("),
    Amendment("sql = Err.Description", "sql = CVErr(xlErrNA)"),
    Amendment(
        "Function XLPy()\r\n"
        "    XLPyLoadDLL\r\n"
        "    If 0 <> XLPyDLLActivateAuto(XLPy, XLPyCommand, 1) Then"
        " Err.Raise 1000, Description:=XLPy\r\n",
        "Function XLPy()\r\n"
        "    Dim started As String\r\n"
        "    On Error GoTo failed\r\n"
        "    started = PortalCommand\r\n"
        "    XLPyLoadDLL\r\n"
        "    If 0 <> XLPyDLLActivateAuto(XLPy, started, 1) Then"
        " Err.Raise 1000, Description:=XLPy\r\n"
        "    Exit Function\r\n"
        "failed:\r\n"
        "    PortalRemember Err.Description\r\n",
    ),
)
"""In the order in which they are made."""

_AS_STORED = (
    Amendment(
        "Attribute VB_Exposed = True\r\n",
        "Attribute VB_Exposed = True\r\n"
        "Attribute VB_TemplateDerived = False\r\nAttribute VB_Customizable = False\r\n",
    ),
)
"""What Excel adds where it stores a class that it once exported."""


def working_modules() -> dict[str, str]:
    """Return the sources of all modules of a working workbook, by name."""
    return {
        **_own(),
        "xlwings": amended(_installed("xlwings.bas")),
        "Dictionary": amended(_installed("addin/Dictionary.cls"), _AS_STORED),
        FUNCTIONS_MODULE: function_wrappers(),
    }


def amended(text: str, amendments: Sequence[Amendment] = AMENDMENTS) -> str:
    """Return a module of xlwings with every amendment made.

    Raises ``ValueError`` where a place is not there as often as it should be: another xlwings.
    """
    for amendment in amendments:
        if text.count(amendment.old) != amendment.times:
            raise ValueError(f"xlwings is another one: {amendment.old!r}")
        text = text.replace(amendment.old, amendment.new)
    return text


def function_wrappers() -> str:
    """Return the module of worksheet functions, as xlwings' generator would write it.

    But for one thing: what fails is an error to Excel, so that the native formula beside it counts,
    and not a text in a cell.
    """
    head = f'Attribute VB_Name = "{FUNCTIONS_MODULE}"\r\n'
    return head + "".join(_wrapper(name, arguments) for name, (_, arguments) in FUNCTIONS.items())


def _wrapper(name: str, arguments: Sequence[str]) -> str:
    listed = ", ".join(arguments)
    declared = ", ".join(f"Optional {each}" if each in OPTIONAL else each for each in arguments)
    return _windows_lines(
        f"""Function {name}({declared})
    If TypeOf Application.Caller Is Range Then On Error GoTo failed
    {name} = XLPy.CallUDF("{UDF_MODULES}", "{name}", Array({listed}), _
        ThisWorkbook, Application.Caller)
    Exit Function
failed:
    {name} = CVErr(xlErrNA)
End Function"""
    )


def _own() -> dict[str, str]:
    folder = files("xlportal.excel") / "vba"
    texts = {file: (folder / file).read_text(encoding="ascii") for file in _OWN}
    return {file.partition(".")[0]: _windows_lines(text) for file, text in texts.items()}


def _installed(path: str) -> str:
    located = distribution("xlwings").locate_file(f"xlwings/{path}")
    return _windows_lines(Path(str(located)).read_text(encoding="utf-8"))


def _windows_lines(text: str) -> str:
    return "\r\n".join(text.splitlines()) + "\r\n"
