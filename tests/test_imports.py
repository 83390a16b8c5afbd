"""What help and usage errors import decides how soon they answer."""

from __future__ import annotations

import subprocess
import sys

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
