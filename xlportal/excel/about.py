"""关于: a look at everything the buttons rest on; what is not right is named, one thing at a time.

What keeps Python from starting at all is found by the macros (``PortalBridge``).
"""

import contextlib
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import xlwings as xw

if sys.platform == "win32":
    import winreg

from xlportal import __version__
from xlportal.errors import CannotProceed
from xlportal.excel.live_book import Desk
from xlportal.excel.reply import Reply
from xlportal.files import logs
from xlportal.sheets import layout

_SERVER = r"CLSID\{00024500-0000-0000-C000-000000000046}\LocalServer32"
"""Where Windows finds the program that answers as ``Excel.Application``."""


def about(desk: Desk) -> Reply:
    """Tell the first thing that is to be changed, if any, and the versions at work."""
    wrong = next(_wrong(desk), "")
    lines = [
        f"要改的一处：{wrong}" if wrong else "自检通过：没有要改的。",
        f"门户网站考核 xlportal {__version__}",
        f"xlwings {xw.__version__}，Python {platform.python_version()}（{sys.executable}）",
        f"出错时的日志：{logs()}",
    ]
    return Reply("\n".join(lines), well=not wrong)


def _wrong(desk: Desk) -> Iterator[str]:
    """Yield what has to be changed, the first thing first."""
    made_with = desk.book.names[layout.VERSION_NAME].refers_to_range.value
    if made_with != xw.__version__:
        yield f"这个工作簿是用 xlwings {made_with} 生成的，与现在装的不一致。请点“更新工作簿”。"
    if not sys.flags.isolated and sys.platform == "win32":
        yield "这个工作簿的宏是旧版本的。请点“更新工作簿”。"
    program = excel_server().lower()
    if "wps" in program or "kingsoft" in program:
        yield (
            "WPS 顶替了 Excel。请在“WPS 配置工具 → 高级 → 兼容设置”里取消"
            "“WPS Office 兼容第三方系统和软件”，再修复安装 Office。"
        )
    try:
        for place in (desk.folder, Path(tempfile.gettempdir())):
            if not os.access(place, os.W_OK):
                yield f"文件夹“{place}”写不进去。请把工作簿移到能写的文件夹，或请管理员给权限。"
    except CannotProceed as error:
        yield str(error)


def excel_server() -> str:
    """Return the program that answers to the name of Excel, ``""`` where nobody knows."""
    if sys.platform == "win32":
        with contextlib.suppress(OSError):
            return winreg.QueryValue(winreg.HKEY_CLASSES_ROOT, _SERVER)
    return ""
