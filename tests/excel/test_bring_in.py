"""Sheets brought into an open workbook: done whole or not at all, the clerk's own work kept."""

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from support import libreoffice_engine
from support.libreoffice_engine import open_state
from support.office import InjectedFailureError, Office
from xlportal.errors import CannotProceed
from xlportal.excel.bring_in import bring_in


def write(path: Path, **sheets: dict[str, Any]) -> Path:
    workbook = xlsxwriter.Workbook(path)
    for name, cells in sheets.items():
        sheet = workbook.add_worksheet(name)
        for address, value in cells.items():
            if address == "chart":
                chart = workbook.add_chart({"type": "column"})
                chart.add_series({"values": value})
                sheet.insert_chart("D2", chart)
            elif address == "validation":
                sheet.data_validation("C1", {"validate": "list", "source": value})
            elif address == "name":
                workbook.define_name("我的数", value)
            else:
                sheet.write(address, value)
    workbook.close()
    return path


def own_work(path: Path, **mine: Any) -> Path:
    return write(path, 说明={"A1": 1}, 通报模板={"A1": 2}, 附表1={"A1": "旧一", "B2": 5, "B3": 6},
                 附表2={"A1": "旧二"}, 我的=mine)  # fmt: skip


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return own_work(
        tmp_path / "账.xlsx", A1="=附表1!B2*2", A2="=说明!A1", A3="=我的数+1",
        chart="=附表1!$B$2:$B$3", name="=附表1!$B$2",
    )  # fmt: skip


@pytest.fixture
def finished(tmp_path: Path) -> Path:
    return write(tmp_path / "新.xlsx", 通报={"A1": "文"}, 附表1={"A1": "新一", "B2": 7, "B3": 8})


def names(book: Any) -> list[str]:
    return [sheet.name for sheet in book.sheets]


def state(book: Any) -> list[Any]:
    """Return sheets, names and charts of an open workbook."""
    series = [series.api.Formula for s in book.sheets for c in s.charts for series in c.series]
    return [*open_state(book), [(name.name, name.refers_to) for name in book.names], series]


def test_new_sheets_take_the_places_of_the_old_behind_the_given_one(
    opened: Any, workbook: Path, finished: Path, office: Office
) -> None:
    book = opened(workbook)
    bring_in(book, finished)
    assert names(book) == ["说明", "通报模板", "通报", "附表1", "我的"]
    assert book.sheets["附表1"].range("A1").value == "新一"
    assert office.books == [book.impl]


def test_the_clerk_s_formulas_names_and_charts_follow_to_the_new_sheet(
    opened: Any, workbook: Path, finished: Path
) -> None:
    book = opened(workbook)
    bring_in(book, finished)
    book.impl.document.calculateAll()
    assert book.sheets["我的"].range("A1:A3").value == [14, 1, 8]
    assert book.names["我的数"].refers_to == "=$附表1!$B$2"
    (chart,) = book.sheets["我的"].charts
    assert [series.api.Formula for series in chart.series] == ["=SERIES(,,$附表1!$B$2:$B$3,1)"]
    once = state(book)
    bring_in(book, finished)
    assert state(book) == once


@pytest.mark.parametrize(
    ("mine", "sentence"),
    [
        ({"validation": "=附表1!$B$2:$B$3"}, "“我的”表里的数据验证引用“附表1、附表2”"),
        ({"A1": "=附表2!A1"}, "“我的”表里有公式引用“附表2”，换上新表后会失效"),
    ],
)
def test_what_could_not_follow_is_named_and_nothing_is_changed(
    opened: Any, tmp_path: Path, finished: Path, mine: dict[str, Any], sentence: str
) -> None:
    book = opened(own_work(tmp_path / "账.xlsx", **mine))
    before = state(book)
    with pytest.raises(CannotProceed, match=sentence):
        bring_in(book, finished)
    assert state(book) == before


