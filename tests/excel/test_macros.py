"""The macros run, in an interpreter whose answers were measured in Excel."""

import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest
from pyopenvba.apps.excel import ExcelApplication

from support.scenery import excel, press, small_workbook
from support.tools import PACKAGE
from xlportal.excel.modules import working_modules
from xlportal.sheets import layout
from xlportal.sheets.interface import BUTTONS, FUNCTIONS, MACRO_TEXTS, SHEET_BUTTONS

pytestmark = pytest.mark.usefixtures("untraced")

WORKBOOK = small_workbook()
WARNING, INFORMATION = 48, 64
TITLE = "门户网站考核"
PROTECTED = [layout.GUIDE, *layout.INPUT_SHEETS]
PYTHON = r"C:\env\Scripts\pythonw.exe"


def locked(app: Any) -> list[str]:
    return str(app.run("Locked")).split(",")[1:]


@pytest.mark.parametrize("button", BUTTONS, ids=lambda button: button.action)
def test_every_button_asks_python_for_its_own_workbook_and_shows_the_answer(button: Any) -> None:
    app = excel(WORKBOOK, Chosen="D:\\a.csv")
    app.answer_dialogs("1-3") if button.action == "period" else None
    seen, shown = press(app, button.action)
    assert f"BOOK_CALLER={WORKBOOK.name};xlportal.excel.buttons;press:{button.action}(" in seen
    assert shown[-1] == "done"
    assert app.evaluate("Application.StatusBar") is False


@pytest.mark.parametrize("button", SHEET_BUTTONS, ids=lambda button: button.action)
def test_a_button_on_a_sheet_does_what_the_ribbon_s_does(button: Any) -> None:
    app = excel(WORKBOOK)
    app.run(button.macro)
    assert f"press:{button.action}(" in app.run("Notes")


@pytest.mark.parametrize(
    ("reply", "icon"), [("+well", INFORMATION), ("!not", WARNING), ("+a\nb", INFORMATION)]
)
def test_an_answer_is_shown_with_its_icon(reply: str, icon: int) -> None:
    app = excel(WORKBOOK, Reply=reply)
    press(app, "check")
    assert app.dialogs == [("MsgBox", reply[1:], TITLE, icon)]


def test_a_workbook_that_python_made_is_opened_when_the_answer_was_read() -> None:
    app = excel(WORKBOOK, Reply="+made\tC:\\2021.xlsm")
    seen, shown = press(app, "check")
    assert shown == ["made"]
    assert seen.endswith("open C:\\2021.xlsm;")


def test_a_workbook_that_excel_does_not_open_is_said_to_be_written() -> None:
    app = excel(WORKBOOK, Reply="+made\tC:\\2021.xlsm", Broken="Open")
    shown = press(app, "check")[1]
    assert shown == ["made", f"{MACRO_TEXTS['unopened']}C:\\2021.xlsm"]


YES, NO, CANCEL = 6, 7, 2


@pytest.mark.parametrize(
    ("action", "answer", "passed"),
    [
        ("import_counts", "D:\\三月.csv", "D:\\三月.csv"),
        ("import_counts", False, None),
        ("audit", "D:\\通报.docx", "D:\\通报.docx"),
        ("audit", False, None),
        ("period", "1-3", "1-3"),
        ("period", "", None),
        ("send_copy", YES, "yes"),
        ("send_copy", NO, ""),
        ("send_copy", CANCEL, None),
    ],
)
def test_what_a_button_has_to_ask_is_asked_first_and_passed_on_or_nothing_happens(
    action: str, answer: object, passed: str | None
) -> None:
    app = excel(WORKBOOK, Chosen=answer)
    chooses = f"file_{action}" in MACRO_TEXTS
    app.answer_dialogs(*[] if chooses else [answer])
    seen, shown = press(app, action)
    if chooses:
        asked = [MACRO_TEXTS[f"file_{action}"], MACRO_TEXTS[f"kinds_{action}"]]
        assert seen.startswith("/".join(asked))
    else:
        asked = MACRO_TEXTS.get(f"type_{action}") or MACRO_TEXTS[f"choose_{action}"]
        assert shown[0] == asked
    assert (f"press:{action}({passed})" in seen) is (passed is not None)
    assert ("press:" in seen) is (passed is not None)
    assert (shown[-1:] == ["done"]) is (passed is not None)


