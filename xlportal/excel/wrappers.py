"""The VBA text of the function wrappers, written by xlwings' own generator.

The generator runs on Windows only, because of what it imports, not of what it does: elsewhere
stand-ins take the places of pywin32 while it runs.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import xlwings

MODULE = "xlwings_udfs"
FUNCTIONS = "xlportal.excel.udfs"
_PYWIN32 = ("pythoncom", "pywintypes", "win32com", "win32com.client", "xlwings.com_server")


def wrappers() -> str:
    """Return the source of the wrappers' module as xlwings would import it into the workbook."""
    with generator() as xlwings_udfs:
        workbook = _Workbook()
        with contextlib.redirect_stdout(io.StringIO()):
            xlwings_udfs.import_udfs(FUNCTIONS, workbook)
    return workbook.imported


@contextlib.contextmanager
def generator() -> Iterator[Any]:
    """Yield xlwings' module of worksheet functions, with ours declared by its decorators."""
    if sys.platform == "win32":
        yield importlib.import_module("xlwings.udfs")
        return
    names = (*_PYWIN32, "xlwings.udfs", FUNCTIONS)
    before = {name: sys.modules.get(name) for name in names}
    decorators = {name: getattr(xlwings, name) for name in ("func", "arg")}
    try:
        for name in _PYWIN32:
            sys.modules[name] = _stand_in(name)
        sys.modules.pop(FUNCTIONS, None)
        module: Any = importlib.import_module("xlwings.udfs")
        xlwings.func, xlwings.arg = module.xlfunc, module.xlarg
        module.get_udf_module = lambda name, _: importlib.import_module(name)
        yield module
    finally:
        for name, decorator in decorators.items():
            setattr(xlwings, name, decorator)
        for name, module in before.items():
            sys.modules.pop(name, None)
            if module is not None:
                sys.modules[name] = module


def _stand_in(name: str) -> ModuleType:
    module: Any = ModuleType(name)
    module.CoInitialize = lambda: None
    module.com_error = type("com_error", (Exception,), {})
    module.Dispatch = lambda found: found
    return module  # type: ignore[no-any-return]


class _Workbook:
    """As much of a workbook as the generator touches; it keeps what is imported into it."""

    Name = "workbook.xlsm"

    def __init__(self) -> None:
        self.imported = ""
        self.VBProject = self
        self.VBComponents = self
        self.Application = self
        self.Version = "16.0"

    def __call__(self, name: str) -> str:
        return name

    def Remove(self, _: object) -> None:  # noqa: N802 - Excel's own name
        """Take note that there is nothing to remove."""

    def Import(self, path: str) -> None:  # noqa: N802 - Excel's own name
        """Keep the text of the module at ``path``."""
        self.imported = Path(path).read_text(encoding="ascii")

    def MacroOptions(self, *_: object, **__: object) -> None:  # noqa: N802 - Excel's own name
        """Leave descriptions alone; the workbook registers its own when it is opened."""
