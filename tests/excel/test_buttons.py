"""The buttons pressed for real: xlwings' own front, LibreOffice behind it."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
import xlwings as xw

from support.libreoffice_engine import Office, unlocked
from support.snapshots import drawn, open_state
from xlportal.cli import main
from xlportal.core.demo import demo_book
from xlportal.core.ledger import Count, Entry, Ledger, MonthEntries
from xlportal.core.rules import Unit
from xlportal.excel import buttons
from xlportal.excel.project import working_workbook
from xlportal.sheets import layout

MOMENT = dt.datetime(2020, 3, 2)
FUYANG = "C21"


def names(book: Any) -> list[str]:
    return [sheet.name for sheet in book.sheets]


def press(book: Any, action: str, sheet: str = "2月") -> str:
    book.sheets[sheet].activate()
    if action == "next_month":
        with unlocked(book):
            return buttons.press(action)
    return buttons.press(action)


def pressed_file(book: Any, folder: Path) -> Path:
    path = folder / "pressed.xlsx"
    book.save(path)
    return path


def test_one_press_gives_the_appendices_that_the_command_gives(
    opened: Any, demo_workbook: Path, tmp_path: Path
) -> None:
    book = opened(demo_workbook)
    assert press(book, "compute") == "+2 月已算好：附表1、附表2、通报。"
    assert [name for name in names(book) if layout.is_published(name)] == [
        "通报",
        "附表1",
        "附表2",
        "走势",
    ]
    main(["compute", str(demo_workbook), "--month", "2", "-o", str(tmp_path / "copy.xlsx")])
    pressed = pressed_file(book, tmp_path)
    for sheet in ("通报", "附表1", "附表2"):
        assert drawn(pressed, sheet) == drawn(tmp_path / "copy.xlsx", sheet)


def test_a_press_leaves_every_other_sheet_and_the_clerk_s_formulas_alone(
    opened: Any, demo_workbook: Path
) -> None:
    book = opened(demo_workbook)
    before = {state[0]: state for state in open_state(book)}
    press(book, "compute")
    after = {state[0]: state for state in open_state(book) if not layout.is_published(state[0])}
    assert after == before
    assert book.sheets.active.name == "附表1"


def test_a_second_press_gives_the_same(opened: Any, demo_workbook: Path) -> None:
    book = opened(demo_workbook)
    press(book, "compute")
    once = open_state(book)
    press(book, "compute")
    assert open_state(book) == once


def test_excel_is_kept_still_while_working_and_left_as_it_was(
    opened: Any, demo_workbook: Path, office: Office
) -> None:
    book = opened(demo_workbook)
    before = dict(office.state)
    press(book, "compute")
    assert office.state == before
    assert office.statuses[0] == "正在读取……"
    assert office.statuses[-1] is False
    assert "App.interactive" not in office.ledger.calls
    assert [open_book.name for open_book in office.books] == [demo_workbook.name]


def test_the_month_is_the_sheet_s_in_sight_or_the_parameter_s(
    opened: Any, demo_workbook: Path
) -> None:
    book = opened(demo_workbook)
    assert press(book, "compute", "说明").startswith("+2 月已算好")
    assert press(book, "compute", "5月").startswith("!还不能算：5月：这个月还没有填")
    book.sheets["参数"].range("C5").value = None
    assert press(book, "compute", "说明") == (
        "!不知道算哪个月。请打开那个月的表再点，或在“参数”里填月份。"
    )


def test_a_wrong_cell_is_named_and_selected_and_the_old_appendices_stay(
    opened: Any, demo_workbook: Path
) -> None:
    book = opened(demo_workbook)
    press(book, "compute")
    appendices = [state for state in open_state(book) if layout.is_published(state[0])]
    book.sheets["2月"].range(FUYANG).value = "三"
    reply = press(book, "compute")
    assert reply.startswith("!还不能算：2月!C21（富阳区行政服务中心 区县动态）：“三”不是篇数")
    assert book.sheets.active.name == "2月"
    selected = book.impl.document.CurrentController.Selection.AbsoluteName
    assert selected.endswith("$C$21")
    assert [s for s in open_state(book) if layout.is_published(s[0])] == appendices


def test_a_wrong_cell_that_cannot_be_shown_is_named_all_the_same(
    opened: Any, demo_workbook: Path, office: Office
) -> None:
    book = opened(demo_workbook)
    book.sheets["2月"].range(FUYANG).value = "三"
    book.sheets["2月"].activate()
    office.ledger.clear()
    office.ledger.fail_on = "Sheet.activate"
    reply = buttons.press("compute")
    assert office.ledger.calls["Sheet.activate"] == 1
    assert reply.startswith("!还不能算：2月!C21（富阳区行政服务中心 区县动态）：“三”不是篇数")


@pytest.mark.parametrize(("sheet", "action"), [("1月", "compute"), ("3月", "next_month")])
def test_a_month_sheet_that_is_gone_is_named(
    opened: Any, demo_workbook: Path, sheet: str, action: str
) -> None:
    book = opened(demo_workbook)
    book.sheets[sheet].delete()
    before = open_state(book)
    assert press(book, action).startswith(f"!还不能算：{sheet}：")
    assert open_state(book) == before


def test_nobody_is_left_without_a_sentence_where_no_workbook_calls(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del office
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert buttons.press("compute").startswith("!没有完成，工作簿没有改动。")


@pytest.mark.parametrize("call", ["Range.raw_value", "Books.open", "Sheet.copy", "Book.close"])
def test_whatever_fails_becomes_one_sentence_and_a_log(
    opened: Any, demo_workbook: Path, office: Office, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, call: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    book = opened(demo_workbook)
    before = open_state(book)
    office.ledger.fail_on = call
    reply = press(book, "compute")
    office.ledger.clear()
    (log,) = tmp_path.glob("xlportal-*.log")
    assert reply == f"!没有完成，工作簿没有改动。请找维护人员。日志：{log}"
    assert "InjectedFailureError" in log.read_text(encoding="utf-8")
    assert open_state(book) == before
    assert office.state["screen_updating"] is True


def big_workbook(units: int, path: Path) -> Path:
    demo = demo_book()
    group = replace(demo.ledger.groups[0], units=tuple(Unit(f"第{i}单位") for i in range(units)))
    entries = tuple(
        Entry(1, unit.name, (Count(i % 7), None, None)) for i, unit in enumerate(group.units)
    )
    ledger = Ledger(2020, (group,), (), (MonthEntries(2, entries),))
    path.write_bytes(working_workbook(replace(demo, ledger=ledger), MOMENT))
    return path


def test_the_number_of_calls_does_not_grow_with_the_number_of_units(
    opened: Any, office: Office, tmp_path: Path
) -> None:
    counts = []
    for units in (20, 2000):
        book = opened(big_workbook(units, tmp_path / f"{units}.xlsm"))
        book.sheets["2月"].activate()
        office.ledger.clear()
        assert buttons.press("compute").startswith("+2 月已算好")
        counts.append(dict(office.ledger.calls))
    assert counts[0] == counts[1]


def test_the_send_copy_stands_beside_the_workbook_and_is_noted_in_the_archive(
    opened: Any, demo_workbook: Path, tmp_path: Path
) -> None:
    workbook = tmp_path / "账.xlsm"
    workbook.write_bytes(demo_workbook.read_bytes())
    book = opened(workbook)
    target = tmp_path / "2020年2月门户网站考核.xlsx"
    assert press(book, "send_copy") == f"+可以发送了：{target}。"
    assert openpyxl.load_workbook(target)["附表1"]["A6"].value == 1
    rows = book.sheets[layout.ARCHIVE].range("A2:H2").value
    assert rows[0] == 2
    assert rows[2:] == [1, "上城区审管办", "0", "14", "20.75", "6"]
    assert book.sheets[layout.ARCHIVE].used_range.last_cell.row == 1 + 22
    press(book, "send_copy")
    assert book.sheets[layout.ARCHIVE].used_range.last_cell.row == 1 + 44


def test_a_copy_that_is_not_noted_in_the_archive_is_said_to_be_written(
    opened: Any, demo_workbook: Path, office: Office, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    workbook = tmp_path / "账.xlsm"
    workbook.write_bytes(demo_workbook.read_bytes())
    book = opened(workbook)
    office.ledger.fail_on = "Range.raw_value="
    reply = press(book, "send_copy")
    target = tmp_path / "2020年2月门户网站考核.xlsx"
    assert "通报" in openpyxl.load_workbook(target).sheetnames
    (log,) = tmp_path.glob("xlportal-*.log")
    assert reply == (
        f"!副本已写好：{target}。但没有记进“存档”，以后再改这个月的数不会提醒。"
        f"请再点一次；还是不行，请找维护人员。日志：{log}"
    )
    assert "InjectedFailureError" in log.read_text(encoding="utf-8")
    assert book.sheets[layout.ARCHIVE].used_range.last_cell.row == 1


def test_a_copy_open_elsewhere_is_said_and_nothing_is_noted(
    opened: Any, demo_workbook: Path, tmp_path: Path
) -> None:
    workbook = tmp_path / "账.xlsm"
    workbook.write_bytes(demo_workbook.read_bytes())
    (tmp_path / "~$2020年2月门户网站考核.xlsx").touch()
    book = opened(workbook)
    assert "正在 Excel 或其他程序中打开" in press(book, "send_copy")
    assert book.sheets[layout.ARCHIVE].used_range.last_cell.row == 1


@pytest.mark.parametrize("address", ["https://d.docs.live.net/abc/账.xlsm", "账.xlsm"])
def test_a_workbook_without_a_local_folder_is_said_clearly(
    opened: Any, demo_workbook: Path, address: str
) -> None:
    book = opened(demo_workbook)
    book.impl.address = address
    assert press(book, "send_copy") == (
        "!找不到工作簿在这台电脑上的文件夹。请先把工作簿另存到本机，再点一次。"
    )


def test_problems_are_listed_on_a_sheet_of_their_own_and_again_at_the_next_press(
    opened: Any, demo_workbook: Path
) -> None:
    book = opened(demo_workbook)
    assert press(book, "check") == "+检查完了：没有错误，也没有提醒。"
    assert book.sheets.active.name == layout.PROBLEMS
    book.sheets["2月"].range(FUYANG).value = "三"
    assert press(book, "check") == "!检查完了：错误 1 处，提醒 0 处。"
    assert names(book).count(layout.PROBLEMS) == 1
    listed = [value for row in book.sheets[layout.PROBLEMS].used_range.value for value in row]
    assert "2月!C21" in listed


def test_the_word_circular_stands_beside_the_workbook(
    opened: Any, demo_workbook: Path, tmp_path: Path
) -> None:
    workbook = tmp_path / "账.xlsm"
    workbook.write_bytes(demo_workbook.read_bytes())
    target = tmp_path / "2020年2月门户网站考核通报.docx"
    assert press(opened(workbook), "word") == f"+通报已写好：{target}。"
    assert docx.Document(str(target)).paragraphs[0].text == "关于门户网站2月考核情况的通报"


def test_the_next_month_is_turned_to_with_the_roster_s_units(
    opened: Any, demo_workbook: Path
) -> None:
    book = opened(demo_workbook)
    roster = book.sheets["单位"]
    place = roster.used_range.value
    row = next(i for i, line in enumerate(place, start=1) if "钱塘新区管委会" in line)
    roster.range((row, 3)).value = "钱塘区管委会"
    roster.range((row, 4)).value = "钱塘新区管委会"
    assert press(book, "next_month") == "+现在填 3 月，单位已按名单排好。"
    assert book.sheets.active.name == "3月"
    assert book.sheets["3月"].range("B23").value == "钱塘区管委会"
    assert book.sheets["2月"].range("B23").value == "钱塘新区管委会"
    assert press(book, "compute").startswith("+2 月已算好")


def test_a_month_sheet_under_a_password_is_named_and_left_alone(
    opened: Any, demo_workbook: Path
) -> None:
    book = opened(demo_workbook)
    before = open_state(book)
    with unlocked(book):
        book.impl.document.Sheets.getByName("3月").protect("secret")
        reply = buttons.press("next_month")
    assert reply == (
        "!“3月”表有保护（可能设了密码），写不进单位。请先撤销这张表的工作表保护，再点一次。"
    )
    assert open_state(book) == before


def test_turning_to_the_next_month_is_undone_where_it_fails(
    opened: Any, demo_workbook: Path, office: Office, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    book = opened(demo_workbook)
    sheet = book.sheets["3月"]
    with unlocked(book):
        for cell in ("B10", "B33"):
            sheet.range(cell).value = None
        before = open_state(book)
        office.ledger.clear()
        office.ledger.fail_on, office.ledger.skip = "Range.raw_value=", 1
        reply = buttons.press("next_month")
    assert reply.startswith("!没有完成")
    assert open_state(book) == before


def test_about_tells_the_versions_and_notices_a_mismatch(opened: Any, demo_workbook: Path) -> None:
    book = opened(demo_workbook)
    lines = press(book, "about").splitlines()
    assert lines[0].startswith("+门户网站考核 xlportal")
    assert lines[2] == f"出错时的日志：{Path(tempfile.gettempdir()) / 'xlportal-*.log'}"
    book.names["portal_xlwings"].refers_to_range.value = "0.30.0"
    reply = press(book, "about")
    assert reply.startswith("!")
    assert f"xlwings {xw.__version__}" in reply
    assert "本工作簿是用 xlwings 0.30.0 生成的" in reply
    assert "xlportal repair" in reply
