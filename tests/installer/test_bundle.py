"""The delivered folder: complete for every supported Python on Windows, without the index."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import bundle
from portal_setup.computer import PYTHONS
from support.bundles import delivered
from support.tools import REPOSITORY
from xlportal import __version__

OFFLINE = {"PIP_CONFIG_FILE": os.devnull, "UV_OFFLINE": "1", "UV_NO_CONFIG": "1"}


def settings() -> dict[str, str]:
    return {n: v for n, v in os.environ.items() if not n.startswith(("PIP_", "UV_"))} | OFFLINE


@pytest.mark.parametrize("python", PYTHONS)
def test_the_folder_alone_has_every_package_that_windows_asks_for(python: str) -> None:
    """Asked of uv, which judges by the target; pip would by the machine it runs on."""
    folder = delivered()
    done = subprocess.run(
        [Path(sys.executable).with_name("uv"), "pip", "compile", "--quiet", "--no-index",
         "--find-links", folder / "wheels", "--only-binary", ":all:", "--no-header",
         "--python-platform", "x86_64-pc-windows-msvc", "--python-version", python,
         "--no-annotate", "-"],
        input=f"xlportal=={__version__}", capture_output=True, text=True, check=True,
        env=settings(),
    )  # fmt: skip
    needed = bundle.pins(done.stdout)
    assert {"pywin32", "pandas"} <= set(needed)
    assert needed == bundle.pins((folder / "requirements.txt").read_text(encoding="utf-8"))


def test_the_lock_holds_the_tested_versions_of_everything_the_package_needs() -> None:
    lock = bundle.pins(bundle.LOCK.read_text(encoding="utf-8"))
    tested = bundle.pins((REPOSITORY / "constraints.txt").read_text(encoding="utf-8").lower())
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    needed = {re.split(r"[^\w-]", text)[0] for text in project["project"]["dependencies"]}
    advice = "the lock is stale: run make lock"
    assert needed <= set(lock), advice
    assert {n: v for n, v in lock.items() if n in tested} == {
        n: v for n, v in tested.items() if n in lock
    }, advice


def test_the_folder_holds_what_the_clerk_the_administrator_and_the_setup_need() -> None:
    folder = delivered()
    assert folder.name == f"xlportal-{__version__}-windows-x64"
    assert {path.name for path in folder.iterdir()} == {
        "安装.cmd", "卸载.cmd", "先读我.txt", "使用手册.html", "管理员须知.html", "Windows走查表.html",
        "workbook_template.xlsm", "pictures", "wheels", "installer", "requirements.txt", "tests",
    }  # fmt: skip
    assert not list(folder.rglob("__pycache__"))
    (own,) = (folder / "wheels").glob("xlportal-*.whl")
    names = set(zipfile.ZipFile(own).namelist())
    assert {"xlportal/workbook_template.xlsm", "xlportal/py.typed"} <= names
    assert not {name for name in names if name.startswith(("tests/", "installer/"))}
    for wheel in (folder / "wheels").glob("xlwings-*.whl"):
        names = set(zipfile.ZipFile(wheel).namelist())
        assert f"xlwings-{wheel.name.split('-')[1]}.data/data/xlwings64-0.37.8.dll" in names


def test_whatever_a_delivered_page_refers_to_is_delivered() -> None:
    folder = delivered()
    for page in folder.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "<h1>" in text
        places = re.findall(r'(?:href|src)="([^"#]+)"|python (tests[\w/\\]+\.py)', text)
        wanted = {Path("".join(found).replace("\\", "/")) for found in places}
        assert [place for place in wanted if not (folder / place).exists()] == [], page
