"""Two presses of 计算排名 in LibreOffice, whose bridge serves one office a process: a program.

It prints the number of calls and the seconds of each press; the first imports what the button needs.
"""

import contextlib
import json
import sys
import time
from pathlib import Path

import xlwings as xw

from support.libreoffice_engine import running_office
from support.soffice import Soffice


def main(path: str) -> None:
    """Press in the workbook at ``path``."""
    with contextlib.closing(Soffice()) as soffice, running_office(soffice) as office:
        book = xw.apps.active.books.open(Path(path))
        book.set_mock_caller()
        calls, seconds = 0, []
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
        print(json.dumps([calls, *seconds]))


if __name__ == "__main__":
    main(sys.argv[1])
