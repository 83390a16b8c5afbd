"""The buttons pressed for real: xlwings' own front, LibreOffice behind it."""

import datetime as dt
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
import xlwings as xw

from support.libreoffice_engine import open_state, unlocked
from support.office import Office
from support.presses import FUYANG, answer_to, cell
from xlportal.core.demo import demo_book
from xlportal.excel import about, buttons
from xlportal.publish.outputs import is_untouched
from xlportal.sheets import glance, layout
from xlportal.sheets.monthly import layouts

TITLE = "2020年2月门户网站考核"


def names(book: Any) -> list[str]:
    return [sheet.name for sheet in book.sheets]


def press(book: Any, action: str, answer: str = "", sheet: str = "2月") -> str:
    book.sheets[sheet].activate()
    if action == "next_month":
        with unlocked(book):
            return buttons.press(action)
    return buttons.press(action, answer)


def noted(book: Any, column: int) -> Any:
    """Return what stands on 说明 about February."""
    return book.sheets[layout.GUIDE].range((glance.row(2) + 1, column + 1)).value


def filed(book: Any) -> list[Any]:
    return [state for state in open_state(book) if state[0] in layout.INPUT_SHEETS]


def published(book: Any) -> list[Any]:
    return [state for state in open_state(book) if layout.is_published(state[0])]


def test_one_press_gives_the_sheets_and_leaves_all_else_alone(book: Any, office: Office) -> None:
    before = filed(book)
    assert press(book, "compute") == "+2 月已算好：附表1、附表2、通报。"
    assert [state[0] for state in published(book)] == ["通报", "附表1", "附表2", "走势"]
    assert filed(book) == before
    assert str(noted(book, glance.COMPUTED)).startswith(f"{dt.date.today()}")
    assert noted(book, glance.REMARKS) == 0
    assert book.sheets.active.name == "附表1"
    assert office.statuses[0] == "正在读取……"
    assert office.books == [book.impl]
    once = open_state(book)[1:]  # all but 说明, which says when
    press(book, "compute")
    assert open_state(book)[1:] == once


def test_the_month_is_the_sheet_s_in_sight_or_the_parameter_s(book: Any) -> None:
    assert press(book, "compute", sheet="说明").startswith("+2 月已算好")
    assert press(book, "compute", sheet="5月").startswith("!还不能算：5月：这个月还没有填")
    book.sheets["参数"].range("C5").value = None
    assert press(book, "compute", sheet="说明") == (
        "!不知道算哪个月。请打开那个月的表再点，或在“参数”里填月份。"
    )


def test_a_wrong_cell_is_named_and_selected_and_the_old_appendices_stay(
    book: Any, office: Office
) -> None:
    press(book, "compute")
    before = published(book)
    cell(book, FUYANG).value = "三"
    row = cell(book, FUYANG).row
    sentence = f"!还不能算：2月!C{row}（富阳区行政服务中心 区县动态）：“三”不是篇数"
    assert press(book, "compute").startswith(sentence)
    assert book.sheets.active.name == "2月"
    assert book.impl.document.CurrentController.Selection.AbsoluteName.endswith(f"$C${row}")
    assert published(book) == before
    office.ledger.clear(fail_on="Sheet.activate")
    assert buttons.press("compute").startswith(sentence)


def test_a_month_sheet_that_is_gone_is_named(book: Any) -> None:
    for sheet, action in (("3月", "next_month"), ("1月", "compute")):
        book.sheets[sheet].delete()
        before = open_state(book)
        assert press(book, action).startswith(f"!还不能算：{sheet}：")
        assert open_state(book) == before


def test_nobody_is_left_without_a_sentence_where_no_workbook_calls(
    office: Office, workbook: Path
) -> None:
    del office, workbook
    assert buttons.press("compute").startswith("!没有完成，工作簿没有改动。")


def test_the_send_copy_and_its_pdf_stand_beside_the_workbook_and_are_noted(
    book: Any, workbook: Path
) -> None:
    copy = workbook.with_name(f"{TITLE}.xlsx")
    assert press(book, "send_copy") == f"+可以发送了：{copy}。"
    assert openpyxl.load_workbook(copy)["附表1"]["A6"].value == 1
    archive = book.sheets[layout.ARCHIVE]
    rows = archive.range("A2:H2").value
    assert (rows[0], rows[2:]) == (2, [1, "上城区审管办", "0", "14", "20.75", "6"])
    assert archive.used_range.last_cell.row == 1 + 22
    pdf = copy.with_suffix(".pdf")
    assert press(book, "send_copy", "yes") == f"+可以发送了：{copy}、{pdf}。"
    assert archive.used_range.last_cell.row == 1 + 44
    assert pdf.read_bytes().startswith(b"%PDF")
    pdf.write_bytes(b"%PDF signed by somebody")
    changed = openpyxl.load_workbook(copy)
    changed["附表1"]["B6"] = "by hand"
    changed.save(copy)
    reply = press(book, "send_copy", "yes")
    for path in (copy, pdf):
        (kept,) = workbook.parent.glob(f"{TITLE}（改过的*{path.suffix}")
        assert f"“{path.name}”被人改过，原来的留作“{kept.name}”" in reply
        assert is_untouched(path.read_bytes())
        assert not is_untouched(kept.read_bytes())


