"""Putting macros, ribbon and settings of what is installed into a workbook.

The binary project is built by pyOpenVBA and finished here as MS-OVBA asks: no compiled code of
other texts, none of another version.
"""

import datetime as dt
import shutil
import sys
import tempfile
from collections.abc import Mapping
from importlib.metadata import distribution, version
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from lxml import etree
from lxml.builder import ElementMaker
from pyopenvba import ExcelFile, VBAModuleKind
from pyopenvba.cfb import CFB

from xlportal.core.book import Book
from xlportal.errors import CannotProceed
from xlportal.excel.modules import working_modules
from xlportal.sheets import layout
from xlportal.sheets.edit import set_cells
from xlportal.sheets.grid import Cells
from xlportal.sheets.interface import BUTTONS, CATEGORY, TAB_KEY, Button
from xlportal.sheets.package import as_part, macro_enabled, pack, parts
from xlportal.sheets.template.writer import Runtime, config, text_places, texts, write_workbook

PROJECT_PART = "xl/vbaProject.bin"
RIBBON_PART = "customUI/customUI14.xml"
PRIVATE_PYTHON = r"%PROGRAMDATA%\xlportal\Scripts\pythonw.exe"
PRIVATE_PACKAGES = r"%PROGRAMDATA%\xlportal\Lib\site-packages"
"""Where the installer puts Python: a fixed path in ASCII letters, the same on every machine."""

_NOT_COMPILED = bytes.fromhex("CC61FFFF000000")
"""The stream ``_VBA_PROJECT`` of a project that holds text alone (MS-OVBA 2.3.4.1)."""
_COM_CACHE = "gen_py"
_CUSTOM_UI = "http://schemas.microsoft.com/office/2009/07/customui"
_RELATION = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
_RELATIONS = "_rels/.rels"
_MAKE = ElementMaker(namespace=_CUSTOM_UI, nsmap={None: _CUSTOM_UI})


def runtime() -> Runtime:
    """Return what the workbook starts: this Python on Windows, the installer's elsewhere."""
    python, packages = PRIVATE_PYTHON, PRIVATE_PACKAGES
    if sys.platform == "win32":
        python = str(Path(sys.executable).with_name("pythonw.exe"))
        packages = str(distribution("xlwings").locate_file(""))
    return Runtime(python, packages, version("xlwings"))


def working_workbook(
    book: Book, created: dt.datetime, kept: Mapping[str, Cells] | None = None
) -> bytes:
    """Return the working workbook of ``book`` as an .xlsm package that works in Excel.

    ``kept`` is what an earlier workbook of the year had noted. Equal inputs give equal bytes.
    """
    return with_macros(write_workbook(book, created, runtime(), kept))


def repaired(package: bytes) -> bytes:
    """Return the workbook ``package`` working with what is installed; no other cell is changed.

    Raises :class:`CannotProceed` where it is not a workbook made by ``xlportal new``.
    """
    installed = runtime()
    lines = enumerate(config(installed).items())
    hidden: dict[str, Cells] = {
        # Texts of an older version are emptied.
        layout.TEXTS: {**dict.fromkeys(text_places()), **texts(installed)},
        layout.CONFIG: {(row, column): v for row, line in lines for column, v in enumerate(line)},
    }
    try:
        return with_macros(set_cells(package, hidden))
    except CannotProceed as error:
        raise CannotProceed(
            "这个工作簿里没有 xlportal 的隐藏表，不是它生成的，或存成了别的格式。"
            "请用 xlportal new 新.xlsm --from 这个工作簿 生成新的。"
        ) from error


def clear_com_cache(temporary: Path | None = None) -> None:
    """Remove what pywin32 remembers of Excel; an update of Office spoils it."""
    if temporary or sys.platform == "win32":
        folder = (temporary or Path(tempfile.gettempdir())) / _COM_CACHE
        shutil.rmtree(folder, ignore_errors=True)


def with_macros(package: bytes) -> bytes:
    """Return a workbook with the macros and the ribbon of what is installed, in place of others."""
    content = parts(replace_macros(macro_enabled(package), working_modules()))
    relations = etree.fromstring(content[_RELATIONS])
    if RIBBON_PART not in {relation.get("Target") for relation in relations}:
        relation = etree.SubElement(relations, relations[0].tag)
        relation.attrib.update({"Id": "rIdRibbon", "Type": _RELATION, "Target": RIBBON_PART})
    return pack({**content, _RELATIONS: as_part(relations), RIBBON_PART: ribbon()})


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
            for name in (name for name in modules if name not in known):
                is_class = "VERSION 1.0 CLASS" in modules[name]
                kind = VBAModuleKind.other if is_class else VBAModuleKind.standard
                project.add_module(name, modules[name], kind=kind)
            file.save(path)
        content = parts(path.read_bytes())
    project_file = CFB.from_bytes(content[PROJECT_PART])
    project_file.write_stream_in_storage("VBA", "_VBA_PROJECT", _NOT_COMPILED)
    return pack({**content, PROJECT_PART: project_file.to_bytes()})


def ribbon() -> bytes:
    """Return the XML of the ribbon tab: the buttons in their groups."""
    groups = [
        _MAKE.group(*map(_button, buttons), id=f"portal_{buttons[0].action}_group", label=name)
        for name, found in groupby(BUTTONS, attrgetter("group"))
        if (buttons := [*found])
    ]
    tab = _MAKE.tab(*groups, id="portal_tab", label=CATEGORY, keytip=TAB_KEY)
    return as_part(_MAKE.customUI(_MAKE.ribbon(_MAKE.tabs(tab))))


def _button(button: Button) -> etree._Element:
    return _MAKE.button(
        {
            "id": f"portal_{button.action}",
            "tag": button.action,
            "size": "large",
            "label": button.label,
            "screentip": button.label,
            "supertip": button.tip,
            "imageMso": button.icon,
            "keytip": button.key,
            "onAction": "PortalRibbon",
        }
    )
