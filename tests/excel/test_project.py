"""Macros, ribbon and settings of a finished workbook, read with the tools others would use."""

import difflib
import io
import re
import string
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import olefile
import openpyxl
import pytest
from lxml import etree
from pyopenvba import ExcelFile
from pyopenvba.vba import decompress

from support.macros import modules_with_code
from support.scenery import small_workbook
from support.tools import REPOSITORY, validation_errors
from support.windows import windows_xlwings
from xlportal.errors import CannotProceed
from xlportal.excel import modules
from xlportal.excel.project import (
    PROJECT_PART,
    RIBBON_PART,
    clear_com_cache,
    repaired,
    replace_macros,
    ribbon,
)
from xlportal.excel.template import template
from xlportal.sheets import layout
from xlportal.sheets.edit import set_cells
from xlportal.sheets.interface import BUTTONS, FUNCTIONS, SHEET_BUTTONS, TAB_KEY
from xlportal.sheets.package import pack, parts
from xlportal.sheets.read_files import read_workbook
from xlportal.sheets.reading import read

TEMPLATE = REPOSITORY / "workbook_template.xlsm"
OURS = ("ThisWorkbook", "Portal", "PortalBridge")
XLWINGS = distribution("xlwings")


def installed(name: str) -> Path:
    return Path(str(XLWINGS.locate_file(f"xlwings/{name}")))


def project(path: Path) -> Any:
    return olefile.OleFileIO(io.BytesIO(parts(path.read_bytes())[PROJECT_PART]))


@pytest.fixture(scope="module")
def code(demo_workbook: Path) -> dict[str, str]:
    """The text of every module stream of the finished project, read from its first byte on."""
    opened = project(demo_workbook)
    names = {entry[1] for entry in opened.listdir() if entry[0] == "VBA"} - {"dir", "_VBA_PROJECT"}
    streams = {name: opened.openstream(["VBA", name]).read() for name in names}
    return {name: decompress(data).decode("ascii") for name, data in streams.items()}


def test_every_stream_is_text_from_its_start_with_windows_line_ends(code: dict[str, str]) -> None:
    assert len(code) == 26
    for name, text in code.items():
        assert text.startswith("Attribute VB_Name = "), name
        assert "\r\n" in text, name
        assert "\n" not in text.replace("\r\n", ""), name


def test_the_project_says_that_nothing_is_compiled(demo_workbook: Path) -> None:
    opened = project(demo_workbook)
    assert opened.openstream("VBA/_VBA_PROJECT").read() == bytes.fromhex("CC61FFFF000000")
    assert not [entry for entry in opened.listdir() if entry[-1].startswith("__SRP_")]


def test_streams_attributes_and_order_are_those_of_a_project_that_excel_saved(
    demo_workbook: Path,
) -> None:
    """xlwings ships workbooks that Excel saved: facts of theirs, nothing of their content."""
    facts = []
    for path in (installed("quickstart_standalone.xlsm"), demo_workbook):
        with ExcelFile(path) as file:
            made = file.vba_project()
            headers = {name: attributes(file.get_module(name)) for name in made.module_names()}
            names = ("ThisWorkbook", "Sheet1", "Sheet2", "xlwings", "Dictionary")
            assert file.validate() == []
        declared = (
            project(path).openstream("PROJECT").read().decode("ascii").split("[Workspace]")[0]
        )
        keys = [line.partition("=")[0] for line in declared.splitlines()]
        others = [key for key in keys if key not in {"Document", "Module", "Class"}]
        facts.append((made.code_page, made.sys_kind, [headers[name] for name in names], others))
    assert facts[0] == facts[1]


def attributes(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("Attribute VB_")]


def test_xlwings_module_is_the_installed_one_but_for_the_amended_places(
    code: dict[str, str],
) -> None:
    theirs = installed("xlwings.bas").read_text(encoding="utf-8").splitlines()
    changes = list(difflib.unified_diff(theirs, code["xlwings"].splitlines(), lineterm="", n=0))
    gone = [line[1:] for line in changes[2:] if line.startswith("-") and line != "-    Else"]
    come = [line[1:] for line in changes[2:] if line.startswith("+") and line != "+    Else"]
    assert [line.strip()[:20] for line in gone] == [
        "RunCommand = CondaCm", 'PYTHON_WIN = "cmd.ex', 'PYTHON_WIN = "cmd.ex', 'tail = " -B -c ""imp',
        "If 0 <> XLPyDLLActiv", "For Each cell In Ran", "sql = Err.Descriptio",
    ]  # fmt: skip
    assert len(come) == len(gone) + 6
    assert "/K" not in code["xlwings"]