def test_a_copy_open_elsewhere_or_not_noted_in_the_archive_is_said(
    book: Any, workbook: Path, office: Office
) -> None:
    workbook.with_name(f"~${TITLE}.xlsx").touch()
    assert "正在 Excel、Word 或其他程序中打开" in press(book, "send_copy")
    workbook.with_name(f"~${TITLE}.xlsx").unlink()
    office.ledger.clear(fail_on="Range.raw_value=")
    reply = press(book, "send_copy")
    copy = workbook.with_name(f"{TITLE}.xlsx")
    assert "通报" in openpyxl.load_workbook(copy).sheetnames
    (log,) = workbook.parent.glob("xlportal-*.log")
    assert reply == (
        f"!副本已写好：{copy}。但没有记进“存档”，以后再改这个月的数不会提醒。"
        f"请再点一次；还是不行，请找维护人员。日志：{log}"
    )
    assert "InjectedFailureError" in log.read_text(encoding="utf-8")
    assert book.sheets[layout.ARCHIVE].used_range.last_cell.row == 1


def test_a_workbook_without_a_local_folder_is_said_clearly(book: Any) -> None:
    sentence = "找不到工作簿在这台电脑上的文件夹。请先把工作簿另存到本机，再点一次。"
    for address in ("https://d.docs.live.net/abc/账.xlsm", "账.xlsm"):
        book.impl.address = address
        for action in ("send_copy", "word", "refit", "new_year"):
            assert press(book, action) == f"!{sentence}"
        assert f"要改的一处：{sentence}" in press(book, "about")


def test_problems_are_listed_on_a_sheet_of_their_own_and_again_at_the_next_press(book: Any) -> None:
    assert press(book, "check") == "+检查完了：没有错误，也没有提醒。"
    assert book.sheets.active.name == layout.PROBLEMS
    assert [noted(book, column) for column in (glance.COMPUTED, glance.REMARKS)] == [None, 0]
    cell(book, FUYANG).value = "三"
    assert press(book, "check") == "!检查完了：错误 1 处，提醒 0 处。"
    assert noted(book, glance.REMARKS) == 1
    assert names(book).count(layout.PROBLEMS) == 1
    listed = [value for row in book.sheets[layout.PROBLEMS].used_range.value for value in row]
    with unlocked(book):
        cell(book, FUYANG).value = 3
        page = layouts(demo_book().ledger)[2]
        rows, column = page.blocks[0].rows, page.columns.of["info_score"]
        scores = book.sheets["2月"].range((rows[0] + 1, column + 1)).resize(len(rows), 1)
        scores.value = [[6]] * len(rows)
    assert press(book, "check") == "!检查完了：错误 0 处，提醒 1 处。"
    assert noted(book, glance.REMARKS) == 1
    assert f"2月!C{cell(book, FUYANG).row}" in listed


def test_the_next_month_is_turned_to_with_the_roster_s_units(book: Any) -> None:
    roster = book.sheets["单位"]
    place = roster.used_range.value
    row = next(i for i, line in enumerate(place, start=1) if "钱塘新区管委会" in line)
    roster.range((row, 3)).value = "钱塘区管委会"
    roster.range((row, 4)).value = "钱塘新区管委会"
    assert press(book, "next_month") == "+现在填 3 月，单位已按名单排好。"
    assert book.sheets.active.name == "3月"
    assert cell(book, "钱塘区管委会", "B", "3月").row == cell(book, "钱塘新区管委会").row
    assert press(book, "compute").startswith("+2 月已算好")


def test_a_month_sheet_under_a_password_is_named_and_left_alone(book: Any) -> None:
    before = open_state(book)
    with unlocked(book):
        book.impl.document.Sheets.getByName("3月").protect("secret")
        reply = buttons.press("next_month")
    assert reply == (
        "!“3月”表有保护（可能设了密码），写不进单位。请先撤销这张表的工作表保护，再点一次。"
    )
    assert open_state(book) == before


def test_a_workbook_fitted_anew_is_written_beside_and_handed_over_to_be_opened(
    book: Any, workbook: Path, run: Any
) -> None:
    press(book, "compute")
    press(book, "send_copy")
    computed = noted(book, glance.COMPUTED)
    book.impl.document.Sheets.insertNewByName("我的", 0)
    text, made = press(book, "refit").split("\t")
    assert text.startswith(
        f"+已生成 {made}，以后请用这一个；现在打开它。自己加的表（我的）没有带过去"
    )
    assert Path(made).parent == workbook.parent
    assert run("export", made).json == run("export", workbook).json
    refitted = openpyxl.load_workbook(made)
    assert refitted[layout.ARCHIVE].max_row == 1 + 22
    guide = [cell.value for cell in refitted[layout.GUIDE][glance.row(2) + 1]]
    assert (guide[glance.COMPUTED], guide[glance.REMARKS]) == (computed, 0)
    text, following = press(book, "new_year").split("\t")
    assert following == str(workbook.with_name("2021年门户网站考核.xlsm"))
    assert run("export", following).json["months"] == []
    assert press(book, "new_year") == f"!“{following}”已经存在，没有改动它。请换一个文件名。"


