"""Every end is a sentence: names, places and streams that cannot be used."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.outcome import Run
from support.tools import unmeasured


@pytest.fixture
def desk(demo_workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "账本.xlsm").write_bytes(demo_workbook.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


LONG = "长" * 100


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["compute", "账本.xlsm", "--month", "2", "-o", f"{LONG}.xlsx"], "文件名太长"),
        (["new", f"{LONG}.xlsm"], "文件名太长"),
        (["new", "新.xlsm", "--from", f"{LONG}.json"], "文件名太长"),
        (["check", f"{LONG}.xlsm"], "文件名太长"),
        (["demo", LONG], "文件名太长"),
        (["demo", "账本.xlsm"], "那里有一个文件叫这个名称"),
        (["new", "新.xlsm", "--from", "乱码.json"], "不是文字文件，或编码认不出来"),
        (["check", "管道.xlsm"], "不是普通文件"),
        (["compute", "账本.xlsm", "--month", "2", "-o", "管道.xlsx"], "不是普通文件"),
        (["check", "."], "是文件夹"),
        (["check", "账本.xlsm/x.xlsm"], "路径里有一段是文件"),
        (["check", "绕圈.xlsm"], "链接绕成了圈"),
    ],
)
def test_names_and_places_that_cannot_be_used_are_one_line(
    run: Run, desk: Path, words: list[str], said: str
) -> None:
    for name in ("管道.xlsm", "管道.xlsx"):
        os.mkfifo(desk / name)
    (desk / "绕圈.xlsm").symlink_to("绕圈.xlsm")
    (desk / "乱码.json").write_bytes(b"\xff\xfe\x00")
    outcome = run(*words)
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert said in outcome.err


@pytest.mark.parametrize(
    "words", [["export", "账本.xlsm"], ["check", "账本.xlsm", "--json"], ["--help"]], ids=" ".join
)
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_standard_output_is_one_line(desk: Path, words: list[str], unbuffered: str) -> None:
    with Path("/dev/full").open("wb") as full:
        run = subprocess.run(
            [sys.executable, "-m", "xlportal", *words],
            stdout=full, stderr=subprocess.PIPE, cwd=desk, text=True, check=False,
            env=unmeasured() | {"PYTHONUNBUFFERED": unbuffered},
        )  # fmt: skip
    assert (run.returncode, run.stderr.count("\n")) == (2, 1), run.stderr
    assert "结果写不出去" in run.stderr
