"""Building the folder that is handed to an office: ``python installer/bundle.py DIST``.

Needs the package index, or an earlier run's cache; what it builds needs neither. The packages are
those of ``requirements.txt`` beside this file, each with its checksum (``make lock`` writes it).
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

from portal_setup.computer import PYTHONS
from portal_setup.environment import REQUIREMENTS, SETUP, UNINSTALLER, WHEELS

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "installer" / "requirements.txt"

_SCRIPTS = {
    "install.cmd": "安装.cmd",
    "uninstall.cmd": UNINSTALLER,
    "find-python.cmd": f"{SETUP}/find-python.cmd",
    "no-python.txt": f"{SETUP}/no-python.txt",
    "read-me.txt": "先读我.txt",
}
_PAGES = {
    "使用手册.md": "使用手册.html",
    "administrators.md": "管理员须知.html",
    "windows-checklist.md": "Windows走查表.html",
}
_COPIES = (
    "workbook_template.xlsm", "docs/pictures", "tests/windows/check_in_excel.py",
    "tests/support/excel_checks.py", "installer/install.py", "installer/portal_setup",
)  # fmt: skip
"""The two of the tests are what the checklist for Windows runs."""
_PAGE = """<!doctype html><meta charset="utf-8"><title>{title}</title><style>
body {{ max-width: 46em; margin: 2em auto; font: 16px/1.7 "Microsoft YaHei", sans-serif }}
img {{ max-width: 100% }} table {{ border-collapse: collapse }} td, th {{ border: 1px solid #999;
padding: .3em .6em; text-align: left; vertical-align: top }} pre, code {{ background: #f3f3f3 }}
</style>
{body}"""


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
    own = _own_wheel(cache / "own")
    folder = dist / f"xlportal-{own.name.split('-')[1]}-{target.name}"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / WHEELS).mkdir(parents=True)
    lock = _locked(target.leave_out)
    for wheel in [own, *_download(lock, cache / target.name, target)]:
        shutil.copy(wheel, folder / WHEELS)
    digest = hashlib.sha256(own.read_bytes()).hexdigest()
    pin = f"xlportal=={own.name.split('-')[1]} --hash=sha256:{digest}\n"
    (folder / REQUIREMENTS).write_text(lock + pin, encoding="utf-8", newline="\n")
    for name in _COPIES:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        place = folder / name.removeprefix("docs/")
        place.parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / name, place)
    for cached in folder.rglob("__pycache__"):
        shutil.rmtree(cached)
    for name, script in _SCRIPTS.items():
        _write_script(folder / script, (ROOT / "installer" / "scripts" / name).read_text("utf-8"))
    for name, page in _PAGES.items():
        body = MarkdownIt().enable("table").render((ROOT / "docs" / name).read_text("utf-8"))
        (folder / page).write_text(_PAGE.format(title=page[:-5], body=body), encoding="utf-8")
    return folder


def pins(requirements: str) -> dict[str, str]:
    """Return the version that a list of requirements pins, by package."""
    return dict(re.findall(r"^([\w.-]+)==([\w.]+)", requirements, flags=re.MULTILINE))


def _own_wheel(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    _python("-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT)
    (wheel,) = folder.glob("*.whl")
    return wheel


def _locked(leave_out: tuple[str, ...]) -> str:
    """Return the lock less some packages."""
    entries = re.split(r"^(?=\w)", LOCK.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return "".join(entry for entry in entries if entry.split("==")[0] not in leave_out)


def _download(lock: str, cache: Path, target: Target) -> set[Path]:
    """Return every wheel of the lock for every Python of ``target``, checksums compared."""
    cache.mkdir(parents=True, exist_ok=True)
    (cache / REQUIREMENTS).write_text(lock, encoding="utf-8")
    for python in target.pythons:
        _python(
            "-m", "pip", "-q", "download", "--disable-pip-version-check", "--no-deps",
            *(f"--platform={platform}" for platform in target.platforms),
            "--python-version", python, "--implementation", "cp", "--only-binary=:all:",
            "--require-hashes", "-r", cache / REQUIREMENTS, "-d", cache,
        )  # fmt: skip
    # The cache may hold wheels of earlier versions too.
    wanted = pins(lock)
    named = {path: path.name.lower().split("-")[:2] for path in cache.glob("*.whl")}
    return {p for p, (name, version) in named.items() if wanted[name.replace("_", "-")] == version}


def _write_script(path: Path, text: str) -> None:
    """Write a command script in ASCII, a text in what cmd.exe's ``type`` shows everywhere."""
    lines = text.replace("\n", "\r\n")
    is_command = path.suffix == ".cmd"
    path.write_bytes(lines.encode("ascii") if is_command else f"\ufeff{lines}".encode("utf-16-le"))


def _python(*words: str | Path) -> None:
    command = [sys.executable, *map(str, words)]
    subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our words


if __name__ == "__main__":
    made = build(Path(sys.argv[1]), ROOT / "build" / "bundle")
    size = sum(path.stat().st_size for path in made.rglob("*") if path.is_file())
    sys.stdout.write(f"{made}  ({size / 2**20:.0f} MB)\n")
