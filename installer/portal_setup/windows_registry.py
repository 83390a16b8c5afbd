"""The registry of a Windows computer. Nothing but Windows can import this module.

A key starts with ``HKCU`` or ``HKLM``.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

assert sys.platform == "win32"  # noqa: S101 - lets the type checker see what winreg holds

import winreg  # noqa: E402 - after the type checker knows that this is Windows

_ROOTS = {"HKCU": winreg.HKEY_CURRENT_USER, "HKLM": winreg.HKEY_LOCAL_MACHINE}


def value(key: str, name: str) -> Any:
    """Return a value, None where it or its key does not exist."""
    try:
        with winreg.OpenKey(*_place(key)) as opened:
            return winreg.QueryValueEx(opened, name)[0]
    except OSError:
        return None


def children(key: str) -> list[str]:
    """Return the names of the keys right below ``key``."""
    try:
        with winreg.OpenKey(*_place(key)) as opened:
            return [winreg.EnumKey(opened, i) for i in range(winreg.QueryInfoKey(opened)[0])]
    except OSError:
        return []


def write(key: str, values: Mapping[str, str | int]) -> None:
    """Make ``key`` and give it text and whole-number values."""
    with winreg.CreateKey(*_place(key)) as opened:
        for name, found in values.items():
            kind = winreg.REG_DWORD if isinstance(found, int) else winreg.REG_SZ
            winreg.SetValueEx(opened, name, 0, kind, found)


def remove(key: str) -> None:
    """Remove ``key``, which has no keys below it."""
    winreg.DeleteKey(*_place(key))


def _place(key: str) -> tuple[int, str]:
    root, _, rest = key.partition("\\")
    return _ROOTS[root], rest
