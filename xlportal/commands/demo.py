"""``xlportal demo``: the 2020 circular's data as a workbook, then everything computed from it."""

from __future__ import annotations

from pathlib import Path

from xlportal.commands import circular, compute
from xlportal.commands.common import as_json, mention, now, say
from xlportal.core.demo import MONTH, demo_book
from xlportal.core.document import document
from xlportal.excel.project import working_workbook
from xlportal.files import check_writable, make_folder
from xlportal.publish.outputs import put


def run(folder: Path) -> int:
    """Write the demo's files into ``folder``; what somebody changed of an earlier demo stays."""
    make_folder(folder)
    made = demo_book()
    book = folder / f"{made.ledger.year}年门户网站考核.xlsm"
    data = book.with_suffix(".json")
    for path in (book, data):
        check_writable(path)
    mention(put(book, working_workbook(made, now())))
    mention(put(data, as_json(document(made)).encode("utf-8")))
    code = compute.run(book, MONTH, None, as_json=False)
    circular.run(book, MONTH, None)
    say("", "文件在这里：", f"  工作簿    {book}", f"  考核数据  {data}", "", "请先打开工作簿。")
    return code
