from __future__ import annotations

from pathlib import Path

import pytest

from portal_setup import starter
from support.office_pc import office_pc


def test_the_window_finds_our_programs_first_and_opens_where_the_workbook_is(
    tmp_path: Path,
) -> None:
    pc = office_pc(tmp_path)
    assert starter.provide(tmp_path, Path("/opt/100%/xlportal"), pc) == ""
    lines = (tmp_path / "命令行.cmd").read_bytes().decode("ascii").split("\r\n")
    assert lines[0] == "@echo off"
    assert lines[-6:] == [
        "title xlportal",
        'set "PATH=/opt/100%%/xlportal/bin;%PATH%"',
        'cd /d "%~dp0"',
        "cmd /k xlportal --help",
        "exit /b",
        "",
    ]


def test_our_own_earlier_file_is_replaced_when_the_environment_moved(tmp_path: Path) -> None:
    pc = office_pc(tmp_path)
    assert starter.provide(tmp_path, Path("/a/xlportal"), pc) == ""
    assert starter.provide(tmp_path, Path("/b/xlportal"), pc) == ""
    assert (tmp_path / "命令行.cmd").read_bytes() == starter.script(Path("/b/xlportal/bin"))
    assert list(starter.noted(pc)) == [str(tmp_path / "命令行.cmd")]


@pytest.mark.parametrize("is_ours", [False, True])
def test_a_foreign_or_changed_file_is_neither_replaced_nor_removed(
    tmp_path: Path, *, is_ours: bool
) -> None:
    pc = office_pc(tmp_path)
    path = tmp_path / "命令行.cmd"
    if is_ours:
        starter.provide(tmp_path, Path("/a/xlportal"), pc)
    path.write_bytes(b"dir\r\n")
    assert "没有动它" in starter.provide(tmp_path, Path("/b/xlportal"), pc)
    assert starter.remove(pc) == ([str(path)] if is_ours else [])
    assert path.read_bytes() == b"dir\r\n"


def test_every_unchanged_file_is_removed_and_nothing_remains_noted(tmp_path: Path) -> None:
    pc = office_pc(tmp_path)
    folders = [tmp_path / name for name in ("一", "二", "三")]
    for folder in folders:
        folder.mkdir()
        starter.provide(folder, Path("/a/xlportal"), pc)
    (folders[2] / "命令行.cmd").unlink()
    assert len(starter.noted(pc)) == 3
    assert starter.remove(pc) == []
    assert [path for folder in folders for path in folder.iterdir()] == []
    assert starter.noted(pc) == {}
    assert starter.remove(pc) == []


def test_where_it_cannot_be_written_the_reason_is_said(tmp_path: Path) -> None:
    pc = office_pc(tmp_path)
    folder = tmp_path / "没有"
    assert starter.provide(folder, Path("/a/xlportal"), pc).startswith(f"写不了 {folder}")
    assert starter.noted(pc) == {}
