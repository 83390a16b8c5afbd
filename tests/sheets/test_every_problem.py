"""Every problem of the catalogue made in the cells of a sound workbook, and found there: it alone."""

import copy
import datetime as dt
import functools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from support.cells import CELLS, found_in, reading_with, row_of
from support.tools import convert
from xlportal.core.book import Book
from xlportal.core.catalogue import kinds
from xlportal.core.demo import demo_book
from xlportal.core.document import document, read_document
from xlportal.sheets import layout
from xlportal.sheets.grid import ErrorValue, Formula

FUYANG, SECRETARIES = row_of("2月", "富阳区行政服务中心"), row_of("2月", "秘书处")
HEAD, HEAD_2 = row_of("2月", "区县动态"), row_of("2月", "中心动态")
MARK, MARK_2 = f"2月!C{HEAD - 1}", f"3月!C{HEAD_2 - 1}"
SPARE = row_of("2月", "钱塘新区管委会") + 1
WORDING = CELLS["通报模板"]
SIGNED = next(r + 1 for (r, c), text in WORDING.items() if (c, text) == (3, "【发文机关】"))
BODY = [r + 1 for (r, c), text in WORDING.items() if (c, text) == (0, "组正文")]
LAST_BODY = max(r for r in BODY if WORDING[r - 1, 2] not in {"期间", "更正"})
LAST = 17
"""Columns of a block."""
A = f"2月!C{FUYANG}"
"""The pieces of the first item of 富阳; those of them in the column stand in D."""
NEW_GROUP = ("新组", "新组", 1, 0.8, 4, 1, "截尾", "并列取末位", "否", "直接计分", "否")


def at(column: str, row: int = FUYANG) -> str:
    return f"2月!{column}{row}"


def blank(sheet: str, columns: str, rows: Sequence[int]) -> dict[str, object]:
    return {f"{sheet}!{column}{row}": None for column in columns for row in rows}


def row(sheet: str, number: int, *values: object) -> dict[str, object]:
    return {f"{sheet}!{chr(ord('A') + i)}{number}": value for i, value in enumerate(values)}


def change(*values: object, number: int = 31) -> dict[str, object]:
    """A row of 规则变更: annex, rule, value, first month."""
    return row("参数", number, *values)


def pasted(title: str) -> dict[str, object]:
    """The second block copied below itself under another title."""
    block = {(r, c): v for (r, c), v in CELLS["2月"].items() if r + 1 >= HEAD_2 - 2 and c < LAST}
    moved = {f"2月!{chr(65 + c)}{r + 1 + 62 - HEAD_2}": v for (r, c), v in block.items()}
    return moved | {"2月!A60": title}


@functools.cache
def base(name: str) -> Book:
    """A book to be spoilt."""
    made: Any = copy.deepcopy(document(demo_book()))
    if name in {"two items", "plain words", "additions"}:
        del made["wording"]
    if name == "two items":
        for group in made["groups"]:
            group["items"] = group["items"][:2]
        made["groups"][1]["items"].append({"name": "视频", "unit": "个", "points": "5"})
        for entry in made["months"][0]["entries"]:
            entry["counts"].pop("调查报告", None)
    if name == "ends":
        made["groups"] = [group | {"to": 11} for group in made["groups"]]
    if name == "additions":
        made["groups"][1]["additions"] = True
    if name == "april":
        made["months"][0] |= {"month": 4, "date": "2020-05-08"}
        made["opening"] = [opening | {"through": 3} for opening in made["opening"]]
    return read_document(json.dumps(made))


