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
UNINSTALLER = "卸载.cmd"
WHEELS = "wheels"


@dataclass(frozen=True)
class Delivery:
    """A folder made by ``make bundle``."""

    folder: Path
    version: str
    pythons: tuple[str, ...]

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
    """Return the delivery in ``folder``."""
    facts = json.loads((folder / SETUP / FACTS).read_text(encoding="utf-8"))
    return Delivery(folder, facts["version"], tuple(facts["pythons"]))


def damaged(delivery: Delivery) -> list[str]:
    """Return the files that are missing or differ from their checksum."""
    lines = (delivery.folder / CHECKSUMS).read_text(encoding="utf-8-sig").splitlines()
    listed = [line.split(" *", 1) for line in lines]
    return [name for digest, name in listed if _of(delivery.folder / name) != digest]


def checksums(folder: Path) -> str:
    """Return the checksum list of ``folder``: a line a file, as sha256sum reads it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != CHECKSUMS)
    return "".join(f"{_digest(path)} *{path.relative_to(folder).as_posix()}\n" for path in files)


def _of(path: Path) -> str:
    return _digest(path) if path.is_file() else ""


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
