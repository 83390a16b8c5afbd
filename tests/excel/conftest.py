"""The demo's workbook, open for pressing its buttons."""

import tempfile
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def workbook(demo_workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demo's workbook in a folder of its own, logs beside it."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    path = tmp_path / "账.xlsm"
    path.write_bytes(demo_workbook.read_bytes())
    return path


@pytest.fixture
def book(opened: Any, workbook: Path) -> Any:
    return opened(workbook)
