"""The one way through the house, proven from the imports (design.md)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from support.tools import REPOSITORY

PACKAGE = REPOSITORY / "xlportal"
EXCEL_LIBRARIES = {"openpyxl", "xlsxwriter", "xlwings", "pyopenvba", "docx", "win32com"}
INPUT_OUTPUT = {"pathlib", "os", "io", "sys", "subprocess", "tempfile", "zipfile", "shutil"}
PURE = [
    "exact", "rules", "scoring", "ledger", "assessment", "circular", "wording", "document",
    "result", "problems", "book", "defaults", "demo",
]  # fmt: skip


def imported(module: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def reached(name: str) -> set[str]:
    """Return every module that importing ``xlportal.name`` can lead to, ours followed through."""
    found: set[str] = set()
    waiting = [f"xlportal.{name}"]
    while waiting:
        current = waiting.pop()
        path = REPOSITORY / Path(*current.split(".")).with_suffix(".py")
        if current in found or not path.exists():
            found.add(current)
            continue
        found.add(current)
        waiting += imported(path)
    return found


@pytest.mark.parametrize("name", PURE)
def test_rules_scoring_and_assessment_know_no_spreadsheet_and_do_no_io(name: str) -> None:
    roots = {module.split(".")[0] for module in reached(name)}
    assert not roots & EXCEL_LIBRARIES
    assert not roots & INPUT_OUTPUT


@pytest.mark.parametrize(
    ("library", "homes"),
    [
        ("openpyxl", {"workbook/formulas.py"}),
        ("xlsxwriter", {"pen.py", "workbook", "publication"}),
        ("xlwings", {"excel"}),
        ("docx", {"publication", "audit"}),
    ],
)
def test_every_library_has_its_home(library: str, homes: set[str]) -> None:
    for path in PACKAGE.rglob("*.py"):
        own = path.relative_to(PACKAGE)
        if any(name.split(".")[0] == library for name in imported(path)):
            assert str(own) in homes or own.parts[0] in homes, own


def test_nothing_under_the_separately_licensed_part_of_xlwings_is_used() -> None:
    for path in PACKAGE.rglob("*.py"):
        assert not [name for name in imported(path) if name.startswith("xlwings.pro")], path


def test_no_machine_path_or_tool_of_the_workplace_is_named() -> None:
    for path in REPOSITORY.rglob("*.py"):
        if not {".venv", "node_modules"} & set(path.parts):
            text = path.read_text(encoding="utf-8")
            assert "/" + "work/" not in text, path
