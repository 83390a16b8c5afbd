"""The private environment: where it stands, making it, judging it, taking it away again."""

from __future__ import annotations

import shutil
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from portal_setup import advice
from portal_setup.computer import Computer, Refused

NAME = "xlportal"
REQUIREMENTS, WHEELS, SETUP, UNINSTALLER = "requirements.txt", "wheels", "installer", "卸载.cmd"
MARK = "installed.txt"
"""The file that makes a folder ours: the delivery's list of packages, once all are there."""

_PARTS = ("Include", "Lib", "Scripts", "bin", "include", "lib", "lib64", "share", "pyvenv.cfg")
"""What Python puts into an environment; everything else somebody put there."""
_NEVER_USED = "**/xlwings/addin/xlwings.xlam"
"""xlwings' add-in, which antivirus programs name; our macros are in the workbook."""
_SHARED = ("PROGRAMDATA", "SYSTEMDRIVE", "PUBLIC")


def places(computer: Computer) -> list[Path]:
    """Return where the environment may stand, best place first: ASCII paths only.

    Excel's functions for loading a library take no other letters, and a user's own folders carry
    the user's name.
    """
    names = _SHARED[:1] if computer.is_admin else (_SHARED[0], "LOCALAPPDATA", *_SHARED[1:])
    parents = [folder for name in names if (folder := computer.folder(name))]
    return [parent / NAME for parent in parents if str(parent).isascii()]


def installed(computer: Computer) -> list[Path]:
    """Return everything of ours on the computer, also what an update left that was broken off."""
    return [
        path
        for place in places(computer)
        for path in (place, _aside(place))
        if (path / MARK).exists()
    ]


def sound(delivery: Path, computer: Computer) -> Path | None:
    """Return where this very delivery is installed and does its work."""
    wanted = (delivery / REQUIREMENTS).read_bytes()
    for place in places(computer):
        mark = place / MARK
        if mark.exists() and mark.read_bytes() == wanted and not fault(place, computer):
            return place
    return None


def install(delivery: Path, computer: Computer) -> tuple[Path, str]:
    """Return where this delivery is now installed, and what is left to do by hand, or ``""``.

    Where that fails everything is as it was.
    """
    place = next((place for place in places(computer) if _is_ours_to_fill(place)), None)
    if place is None:
        raise Refused(advice.NO_PLACE)
    _move_aside(place)
    try:
        warning = _protect(place, computer)
        _fill(delivery, place, computer)
        (place / MARK).write_bytes((delivery / REQUIREMENTS).read_bytes())
    except (OSError, Refused) as error:
        with suppress(OSError):
            remove(place)
            if not (_aside(place).rename(place) / MARK).read_bytes():
                remove(place)
        if isinstance(error, OSError):
            raise Refused(advice.on_refusal(error, place)) from error
        raise
    remove(_aside(place))
    return place, warning


def fault(place: Path, computer: Computer) -> str:
    """Return what the environment at ``place`` says when it cannot do its work, or ``""``."""
    python = computer.python_in(place)
    try:
        with tempfile.TemporaryDirectory(prefix="xlportal-check-") as folder:
            return computer.run_python(
                python, "-c", f"import {computer.imports}"
            ) or computer.run_python(python, "-m", "xlportal", "demo", folder)
    except OSError as error:
        return str(error)


def remove(place: Path) -> list[Path]:
    """Remove the environment at ``place``; return what else is in its folder, which stays."""
    if not place.exists():
        return []
    for name in (*_PARTS, SETUP, UNINSTALLER, MARK):
        path = place / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    left = sorted(place.iterdir())
    if not left:
        place.rmdir()
    return left


def is_in_use(place: Path) -> bool:
    """Return whether Excel is using an environment: Windows then lets nobody rename its folder."""
    other = place.with_name(f"{place.name}.used")
    try:
        place.rename(other).rename(place)
    except OSError:
        return True
    return False


def _is_ours_to_fill(place: Path) -> bool:
    """Return whether ``place`` is empty or ours, and can be written; it then bears our mark."""
    try:
        if place.exists() and any(place.iterdir()) and not (place / MARK).exists():
            return False
        place.mkdir(parents=True, exist_ok=True)
        (place / MARK).open("a").close()
    except OSError:
        return False
    return True


def _move_aside(place: Path) -> None:
    """Move an older installation aside; where Excel is using it nothing is touched."""
    aside = _aside(place)
    if aside.exists() and (not (aside / MARK).exists() or remove(aside)):
        raise Refused(advice.IN_THE_WAY.format(aside=aside))
    try:
        place.rename(aside)
    except OSError as error:
        raise Refused(advice.IN_USE) from error
    place.mkdir()
    (place / MARK).touch()


def _aside(place: Path) -> Path:
    return place.with_name(f"{NAME}.old")


def _protect(place: Path, computer: Computer) -> str:
    """Close a shared folder to other users' changes, return what to do where that failed."""
    if place.parent not in [computer.folder(name) for name in _SHARED]:
        return ""
    try:
        failed = computer.run(*(word.format(place=place) for word in computer.protection))
    except OSError:
        failed = computer.protection[0]
    return advice.NOT_PROTECTED.format(place=place) if failed else ""


def _fill(delivery: Path, place: Path, computer: Computer) -> None:
    """Make the environment and fill it from the delivered packages alone; try it out."""
    _require(computer.run_python(sys.executable, "-m", "venv", place), place)
    pip = (
        "-m", "pip", "--isolated", "--no-input", "--disable-pip-version-check", "install",
        "--no-cache-dir", "--no-index", "--no-compile", "--only-binary=:all:", "--require-hashes",
    )  # fmt: skip
    given = ("--find-links", delivery / WHEELS, "--requirement", delivery / REQUIREMENTS)
    _require(computer.run_python(computer.python_in(place), *pip, *given), place)
    for path in place.glob(_NEVER_USED):
        path.unlink()
    # The way to remove it all stays with it: the delivered folder may get lost.
    shutil.copytree(delivery / SETUP, place / SETUP, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(delivery / UNINSTALLER, place / UNINSTALLER)
    _require(fault(place, computer), place)


def _require(said: str, place: Path) -> None:
    if said:
        raise Refused(advice.on_failure(said, place))
