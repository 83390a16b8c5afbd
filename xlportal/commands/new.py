"""``xlportal new``: a year's working workbook, empty, with given data or after another year's."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

from xlportal.commands import terminal
from xlportal.core.defaults import empty_book
from xlportal.core.json_nodes import DocumentError
from xlportal.excel.project import working_workbook
from xlportal.files import check_new, now, write_new
from xlportal.sheets.ahead import Start, next_year, refitted
from xlportal.sheets.reading import load


def run(book: Path, year: int | None, source: Path | None, previous: Path | None) -> int:
    """Write a working workbook to ``book``, which must not exist yet."""
    terminal.require_suffix(book, ".xlsm")
    check_new(book)
    try:
        start = _start(source, previous)
    except DocumentError as error:
        terminal.warn(f"{source or previous}：{error}。")
        return terminal.PROBLEMS
    if start.book is None:
        return terminal.refuse(start.problems)
    ledger = start.book.ledger
    made = replace(start.book, ledger=replace(ledger, year=year or ledger.year))
    write_new(book, working_workbook(made, now(), start.kept))
    terminal.warn(*terminal.problem_lines(start.problems))
    terminal.say(f"已生成 {book}。{_NEXT[bool(source), bool(previous)]}")
    return terminal.DONE


_NEXT = {
    (False, False): "请填“参数”“单位”，核对“通报模板”里的发文依据和发送单位。"
    "改了名单或项目的，保存后再运行 xlportal new 新.xlsm --from 这个工作簿，各月的表就照新的排好。",
    (True, False): "以后请用这一个。",
    (False, True): "请核对“参数”里的年度和“单位”里的名单。",
}
"""What is to be done next, by whether there was a source and a year before."""


def _start(source: Path | None, previous: Path | None) -> Start:
    if source is not None:
        return refitted(load(source))
    if previous is not None:
        return next_year(load(previous))
    return Start(empty_book(dt.date.today().year))
