"""Putting macros and ribbon into a workbook: ours, the installed xlwings' and its wrappers.

The workbook always carries the VBA of the xlwings that is installed where it is made, since both
must match. The sources are text; the binary project is built by pyOpenVBA.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from collections.abc import Mapping
from importlib.metadata import distribution, version
from importlib.resources import files
from pathlib import Path

from pyopenvba import ExcelFile, VBAModuleKind

from xlportal.core.book import Book
from xlportal.excel.ribbon import with_ribbon
from xlportal.excel.wrappers import MODULE as WRAPPERS
from xlportal.excel.wrappers import wrappers
from xlportal.sheets.package import macro_enabled, pack, parts
from xlportal.sheets.template.writer import write_workbook

WORKBOOK_MODULE = "ThisWorkbook"
PRIVATE_PYTHON = r"%PROGRAMDATA%\xlportal\Scripts\pythonw.exe"
"""Where the installer puts Python: a fixed path in ASCII letters, the same on every machine."""

_OWN = {"Portal": "Portal.bas", "PortalBridge": "PortalBridge.bas"}
_OWN_BARE = {"Portal": "Portal.bas", "PortalBridge": "PortalBridgeBare.bas"}
_XLWINGS = {"xlwings": "xlwings/xlwings.bas", "Dictionary": "xlwings/addin/Dictionary.cls"}


def xlwings_version() -> str:
    """Return the version of the installed xlwings, without importing it."""
    return version("xlwings")


def interpreter() -> str:
    """Return the Python the workbook starts: this one on Windows, the installer's elsewhere."""
    if sys.platform == "win32":
        return str(Path(sys.executable).with_name("pythonw.exe"))
    return PRIVATE_PYTHON


def working_workbook(book: Book, created: dt.datetime) -> bytes:
    """Return the working workbook of ``book`` as an .xlsm package that works in Excel."""
    plain = write_workbook(book, created, interpreter(), xlwings_version())
    return _with_macros(plain, working_modules())


def bare_workbook(book: Book, created: dt.datetime) -> bytes:
    """Return the workbook of ``book`` without any code but ours: pressed, it explains itself."""
    plain = write_workbook(book, created, PRIVATE_PYTHON, xlwings_version())
    return _with_macros(plain, _own(_OWN_BARE))


def working_modules() -> dict[str, str]:
    """Return the sources of all modules of a working workbook, by name."""
    installed = {name: _installed(path) for name, path in _XLWINGS.items()}
    return {**_own(_OWN), **installed, WRAPPERS: wrappers()}


def replace_macros(package: bytes, modules: Mapping[str, str]) -> bytes:
    """Return a workbook with its modules replaced by ``modules``; no other part is touched."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "workbook.xlsm"
        path.write_bytes(package)
        with ExcelFile(path) as file:
            if not file.has_vba_project():
                file.add_vba_project()
            project = file.vba_project()
            known = set(project.module_names())
            for name, source in modules.items():
                if name in known:
                    file.set_module(name, source)
                else:
                    is_class = "VERSION 1.0 CLASS" in source
                    kind = VBAModuleKind.other if is_class else VBAModuleKind.standard
                    project.add_module(name, source, kind=kind)
            file.save(path)
        return path.read_bytes()


def _with_macros(package: bytes, modules: Mapping[str, str]) -> bytes:
    """Return a plain workbook with modules and ribbon; equal inputs give equal bytes."""
    macros = replace_macros(macro_enabled(package), modules)
    return pack(with_ribbon(parts(macros)))


def _own(names: Mapping[str, str]) -> dict[str, str]:
    sources = files("xlportal.excel") / "vba"
    found = {WORKBOOK_MODULE: f"{WORKBOOK_MODULE}.cls", **names}
    return {
        name: _windows_lines((sources / file).read_text(encoding="ascii"))
        for name, file in found.items()
    }


def _installed(path: str) -> str:
    """Return the text of a file of the installed xlwings."""
    located = distribution("xlwings").locate_file(path)
    return _windows_lines(Path(str(located)).read_text(encoding="utf-8"))


def _windows_lines(text: str) -> str:
    return "\r\n".join(text.splitlines()) + "\r\n"
