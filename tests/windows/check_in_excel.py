"""Runs the list of docs/windows-checklist.md by itself, on Windows, in an Excel of its own.

    python tests/windows/check_in_excel.py

It makes the demo workbook in a temporary folder, opens it in a new Excel, presses every button
through the workbook's own macros and says of each sentence whether it is true. Excel windows that
are open already are left alone. It has never been run by its authors, who have no Excel.
"""

import sys
import tempfile
import time
import traceback
from pathlib import Path

import xlwings as xw

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support.excel_checks import CHECKS, Check, Desk
from xlportal.cli import main as xlportal
from xlportal.excel.live_book import behave

behave()

_WORKBOOK = "2020年门户网站考核.xlsm"
_MACRO = "PortalAnswer"


def main() -> int:
    """Return 0 where every sentence is true, 1 where not; print one line for each."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if xlportal(["demo", str(folder)]) != 0:
            return 1
        with xw.App(visible=True, add_book=False) as app:
            book = app.books.open(folder / _WORKBOOK)
            desk = Desk(book, folder / _WORKBOOK, book.macro(_MACRO))
            results = [_told(check, desk) for check in CHECKS]
            for press in ("第一次", "第二次"):
                print(f"计算排名用时（{press}）：{_seconds(desk):.1f} 秒")
            book.close()
    return 0 if all(results) else 1


def _told(check: Check, desk: Desk) -> bool:
    """Return whether a sentence is true, and print it with its mark."""
    try:
        check.look(desk)
    except Exception:  # noqa: BLE001 - whatever happens, the next sentence is looked at
        print(f"[不对] {check.sentence}\n{traceback.format_exc()}")
        return False
    print(f"[通过] {check.sentence}")
    return True


def _seconds(desk: Desk) -> float:
    started = time.perf_counter()
    desk.press("compute", "")
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
