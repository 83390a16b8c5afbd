"""Building the folder that is handed to an office: ``python installer/bundle.py DIST``.

Needs the package index, or an earlier run's cache; what it builds needs neither. The packages are
those of ``requirements.txt`` beside this file, each with its checksum (``make lock`` writes it).
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from portal_setup.delivery import (
    CHECKSUMS,
    FACTS,
    INSTALLER,
    REQUIREMENTS,
    SETUP,
    UNINSTALLER,
    WHEELS,
    checksums,
)
from portal_setup.machine import PYTHONS

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "installer" / "requirements.txt"
TEMPLATE = "workbook_template.xlsm"

_SETUP_SOURCES = ("install.py", "uninstall.py")
_SETUP_PACKAGE = "portal_setup"
_SCRIPTS = {
    "install.cmd": INSTALLER,
    "uninstall.cmd": UNINSTALLER,
    "find-python.cmd": f"{SETUP}/find-python.cmd",
    "no-python.txt": f"{SETUP}/no-python.txt",
    "read-me.txt": "先读我.txt",
}
_COPIES = {
    TEMPLATE: "空白工作簿模板.xlsm",
    "docs/使用手册.docx": "使用手册.docx",
    "tests/windows/check_in_excel.py": "tests/windows/check_in_excel.py",
    "tests/support/excel_checks.py": "tests/support/excel_checks.py",
}
"""The last two are what the checklist for Windows runs."""
_PAGES = {"administrators.md": "管理员须知.md", "windows-checklist.md": "Windows走查表.md"}


@dataclass(frozen=True)
class Target:
    """A kind of computer, by pip's names; ``leave_out`` are locked packages it does not need."""

    name: str
    platforms: tuple[str, ...]
    pythons: tuple[str, ...]
    leave_out: tuple[str, ...] = ()


WINDOWS = Target("windows-x64", ("win_amd64",), PYTHONS)


def build(dist: Path, cache: Path, target: Target = WINDOWS) -> Path:
    """Return the finished folder below ``dist``; an earlier one of the same name is replaced."""
    own = _own_wheel(cache)
    version = own.name.split("-")[1]
    folder = dist / f"xlportal-{version}-{target.name}"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / WHEELS).mkdir(parents=True)
    lock = _locked(target.leave_out)
    for wheel in [own, *_download(lock, cache / target.name, target)]:
        shutil.copy(wheel, folder / WHEELS)
    _write(folder / REQUIREMENTS, _requirements(folder / WHEELS))
    _copy_setup(folder, version)
    _copy_documents(folder)
    _write(folder / CHECKSUMS, checksums(folder))
    return folder


def names(requirements: str) -> dict[str, str]:
    """Return the version that a list of requirements pins, by package."""
    return dict(re.findall(r"^([\w.-]+)==([\w.]+)", requirements, flags=re.MULTILINE))


def _own_wheel(cache: Path) -> Path:
    folder = cache / "own"
    shutil.rmtree(folder, ignore_errors=True)
    _python("-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT)
    (wheel,) = folder.glob("*.whl")
    return wheel


def _locked(leave_out: Sequence[str]) -> str:
    """Return the lock less some packages."""
    entries = re.split(r"^(?=\w)", LOCK.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return "".join(entry for entry in entries if entry.split("==")[0] not in leave_out)


def _download(lock: str, cache: Path, target: Target) -> list[Path]:
    """Return every wheel of the lock for every Python of ``target``, checksums compared."""
    cache.mkdir(parents=True, exist_ok=True)
    requirements = cache / REQUIREMENTS
    requirements.write_text(lock, encoding="utf-8")
    wanted: set[Path] = set()
    for python in target.pythons:
        folder = cache / python
        platforms = [f"--platform={platform}" for platform in target.platforms]
        _python(
            "-m", "pip", "-q", "download", "--disable-pip-version-check", "--no-deps", *platforms,
            "--python-version", python, "--implementation", "cp", "--only-binary=:all:",
            "--require-hashes", "-r", requirements, "-d", folder,
        )  # fmt: skip
        wanted |= _newest(folder, names(lock))
    return sorted({path.name: path for path in wanted}.values())


def _newest(folder: Path, pins: dict[str, str]) -> set[Path]:
    """Return the wheels of the pinned versions: the cache may hold those of earlier ones too."""
    return {path for path in folder.glob("*.whl") if pins.get(_name(path)) == _version(path)}


def _requirements(wheels: Path) -> str:
    """Return the pinned list of the packages in ``wheels`` with every file's checksum."""
    digests: dict[str, list[str]] = {}
    for line in checksums(wheels).splitlines():
        digest, wheel = line.split(" *")
        pin = f"{_name(Path(wheel))}=={_version(Path(wheel))}"
        digests.setdefault(pin, []).append(digest)
    return "".join(
        " \\\n    ".join([pin, *(f"--hash=sha256:{digest}" for digest in found)]) + "\n"
        for pin, found in digests.items()
    )


def _copy_setup(folder: Path, version: str) -> None:
    source = ROOT / "installer"
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(source / _SETUP_PACKAGE, folder / SETUP / _SETUP_PACKAGE, ignore=ignore)
    for name in _SETUP_SOURCES:
        shutil.copy(source / name, folder / SETUP)
    _write(folder / SETUP / FACTS, json.dumps({"version": version}))
    for name, place in _SCRIPTS.items():
        _write_script(folder / place, (source / "scripts" / name).read_text(encoding="utf-8"))


def _write_script(path: Path, text: str) -> None:
    """Write a command script in ASCII, a text in what cmd.exe's ``type`` shows everywhere."""
    lines = "".join(f"{line}\r\n" for line in text.splitlines())
    is_command = path.suffix == ".cmd"
    path.write_bytes(lines.encode("ascii") if is_command else f"\ufeff{lines}".encode("utf-16-le"))


def _copy_documents(folder: Path) -> None:
    for source, place in _COPIES.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / source, folder / place)
    for name, place in _PAGES.items():
        text = (ROOT / "docs" / name).read_text(encoding="utf-8")
        _write(folder / place, re.sub(r"\[([^\]]+)\]\(([^()]+\.md)\)", _reference, text))


def _reference(link: re.Match[str]) -> str:
    """Return a page's link to another page as the delivery has it; some pages stay at home."""
    text, page = link.groups()
    return f"[{text}]({_PAGES[page]})" if page in _PAGES else f"“{text}”（源代码里的 docs/{page}）"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _name(wheel: Path) -> str:
    return wheel.name.split("-")[0].replace("_", "-").lower()


def _version(wheel: Path) -> str:
    return wheel.name.split("-")[1]


def _python(*words: str | Path) -> None:
    command = [sys.executable, *map(str, words)]
    subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our words


def _main(dist: str) -> int:
    try:
        made = build(Path(dist), ROOT / "build" / "bundle")
    except subprocess.CalledProcessError as error:
        sys.stderr.write(error.stderr)
        return 1
    size = sum(path.stat().st_size for path in made.rglob("*") if path.is_file())
    sys.stdout.write(f"{made}  ({size / 2**20:.0f} MB)\n")
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1]))
