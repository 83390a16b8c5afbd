"""xlwings as it runs on Windows, with stand-ins for pywin32: its own conversion pipeline is real."""

import contextlib
import ctypes
import importlib
import sys
from collections.abc import Iterator
from typing import Any
from unittest.mock import MagicMock, patch

import xlwings as xw

_PYWIN32 = (
    "pywintypes", "win32api", "win32con", "pythoncom", "win32com", "win32com.client", "win32gui",
    "win32com.client.dynamic", "win32com.client.gencache", "win32com.server", "win32process",
    "win32com.server.util", "win32com.server.dispatcher", "win32com.server.policy", "win32timezone",
    "xlwings.com_server",
)  # fmt: skip
_AFRESH = ("xlwings._xlwindows", "xlwings.udfs", "xlwings._win32patch", "xlportal.excel.udfs")
MISSING = -2147352572
"""What Excel passes for an argument left out."""


@contextlib.contextmanager
def windows_xlwings() -> Iterator[Any]:
    """Yield the module ``xlwings.udfs`` with our functions declared, engine and all."""
    stubs: dict[str, Any] = {name: MagicMock(name=name) for name in _PYWIN32}
    stubs["pythoncom"].__file__ = "pythoncom"
    stubs["pywintypes"].com_error = type("com_error", (Exception,), {})
    stubs["pywintypes"].TimeType = type("TimeType", (), {})
    before = {name: sys.modules.pop(name, None) for name in _AFRESH}
    active = xw.engines.active
    with (
        patch.dict(sys.modules, stubs),
        patch.multiple(
            ctypes, create=True, PyDLL=MagicMock(), windll=MagicMock(), oledll=MagicMock()
        ),
        patch("atexit.register"),
    ):
        windows: Any = importlib.import_module("xlwings._xlwindows")
        engine = xw.Engine(impl=windows.engine)
        xw.engines.add(engine)
        engine.activate()
        udfs: Any = importlib.import_module("xlwings.udfs")
        with patch.multiple(xw, func=udfs.xlfunc, arg=udfs.xlarg):
            importlib.import_module("xlportal.excel.udfs")
            yield udfs
    xw.engines.engines.remove(engine)
    xw.engines.engines_by_name.pop(engine.name, None)
    xw.engines.active = active
    for name, module in before.items():
        sys.modules.pop(name, None)
        if module is not None:
            sys.modules[name] = module
