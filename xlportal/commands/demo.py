"""``xlportal demo``: the 2020 circular's data as a workbook, then everything computed from it."""

from __future__ import annotations

from pathlib import Path

from xlportal.commands import circular, compute
from xlportal.commands.common import as_json, now, say
from xlportal.core.demo import MONTH, demo_book
from xlportal.core.document import document
from xlportal.errors import CannotProceed
from xlportal.excel.project import working_workbook
from xlportal.files import check_writable, write_bytes
from xlportal.sheets.sources import load


def run(folder: Path) -> int:
    """Write the demo's files into ``folder``, over those of an earlier demo."""
    _make(folder)
    made = demo_book()
    book = folder / f"{made.ledger.year}年门户网站考核.xlsm"
    data = folder / f"{made.ledger.year}年门户网站考核.json"
    for path in (book, data):
        check_writable(path)
    if book.exists() and load(book).book != made:
        raise CannotProceed(f"“{book}”里有您自己填的数，没有改动它。请换一个文件夹。")
    write_bytes(book, working_workbook(made, now()))
    write_bytes(data, as_json(document(made)).encode("utf-8"))
    code = compute.run(book, MONTH, None, as_json=False)
    circular.run(book, MONTH, None)
    say("", "文件在这里：", f"  工作簿    {book}", f"  考核数据  {data}", "", "请先打开工作簿。")
    return code


def _make(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise CannotProceed(f"“{folder}”是文件，不是文件夹。请换一个名称。")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotProceed(f"建不了文件夹“{folder}”。请换一个位置。") from error
