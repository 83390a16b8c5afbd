"""What has to be seen with the demo workbook open: the same list in Excel and in LibreOffice.

``tests/windows/check_in_excel.py`` runs it where Excel is; ``tests/excel/test_excel_checks.py`` runs
in LibreOffice whatever does not need Excel itself, so that the list is known to work.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl

from xlportal.cli import main
from xlportal.core.demo import demo_book
from xlportal.sheets import layout
from xlportal.sheets.monthly import layouts

MONTH, NEXT = "2月", "3月"
FUYANG, FUYANG_CELL = 22, "C22"
PUBLICATION = "2020年2月门户网站考核"
_PAGE = layouts(demo_book().ledger)[2]
_FIRST = _PAGE.blocks[0].rows[0]
_RESULTS = [_PAGE.columns.of[field] + 1 for field in ("info_score", "score")]


@dataclass(frozen=True)
class Desk:
    """The open demo workbook, its path, and the way to press a button that answers as a macro does."""

    book: Any
    path: Path
    press: Callable[[str, str], str]

    def press_on(self, sheet: str, action: str, answer: str = "") -> str:
        self.book.sheets[sheet].activate()
        return self.press(action, answer)

    def values(self, sheet: str) -> list[list[object]]:
        used = self.book.sheets[sheet].used_range
        rows: list[list[object]] = used.options(ndim=2).value
        return [[_plain(value) for value in row] for row in rows]


@dataclass(frozen=True)
class Check:
    """A sentence that has to be true and the way to find out; ``only_excel`` where LibreOffice cannot."""

    sentence: str
    look: Callable[[Desk], None]
    only_excel: bool = False


def _plain(value: object) -> object:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return float(value) if isinstance(value, int) else value


def _settings(desk: Desk) -> tuple[object, ...]:
    app = desk.book.app
    return app.screen_updating, app.display_alerts, app.enable_events, app.calculation


def opens_with_results(desk: Desk) -> None:
    sheet = desk.book.sheets[MONTH]
    shown = [sheet.range((FUYANG, column)).value for column in _RESULTS]
    assert shown == [6, 62.25], shown


def opens_unchanged(desk: Desk) -> None:
    assert desk.book.api.Saved


def recalculates(desk: Desk) -> None:
    sheet = desk.book.sheets[MONTH]
    score = sheet.range((FUYANG, _RESULTS[1]))
    sheet.range(FUYANG_CELL).value = 4
    try:
        assert score.value == 72.63, score.value
    finally:
        sheet.range(FUYANG_CELL).value = 3
    assert score.value == 62.25, score.value


def computes(desk: Desk) -> None:
    before = _settings(desk)
    reply = desk.press_on(MONTH, "compute")
    assert reply.startswith("+2 月已算好"), reply
    assert _settings(desk) == before
    copy = desk.path.with_name("命令算的.xlsx")
    assert main(["compute", str(desk.path), "--month", "2", "-o", str(copy)]) == 0
    command = openpyxl.load_workbook(copy)
    for name in ("附表1", "附表2", "通报"):
        expected = [[_plain(value) for value in row] for row in command[name].values]
        found = desk.values(name)
        assert _trimmed(found) == _trimmed(expected), name


def _trimmed(rows: list[list[object]]) -> list[list[object]]:
    """Return rows without the empty ends that programs disagree about."""
    lines = []
    for row in rows:
        line = list(row)
        while line and line[-1] in (None, ""):
            line.pop()
        lines.append([None if value == "" else value for value in line])
    while lines and not lines[-1]:
        lines.pop()
    return lines


def computes_again(desk: Desk) -> None:
    before = {name: desk.values(name) for name in ("附表1", "附表2", "通报")}
    names = [sheet.name for sheet in desk.book.sheets]
    computes(desk)
    assert {name: desk.values(name) for name in before} == before
    assert [sheet.name for sheet in desk.book.sheets] == names


def names_the_wrong_cell(desk: Desk) -> None:
    before = desk.values("附表1")
    desk.book.sheets[MONTH].range(FUYANG_CELL).value = "三"
    try:
        reply = desk.press_on(MONTH, "compute")
    finally:
        desk.book.sheets[MONTH].range(FUYANG_CELL).value = 3
    assert reply.startswith(f"!还不能算：{MONTH}!{FUYANG_CELL}"), reply
    assert desk.values("附表1") == before


def selects_the_wrong_cell(desk: Desk) -> None:
    names_the_wrong_cell(desk)
    assert desk.book.selection.address == "$C$21", desk.book.selection.address


def lists_problems(desk: Desk) -> None:
    reply = desk.press_on(MONTH, "check")
    assert reply.startswith("+"), reply
    assert desk.book.sheets.active.name == layout.PROBLEMS


def writes_the_copy(desk: Desk) -> None:
    reply = desk.press_on(MONTH, "send_copy", "yes")
    copy = desk.path.with_name(f"{PUBLICATION}.xlsx")
    assert reply.startswith("+可以发送了"), reply
    assert {"通报", "附表1", "附表2"} <= set(openpyxl.load_workbook(copy).sheetnames)
    assert copy.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
    noted = desk.values(layout.ARCHIVE)[-1]
    assert [type(value) for value in noted[:8]] == [float, str, float, *[str] * 5], noted


def writes_the_document(desk: Desk) -> None:
    reply = desk.press_on(MONTH, "word")
    assert reply.startswith("+"), reply
    assert desk.path.with_name(f"{PUBLICATION}通报.docx").is_file()


def audits(desk: Desk) -> None:
    reply = desk.press_on(MONTH, "audit", str(desk.path.with_name(f"{PUBLICATION}通报.docx")))
    assert reply.startswith("+核对完了：0 处与规则不符"), reply
    assert desk.book.sheets.active.name == layout.AUDIT


def corrects(desk: Desk) -> None:
    desk.book.sheets[MONTH].range(FUYANG_CELL).value = 4
    try:
        text, _, made = desk.press_on(MONTH, "correction").partition("\t")
    finally:
        desk.book.sheets[MONTH].range(FUYANG_CELL).value = 3
    assert text.startswith("+已生成"), text
    assert "更正" in openpyxl.load_workbook(made).sheetnames


def turns_to_the_next_month(desk: Desk) -> None:
    reply = desk.press_on(MONTH, "next_month")
    assert reply.startswith("+现在填 3 月"), reply
    assert desk.book.sheets.active.name == NEXT
    assert desk.book.sheets[NEXT].range((_FIRST + 1, 2)).value == "上城区审管办"


def imports(desk: Desk) -> None:
    counts = desk.path.with_name("三月.csv")
    counts.write_text(
        "单位,区县动态,中心动态\n上城区审管办,3（1）,\n秘书处,,2\n", encoding="gb18030"
    )
    reply = desk.press_on(NEXT, "import_counts", str(counts))
    assert reply.startswith("+已把 2 个单位的篇数填进"), reply
    assert desk.book.sheets[NEXT].range((_FIRST + 1, 3)).options(numbers=float).value in (3, "3")


def publishes_a_period(desk: Desk) -> None:
    text, _, made = desk.press_on(NEXT, "period", "2-3").partition("\t")
    assert text.startswith("+已生成"), text
    assert "附表1" in openpyxl.load_workbook(made).sheetnames


def makes_workbooks(desk: Desk) -> None:
    for action in ("refit", "new_year"):
        text, _, made = desk.press_on(MONTH, action).partition("\t")
        assert text.startswith("+已生成"), text
        assert main(["check", made]) == 0


def stays_protected(desk: Desk) -> None:
    for sheet in desk.book.sheets:
        if sheet.name in layout.INPUT_SHEETS:
            assert sheet.api.ProtectContents, sheet.name
            assert sheet.api.Protection.AllowFormattingColumns, sheet.name


def gives_looks_back(desk: Desk) -> None:
    """A cell that another was pasted over can be typed into again, and only what is a count."""
    sheet = desk.book.sheets[MONTH]
    cell = sheet.range(FUYANG_CELL)
    before = _look(cell)
    sheet.api.Unprotect("")
    desk.book.sheets[layout.GUIDE].range("A1").copy(cell)
    cell.value = 3
    washed = cell.number_format, cell.api.Locked
    sheet.api.Protect("", AllowFormattingColumns=True, AllowFormattingRows=True)
    reply = desk.press_on(MONTH, "compute")
    assert washed == ("General", True), washed
    assert reply.endswith("已恢复原样。"), reply
    assert _look(cell) == before, _look(cell)
    assert cell.options(numbers=float).value in (3, "3")


def _look(cell: Any) -> tuple[object, ...]:
    rules = cell.api.Validation.Formula1, cell.api.FormatConditions.Count
    return cell.number_format, cell.api.Locked, cell.color, *rules


def follows(desk: Desk) -> None:
    """A name, a chart and a formula of the clerk's own go on referring to 附表1."""
    sheet = desk.book.sheets.add("我的", after=desk.book.sheets["说明"])
    sheet.range("A1").formula = "=附表1!A6"
    desk.book.names.add("我的数", "=附表1!$A$6:$A$8")
    chart = sheet.charts.add()
    chart.set_source_data(desk.book.sheets["附表1"].range("A6:A8"))
    reply = desk.press_on(MONTH, "compute")
    assert reply.startswith("+"), reply
    assert sheet.range("A1").formula == "=附表1!A6"
    assert desk.book.names["我的数"].refers_to == "=附表1!$A$6:$A$8"
    assert "附表1!$A$6:$A$8" in chart.series[0].api.Formula
    sheet.delete()


