"""Whatever happens while a file is written, the old one or the new one is there, whole."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import Run
from support.mishaps import as_somebody, files, in_child, killed_at, with_little_room
from support.tools import require
from xlportal.cli import main
from xlportal.errors import CannotProceed
from xlportal.files import write_bytes

OLD, NEW = b"old " * 50_000, b"new " * 60_000
COUNTS = "单位,区县动态\n上城区审管办,3\n"
# The outputs of these are replaced; the others refuse a name that is taken.
REPLACING = {
    "compute": ["compute", "账本.xlsm", "--month", "2", "-o", "附表.xlsx"],
    "circular": ["circular", "账本.xlsm", "--month", "2", "-o", "通报.docx"],
    "export": ["export", "账本.xlsm", "-o", "数据.json"],
}
CREATING = {
    "new": ["new", "新.xlsm", "--year", "2021"],
    "import": ["import", "账本.xlsm", "篇数.csv", "--month", "3", "-o", "新.xlsm"],
    "repair": ["repair", "账本.xlsm", "-o", "新.xlsm"],
}
COMMANDS = REPLACING | CREATING


@pytest.fixture
def desk(demo_workbook: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The current folder, with a workbook and an export; anybody may enter it."""
    folder = Path(tempfile.mkdtemp(prefix="xlportal-desk-"))
    folder.chmod(0o755)
    shutil.copy(demo_workbook, folder / "账本.xlsm")
    (folder / "篇数.csv").write_text(COUNTS, encoding="utf-8")
    monkeypatch.chdir(folder)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def is_whole(content: bytes) -> bool:
    if content.startswith(b"{"):
        return content.rstrip().endswith(b"}")
    return zipfile.ZipFile(io.BytesIO(content)).testzip() is None


def quietly(words: list[str]) -> Callable[[], int]:
    def run() -> int:
        sys.stdout = sys.stderr = io.StringIO()
        return main(words)

    return run


def writing(target: Path) -> Callable[[], int]:
    def write() -> int:
        try:
            write_bytes(target, NEW)
        except CannotProceed as error:
            (target.parent / "said").write_text(str(error), encoding="utf-8")
            return 2
        return 0

    return write