def test_about_says_that_all_is_well_or_the_one_thing_to_change(
    book: Any, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = press(book, "about").splitlines()
    assert lines[0] == "+自检通过：没有要改的。"
    assert lines[3] == f"出错时的日志：{workbook.parent / 'xlportal-*.log'}"
    monkeypatch.setattr(
        about, "excel_server", lambda: r"C:\Program Files\Kingsoft\et.exe /Automation"
    )
    assert "!要改的一处：WPS 顶替了 Excel。" in press(book, "about")
    book.names["portal_xlwings"].refers_to_range.value = "0.30.0"
    reply = press(book, "about")
    assert reply.startswith("!要改的一处：这个工作簿是用 xlwings 0.30.0 生成的")
    assert f"xlwings {xw.__version__}" in reply
    assert "WPS" not in reply


def test_what_is_wrong_with_a_file_is_told_all_at_once_and_nothing_is_written(
    book: Any, workbook: Path
) -> None:
    counts = workbook.with_name("三月.csv")
    counts.write_text("单位,区县动态\n上城区审管办,三\n无名区,2\n", encoding="utf-8")
    before = open_state(book)
    reply = press(book, "import_counts", str(counts), sheet="3月")
    assert reply.startswith("!没有填进去，要改的有 2 处：\n")
    assert "“三”" in reply
    assert "无名区" in reply
    assert open_state(book) == before


def test_a_period_s_copy_and_circular_stand_beside_and_the_copy_is_opened(
    book: Any, workbook: Path
) -> None:
    counts = answer_to("import_counts", workbook.parent, ["上城区审管办", "秘书处"])
    press(book, "import_counts", counts, sheet="3月")
    before = open_state(book)
    text, opened = press(book, "period", "2至3月").split("\t")
    assert opened == str(workbook.with_name("2020年2-3月门户网站考核.xlsx"))
    assert text.startswith(f"+已生成 {opened} 和 ")
    assert openpyxl.load_workbook(opened).sheetnames[:2] == ["通报", "附表1"]
    assert workbook.with_name("2020年2-3月门户网站考核通报.docx").exists()
    assert open_state(book) == before
    assert press(book, "period", "夏天").startswith("!认不出“夏天”是哪几个月")
    assert press(book, "period", "2").startswith("!认不出“2”是哪几个月")


def test_a_month_sent_and_mended_is_corrected_noted_and_can_be_corrected_once_more(
    book: Any,
) -> None:
    assert press(book, "correction").startswith("!没有找到2月的发送记录")
    with unlocked(book):
        press(book, "send_copy")
        cell(book, FUYANG).value = 4
    text, opened = press(book, "correction").split("\t")
    assert text.startswith(f"+已生成 {opened} 和 ")
    rows = [[str(cell) for cell in row] for row in openpyxl.load_workbook(opened)["更正"].values]
    assert any({"富阳区行政服务中心", "3", "4"} <= set(row) for row in rows)
    assert "更正" in docx.Document(opened.replace("更正.xlsx", "更正通报.docx")).paragraphs[0].text
    assert book.sheets[layout.ARCHIVE].used_range.last_cell.row == 1 + 44
    assert press(book, "check") == "+检查完了：没有错误，也没有提醒。"
    assert press(book, "correction").startswith("+已生成 ")


def test_what_was_printed_is_held_against_the_rules_with_links_to_what_was_filed(
    book: Any, workbook: Path
) -> None:
    printed = workbook.with_name(f"{TITLE}通报.docx")
    assert press(book, "word") == f"+通报已写好：{printed}。"
    assert press(book, "audit", str(printed)).startswith("+核对完了：0 处与规则不符，")
    assert book.sheets.active.name == "核对"
    document = docx.Document(str(printed))
    cells = document.tables[0].columns[-1].cells
    row, cell = next((row, cell) for row, cell in enumerate(cells) if cell.text == "14")
    unit = document.tables[0].columns[1].cells[row].text
    cell.paragraphs[0].runs[0].text = "41"
    document.save(str(printed))
    assert press(book, "audit", str(printed)).startswith("!核对完了：1 处与规则不符，")
    shown = book.sheets["核对"].used_range.value[4]
    assert shown[1:3] == ["附表1", unit]
    assert shown[4:6] == ["41", "14"]
    assert names(book).count("核对") == 1
    assert press(book, "audit", str(workbook)).startswith("!“")
