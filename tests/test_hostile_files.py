"""Hostile files against the real command: one line, exit 2, within seconds, in bounded memory."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from support.hostile import readable, unreadable, unusable

SECONDS = 8
MEMORY = 1536 * 2**20

# Runs the command on one file after another in one process that may not take more memory, and
# notes whatever would reach out of it.
_RUNNER = """
import contextlib, io, json, resource, sys, time
limit, *commands = json.load(sys.stdin)
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
reached = []
def watch(event, arguments):
    if event in {"socket.connect", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"}:
        reached.append(event)
sys.addaudithook(watch)
from xlportal.cli import main
for words in commands:
    out, err = io.StringIO(), io.StringIO()
    start = time.process_time()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(words)
    took = time.process_time() - start
    print(json.dumps([code, out.getvalue(), err.getvalue(), took, reached]), flush=True)
"""


def run_all(commands: list[list[str]]) -> list[Any]:
    """Return exit code, output, errors, processor seconds and reaches outside of each command."""
    run = subprocess.run(
        [sys.executable, "-c", _RUNNER],
        input=json.dumps([MEMORY, *commands]),
        capture_output=True,
        text=True,
        check=False,
        timeout=3 * SECONDS * len(commands),
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
    )
    results = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(results) == len(commands), (commands[len(results)], run.stderr[-2000:])
    return results


def test_hostile_workbooks_are_refused_in_one_line(demo_workbook: Path, tmp_path: Path) -> None:
    cases = list(unreadable(demo_workbook))
    commands = []
    for name, content, _ in cases:
        (tmp_path / name).write_bytes(content)
        commands.append(["check", str(tmp_path / name)])
    results = run_all(commands)
    for (name, _, message), result in zip(cases, results, strict=True):
        code, out, err, took, reached = result
        assert (code, out) == (2, ""), (name, out, err)
        assert err.count("\n") == 1, (name, err)
        assert re.search(message, err), (name, err)
        assert name in err, (name, err)
        assert took < SECONDS, (name, took)
        assert reached == [], name


def test_odd_workbooks_are_read_all_the_same(demo_workbook: Path, tmp_path: Path) -> None:
    cases = list(readable(demo_workbook))
    commands = []
    for name, content in cases:
        (tmp_path / name).write_bytes(content)
        commands.append(["export", str(tmp_path / name)])
    results = run_all(commands)
    for (name, _), (code, out, err, took, reached) in zip(cases, results, strict=True):
        assert (code, err) == (0, ""), (name, err)
        assert out == results[0][1], name
        assert took < SECONDS, (name, took)
        assert reached == [], name


def test_what_is_no_file_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道.xlsm")
    huge = tmp_path / "很大.xlsm"
    with huge.open("wb") as file:
        file.truncate(2**29)
    pipe, device, large = run_all(
        [["check", str(tmp_path / "管道.xlsm")], ["check", "/dev/zero"], ["check", str(huge)]]
    )
    assert (pipe[0], device[0], large[0]) == (2, 2, 2)
    assert "不是普通文件" in pipe[2]
    assert "不是普通文件" in device[2]
    assert "大得不正常（512 MB）" in large[2]


def test_a_workbook_without_the_month_is_never_taken_for_a_good_one(
    demo_workbook: Path, tmp_path: Path
) -> None:
    commands = []
    for name, content in unusable(demo_workbook):
        (tmp_path / name).write_bytes(content)
        commands.append(["compute", str(tmp_path / name), "--month", "2"])
    before = set(tmp_path.iterdir())
    for code, out, err, took, _ in run_all(commands):
        assert code in {1, 2}
        assert (out, "2月" in err or "打不开" in err) == ("", True)
        assert took < SECONDS
    assert set(tmp_path.iterdir()) == before


_STARTUP = ["importlib", "typing", "encodings", "runpy", "pkgutil", "os", "site", "io"]
_IMPORTED = ["json", "openpyxl", "numpy", "sitecustomize", "usercustomize", "re", "zipfile",
             "xlsxwriter", "argparse", "tempfile", "fractions", "csv"]  # fmt: skip


@pytest.mark.parametrize(
    ("start", "modules"),
    [
        ([str(Path(sys.executable).with_name("xlportal"))], _IMPORTED + _STARTUP),
        ([sys.executable, "-I", "-m", "xlportal"], _IMPORTED + _STARTUP),
        # Without -I Python itself looks here for what starts modules, before we can say no.
        ([sys.executable, "-m", "xlportal"], _IMPORTED),
    ],
    ids=["command", "isolated", "module"],
)
def test_nothing_in_the_workbook_s_folder_is_executed(
    demo_workbook: Path, tmp_path: Path, start: list[str], modules: list[str]
) -> None:
    for module in modules:
        planted = "open('ran', 'w').write(__name__)\nraise SystemExit(9)"
        (tmp_path / f"{module}.py").write_text(planted)
    (tmp_path / "2月.xlsm").write_bytes(demo_workbook.read_bytes())
    words = ["compute", "2月.xlsm", "--month", "2", "-o", "结果.xlsx"]
    run = subprocess.run(
        [*start, *words], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert not (tmp_path / "ran").exists()
    assert (tmp_path / "结果.xlsx").exists()