CASES: list[tuple[str, str, Mapping[str, object]]] = [
    ("table-missing", "参数", {"参数!B4": "年份"}),
    ("table-missing", "单位!A3", {"单位!C3": "名称"}),
    ("table-missing", "参数!A10", {"参数!K10": "方式"}),
    ("table-missing", "参数!A30", {"参数!B30": "哪条"}),
    ("table-missing", f"2月!A{HEAD}", {at("L", HEAD): "减分"}),
    ("table-missing", "2月", {"2月!B3": "提示"}),
    ("header-repeated", "单位!G3", {"单位!G3": "单位名称"}),
    ("header-repeated", at("P", HEAD), {at("P", HEAD): "扣分"}),
    ("header-repeated", "2月!B4", {"2月!B4": "本月工作提示"}),
    ("row-above", "期初!A1", {"期初!A1": 1}),
    ("block-repeated", "2月!A60", pasted("附表2　机关")),
    ("block-unknown", "2月!A60", pasted("附表9　机关")),
    ("block-missing", "2月", {at("B", HEAD_2): "单位"}),
    ("block-missing", "2月", {"2月!A5": "区县组"}),
    ("item-column-missing", "期初!A3", {"期初!E3": None}),
    ("item-column-unknown", "期初!E3", {"期初!E3": "动态"}),
    ("item-column-unknown", at("C", HEAD), {at("C", HEAD): "动态"}),
    ("item-column-unknown", at("C", HEAD), {at("C", HEAD): None}),
    ("count-columns-wrong", at("C", HEAD), {at("D", HEAD): "篇"}),
    ("count-columns-wrong", at("C", HEAD), {at("D", HEAD + 2): "另外"}),
    ("count-columns-wrong", "期初!E3", {"期初!F3": "另外"}),
    ("year-wrong", "参数!C4", {"参数!C4": "二〇二〇"}),
    ("month-wrong", "参数!C5", {"参数!C5": 13}),
    ("month-wrong", "期初!C4", {"期初!C4": "一"}),
    ("date-wrong", "2月!C2", {"2月!C2": "三月二日"}),
    ("date-stale", "2月!C2", {"2月!C2": "2020-1-5"}),
    ("basic-missing", "参数!C6", {"参数!C6": None}),
    ("text-wrong", "参数!B11", {"参数!B11": True}),
    ("text-wrong", at("N"), {at("N"): dt.datetime(2020, 5, 1)}),
    ("annex-wrong", "参数!A11", {"参数!A11": 0}),
    ("annex-repeated", "参数!A12", {"参数!A12": 1}),
    ("annex-unknown", "单位!A26", {"单位!A26": 9, "单位!C26": "某处"}),
    ("annex-unknown", "期初!A4", {"期初!A4": 7}),
    ("annex-unknown", "通报模板!B4", {"通报模板!B4": 5}),
    ("no-groups", "参数!A10", blank("参数", "ABCDEFGHIJKLMNOP", (11, 12))),
    ("name-missing", "参数!B11", {"参数!B11": " "}),
    ("name-missing", "参数!B31", change(1, None, 3, 6)),
    ("name-missing", "单位!C26", {"单位!A26": 1}),
    ("parameter-missing", "参数!D11", {"参数!D11": None}),
    ("parameter-missing", "参数!C31", change(1, "及格比例", None, 6)),
    ("parameter-missing", "参数!D31", change(1, "及格比例", 0.85, None)),
    ("parameter-wrong", "参数!D11", {"参数!D11": 0}),
    ("parameter-wrong", "参数!G11", {"参数!G11": 1.5}),
    ("parameter-wrong", "参数!D19", {"参数!D19": ErrorValue("#N/A")}),
    ("parameter-wrong", "参数!C31", change(1, "小数位", 1.5, 6)),
    ("parameter-wrong", "参数!C31", change(1, "及格比例", 0, 6)),
    ("change-repeated", "参数!B32",
     change(1, "小数位", 1, 6) | change(1, "小数位", 2, 6, number=32)),
    ("ratio-large", "参数!E11", {"参数!E11": 80}),
    ("number-huge", "参数!F11", {"参数!F11": 10**7}),
    ("digits-many", "参数!E11", {"参数!E11": 0.1 + 0.2}),
    ("choice-wrong", "参数!H11", {"参数!H11": "进一"}),
    ("choice-wrong", "参数!B31", change(1, "视频", 3, 6)),
    ("choice-wrong", "参数!B31", change(1, "中心动态", 3, 6)),
    ("choice-wrong", "参数!C31", change(1, "进位方式", "进一", 6)),
    ("no-items", "参数!A12", blank("参数", "ABCD", (22, 23, 24))),
    ("no-items-then", "参数!A12", {f"参数!F{row}": 11 for row in (22, 23, 24)}),
    ("item-repeated", "参数!B20", {"参数!B20": "区县动态"}),
    ("item-reserved", "参数!B19", {"参数!B19": "扣分"}),
    ("item-like-placeholder", "参数!B19", {"参数!B19": "平均分"}),
    ("no-units", "参数!A11", blank("单位", "ABCDEF", range(4, 18))),
    ("unit-repeated", "单位!D5", {"单位!D5": "上城区 审管办"}),
    ("unit-repeated", "单位!D6", {"单位!D5": "旧名", "单位!D6": "旧名"}),
    ("unit-repeated", "单位!C26", {"单位!A26": 1, "单位!C26": "上城区审管办"}),
    ("months-wrong", "单位!E4", {"单位!E4": 0}),
    ("months-wrong", "单位!F4", {"单位!E4": 5, "单位!F4": 4}),
    ("months-wrong", "参数!O11", {"参数!O11": 13}),
    ("months-wrong", "参数!F19", {"参数!E19": 7, "参数!F19": 6}),
    ("months-wrong", "参数!D31", change(1, "及格比例", 0.85, 13)),
    ("order-wrong", "单位!B4", {"单位!B4": "头"}),
    ("unit-renamed", "期初!B15", {"单位!C15": "富阳区政务服务中心"}),
    ("unit-renamed", at("B"), {at("B"): "富阳"}),
    ("unit-unknown", at("B", SPARE), {at("B", SPARE): "阜阳区"}),
    ("unit-twice", at("B", SPARE), {at("B", SPARE): "上城区审管办"}),
    ("unit-twice", "期初!B7", {"期初!B4": "拱墅区审管办"}),
    ("unit-missing", at("B", HEAD), row("单位", 26, 1, 15, "某处")),
    ("unit-outside", at("B"), {"单位!E15": 3, **blank("期初", "CDE", (15,))}),
    ("name-blank", at("B", SPARE), {at("C", SPARE): 1}),
    ("name-blank", at("B"), {at("B"): None}),
    ("name-blank", "期初!B4", {"期初!B4": None}),
    ("count-text", A, {A: "三篇"}),
    ("count-negative", A, {A: -3}),
    ("count-fraction", A, {A: 2.5}),
    ("count-huge", A, {A: 10**7}),
    ("count-large", A, {A: 1000}),
    ("count-date", A, {A: dt.datetime(2020, 3, 1)}),
    ("count-logical", A, {A: True}),
    ("count-outside", at("F", SECRETARIES), {"参数!F23": 1, at("F", SECRETARIES): 1}),
    ("cell-error", A, {A: ErrorValue("#REF!")}),
    ("cell-error", at("M", SECRETARIES), {at("M", SECRETARIES): ErrorValue("#N/A")}),
    ("cell-formula", A, {A: Formula("=1+2")}),
    ("count-brackets", A, {A: "3（1"}),
    ("column-twice", at("D"), {A: "3（1）", at("D"): 1}),
    ("column-brackets", at("D"), {at("D"): "3（1）"}),
    ("column-above", at("D"), {at("D"): 4}),
    ("column-above", A, {A: "3（4）"}),
    ("deduction-wrong", at("L", SECRETARIES), {at("L", SECRETARIES): "两分"}),
    ("deduction-wrong", at("L", SECRETARIES), {at("L", SECRETARIES): 10**7}),
    ("deduction-not-set", at("L"), {at("L"): 1, at("M"): "迟"}),
    ("deduction-no-reason", at("L", SECRETARIES), {at("L", SECRETARIES): 1}),
    ("none-mark-wrong", MARK, {MARK: "也许"}),
    ("none-mark-false", MARK, {MARK: "是"}),
    ("group-not-filled", MARK_2, {f"3月!C{FUYANG}": 1}),
    ("month-gap", "3月", {f"4月!C{FUYANG}": 1, f"4月!C{SECRETARIES}": 1}),
    ("score-wrong", "期初!D4", {"期初!D4": -1}),
    ("opening-incomplete", "期初!D4", {"期初!D4": None}),
    ("opening-overlap", "期初!C4", {"期初!C4": 2}),
    ("opening-foreign", "期初!K4", {"期初!K4": 1}),
    ("opening-outside", "期初!C4", {"单位!E4": 2, at("C", HEAD + 4): 0}),
    ("paragraph-wrong", "通报模板!A4", {"通报模板!A4": "标头"}),
    ("paragraph-wrong", "通报模板!C4", {"通报模板!C4": "有时"}),
    ("placeholder-unknown", "通报模板!D4", {"通报模板!D4": "【月】"}),
    ("placeholder-missing", f"通报模板!D{SIGNED}", {f"通报模板!D{SIGNED}": "（盖章）"}),
    ("item-unplaced", f"通报模板!D{LAST_BODY}",
     {f"通报模板!D{min(BODY)}": "【区县动态】，【调查报告】。【专栏采用】"}),
]  # fmt: skip