def test_a_chart_on_a_sheet_of_its_own_is_named_and_nothing_is_changed(
    opened: Any, tmp_path: Path, finished: Path
) -> None:
    workbook = xlsxwriter.Workbook(tmp_path / "账.xlsx")
    for name in ("通报模板", "附表1"):
        workbook.add_worksheet(name).write("B2", 5)
    chart = workbook.add_chart({"type": "column"})
    chart.add_series({"values": "=附表1!$B$2:$B$3"})
    workbook.add_chartsheet("我的图").set_chart(chart)
    workbook.close()
    book = opened(tmp_path / "账.xlsx")
    book.impl.alone = ["我的图"]
    before = state(book)
    with pytest.raises(CannotProceed, match="“我的图”表里的图表引用“附表1”，换上新表后会失效"):
        bring_in(book, finished)
    assert state(book) == before


def test_a_copy_that_cannot_be_read_stops_nothing(
    opened: Any, workbook: Path, finished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = opened(workbook)
    locked = lambda self, path: Path(path).write_bytes(b"\xd0\xcf\x11\xe0 locked")  # noqa: E731, ARG005
    monkeypatch.setattr(libreoffice_engine.Book, "save_copy", locked)
    bring_in(book, finished)


@pytest.mark.parametrize("what", ["A1", "chart", "structure"])
def test_protection_is_one_sentence_and_nothing_is_changed(
    opened: Any, tmp_path: Path, finished: Path, what: str
) -> None:
    refers = {"A1": "=附表1!B2", "chart": "=附表1!$B$2:$B$3"}
    book = opened(
        own_work(tmp_path / "账.xlsx", **{key: refers[key] for key in refers if key == what})
    )
    if what in refers:
        book.impl.document.Sheets.getByName("我的").protect("secret")
        sentence = "“我的”表里有公式或图表引用“附表1、附表2”，但这张表有保护.*“我的”的工作表保护"
    else:
        book.impl.document.protect("secret")
        sentence = "工作簿的结构有保护，放不进新的表。请在“审阅”里点“保护工作簿”撤销保护"
    before = state(book)
    with pytest.raises(CannotProceed, match=sentence):
        bring_in(book, finished)
    assert state(book) == before


def test_a_sheet_that_bears_the_spare_name_is_not_disturbed(
    opened: Any, tmp_path: Path, finished: Path
) -> None:
    path = write(tmp_path / "b.xlsx", 通报模板={}, 附表1={"A1": "旧"}, 附表1旧={"A1": "我的"})
    book = opened(path)
    bring_in(book, finished)
    assert names(book) == ["通报模板", "通报", "附表1", "附表1旧"]
    assert book.sheets["附表1旧"].range("A1").value == "我的"


def test_a_replaced_sheet_that_was_the_first_is_the_first_again_after_a_failure(
    opened: Any, tmp_path: Path, finished: Path, office: Office
) -> None:
    book = opened(
        write(tmp_path / "b.xlsx", 附表1={"A1": "旧"}, 通报模板={}, 我的={"A1": "=附表1!A1"})
    )
    before = state(book)
    office.ledger.clear(fail_on="Book.close")
    with pytest.raises(InjectedFailureError):
        bring_in(book, finished)
    office.ledger.clear()
    assert state(book) == before


READS = {"Sheets.__call__", "Sheets.__iter__", "Sheet.name", "Sheet.used_range", "Range.formula",
         "Names.snapshot", "Sheet.charts", "Series.Formula"}  # fmt: skip


def worth_failing_at(calls: list[str]) -> list[int]:
    """Return the steps that change something, and the first look after each of them."""
    changing = [step for step, call in enumerate(calls, start=1) if call not in READS]
    after = [step + 1 for step in changing if step < len(calls)]
    return sorted({1, *changing, *after})


def test_a_failure_at_any_step_leaves_the_workbook_as_it_was(
    opened: Any, workbook: Path, finished: Path, office: Office
) -> None:
    book = opened(workbook)
    bring_in(book, finished)
    calls = list(office.ledger.log)
    office.books[0].close()
    book = opened(workbook)
    before = state(book)
    for step in worth_failing_at(calls):
        office.ledger.clear(fail_at=step)
        with pytest.raises(InjectedFailureError):
            bring_in(book, finished)
        office.ledger.clear()
        assert state(book) == before, f"not restored after {calls[step - 1]} ({step})"
        assert [open_book.name for open_book in office.books] == [workbook.name]
    assert set(calls) >= {"Books.open", "Sheet.copy", "Sheet.delete", "Sheet.name=", "Book.close",
                          "Range.replace_all", "Name.refers_to=", "Series.Formula="}  # fmt: skip
