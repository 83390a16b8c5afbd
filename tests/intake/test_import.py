"""``xlportal import`` on real files."""

import copy
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from support.outcome import Run
from support.tools import validation_errors
from xlportal.sheets.edit import set_cells
from xlportal.sheets.package import parts

LONG = "2020年3月采用情况\n单位,项目,篇数,专栏\n上城区审管办,区县动态,3,1\n秘书处,中心动态,2,\n合计,,5,1\n"
WIDE = "序号;中心动态;单位;区县动态\n1;;上城区审管办;3（1）\n2;2;秘书处;\n;2;合计;3\n"


@pytest.fixture
def export(tmp_path: Path) -> Any:
    def write(text: str, name: str = "篇数.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


def entries(run: Run, book: Path, month: int) -> dict[str, dict[str, list[int]]]:
    """Return the counts above zero of a month, by unit and item."""
    found = next(m for m in run("export", book).json["months"] if m["month"] == month)
    above = {
        e["unit"]: {item: count for item, count in e["counts"].items() if count[0]}
        for e in found["entries"]
    }
    return {unit: counts for unit, counts in above.items() if counts}


@pytest.mark.parametrize(("text", "encoding"), [(LONG, "utf-8-sig"), (WIDE, "gb18030")])
def test_a_month_is_filled_from_an_export(
    run: Run, export: Any, demo_workbook: Path, tmp_path: Path, text: str, encoding: str
) -> None:
    made = tmp_path / "新.xlsm"
    before = demo_workbook.read_bytes()
    outcome = run(
        "import", demo_workbook, export(text, encoding=encoding), "--month", 3, "-o", made
    )
    assert (outcome.code, outcome.err) == (0, "")
    assert (
        outcome.out
        == f"已把 2 个单位的篇数填进“3月”（附表1、附表2），新工作簿是 {made}，以后请用这一个\n"
    )
    assert entries(run, made, 3) == {
        "上城区审管办": {"区县动态": [3, 1]},
        "秘书处": {"中心动态": [2, 0]},
    }
    assert demo_workbook.read_bytes() == before
    old, new = parts(before), parts(made.read_bytes())
    # 说明 tells how far the months are, by formulas that rest on the month's sheet.
    changed = [f"xl/worksheets/sheet{number}.xml" for number in (1, 7)]
    assert [name for name in old if old[name] != new[name]] == changed
    assert list(old) == list(new)


def test_the_month_s_counts_are_replaced_and_nothing_else(
    run: Run, export: Any, demo_workbook: Path, demo_document: Any, tmp_path: Path
) -> None:
    made = tmp_path / "新.xlsm"
    only_first = "单位,区县动态\n上城区审管办,3\n"
    outcome = run("import", demo_workbook, export(only_first), "--month", 2, "-o", made)
    assert outcome.code == 0
    assert outcome.err == (
        "提醒  2月：富阳区行政服务中心、钱塘新区管委会原来有篇数，不在导出的文件里，已清空，"
        "按没有采用计算，请核对导出的文件是否齐全。\n"
        "提醒  导出文件里没有附表2的单位，该组原样保留。\n"
    )
    wanted = copy.deepcopy(demo_document)
    exported = run("export", made).json
    assert entries(run, made, 2)["上城区审管办"] == {"区县动态": [3, 0]}
    assert "钱塘新区管委会" not in entries(run, made, 2)
    second = [e for e in wanted["months"][0]["entries"] if e["group"] == 2]
    assert [e for e in exported["months"][0]["entries"] if e["group"] == 2] == second
    assert {**exported, "months": []} == {**wanted, "months": []}
    assert validation_errors(made) == []
    shown = openpyxl.load_workbook(made, data_only=True)["2月"]
    assert [shown[cell].value for cell in ("C11", "E11", "P11", "Q11")] == [3, 6, 145.25, 1]
    assert [shown[cell].value for cell in ("C10", "D10", "E10", "O10")] == [3, 0, 6, 6]
    assert [shown[cell].value for cell in ("S11", "T11", "U11")] == [1, "上城区审管办", 145.25]
    assert [shown[cell].value or None for cell in ("E22", "E24", "S24", "S25")] == [
        None,
        None,
        14,
        None,
    ]


@pytest.mark.usefixtures("untraced")
def test_computed_cells_are_those_the_workbook_would_be_written_with(
    run: Run, export: Any, demo_workbook: Path, write_json: Any, tmp_path: Path
) -> None:
    made, anew = tmp_path / "新.xlsm", tmp_path / "另写.xlsm"
    assert run("import", demo_workbook, export(LONG), "--month", 3, "-o", made).code == 0
    written = write_json(run("export", made).json)
    assert run("new", anew, "--from", written).code == 0
    shown, wanted = (computed(path, "3月") for path in (made, anew))
    assert shown == wanted
    # 3 pieces, one in the column: 2 × 3 + 1; 2 pieces of 处室 at 2 each
    assert [shown[cell] for cell in ("E11", "C10", "D10", "E10", "T11")] == [
        7, 3, 1, 7, "上城区审管办",
    ]  # fmt: skip
    assert [shown[cell] for cell in ("E36", "C35", "O35", "S36", "T36")] == [4, 2, 4, 1, "秘书处"]


def computed(path: Path, sheet: str) -> dict[str, object]:
    """Return what the cells in sight show that formulas compute, those that show something."""
    texts, values = (
        openpyxl.load_workbook(path, data_only=shown)[sheet] for shown in (False, True)
    )
    inputs = {
        cell.coordinate for row in texts.iter_rows() for cell in row if not cell.protection.locked
    }
    cells = (cell for row in values.iter_rows(max_col=21) for cell in row)
    return {
        cell.coordinate: cell.value
        for cell in cells
        if cell.coordinate not in inputs and cell.value not in {None, ""}
    }


def test_neither_input_nor_any_other_file_is_overwritten(
    run: Run, export: Any, demo_workbook: Path, tmp_path: Path
) -> None:
    counts = export(LONG)
    present = tmp_path / "有.xlsm"
    present.write_bytes(b"x")
    for target in (demo_workbook, counts, present, tmp_path / "a.xlsx"):
        assert run("import", demo_workbook, counts, "--month", 3, "-o", target).code == 2
    assert present.read_bytes() == b"x"


def test_errors_left_on_the_month_s_sheet_are_listed_and_said_to_be_left(
    run: Run, export: Any, demo_workbook: Path, tmp_path: Path
) -> None:
    joined = tmp_path / "旧.xlsm"
    newcomer = {(25, 0): 1, (25, 2): "新区审管办"}
    joined.write_bytes(set_cells(demo_workbook.read_bytes(), {"单位": newcomer}))
    made = tmp_path / "新.xlsm"
    outcome = run("import", joined, export(LONG), "--month", 3, "-o", made)
    assert outcome.code == 0
    assert "错误  3月!B7：少了应参加考核的“新区审管办”" in outcome.err
    assert outcome.out.endswith("新工作簿里还有上面列出的错误，改好后才能计算。\n")
    assert made.exists()


def test_a_month_that_the_carry_in_covers_is_said_to_be_counted_twice(
    run: Run, export: Any, demo_workbook: Path, tmp_path: Path
) -> None:
    january = LONG.replace("3月", "1月")
    outcome = run(
        "import", demo_workbook, export(january), "--month", 1, "-o", tmp_path / "新.xlsm"
    )
    assert "期初已算到1月，而1月又填了表，会重复计算" in outcome.err
    assert outcome.out.endswith("改好后才能计算。\n")
