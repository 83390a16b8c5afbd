"""The folder that was handed over: what is in it, and whether it arrived whole."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

CHECKSUMS = "SHA256SUMS.txt"
FACTS = "delivery.json"
REQUIREMENTS = "requirements.txt"
SETUP = "installer"
INSTALLER = "安装.cmd"
UNINSTALLER = "卸载.cmd"
WHEELS = "wheels"

_ALWAYS_LISTED = (f"{SETUP}/{FACTS}", REQUIREMENTS, INSTALLER, UNINSTALLER)
"""From the beginning to near the end of the checksum list: one that was cut off lacks some."""


@dataclass(frozen=True)
class Delivery:
    """A folder made by ``make bundle``."""

    folder: Path
    version: str

    @property
    def wheels(self) -> Path:
        """Return the folder of packages."""
        return self.folder / WHEELS

    @property
    def requirements(self) -> Path:
        """Return the list of packages with the checksum of every file."""
        return self.folder / REQUIREMENTS

    @property
    def mark(self) -> str:
        """Return what tells this delivery from every other one: the checksum of its packages."""
        return _digest(self.requirements)


def read_delivery(folder: Path) -> Delivery:
    """Return the delivery in ``folder``, which is not damaged."""
    facts = json.loads((folder / SETUP / FACTS).read_text(encoding="utf-8"))
    return Delivery(folder, facts["version"])


def damaged(folder: Path) -> list[str]:
    """Return the files of a delivery that are missing or differ from their checksum."""
    listed = _listed(folder / CHECKSUMS)
    if not listed.keys() >= {*_ALWAYS_LISTED}:
        return [CHECKSUMS]
    return [name for name, digest in listed.items() if _of(folder / name) != digest]


def checksums(folder: Path) -> str:
    """Return the checksum list of ``folder``: a line a file, as sha256sum reads it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != CHECKSUMS)
    return "".join(f"{_digest(path)} *{path.relative_to(folder).as_posix()}\n" for path in files)


def _listed(path: Path) -> dict[str, str]:
    """Return the checksums of a list by file, none where it cannot be read."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, ValueError):
        return {}
    return {name: digest for digest, _, name in (line.partition(" *") for line in lines)}


def _of(path: Path) -> str:
    """Return the checksum of a file, ``""`` where it is missing or cannot be read."""
    try:
        return _digest(path)
    except OSError:
        return ""


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