def test_the_reasons_for_every_amendment_are_written_down() -> None:
    page = (REPOSITORY / "docs" / "decisions.md").read_text(encoding="utf-8")
    changed = sum(amendment.times for amendment in modules.AMENDMENTS)
    assert f"改了 {changed} 处" in page


def test_another_xlwings_is_noticed() -> None:
    with pytest.raises(ValueError, match="another one"):
        modules.amended("Function XLPy()\r\n")


def test_nothing_names_a_range_or_a_sheet_of_whatever_workbook_is_in_front(
    code: dict[str, str],
) -> None:
    for name, text in code.items():
        lines = [
            line.split("'")[0] for line in text.splitlines() if not line.startswith("Attribute")
        ]
        loose = re.compile(
            r"(?<![.\w])(Range|Cells|Worksheets|Sheets|Names|ActiveSheet|ActiveWorkbook|Selection)\("
        )
        assert [line for line in lines if loose.search(line)] == [], name
    assert 'macro = "\'" & Replace(ThisWorkbook.Name' in code["PortalBridge"]


def test_no_text_of_an_error_reaches_a_cell(code: dict[str, str]) -> None:
    for name in [*FUNCTIONS, "sql"]:
        text = code["xlwings" if name == "sql" else "xlwings_udfs"]
        assert f"{name} = CVErr(xlErrNA)" in text
        assert not re.search(rf"\b{name} = Err", text)


def test_the_functions_are_what_xlwings_generator_would_write(code: dict[str, str]) -> None:
    with windows_xlwings() as udfs, io.StringIO() as text:
        functions = udfs.get_udf_module(modules.UDF_MODULES, None)
        udfs.generate_vba_wrapper(modules.UDF_MODULES, functions, text, Workbook())
        theirs = text.getvalue()
    theirs = re.sub(r"#Else.*?#End If", "", theirs, flags=re.DOTALL)
    theirs = theirs.replace('#If App = "Microsoft Excel" Then', "").replace(
        "Err.Description", "CVErr(xlErrNA)"
    )
    ours = code["xlwings_udfs"].partition("\r\n")[2].replace(" _\r\n", "")
    assert sorted(theirs.split()) == sorted(ours.split())


class Workbook:
    Name = "workbook.xlsm"


@pytest.mark.usefixtures("untraced")
def test_static_analysis_finds_nothing_in_our_modules() -> None:
    from pyvbaanalysis import analyze_workbook  # noqa: PLC0415 - slow to import

    found: Any = analyze_workbook(str(small_workbook()))
    assert {name: found[name] for name in OURS if found.get(name)} == {}


def test_every_button_on_a_sheet_presses_a_macro_that_exists(
    demo_workbook: Path, code: dict[str, str]
) -> None:
    drawings = [data.decode() for name, data in parts(demo_workbook.read_bytes()).items()
                if name.startswith("xl/drawings/vmlDrawing")]  # fmt: skip
    pressed = {m for text in drawings for m in re.findall(r"FmlaMacro>\[0\]!(\w+)<", text)}
    assert pressed == {button.macro for button in SHEET_BUTTONS}
    for button in SHEET_BUTTONS:
        assert (
            f'Public Sub {button.macro}()\r\n    PortalPress "{button.action}"\r\n'
            in code["Portal"]
        )


def test_xlwings_settings_are_complete_very_hidden_and_of_the_right_kind(
    demo_workbook: Path, code: dict[str, str]
) -> None:
    book = openpyxl.load_workbook(demo_workbook)
    sheet = book[layout.CONFIG]
    assert sheet.sheet_state == book[layout.TEXTS].sheet_state == "veryHidden"
    settings = {row[0].value: row[1].value for row in sheet.iter_rows()}
    assert settings["INTERPRETER_WIN"] == r"%PROGRAMDATA%\xlportal\Scripts\pythonw.exe"
    assert settings["PYTHONPATH"] == r"%PROGRAMDATA%\xlportal\Lib\site-packages"
    assert settings["UDF MODULES"] == "xlportal.excel.udfs"
    assert settings["USE UDF SERVER"] is True
    assert settings["ADD_WORKBOOK_TO_PYTHONPATH"] is False
    assert settings["DEBUG UDFS"] is settings["SHOW CONSOLE"] is False
    assert list(settings) == [key.upper() for key in settings]
    asked = set(re.findall(r'GetConfig\("([^"]+)"', code["xlwings"]))
    mac_only = {key for key in asked if key.endswith("_MAC")}
    assert asked - set(settings) - mac_only == {"TEMP DIR"}
    texts, _, address = book.defined_names["portal_xlwings"].attr_text.partition("!")
    assert book[texts.strip("'")][address.replace("$", "")].value == XLWINGS.version