OF_OTHER_BOOKS: list[tuple[str, str, Mapping[str, object], str]] = [
    ("group-new", "参数!A13", {
        **row("参数", 13, 3, *NEW_GROUP), **row("参数", 25, 3, "视频", "个", 5),
        **row("单位", 26, 3, 1, "某处", None, 3),
    }, "plain words"),
    ("item-new", "参数!B25", row("参数", 25, 1, "视频", "条", 5), "plain words"),
    ("item-column-unknown", "期初!E3", {"参数!B19": "动态"}, "plain words"),
    ("item-column-left", f"1月!I{HEAD_2}",
     blank("参数", "ABCD", (24,)) | blank("2月", "IK", range(SECRETARIES, SECRETARIES + 8)),
     "plain words"),
    ("column-new", f"1月!A{HEAD_2}", {"参数!L12": "是"}, "plain words"),
    ("count-foreign", "2月!I24", {"2月!I24": 1}, "two items"),
    ("opening-uneven", "期初!C4", {"期初!C4": 2}, "april"),
    ("addition-wrong", at("N", SECRETARIES), {at("N", SECRETARIES): "很多"}, "additions"),
    ("addition-not-set", at("N"), {at("N"): 1, at("O"): "批示"}, "additions"),
    ("addition-no-reason", at("N", SECRETARIES), {at("N", SECRETARIES): 1}, "additions"),
]  # fmt: skip

