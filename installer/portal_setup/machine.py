"""The computer as the setup sees it, as a value: a test gives it another one."""

from __future__ import annotations

import ctypes
import importlib
import os
import struct
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
"""The Pythons that packages are delivered for; stated here so that it is known whatever else of the
delivery is missing."""

FOREIGN_SETTINGS = ("PYTHON", "PIP_", "VIRTUAL_ENV", "CONDA")
"""Settings of other Pythons: none of them may steer what is installed here."""

_BITS_PER_BYTE = 8
_FULL_CONTROL = ("*S-1-5-18", "*S-1-5-32-544", "*S-1-3-4")
_READERS = "*S-1-5-32-545"


class Registry(Protocol):
    """What the setup does with the registry; ``key`` starts with ``HKCU`` or ``HKLM``."""

    def value(self, key: str, name: str) -> Any:
        """Return a value, None where it or its key does not exist."""

    def children(self, key: str) -> list[str]:
        """Return the names of the keys right below ``key``."""

    def write(self, key: str, values: Mapping[str, str | int]) -> None:
        """Make ``key`` and give it text and whole-number values."""

    def remove(self, key: str) -> None:
        """Remove ``key``, which has no keys below it."""


@dataclass(frozen=True)
class Machine:
    """A computer: its settings, its registry, and where its Pythons keep their programs."""

    environ: Mapping[str, str]
    registry: Registry
    is_admin: bool
    scripts: str = "Scripts"
    suffix: str = ".exe"
    imports: tuple[str, ...] = (
        "xlportal.excel.udfs",
        "pythoncom",
        "pywintypes",
        "win32com.client",
        "numpy",
    )
    protection: tuple[str, ...] = (
        "icacls", "{place}", "/inheritance:r", "/grant:r",
        *(f"{who}:(OI)(CI)F" for who in _FULL_CONTROL), f"{_READERS}:(OI)(CI)RX",
    )  # fmt: skip
    """What makes a shared folder one that others read but do not change; by well-known number,
    because their names are translated."""

    def folder(self, variable: str) -> Path | None:
        """Return the folder that a setting such as ``PROGRAMDATA`` names, None where unset."""
        text = self.environ.get(variable, "")
        return Path(text) if text else None

    def programs_in(self, environment: Path) -> Path:
        """Return the folder of a private environment's programs."""
        return environment / self.scripts

    def python_in(self, environment: Path) -> Path:
        """Return the Python of a private environment."""
        return self.programs_in(environment) / f"python{self.suffix}"

    def run(self, command: Sequence[str | Path]) -> Outcome:
        """Return how a program ended and what it said. Raises OSError where it cannot start."""
        done = subprocess.run(  # noqa: S603 - the words are the setup's own
            [str(word) for word in command],
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
            env=self._own_settings(),
        )
        said = (done.stdout + done.stderr).decode("utf-8", errors="backslashreplace")
        return Outcome(done.returncode, said)

    def run_python(self, python: str | Path, *words: str | Path) -> Outcome:
        """Return how a Python ended that answers in UTF-8 and heeds no other Python's settings."""
        # -E makes Python overlook PYTHONUTF8 too; only the word itself has an effect.
        return self.run([python, "-E", "-s", "-X", "utf8", *words])

    def _own_settings(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in self.environ.items()
            if not name.upper().startswith(FOREIGN_SETTINGS)
        }
        return kept | {"PIP_CONFIG_FILE": os.devnull}


@dataclass(frozen=True)
class Outcome:
    """How a program ended."""

    code: int
    said: str


def this_machine() -> Machine:
    """Return the Windows computer this runs on."""
    return Machine(os.environ, _registry(), is_admin=_is_admin())


def unsuitable(versions: Sequence[str] = PYTHONS) -> str:
    """Return why the Python this runs with cannot be the base of the environment, or ``""``."""
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    if running not in versions:
        return f"它是 Python {running}，这里要 {'、'.join(versions)} 中的一个"
    if sys.implementation.name != "cpython" or Path(sys.base_prefix, "conda-meta").exists():
        return "它不是 python.org 的 Python（Anaconda 等不合适）"
    if struct.calcsize("P") * _BITS_PER_BYTE != 64:
        return "它是 32 位的，这里要 64 位的"
    if "windowsapps" in sys.base_prefix.lower():
        return "它来自微软商店，Excel 起动不了它"
    return ""


def _is_admin() -> bool:
    windows: Any = vars(ctypes)["windll"]
    return bool(windows.shell32.IsUserAnAdmin())


def _registry() -> Registry:
    """Return the registry of this computer, through a module that only Windows can import."""
    module = importlib.import_module("portal_setup.windows_registry")
    registry: Registry = module.WindowsRegistry()
    return registry
