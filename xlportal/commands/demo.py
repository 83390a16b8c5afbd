"""``xlportal demo``: the 2020 circular's data as a workbook, then everything computed from it."""

from pathlib import Path

from xlportal.commands import compute, terminal
from xlportal.core.demo import MONTH, demo_book
from xlportal.core.document import document
from xlportal.excel.project import working_workbook
from xlportal.files import check_writable, make_folder, now


def run(folder: Path) -> int:
    """Write the demo's files into ``folder``; what somebody changed of an earlier demo stays."""
    make_folder(folder)
    made = demo_book()
    book = folder / f"{made.ledger.year}年门户网站考核.xlsm"
    data = book.with_suffix(".json")
    for path in (book, data):
        check_writable(path)
    terminal.put_output(book, working_workbook(made, now()))
    terminal.put_output(data, terminal.as_json(document(made)).encode("utf-8"))
    code = compute.run(book, MONTH, None)
    compute.run(book, MONTH, None, is_word=True)
    terminal.say("", "文件在这里：", f"  工作簿    {book}", f"  考核数据  {data}", "", _NEXT)
    return code


_NEXT = (
    "下一步：打开工作簿，看“说明”里的三步。"
    "给自己的单位用，运行 xlportal new 工作簿.xlsm，照它说的做。"
)
