"""Sheets brought into an open workbook: done whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from support import libreoffice_engine
from support.libreoffice_engine import InjectedFailureError, Office
from support.snapshots import open_state
from xlportal.errors import CannotProceed
from xlportal.excel.bring_in import bring_in

OWN = ("说明", "模板")


def write(path: Path, **sheets: dict[str, Any]) -> Path:
    workbook = xlsxwriter.Workbook(path)
    for name, cells in sheets.items():
        sheet = workbook.add_worksheet(name)
        for address, value in cells.items():
            if str(value).startswith("="):
                sheet.write_formula(address, value)
            else:
                sheet.write(address, value)
    workbook.close()
    return path


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return write(
        tmp_path / "账.xlsx", 说明={"A1": 1}, 模板={"A1": 2}, 附表1={"A1": "旧一", "B2": 5},
        附表2={"A1": "旧二"}, 我的={"A1": "=附表1!B2*2", "A2": "=说明!A1"},
    )  # fmt: skip


@pytest.fixture
def finished(tmp_path: Path) -> Path:
    return write(tmp_path / "新.xlsx", 通报={"A1": "文"}, 附表1={"A1": "新一", "B2": 7})


def names(book: Any) -> list[str]:
    return [sheet.name for sheet in book.sheets]


def bring(book: Any, finished: Path) -> list[str]:
    return bring_in(book, finished, ["通报", "附表1", "附表2"], "模板", OWN)


def test_new_sheets_take_the_places_of_the_old_behind_the_given_one(
    opened: Any, workbook: Path, finished: Path
) -> None:
    book = opened(workbook)
    assert bring(book, finished) == ["通报", "附表1"]
    assert names(book) == ["说明", "模板", "通报", "附表1", "我的"]
    assert book.sheets["附表1"].range("A1").value == "新一"


def test_formulas_of_the_clerk_s_own_sheets_follow_to_the_new_sheet(
    opened: Any, workbook: Path, finished: Path, office: Office
) -> None:
    book = opened(workbook)
    bring(book, finished)
    book.impl.document.calculateAll()
    assert book.sheets["我的"].range("A1:A2").value == [14, 1]
    assert office.books == [book.impl]


def test_bringing_in_twice_is_the_same_as_once(opened: Any, workbook: Path, finished: Path) -> None:
    book = opened(workbook)
    bring(book, finished)
    once = open_state(book)
    bring(book, finished)
    assert open_state(book) == once


def test_a_sheet_that_bears_the_spare_name_is_not_disturbed(
    opened: Any, tmp_path: Path, finished: Path
) -> None:
    path = write(tmp_path / "b.xlsx", 模板={}, 附表1={"A1": "旧"}, 附表1旧={"A1": "我的"})
    book = opened(path)
    bring_in(book, finished, ["附表1"], "模板", ("模板",))
    assert names(book) == ["模板", "通报", "附表1", "附表1旧"]
    assert book.sheets["附表1旧"].range("A1").value == "我的"


def test_a_clerk_s_chart_sheet_which_excel_s_index_counts_is_no_hindrance(
    opened: Any, workbook: Path, finished: Path, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet: Any = libreoffice_engine.Sheet
    here = sheet.index.fget
    monkeypatch.setattr(sheet, "index", property(lambda self: here(self) + 3))
    book = opened(workbook)
    before = open_state(book)
    office.ledger.fail_on, office.ledger.skip = "Book.close", 0
    with pytest.raises(InjectedFailureError):
        bring(book, finished)
    office.ledger.clear()
    assert open_state(book) == before
    assert bring(book, finished) == ["通报", "附表1"]


def test_a_replaced_sheet_that_was_the_first_is_the_first_again_after_a_failure(
    opened: Any, tmp_path: Path, finished: Path, office: Office
) -> None:
    book = opened(write(tmp_path / "b.xlsx", 附表1={"A1": "旧"}, 模板={}, 我的={"A1": "=附表1!A1"}))
    before = open_state(book)
    office.ledger.fail_on = "Book.close"
    with pytest.raises(InjectedFailureError):
        bring_in(book, finished, ["附表1"], "模板", ("模板",))
    office.ledger.clear()
    assert open_state(book) == before


def test_formulas_on_a_protected_sheet_are_not_lost_with_the_old_sheet(
    opened: Any, workbook: Path, finished: Path
) -> None:
    book = opened(workbook)
    book.impl.document.Sheets.getByName("我的").protect("secret")
    before = open_state(book)
    with pytest.raises(
        CannotProceed, match=r"“我的”表里有公式引用“附表1”，.*撤销“我的”的工作表保护"
    ):
        bring(book, finished)
    assert open_state(book) == before


def test_a_protected_sheet_that_refers_to_none_of_them_is_no_hindrance(
    opened: Any, tmp_path: Path, finished: Path
) -> None:
    book = opened(write(tmp_path / "b.xlsx", 模板={}, 附表1={"A1": "旧"}, 我的={"A1": "=模板!A1"}))
    book.impl.document.Sheets.getByName("我的").protect("secret")
    assert bring_in(book, finished, ["附表1"], "模板", ("模板",)) == ["通报", "附表1"]


READS = {"Sheets.__call__", "Sheets.__iter__", "Sheet.name", "Sheet.used_range", "Range.formula"}


def worth_failing_at(calls: list[str]) -> list[int]:
    """Return the steps that change something, and the first look after each of them."""
    changing = [step for step, call in enumerate(calls, start=1) if call not in READS]
    after = [step + 1 for step in changing if step < len(calls)]
    return sorted({1, *changing, *after})


def test_a_failure_at_any_step_leaves_the_workbook_as_it_was(
    opened: Any, workbook: Path, finished: Path, office: Office
) -> None:
    book = opened(workbook)
    bring(book, finished)
    calls = list(office.ledger.log)
    office.books[0].close()
    book = opened(workbook)
    before = open_state(book)
    for step in worth_failing_at(calls):
        office.ledger.clear(fail_at=step)
        with pytest.raises(InjectedFailureError):
            bring(book, finished)
        office.ledger.clear()
        assert open_state(book) == before, f"not restored after {calls[step - 1]} ({step})"
        assert [open_book.name for open_book in office.books] == [workbook.name]
    assert set(calls) >= {"Books.open", "Sheet.copy", "Sheet.delete", "Sheet.name=", "Book.close",
                          "Range.replace_all"}  # fmt: skip
