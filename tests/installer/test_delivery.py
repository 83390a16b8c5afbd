from __future__ import annotations

from pathlib import Path

import pytest

from portal_setup.delivery import checksums, damaged


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("installer/delivery.json", "requirements.txt", "wheels/a.whl", "wheels/b.whl",
                 "卸载.cmd", "安装.cmd"):  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    (tmp_path / "SHA256SUMS.txt").write_text(checksums(tmp_path), encoding="utf-8")
    return tmp_path


def test_a_delivery_with_every_file_is_whole(folder: Path) -> None:
    (folder / "python").mkdir()
    (folder / "python" / "python-3.13.9-amd64.exe").touch()
    assert damaged(folder) == []


def test_a_missing_a_changed_and_an_unreadable_file_are_named(folder: Path) -> None:
    (folder / "wheels" / "a.whl").unlink()
    (folder / "wheels" / "b.whl").unlink()
    (folder / "wheels" / "b.whl").mkdir()
    (folder / "requirements.txt").write_text("", encoding="utf-8")
    assert damaged(folder) == ["requirements.txt", "wheels/a.whl", "wheels/b.whl"]


@pytest.mark.parametrize("size", [0, 0.3, 0.8])
def test_a_checksum_list_that_was_cut_off_is_itself_what_is_damaged(
    folder: Path, size: float
) -> None:
    content = (folder / "SHA256SUMS.txt").read_bytes()
    (folder / "SHA256SUMS.txt").write_bytes(content[: int(size * len(content))])
    assert damaged(folder) == ["SHA256SUMS.txt"]


def test_a_checksum_list_that_is_missing_or_no_text_is_damaged(folder: Path) -> None:
    (folder / "SHA256SUMS.txt").write_bytes(b"\xff\xff")
    assert damaged(folder) == ["SHA256SUMS.txt"]
    (folder / "SHA256SUMS.txt").unlink()
    assert damaged(folder) == ["SHA256SUMS.txt"]
