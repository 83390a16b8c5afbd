"""The command scripts as cmd.exe reads them. None of this is cmd.exe itself."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path, PureWindowsPath

import pytest

from portal_setup import starter
from portal_setup.machine import unsuitable
from support.bundles import delivered
from support.tools import REPOSITORY

SOURCES = REPOSITORY / "installer" / "scripts"
COMMANDS = ["安装.cmd", "卸载.cmd", "installer/find-python.cmd", starter.NAME]
TEXTS = ["先读我.txt", "installer/no-python.txt"]
ACCEPTED = {
    "E006": "a variable that is set by the script it calls, or by the one that calls it",
    "SEC013": "the words that start Python are a command on purpose",
    "SEC014": "arguments are passed on as the administrator typed them",
    "W004": "the search for Python ends after five attempts",
    "W033": "the call names its file with extension",
    "W067": "a PATH of its own is what the window for commands is for",
}


def content_of(name: str) -> bytes:
    """Return a command script as it comes to the office's computer."""
    if name == starter.NAME:
        return starter.script(PureWindowsPath(r"C:\ProgramData\xlportal\Scripts"))
    return (delivered() / name).read_bytes()


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_script_reads_alike_in_every_code_page(name: str) -> None:
    content = content_of(name)
    assert content.isascii()
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r\n") == len(content.splitlines())
    assert b"chcp " not in content.replace(b"no chcp for", b"")


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_in_the_encoding_that_the_console_shows_in_every_code_page(name: str) -> None:
    content = (delivered() / name).read_bytes()
    assert content.startswith(b"\xff\xfe")
    text = content.decode("utf-16")
    assert "Python" in text or "安装" in text
    assert text.count("\n") == text.count("\r\n") > 5


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != starter.NAME])
def test_the_pythons_that_scripts_start_speak_utf_8(name: str) -> None:
    (words,) = re.findall(r"% ?\*? (-E .*?) \S*install\.py", content_of(name).decode("ascii"))
    program = "import sys; print(sys.flags.utf8_mode, sys.flags.ignore_environment)"
    done = subprocess.run(
        [sys.executable, *words.split(), "-c", program],
        capture_output=True, text=True, check=True, env={**os.environ, "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert done.stdout.split() == ["1", "1"]


def test_the_installer_names_only_files_that_are_delivered() -> None:
    named = re.findall(r"\b(?:installer\\|in \()([a-z.-]+)", content_of("安装.cmd").decode("ascii"))
    assert {"find-python.cmd", "no-python.txt", "install.py"} == set(named)
    assert [name for name in named if not (delivered() / "installer" / name).exists()] == []


def test_whether_a_python_suits_is_answered_without_the_rest_of_the_delivery(
    tmp_path: Path,
) -> None:
    shutil.copytree(delivered() / "installer", tmp_path / "installer")
    (tmp_path / "installer" / "delivery.json").unlink()
    told = start(tmp_path, "--suits")
    assert (told.returncode, told.stdout.strip(), told.stderr) == (0, unsuitable(), "")


@pytest.mark.parametrize("content", [None, b"", b"def", bytes(9)])
def test_a_setup_that_arrived_incomplete_blames_the_copy_and_not_the_python(
    tmp_path: Path, content: bytes | None
) -> None:
    folder = shutil.copytree(delivered() / "installer", tmp_path / "installer")
    for name in ("places.py", "uninstalling.py"):
        (folder / "portal_setup" / name).unlink()
        if content is not None:
            (folder / "portal_setup" / name).write_bytes(content)
    assert start(tmp_path, "--suits").returncode == 0
    told = start(tmp_path, "--quiet")
    line = "交付的文件夹不完整，没有安装。请重新复制整个文件夹。\n"
    assert (told.returncode, told.stdout, told.stderr) == (1, "", line)
    told = start(tmp_path, "--quiet", story="uninstall.py")
    assert told.returncode == 1
    assert told.stderr.startswith("卸载程序的文件不完整，没有删除任何东西。")
    assert len(told.stderr.splitlines()) == 1


def start(folder: Path, *words: str, story: str = "install.py") -> subprocess.CompletedProcess[str]:
    script = folder / "installer" / story
    command = [sys.executable, "-E", "-s", "-B", "-X", "utf8", script, *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")


def test_the_linter_finds_nothing_serious_in_the_delivered_scripts(tmp_path: Path) -> None:
    for name in COMMANDS:
        (tmp_path / f"{COMMANDS.index(name)}.cmd").write_bytes(content_of(name))
    report = tmp_path / "report.json"
    subprocess.run(
        [sys.executable, "-m", "blinter", tmp_path, "--no-config", "--fail-on", "none",
         "--format", "json", "--output", report],
        check=True, capture_output=True,
    )  # fmt: skip
    issues = json.loads(report.read_text(encoding="utf-8"))["issues"]
    serious = [i for i in issues if i["severity"] not in ("Style", "Performance")]
    assert {issue["code"] for issue in serious} <= set(ACCEPTED), serious


def test_no_step_of_the_setup_knows_an_internet_address() -> None:
    files = [*SOURCES.iterdir(), *(REPOSITORY / "installer" / "portal_setup").glob("*.py")]
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert "://" not in text, path
        assert not {"urllib", "http.client", "socket", "ftplib"} & set(text.split()), path
