"""What a month sheet lets a clerk type: at least whatever the reader then reads."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.formula.translate import Translator
from pyopenvba.apps.excel import ExcelApplication

from support.tools import convert
from xlportal.sheets.cells import Objection, read_count

pytestmark = pytest.mark.usefixtures("untraced")

LONGEST = 255
"""Excel takes no longer formula for a validation."""

Pair = tuple[object, object]

COUNTS = [
    3, 0, "3", "３", "１２", " 3 ", "3（1）", "3(1)", "３（１）", "3（1)", "3(1）", "0（0）", "12（10）",
    "3 （1）", " 3（1） ", "3（ 1 ）", "3　（1）", "　3（1）　", "3  (  1  )",
]  # fmt: skip
NO_COUNTS = [
    3.5, -1, "三", "3篇", "3.0", "1e3(1)", "+3", "-3(1)", "3.5(1)", "3%", "①", "3[1]", "3-1",
    "(1)", "（1）", " (1)", "3()", "3（ ）", "（）", "3（1", "31）", "3)1(", "3((1)", "3(1)(1)",
    "3（1）2", "3（1）篇", "3(1)|", "1|", "?*(?*)", "*", "x(y)",
]  # fmt: skip
IN_COLUMN: list[Pair] = [(3, 1), (3, 3), (3, 0), (0, 0), (None, 0), (3, "1"), (3, "１"), (3, " 1 "),
                         ("３", 2), ("3", "2"), ("3", "3")]  # fmt: skip
NOT_IN_COLUMN: list[Pair] = [(3, 4), (3, -1), (3, 0.5), (None, 1), ("3（1）", 1), ("3(1)", 1), ("3（1）", 0),
                             (3, "一"), (3, "1（1）"), (3, "x"), ("3", "4"), ("3", 4)]  # fmt: skip
POINTS = [1, 0, 1.5, "1.5", "１．５", " 2 ", "无扣分", "无", "—"]
NO_POINTS = [-1, "-1", "5/1", "1.2.3", "两分", "1e3", "扣1分", "50%"]


@pytest.fixture(scope="module")
def rules(demo_workbook: Path) -> dict[str, str]:
    """The formulas of the validations of 2月 by the first cell they hold for."""
    listed = openpyxl.load_workbook(demo_workbook)["2月"].data_validations.dataValidation  # type: ignore[union-attr]
    return {str(rule.sqref).partition(":")[0]: f"={rule.formula1}"
            for rule in listed if rule.type == "custom"}  # fmt: skip


@pytest.fixture(params=["libreoffice", "interpreter"], scope="module")
def allowed(request: Any, rules: dict[str, str], tmp_path_factory: Any) -> dict[str, list[bool]]:
    """Whether validations let through pairs of count cells (C, D) and points (L), cell by cell."""
    pairs = [*((value, None) for value in (*COUNTS, *NO_COUNTS)), *IN_COLUMN, *NOT_IN_COLUMN]
    book: Any = openpyxl.Workbook()
    filled = {"C": [left for left, _ in pairs], "D": [right for _, right in pairs],
              "L": [*POINTS, *NO_POINTS]}  # fmt: skip
    for number, (column, values) in enumerate(filled.items()):
        formula, origin = rules[f"{column}11"], f"{column}11"
        for row, value in enumerate(values, start=1):
            cell = book.active[f"{column}{row}"]
            cell.value = value
            cell.data_type = "s" if isinstance(value, str) else cell.data_type
            moved = Translator(formula, origin).translate_formula(f"{column}{row}")
            book.active.cell(row, 20 + number, moved)
    folder = tmp_path_factory.mktemp("judged")
    book.save(folder / "a.xlsx")
    judge = in_libreoffice if request.param == "libreoffice" else interpreted
    found = judge(folder / "a.xlsx", len(pairs))
    return {column: [row[number] is True for row in found][: len(values)]
            for number, (column, values) in enumerate(filled.items())}  # fmt: skip


def in_libreoffice(path: Path, rows: int) -> list[Sequence[object]]:
    (path.parent / "made").mkdir()
    made = convert(path, "xlsx", path.parent / "made")
    sheet: Any = openpyxl.load_workbook(made, data_only=True).active
    return [row[19:] for row in sheet.iter_rows(max_row=rows, max_col=22, values_only=True)]


def interpreted(path: Path, rows: int) -> list[Sequence[object]]:
    app = ExcelApplication.open(path, with_vba=False)
    app.add_module(
        "Function Judged(ByVal row As Long, ByVal column As Long) As Variant\n"
        " With ThisWorkbook.Worksheets(1).Cells(row, column)\n"
        "  .Formula = .Formula\n  Judged = .Value\n End With\nEnd Function",
        name="Test",
    )  # fmt: skip
    return [
        [app.run("Judged", row, column) for column in (20, 21, 22)] for row in range(1, rows + 1)
    ]


def is_read(pair: Pair) -> bool:
    return not isinstance(read_count(*pair), Objection)


def test_count_cells_take_what_the_reader_reads_and_nothing_else(
    allowed: dict[str, list[bool]],
) -> None:
    values = [*COUNTS, *NO_COUNTS]
    expected = [value in COUNTS for value in values]
    assert [is_read((value, None)) for value in values] == expected
    assert [value for value, fits, wanted in zip(values, allowed["C"], expected, strict=False)
            if fits is not wanted] == []  # fmt: skip
    pairs = [*IN_COLUMN, *NOT_IN_COLUMN]
    expected = [pair in IN_COLUMN for pair in pairs]
    assert [is_read(pair) for pair in pairs] == expected
    found = allowed["D"][len(values) :]
    assert [pair for pair, fits, wanted in zip(pairs, found, expected, strict=True)
            if fits is not wanted] == []  # fmt: skip


def test_points_are_numbers_or_words_for_none(allowed: dict[str, list[bool]]) -> None:
    values = [*POINTS, *NO_POINTS]
    assert [value for value, fits in zip(values, allowed["L"], strict=True) if fits] == POINTS


def test_no_rule_is_longer_than_excel_takes_or_speaks_one_language_of_excel(
    rules: dict[str, str],
) -> None:
    assert all(len(formula) <= LONGEST + 1 and "ASC(" not in formula for formula in rules.values())
