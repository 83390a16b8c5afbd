"""Where things may stand: the private environment, the clerk's workbook, a trusted folder."""

from __future__ import annotations

from pathlib import Path

from portal_setup.machine import Machine

NAME = "xlportal"
WORKBOOKS = "门户网站考核"
UNUSABLE_IN_NAMES = "=;%"
"""Characters that cut a workbook's name short on its way from Excel to Python."""

_SHARED = ("PROGRAMDATA", "SYSTEMDRIVE", "PUBLIC")
_CLOUD = ("ONEDRIVE", "ONEDRIVECOMMERCIAL", "ONEDRIVECONSUMER")
_TOO_WIDE = ("USERPROFILE", "TEMP", "TMP", "PROGRAMDATA", "APPDATA", "LOCALAPPDATA", "PUBLIC")
_TOO_OPEN = ("Desktop", "Documents", "Downloads", "桌面", "文档", "下载")


def environment_places(machine: Machine) -> tuple[Path, ...]:
    """Return where the environment may stand, best place first: ASCII paths only.

    Excel's functions for loading a library take no other letters, and a user's own folders carry
    the user's name.
    """
    names = ("PROGRAMDATA",) if machine.is_admin else ("PROGRAMDATA", "LOCALAPPDATA", *_SHARED[1:])
    parents = [_root(folder) for name in names if (folder := machine.folder(name))]
    return tuple(parent / NAME for parent in parents if str(parent).isascii())


def is_shared(place: Path, machine: Machine) -> bool:
    """Return whether other users of the computer can reach ``place``."""
    return any(
        folder is not None and place.parent == _root(folder)
        for folder in map(machine.folder, _SHARED)
    )


def default_folder(machine: Machine) -> Path:
    """Return where workbooks stand unless the clerk wants them elsewhere.

    Beside 文档 and 桌面, not in them: those two may be copied to OneDrive.
    """
    return (machine.folder("USERPROFILE") or Path.home()) / WORKBOOKS


def objection_to_folder(folder: Path, machine: Machine) -> str:
    """Return why workbooks should not stand in ``folder``, or ``""``."""
    text = str(folder)
    if text.startswith(("\\\\", "//", "http:", "https:")):
        return "这是网络位置，Excel 在那里找不到 Python。请选本机的文件夹"
    if not folder.is_absolute():
        return "请写出完整的路径，例如 D:\\门户网站考核"
    if any(_is_within(folder, cloud) for name in _CLOUD if (cloud := machine.folder(name))):
        return "这是 OneDrive 的文件夹，Excel 会把它当作网址。请选 OneDrive 以外的文件夹"
    bad = [mark for mark in UNUSABLE_IN_NAMES if mark in text]
    if bad:
        return f"路径里不能有 {' '.join(bad)}"
    return ""


def objection_to_trust(folder: Path, machine: Machine) -> str:
    """Return why every file in ``folder`` should not be trusted, or ``""``."""
    wide = [known for name in _TOO_WIDE if (known := machine.folder(name))]
    home = machine.folder("USERPROFILE")
    if home is not None:
        wide += [home / name for name in _TOO_OPEN]
    if folder in wide or folder == Path(folder.anchor):
        return "这个文件夹太大，什么文件都会放进来，不能设为受信任位置。请用专门的文件夹"
    return ""


def _root(folder: Path) -> Path:
    """Return a folder as it is; a drive such as ``C:`` as its root folder."""
    return Path(f"{folder}\\") if str(folder).endswith(":") else folder


def _is_within(folder: Path, parent: Path) -> bool:
    return folder == parent or parent in folder.parents
