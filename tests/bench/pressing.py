"""Two presses of 计算排名 in LibreOffice as the engine: their calls and their seconds.

Its word is the workbook to press in. LibreOffice's bridge serves one office a process.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import xlwings as xw

from support.libreoffice_engine import running_office


def main(path: str) -> None:
    """Print calls and seconds of the presses; the first imports what the button needs."""
    with running_office() as office:
        book = xw.apps.active.books.open(Path(path))
        book.set_mock_caller()
        book.sheets["2月"].activate()
        seconds = []
        for _ in range(2):
            office.ledger.clear()
            start = time.perf_counter()
            from xlportal.excel import buttons

            reply = buttons.press("compute")
            seconds.append(time.perf_counter() - start)
            if not reply.startswith("+"):
                raise RuntimeError(reply)
        print(json.dumps({"calls": sum(office.ledger.calls.values()), "seconds": seconds}))


if __name__ == "__main__":
    main(sys.argv[1])
