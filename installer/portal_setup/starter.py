"""The window for commands: a script beside the workbook in which ``xlportal`` is a command.

Nothing is put on the computer's own PATH. What was written is noted with its checksum, and only a
file that still is what was written is replaced or removed. The note is the user's own: the list in
an environment that an administrator made is not for its users to write.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from portal_setup import advice
from portal_setup.machine import Machine

NAME = "命令行.cmd"
NOTES = r"HKCU\Software\xlportal"

_WRITTEN = "Starters"
_SCRIPT = """\
@echo off
rem A window for the command xlportal. Written by its installer; ASCII only, as install.cmd is.
setlocal DisableDelayedExpansion
title xlportal
set "PATH={programs};%PATH%"
cd /d "%~dp0"
cmd /k xlportal --help
exit /b
"""


def script(programs: Path) -> bytes:
    """Return the script of a window in which the programs in ``programs`` come first."""
    text = _SCRIPT.format(programs=str(programs).replace("%", "%%"))
    return text.replace("\n", "\r\n").encode("ascii")


def noted(machine: Machine) -> dict[str, str]:
    """Return the checksums of the scripts that were written for this user, by path."""
    try:
        return dict(json.loads(machine.registry.value(NOTES, _WRITTEN) or "{}"))
    except ValueError:
        return {}


def provide(folder: Path, place: Path, machine: Machine) -> str:
    """Write the script for the environment at ``place`` into ``folder``.

    Return ``""``, or why it is not there; somebody else's file of that name stays.
    """
    path = folder / NAME
    content = script(machine.programs_in(place))
    try:
        if path.exists() and _digest(path) not in (noted(machine).get(str(path)), _of(content)):
            return advice.STARTER_KEPT.format(path=path)
        path.write_bytes(content)
    except OSError as error:
        return advice.STARTER_FAILED.format(path=path, reason=error.strerror)
    _note(noted(machine) | {str(path): _of(content)}, machine)
    return ""


def remove(machine: Machine) -> list[str]:
    """Remove the scripts of this user; return those that were changed or cannot be removed."""
    written = noted(machine)
    for path, digest in written.items():
        with contextlib.suppress(OSError):
            if _digest(Path(path)) == digest:
                Path(path).unlink()
    _note({}, machine)
    return [path for path in written if Path(path).exists()]


def _note(written: Mapping[str, str], machine: Machine) -> None:
    if written:
        text = json.dumps(written, ensure_ascii=False)
        machine.registry.write(NOTES, {_WRITTEN: text})
    elif machine.registry.value(NOTES, _WRITTEN):
        machine.registry.remove(NOTES)


def _digest(path: Path) -> str:
    return _of(path.read_bytes())


def _of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
