"""What a command imports decides how soon it answers; the lists here must not grow unnoticed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

LOADED = """
import sys
before = set(sys.modules)
from xlportal.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print(*sorted(set(sys.modules) - before), file=sys.stderr)
"""
LIBRARIES = {"numpy", "openpyxl", "xlsxwriter", "xlwings", "pyopenvba", "docx", "lxml", "pandas"}
SLOW_TO_START = {"dataclasses", "pathlib", "typing", "json", "zipfile", "inspect", "tempfile"}


def imported(*words: str) -> set[str]:
    """Return the modules that running the command with ``words`` imports."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *words], capture_output=True, encoding="utf-8", check=True
    )
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize("words", [["--help"], ["check"], ["check", "--help"], ["--version"]])
def test_help_and_a_usage_error_import_no_library_and_little_else(words: list[str]) -> None:
    found = imported(*words)
    assert "xlportal.cli" in found
    assert not found & (LIBRARIES | SLOW_TO_START)
    assert {name for name in found if name.startswith("xlportal")} <= {
        "xlportal", "xlportal.cli", "xlportal.errors", "xlportal.core.widths"
    }  # fmt: skip


def test_computing_starts_neither_excel_nor_macros_nor_pandas(
    demo_workbook: Path, tmp_path: Path
) -> None:
    found = imported("compute", str(demo_workbook), "--month", "2", "-o", str(tmp_path / "a.xlsx"))
    assert "xlsxwriter" in found
    assert not found & {"openpyxl", "xlwings", "pyopenvba", "pandas", "docx", "lxml"}


def test_checking_writes_no_workbook(demo_workbook: Path) -> None:
    assert not imported("check", str(demo_workbook)) & {"xlsxwriter", "openpyxl", "xlwings"}
