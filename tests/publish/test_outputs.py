"""An untouched output of ours is replaced; what somebody changed is kept beside it."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from conftest import Run
from xlportal.publish.outputs import is_untouched
from xlportal.sheets.package import pack, parts


@pytest.fixture
def book(demo_workbook: Path, tmp_path: Path) -> Path:
    path = tmp_path / "账.xlsm"
    path.write_bytes(demo_workbook.read_bytes())
    return path


COMMANDS = {
    "compute": "2020年2月门户网站考核.xlsx",
    "circular": "2020年2月门户网站考核通报.docx",
}


def save_again(path: Path) -> None:
    opened: Any = (
        docx.Document(str(path)) if path.suffix == ".docx" else openpyxl.load_workbook(path)
    )
    opened.save(path)


def add_a_sentence(path: Path) -> None:
    if path.suffix == ".docx":
        document = docx.Document(str(path))
        document.add_paragraph("另行通知。")
        document.save(str(path))
    else:
        opened = openpyxl.load_workbook(path)
        opened.worksheets[0]["A30"] = "另行通知。"
        opened.save(path)


@pytest.mark.parametrize("command", COMMANDS)
def test_an_untouched_output_is_replaced_without_litter(run: Run, book: Path, command: str) -> None:
    made = book.with_name(COMMANDS[command])
    for _ in range(2):
        outcome = run(command, book, "--month", 2)
        assert (outcome.code, outcome.err) == (0, "")
        assert is_untouched(made.read_bytes())
    assert {path.name for path in book.parent.iterdir()} == {book.name, made.name}


@pytest.mark.parametrize("change", [save_again, add_a_sentence])
@pytest.mark.parametrize("command", COMMANDS)
def test_what_somebody_changed_is_kept_and_both_are_named(
    run: Run, book: Path, command: str, change: Any
) -> None:
    made = book.with_name(COMMANDS[command])
    changed = []
    for number in (1, 2):
        run(command, book, "--month", 2)
        change(made)
        os.utime(made, (1583111700, 1583111700))
        changed.append(made.read_bytes())
        outcome = run(command, book, "--month", 2)
        others = {*book.parent.iterdir()} - {book, made}
        assert len(others) == number
        assert outcome.code == 0
        assert made.name in outcome.err
        assert any(other.name in outcome.err for other in others)
        assert {other.suffix for other in others} == {made.suffix}
        assert sorted(other.read_bytes() for other in others) == sorted(changed)
        assert is_untouched(made.read_bytes())


def test_a_document_is_sealed_behind_its_end(
    run: Run, book: Path, demo_document: Any, write_json: Callable[[Any], Path]
) -> None:
    made = write_json(demo_document | {"year": 2021})
    assert "原来的留作" in run("export", book, "-o", made).err
    assert json.loads(made.read_text(encoding="utf-8")) == run("export", book).json
    other = book.with_name("另.xlsm")
    assert run("new", other, "--from", made, "--year", 2021).code == 0
    assert run("export", other, "-o", made).err == ""
    text = made.read_text(encoding="utf-8")
    for changed in (text.replace("2021", "2022", 1), text.rstrip()):
        made.write_text(changed, encoding="utf-8")
        assert "原来的留作" in run("export", other, "-o", made).err


@pytest.mark.parametrize("harm", ["cut", "other part", "no seal", "torn properties"])
def test_a_seal_is_over_everything(demo_folder: Path, harm: str) -> None:
    package = (demo_folder / COMMANDS["compute"]).read_bytes()
    assert is_untouched(package)
    content, properties = parts(package), "docProps/core.xml"
    harmed = {
        "cut": package[:-100],
        "other part": pack(content | {"xl/styles.xml": content["xl/styles.xml"] + b" "}),
        "no seal": pack(
            content | {properties: content[properties].replace(b"identifier", b"date")}
        ),
        "torn properties": pack(content | {properties: b"<a"}),
    }
    assert not is_untouched(harmed[harm])
    assert zipfile.is_zipfile(demo_folder / COMMANDS["circular"])