def tells_its_versions(desk: Desk) -> None:
    reply = desk.press_on(MONTH, "about")
    assert reply.startswith("+自检通过"), reply


CHECKS = (
    Check("打开后什么也没改：工作簿不算改动过", opens_unchanged, only_excel=True),
    Check("打开后不重算就显示结果：富阳区 6 分、62.25 分", opens_with_results, only_excel=True),
    Check("把富阳区的 3 改成 4，得分立刻变成 72.63，改回来又是 62.25", recalculates, only_excel=True),
    Check("计算排名：附表和通报与命令算的逐格相同，Excel 的设置还原", computes),
    Check("再按一次：结果一样，表不多也不少", computes_again),
    Check("自己的公式、名称、图表引用附表1的，再算一次仍引用它", follows, only_excel=True),
    Check("别处粘贴过来的格子，算一次就恢复颜色、文本格式、不锁定和填写限制", gives_looks_back,
          only_excel=True),
    Check("填错一格：说出是哪一格，旧附表不动", names_the_wrong_cell),
    Check("填错一格：光标停在那一格", selects_the_wrong_cell, only_excel=True),
    Check("检查数据：出现“检查”表", lists_problems),
    Check("导出发送版：旁边有不带宏的副本和 PDF，存档里记的是文字", writes_the_copy),
    Check("生成通报：工作簿旁边有 Word 文件", writes_the_document),
    Check("核对印发稿：刚生成的通报没有与规则不符的，出现“核对”表", audits),
    Check("更正通报：改过已发送的数以后，旁边有更正表", corrects),
    Check("下一个月：转到 3 月，单位已经排好", turns_to_the_next_month),
    Check("导入篇数：CSV 里的篇数填进 3 月", imports),
    Check("期间通报：2-3 月的副本和 Word 在旁边", publishes_a_period),
    Check("更新工作簿、新的一年：旁边有新工作簿，检查没有错误", makes_workbooks),
    Check("各表仍有保护，列宽仍可调", stays_protected, only_excel=True),
    Check("关于：自检通过", tells_its_versions),
)  # fmt: skip
