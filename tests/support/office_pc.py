"""An office's computer for the installer: real folders, a registry kept in a file.

As a program it runs the delivered setup on such a computer: ``office_pc.py DELIVERY PC WORD…``,
with answers from standard input. The test takes the network away from that process.
"""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class FileRegistry:
    """A registry in a JSON file: keys are compared without regard to case, as Windows does."""

    path: Path

    def value(self, key: str, name: str) -> Any:
        values = {k.lower(): v for k, v in self._read().get(key.lower(), {}).items()}
        return values.get(name.lower())

    def children(self, key: str) -> list[str]:
        start = f"{key.lower()}\\"
        below = {found[len(start) :] for found in self._read() if found.startswith(start)}
        return sorted({name.partition("\\")[0] for name in below})

    def write(self, key: str, values: Mapping[str, str | int]) -> None:
        content = self._read()
        content[key.lower()] = content.get(key.lower(), {}) | values
        self._keep(content)

    def remove(self, key: str) -> None:
        assert not self.children(key)
        content = self._read()
        del content[key.lower()]
        self._keep(content)

    def _read(self) -> dict[str, dict[str, Any]]:
        content: dict[str, dict[str, Any]] = {}
        if self.path.exists():
            content = json.loads(self.path.read_text(encoding="utf-8"))
        return content

    def _keep(self, content: dict[str, dict[str, Any]]) -> None:
        self.path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def office_pc(folder: Path, *, is_admin: bool = False) -> Any:
    """Return a computer whose drives and folders lie in ``folder``."""
    from portal_setup.computer import Computer  # noqa: PLC0415 - the delivered one, when delivered

    home = folder / "Users" / "张三"
    places = {
        "PROGRAMDATA": folder / "ProgramData", "SYSTEMDRIVE": folder / "C",
        "PUBLIC": folder / "Users" / "Public", "USERPROFILE": home,
        "LOCALAPPDATA": home / "AppData" / "Local", "ONEDRIVE": home / "OneDrive",
    }  # fmt: skip
    for place in places.values():
        place.mkdir(parents=True, exist_ok=True)
    foreign = {"PYTHONHOME": "/gis", "PYTHONPATH": "/cad"}
    kept = {"PATH": os.environ["PATH"], "USERNAME": "张三"} | foreign
    return Computer(
        environ=kept | {name: str(path) for name, path in places.items()},
        registry=FileRegistry(folder / "registry.json"),
        is_admin=is_admin,
        programs="bin",
        suffix="",
        imports="xlwings, pandas",
        protection=("chmod", "-R", "go-w", "{place}"),
    )


def main(delivery: str, folder: str, story: str, *words: str) -> int:
    """Run the delivered setup's ``story``, install or uninstall."""
    sys.path.insert(0, str(Path(delivery) / "installer"))
    from portal_setup import stories  # noqa: PLC0415 - delivered just above

    computer = office_pc(Path(folder), is_admin="--admin" in words)
    if "--unprotectable" in words:
        computer = replace(computer, protection=("false",))
    code: int = vars(stories)[story](Path(delivery), computer, is_quiet="--quiet" in words)
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
