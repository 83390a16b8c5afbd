"""The private environment: making it, judging it, taking it away again.

It carries a list of every file that was put there. Removing goes by that list, so that a workbook
somebody saved in the folder stays.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from portal_setup import advice
from portal_setup.conversation import Refused
from portal_setup.delivery import SETUP, UNINSTALLER, Delivery
from portal_setup.machine import Machine
from portal_setup.places import environment_places, is_shared

MANIFEST = "installed.json"
_ASIDE = "xlportal.old"
_PARTS = ("Include", "Lib", "Scripts", "bin", "include", "lib", "share", SETUP)
"""What an installation that was broken off leaves: its list of files is still empty."""


@dataclass(frozen=True)
class Installation:
    """An environment that the setup made."""

    place: Path
    version: str
    mark: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class Provided:
    """Where a working environment stands, whether it is new, and what is left to do by hand."""

    place: Path
    is_new: bool
    warning: str = ""


def installation_at(place: Path) -> Installation | None:
    """Return what is installed at ``place``, None where nothing of ours is."""
    try:
        facts = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
        return Installation(place, facts["version"], facts["mark"], tuple(facts["files"]))
    except (OSError, ValueError, KeyError):
        return None


def installations(machine: Machine) -> list[Installation]:
    """Return everything of ours on the computer."""
    places = [path for place in environment_places(machine) for path in (place, _aside(place))]
    return [made for place in places if (made := installation_at(place))]


def provide(delivery: Delivery, machine: Machine) -> Provided:
    """Return the working environment of this delivery, made where there is none."""
    places = environment_places(machine)
    for place in places:
        _put_back(place)
        made = installation_at(place)
        if made and made.mark == delivery.mark and not fault(place, machine):
            return Provided(place, is_new=False)
    for place in places:
        if _make_room(place):
            return Provided(place, is_new=True, warning=_install(delivery, place, machine))
    raise Refused(advice.NO_PLACE)


def fault(place: Path, machine: Machine) -> str:
    """Return what is wrong with the environment at ``place``, or ``""``: it has to do its work."""
    python = machine.python_in(place)
    imports = "import " + ", ".join(machine.imports)
    with tempfile.TemporaryDirectory(prefix="xlportal-check-") as folder:
        for words in (["-c", imports], ["-m", "xlportal", "demo", folder]):
            try:
                outcome = machine.run_python(python, "-B", *words)
            except OSError as error:
                return advice.on_refusal(error, place, log())
            if outcome.code:
                keep_log(outcome.said)
                return advice.on_failure(outcome.said, place, log())
    return ""


def remove(made: Installation) -> list[str]:
    """Remove an installation, the list of its files last; return what else was in its folder."""
    for name in made.files:
        (made.place / name).unlink(missing_ok=True)
    for cache in made.place.rglob("__pycache__"):
        shutil.rmtree(cache)
    (made.place / MANIFEST).unlink(missing_ok=True)
    remaining = sorted(_files(made.place))
    _remove_empty_folders(made.place)
    return remaining


def log() -> Path:
    """Return where the details of a failure are kept."""
    return Path(tempfile.gettempdir()) / advice.LOG


def keep_log(said: str) -> None:
    """Keep the details of a failure."""
    log().write_text(said, encoding="utf-8")


def _make_room(place: Path) -> bool:
    """Return whether ``place`` is now ours to fill; what somebody else put there stays."""
    try:
        made = installation_at(place)
        if made is None and place.exists() and any(place.iterdir()):
            return False
        place.mkdir(parents=True, exist_ok=True)
        (place / MANIFEST).open("a").close()
    except OSError:
        return False
    if made is not None:
        _take_away(made)
    _keep_manifest(place, "", "", ())
    return True


def _take_away(made: Installation) -> None:
    """Take away an older or unfinished installation; where Excel is using it nothing is touched."""
    aside = _aside(made.place)
    if aside.exists():
        raise Refused(advice.IN_THE_WAY.format(aside=aside))
    try:
        made.place.rename(aside)
        aside.rename(made.place)
        _clear(made)
        made.place.mkdir(exist_ok=True)
    except OSError as error:
        raise Refused(advice.IN_USE) from error


def _aside(place: Path) -> Path:
    return place.with_name(_ASIDE)


def _put_back(place: Path) -> None:
    """Undo a renaming that was broken off; where a newer installation stands, clear the older."""
    left = installation_at(_aside(place))
    with contextlib.suppress(OSError):
        if left and place.exists():
            _clear(left)
        elif left:
            left.place.rename(place)


def _clear(made: Installation) -> None:
    """Remove an installation, finished or not."""
    if not made.files:
        for name in _PARTS:
            shutil.rmtree(made.place / name, ignore_errors=True)
    remove(made)


def _install(delivery: Delivery, place: Path, machine: Machine) -> str:
    """Fill the folder ``place``, return what is left to do by hand, or ``""``.

    Where that fails leave it as it was.
    """
    before = {*_files(place)} - {MANIFEST}
    try:
        warning = _protect(place, machine)
        for command in _commands(delivery, place, machine):
            _run(command, place, machine)
        _keep_uninstaller(delivery, place)
        _require_sound(place, machine)
        new = {*_files(place)} - before - {MANIFEST}
        _keep_manifest(place, delivery.version, delivery.mark, sorted(new))
    except (OSError, Refused) as error:
        with contextlib.suppress(OSError):
            remove(Installation(place, "", "", tuple({*_files(place)} - before - {MANIFEST})))
        if isinstance(error, OSError):
            raise Refused(advice.on_refusal(error, place, log())) from error
        raise
    return warning


def _protect(place: Path, machine: Machine) -> str:
    """Close a shared folder to other users' changes, return what to do where that failed."""
    if not is_shared(place, machine):
        return ""
    try:
        outcome = machine.run([word.format(place=place) for word in machine.protection])
    except OSError:
        return advice.NOT_PROTECTED.format(place=place)
    return advice.NOT_PROTECTED.format(place=place) if outcome.code else ""


