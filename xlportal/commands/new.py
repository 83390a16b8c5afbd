"""``xlportal new``: a year's working workbook, empty, with given data or after another year's."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from xlportal.commands.terminal import (
    DONE,
    PROBLEMS,
    now,
    problem_lines,
    refuse,
    require_suffix,
    say,
    warn,
)
from xlportal.core.book import Book
from xlportal.core.defaults import empty_book
from xlportal.core.json_nodes import DocumentError
from xlportal.errors import CannotProceed
from xlportal.excel.project import working_workbook
from xlportal.files import check_new, write_new
from xlportal.sheets.reading import load
from xlportal.sheets.start import Start, next_year, refitted


def run(book: Path, year: int | None, source: Path | None, previous: Path | None) -> int:
    """Write a working workbook to ``book``, which must not exist yet."""
    require_suffix(book, ".xlsm")
    check_new(book)
    if source and previous:
        raise CannotProceed("--from 和 --after 只能用一个：前者带数据，后者只沿用规则和名单。")
    try:
        start = _start(source, previous)
    except DocumentError as error:
        warn(f"{source or previous}：{error}。")
        return PROBLEMS
    if start.book is None:
        return refuse(start.problems)
    write_new(book, working_workbook(_of_year(start.book, year), now(), start.kept))
    warn(*problem_lines(start.problems))
    say(f"已生成 {book}。{_NEXT[bool(source), bool(previous)]}")
    return DONE


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


def _of_year(book: Book, year: int | None) -> Book:
    return replace(book, ledger=replace(book.ledger, year=year or book.ledger.year))
