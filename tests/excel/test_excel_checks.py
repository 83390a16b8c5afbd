"""The list a person runs in Excel, run in LibreOffice as far as it goes there."""

import contextlib
from pathlib import Path
from typing import Any

import pytest

from support.excel_checks import CHECKS, Desk
from support.libreoffice_engine import unlocked
from support.tools import REPOSITORY
from xlportal.excel import buttons

pytestmark = pytest.mark.usefixtures("untraced")

CHECKLIST = REPOSITORY / "docs" / "windows-checklist.md"


def test_every_check_that_needs_no_excel_passes_in_libreoffice(
    opened: Any, demo_workbook: Path, tmp_path: Path
) -> None:
    workbook = tmp_path / demo_workbook.name
    workbook.write_bytes(demo_workbook.read_bytes())
    book = opened(workbook)

    def press(action: str, answer: str) -> str:
        with unlocked(book) if action == "next_month" else contextlib.nullcontext():
            return buttons.press(action, answer)

    desk = Desk(book, workbook, press)
    for check in CHECKS:
        if not check.only_excel:
            check.look(desk)


@pytest.mark.parametrize("macros", [0, 4])
def test_results_stand_where_functions_cannot_be_called_and_where_they_answer_nothing(
    office: Any, demo_workbook: Path, macros: int
) -> None:
    hidden, mode = office.option("Hidden", True), office.option("MacroExecutionMode", macros)  # noqa: FBT003 - UNO's own

    def shown() -> list[list[float]]:
        book = office.desktop.loadComponentFromURL(
            demo_workbook.as_uri(), "_blank", 0, (hidden, mode)
        )
        book.calculateAll()
        sheet = book.Sheets.getByName("2月")
        cells = [[sheet.getCellRangeByName(f"{c}{row}").Value for c in "EOPQ"] for row in (11, 22)]
        book.close(True)  # noqa: FBT003
        return cells

    assert office.on_main_thread(shown) == [[0, 0, 0, 14], [6, 6, 62.25, 2]]


def test_the_checklist_for_people_names_every_check() -> None:
    page = CHECKLIST.read_text(encoding="utf-8")
    assert [check.sentence for check in CHECKS if check.sentence not in page] == []
