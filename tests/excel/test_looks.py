"""What pasting washes off the cells to fill of a month, and 计算排名 gives back."""

from pathlib import Path
from typing import Any

import pytest

from support.libreoffice_engine import open_state, unlocked
from support.office import Office
from xlportal.core.demo import demo_book
from xlportal.excel import buttons
from xlportal.sheets.monthly import BLOCK_HEAD, HEADER, INPUTS, SPARE_ROWS, layouts

PAGE = layouts(demo_book().ledger)[2]
FIRST, SECOND = (block.rows[0] for block in PAGE.blocks)
NOTE = PAGE.columns.of["note"]
PASTED = ((FIRST, 2), (FIRST, 3), (FIRST + 1, 2), (FIRST + 4, NOTE), (SECOND, 2))
"""Row and column of cells that are pasted over, from 0."""
COMPUTED = "+2 月已算好：附表1、附表2、通报。"
WASHED = "“2月”表里有粘贴过的格子变了样子"


def place(book: Any, row: int, column: int) -> Any:
    return book.impl.document.Sheets.getByName("2月").getCellByPosition(column, row)


def wash(cell: Any) -> None:
    """Make a cell what one pasted in from elsewhere is."""
    cell.CellBackColor, cell.NumberFormat = -1, 0
    lock, rule, marks = cell.CellProtection, cell.Validation, cell.ConditionalFormat
    lock.IsLocked = True
    rule.Type = type(rule.Type)("com.sun.star.sheet.ValidationType", "ANY")
    rule.setFormula1("")
    marks.clear()
    cell.CellProtection, cell.Validation, cell.ConditionalFormat = lock, rule, marks


def looks(book: Any) -> list[tuple[Any, ...]]:
    """Return how the cells pasted over look, what may be typed there, and when they are marked."""
    found = []
    for cell in (place(book, *spot) for spot in PASTED):
        rule, marks = cell.Validation, [mark.Formula1 for mark in cell.ConditionalFormat]
        shown = cell.CellBackColor, cell.NumberFormat, cell.CellProtection.IsLocked
        found.append((*shown, rule.Type.value, rule.getFormula1(), marks))
    return found


def paste(book: Any) -> None:
    with unlocked(book):
        for spot in PASTED:
            wash(place(book, *spot))


def press(book: Any) -> str:
    """Press as the macro does: month sheets without a password are unlocked meanwhile."""
    book.sheets["2月"].activate()
    with unlocked(book):
        return buttons.press("compute")


def held(book: Any) -> list[Any]:
    """Return what every sheet holds but 说明, where it is noted when a month was computed."""
    return open_state(book)[1:]


def test_cells_pasted_over_look_and_guard_as_before_and_keep_what_they_hold(
    book: Any, office: Office
) -> None:
    place(book, *PASTED[0]).Value = 5
    assert press(book) == COMPUTED
    before, filed = looks(book), held(book)
    paste(book)
    assert looks(book) != before
    assert press(book) == f"{COMPUTED}\n{WASHED}，已恢复原样。"
    assert looks(book) == before
    assert held(book) == filed
    assert office.copied is None
    assert press(book) == COMPUTED


def test_a_wrong_cell_that_was_pasted_in_can_be_mended(book: Any) -> None:
    cell = place(book, *PASTED[0])
    with unlocked(book):
        wash(cell)
        cell.String = "三"
    reply = press(book)
    assert reply.startswith("!还不能算：2月!C11")
    assert reply.endswith(f"{WASHED}，已恢复原样。")
    assert not cell.CellProtection.IsLocked


@pytest.mark.parametrize("call", ["Range.number_format", "Range.paste", "App.cut_copy_mode="])
def test_a_failure_is_said_and_the_month_is_computed(
    book: Any, office: Office, tmp_path: Path, call: str
) -> None:
    press(book)
    filed = held(book)
    paste(book)
    office.ledger.clear(fail_on=call)
    assert press(book).startswith(
        f"{COMPUTED}\n“2月”表里填报的格子，样子没能检查或恢复。日志：{tmp_path}"
    )
    assert held(book) == filed


def test_a_sheet_under_a_password_is_left_alone_and_said(book: Any) -> None:
    paste(book)
    washed = looks(book)
    with unlocked(book):
        book.impl.document.Sheets.getByName("2月").protect("secret")
        reply = buttons.press("compute")
    assert reply == f"{COMPUTED}\n{WASHED}，但这张表有保护（可能设了密码），没有恢复。"
    assert looks(book) == washed


def test_a_block_without_a_row_left_as_made_is_said_to_be_made_anew(book: Any) -> None:
    with unlocked(book):
        for row in PAGE.blocks[0].rows[-SPARE_ROWS:]:
            wash(place(book, row, NOTE))
    assert press(book).endswith(f"{WASHED}，备用的空行也变了，没有样子可照。请点“更新工作簿”。")


def test_blocks_that_moved_are_found_and_those_that_lost_a_column_are_no_obstacle(
    book: Any,
) -> None:
    sheet = book.impl.document.Sheets.getByName("2月")
    with unlocked(book):
        sheet.Rows.insertByIndex(PAGE.blocks[0].title_row, 2)
        cell = place(book, SECOND + 2, 2)
        wash(cell)
    assert press(book) == f"{COMPUTED}\n{WASHED}，已恢复原样。"
    assert not cell.CellProtection.IsLocked
    header = FIRST + 2 - BLOCK_HEAD + HEADER
    with unlocked(book):
        place(book, header, PAGE.columns.of[INPUTS[-1].field]).String = "别的"
        wash(cell)
    assert press(book).endswith(f"{WASHED}，已恢复原样。")
    assert not cell.CellProtection.IsLocked
