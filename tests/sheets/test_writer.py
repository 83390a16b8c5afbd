"""The working workbook as a clerk meets it, read back with openpyxl; its tables: test_write_tables."""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.cell import MergedCell

from support.cells import CREATED, DEMO, opened
from xlportal.core.book import Book, Settings
from xlportal.core.ledger import Entry, Ledger, MonthEntries
from xlportal.core.rules import Group, Item, Unit
from xlportal.sheets import layout
from xlportal.sheets.interface import BUTTONS
from xlportal.sheets.package import parts
from xlportal.sheets.template.writer import write_workbook

HIDDEN = ["存档", "界面文字", "xlwings.conf"]
FIRST, LAST = 11, 28
"""The rows for units of the first block on the demo's month sheets."""


@pytest.fixture(scope="module")
def book(demo_workbook: Path) -> Any:
    return openpyxl.load_workbook(demo_workbook)


def in_sight(book: Any) -> list[Any]:
    return [sheet for sheet in book.worksheets if sheet.title not in HIDDEN]


def entry_cells(sheet: Any) -> Iterator[Any]:
    for row in sheet.iter_rows():
        yield from (
            cell for cell in row if not (cell.protection.locked or isinstance(cell, MergedCell))
        )


def formulas(sheet: Any) -> Iterator[str]:
    for row in sheet.iter_rows():
        yield from (str(getattr(c.value, "text", c.value)) for c in row if c.data_type == "f")


def test_the_sheets_stand_in_the_order_of_the_work(book: Any) -> None:
    assert book.sheetnames == [
        "说明", "参数", "单位", "期初", *layout.MONTHS, "通报模板", *HIDDEN,
    ]  # fmt: skip
    assert book.active.title == "说明"
    assert [book[name].sheet_state for name in HIDDEN] == ["hidden", "veryHidden", "veryHidden"]
    assert all(sheet.sheet_properties.tabColor for sheet in in_sight(book))
    assert not any(sheet.sheet_view.showGridLines for sheet in in_sight(book))


def test_everything_but_the_yellow_cells_is_locked_without_a_password(book: Any) -> None:
    for sheet in in_sight(book):
        assert sheet.protection.sheet
        assert not sheet.protection.password
    for name in layout.INPUT_SHEETS:
        colours = {cell.fill.fgColor.rgb for cell in entry_cells(book[name])}
        assert colours == {"FFFFF7DC"}, name
    inputs = {cell.coordinate for cell in entry_cells(book["2月"])}
    assert {"C11", "D11", "M11", "N11", "C2", "C3", "C6", f"B{LAST}"} <= inputs
    assert not inputs & {
        *("A11", "B11", "E11", "O11", "P11", "Q11", "S11", "W11"),
        *("C7", "C8", "C10", "E10", "D6"),
    }


def test_every_count_cell_says_in_chinese_what_to_type_and_for_which_item(book: Any) -> None:
    listed = book["2月"].data_validations.dataValidation
    rules = {str(rule.sqref): rule for rule in listed if rule.type == "custom"}
    for column in "CDFGIJL":
        rule = rules[f"{column}{FIRST}:{column}{LAST}"]
        assert all(re.search(r"[\u4e00-\u9fff]", text) for text in (rule.prompt, rule.error))
        assert rule.errorStyle in {None, "stop"}
    titles = {area: rules[area].promptTitle for area in ("C11:C28", "J11:J28", "C36:C47")}
    assert [*titles.values()] == ["区县动态 采用", "调查报告 其中专栏", "中心动态 采用"]


def test_buttons_and_units_stay_in_sight_and_headers_explain_themselves(
    book: Any, demo_workbook: Path
) -> None:
    sheet = book["2月"]
    assert sheet.freeze_panes == "C2"
    assert sheet["A2"].value is None, "the line of the frozen columns would cut the guide"
    drawings = [
        data.decode()
        for name, data in parts(demo_workbook.read_bytes()).items()
        if "vmlDrawing" in name and b"PortalCompute" in data
    ]
    assert len(drawings) == 13
    assert all(button.macro in drawing for button in BUTTONS for drawing in drawings)
    comments = [cell.comment for row in sheet.iter_rows() for cell in row if cell.comment]
    assert any("达标分值" in comment.text for comment in comments)
    assert {comment.author for comment in comments} == {"门户考核"}


def test_sheets_open_on_the_first_cell_to_fill(book: Any) -> None:
    first = {"参数": "C4", "单位": "A4", "期初": "C4", "2月": "C11", "通报模板": "D4"}
    for name, cell in first.items():
        assert [s.activeCell for s in book[name].sheet_view.selection][-1] == cell
        assert not book[name][cell].protection.locked


def test_sheets_print_on_a4_one_page_wide_and_break_where_excel_breaks(book: Any) -> None:
    for sheet in in_sight(book):
        setup = sheet.page_setup
        assert setup.paperSize == 9
        assert setup.orientation == ("portrait" if sheet.title in {"说明", "单位"} else "landscape")
        assert (setup.fitToWidth or 1) == 1
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert not sheet.row_breaks.brk, "Excel heeds breaks or the width of a page, never both"
    assert book["2月"].print_area == "'2月'!$A$1:$Q$24,'2月'!$A$30:$Q$43", "no spare rows"
    assert book["2月"].print_title_rows is None


