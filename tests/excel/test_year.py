"""A year as it goes, by buttons alone: nobody types a command."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from support.libreoffice_engine import unlocked
from support.office import Office
from xlportal.excel import buttons

pytestmark = pytest.mark.usefixtures("untraced")

UNITS = ("上城区审管办", "富阳区行政服务中心", "秘书处")


class Clerk:
    """Who presses buttons, reads what they say, and opens what they made, as the macro does."""

    def __init__(self, opened: Any, path: Path) -> None:
        self.opened = opened
        self.book = opened(path)

    def press(self, sheet: str, action: str, answer: str = "") -> str:
        self.book.sheets[sheet].activate()
        with unlocked(self.book):
            reply = buttons.press(action, answer)
        text, _, made = reply.partition("\t")
        assert text.startswith("+"), text
        if made.endswith(".xlsm"):
            self.book.close()
            self.book = self.opened(Path(made))
        return text

    def fill(self, month: int, header: str, *lines: str) -> None:
        counts = Path(self.book.impl.path).with_name("导出.csv")
        counts.write_text("\n".join((header, *lines)) + "\n", encoding="gb18030")
        self.press(f"{month}月", "import_counts", str(counts))

    def cell(self, sheet: str, label: str) -> tuple[int, int]:
        rows = self.book.sheets[sheet].used_range.value
        return next(
            (r, c) for r, row in enumerate(rows, 1) for c, v in enumerate(row, 1) if v == label
        )


def test_a_year_goes_by_without_a_command(
    opened: Any, demo_workbook: Path, tmp_path: Path, office: Office
) -> None:
    (tmp_path / "去年.xlsm").write_bytes(demo_workbook.read_bytes())
    clerk = Clerk(opened, tmp_path / "去年.xlsm")
    clerk.press("说明", "new_year")
    assert clerk.book.name == "2021年门户网站考核.xlsm"
    assert clerk.press("说明", "next_month") == "+现在填 1 月，单位已按名单排好。"
    clerk.fill(
        1, "单位,区县动态,中心动态", f"{UNITS[0]},2,", f"{UNITS[1]},1（1）,", f"{UNITS[2]},,3"
    )
    assert clerk.press("1月", "compute").startswith("+1 月已算好：附表1、附表2、通报。")
    clerk.press("1月", "send_copy", "yes")
    clerk.press("1月", "word")
    clerk.press("1月", "audit", str(tmp_path / "2021年1月门户网站考核通报.docx"))
    assert clerk.press("1月", "check") == "+检查完了：没有错误，也没有提醒。"
    sent = openpyxl.load_workbook(tmp_path / "2021年1月门户网站考核.xlsx")

    row, column = clerk.cell("参数", "调查报告")
    items = clerk.book.sheets["参数"]
    while items.range((row, column)).value:
        row += 1
    with unlocked(clerk.book):
        items.range((row, column - 1)).value = [1, "短视频", "条", 5, 2]
    clerk.press("说明", "refit")
    assert clerk.book.name.startswith("2021年门户网站考核（更新")
    assert clerk.press("说明", "next_month") == "+现在填 2 月，单位已按名单排好。"
    clerk.fill(2, "单位,区县动态,短视频,中心动态", f"{UNITS[0]},1,2,", f"{UNITS[2]},,,1")
    assert clerk.press("2月", "compute").startswith("+2 月已算好")
    shown = [value for line in clerk.book.sheets["附表1"].used_range.value for value in line]
    assert any("短视频" in str(value) for value in shown)
    clerk.press("说明", "period", "1-2")
    clerk.press("1月", "compute")
    again = clerk.book.sheets["附表1"].used_range.value
    printed = [[cell.value for cell in line] for line in sent["附表1"].iter_rows()]
    assert [line[: len(printed[0])] for line in again] == printed
    clerk.press("说明", "new_year")
    assert clerk.book.name == "2022年门户网站考核.xlsm"
    assert len(office.books) == 1
