"""The clerks' manual: what it names exists, and the file to print is the page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import docx
import make_manual
import pytest

from support.tools import REPOSITORY, validation_errors
from xlportal.sheets import layout
from xlportal.sheets.interface import BUTTONS
from xlportal.sheets.package import parts

PAGE = (REPOSITORY / "docs" / "使用手册.md").read_text(encoding="utf-8")
PRINTED = REPOSITORY / "docs" / "使用手册.docx"


@pytest.mark.parametrize("button", BUTTONS, ids=lambda button: button.action)
def test_every_button_is_explained(button: Any) -> None:
    assert f"| {button.label} |" in PAGE


def test_the_commands_it_gives_are_commands(run: Any) -> None:
    lines = re.findall(r"`xlportal ([a-z]+)([^`]*)`", PAGE)
    assert len(lines) > 8
    for command, words in lines:
        known = run(command, "--help").out
        assert [flag for flag in re.findall(r"--?[a-z]+\b", words) if flag not in known] == []


def test_the_sheets_it_names_are_sheets() -> None:
    for name in (layout.GUIDE, layout.PARAMETERS, layout.ROSTER, layout.OPENING, layout.PROBLEMS):
        assert f"“{name}”" in PAGE


def test_the_file_to_print_is_the_page_of_today() -> None:
    committed, built = parts(PRINTED.read_bytes()), parts(make_manual.manual())
    changed = [name for name in built if committed.get(name) != built[name]]
    assert not changed, "run `make manual` and commit the result"


def test_the_file_to_print_holds_headings_tables_and_pictures() -> None:
    document = docx.Document(str(PRINTED))
    headings = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"]
    assert headings[0] == "一、第一次用"
    pages = [PAGE, *(path.read_text(encoding="utf-8") for path in make_manual.APPENDICES)]
    assert len(document.tables) == sum(page.count("|---|---|") for page in pages)
    assert headings[-2:] == ["检查出的问题", "程序说的其他话"]
    assert len(document.inline_shapes) == PAGE.count("![")


def test_the_file_to_print_is_valid() -> None:
    assert validation_errors(PRINTED) == []


def test_lists_begin_with_1_each(tmp_path: Path) -> None:
    page = tmp_path / "a.md"
    page.write_text("1. a\n2. b\n\ntext\n\n1. c\n", encoding="utf-8")
    (tmp_path / "a.docx").write_bytes(make_manual.manual(page, ()))
    document = docx.Document(str(tmp_path / "a.docx"))
    numbers = [p._p.pPr.numPr for p in document.paragraphs if p.style.name == "List Number"]  # noqa: SLF001
    assert numbers[0].numId.val != numbers[2].numId.val