def with_groups(*groups: Group) -> Book:
    return replace(DEMO, ledger=Ledger(2020, groups), settings=Settings(month=1))


def with_items(count: int, name: str = "区县动态") -> Book:
    items = tuple(Item(f"{name}{n or ''}", "条", Fraction(2)) for n in range(count))
    return with_groups(replace(DEMO.ledger.groups[0], items=items))


def test_a_long_item_leaves_room_for_the_kind_of_its_count() -> None:
    long, made = "政策解读及热点回应" * 4, opened(with_items(1, "政策解读及热点回应" * 4))
    titles = {rule.promptTitle for sheet in ("1月", "期初")
              for rule in made[sheet].data_validations.dataValidation}  # fmt: skip
    assert {f"{long[:29]} 采用", f"{long[:27]} 其中专栏"} <= titles


@pytest.mark.usefixtures("untraced")
@pytest.mark.parametrize(("count", "additions"), [(1, False), (3, False), (3, True), (4, False)])
def test_names_inputs_and_places_are_in_sight_on_a_screen_of_1366_pixels(
    count: int, *, additions: bool
) -> None:
    (group,) = with_items(count).ledger.groups
    sheet = opened(with_groups(replace(group, rules=replace(group.rules, additions=additions))))[
        "1月"
    ]
    columns = sheet.column_dimensions.values()
    widths = [c.width for c in columns for _ in range(c.min, c.max + 1)]
    last = 8 + 3 * count + 2 * additions
    assert sheet.cell(7, last).value == "排名"
    assert sum(round(width * 7) for width in widths[:last]) <= 1366 - 44, "row numbers, scroll bar"
    hidden = [c.hidden for c in columns for _ in range(c.min, c.max + 1)]
    assert not any(hidden[: last + 4]), "with a gap and the small table by rank"
    assert all(hidden[last + 4 :])


def test_a_row_is_as_tall_as_its_texts_and_names_of_three_lines_are_small() -> None:
    names = ("审管办", "行政服务中心" * 5, "行政服务中心" * 7)
    book = with_groups(replace(DEMO.ledger.groups[0], units=tuple(map(Unit, names))))
    entry = Entry(1, names[0], (None, None, None), Fraction(1), "更新不及时" * 20)
    ledger = replace(book.ledger, months=(MonthEntries(1, (entry,)),))
    sheets = opened(replace(book, ledger=ledger, settings=Settings(1, hints={2: "重点检查" * 100})))

    def heights(name: str, first: int) -> list[float]:
        return [sheets[name].row_dimensions[row].height for row in range(first, first + 3)]

    assert heights("2月", 11) == [21, 36, 36]
    assert heights("1月", 11)[0] == 21 + 15 * 16, "100 characters, 6 a line"
    assert [sheets["2月"].cell(row, 2).font.sz for row in range(11, 14)] == [10.5, 10.5, 9]
    assert heights("单位", 4) == [21.75, 36, 36]
    assert sheets["单位"]["C6"].font.sz == 9
    assert [sheets[name].row_dimensions[3].height for name in ("1月", "2月")] == [
        15 * 5 + 6,
        15 * 7 + 6,
    ]


@pytest.mark.usefixtures("untraced")
@pytest.mark.parametrize(
    ("counts", "orientation", "repeated"),
    [((24,), "landscape", None), ((40,), "landscape", "$7:$9"), ((40, 8), "portrait", None)],
)
def test_groups_are_printed_whole_or_with_their_headers_repeated(
    counts: tuple[int, ...], orientation: str, repeated: str | None
) -> None:
    groups = [
        replace(group, units=tuple(Unit(f"第{n}处") for n in range(count)))
        for group, count in zip(DEMO.ledger.groups, counts, strict=False)
    ]
    sheet = opened(with_groups(*groups))["1月"]
    assert sheet.page_setup.orientation == orientation
    assert sheet.print_title_rows == repeated
    assert sheet.print_area.split(",")[0] == f"'1月'!$A$1:$Q${10 + counts[0]}"


def test_results_show_right_numbers_before_any_recalculation(demo_workbook: Path) -> None:
    sheet = openpyxl.load_workbook(demo_workbook, data_only=True)["2月"]
    rows = {sheet.cell(row, 2).value: [sheet.cell(row, c).value for c in (15, 16, 17)]
            for row in range(1, 50)}  # fmt: skip
    assert rows["富阳区行政服务中心"] == [6, 62.25, 2]
    assert rows["钱塘新区管委会"] == [8, 83, 1]
    assert rows["秘书处"] == [4, 6.6, 3]
    assert rows["审批管理处"] == [0, 0, 8]
    assert [sheet.cell(5, column).value for column in (4, 7, 10)] == [1, 0.8, 14.3]
    assert sheet["A1"].value == "2020年2月　门户网站考核填报表"


