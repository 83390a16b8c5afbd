"""The details of an unforeseen error, kept for whoever maintains the program."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from xlportal.error_log import NOT_KEPT, keep_log, logs


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def raised(text: str) -> Exception:
    with pytest.raises(RuntimeError) as caught:
        raise RuntimeError(text)
    return caught.value


def test_a_log_holds_message_and_place_in_utf_8(temporary: Path) -> None:
    log = Path(keep_log(raised("填报表坏了")))
    assert log.parent == temporary
    text = log.read_text(encoding="utf-8")
    assert "RuntimeError: 填报表坏了" in text
    assert Path(__file__).name in text


def test_every_log_is_a_new_file_of_the_pattern_that_is_told(temporary: Path) -> None:
    kept = {keep_log(raised("one")), keep_log(raised("two"))}
    assert len(kept) == 2
    assert {str(path) for path in temporary.glob(Path(logs()).name)} == kept
    assert Path(logs()).parent == temporary


def test_nothing_that_lies_there_already_is_written_through(temporary: Path) -> None:
    other = temporary / "another's file"
    other.write_text("untouched", encoding="utf-8")
    (temporary / "xlportal-error.log").symlink_to(other)
    keep_log(raised("one"))
    assert other.read_text(encoding="utf-8") == "untouched"


def test_a_path_that_is_no_text_can_be_written_down(temporary: Path) -> None:
    log = Path(keep_log(raised("cannot read \udcff.xlsm")))
    assert log.parent == temporary
    assert "\\udcff.xlsm" in log.read_text(encoding="utf-8")


def test_where_no_log_can_be_written_that_is_said_instead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "not there"))
    assert keep_log(raised("one")) == NOT_KEPT