def test_killed_at_any_moment_the_old_file_or_the_new_one_is_there(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    seen: list[bytes] = []
    for moment in range(1, 1000):
        target.write_bytes(OLD)
        code = killed_at(moment, writing(target))
        assert code in {0, -signal.SIGKILL}
        assert target.read_bytes() in {OLD, NEW}, moment
        seen.append(target.read_bytes())
        if code == 0:
            break
    assert len(seen) > 15
    assert seen == sorted(seen, reverse=True), "once new, the file stays new"
    assert {OLD, NEW} == set(seen)


def test_killed_at_any_moment_a_new_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    for moment in range(1, 1000):
        target.unlink(missing_ok=True)
        code = killed_at(moment, writing(target))
        assert not target.exists() or target.read_bytes() == NEW
        if code == 0:
            break
    assert target.read_bytes() == NEW


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_killed_while_it_writes_leaves_no_half(desk: Path, name: str) -> None:
    words = COMMANDS[name]
    target = desk / (words[1] if name == "new" else words[-1])
    before = files(desk)
    assert in_child(quietly(words)) == 0
    made = target.read_bytes()
    assert is_whole(made)
    ends = set()
    for moment in (1, 25, 40, 50, 60, 1000):
        target.unlink()
        if name in REPLACING:
            target.write_bytes(OLD)
        ends.add(killed_at(moment, quietly(words)))
        if target.exists() and target.read_bytes() != OLD:
            assert is_whole(target.read_bytes())
            assert abs(len(target.read_bytes()) - len(made)) < 100
        else:
            assert target.exists() == (name in REPLACING)
            target.touch()
        assert {file: files(desk)[file] for file in before} == before
    assert ends == {0, -signal.SIGKILL}


def test_a_process_killed_from_outside_leaves_no_half(desk: Path) -> None:
    target = desk / "附表.xlsx"
    for milliseconds in range(60, 600, 60):
        target.write_bytes(OLD)
        process = subprocess.Popen(
            [sys.executable, "-m", "xlportal", *REPLACING["compute"]],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            process.wait(milliseconds / 1000)
        except subprocess.TimeoutExpired:
            process.kill()
        process.wait()
        content = target.read_bytes()
        assert content == OLD or is_whole(content)


@pytest.mark.parametrize("size", [0, 1, 4096, 100_000, len(NEW) - 1])
def test_without_room_the_old_file_stays_and_nothing_else(tmp_path: Path, size: int) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(OLD)
    said = tmp_path / "said"
    os.mkfifo(said)
    assert with_little_room(size, lambda: _without_words(target)) == 2
    said.unlink()
    assert files(tmp_path) == {"a.xlsx": OLD}


def _without_words(target: Path) -> int:
    try:
        write_bytes(target, NEW)
    except CannotProceed as error:
        return 2 if "文件大小超过了系统允许的限度。原有文件没有改动" in str(error) else 3
    return 0


# A disk of 600 kB, seen by this shell only. Nothing is written unless that disk is really there,
# and what fills it is no larger than 1 MB, whatever it lands on.
_FULL_DISK = """
mount -t tmpfs -o size=600k none disk && mountpoint -q disk && cd disk || exit 99
cp "$1" 账本.xlsm && printf "$2" > 篇数.csv && printf old > "$3" || exit 98
shift 3
dd if=/dev/zero of=满 bs=1k count=1000 2>/dev/null && exit 97
"$@"
code=$?
ls -A
exit $code
"""


@pytest.mark.parametrize("name", COMMANDS)
def test_a_full_disk_is_said_in_one_line(demo_workbook: Path, tmp_path: Path, name: str) -> None:
    unshare = require("unshare", "unshare (for a disk of one's own)")
    (tmp_path / "disk").mkdir()
    words = COMMANDS[name]
    old = words[-1] if name in REPLACING else "旧"
    run = subprocess.run(
        [unshare, "-m", "sh", "-c", _FULL_DISK, "sh", demo_workbook, COUNTS, old,
         sys.executable, "-m", "xlportal", *words],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (run.returncode, run.stderr.count("\n")) == (2, 1), run.stderr
    assert "磁盘已满。原有文件没有改动" in run.stderr
    assert set(run.stdout.split()) == {"账本.xlsm", "篇数.csv", old, "满"}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_folder_one_may_not_write_to_is_said_in_one_line(run: Run, desk: Path, name: str) -> None:
    words = COMMANDS[name]
    assert run(*words).code == 0
    if name in CREATING:
        (desk / "新.xlsm").unlink()
    before = files(desk)
    words = [str(desk / word) if "." in word and word != "2" else word for word in words]
    desk.chmod(0o555)
    reader, writer = os.pipe()

    def tell() -> int:
        sys.stdout = sys.stderr = said = io.StringIO()
        code = main(words)
        os.write(writer, said.getvalue().encode())
        return code

    code = as_somebody(tell)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as pipe:
        said = pipe.read()
    assert (code, said.count("\n")) == (2, 1), said
    assert "没有权限。原有文件没有改动" in said
    assert files(desk) == before


@pytest.mark.parametrize("mark", ["~${}", ".~lock.{}#"])
@pytest.mark.parametrize("name", COMMANDS)
def test_an_output_open_elsewhere_is_not_touched(
    run: Run, desk: Path, name: str, mark: str
) -> None:
    words = COMMANDS[name]
    target = desk / (words[1] if name == "new" else words[-1])
    if name in REPLACING:
        target.write_bytes(OLD)
    (desk / mark.format(target.name)).write_bytes(b"clerk")
    before = files(desk)
    outcome = run(*words)
    assert (outcome.code, outcome.out) == (2, "")
    assert "或其他程序中打开，请先关闭它" in outcome.err
    assert files(desk) == before