def _require_sound(place: Path, machine: Machine) -> None:
    wrong = fault(place, machine)
    if wrong:
        raise Refused(wrong)


def _run(command: Sequence[str | Path], place: Path, machine: Machine) -> None:
    outcome = machine.run_python(*command)
    if outcome.code:
        keep_log(outcome.said)
        raise Refused(advice.on_failure(outcome.said, place, log()))


def _commands(delivery: Delivery, place: Path, machine: Machine) -> Sequence[list[str | Path]]:
    """Return the Pythons that make an environment and fill it from the delivered packages alone."""
    return (
        [sys.executable, "-m", "venv", place],
        [machine.python_in(place), "-m", "pip", "--isolated", "--no-input",
         "--disable-pip-version-check", "install", "--no-cache-dir", "--no-index",
         "--find-links", delivery.wheels, "--only-binary=:all:",
         "--require-hashes", "--requirement", delivery.requirements],
    )  # fmt: skip


def _keep_uninstaller(delivery: Delivery, place: Path) -> None:
    """Put the way to remove it all into the environment: the delivered folder may get lost."""
    leave_out = shutil.ignore_patterns("__pycache__")
    shutil.copytree(delivery.folder / SETUP, place / SETUP, ignore=leave_out)
    shutil.copyfile(delivery.folder / UNINSTALLER, place / UNINSTALLER)


def _keep_manifest(place: Path, version: str, mark: str, files: Sequence[str]) -> None:
    facts = {"version": version, "mark": mark, "files": list(files)}
    text = json.dumps(facts, ensure_ascii=False, indent=1)
    (place / MANIFEST).write_text(text, encoding="utf-8")


def _files(place: Path) -> list[str]:
    return [
        path.relative_to(place).as_posix()
        for path in place.rglob("*")
        if path.is_symlink() or path.is_file()
    ]


def _remove_empty_folders(place: Path) -> None:
    folders = [path for path in place.rglob("*") if path.is_dir() and not path.is_symlink()]
    for folder in [*sorted(folders, reverse=True), place]:
        if not any(folder.iterdir()):
            folder.rmdir()
