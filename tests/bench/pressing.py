"""Made-up years, the same at every run, and two presses of 计算排名 on one, in LibreOffice.

As a program it presses in the workbook that is its word; LibreOffice's bridge serves one office a
process.
"""

from __future__ import annotations

import contextlib
import json
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from xlportal.core.book import Book
from xlportal.core.demo import demo_book
from xlportal.core.ledger import Count, Entry, Ledger, MonthEntries
from xlportal.core.rules import Unit


def made_year(units: int, months: Sequence[int] = range(1, 13)) -> Book:
    """Return a book with one group of ``units`` and three items, all ``months`` filled."""
    chance = random.Random(units)
    roster = tuple(Unit(f"第{index}单位") for index in range(1, units + 1))
    group = replace(demo_book().ledger.groups[0], units=roster)

    def count() -> Count | None:
        pieces = chance.choice((0, 0, 1, 2, 3, 5))
        return Count(pieces, chance.randint(0, pieces) if pieces % 2 else 0) if pieces else None

    def entries() -> list[Entry]:
        rows = [(unit.name, tuple(count() for _ in group.items)) for unit in roster]
        return [Entry(group.annex, name, counts) for name, counts in rows if any(counts)]

    filled = tuple(MonthEntries(month, tuple(entries())) for month in months)
    return Book(Ledger(2020, (group,), (), filled))


def pressed(path: Path) -> dict[str, Any]:
    """Return calls and seconds of two presses; LibreOffice's bridge may need attempts."""
    for _ in range(3):
        command = [sys.executable, "-m", "bench.pressing", path]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
        if done.returncode == 0:
            found: dict[str, Any] = json.loads(done.stdout)
            return found
    raise RuntimeError(done.stderr)


def main(path: str) -> None:
    """Print calls and seconds of the presses; the first imports what the button needs."""
    import xlwings as xw

    from support.libreoffice_engine import running_office
    from support.soffice import Soffice

    with contextlib.ExitStack() as ending:
        soffice = Soffice()
        ending.callback(soffice.close)
        office = ending.enter_context(running_office(soffice))
        book = xw.apps.active.books.open(Path(path))
        book.set_mock_caller()
        seconds, calls = [], 0
        for _ in range(2):
            book.sheets["2月"].activate()
            office.ledger.clear()
            start = time.perf_counter()
            from xlportal.excel import buttons

            reply = buttons.press("compute")
            seconds.append(time.perf_counter() - start)
            calls += len(office.ledger.log)
            if not reply.startswith("+"):
                raise RuntimeError(reply)
        print(json.dumps({"calls": calls, "seconds": seconds}))


if __name__ == "__main__":
    main(sys.argv[1])
