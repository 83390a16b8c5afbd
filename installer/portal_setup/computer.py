"""The computer as the setup sees it, as a value: a test gives it another one."""

from __future__ import annotations

import ctypes
import importlib
import os
import struct
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
"""The Pythons that packages are delivered for."""

_FOREIGN_SETTINGS = ("PYTHON", "PIP_", "VIRTUAL_ENV", "CONDA")
"""Settings of other Pythons: none of them may steer what is installed here."""

_OTHERS_READ = (
    "icacls", "{place}", "/inheritance:r", "/grant:r", "*S-1-5-18:(OI)(CI)F",
    "*S-1-5-32-544:(OI)(CI)F", "*S-1-3-4:(OI)(CI)F", "*S-1-5-32-545:(OI)(CI)RX",
)  # fmt: skip
"""System, administrators and owner may change a folder, users read it: by well-known numbers,
because their names are translated."""


class Refused(Exception):
    """What makes going on impossible; the text says in Chinese what it is and what to do."""


@dataclass(frozen=True)
class Computer:
    """A computer: its settings, its registry, and where its Pythons keep their programs."""

    environ: Mapping[str, str]
    registry: Any
    is_admin: bool
    programs: str = "Scripts"
    suffix: str = ".exe"
    imports: str = "xlportal.excel.udfs, pythoncom, pywintypes, win32com.client, pandas"
    protection: tuple[str, ...] = _OTHERS_READ

    def folder(self, variable: str) -> Path | None:
        """Return the folder that a setting such as ``PROGRAMDATA`` names, None where unset."""
        text = self.environ.get(variable, "")
        return Path(f"{text}\\" if text.endswith(":") else text) if text else None

    def python_in(self, environment: Path) -> Path:
        """Return the Python of a private environment."""
        return environment / self.programs / f"python{self.suffix}"

    def run(self, *command: str | Path) -> str:
        """Return ``""``, or what a program that failed said. Raises OSError where none starts."""
        done = subprocess.run(  # noqa: S603 - the words are the setup's own
            [*map(str, command)],
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
            env={name: v for name, v in self.environ.items() if not _is_foreign(name)}
            | {"PIP_CONFIG_FILE": os.devnull},
        )
        said = (done.stdout + done.stderr).decode("utf-8", errors="backslashreplace")
        return (said or f"{command[0]}: {done.returncode}") if done.returncode else ""

    def run_python(self, python: str | Path, *words: str | Path) -> str:
        """Return what :meth:`run` does, of a Python that heeds no other Python's settings."""
        # -E makes Python overlook PYTHONUTF8 too; only the word itself has an effect.
        return self.run(python, "-E", "-s", "-B", "-X", "utf8", *words)


def this_computer() -> Computer:
    """Return the Windows computer this runs on."""
    # Nothing but Windows can import that module.
    registry = importlib.import_module("portal_setup.windows_registry")
    is_admin = vars(ctypes)["windll"].shell32.IsUserAnAdmin()
    return Computer(os.environ, registry, is_admin=bool(is_admin))


def unsuitable() -> str:
    """Return why the Python this runs with cannot be the base of the environment, or ``""``."""
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    if running not in PYTHONS:
        return f"它是 Python {running}，这里要 {'、'.join(PYTHONS)} 中的一个"
    if sys.implementation.name != "cpython" or Path(sys.base_prefix, "conda-meta").exists():
        return "它不是 python.org 的 Python（Anaconda 等不合适）"
    if struct.calcsize("P") != 8:
        return "它是 32 位的，这里要 64 位的"
    if "windowsapps" in sys.base_prefix.lower():
        return "它来自微软商店，Excel 起动不了它"
    return ""


def _is_foreign(name: str) -> bool:
    return name.upper().startswith(_FOREIGN_SETTINGS)