OBSTACLES = {
    "WPS": ("wps", {"Host": "WPS Office"}),
    "a name that cannot be passed on": ("name", {}),
    "no Python": ("no_python", {"Broken": "library", "Files": "|"}),
    "no base Python": (
        "no_base",
        {
            "Broken": "start",
            "Files": f"|{PYTHON}|C:\\env\\pyvenv.cfg|",
            "Settings": "home = C:\\Python313\r\nversion = 3.13\r\n",
        },
    ),
    "a base Python in a folder with other letters": (
        "no_start",
        {
            "Broken": "start",
            "Files": f"|{PYTHON}|C:\\env\\pyvenv.cfg|",
            "Settings": "home = C:\\寮犱笁\\Python313\r\n",
        },
    ),
    "no library": ("no_library", {"Broken": "library"}),
    "a Python that starts and dies": ("no_start", {"Broken": "start"}),
    "a long address": ("long", {"Length": 1000}),
}


@pytest.mark.parametrize(("key", "scene"), OBSTACLES.values(), ids=list(OBSTACLES))
def test_what_keeps_python_from_starting_is_said_in_chinese_with_what_to_do(
    tmp_path: Path, key: str, scene: dict[str, object]
) -> None:
    app = excel(named(tmp_path, "a=b.xlsm") if key == "name" else WORKBOOK, **scene)
    _, shown = press(app, "compute")
    assert len(shown) == 1
    assert shown[0].startswith(MACRO_TEXTS[key])
    assert app.evaluate("Application.StatusBar") in (False, "", None)


@pytest.mark.parametrize("key", ["start", "library"])
def test_a_failure_is_remembered_said_once_at_opening_and_no_function_waits_for_it_again(
    key: str,
) -> None:
    app = excel(WORKBOOK, Broken=key)
    app.run("PortalOpened")
    assert len(app.dialogs) == 1
    starts = app.evaluate("Starts")
    app.run("SetUp", "Broken", "")
    for name, (_, arguments) in FUNCTIONS.items():
        assert str(app.run(name, *arguments)) == "Error 2042"
    assert app.evaluate("Starts") == starts
    assert len(app.dialogs) == 1
    _, shown = press(app, "compute")
    assert shown == [app.dialogs[0][1]]


@pytest.mark.parametrize(("length", "starts"), [(999, 1), (1000, 0), (3000, 0)])
def test_a_command_that_would_end_excel_never_reaches_the_library(length: int, starts: int) -> None:
    app = excel(WORKBOOK, Length=length)
    app.run("PortalOpened")
    assert app.evaluate("Starts") == starts
    assert [text for _, text, _, _ in app.dialogs] == [MACRO_TEXTS["long"]] * (not starts)


SETTINGS = """#Const App = "Microsoft Excel"
Public Function GetConfig(ByVal key As String, Optional ByVal default As Variant = "") As Variant
    Select Case key
        Case "INTERPRETER_WIN": GetConfig = "{python}"
        Case "PYTHONPATH": GetConfig = "{packages}"
        Case "ADD_WORKBOOK_TO_PYTHONPATH", "SHOW CONSOLE", "DEBUG UDFS": GetConfig = False
        Case Else: GetConfig = ""
    End Select
End Function
"""