def test_what_items_earn_sums_and_places_are_shown_before_any_recalculation(
    demo_workbook: Path,
) -> None:
    book = openpyxl.load_workbook(demo_workbook, data_only=True)
    sheet = book["2月"]

    def shown(columns: str, row: int) -> list[object]:
        return [sheet[f"{column}{row}"].value or None for column in columns]

    # 富阳 3 pieces and 钱塘 4 of 区县动态, at 2 each
    assert [shown("CDE", row) for row in (11, 22, 24)] == [[None] * 3, [3, None, 6], [4, None, 8]]
    assert shown("CDEFGHIJKO", 10) == [7, None, 14, *[None] * 6, 14]
    assert shown("CDEO", 35) == [12, None, 24, 24], "2 + 5 + 4 + 1 pieces of 中心动态, at 2 each"
    assert [shown("STU", row) for row in range(11, 14)] == [
        [1, "钱塘新区管委会", 83], [2, "富阳区行政服务中心", 62.25], [14, "上城区审管办", None],
    ]  # fmt: skip
    assert [shown("STU", row) for row in range(36, 41)] == [
        [1, "机关党委", 16.6], [2, "公共资源交易中心", 13.3], [3, "秘书处", 6.6],
        [4, "市民之家管理服务中心（大厅办）", 3.3], [8, "审批管理处", None],
    ]  # fmt: skip
    assert shown("STU", 25) == [None] * 3, "a spare row"
    sheet = book["3月"]
    assert [shown("CDEFGHIJKO", 10), shown("EHKSTU", 11)] == [[None] * 10, [None] * 6]


def test_blocks_lead_to_one_another_and_headers_say_what_is_published(book: Any) -> None:
    sheet = book["2月"]
    links = {cell: sheet[cell].hyperlink.location for cell in ("O5", "O30")}
    assert links == {"O5": "'2月'!A30", "O30": "'2月'!A5"}
    assert [sheet[cell].value for cell in links] == ["下一组　附表2 ↓", "回到　附表1 ↑"]
    assert [sheet[cell].value.partition("　")[0] for cell in ("A5", "A30")] == ["附表1", "附表2"]
    assert [sheet[f"{column}9"].value for column in "LMN"] == ["会印出", "会印出", "不印出"]
    alone = opened(with_items(1))["1月"]
    assert not any(cell.hyperlink for cell in alone[5]), "one group leads nowhere"
    groups = tuple(replace(group, items=group.items[:1]) for group in DEMO.ledger.groups)
    narrow = opened(replace(DEMO, ledger=Ledger(2020, groups)))["2月"]
    assert [c.value for c in narrow[5] if c.hyperlink] == ["下一组　附表2 ↓"]
    assert "达标率" in [cell.value for cell in narrow[5]]


def test_names_are_texts_and_results_array_formulas_of_functions_with_a_native_one_beside(
    book: Any,
) -> None:
    for month in layout.MONTHS:
        assert {book[month].cell(row, 2).data_type for row in range(FIRST, FIRST + 14)} == {"s"}
    calls = ("xp_item_score(", "xp_info_score(", "xp_score(", "xp_rank(")
    for column, call in zip("EOPQ", calls, strict=True):
        formula = book["2月"][f"{column}{FIRST}"].value
        assert formula.ref == f"{column}{FIRST}:{column}{LAST}"
        assert formula.text.startswith(f"=IFERROR(0+{call}$B${FIRST}:$B${LAST},")


def test_no_formula_is_volatile_longer_than_excel_takes_or_newer_than_2016(
    book: Any, demo_workbook: Path
) -> None:
    texts = {text for sheet in book for text in formulas(sheet)}
    assert max(map(len, texts)) <= 8192
    used = {name for text in texts for name in re.findall(r"([A-Za-z_.]+)\(", text)}
    assert {name for name in used if not name.startswith("xp_")} <= {
        "AND", "COUNT", "COUNTA", "FIND", "GCD", "IF", "IFERROR", "INDEX", "INT", "ISNUMBER", "ISTEXT",
        "LEFT", "LEN", "LOOKUP", "MATCH", "MAX", "MID", "MIN", "MMULT", "N", "NOT", "OR", "RANK", "REPT",
        "RIGHT", "ROUND", "ROW", "ROWS", "SIGN", "SMALL", "SUBSTITUTE", "SUM", "SUMPRODUCT", "TEXT", "TRANSPOSE", "TRIM",
        "VALUE",
    }  # fmt: skip
    workbook = parts(demo_workbook.read_bytes())["xl/workbook.xml"]
    assert b"fullCalcOnLoad" not in workbook, "a recalculation is not forced on opening"


def test_properties_name_the_office_and_nobody_else_and_equal_books_give_equal_bytes(
    book: Any,
) -> None:
    assert book.properties.title == "2020年门户网站考核"
    assert book.properties.creator == "网站建设考核领导小组"
    assert book.properties.lastModifiedBy in {None, "网站建设考核领导小组"}
    assert write_workbook(DEMO, CREATED) == write_workbook(DEMO, CREATED)
