"""Fitting a workbook to the program installed now: macros, ribbon, hidden settings. No data."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from xlportal.errors import CannotProceed
from xlportal.excel.project import settings, with_macros
from xlportal.sheets import layout
from xlportal.sheets.edit import set_cells
from xlportal.sheets.grid import Value
from xlportal.sheets.template.write_hidden import config, text_places, texts

_COM_CACHE = "gen_py"


def repaired(package: bytes) -> bytes:
    """Return the workbook ``package`` working with what is installed; no other cell is changed.

    Raises :class:`CannotProceed` where it is not a workbook made by ``xlportal new``.
    """
    try:
        return with_macros(set_cells(package, _hidden()))
    except CannotProceed as error:
        raise CannotProceed(
            "这个工作簿里没有 xlportal 的隐藏表，不是它生成的，或存成了别的格式。"
            "请用 xlportal new 新.xlsm --from 这个工作簿 生成新的。"
        ) from error


def clear_com_cache(temporary: Path | None = None) -> None:
    """Remove what pywin32 remembers of Excel; an update of Office spoils it."""
    if temporary is None and sys.platform != "win32":
        return
    folder = (temporary or Path(tempfile.gettempdir())) / _COM_CACHE
    shutil.rmtree(folder, ignore_errors=True)


def _hidden() -> dict[str, dict[tuple[int, int], Value]]:
    """Return the cells of the hidden sheets; texts of an older version are emptied."""
    installed = settings()
    lines = enumerate(config(installed).items())
    return {
        layout.TEXTS: {**dict.fromkeys(text_places()), **texts(installed)},
        layout.CONFIG: {(row, column): v for row, line in lines for column, v in enumerate(line)},
    }