def test_what_other_software_sets_for_its_python_does_no_harm(tmp_path: Path) -> None:
    packages = Path(sysconfig.get_path("purelib"))
    (tmp_path / "xlwings.py").write_text("raise SystemExit('a stray module')", encoding="utf-8")
    text = working_modules()["xlwings"]
    start = text.index("Function XLPyCommand()")
    function = text[start : text.index("End Function", start)] + "End Function\n"
    app = ExcelApplication.open(named(tmp_path, "a&b's.xlsm"), with_vba=False)
    settings = SETTINGS.format(python=sys.executable, packages=packages)
    app.add_module(settings + function, name="xlwings")
    command = str(app.run("XLPyCommand"))
    assert command.startswith(f'cmd.exe  /C ""{sys.executable}" -B -I -c "import sys')
    # As cmd.exe and Python's own reading of a command line would leave it.
    code = command.partition(' -c "')[2].removesuffix('""').replace('\\"', '"').replace("^&", "&")
    code = code.replace("xlwings.serve('$(CLSID)')", "print(xlwings.__file__)")
    ran = subprocess.run(
        [sys.executable, "-B", "-I", "-c", code],
        cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PYTHONHOME": "/nowhere", "PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    assert Path(ran.stdout.strip()) == packages / "xlwings" / "__init__.py", ran.stderr


def named(folder: Path, place: str) -> Path:
    renamed = folder / place
    renamed.parent.mkdir(exist_ok=True)
    renamed.write_bytes(WORKBOOK.read_bytes())
    return renamed


@pytest.mark.parametrize(
    "place", ["a=b.xlsm", "a;b.xlsm", "a%b.xlsm", "$(a).xlsm", "a;b/c.xlsm", "50%/c.xlsm", "$(x/a.xlsm"]
)  # fmt: skip
def test_a_name_that_xlwings_cannot_carry_reaches_python_by_no_way(
    tmp_path: Path, place: str
) -> None:
    app = excel(named(tmp_path, place))
    app.run("PortalOpened")
    assert press(app, "compute") == ("", [MACRO_TEXTS["name"]])
    assert str(app.run("xp_average", "names", "infos")) == "Error 2042"
    assert app.evaluate("Starts") == 0
    assert all(mark in MACRO_TEXTS["name"] for mark in ("=", ";", "%", "$("))


@pytest.mark.parametrize(
    ("name", "full_name", "unfit"),
    [
        ("账 (1) & 'a'.xlsm", "D:\\考核=1\\账 (1) & 'a'.xlsm", False),
        ("a b.xlsm", "https://d.docs.live.net/1/My%20Folder/a%20b.xlsm", False),
        ("50%.xlsm", "https://d.docs.live.net/1/My%20Folder/50%25.xlsm", True),
        ("a.xlsm", "https://d.docs.live.net/1/x;y/a.xlsm", True),
    ],
)
def test_names_that_do_no_harm_are_let_through(name: str, full_name: str, *, unfit: bool) -> None:
    assert excel(WORKBOOK).run("PortalIsUnfit", name, full_name) is unfit


@pytest.mark.parametrize("broken", ["dies", "module"])
def test_a_python_that_dies_at_work_is_told_and_nothing_stays_open(broken: str) -> None:
    app = excel(WORKBOOK, Broken=broken)
    _, shown = press(app, "next_month")
    assert shown[0].startswith(MACRO_TEXTS["failed"])
    assert locked(app) == PROTECTED
    assert app.evaluate("Application.StatusBar") is False
    app.run("SetUp", "Broken", "")
    assert press(app, "compute")[1] == ["done"]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_hands_its_arguments_on_with_workbook_and_cell(name: str) -> None:
    arguments = FUNCTIONS[name][1]
    passed = ["xlportal.excel.udfs", name, "+".join(arguments), WORKBOOK.name, "$B$2"]
    assert excel(WORKBOOK).run(name, *arguments).split("|") == passed


def test_a_second_workbook_in_front_is_not_the_one_that_is_worked_on() -> None:
    app = excel(WORKBOOK)
    app.add_module("Sub Another()\n Workbooks.Add\nEnd Sub", name="Test")
    app.run("Another")
    assert app.evaluate("ActiveWorkbook.Name") != WORKBOOK.name
    app.run("PortalOpened")
    seen, shown = press(app, "compute")
    assert f"BOOK_CALLER={WORKBOOK.name};" in seen
    assert shown == ["done"]


def test_opening_describes_every_function_of_this_workbook_and_warms_python_up() -> None:
    app = excel(WORKBOOK)
    app.run("PortalOpened")
    seen = str(app.run("Notes"))
    assert seen.endswith("xlportal.excel.buttons;")
    assert seen.count(f"门户考核/'{WORKBOOK.name}'!xp_") == len(FUNCTIONS)
    assert "!xp_average/平均分：信息分之和 ÷ 参加考核单位数。/单位名称一栏,信息分一栏;" in seen
    assert app.dialogs == []


@pytest.mark.parametrize("broken", ["", "MacroOptions"])
@pytest.mark.parametrize("saved", [True, False])
def test_describing_is_no_change_to_be_saved_and_stops_nothing(broken: str, *, saved: bool) -> None:
    app = excel(WORKBOOK, Broken=broken)
    app.workbook.saved = saved
    app.run("PortalOpened")
    assert app.evaluate("ThisWorkbook.Saved") is saved
    assert app.dialogs == []
    assert app.evaluate("Starts") == 1


@pytest.mark.parametrize("action", ["next_month", "compute", "import_counts"])
def test_month_sheets_are_unlocked_for_what_changes_them_and_locked_again(action: str) -> None:
    app = excel(WORKBOOK, Chosen="a")
    others = ",".join(name for name in PROTECTED if name not in layout.MONTHS)
    assert f"),{others};" in press(app, action)[0]
    assert locked(app) == PROTECTED
    assert f"press:check(),{','.join(PROTECTED)};" in press(app, "check")[0]


@pytest.mark.parametrize("broken", ["", "dies"])
def test_excel_is_still_and_asks_nothing_meanwhile_and_is_then_as_it_was(broken: str) -> None:
    app = excel(WORKBOOK, Broken=broken)
    press(app, "compute")
    assert app.evaluate("During") == "-4135 False False False"
    assert app.run("Settled") == "-4105 True True True"


def test_the_key_that_stops_a_macro_does_not_leave_sheets_unlocked() -> None:
    app = excel(WORKBOOK)
    press(app, "compute")
    assert app.evaluate("Application.EnableCancelKey") == 0


CLERK = """
Public Sub ProtectOwn(ByVal name As String)
    With ThisWorkbook.Worksheets.Add(After:=ThisWorkbook.Worksheets(1))
        .Name = name
        .Protect "secret"
    End With
End Sub

Public Sub ProtectMonth(ByVal name As String, Optional ByVal password As String = "")
    With ThisWorkbook.Worksheets(name)
        .Unprotect ""
        .Protect password, DrawingObjects:=False, Scenarios:=False, AllowSorting:=True
    End With
End Sub

Public Function Options(ByVal name As String) As String
    With ThisWorkbook.Worksheets(name)
        Options = Join(Array(.ProtectContents, .ProtectDrawingObjects, .ProtectScenarios, _
            .Protection.AllowSorting, .Protection.AllowFiltering, _
            .Protection.AllowFormattingColumns, .Protection.AllowFormattingRows, _
            .Protection.AllowFormattingCells), " ")
    End With
End Function
"""


@pytest.mark.parametrize("name", ["我的", "2020汇总", "3月备注", "2月 (2)", "13月", "0月", "1.5月"])
def test_a_sheet_of_the_clerk_s_own_is_neither_unlocked_nor_its_password_asked_for(
    name: str,
) -> None:
    app = excel(WORKBOOK)
    app.add_module(CLERK, name="Clerk")
    app.run("ProtectOwn", name)
    seen, shown = press(app, "next_month")
    assert f",{name}," in seen
    assert shown == ["done"]
    assert name in locked(app)


def test_a_month_under_a_password_stays_as_it_is_and_others_are_locked_as_they_were() -> None:
    app = excel(WORKBOOK)
    app.add_module(CLERK, name="Clerk")
    app.run("ProtectMonth", "3月", "secret")
    app.run("ProtectMonth", "5月")
    before = [app.run("Options", month) for month in ("3月", "4月", "5月")]
    assert before[1:] == ["True True True False False True True False",
                          "True False False True False False False False"]  # fmt: skip
    seen, shown = press(app, "next_month")
    assert ",3月" in seen
    assert ",4月" not in seen
    assert [app.run("Options", month) for month in ("3月", "4月", "5月")] == before
    assert shown == ["done"]


def test_a_workbook_whose_texts_are_lost_still_says_something() -> None:
    app = excel(WORKBOOK)
    app.add_module('Sub Lose()\n ThisWorkbook.Names("portal_texts").Delete\nEnd Sub', name="Test")
    app.run("Lose")
    press(app, "check")
    assert app.dialogs == [("MsgBox", "done", "title", INFORMATION)]
    assert app.run("PortalText", "no such text") == "no such text"


def test_on_a_mac_every_button_says_so_before_anything_else() -> None:
    source = (PACKAGE / "excel" / "vba" / "Portal.bas").read_text(encoding="ascii")
    obstacle = source[source.index("Function PortalObstacle") :].splitlines()[1:4]
    assert [line.strip() for line in obstacle] == [
        "#If Mac Then", 'PortalObstacle = "!" & PortalText("mac")', "Exit Function",
    ]  # fmt: skip
