"""Microsoft Office on this computer: who answers as Excel, and folders whose macros it trusts."""

from __future__ import annotations

from pathlib import Path

from portal_setup.computer import Computer

LOCATIONS = r"HKCU\Software\Microsoft\Office\16.0\Excel\Security\Trusted Locations"
POLICIES = r"HKCU\Software\Policies\Microsoft\Office\16.0"
DESCRIPTION = "xlportal 门户网站考核"
"""By this text the setup knows its own entries again; others are never touched."""

_SERVER = r"CLSID\{00024500-0000-0000-C000-000000000046}\LocalServer32"
"""Where Windows finds the program that answers as ``Excel.Application``."""
_CLASSES = (
    r"HKCU\Software\Classes",
    r"HKLM\SOFTWARE\Classes",
    r"HKLM\SOFTWARE\Classes\WOW6432Node",
)
_FORBIDDEN = (
    (rf"{POLICIES}\Excel\Security\Trusted Locations", "AllLocationsDisabled", 1),
    (rf"{POLICIES}\Common\Security\Trusted Locations", "Allow User Locations", 0),
)
_NO_EXCEL = "没有找到桌面版 Excel：按钮要 Excel 2016 以上（在 WPS 里填表照样算分，没有按钮）。"
_WPS = (
    "在这台电脑上，WPS 顶替了 Excel（{program}），按钮会连错程序。请在“WPS 配置工具 → 高级 → "
    "兼容设置”里取消“WPS Office 兼容第三方系统和软件”，再修复安装 Office（见“管理员须知”）。"
)


def objection_to_excel(computer: Computer) -> str:
    """Return why the buttons will not find Excel, or ``""``: who answers in its name is asked."""
    named = (str(computer.registry.value(rf"{key}\{_SERVER}", "") or "") for key in _CLASSES)
    program = next(filter(None, named), "")
    if not program:
        return _NO_EXCEL
    return "" if "excel.exe" in program.lower() else _WPS.format(program=program)


def trusted(computer: Computer) -> dict[str, str]:
    """Return the folders that the setup made trusted, by the name of their entry."""
    values = computer.registry.value
    return {
        entry: str(values(rf"{LOCATIONS}\{entry}", "Path"))
        for entry in computer.registry.children(LOCATIONS)
        if values(rf"{LOCATIONS}\{entry}", "Description") == DESCRIPTION
    }


def trust(folder: Path, computer: Computer) -> None:
    """Make ``folder``, without those below it, a trusted location of this user."""
    separator = "\\" if "\\" in str(folder) else "/"
    path = str(folder).rstrip("\\/") + separator
    if path in trusted(computer).values():
        return
    taken = {entry.lower() for entry in computer.registry.children(LOCATIONS)}
    entry = next(f"Location{n}" for n in range(len(taken) + 1) if f"location{n}" not in taken)
    values = {"Path": path, "Description": DESCRIPTION, "AllowSubFolders": 0}
    computer.registry.write(rf"{LOCATIONS}\{entry}", values)


def distrust(computer: Computer) -> None:
    """Remove every entry the setup made."""
    for entry in trusted(computer):
        computer.registry.remove(rf"{LOCATIONS}\{entry}")


def forbidden(computer: Computer) -> bool:
    """Return whether the office's policies leave a user's trusted location without effect."""
    return any(computer.registry.value(key, name) == value for key, name, value in _FORBIDDEN)
