"""The one way through the house, proven from the imports (docs/architecture.md)."""

import ast
import functools
import subprocess
from pathlib import Path

import pytest

from support.tools import REPOSITORY

PACKAGE = REPOSITORY / "xlportal"
EXCEL_LIBRARIES = {"openpyxl", "xlsxwriter", "xlwings", "pyopenvba", "docx", "win32com"}
INPUT_OUTPUT = {"pathlib", "os", "io", "sys", "subprocess", "tempfile", "zipfile", "shutil"}
PURE = ["core", "score"]


@functools.cache
def imported(module: Path) -> frozenset[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(names)


def reached(name: str) -> set[str]:
    """Return every module that importing a room can lead to, ours followed through."""
    found: set[str] = set()
    waiting = [f"xlportal.{name}.{path.stem}" for path in (PACKAGE / name).glob("*.py")]
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
        ("openpyxl", {"sheets"}),
        ("xlsxwriter", {"sheets", "publish"}),
        ("xlwings", {"excel"}),
        ("docx", {"publish", "audit"}),
        ("pyopenvba", {"excel"}),
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


# The rooms that a room may look into, besides the plain modules at the top of the package.
ROOMS = {
    "core": set(),
    "score": {"core"},
    "sheets": {"core", "score"},
    "publish": {"core", "score", "sheets"},
    "intake": {"core", "score", "sheets"},
    "audit": {"core", "score", "sheets", "publish"},
    "excel": {"core", "score", "sheets", "publish", "intake", "audit"},
    "commands": {"core", "score", "sheets", "publish", "intake", "audit", "excel"},
}


@pytest.mark.parametrize("room", ROOMS)
def test_data_go_one_way_from_room_to_room(room: str) -> None:
    for path in (PACKAGE / room).rglob("*.py"):
        seen = {name.split(".")[1] for name in imported(path) if name.startswith("xlportal.")}
        assert seen & set(ROOMS) <= ROOMS[room] | {room}, path


def test_every_room_of_the_house_is_in_the_plan() -> None:
    assert {path.parent.name for path in PACKAGE.glob("*/__init__.py")} == set(ROOMS)


def test_problems_are_named_in_the_catalogue_alone() -> None:
    for path in PACKAGE.rglob("*.py"):
        calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                 if isinstance(node, ast.Call))  # fmt: skip
        made = [call for call in calls if getattr(call.func, "id", "") == "Kind"]
        assert not made or path.name == "catalogue.py", path


def test_no_path_of_a_developer_s_machine_is_in_the_project() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=True
    ).stdout.decode()
    for name in filter(None, listed.split("\0")):
        content = (REPOSITORY / name).read_bytes() if (REPOSITORY / name).exists() else b""
        for path in ("/" + "work/", "/" + "root/", "sha" + "red/"):
            assert path.encode() not in content or b"\0" in content, (name, path)
