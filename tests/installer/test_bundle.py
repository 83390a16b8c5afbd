"""The delivered folder: complete for every supported Python on Windows, without the index."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import bundle
from portal_setup.delivery import damaged, read_delivery
from portal_setup.machine import PYTHONS
from support.bundles import delivered
from support.tools import REPOSITORY
from xlportal import __version__

UV = Path(sys.executable).with_name("uv")
OFFLINE = {"PIP_CONFIG_FILE": os.devnull, "UV_OFFLINE": "1", "UV_NO_CONFIG": "1"}


def settings() -> dict[str, str]:
    others = {n: v for n, v in os.environ.items() if not n.startswith(("PIP_", "UV_"))}
    return others | OFFLINE


@pytest.mark.parametrize("python", PYTHONS)
def test_pip_finds_every_package_for_the_target_in_the_folder_alone(
    python: str, tmp_path: Path
) -> None:
    folder = delivered()
    report = tmp_path / "report.json"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--dry-run", "--isolated", "--quiet",
         "--disable-pip-version-check", "--no-cache-dir", "--no-index",
         "--find-links", folder / "wheels", "--require-hashes", "--only-binary=:all:",
         "--platform", "win_amd64", "--python-version", python, "--implementation", "cp",
         "--target", tmp_path / "target", "--report", report, "-r", folder / "requirements.txt"],
        check=True, env=settings(),
    )  # fmt: skip
    found = json.loads(report.read_text(encoding="utf-8"))["install"]
    chosen = {item["metadata"]["name"].lower().replace("_", "-") for item in found}
    assert chosen == set(bundle.names((folder / "requirements.txt").read_text(encoding="utf-8")))
    for item in found:
        tag = f"-cp{python.replace('.', '')}-win_amd64.whl"
        assert item["download_info"]["url"].endswith((tag, "-none-any.whl")), item


@pytest.mark.parametrize("python", PYTHONS)
def test_nothing_that_windows_asks_for_is_missing(python: str) -> None:
    """pip judges conditions such as ``sys_platform`` by its own machine; uv by the target."""
    folder = delivered()
    done = subprocess.run(
        [UV, "pip", "compile", "--quiet", "--no-index", "--find-links", folder / "wheels",
         "--only-binary", ":all:", "--python-platform", "x86_64-pc-windows-msvc",
         "--python-version", python, "--no-header", "--no-annotate", "-"],
        input=f"xlportal=={__version__}", capture_output=True, text=True, check=True,
        env=settings(),
    )  # fmt: skip
    needed = bundle.names(done.stdout)
    pinned = bundle.names((folder / "requirements.txt").read_text(encoding="utf-8"))
    assert "pywin32" in needed
    assert needed == pinned


def test_the_lock_holds_the_tested_versions_of_everything_the_package_needs() -> None:
    lock = bundle.names(bundle.LOCK.read_text(encoding="utf-8"))
    tested = bundle.names((REPOSITORY / "constraints.txt").read_text(encoding="utf-8").lower())
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    needed = {re.split(r"[^\w-]", text)[0] for text in project["project"]["dependencies"]}
    advice = "the lock is stale: run make lock"
    assert needed <= set(lock), advice
    assert {name: version for name, version in lock.items() if name in tested} == {
        name: version for name, version in tested.items() if name in lock
    }, advice


def test_every_delivered_file_has_its_checksum_and_a_changed_one_is_noticed(
    tmp_path: Path,
) -> None:
    folder = shutil.copytree(delivered(), tmp_path / "delivery")
    lines = (folder / "SHA256SUMS.txt").read_text(encoding="utf-8").splitlines()
    listed = {name: digest for digest, name in (line.split(" *") for line in lines)}
    files = {path for path in folder.rglob("*") if path.is_file()}
    assert set(listed) == {p.relative_to(folder).as_posix() for p in files} - {"SHA256SUMS.txt"}
    template = (folder / "空白工作簿模板.xlsm").read_bytes()
    assert listed["空白工作簿模板.xlsm"] == hashlib.sha256(template).hexdigest()
    assert damaged(folder) == []
    (folder / "空白工作簿模板.xlsm").write_bytes(template[:-1])
    (folder / "installer" / "install.py").unlink()
    assert damaged(folder) == ["installer/install.py", "空白工作簿模板.xlsm"]


def test_the_folder_holds_what_the_clerk_the_administrator_and_the_setup_need() -> None:
    folder = delivered()
    assert folder.name == f"xlportal-{__version__}-windows-x64"
    assert {path.name for path in folder.iterdir()} == {
        "安装.cmd", "卸载.cmd", "先读我.txt", "使用手册.docx", "管理员须知.md", "Windows走查表.md",
        "空白工作簿模板.xlsm", "wheels", "installer", "requirements.txt", "SHA256SUMS.txt", "tests",
    }  # fmt: skip
    assert not list(folder.rglob("__pycache__"))
    assert read_delivery(folder).version == __version__


def test_whatever_a_delivered_page_refers_to_is_delivered_or_said_to_be_elsewhere() -> None:
    folder = delivered()
    for name in ("管理员须知.md", "Windows走查表.md", "先读我.txt"):
        text = (folder / name).read_bytes().decode("utf-16" if name.endswith(".txt") else "utf-8")
        named = re.findall(r"\]\(([^)]+)\)|“([\w]+\.\w+)”|python (tests\S+)", text)
        places = {Path("".join(found).replace("\\", "/")) for found in named}
        beside_workbook = {Path("命令行.cmd")}
        assert places, name
        assert [place for place in places - beside_workbook if not (folder / place).exists()] == []
    page = (folder / "Windows走查表.md").read_text(encoding="utf-8")
    assert "“怎样检查、哪些没有检查”（源代码里的 docs/checking.md）" in page


def test_the_delivered_checks_for_excel_need_nothing_but_the_installed_packages() -> None:
    folder = delivered()
    program = f"import sys; sys.path.insert(0, {str(folder / 'tests')!r}); import support.excel_checks as c; print(c.__file__)"
    done = subprocess.run(
        [sys.executable, "-B", "-c", program],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(done.stdout.strip()).parents[2] == folder


def test_our_own_wheel_carries_template_macros_and_types() -> None:
    (wheel,) = (delivered() / "wheels").glob("xlportal-*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "xlportal/workbook_template.xlsm",
        "xlportal/py.typed",
        "xlportal/excel/vba/Portal.bas",
    } <= names
    assert not {name for name in names if name.startswith(("tests/", "installer/"))}


def test_xlwings_for_windows_brings_the_library_its_macros_load() -> None:
    for wheel in (delivered() / "wheels").glob("xlwings-*.whl"):
        names = zipfile.ZipFile(wheel).namelist()
        assert f"xlwings-{wheel.name.split('-')[1]}.data/data/xlwings64-0.37.8.dll" in names
