"""What a month sheet lets a clerk type: at least whatever the reader then reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.formula.translate import Translator
from pyopenvba.apps.excel import ExcelApplication

from support.tools import convert
from xlportal.sheets import layout
from xlportal.sheets.cells import Objection, read_count

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

Judge = Callable[[Sequence[Pair]], list[tuple[bool, bool]]]


@pytest.fixture(scope="module")
def rules(demo_workbook: Path) -> Any:
    return openpyxl.load_workbook(demo_workbook)[
        layout.month_sheet(2)
    ].data_validations.dataValidation


def formulas(rules: Any) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return cell and formula of the first count cell and of the column's cell beside it."""
    custom = [(str(rule.sqref).split(":")[0], f"={rule.formula1}") for rule in rules
              if rule.type == "custom"]  # fmt: skip
    pieces = min(custom, key=lambda found: (len(found[0]), found[0]))
    beside = "D" + pieces[0].removeprefix("C")
    return pieces, (beside, dict(custom)[beside])


def written(rules: Any, pairs: Sequence[Pair], path: Path) -> Path:
    """Write pairs of count cells and, beside them, what their validation says of each."""
    book: Any = openpyxl.Workbook()
    for row, pair in enumerate(pairs, start=1):
        for column, value in zip("CD", pair, strict=True):
            cell = book.active[f"{column}{row}"]
            cell.value = value
            cell.data_type = "s" if isinstance(value, str) else cell.data_type
        for column, (origin, formula) in zip("EF", formulas(rules), strict=True):
            moved = Translator(formula, origin).translate_formula(f"{origin[0]}{row}")
            book.active[f"{column}{row}"] = moved
    book.save(path)
    return path


@pytest.fixture(params=["libreoffice", "interpreter"])
def judge(request: pytest.FixtureRequest, rules: Any, tmp_path: Path) -> Judge:
    """Says of pairs of cells whether the validations let them through, cell by cell."""
    if request.param == "libreoffice":
        return lambda pairs: in_libreoffice(written(rules, pairs, tmp_path / "a.xlsx"), tmp_path)
    return lambda pairs: interpreted(written(rules, pairs, tmp_path / "a.xlsx"), len(pairs))


def in_libreoffice(path: Path, folder: Path) -> list[tuple[bool, bool]]:
    (folder / "made").mkdir()
    sheet = openpyxl.load_workbook(convert(path, "xlsx", folder / "made"), data_only=True).active
    assert sheet is not None
    return [(row[4] is True, row[5] is True) for row in sheet.values]


def interpreted(path: Path, rows: int) -> list[tuple[bool, bool]]:
    app = ExcelApplication.open(path, with_vba=False)
    app.add_module(
        "Function Judged(ByVal row As Long, ByVal column As Long) As Variant\n"
        " With ThisWorkbook.Worksheets(1).Cells(row, column)\n"
        "  .Formula = .Formula\n  Judged = .Value\n End With\nEnd Function",
        name="Test",
    )  # fmt: skip
    return [
        (app.run("Judged", row, 5) is True, app.run("Judged", row, 6) is True)
        for row in range(1, rows + 1)
    ]


def is_read(pair: Pair) -> bool:
    return not isinstance(read_count(*pair), Objection)


def test_a_count_cell_takes_what_the_reader_reads_and_nothing_else(judge: Judge) -> None:
    pairs: list[Pair] = [(value, None) for value in [*COUNTS, *NO_COUNTS]]
    assert [is_read(pair) for pair in pairs] == [True] * len(COUNTS) + [False] * len(NO_COUNTS)
    found = dict(zip(pairs, (pieces for pieces, _ in judge(pairs)), strict=True))
    assert [pair[0] for pair in pairs if found[pair] is not is_read(pair)] == []


def test_a_column_s_cell_takes_what_the_reader_reads_and_nothing_else(judge: Judge) -> None:
    pairs = [*IN_COLUMN, *NOT_IN_COLUMN]
    assert [is_read(pair) for pair in pairs] == [True] * len(IN_COLUMN) + [False] * len(
        NOT_IN_COLUMN
    )
    found = dict(zip(pairs, (column for _, column in judge(pairs)), strict=True))
    assert [pair for pair in pairs if found[pair] is not is_read(pair)] == []


POINTS = [1, 0, 1.5, "1.5", "１．５", " 2 ", "无扣分", "无", "—"]
NO_POINTS = [-1, "-1", "5/1", "1.2.3", "两分", "1e3", "扣1分", "50%"]


def test_points_are_numbers_or_words_for_none(rules: Any, tmp_path: Path) -> None:
    (rule,) = [rule for rule in rules if str(rule.sqref).startswith("I11")]
    book: Any = openpyxl.Workbook()
    for row, value in enumerate([*POINTS, *NO_POINTS], start=1):
        book.active[f"I{row}"] = value
        moved = Translator(f"={rule.formula1}", "I11").translate_formula(f"I{row}")
        book.active[f"J{row}"] = moved
    book.save(tmp_path / "points.xlsx")
    (tmp_path / "made").mkdir()
    made = convert(tmp_path / "points.xlsx", "xlsx", tmp_path / "made")
    sheet: Any = openpyxl.load_workbook(made, data_only=True).active
    allowed = [value for *_, value, fits in sheet.values if fits is True]
    assert allowed == POINTS


def test_no_rule_is_longer_than_excel_takes_or_speaks_one_language_of_excel(rules: Any) -> None:
    given = [rule.formula1 for rule in rules if rule.type == "custom"]
    assert given
    assert all(len(formula) <= LONGEST for formula in given)
    assert not [formula for formula in given if "ASC(" in formula]
