"""The window for commands: a script beside the workbook in which ``xlportal`` is a command.

Nothing is put on the computer's own PATH. Only a file that still is what the setup writes is
replaced or removed.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

NAME = "命令行.cmd"

_SCRIPT = """\
@echo off
rem A window for the command xlportal. Written by its installer; ASCII only, as install.cmd is.
setlocal DisableDelayedExpansion
title xlportal
set "PYTHONHOME="
set "PYTHONPATH="
set "PATH={programs};%PATH%"
cd /d "%~dp0"
cmd /k xlportal --help
exit /b
"""


def script(programs: str) -> bytes:
    """Return the script of a window in which the programs in a folder come first."""
    text = _SCRIPT.format(programs=programs.replace("%", "%%"))
    return text.replace("\n", "\r\n").encode("ascii")


def provide(folder: Path, programs: Path) -> bool:
    """Write the script into ``folder``; return whether it is there: another's file stays."""
    path = folder / NAME
    with suppress(OSError):
        if not path.exists() or _is_ours(path):
            path.write_bytes(script(str(programs)))
            return True
    return False


def remove(folder: Path) -> None:
    """Remove the script from ``folder``, where it is there and unchanged."""
    path = folder / NAME
    with suppress(OSError):
        if _is_ours(path):
            path.unlink()


def _is_ours(path: Path) -> bool:
    """Return whether a file is what :func:`script` makes for some folder."""
    content = path.read_bytes()
    named = re.findall(rb'set "PATH=([^;\r\n]*);', content)
    programs = [name.decode("ascii", "replace").replace("%%", "%") for name in named]
    return [content] == [script(program) for program in programs]
