"""Every part of every file that leaves the office is opened and looked into.

What leaves: the copy, the Word circular, their PDFs. Nothing in them may run, lead elsewhere, or
tell who made them, on which machine, in which folder.
"""

import getpass
import io
import platform
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from support.tools import REPOSITORY
from xlportal.sheets.package import parts

COPY, CIRCULAR = "2020年2月门户网站考核.xlsx", "2020年2月门户网站考核通报.docx"
FORBIDDEN_PARTS = re.compile(
    r"vba|macro|activeX|ctrlProps|embeddings|externalLinks|custom\.xml|connections"
    r"|queryTable|printerSettings|comments|persons|thumbnail|webSettings|\.bin$",
    re.IGNORECASE,
)
FORBIDDEN_WORDS = re.compile(
    r"xlwings|python|openpyxl|\.xlsm|RunPython|vbaProject|AUTOOPEN|Auto_Open|DDEAUTO|HYPERLINK[ (]"
    r"|INCLUDETEXT|javascript:|mailto:|file:|\\\\|[A-Za-z]:\\|/home/|/root|/Users/|/tmp",
    re.IGNORECASE,
)
SCHEMES = re.compile(r"https?://[^\s\"'<>]+")
NAMESPACES = (
    "http://schemas.openxmlformats.org/",
    "http://schemas.microsoft.com/office/",
    "http://purl.org/dc/",
    "http://www.w3.org/",
)


@pytest.fixture(scope="module", params=[COPY, CIRCULAR])
def leaving(request: pytest.FixtureRequest, demo_folder: Path) -> Mapping[str, bytes]:
    """The parts of a file that leaves."""
    return parts((demo_folder / request.param).read_bytes())


def test_there_is_no_part_that_runs_leads_elsewhere_or_remembers(
    leaving: Mapping[str, bytes],
) -> None:
    assert [name for name in leaving if FORBIDDEN_PARTS.search(name)] == []
    types = leaving["[Content_Types].xml"].decode("utf-8")
    assert "macroEnabled" not in types
    assert "vbaProject" not in types


def test_every_part_is_xml_that_leads_nowhere_and_says_nothing_of_its_making(
    leaving: Mapping[str, bytes], demo_folder: Path
) -> None:
    personal = {getpass.getuser(), platform.node(), str(REPOSITORY), demo_folder.name}
    assert len(leaving) > 8
    for name, data in leaving.items():
        text = data.decode("utf-8")
        ET.fromstring(text)
        assert FORBIDDEN_WORDS.search(text) is None, name
        assert all(url.startswith(NAMESPACES) for url in SCHEMES.findall(text)), name
        assert not personal & set(re.findall(r"[\w.-]+", text)), name
        assert str(demo_folder) not in text
        assert not (name.endswith(".rels") and "TargetMode" in text), name


def test_the_properties_name_the_office_only(leaving: Mapping[str, bytes]) -> None:
    core = ET.fromstring(leaving["docProps/core.xml"])
    said = {element.tag.rpartition("}")[2]: element.text for element in core if element.text}
    assert said.pop("title").startswith("2020年2月门户网站考核")
    assert said.pop("subject") == "门户网站信息采用考核"
    assert {said.pop("creator"), said.pop("lastModifiedBy")} == {"网站建设考核领导小组"}
    assert said.keys() <= {"created", "modified", "language", "identifier"}
    app = leaving.get("docProps/app.xml", b"").decode("utf-8")
    assert "<Manager>" not in app
    assert set(re.findall(r"<Company>(.*?)</Company>", app)) <= {"网站建设考核领导小组"}


def test_the_packages_tell_no_time_zone_or_system(demo_folder: Path) -> None:
    for name in (COPY, CIRCULAR):
        with zipfile.ZipFile(demo_folder / name) as archive:
            assert archive.comment == b""
            assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
            assert {entry.extra for entry in archive.infolist()} == {b""}


def test_the_copy_holds_values_only(demo_folder: Path) -> None:
    content = (demo_folder / COPY).read_bytes()
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    assert {sheet.sheet_state for sheet in workbook} == {"visible"}
    names = {name for sheet in workbook for name in sheet.defined_names}
    assert not set(workbook.defined_names)
    assert names <= {"_xlnm.Print_Titles", "_xlnm.Print_Area", "Print_Titles", "Print_Area"}
    for name, data in parts(content).items():
        if name.startswith("xl/worksheets/"):
            assert not re.search(rb"<f[ >]|<legacyDrawing|<oleObject|<control", data), name


def test_the_copy_opens_at_its_top_and_prints_as_it_stands(demo_folder: Path) -> None:
    for sheet in openpyxl.load_workbook(demo_folder / COPY):
        view = sheet.sheet_view
        assert bool(view.tabSelected) == (sheet.title == "通报")
        assert view.topLeftCell in {None, "A1"}
        cells = {chosen.activeCell for chosen in view.selection}
        assert cells <= {None, "A1"} or not view.tabSelected
        assert (sheet.page_setup.paperSize, bool(sheet.print_area)) == (9, True)
        assert sheet.print_options.horizontalCentered
