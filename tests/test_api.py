"""The public interface, and that neither it nor the command costs anything until it is used."""

import copy
import datetime as dt
import re
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xlportal
from support.tools import REPOSITORY, unmeasured

GUIDE = REPOSITORY / "docs" / "api.md"


LIBRARIES = {"numpy", "openpyxl", "xlsxwriter", "xlwings", "pyopenvba", "docx", "lxml", "pandas"}
SLOW_TO_START = {"dataclasses", "pathlib", "typing", "json", "zipfile", "inspect", "tempfile"}


def modules_after(program: str) -> set[str]:
    """Return the modules that a program imports."""
    listing = "import sys; before = set(sys.modules)\n{}\nprint(*set(sys.modules) - before)"
    done = subprocess.run(
        [sys.executable, "-c", listing.format(program)], env=unmeasured(), capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("words", [["--help"], ["check"], ["check", "--help"]])
def test_help_and_a_usage_error_import_no_library_and_little_else(words: list[str]) -> None:
    found = modules_after(
        f"from xlportal.cli import main\ntry: main({words})\nexcept SystemExit: pass"
    )
    assert "xlportal.cli" in found
    assert not found & (LIBRARIES | SLOW_TO_START)


def test_the_documented_example_prints_what_is_documented(
    demo_workbook: Path, tmp_path: Path
) -> None:
    text = GUIDE.read_text(encoding="utf-8")
    example, printed = re.findall(r"^```(?:python)?\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    (tmp_path / demo_workbook.name).write_bytes(demo_workbook.read_bytes())
    (tmp_path / "example.py").write_text(example, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "example.py"], cwd=tmp_path, env=unmeasured(), capture_output=True,
        encoding="utf-8", check=True,
    )  # fmt: skip
    assert done.stdout == printed
    assert openpyxl.load_workbook(tmp_path / "二月.xlsx").sheetnames[:3] == [
        "通报",
        "附表1",
        "附表2",
    ]


def test_every_public_name_is_documented_and_exists() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `(\w+)", text, re.MULTILINE))
    assert documented == set(xlportal.__all__) - {"__version__"}
    assert all(hasattr(xlportal, name) for name in xlportal.__all__)
    assert dir(xlportal) == sorted(xlportal.__all__)
    with pytest.raises(AttributeError, match="no attribute 'total'"):
        _ = xlportal.total


def test_importing_the_package_imports_nothing_else() -> None:
    assert modules_after("import xlportal") == {"xlportal"}
    assert "numpy" in modules_after("import xlportal; xlportal.assess")


def test_a_group_s_month_is_a_frame_without_any_float(demo_workbook: Path) -> None:
    table = xlportal.table(demo_workbook, 2, 1)
    fuyang = table.loc["富阳区行政服务中心"]
    assert (fuyang["区县动态"], fuyang["区县动态（专栏）"]) == (3, 0)
    assert (fuyang["score"], fuyang["rank"], fuyang["cumulative_score"]) == (
        Fraction("62.25"),
        2,
        83,
    )
    assert "f" not in {dtype.kind for dtype in table.dtypes}


def test_rendering_the_same_twice_gives_the_same_bytes(demo_workbook: Path) -> None:
    book = xlportal.load(demo_workbook)
    moment = dt.datetime(2020, 3, 2, 9)
    assert xlportal.render(book, 2, moment) == xlportal.render(book, 2, moment)
    assert xlportal.render(book, 2).startswith(b"PK")


def test_problems_are_raised_with_sheet_and_cell(
    demo_document: Any, write_json: Callable[[Any], Path]
) -> None:
    changed = copy.deepcopy(demo_document)
    changed["months"][0]["entries"][0]["counts"] = {"区县动态": [1, 2]}
    book = xlportal.load(write_json(changed))
    for ask in (xlportal.assess, xlportal.render):
        with pytest.raises(xlportal.DataProblems) as raised:
            ask(book, 2)
        assert [problem.sheet for problem in raised.value.problems] == ["2月"]
        assert "专栏 2 篇多于采用的 1 篇" in raised.value.problems[0].message


def test_an_unreadable_file_cannot_be_proceeded_with(tmp_path: Path) -> None:
    with pytest.raises(xlportal.CannotProceed, match="找不到文件"):
        xlportal.load(tmp_path / "无.xlsm")
