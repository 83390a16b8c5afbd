"""A workbook fitted to what is installed now: macros and settings new, everything else as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest.mock import patch

import openpyxl
import pytest
from lxml import etree

from support.macros import modules_with_code
from support.tools import validation_errors
from xlportal.errors import CannotProceed
from xlportal.excel import project
from xlportal.excel.project import RIBBON_PART, clear_com_cache, repaired, replace_macros, settings
from xlportal.sheets import layout
from xlportal.sheets.edit import set_cells
from xlportal.sheets.package import pack, parts
from xlportal.sheets.template.writer import config, texts


@pytest.fixture(scope="module")
def outdated(demo_workbook: Path) -> bytes:
    """The demo workbook as an older version would have left it."""
    old = {(0, 1): "0.30.1", (2, 0): "gone", (2, 1): "旧话", (30, 0): "older", (30, 1): "更旧的话"}
    conf = {(0, 1): r"C:\old\pythonw.exe", (6, 1): False}
    package = set_cells(demo_workbook.read_bytes(), {layout.TEXTS: old, layout.CONFIG: conf})
    package = replace_macros(package, {"Portal": "Option Explicit\r\n", "Dictionary": "' old\r\n"})
    return pack({**parts(package), RIBBON_PART: b"<old/>"})


def test_a_repaired_workbook_is_the_one_that_would_be_made_today(
    outdated: bytes, demo_workbook: Path, tmp_path: Path
) -> None:
    path = tmp_path / "new.xlsm"
    path.write_bytes(repaired(outdated))
    new, today = parts(path.read_bytes()), parts(demo_workbook.read_bytes())
    hidden = {"xl/worksheets/sheet19.xml", "xl/worksheets/sheet20.xml", "xl/vbaProject.bin"}
    assert {name for name in today if new[name] != today[name]} <= hidden
    assert list(new) == list(today)
    assert modules_with_code(path) == modules_with_code(demo_workbook)
    book = openpyxl.load_workbook(path)
    found = {
        (cell.row - 1, cell.column - 1): cell.value
        for row in book[layout.TEXTS].iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert found == texts(settings())
    conf = {row[0].value: row[1].value or "" for row in book[layout.CONFIG].iter_rows()}
    assert conf == {key: value or "" for key, value in config(settings()).items()}
    assert book[layout.CONFIG].sheet_state == "veryHidden"
    assert validation_errors(path) == []


def test_the_command_writes_a_new_workbook_with_the_same_data(
    run: Any, tmp_path: Path, outdated: bytes, demo_workbook: Path
) -> None:
    old, new = tmp_path / "旧.xlsm", tmp_path / "新.xlsm"
    old.write_bytes(outdated)
    assert run("repair", old, "-o", new).code == 0
    assert old.read_bytes() == outdated
    assert run("export", new).json == run("export", demo_workbook).json
    assert "已经存在" in run("repair", old, "-o", new).err


def test_a_workbook_that_is_not_ours_is_refused(run: Any, tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "别的.xlsx")
    outcome = run("repair", tmp_path / "别的.xlsx", "-o", tmp_path / "新.xlsm")
    assert outcome.code == 2
    assert "不是填报工作簿" in outcome.err
    assert not (tmp_path / "新.xlsm").exists()
    with pytest.raises(CannotProceed, match="不是它生成的"):
        repaired((tmp_path / "别的.xlsx").read_bytes())


def test_a_workbook_that_lost_its_macros_gets_them_again(demo_workbook: Path) -> None:
    content = parts(demo_workbook.read_bytes())
    relations = etree.fromstring(content["xl/_rels/workbook.xml.rels"])
    for found in [e for e in relations if "vbaProject" in e.get("Target")]:
        relations.remove(found)
    content["xl/_rels/workbook.xml.rels"] = etree.tostring(relations)
    del content["xl/vbaProject.bin"]
    assert "xl/vbaProject.bin" in parts(repaired(pack(content)))


def test_what_pywin32_remembers_of_excel_is_forgotten(tmp_path: Path) -> None:
    (tmp_path / "gen_py" / "3.11").mkdir(parents=True)
    clear_com_cache(tmp_path)
    assert not (tmp_path / "gen_py").exists()
    with patch.object(project.sys, "platform", "linux"):
        clear_com_cache()
