"""The command scripts as cmd.exe reads them. None of this is cmd.exe itself."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from portal_setup import window
from portal_setup.computer import unsuitable
from support.bundles import delivered

COMMANDS = ["安装.cmd", "卸载.cmd", "installer/find-python.cmd", window.NAME]
ACCEPTED = {
    "E006": "a variable that is set by the script it calls, or by the one that calls it",
    "SEC013": "the words that start Python are a command on purpose",
    "SEC014": "arguments are passed on as the administrator typed them",
    "W004": "the search for Python goes on until one is given or the window is closed",
    "W033": "the call names its file with extension",
    "W067": "a PATH of its own is what the window for commands is for",
}


def content_of(name: str) -> bytes:
    """Return a command script as it comes to the office's computer."""
    if name == window.NAME:
        return window.script(r"C:\ProgramData\xlportal\Scripts")
    return (delivered() / name).read_bytes()


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_script_reads_alike_in_every_code_page(name: str) -> None:
    content = content_of(name)
    assert content.isascii()
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r\n") == len(content.splitlines())
    assert b"chcp " not in content.replace(b"no chcp for", b"")


@pytest.mark.parametrize("name", ["先读我.txt", "installer/no-python.txt"])
def test_a_text_is_in_the_encoding_that_the_console_shows_in_every_code_page(name: str) -> None:
    content = (delivered() / name).read_bytes()
    assert content.startswith(b"\xff\xfe")
    text = content.decode("utf-16")
    assert text.count("\n") == text.count("\r\n") > 5


def start(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    script = folder / "installer" / "install.py"
    command = [sys.executable, "-E", "-s", "-B", "-X", "utf8", script, *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")


def test_whether_a_python_suits_is_answered_and_a_folder_copied_in_part_is_told(
    tmp_path: Path,
) -> None:
    shutil.copytree(delivered() / "installer", tmp_path / "installer")
    told = start(tmp_path, "--suits")
    assert (told.returncode, told.stdout.strip(), told.stderr) == (0, unsuitable(), "")
    (tmp_path / "installer" / "portal_setup" / "office.py").unlink()
    assert start(tmp_path, "--suits").returncode == 0
    told = start(tmp_path)
    line = "交付的文件夹不完整，什么也没有做。请重新复制整个文件夹。\n"
    assert (told.returncode, told.stdout, told.stderr) == (1, "", line)


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
