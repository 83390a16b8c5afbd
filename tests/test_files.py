from __future__ import annotations

import errno
import shutil
import tempfile
from pathlib import Path

import pytest

from support.mishaps import as_somebody
from xlportal import files as safe_files
from xlportal.errors import CannotProceed
from xlportal.files import check_new, check_writable, read_bytes, write_bytes, write_new


def test_writing_replaces_the_whole_file_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    write_bytes(target, b"old")
    write_bytes(target, b"new")
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_keeps_its_permissions(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")
    target.chmod(0o640)
    write_bytes(target, b"new")
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(safe_files.os, "fsync", full)
    with pytest.raises(CannotProceed, match="磁盘已满"):
        write_bytes(target, b"new")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_target_that_cannot_be_replaced_leaves_no_trace(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    target.mkdir()
    (target / "inside").touch()
    with pytest.raises(CannotProceed):
        write_bytes(target, b"new")
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("mark", ["~${}", ".~lock.{}#", ".~{}"])
def test_a_file_open_in_a_spreadsheet_program_is_not_written(tmp_path: Path, mark: str) -> None:
    target = tmp_path / "附表.xlsx"
    (tmp_path / mark.format(target.name)).touch()
    with pytest.raises(CannotProceed, match="正在 Excel 或其他程序中打开"):
        check_writable(target)


def test_a_place_without_folder_or_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotProceed, match="没有文件夹"):
        check_writable(tmp_path / "无" / "a.xlsx")
    with pytest.raises(CannotProceed, match="是文件夹"):
        check_writable(tmp_path)


def test_the_input_is_never_the_output_not_even_by_another_name(tmp_path: Path) -> None:
    source, link = tmp_path / "a.xlsm", tmp_path / "b.xlsx"
    source.touch()
    link.symlink_to(source)
    with pytest.raises(CannotProceed, match="不能就是输入文件"):
        check_writable(link, source)


def test_what_cannot_be_read_is_said_in_one_line(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "无.xlsm"):
        with pytest.raises(CannotProceed) as raised:
            read_bytes(path)
        assert "\n" not in str(raised.value)


def test_a_file_that_is_there_is_never_replaced_by_a_new_one(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsm"
    write_new(target, b"first")
    for attempt in (lambda: check_new(target), lambda: write_new(target, b"second")):
        with pytest.raises(CannotProceed, match="已经存在，没有改动它"):
            attempt()
    assert target.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [target]


def test_a_disk_without_hard_links_takes_new_files_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def impossible(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", impossible)
    target = tmp_path / "a.xlsm"
    write_new(target, b"first")
    with pytest.raises(CannotProceed, match="已经存在"):
        write_new(target, b"second")
    assert target.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [target]


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    target.write_bytes(b"old")
    link.symlink_to(target)
    write_bytes(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_name_that_is_too_long_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(CannotProceed, match="文件名太长"):
        check_writable(tmp_path / ("长" * 300 + ".xlsx"))


def test_a_read_only_file_is_not_replaced() -> None:
    folder = Path(tempfile.mkdtemp(prefix="xlportal-"))
    folder.chmod(0o777)
    target = folder / "a.xlsx"
    target.write_bytes(b"old")
    target.chmod(0o444)

    def attempt() -> int:
        try:
            check_writable(target)
        except CannotProceed as error:
            return 2 if "只读" in str(error) else 3
        return 0

    assert as_somebody(attempt) == 2
    shutil.rmtree(folder)


def test_another_workbook_s_mark_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "~$附表.xlsx").touch()
    check_writable(tmp_path / "ab附表.xlsx")
    (tmp_path / "~$通报.docx").touch()
    with pytest.raises(CannotProceed, match="正在 Word 或其他程序中打开"):
        check_writable(tmp_path / "二月通报.docx")
