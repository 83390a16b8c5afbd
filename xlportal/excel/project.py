"""Putting macros and ribbon into a workbook.

The binary project is built by pyOpenVBA and finished here as MS-OVBA asks: no compiled code of
other texts, none of another version.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from collections.abc import Mapping
from importlib.metadata import distribution, version
from pathlib import Path

from pyopenvba import ExcelFile, VBAModuleKind
from pyopenvba.cfb import CFB

from xlportal.core.book import Book
from xlportal.excel.modules import working_modules
from xlportal.excel.ribbon import with_ribbon
from xlportal.sheets.grid import Cells
from xlportal.sheets.package import macro_enabled, pack, parts
from xlportal.sheets.template.write_hidden import Settings
from xlportal.sheets.template.writer import write_workbook

PROJECT_PART = "xl/vbaProject.bin"
PRIVATE_PYTHON = r"%PROGRAMDATA%\xlportal\Scripts\pythonw.exe"
PRIVATE_PACKAGES = r"%PROGRAMDATA%\xlportal\Lib\site-packages"
"""Where the installer puts Python: a fixed path in ASCII letters, the same on every machine."""

_NOT_COMPILED = bytes.fromhex("CC61FFFF000000")
"""The stream ``_VBA_PROJECT`` of a project that holds text alone (MS-OVBA 2.3.4.1)."""


def xlwings_version() -> str:
    """Return the version of the installed xlwings, without importing it."""
    return version("xlwings")


def settings() -> Settings:
    """Return what the workbook starts: this Python on Windows, the installer's elsewhere."""
    python, packages = PRIVATE_PYTHON, PRIVATE_PACKAGES
    if sys.platform == "win32":
        python = str(Path(sys.executable).with_name("pythonw.exe"))
        packages = str(distribution("xlwings").locate_file(""))
    return Settings(python, packages, xlwings_version())


def working_workbook(
    book: Book, created: dt.datetime, kept: Mapping[str, Cells] | None = None
) -> bytes:
    """Return the working workbook of ``book`` as an .xlsm package that works in Excel.

    ``kept`` is what an earlier workbook of the year had noted. Equal inputs give equal bytes.
    """
    return with_macros(write_workbook(book, created, settings(), kept))


def with_macros(package: bytes) -> bytes:
    """Return a workbook with the macros and the ribbon of what is installed, in place of others."""
    return pack(with_ribbon(parts(replace_macros(macro_enabled(package), working_modules()))))


def replace_macros(package: bytes, modules: Mapping[str, str]) -> bytes:
    """Return a workbook with its modules replaced by ``modules``; no other part is touched."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "workbook.xlsm"
        path.write_bytes(package)
        with ExcelFile(path) as file:
            if not file.has_vba_project():
                file.add_vba_project()
            project = file.vba_project()
            known = project.module_names()
            for name in known:
                # Written anew, a module loses the compiled code that stands before its text.
                file.set_module(name, modules.get(name, file.get_module(name)))
            for name, source in modules.items():
                if name not in known:
                    is_class = "VERSION 1.0 CLASS" in source
                    kind = VBAModuleKind.other if is_class else VBAModuleKind.standard
                    project.add_module(name, source, kind=kind)
            file.save(path)
        content = parts(path.read_bytes())
    project_file = CFB.from_bytes(content[PROJECT_PART])
    project_file.write_stream_in_storage("VBA", "_VBA_PROJECT", _NOT_COMPILED)
    return pack({**content, PROJECT_PART: project_file.to_bytes()})
