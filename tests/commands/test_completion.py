"""Completion asked of the shells themselves."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Run
from support.tools import require
from xlportal.cli import SHELLS

Script = Callable[[str], Path]
NAMES = {"new", "demo", "compute", "check", "circular", "repair", "export", "completion"}
ASKED = [
    ("xlportal ", NAMES),
    ("xlportal comp", {"compute", "completion"}),
    ("xlportal compute --", {"--help", "--month", "--json"}),
    ("xlportal check --j", {"--json"}),
]


@pytest.fixture
def script(run: Run, tmp_path: Path) -> Script:
    """Writes the script of a shell and returns its path."""

    def write(shell: str) -> Path:
        path = tmp_path / f"completion.{shell}"
        path.write_text(run("completion", shell).out, encoding="utf-8")
        return path

    return write


def ask(program: str, text: str, *words: str) -> set[str]:
    found = subprocess.run(
        [require(program, program), "-c", text, program, *words],
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert found.stderr == ""
    return {line.split("\t")[0].strip() for line in found.stdout.splitlines()}


BASH = """
source "$1"; line="$2"
read -r -a COMP_WORDS <<< "$line"; [[ $line == *" " ]] && COMP_WORDS+=("")
COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
$(complete -p xlportal | sed -E 's/.*-F ([^ ]+).*/\\1/')
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.mark.parametrize(("line", "expected"), ASKED)
def test_bash_completes_commands_and_options(script: Script, line: str, expected: set[str]) -> None:
    found = ask("bash", BASH, str(script("bash")), line)
    assert found >= expected
    assert all(word.startswith(line.rpartition(" ")[2]) for word in found)


@pytest.mark.parametrize(("line", "expected"), ASKED)
def test_fish_completes_commands_and_options(script: Script, line: str, expected: set[str]) -> None:
    found = ask("fish", "source $argv[2]; complete -C $argv[3]", str(script("fish")), line)
    assert found >= expected - {"--help"}


def test_bash_completes_files_where_a_file_is_wanted(script: Script, tmp_path: Path) -> None:
    (tmp_path / "账本.xlsm").touch()
    text = f"cd '{tmp_path}'; {BASH}"
    assert "账本.xlsm" in ask("bash", text, str(script("bash")), "xlportal check 账")


def test_zsh_accepts_its_script(script: Script) -> None:
    path = script("zsh")
    assert ask("zsh", 'zsh -n "$1"', str(path)) == set()
    assert all(f"{name}:" in path.read_text(encoding="utf-8") for name in NAMES)


def test_every_shell_has_a_script(run: Run) -> None:
    for shell in SHELLS:
        assert "compute" in run("completion", shell).out


def test_another_shell_is_wrong_usage(run: Run) -> None:
    outcome = run("completion", "cmd")
    assert outcome.code == 2
    assert "应是 bash、zsh、fish、powershell 之一，不能是 cmd" in outcome.err
