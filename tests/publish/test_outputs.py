"""An untouched output of ours is replaced; what somebody changed is kept beside it."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from support.outcome import Run
from xlportal.publish.outputs import is_untouched
from xlportal.sheets.package import pack, parts


@pytest.fixture
def book(demo_workbook: Path, tmp_path: Path) -> Path:
    path = tmp_path / "账.xlsm"
    path.write_bytes(demo_workbook.read_bytes())
    return path


COMMANDS = {"compute": "2020年2月门户网站考核.xlsx", "circular": "2020年2月门户网站考核通报.docx"}


def opened(path: Path) -> Any:
    return docx.Document(str(path)) if path.suffix == ".docx" else openpyxl.load_workbook(path)


def add_a_sentence(path: Path) -> None:
    file = opened(path)
    if path.suffix == ".docx":
        file.add_paragraph("另行通知。")
    else:
        file.worksheets[0]["A30"] = "另行通知。"
    file.save(path)


@pytest.mark.parametrize("command", COMMANDS)
def test_what_somebody_changed_is_kept_and_an_untouched_output_replaced(
    run: Run, book: Path, command: str
) -> None:
    made = book.with_name(COMMANDS[command])
    for _ in range(2):
        outcome = run(command, book, "--month", 2)
        assert (outcome.code, outcome.err) == (0, "")
    assert {*book.parent.iterdir()} == {book, made}
    changed = []
    # Saved again without an edit, a file counts as changed.
    for change in (add_a_sentence, lambda path: opened(path).save(path)):
        change(made)
        os.utime(made, (1583111700, 1583111700))
        changed.append(made.read_bytes())
        outcome = run(command, book, "--month", 2)
        others = {*book.parent.iterdir()} - {book, made}
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


def test_a_seal_is_over_everything(demo_folder: Path) -> None:
    package = (demo_folder / COMMANDS["compute"]).read_bytes()
    assert is_untouched(package)
    content, properties = parts(package), "docProps/core.xml"
    harmed = [
        {"xl/styles.xml": content["xl/styles.xml"] + b" "},
        {properties: content[properties].replace(b"identifier", b"date")},
        {properties: b"<a"},
    ]
    assert not is_untouched(package[:-100])
    assert not [harm for harm in harmed if is_untouched(pack(content | harm))]
