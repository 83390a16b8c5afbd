"""The command scripts as cmd.exe reads them. None of this is cmd.exe itself."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from support.bundles import delivered
from support.tools import REPOSITORY

SOURCES = REPOSITORY / "installer" / "scripts"
COMMANDS = ["安装.cmd", "卸载.cmd", "installer/find-python.cmd"]
TEXTS = ["先读我.txt", "installer/no-python.txt"]
ACCEPTED = {
    "E006": "a variable that is set by the script it calls, or by the one that calls it",
    "SEC013": "the words that start Python are a command on purpose",
    "SEC014": "arguments are passed on as the administrator typed them",
    "W004": "the search for Python ends after five attempts",
    "W033": "the call names its file with extension",
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_script_reads_alike_in_every_code_page(name: str) -> None:
    content = (delivered() / name).read_bytes()
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


def test_the_linter_finds_nothing_serious_in_the_delivered_scripts(tmp_path: Path) -> None:
    for name in COMMANDS:
        (tmp_path / f"{COMMANDS.index(name)}.cmd").write_bytes((delivered() / name).read_bytes())
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
