"""A press of 计算排名 in LibreOffice as the engine: its calls and its time.

Its word is the workbook to press in. LibreOffice's bridge serves one office a process.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import xlwings as xw

from support.libreoffice_engine import running_office
from xlportal.excel import buttons


def main(path: str) -> None:
    """Print the calls of a press and the processor seconds this process took for it."""
    with running_office() as office:
        book = xw.apps.active.books.open(Path(path))
        book.set_mock_caller()
        book.sheets["2月"].activate()
        office.ledger.clear()
        start = time.process_time()
        reply = buttons.press("compute")
        seconds = time.process_time() - start
        calls = dict(office.ledger.calls)
    if not reply.startswith("+"):
        raise RuntimeError(reply)
    print(json.dumps({"calls": calls, "cpu": seconds}))


if __name__ == "__main__":
    main(sys.argv[1])
