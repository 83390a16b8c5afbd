from __future__ import annotations

import errno
from pathlib import Path

import pytest

from xlportal import safe_files
from xlportal.errors import CannotProceed
from xlportal.safe_files import check_writable, read_bytes, write_bytes


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
