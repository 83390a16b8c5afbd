"""Every problem of the catalogue made in a real workbook file, and found there: it alone.

The workbooks are what ``xlportal new`` and ``xlportal demo`` write. They are changed cell by cell in
the package, or opened and saved with openpyxl where sheets, rows or merges change, and some are
saved once more by LibreOffice. What is found is what ``xlportal check --json`` says.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.formula import ArrayFormula

from support.cells import CELLS, row_of
from support.surgery import Surgery
from support.tools import convert_all
from xlportal.cli import main
from xlportal.core.catalogue import UNITS_MANY, kinds
from xlportal.core.demo import demo_book
from xlportal.score.assessment import assess
from xlportal.sheets import layout, monthly
from xlportal.sheets.archive import LABELS, archive_rows
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


def column(header: str) -> str:
    """The letters of the column of a month sheet with a header."""
    return next(get_column_letter(c + 1) for (_, c), v in CELLS["2月"].items() if v == header)


def rows(text: str) -> list[int]:
    """The rows of 2月, as people count, of the cells that hold a text."""
    return sorted(r + 1 for (r, _), value in CELLS["2月"].items() if value == text)


NEWS, OFF, REASON, INFO = map(column, ("区县动态", "扣分", "扣分原因", "信息分"))
COLUMN = chr(ord(NEWS) + 1)
"""Right of the pieces: those of them in the special column."""
(FUYANG,), (SECRETARIES,) = rows("富阳区行政服务中心"), rows("秘书处")
HEAD, HEAD_2 = rows("参加考核单位")
MARK, MARK_2 = rows(monthly.NONE_LABEL)
(HINT,), (DATE,) = rows(monthly.HINT_LABEL), rows(layout.DATE_LABEL)
SIGNED = next(r + 1 for (r, c), v in CELLS["通报模板"].items() if (c, v) == (3, "【发文机关】"))
FIRST_BODY = row_of("通报模板", "组正文")
LAST_BODY = max(r + 1 for (r, c), v in CELLS["通报模板"].items()
                if v == "组正文" and CELLS["通报模板"][r, 2] not in {"期间", "更正"})  # fmt: skip
SPARE = rows("钱塘新区管委会")[0] + 1
BELOW = 60
"""A row below the blocks."""


def pasted_block(annex: str) -> Change:
    """The second block copied below itself under another title."""

    def paste(book: Any) -> None:
        sheet = book["2月"]
        for row in range(MARK_2 - 1, HEAD_2 + 12):
            for column in range(1, 11):
                copied = sheet.cell(row + BELOW - MARK_2 + 1, column)
                copied.value = sheet.cell(row, column).value
        sheet.cell(BELOW, 1).value = annex

    return paste


def block_moved_down(book: Any) -> None:
    sheet = book["2月"]
    for merged in [m for m in sheet.merged_cells.ranges if m.min_row >= MARK_2 - 1]:
        sheet.unmerge_cells(str(merged))
    sheet.move_range(f"A{MARK_2 - 1}:P{HEAD_2 + 20}", rows=6)
    for cell in (cell for row in sheet.iter_rows(min_row=MARK_2) for cell in row):
        if isinstance(cell.value, ArrayFormula):
            moved = re.sub(r"[0-9]+", lambda row: str(int(row[0]) + 6), cell.value.ref)
            cell.value.ref = moved


def archived(**changed: object) -> Change:
    """What was sent of February, a figure changed."""

    def append(book: Any) -> None:
        sent = archive_rows(assess(demo_book().ledger, 2), dt.datetime(2020, 3, 2, 9, 30))
        for row in sent:
            line = dict(zip(LABELS, row, strict=True))
            if line["单位名称"] == "富阳区行政服务中心":
                # What the row says besides would be compared with first.
                line |= {"明细": None, **changed} if changed else {}
            book["存档"].append(list(line.values()))

    return append


def hide_row(book: Any) -> None:
    book["2月"].row_dimensions[FUYANG].hidden = True


def hide_column(book: Any) -> None:
    book["2月"].column_dimensions[NEWS].hidden = True


def hide_sheet(book: Any) -> None:
    book["2月"].sheet_state = "hidden"


def rename_sheet(book: Any) -> None:
    book["5月"].title = "五月"


def merge(sheet: str, first: str, last: str, row: int) -> Change:
    return lambda book: book[sheet].merge_cells(f"{first}{FUYANG}:{last}{row}")


def delete_sheet(book: Any) -> None:
    del book["5月"]


def reorder_sheets(book: Any) -> None:
    book.move_sheet("2月", 1)


CASES = [
    case("sheet-missing", "5月", delete_sheet),
    case("sheet-missing", "5月", rename_sheet, office=True),
    case("sheet-hidden", "2月", hide_sheet),
    case("sheets-reordered", "2月", reorder_sheets),
    case("cells-merged", f"2月!{NEWS}{FUYANG}", merge("2月", NEWS, NEWS, FUYANG + 1), office=True),
    case("cells-merged", f"2月!{NEWS}{FUYANG}", merge("2月", NEWS, COLUMN, FUYANG)),
    case("cells-merged", "单位!C4", lambda book: book["单位"].merge_cells("C4:D4")),
    case("rows-hidden", f"2月!B{FUYANG}", hide_row, office=True),
    case("columns-hidden", f"2月!{NEWS}{DATE}", hide_column),
    case("table-missing", "参数", cells={"参数!B4": "年份"}),
    case("table-missing", "单位!A3", cells={"单位!C3": "名称"}),
    case("table-missing", "参数!A10", cells={"参数!K10": "方式"}),
    case("table-missing", "参数!A30", cells={"参数!B30": "哪条"}),
    case("table-missing", f"2月!A{HEAD}", cells={f"2月!{OFF}{HEAD}": "减分"}),
    case("table-missing", "2月", cells={f"2月!B{HINT}": "提示"}),
    case("header-repeated", "单位!G3", put("单位!G3", "单位名称")),
    case("header-repeated", f"2月!{INFO}{HEAD}", cells={f"2月!{INFO}{HEAD}": "扣分"}),
    case("row-above", "期初!A1", cells={"期初!A1": 1}),
    case("block-repeated", f"2月!A{BELOW}", pasted_block("附表2　机关")),
    case("block-unknown", f"2月!A{BELOW}", pasted_block("附表9　机关")),
    case("block-missing", "2月", cells={f"2月!B{HEAD_2}": "单位"}),
    case("group-new", "参数!A13", cells={
        **row("参数", 13, 3, "新组", "新组", 1, 0.8, 4, 1, "截尾", "并列取末位", "否", "直接计分", "否"),
        **row("参数", 25, 3, "视频", "个", 5), **row("单位", 26, 3, 1, "某处", None, 3),
    }, base="plain-words"),
    case("item-new", "参数!B25", cells=row("参数", 25, 1, "视频", "条", 5), base="plain-words"),
    case("item-column-missing", "期初!A3", cells={"期初!E3": None}),
    case("item-column-unknown", f"2月!{NEWS}{HEAD}", cells={f"2月!{NEWS}{HEAD}": "动态"}),
    case("count-columns-wrong", f"2月!{NEWS}{HEAD}", cells={f"2月!{COLUMN}{HEAD + 2}": "另外"}),
    case("count-columns-wrong", "期初!E3", cells={"期初!F3": "另外"}),
    case("year-wrong", "参数!C4", cells={"参数!C4": "二〇二〇"}),
    case("month-wrong", "参数!C5", cells={"参数!C5": 13}),
    case("date-wrong", f"2月!C{DATE}", cells={f"2月!C{DATE}": "下周"}),
    case("date-stale", f"2月!C{DATE}", cells={f"2月!C{DATE}": "2020-1-5"}),
    case("basic-missing", "参数!C6", cells={"参数!C6": None}),
    case("text-wrong", "参数!B11", cells={"参数!B11": True}),
    case("annex-wrong", "参数!A11", cells={"参数!A11": 0}),
    case("annex-repeated", "参数!A12", cells={"参数!A12": 1}),
    case("annex-unknown", "单位!A26", cells={"单位!A26": 9, "单位!C26": "某处"}),
    case("no-groups", "参数!A10", cells=blank("参数", "ABCDEFGHIJKLMN", (11, 12))),
    case("name-missing", "参数!B11", cells={"参数!B11": " "}),
    case("name-missing", "单位!C26", cells={"单位!A26": 1}),
    case("parameter-missing", "参数!D11", cells={"参数!D11": None}),
    case("parameter-wrong", "参数!D11", cells={"参数!D11": 0}),
    case("parameter-wrong", "参数!E11", cells={"参数!E11": "很多"}),
    case("parameter-wrong", "参数!F11", cells={"参数!F11": -8.3}),
    case("parameter-wrong", "参数!D19", cells={"参数!D19": "#N/A"}),
    case("parameter-wrong", "参数!C31", cells=row("参数", 31, 1, "小数位", 1.5, 6)),
    case("change-repeated", "参数!B32",
         cells={**row("参数", 31, 1, "小数位", 1, 6), **row("参数", 32, 1, "小数位", 2, 6)}),
    case("ratio-large", "参数!E11", cells={"参数!E11": 80}),
    case("number-huge", "参数!F11", cells={"参数!F11": 10**7}),
    case("digits-many", "参数!E11", cells={"参数!E11": 0.1 + 0.2}),
    case("choice-wrong", "参数!H11", cells={"参数!H11": "进一"}),
    case("choice-wrong", "参数!B31", cells=row("参数", 31, 1, "视频", 3, 6)),
    case("no-items", "参数!A12", cells=blank("参数", "ABCD", (22, 23, 24))),
    case("item-repeated", "参数!B25", cells=row("参数", 25, 1, "区县动态", "条", 3)),
    case("item-reserved", "参数!B25", cells=row("参数", 25, 1, "扣分", "条", 3)),
    case("item-like-placeholder", "参数!B25", cells=row("参数", 25, 1, "平均分", "条", 3)),
    case("no-units", "参数!A11", cells=blank("单位", "ABCDEF", range(4, 18))),
    case("unit-repeated", "单位!D5", cells={"单位!D5": "上城区 审管办"}),
    case("unit-repeated", "单位!D6", cells={"单位!D5": "旧名", "单位!D6": "旧名"}),
    case("unit-repeated", "单位!C26", cells={"单位!A26": 1, "单位!C26": "上城区审管办"}),
    case("months-wrong", "单位!F4", cells={"单位!E4": 5, "单位!F4": 4}),
    case("months-wrong", "参数!O11", cells={"参数!O11": 13}),
    case("order-wrong", "单位!B4", cells={"单位!B4": "头"}),
    case("unit-renamed", "期初!B15", cells={"单位!C15": "富阳区政务服务中心"}),
    case("unit-unknown", f"2月!B{SPARE}", cells={f"2月!B{SPARE}": "阜阳区"}),
    case("unit-twice", f"2月!B{SPARE}", cells={f"2月!B{SPARE}": "上城区审管办"}),
    case("unit-missing", f"2月!B{HEAD}", cells=row("单位", 26, 1, 15, "某处")),
    case("unit-outside", f"2月!B{FUYANG}", cells={"单位!E15": 3, **blank("期初", "CDE", (15,))}),
    case("name-blank", f"2月!B{SPARE}", cells={f"2月!{NEWS}{SPARE}": 1}),
    case("name-blank", f"2月!B{FUYANG}", cells={f"2月!B{FUYANG}": None}),
    case("count-text", f"2月!{NEWS}{FUYANG}", cells={f"2月!{NEWS}{FUYANG}": "三篇"}, office=True),
    case("count-negative", f"2月!{NEWS}{FUYANG}", cells={f"2月!{NEWS}{FUYANG}": -3}),
    case("count-fraction", f"2月!{NEWS}{FUYANG}", cells={f"2月!{NEWS}{FUYANG}": 2.5}),
    case("count-huge", f"2月!{NEWS}{FUYANG}", cells={f"2月!{NEWS}{FUYANG}": 10**7}),
    case("count-large", f"2月!{NEWS}{FUYANG}", cells={f"2月!{NEWS}{FUYANG}": 1000}),
    case("count-date", f"2月!{NEWS}{FUYANG}", put(f"2月!{NEWS}{FUYANG}", dt.datetime(2020, 3, 1)),
         office=True),
    case("count-foreign", "2月!G24", cells={"2月!G24": 1}, base="two-items"),
    case("count-logical", f"2月!{NEWS}{FUYANG}", cells={f"2月!{NEWS}{FUYANG}": True}),
    case("count-outside", f"2月!E{SECRETARIES}",
         cells={"参数!F23": 1, f"2月!E{SECRETARIES}": 1}),
    case("cell-error", f"2月!{NEWS}{FUYANG}", cells={f"2月!{NEWS}{FUYANG}": "#REF!"}, office=True),
    case("cell-error", f"2月!{REASON}{SECRETARIES}", cells={f"2月!{REASON}{SECRETARIES}": "#N/A"}),
    case("cell-formula", f"2月!{NEWS}{FUYANG}",
         cells={f"2月!{NEWS}{FUYANG}": Formula("=1+2")}),
    case("count-brackets", f"2月!{NEWS}{FUYANG}", cells={f"2月!{NEWS}{FUYANG}": "3（1"},
         office=True),
    case("column-twice", f"2月!{COLUMN}{FUYANG}",
         cells={f"2月!{NEWS}{FUYANG}": "3（1）", f"2月!{COLUMN}{FUYANG}": 1}),
    case("column-brackets", f"2月!{COLUMN}{FUYANG}", cells={f"2月!{COLUMN}{FUYANG}": "3（1）"}),
    case("column-above", f"2月!{COLUMN}{FUYANG}", cells={f"2月!{COLUMN}{FUYANG}": 4}),
    case("column-above", f"2月!{NEWS}{FUYANG}", cells={f"2月!{NEWS}{FUYANG}": "3（4）"}),
    case("deduction-wrong", f"2月!{OFF}{SECRETARIES}", cells={f"2月!{OFF}{SECRETARIES}": "两分"}),
    case("deduction-not-set", f"2月!{OFF}{FUYANG}",
         cells={f"2月!{OFF}{FUYANG}": 1, f"2月!{REASON}{FUYANG}": "迟"}),
    case("deduction-no-reason", f"2月!{OFF}{SECRETARIES}", cells={f"2月!{OFF}{SECRETARIES}": 1}),
    case("none-mark-wrong", f"2月!C{MARK}", cells={f"2月!C{MARK}": "也许"}),
    case("none-mark-false", f"2月!C{MARK}", cells={f"2月!C{MARK}": "是"}),
    case("month-not-filled", "3月", month=3),
    case("month-carried", "1月", month=1),
    case("month-empty", "12月", month=12, base="ends"),
    case("group-not-filled", f"3月!C{MARK_2}", cells={f"3月!{NEWS}{FUYANG}": 1}),
    case("month-gap", "3月",
         cells={f"4月!{NEWS}{FUYANG}": 1, f"4月!{NEWS}{SECRETARIES}": 1}),
    case("score-wrong", "期初!D4", cells={"期初!D4": -1}),
    case("opening-incomplete", "期初!D4", cells={"期初!D4": None}),
    case("opening-overlap", "期初!C4", cells={"期初!C4": 2}),
    case("opening-uneven", "期初!C4", cells={"期初!C4": 2}, base="april"),
    case("opening-foreign", "期初!K4", cells={"期初!K4": 1}),
    case("opening-outside", "期初!C4", cells={"单位!E4": 2, f"2月!{NEWS}{HEAD + 3}": 0}),
    case("paragraph-wrong", "通报模板!A4", cells={"通报模板!A4": "标头"}),
    case("placeholder-unknown", "通报模板!D4", cells={"通报模板!D4": "【月】"}),
    case("placeholder-missing", f"通报模板!D{SIGNED}", cells={f"通报模板!D{SIGNED}": "（盖章）"}),
    case("item-unplaced", f"通报模板!D{LAST_BODY}",
         cells={f"通报模板!D{FIRST_BODY}": "【区县动态】，【调查报告】。【专栏采用】"}),
    case("archive-wrong", "存档!A24", archived(), put("存档!A24", "上月")),
    case("sent-changed", f"2月!B{FUYANG}", archived(得分="60")),
    case("sent-changed", f"2月!B{FUYANG}", archived(累计得分=83.25)),
    case("sent-changed", f"2月!B{FUYANG}", archived(单位名称="富阳县行政服务中心", 排名=3),
         cells={"单位!D15": "富阳县行政服务中心"}),
    case("rule-overtyped", "参数!F11", archived(), cells={"参数!F11": 9}),
    case("result-typed", f"2月!{INFO}{HEAD + 3}", put(f"2月!{INFO}{HEAD + 3}", 6)),
    case("addition-wrong", f"2月!K{SECRETARIES}", cells={f"2月!K{SECRETARIES}": "很多"},
         base="additions"),
    case("addition-not-set", f"2月!K{FUYANG}", base="additions",
         cells={f"2月!K{FUYANG}": 1, f"2月!L{FUYANG}": "批示"}),
    case("addition-no-reason", f"2月!K{SECRETARIES}", cells={f"2月!K{SECRETARIES}": 1},
         base="additions"),
    case("column-new", f"1月!A{HEAD_2}", cells={"参数!L12": "是"}, base="plain-words"),
]  # fmt: skip

HARMLESS = [
    case("nothing", "rows put in above and between", lambda book: book["单位"].insert_rows(2)),
    case("nothing", "a block cut and pasted elsewhere", block_moved_down, office=True),
    case("nothing", "what was sent is what is computed", archived()),
    case("nothing", "full-width digits and brackets",
         cells={f"2月!{NEWS}{FUYANG}": " ３（１） "}, office=True),
    case("nothing", "other sheets moved", lambda book: book.move_sheet("参数", 5)),
    case("nothing", "a row without a unit hidden",
         lambda book: book["2月"].row_dimensions[SPARE].__setattr__("hidden", True)),
]  # fmt: skip


@pytest.fixture(scope="module")
def bases(demo_workbook: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """The workbooks to be spoilt, as written by ``new`` and ``demo``."""
    folder = tmp_path_factory.mktemp("bases")
    document = json.loads(demo_workbook.with_suffix(".json").read_text(encoding="utf-8"))
    fewer = copy.deepcopy(document)
    del fewer["wording"]
    fewer["groups"][1]["items"] = fewer["groups"][1]["items"][:2]
    fewer["groups"][0]["items"] = fewer["groups"][0]["items"][:2]
    fewer["groups"][1]["items"].append({"name": "视频", "unit": "个", "points": "5"})
    for month in fewer["months"]:
        for entry in month["entries"]:
            entry["counts"].pop("调查报告", None)
    plain = copy.deepcopy(document)
    del plain["wording"]
    ends = copy.deepcopy(document)
    for group in ends["groups"]:
        group["to"] = 11
    additions = copy.deepcopy(plain)
    additions["groups"][1]["additions"] = True
    april = copy.deepcopy(document)
    april["months"][0] |= {"month": 4, "date": "2020-05-08"}
    for opening in april["opening"]:
        opening["through"] = 3
    sources = {
        "two-items": fewer,
        "april": april,
        "plain-words": plain,
        "ends": ends,
        "additions": additions,
    }
    made = {"demo": demo_workbook.read_bytes()}
    for name, content in sources.items():
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
    assert own - {slip.code for slip in CASES} == {UNITS_MANY.code}, "made in test_start"


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
