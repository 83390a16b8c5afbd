"""``xlportal demo``: the 2020 circular's data as a workbook, then everything computed from it."""

from __future__ import annotations

from pathlib import Path

from xlportal.commands import circular, compute
from xlportal.commands.common import as_json, now, say
from xlportal.demo import MONTH, demo_book
from xlportal.document import document
from xlportal.errors import CannotProceed
from xlportal.excel.project import working_workbook
from xlportal.safe_files import check_writable, write_bytes


def run(folder: Path) -> int:
    """Write the demo's files into ``folder``, over those of an earlier demo."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotProceed(f"建不了文件夹“{folder}”。请换一个位置。") from error
    made = demo_book()
    book = folder / f"{made.ledger.year}年门户网站考核.xlsm"
    data = folder / f"{made.ledger.year}年门户网站考核.json"
    for path in (book, data):
        check_writable(path)
    write_bytes(book, working_workbook(made, now()))
    write_bytes(data, as_json(document(made.ledger)).encode("utf-8"))
    code = compute.run(book, MONTH, None, pdf=False, as_json=False)
    circular.run(book, MONTH, None, pdf=False)
    say("", "文件在这里：", f"  工作簿    {book}", f"  考核数据  {data}")
    return code
