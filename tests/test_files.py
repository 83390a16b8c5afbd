"""Whatever happens while a file is written, the old one or the new one is there, whole.

Mishaps happen for real, to a child process: it is killed, the disk is full, the folder is locked.
"""

import io
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from support.outcome import Run
from support.tools import require, unmeasured
from xlportal import files as safe_files
from xlportal.cli import main
from xlportal.errors import CannotProceed
from xlportal.files import check_new, write_bytes, write_new

OLD, NEW = b"old " * 50_000, b"new " * 60_000
COUNTS = "单位,区县动态\n上城区审管办,3\n"
COMMANDS = {
    "export": ["export", "账本.xlsm", "-o", "数据.json"],
    "compute": ["compute", "账本.xlsm", "--month", "2", "-o", "附表.xlsx"],
    "new": ["new", "新.xlsm", "--year", "2021"],
    "import": ["import", "账本.xlsm", "篇数.csv", "--month", "3", "-o", "新.xlsm"],
}


def in_child(action: Callable[[], int]) -> int:
    """Return the exit code of ``action`` in a forked child, negative for the signal that ended it."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        code = 70
        try:
            code = action()
        except BaseException:  # noqa: BLE001 - the child must end here, whatever it was
            traceback.print_exc()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_at(moment: int, action: Callable[[], int]) -> int:
    """Return how ``action`` ended that is killed at a line of the module that writes files."""
    count = 0

    def watch(frame: FrameType, _event: str, _: Any) -> Any:
        nonlocal count
        if frame.f_code.co_filename != safe_files.__file__:
            return None
        count += 1
        if count == moment:
            os.kill(os.getpid(), signal.SIGKILL)
        return watch

    def watched() -> int:
        sys.settrace(watch)
        return action()

    return in_child(watched)


def as_somebody(action: Callable[[], int]) -> int:
    """Return how ``action`` ended for a user whom permissions bind, which they do not bind root."""

    def lowered() -> int:
        if os.getuid() == 0:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
        return action()

    return in_child(lowered)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def is_whole(content: bytes) -> bool:
    if content.startswith(b"{"):
        return content.rstrip().endswith(b"}")
    return zipfile.ZipFile(io.BytesIO(content)).testzip() is None


def quietly(words: list[str], said: io.StringIO | None = None) -> Callable[[], int]:
    def run() -> int:
        sys.stdout = sys.stderr = said or io.StringIO()
        return main(words)

    return run


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


@pytest.mark.parametrize("kept", [False, True])
def test_killed_at_any_moment_the_old_file_or_the_new_one_is_there(
    tmp_path: Path, *, kept: bool
) -> None:
    target, other = tmp_path / "a.xlsx", tmp_path / "b.xlsx"

    def write() -> int:
        write_bytes(target, NEW, kept=other if kept else None)
        return 0

    seen: list[bytes] = []
    for moment in range(1, 1000):
        target.write_bytes(OLD)
        other.unlink(missing_ok=True)
        code = killed_at(moment, write)
        seen.append(target.read_bytes())
        assert seen[-1] in {OLD, NEW}, moment
        assert not kept or OLD in {seen[-1], other.read_bytes() if other.exists() else b""}
        if code == 0:
            break
    assert len(seen) > 15
    assert seen == sorted(seen, reverse=True), "once new, the file stays new"
    assert {OLD, NEW} == set(seen)


@pytest.mark.parametrize("name", ["export", "import"])
def test_a_command_killed_while_it_writes_leaves_no_half(desk: Path, name: str) -> None:
    words = COMMANDS[name]
    target, before, ends = desk / words[-1], contents(desk), set()
    for moment in (1, 40, 60, 10_000):
        target.unlink(missing_ok=True)
        ends.add(killed_at(moment, quietly(words)))
        assert not target.exists() or is_whole(target.read_bytes())
        assert {file: contents(desk)[file] for file in before} == before
    assert ends == {0, -signal.SIGKILL}
    assert target.exists()


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


@pytest.mark.parametrize("name", ["compute", "new"])
def test_a_full_disk_is_said_in_one_line(demo_workbook: Path, tmp_path: Path, name: str) -> None:
    unshare = require("unshare", "unshare (for a disk of one's own)")
    (tmp_path / "disk").mkdir()
    words = COMMANDS[name]
    old = words[-1] if name == "compute" else "旧"
    run = subprocess.run(
        [unshare, "-m", "sh", "-c", _FULL_DISK, "sh", demo_workbook, COUNTS, old,
         sys.executable, "-m", "xlportal", *words],
        cwd=tmp_path, env=unmeasured(), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (run.returncode, run.stderr.count("\n")) == (2, 1), run.stderr
    assert "磁盘已满。原有文件没有改动" in run.stderr
    assert set(run.stdout.split()) == {"账本.xlsm", "篇数.csv", old, "满"}


@pytest.mark.parametrize("name", ["export", "import"])
def test_a_folder_one_may_not_write_to_is_said_in_one_line(desk: Path, name: str) -> None:
    words = [str(desk / word) if "." in word else word for word in COMMANDS[name]]
    before = contents(desk)
    desk.chmod(0o555)
    reader, writer = os.pipe()

    def tell() -> int:
        said = io.StringIO()
        code = quietly(words, said)()
        os.write(writer, said.getvalue().encode())
        return code

    code = as_somebody(tell)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as pipe:
        said = pipe.read()
    assert (code, said.count("\n")) == (2, 1), said
    assert "没有权限。原有文件没有改动" in said
    assert contents(desk) == before


@pytest.mark.parametrize(
    ("name", "mark"),
    [("compute", "~$附表.xlsx"), ("new", ".~lock.新.xlsm#"), ("circular", "~$通报.docx")],
)
def test_an_output_open_elsewhere_is_not_touched(
    run: Run, desk: Path, name: str, mark: str
) -> None:
    word = ["circular", "账本.xlsm", "--month", "2", "-o", "二月通报.docx"]
    (desk / mark).write_bytes(b"clerk")
    (desk / "~$另一本.xlsx").touch()
    before = contents(desk)
    outcome = run(*COMMANDS.get(name, word))
    assert (outcome.code, outcome.out) == (2, "")
    assert "正在 Excel、Word 或其他程序中打开，请先关闭它" in outcome.err
    assert contents(desk) == before


def test_a_file_that_is_there_is_never_replaced_by_a_new_one(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsm"
    write_new(target, b"first")
    for attempt in (check_new, lambda path: write_new(path, b"second")):
        with pytest.raises(CannotProceed, match="已经存在，没有改动它"):
            attempt(target)
    assert contents(tmp_path) == {"a.xlsm": b"first"}


def test_writing_replaces_the_whole_file_with_its_permissions_and_through_a_link(
    tmp_path: Path,
) -> None:
    target, link = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    target.write_bytes(b"old")
    target.chmod(0o640)
    link.symlink_to(target)
    write_bytes(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o640
    assert {*tmp_path.iterdir()} == {target, link}


@pytest.mark.parametrize("kept", [False, True])
def test_a_target_that_cannot_be_replaced_leaves_no_trace(tmp_path: Path, *, kept: bool) -> None:
    target = tmp_path / "a.xlsx"
    target.mkdir()
    (target / "inside").touch()
    with pytest.raises(CannotProceed):
        write_bytes(target, b"new", kept=tmp_path / "b.xlsx" if kept else None)
    assert list(tmp_path.iterdir()) == [target]


def test_the_details_of_an_unforeseen_error_are_kept_in_a_new_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    kept = {safe_files.keep_log(RuntimeError(f"填报表坏了 {n} \udcff")) for n in range(2)}
    assert {str(path) for path in tmp_path.glob(Path(safe_files.logs()).name)} == kept
    assert all("RuntimeError: 填报表坏了" in Path(log).read_text("utf-8") for log in kept)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "not there"))
    assert safe_files.keep_log(RuntimeError("one")) == safe_files.NOT_KEPT
