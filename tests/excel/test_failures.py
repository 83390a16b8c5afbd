"""Every press made to fail: one sentence, a workbook as before. And what a press asks of Excel."""

import datetime as dt
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from support.libreoffice_engine import open_state, unlocked
from support.office import Office
from support.presses import FUYANG, answer_to, cell
from xlportal.core.book import Book
from xlportal.core.demo import demo_book
from xlportal.core.ledger import Count, Entry, Ledger, MonthEntries
from xlportal.core.rules import Unit
from xlportal.excel import buttons, publish_buttons
from xlportal.excel.project import working_workbook
from xlportal.sheets.monthly import UNIT_COLUMN, layouts

pytestmark = pytest.mark.usefixtures("untraced")

MOMENT = dt.datetime(2020, 3, 2)


def big_workbook(units: int, path: Path) -> Path:
    """Write a workbook whose group is there in two months, so that the others' sheets are small."""
    demo = demo_book()
    roster = tuple(Unit(f"第{i}单位") for i in range(units))
    group = demo.ledger.groups[0]
    group = replace(group, items=group.items[:2], units=roster, first_month=2, last_month=3)
    entries = tuple(Entry(1, unit.name, (Count(i % 7), None)) for i, unit in enumerate(roster))
    ledger = Ledger(2020, (group,), (), (MonthEntries(2, entries),))
    path.write_bytes(working_workbook(Book(ledger, demo.settings), MOMENT))
    return path


TOUCHING = ("compute", "check", "next_month", "import_counts", "send_copy")
"""Those that write units into the workbook; what others ask of it, these ask too."""


def test_the_number_of_calls_does_not_grow_with_the_number_of_units(
    opened: Any, office: Office, workbook: Path
) -> None:
    made: list[dict[str, Any]] = []
    for units in (10, 60):  # `make bench` counts them for 2,000
        names = [f"第{i}单位" for i in range(units)]
        book = opened(big_workbook(units, workbook.with_name(f"{units}.xlsm")))
        with unlocked(book):  # something is pasted in, which 计算排名 gives its look back
            cell(book, names[0]).impl.cells.NumberFormat = 0
        made.append({})
        for action in TOUCHING:
            answer = answer_to(action, workbook.parent, names) if action != "send_copy" else ""
            book.sheets["3月" if action == "import_counts" else "2月"].activate()
            office.ledger.clear()
            with unlocked(book):
                assert "没有完成" not in buttons.press(action, answer)
            made[-1][action] = office.ledger.calls
        workbook.with_name("2020年2月门户网站考核.xlsx").unlink()
    assert made[0] == made[1]


AT_EVERY_STEP = "XLPORTAL_EVERY_STEP"
READS = {"Sheets.__call__", "Sheets.__iter__", "Sheet.name", "Sheet.used_range", "Range.raw_value",
         "Sheets.active", "App.status_bar=", "Book.fullname", "Name.refers_to_range",
         "Range.formula"}  # fmt: skip


@pytest.mark.parametrize(
    "actions",
    [("compute", "word", "audit", "check"), ("next_month", "import_counts", "period"),
     ("send_copy", "correction"), ("refit", "new_year", "about")],
    ids="-".join,
)  # fmt: skip
def test_a_failure_at_any_step_is_one_sentence_and_a_workbook_as_before(
    book: Any,
    workbook: Path,
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    actions: Sequence[str],
) -> None:
    for module in (buttons, publish_buttons):  # the time that is noted is the same every time
        monkeypatch.setattr(module, "now", lambda: MOMENT)
    tried: set[str] = set()
    with unlocked(book):
        for action in actions:
            tried |= fail_everywhere(book, office, action, tried)
    assert all("InjectedFailure" in log.read_text() for log in workbook.parent.glob("*.log"))


LASTING = {"next_month", "send_copy", "correction"}
"""Those after which the workbook is another one each time."""


def make_ready(book: Any, action: str) -> str:
    """Give an action the same to do at every press; return the answer it asks for."""
    folder = Path(book.fullname).parent
    if action == "next_month":
        block = layouts(demo_book().ledger)[3].blocks[0]
        book.sheets["3月"].range((block.rows[0] + 1, UNIT_COLUMN + 1)).value = None
    if action == "correction":
        cell(book, FUYANG).value = 4
    for made in folder.glob("20*.xlsm"):
        made.unlink()
    book.sheets["3月" if action == "import_counts" else "2月"].activate()
    return answer_to(action, folder, ["上城区审管办", "秘书处"])


def fail_everywhere(book: Any, office: Office, action: str, tried: set[str]) -> set[str]:
    """Fail at every kind of step not ``tried`` before, and at the last that changes something.

    Every single step of bringing sheets in is failed at in a test of its own; ``make failures``
    fails at every single one of every press.
    """
    for _ in range(2):  # the second replaces what the first brought in, as all others will
        answer = make_ready(book, action)
        office.ledger.clear()
        assert buttons.press(action, answer).startswith("+")
        calls = list(office.ledger.log)
    changing = [call for call in calls if call not in READS] or calls[-1:]
    steps = {calls.index(call) + 1 for call in changing if call not in tried}
    steps |= {1, len(calls) - calls[::-1].index(changing[-1])}
    if AT_EVERY_STEP in os.environ:
        steps = set(range(1, len(calls) + 1))
        print(action, len(steps))  # noqa: T201 - what `make failures` shows
    before = None
    for step in sorted(steps):
        call = calls[step - 1]
        make_ready(book, action)
        before = open_state(book) if before is None or action in LASTING else before
        office.ledger.clear(fail_at=step)
        reply = buttons.press(action, answer)
        assert office.ledger.log[step - 1] == call, f"{action} took another way before {step}"
        office.ledger.clear()
        assert "Injected" not in reply
        # What is done is done: the archive has one sending more.
        is_done = reply.startswith("+") and action in LASTING
        assert is_done or open_state(book) == before, (
            f"{action}: not restored after {call} ({step})"
        )
        # What cannot be closed stays open.
        assert office.books[1:] == [] or call == "Book.close"
        for left in office.books[1:]:
            left.close()
    return set(calls)
