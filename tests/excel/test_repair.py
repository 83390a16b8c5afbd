"""A workbook fitted to what is installed now: macros and settings new, everything else as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest.mock import patch

import openpyxl
import pytest

from support.macros import modules_with_code
from support.tools import validation_errors
from xlportal.errors import CannotProceed
from xlportal.excel import repair
from xlportal.excel.project import replace_macros, settings
from xlportal.excel.ribbon import PART
from xlportal.sheets import layout
from xlportal.sheets.edit import set_cells
from xlportal.sheets.package import pack, parts
from xlportal.sheets.template.write_hidden import texts


@pytest.fixture(scope="module")
def outdated(demo_workbook: Path) -> bytes:
    """The demo workbook as an older version would have left it."""
    old = {(0, 1): "0.30.1", (2, 0): "gone", (2, 1): "旧话", (30, 0): "older", (30, 1): "更旧的话"}
    conf = {(0, 1): r"C:\old\pythonw.exe", (6, 1): False}
    package = set_cells(demo_workbook.read_bytes(), {layout.TEXTS: old, layout.CONFIG: conf})
    package = replace_macros(package, {"Portal": "Option Explicit\r\n", "Dictionary": "' old\r\n"})
    return pack({**parts(package), PART: b"<old/>"})


def test_a_repaired_workbook_is_the_one_that_would_be_made_today(
    outdated: bytes, demo_workbook: Path
) -> None:
    new, today = parts(repair.repaired(outdated)), parts(demo_workbook.read_bytes())
    hidden = {"xl/worksheets/sheet19.xml", "xl/worksheets/sheet20.xml", "xl/vbaProject.bin"}
    assert {name for name in today if new[name] != today[name]} <= hidden
    assert list(new) == list(today)


def test_texts_and_settings_are_those_of_today(outdated: bytes, tmp_path: Path) -> None:
    path = tmp_path / "new.xlsm"
    path.write_bytes(repair.repaired(outdated))
    book = openpyxl.load_workbook(path)
    found = {
        (cell.row - 1, cell.column - 1): cell.value
        for row in book[layout.TEXTS].iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert found == texts(settings())
    conf = {row[0].value: row[1].value for row in book[layout.CONFIG].iter_rows()}
    assert conf["INTERPRETER_WIN"].endswith("pythonw.exe")
    assert conf["USE UDF SERVER"] is True
    assert book[layout.CONFIG].sheet_state == "veryHidden"


def test_the_macros_are_those_of_today(
    outdated: bytes, tmp_path: Path, demo_workbook: Path
) -> None:
    path = tmp_path / "new.xlsm"
    path.write_bytes(repair.repaired(outdated))
    assert modules_with_code(path) == modules_with_code(demo_workbook)


def test_a_repaired_workbook_is_valid(outdated: bytes, tmp_path: Path) -> None:
    path = tmp_path / "new.xlsm"
    path.write_bytes(repair.repaired(outdated))
    assert validation_errors(path) == []


def test_the_command_writes_a_new_workbook_with_the_same_data(
    run: Any, tmp_path: Path, outdated: bytes, demo_document: Any
) -> None:
    old, new = tmp_path / "旧.xlsm", tmp_path / "新.xlsm"
    old.write_bytes(outdated)
    outcome = run("repair", old, "-o", new)
    assert outcome.code == 0
    assert old.read_bytes() == outdated
    assert run("export", new).json == demo_document
    assert "已经存在" in run("repair", old, "-o", new).err


def test_a_workbook_that_is_not_ours_is_refused(run: Any, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "别的.xlsx")
    outcome = run("repair", tmp_path / "别的.xlsx", "-o", tmp_path / "新.xlsm")
    assert outcome.code == 2
    assert "不是填报工作簿" in outcome.err
    assert not (tmp_path / "新.xlsm").exists()
    with pytest.raises(CannotProceed, match="不是它生成的"):
        repair.repaired((tmp_path / "别的.xlsx").read_bytes())


def test_a_workbook_that_lost_its_macros_gets_them_again(demo_workbook: Path) -> None:
    kept = {
        name: part
        for name, part in parts(demo_workbook.read_bytes()).items()
        if "vbaProject" not in name
    }
    relations = kept["xl/_rels/workbook.xml.rels"].decode()
    start = relations.index("<Relationship Id", relations.rindex("vbaProject") - 200)
    end = relations.index("/>", start) + 2
    assert "vbaProject" in relations[start:end]
    kept["xl/_rels/workbook.xml.rels"] = (relations[:start] + relations[end:]).encode()
    assert "xl/vbaProject.bin" in parts(repair.repaired(pack(kept)))


def test_what_pywin32_remembers_of_excel_is_forgotten(tmp_path: Path) -> None:
    (tmp_path / "gen_py" / "3.11").mkdir(parents=True)
    repair.clear_com_cache(tmp_path)
    assert not (tmp_path / "gen_py").exists()
    with patch.object(repair.sys, "platform", "linux"):
        repair.clear_com_cache()