def test_replacing_macros_touches_no_other_part(demo_workbook: Path) -> None:
    package = demo_workbook.read_bytes()
    changed = modules.working_modules() | {"Portal": "Option Explicit\r\n' changed\r\n"}
    before, after = parts(package), parts(replace_macros(package, changed))
    assert [name for name in before if before[name] != after[name]] == [PROJECT_PART]
    assert list(before) == list(after)


def test_every_workbook_bears_one_mark_of_the_calculation(demo_folder: Path) -> None:
    for path in [TEMPLATE, *demo_folder.glob("*.xls?")]:
        book = parts(path.read_bytes())["xl/workbook.xml"].decode()
        assert re.findall(r"<calcPr ([^/]*)/>", book) == ['calcId="191029"'], path.name


CUSTOM_UI = "{http://schemas.microsoft.com/office/2009/07/customui}"
EXCELS_OWN_TABS = {"F", "H", "N", "JI", "P", "M", "A", "R", "W", "L", "Y", "X", "B", "Q"}
"""Key tips of the tabs of Excel 2016 to 365, 帮助 (Y), 加载项 (X) and 操作说明搜索 (Q) among them."""
EXCEL_2003_MENUS = {"E", "V", "I", "O", "T", "D"}
"""Letters that still open the menus of old."""


def test_the_tab_has_every_button_in_its_group_with_icon_tip_and_key() -> None:
    (tab,) = etree.fromstring(ribbon()).iter(f"{CUSTOM_UI}tab")
    assert tab.get("label") == "门户考核"
    shown = [(g.get("label"), b.get("tag"), b.get("label")) for g in tab for b in g]
    assert shown == [(b.group, b.action, b.label) for b in BUTTONS]
    for button in tab.iter(f"{CUSTOM_UI}button"):
        assert button.get("onAction") == "PortalRibbon"
        assert button.get("imageMso")
        assert button.get("screentip")
        assert button.get("supertip")


def test_no_key_tip_collides_with_another() -> None:
    taken = EXCELS_OWN_TABS | EXCEL_2003_MENUS
    assert not [key for key in taken if TAB_KEY.startswith(key) or key.startswith(TAB_KEY)]
    keys = [button.key for button in BUTTONS]
    assert len(set(keys)) == len(keys)
    assert set(keys) <= set(string.ascii_uppercase)


def test_the_workbook_carries_the_ribbon_once(demo_workbook: Path) -> None:
    content = parts(demo_workbook.read_bytes())
    assert content[RIBBON_PART] == ribbon()
    assert content["_rels/.rels"].count(RIBBON_PART.encode()) == 1


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
    after, wanted = (openpyxl.load_workbook(file) for file in (path, demo_workbook))
    for name in (layout.TEXTS, layout.CONFIG):
        assert filled(after[name]) == filled(wanted[name])
    assert validation_errors(path) == []


def filled(sheet: Any) -> dict[str, Any]:
    cells = (cell for row in sheet.iter_rows() for cell in row)
    return {cell.coordinate: cell.value for cell in cells if cell.value not in (None, "")}


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


def test_the_committed_template_is_what_the_code_builds_part_by_part_and_is_empty() -> None:
    committed, built = parts(TEMPLATE.read_bytes()), parts(template())
    assert list(committed) == list(built)
    changed = [name for name in built if committed[name] != built[name]]
    assert not changed, "run `make template` and commit the result"
    reading = read(read_workbook(TEMPLATE))
    assert reading.all_problems() == ()
    assert reading.book is not None
    ledger = reading.book.ledger
    assert (ledger.year, ledger.months, ledger.opening) == (2026, (), ())
    assert [len(group.units) for group in ledger.groups] == [14, 8]
