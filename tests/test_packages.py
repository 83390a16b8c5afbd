"""Every package we write, judged by Microsoft's Open XML SDK and opened by LibreOffice."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from support.outcome import Run
from support.tools import REPOSITORY, convert, validation_errors

pytestmark = pytest.mark.usefixtures("untraced")

NAMES = ["2020年门户网站考核.xlsm", "2020年2月门户网站考核.xlsx", "2020年2月门户网站考核通报.docx"]


@pytest.mark.parametrize("name", NAMES)
def test_the_demo_s_files_pass_the_open_xml_validator(demo_folder: Path, name: str) -> None:
    assert validation_errors(demo_folder / name) == []


def test_the_template_passes_the_open_xml_validator() -> None:
    assert validation_errors(REPOSITORY / "workbook_template.xlsm") == []


def test_a_workbook_saved_by_libreoffice_is_read_just_as_well(
    run: Run, demo_workbook: Path, demo_document: Any, tmp_path: Path
) -> None:
    saved = convert(demo_workbook, "xlsx", tmp_path)
    assert run("export", saved).json == demo_document
    assert run("check", saved).out == "没有发现问题\n"


def test_the_copy_keeps_its_print_setup_in_libreoffice(demo_folder: Path, tmp_path: Path) -> None:
    saved = convert(demo_folder / NAMES[1], "xlsx", tmp_path)
    sheet = openpyxl.load_workbook(saved)["附表1"]
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$3:$5"
    assert {str(merged) for merged in sheet.merged_cells.ranges} >= {"A2:O2", "J6:J19"}
