"""Every problem of the catalogue made in a real workbook file, and found there: it alone.

The workbooks are what ``xlportal new`` and ``xlportal demo`` write. They are changed cell by cell in
the package, or opened and saved with openpyxl where sheets, rows or merges change, and some are
saved once more by LibreOffice. What is found is what ``xlportal check --json`` says.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from support.surgery import Surgery
from support.tools import convert_all
from xlportal.cli import main
from xlportal.core.catalogue import kinds
from xlportal.core.demo import demo_book
from xlportal.score.assessment import assess
from xlportal.sheets import layout
from xlportal.sheets.archive import archive_rows
from xlportal.sheets.grid import Formula

Change = Callable[[Any], object]
"""A change made with openpyxl."""


@dataclass(frozen=True)
class Case:
    """A slip: cells changed in the package, changes made with openpyxl, what has to be found."""

    code: str
    where: str
    cells: Mapping[str, object]
    changes: Sequence[Change] = ()
    month: int | None = None
    base: str = "demo"
    office: bool = False

    @property
    def name(self) -> str:
        return f"{self.code} {self.where} {self.base}{' office' if self.office else ''}"


def case(code: str, where: str, *changes: Change, **options: Any) -> Case:
    return Case(code, where, options.pop("cells", {}), changes, **options)


def blank(sheet: str, columns: str, rows: Sequence[int]) -> dict[str, object]:
    return {f"{sheet}!{column}{row}": None for column in columns for row in rows}


def row(sheet: str, number: int, *values: object) -> dict[str, object]:
    return {f"{sheet}!{chr(ord('A') + i)}{number}": value for i, value in enumerate(values)}


def put(where: str, value: object) -> Change:
    sheet, _, cell = where.partition("!")
    return lambda book: book[sheet].__setitem__(cell, value)


def pasted_block(annex: str) -> Change:
    """The second block copied below itself under another title."""

    def paste(book: Any) -> None:
        sheet = book["2月"]
        for row in range(29, 41):
            for column in range(1, 11):
                copied = sheet.cell(row + 25, column)
                copied.value = sheet.cell(row, column).value
        sheet["A54"] = annex

    return paste


def block_moved_down(book: Any) -> None:
    sheet = book["2月"]
    for merged in [m for m in sheet.merged_cells.ranges if m.min_row >= 29]:
        sheet.unmerge_cells(str(merged))
    sheet.move_range("A29:M44", rows=6)


def archived(**changed: object) -> Change:
    """What was sent of February, a figure changed."""

    def append(book: Any) -> None:
        sent = archive_rows(assess(demo_book().ledger, 2), dt.datetime(2020, 3, 2, 9, 30))
        for row in sent:
            line = dict(zip(layout.ARCHIVE_COLUMNS, row, strict=True))
            if line["单位名称"] == "富阳区行政服务中心":
                line |= changed
            book["存档"].append(list(line.values()))

    return append


def hide_row(book: Any) -> None:
    book["2月"].row_dimensions[21].hidden = True


def hide_column(book: Any) -> None:
    book["2月"].column_dimensions["C"].hidden = True


def hide_sheet(book: Any) -> None:
    book["2月"].sheet_state = "hidden"


def rename_sheet(book: Any) -> None:
    book["5月"].title = "五月"


def delete_sheet(book: Any) -> None:
    del book["5月"]


def reorder_sheets(book: Any) -> None:
    book.move_sheet("2月", 1)


CASES = [
    case("sheet-missing", "5月", delete_sheet),
    case("sheet-missing", "5月", rename_sheet, office=True),
    case("sheet-hidden", "2月", hide_sheet),
    case("sheets-reordered", "2月", reorder_sheets),
    case("cells-merged", "2月!C21", lambda book: book["2月"].merge_cells("C21:C22"), office=True),
    case("cells-merged", "2月!C21", lambda book: book["2月"].merge_cells("C21:D21")),
    case("cells-merged", "单位!C4", lambda book: book["单位"].merge_cells("C4:D4")),
    case("rows-hidden", "2月!B21", hide_row, office=True),
    case("columns-hidden", "2月!C3", hide_column),
    case("table-missing", "参数", cells={"参数!B4": "年份"}),
    case("table-missing", "单位!A3", cells={"单位!C3": "名称"}),
    case("table-missing", "2月!A7", cells={"2月!I7": "减分"}),
    case("header-repeated", "2月!A5", put("2月!A5", "本月无采用")),
    case("table-missing", "2月", cells={"2月!B3": "提示"}),
    case("row-above", "4月!B8", cells={"4月!B8": "上城区审管办"}),
    case("row-above", "2月!B8", cells={"2月!B8": "上城区审管办"}),
    case("row-above", "期初!A1", cells={"期初!A1": 1}),
    case("header-repeated", "2月!K7", cells={"2月!K7": "扣分"}),
    case("header-repeated", "单位!G3", put("单位!G3", "单位名称")),
    case("block-repeated", "2月!A54", pasted_block("附表2　机关")),
    case("block-unknown", "2月!A54", pasted_block("附表9　机关")),
    case("block-missing", "2月", cells={"2月!B30": "单位"}),
    case("group-new", "参数!A14", cells={
        **row("参数", 14, 3, "新组", "新组", 1, 0.8, 4, 1, "截尾", "并列取末位", "否"),
        **row("参数", 26, 3, "视频", "个", 5), **row("单位", 26, 3, 1, "某处", None, 3),
    }),
    case("item-new", "参数!B26", cells=row("参数", 26, 1, "视频", "条", 5)),
    case("item-column-missing", "2月!A7", cells={"2月!C7": None}),
    case("item-column-unknown", "2月!C7", cells={"2月!C7": "动态"}),
    case("count-columns-wrong", "2月!C7", cells={"2月!C9": "其中专栏", "2月!D9": "采用"}),
    case("count-columns-wrong", "期初!E3", cells={"期初!F3": "另外"}),
    case("year-wrong", "参数!C4", cells={"参数!C4": "二〇二〇"}),
    case("month-wrong", "参数!C5", cells={"参数!C5": 13}),
    case("date-wrong", "参数!C7", cells={"参数!C7": "下周"}),
    case("date-stale", "参数!C7", cells={"参数!C7": "2020-1-5"}),
    case("basic-missing", "参数!C6", cells={"参数!C6": None}),
    case("text-wrong", "参数!B12", cells={"参数!B12": True}),
    case("annex-wrong", "参数!A12", cells={"参数!A12": 0}),
    case("annex-repeated", "参数!A13", cells={"参数!A13": 1}),
    case("annex-unknown", "单位!A26", cells={"单位!A26": 9, "单位!C26": "某处"}),
    case("no-groups", "参数!A11", cells=blank("参数", "ABCDEFGHIJ", (12, 13))),
    case("name-missing", "参数!B12", cells={"参数!B12": " "}),
    case("name-missing", "单位!C26", cells={"单位!A26": 1}),
    case("parameter-missing", "参数!D12", cells={"参数!D12": None}),
    case("parameter-wrong", "参数!D12", cells={"参数!D12": 0}),
    case("parameter-wrong", "参数!E12", cells={"参数!E12": "很多"}),
    case("parameter-wrong", "参数!F12", cells={"参数!F12": -8.3}),
    case("parameter-wrong", "参数!D20", cells={"参数!D20": "#N/A"}),
    case("ratio-large", "参数!E12", cells={"参数!E12": 80}),
    case("number-huge", "参数!F12", cells={"参数!F12": 10**7}),
    case("digits-many", "参数!E12", cells={"参数!E12": 0.1 + 0.2}),
    case("choice-wrong", "参数!H12", cells={"参数!H12": "进一"}),
    case("choice-wrong", "参数!I12", cells={"参数!I12": "并列第一"}),
    case("no-items", "参数!A13", cells=blank("参数", "ABCD", (23, 24, 25))),
    case("item-repeated", "参数!B26",
         cells={"参数!A26": 1, "参数!B26": "区县动态", "参数!C26": "条", "参数!D26": 3}),
    case("item-reserved", "参数!B26",
         cells={"参数!A26": 1, "参数!B26": "扣分", "参数!C26": "条", "参数!D26": 3}),
    case("no-units", "单位!A3", cells=blank("单位", "ABCDEF", range(4, 18))),
    case("unit-repeated", "单位!D5", cells={"单位!D5": "上城区 审管办"}),
    case("unit-repeated", "单位!D6", cells={"单位!D5": "旧名", "单位!D6": "旧名"}),
    case("unit-repeated", "单位!C26", cells={"单位!A26": 1, "单位!C26": "上城区审管办"}),
    case("months-wrong", "单位!F4", cells={"单位!E4": 5, "单位!F4": 4}),
    case("months-wrong", "单位!E4", cells={"单位!E4": 13}),
    case("order-wrong", "单位!B4", cells={"单位!B4": "头"}),
    case("unit-unknown", "2月!B21", cells={"2月!B21": "阜阳区"}),
    case("unit-twice", "2月!B24", cells={"2月!B24": "上城区审管办"}),
    case("unit-missing", "2月!B7", cells=blank("2月", "BCEG", (21,))),
    case("unit-outside", "2月!B21", cells={"单位!E15": 3}),
    case("name-blank", "2月!B24", cells={"2月!C24": 1}),
    case("name-blank", "2月!B21", cells={"2月!B21": None}),
    case("count-text", "2月!C21", cells={"2月!C21": "三篇"}, office=True),
    case("count-negative", "2月!C21", cells={"2月!C21": -3}),
    case("count-fraction", "2月!C21", cells={"2月!C21": 2.5}),
    case("count-huge", "2月!C21", cells={"2月!C21": 10**7}),
    case("count-large", "2月!C21", cells={"2月!C21": 1000}),
    case("count-date", "2月!C21", put("2月!C21", dt.datetime(2020, 3, 1)), office=True),
    case("count-foreign", "2月!G24", cells={"2月!G24": 1}, base="two-items"),
    case("count-beside", "2月!O12", put("2月!O12", 5), put("2月!P13", 6)),
    case("count-logical", "2月!C21", cells={"2月!C21": True}),
    case("cell-error", "2月!C21", cells={"2月!C21": "#REF!"}, office=True),
    case("cell-error", "2月!J33", cells={"2月!J33": "#N/A"}),
    case("cell-formula", "2月!C21", cells={"2月!C21": Formula("=1+2")}),
    case("count-brackets", "2月!C21", cells={"2月!C21": "3（1"}, office=True),
    case("column-twice", "2月!D21", cells={"2月!C21": "3（1）", "2月!D21": 1}),
    case("column-brackets", "2月!D21", cells={"2月!D21": "3（1）"}),
    case("column-above", "2月!D21", cells={"2月!D21": 4}),
    case("column-above", "2月!C21", cells={"2月!C21": "3（4）"}),
    case("deduction-wrong", "2月!I33", cells={"2月!I33": "两分"}),
    case("deduction-not-set", "2月!I21", cells={"2月!I21": 1, "2月!J21": "迟"}),
    case("deduction-no-reason", "2月!J33", cells={"2月!I33": 1}),
    case("none-mark-wrong", "2月!C4", cells={"2月!C4": "也许"}),
    case("none-mark-false", "2月!C4", cells={"2月!C4": "是"}),
    case("month-not-filled", "3月", month=3),
    case("month-carried", "1月", month=1),
    case("group-not-filled", "3月!B30", cells={"3月!C21": 1}),
    case("month-gap", "3月", cells={"4月!C21": 1, "4月!C33": 1, "参数!C7": None}),
    case("score-wrong", "期初!D4", cells={"期初!D4": -1}),
    case("opening-incomplete", "期初!D4", cells={"期初!D4": None}),
    case("opening-overlap", "期初!C4", cells={"期初!C4": 2}),
    case("opening-uneven", "期初!C4", cells={"期初!C4": 2}, base="april"),
    case("opening-foreign", "期初!K4", cells={"期初!K4": 1}),
    case("paragraph-wrong", "通报模板!A4", cells={"通报模板!A4": "标头"}),
    case("placeholder-unknown", "通报模板!D4", cells={"通报模板!D4": "【月】"}),
    case("placeholder-missing", "通报模板!D18", cells={"通报模板!D18": "（盖章）"}),
    case("archive-wrong", "存档!A24", archived(), put("存档!A24", "上月")),
    case("sent-changed", "2月!B21", archived(得分="60")),
    case("sent-changed", "2月!B21", archived(累计得分=83.25)),
    case("sent-changed", "2月!B21", archived(单位名称="富阳县行政服务中心", 排名=3),
         cells={"单位!D15": "富阳县行政服务中心"}),
]  # fmt: skip

HARMLESS = [
    case("nothing", "rows put in above and between", lambda book: book["单位"].insert_rows(2)),
    case("nothing", "a block cut and pasted elsewhere", block_moved_down, office=True),
    case("nothing", "what was sent is what is computed", archived()),
    case("nothing", "full-width digits and brackets", cells={"2月!C21": " ３（１） "}, office=True),
    case("nothing", "other sheets moved", lambda book: book.move_sheet("参数", 5)),
    case("nothing", "a row without a unit hidden",
         lambda book: book["2月"].row_dimensions.__getitem__(26).__setattr__("hidden", True)),
]  # fmt: skip


@pytest.fixture(scope="module")
def bases(demo_workbook: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """The workbooks to be spoilt, as written by ``new`` and ``demo``."""
    folder = tmp_path_factory.mktemp("bases")
    document = json.loads(demo_workbook.with_suffix(".json").read_text(encoding="utf-8"))
    fewer = copy.deepcopy(document)
    fewer["groups"][1]["items"] = fewer["groups"][1]["items"][:2]
    fewer["groups"][0]["items"] = fewer["groups"][0]["items"][:2]
    fewer["groups"][1]["items"].append({"name": "视频", "unit": "个", "points": "5"})
    for month in fewer["months"]:
        for entry in month["entries"]:
            entry["counts"].pop("调查报告", None)
    april = copy.deepcopy(document)
    april["months"][0]["month"] = 4
    for opening in april["opening"]:
        opening["through"] = 3
    made = {"demo": demo_workbook.read_bytes()}
    for name, content in (("two-items", fewer), ("april", april)):
        source, book = folder / f"{name}.json", folder / f"{name}.xlsm"
        source.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        assert main(["new", str(book), "--from", str(source)]) == 0
        made[name] = book.read_bytes()
    return made


def spoilt(slip: Case, base: bytes, path: Path) -> Path:
    surgery = Surgery(base)
    for where, value in slip.cells.items():
        surgery.put(where, value)
    surgery.save(path)
    if slip.changes:
        book = openpyxl.load_workbook(path, keep_vba=True)
        for change in slip.changes:
            change(book)
        book.save(path)
    return path


def found(run: Any, book: Path, month: int | None = None) -> list[tuple[str, str]]:
    words = [] if month is None else ["--month", month]
    answer = run("check", book, "--json", *words)
    problems = answer.json["problems"]
    assert answer.code == int(any(problem["severity"] == "error" for problem in problems))
    assert answer.err == ""
    for problem in problems:
        assert "\n" not in problem["message"]
        assert problem["message"].endswith("。")
        assert problem["fix"]
    return [
        (problem["code"], f"{problem['sheet']}!{problem['cell']}".rstrip("!"))
        for problem in problems
    ]


def test_every_problem_of_the_catalogue_has_a_case() -> None:
    own = {kind.code for kind in kinds() if not kind.code.startswith("import-")}
    assert own == {slip.code for slip in CASES}


@pytest.mark.parametrize("slip", CASES, ids=lambda slip: slip.name)
def test_a_slip_in_a_real_workbook_is_found_at_its_cell_and_nothing_else_is(
    slip: Case, bases: Mapping[str, bytes], run: Any, tmp_path: Path
) -> None:
    book = spoilt(slip, bases[slip.base], tmp_path / "账本.xlsm")
    assert found(run, book, slip.month) == [(slip.code, slip.where)]


@pytest.mark.parametrize("slip", HARMLESS, ids=lambda slip: slip.where)
def test_what_does_no_harm_is_not_complained_of(
    slip: Case, bases: Mapping[str, bytes], run: Any, tmp_path: Path
) -> None:
    assert found(run, spoilt(slip, bases[slip.base], tmp_path / "账本.xlsm")) == []


def test_the_same_is_found_when_libreoffice_has_saved_the_workbook(
    bases: Mapping[str, bytes], run: Any, tmp_path: Path
) -> None:
    slips = [slip for slip in (*CASES, *HARMLESS) if slip.office]
    paths = [
        spoilt(slip, bases[slip.base], tmp_path / f"{index}.xlsm")
        for index, slip in enumerate(slips)
    ]
    saved = convert_all(paths, "xlsx", tmp_path / "saved")
    for slip, path in zip(slips, saved, strict=True):
        expected = [] if slip.code == "nothing" else [(slip.code, slip.where)]
        assert found(run, path, slip.month) == expected, slip.name
