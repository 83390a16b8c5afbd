"""Completion asked of the shells themselves; PowerShell's script is only compared with the parser."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Run
from support.tools import require
from xlportal.commands.completion import commands

Script = Callable[[str], Path]
NAMES = {"new", "demo", "compute", "check", "circular", "repair", "export", "completion"}
MONTHS = {str(month) for month in range(1, 13)}
ASKED = [
    ("xlportal ", NAMES | {"--help", "--version"}),
    ("xlportal comp", {"compute", "completion"}),
    ("xlportal compute 账.xlsm --month ", MONTHS),
    ("xlportal compute 账.xlsm --month 1", {"1", "10", "11", "12"}),
    ("xlportal compute --", {"--help", "--month", "--json"}),
    ("xlportal check --j", {"--json"}),
    ("xlportal completion ", {"bash", "zsh", "fish", "powershell"}),
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
    return {line.split("\t")[0] for line in found.stdout.splitlines()}


BASH = """
source "$1"; line="$2"
read -r -a COMP_WORDS <<< "$line"; [[ $line == *" " ]] && COMP_WORDS+=("")
COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
$(complete -p xlportal | sed -E 's/.*-F ([^ ]+).*/\\1/')
printf '%s\\n' "${COMPREPLY[@]}"
"""
ZSH = """
autoload -U +X compinit && compinit -u -D
source "$1"
setopt ksharrays shwordsplit
COMP_WORDS=(${=2}); [[ $2 == *" " ]] && COMP_WORDS+=("")
COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
_xlportal
print -l -- "${COMPREPLY[@]}"
"""


@pytest.mark.parametrize(("line", "expected"), ASKED)
def test_bash_completes_commands_options_and_months(
    script: Script, line: str, expected: set[str]
) -> None:
    found = ask("bash", BASH, str(script("bash")), line)
    assert found >= expected
    assert all(word.startswith(line.rpartition(" ")[2]) for word in found)


@pytest.mark.parametrize(("line", "expected"), ASKED)
def test_zsh_completes_commands_options_and_months(
    script: Script, line: str, expected: set[str]
) -> None:
    # Of what it is offered zsh itself keeps what begins as the word does.
    assert ask("zsh", ZSH, str(script("zsh")), line) >= expected


@pytest.mark.parametrize(("line", "expected"), ASKED)
def test_fish_completes_commands_options_and_months(
    script: Script, line: str, expected: set[str]
) -> None:
    found = ask("fish", "source $argv[2]; complete -C $argv[3]", str(script("fish")), line)
    assert {word for word in found if word[:2] != "-h"} >= expected - {"--help", "--version"}


def test_files_are_left_to_the_shell(script: Script) -> None:
    assert ask("bash", BASH, str(script("bash")), "xlportal compute 账") == {""}
    text = "complete -p xlportal | grep -q -- '-o default' && echo yes"
    assert ask("bash", f'source "$1"; {text}', str(script("bash"))) == {"yes"}


def test_powershell_is_told_the_words_of_every_command(run: Run) -> None:
    text = run("completion", "powershell").out
    for command in commands():
        (words,) = re.findall(rf"'{command.name}' = @\((.*)\)", text)
        assert set(re.findall("'(.*?)'", words)) == {*command.flags, *command.values}
    assert text.count("{") == text.count("}")


def test_another_shell_is_wrong_usage(run: Run) -> None:
    outcome = run("completion", "tcsh")
    assert outcome.code == 2
    assert "应是 bash、zsh、fish、powershell 之一，不能是 tcsh" in outcome.err
