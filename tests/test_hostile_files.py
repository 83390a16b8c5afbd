"""Hostile files against the real command: one line, exit 2, within seconds, in bounded memory."""

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msoffcrypto.format.ooxml import OOXMLFile

from support.tools import unmeasured
from xlportal.sheets.package import pack, parts

SECONDS = 8
MEMORY = 1536 * 2**20
SHEET = "xl/worksheets/sheet6.xml"
LAUGHS = "<!DOCTYPE x [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{i + 1} '{f'&a{i};' * 10}'>" for i in range(12)
)

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
        [sys.executable, "-c", _RUNNER], input=json.dumps([MEMORY, *commands]), text=True,
        capture_output=True, check=False, timeout=3 * SECONDS * len(commands),
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    results = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(results) == len(commands), (commands[len(results)], run.stderr[-2000:])
    for words, (_, _, _, took, reached) in zip(commands, results, strict=True):
        assert took < SECONDS, (words, took)
        assert reached == [], words
    return results


def changed(package: bytes, change: Callable[[bytes], bytes]) -> bytes:
    return pack(parts(package) | {SHEET: change(parts(package)[SHEET])})


def with_rows(package: bytes, more: bytes) -> bytes:
    return changed(package, lambda part: part.replace(b"</sheetData>", more + b"</sheetData>"))


def with_laughs(part: bytes) -> bytes:
    return part.replace(b"?>", f"?>{LAUGHS}]>".encode(), 1).replace(b"</", b"&a12;</", 1)


def encrypted(workbook: Path) -> bytes:
    stream = io.BytesIO()
    with workbook.open("rb") as file:
        OOXMLFile(file).encrypt("秘密", stream)
    return stream.getvalue()


def repacked(package: bytes, method: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in parts(package).items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_hostile_workbooks_are_refused_in_one_line(demo_workbook: Path, tmp_path: Path) -> None:
    good = demo_workbook.read_bytes()
    wordy = b"<c " + b" ".join(b'a%d=">"' % n for n in range(1_500_000)) + b"/><x>"
    cases = {
        "空文件.xlsm": b"",
        "加密.xlsx": encrypted(demo_workbook),
        "压缩法.xlsx": repacked(good, zipfile.ZIP_LZMA),
        "半张表.xlsm": changed(good, lambda part: part[:3000]),
        "炸弹.xlsm": changed(good, with_laughs),
        "零字节炸弹.xlsm": changed(good, lambda _: bytes(200 * 2**20)),
        "很多部件.xlsm": pack(parts(good) | {f"a/{i}": b"" for i in range(10_001)}),
        "很多格.xlsm": with_rows(good, b"<row>" + b"<c/>" * 3_100_000 + b"</row>"),
        "很多属性.xlsm": with_rows(good, wordy),
        "天边.xlsm": with_rows(good, b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    }
    for name, content in cases.items():
        (tmp_path / name).write_bytes(content)
    results = run_all([["check", str(tmp_path / name)] for name in cases])
    for name, (code, out, err, _, _) in zip(cases, results, strict=True):
        assert (code, out, err.count("\n")) == (2, "", 1), (name, out, err)
        assert name in err
        assert "程序出错" not in err


def test_odd_workbooks_are_read_all_the_same(demo_workbook: Path, tmp_path: Path) -> None:
    good = demo_workbook.read_bytes()
    styled = b'<row r="1048576" s="1"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"/></row>'
    inner = pack({"a": bytes(10**6)})
    cases = {
        "原样.xlsm": good,
        "末行有格式.xlsm": with_rows(good, styled),
        "内嵌压缩包.xlsm": pack(parts(good) | {"xl/media/a.zip": inner}),
    }
    for name, content in cases.items():
        (tmp_path / name).write_bytes(content)
    results = run_all([["export", str(tmp_path / name)] for name in cases])
    assert [(code, err) for code, _, err, _, _ in results] == [(0, "")] * len(cases)
    assert len({out for _, out, _, _, _ in results}) == 1


def test_what_is_no_file_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道.xlsm")
    with (tmp_path / "很大.xlsm").open("wb") as file:
        file.truncate(2**29)
    names = [str(tmp_path / "管道.xlsm"), "/dev/zero", str(tmp_path / "很大.xlsm")]
    pipe, device, large = run_all([["check", name] for name in names])
    assert [pipe[0], device[0], large[0]] == [2, 2, 2]
    assert "不是普通文件" in pipe[2]
    assert "不是普通文件" in device[2]
    assert "大得不正常（512 MB）" in large[2]


def test_nothing_in_the_workbook_s_folder_is_executed(demo_workbook: Path, tmp_path: Path) -> None:
    for module in ("json", "openpyxl", "pandas", "sitecustomize", "re", "argparse", "fractions"):
        planted = "open('ran', 'w').write(__name__)\nraise SystemExit(9)"
        (tmp_path / f"{module}.py").write_text(planted)
    (tmp_path / "2月.xlsm").write_bytes(demo_workbook.read_bytes())
    run = subprocess.run(
        [sys.executable, "-m", "xlportal", "compute", "2月.xlsm", "--month", "2", "-o", "结果.xlsx"],
        cwd=tmp_path, env=unmeasured(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (run.returncode, run.stderr) == (0, "")
    assert not (tmp_path / "ran").exists()
    assert (tmp_path / "结果.xlsx").exists()