ASKED = [("month-not-filled", 3, "demo"), ("month-carried", 1, "demo"), ("month-empty", 12, "ends")]

ELSEWHERE = {
    "test_ahead": {"units-many"},
    "test_archive": {"archive-wrong", "sent-changed", "rule-overtyped"},
    "below": {
        "sheet-missing", "sheet-hidden", "sheets-reordered", "cells-merged", "rows-hidden",
        "columns-hidden", "result-typed",
    },
}  # fmt: skip


def test_every_problem_of_the_catalogue_has_a_case() -> None:
    own = {kind.code for kind in kinds() if not kind.code.startswith("import-")}
    assert own == {case[0] for case in (*CASES, *OF_OTHER_BOOKS, *ASKED)} | set().union(
        *ELSEWHERE.values()
    )


@pytest.mark.parametrize(
    ("code", "where", "changes", "book"), [*((*case, "demo") for case in CASES), *OF_OTHER_BOOKS]
)
def test_what_is_wrong_is_found_at_its_cell_and_nothing_else_is(
    code: str, where: str, changes: Mapping[str, object], book: str
) -> None:
    problems = reading_with(changes, book=base(book)).all_problems()
    assert [(problem.kind.code, problem.where) for problem in problems] == [(code, where)]
    assert "\n" not in problems[0].message
    assert "{" not in problems[0].message


@pytest.mark.parametrize(("code", "month", "book"), ASKED)
def test_a_month_that_cannot_be_computed_is_told_where_it_is_asked_for(
    code: str, month: int, book: str
) -> None:
    reading = reading_with({}, book=base(book))
    assert reading.all_problems() == ()
    found = reading.checked(month)
    assert ([p.kind.code for p in found.problems], found.book) == ([code], None)


@pytest.mark.parametrize("sheet", layout.INPUT_SHEETS)
def test_a_sheet_that_is_gone_is_named(sheet: str) -> None:
    assert ("sheet-missing", sheet) in found_in(reading_with({}, sheet))


@pytest.fixture(scope="module")
def spoilt(demo_workbook: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's workbook as a careless clerk leaves it, with slips that only a file can have."""
    book = openpyxl.load_workbook(demo_workbook, keep_vba=True)
    sheet = book["2月"]
    sheet["C11"], sheet["C12"], sheet["C13"] = dt.datetime(2020, 3, 1), "#REF!", "三篇"
    sheet["C14"], sheet["C15"] = "3（1", " ３（１） "
    sheet["O11"], sheet["E36"] = 6, 4
    sheet.merge_cells("F17:F18")
    sheet.row_dimensions[FUYANG].hidden = sheet.row_dimensions[SPARE].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet.sheet_state = "hidden"
    book["单位"].merge_cells("C4:D4")
    book["5月"].title = "五月"
    book.move_sheet("2月", 1)
    book.move_sheet("参数", 5)
    path = tmp_path_factory.mktemp("spoilt") / "账本.xlsm"
    book.save(path)
    return path


SLIPS = [
    ("cells-merged", "单位!C4"), ("sheet-hidden", "2月"), ("sheets-reordered", "2月"),
    ("count-date", "2月!C11"), ("columns-hidden", "2月!C2"), ("cell-error", "2月!C12"),
    ("count-text", "2月!C13"), ("count-brackets", "2月!C14"), ("result-typed", "2月!O11"),
    ("result-typed", "2月!E36"), ("cells-merged", "2月!F17"), ("rows-hidden", at("B")), ("sheet-missing", "5月"),
]  # fmt: skip


def test_slips_in_a_real_workbook_are_found_at_their_cells(spoilt: Path, run: Any) -> None:
    answer = run("check", spoilt, "--json")
    assert (answer.code, answer.err) == (1, "")
    found = [(p["code"], f"{p['sheet']}!{p['cell']}".rstrip("!")) for p in answer.json["problems"]]
    assert sorted(found) == sorted(SLIPS)
    assert all(p["fix"] and p["message"].endswith("。") for p in answer.json["problems"])


def test_the_same_is_found_when_libreoffice_has_saved_the_workbook(
    spoilt: Path, run: Any, tmp_path: Path
) -> None:
    answer = run("check", convert(spoilt, "xlsx", tmp_path), "--json")
    found = [(p["code"], f"{p['sheet']}!{p['cell']}".rstrip("!")) for p in answer.json["problems"]]
    assert sorted(found) == sorted(SLIPS)
