"""What the commands do, a function a command. Each returns the exit code."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from xlportal.assessment import assess
from xlportal.book import Book
from xlportal.defaults import empty_book
from xlportal.demo import MONTH as DEMO_MONTH
from xlportal.demo import demo_book
from xlportal.document import DocumentError, document, read_document
from xlportal.errors import CannotProceed
from xlportal.problems import Problem, has_errors
from xlportal.publication.render import publication, render, texts
from xlportal.result import refusal, result
from xlportal.safe_files import check_writable, read_bytes, write_bytes
from xlportal.terminal import assessment_lines, problem_lines
from xlportal.workbook.contents import grids
from xlportal.workbook.files import read_workbook
from xlportal.workbook.package import macro_enabled
from xlportal.workbook.reading import Reading, read
from xlportal.workbook.writer import write_workbook

DONE, PROBLEMS = 0, 1
WORKBOOK_SUFFIXES = (".xlsm", ".xlsx")


def new(book: Path, year: int | None, source: Path | None) -> int:
    """Write a working workbook, empty or with the data of ``source``."""
    _require_suffix(book, (".xlsm",))
    check_writable(book)
    if book.exists():
        raise CannotProceed(f"“{book}”已经存在，没有改动它。请换一个文件名。")
    if source is None:
        made = empty_book(year or _today().year)
    else:
        try:
            reading = _read_source(source)
        except DocumentError as error:
            print(f"{source}：{error}。", file=sys.stderr)
            return PROBLEMS
        if reading.book is None or has_errors(reading.problems):
            return _refuse(reading.problems)
        made = reading.book if year is None else _of_year(reading.book, year)
    write_bytes(book, working_workbook(made))
    print(f"已生成 {book}")
    return DONE


def demo(folder: Path) -> int:
    """Write the 2020 circular's data as a workbook and everything computed from it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotProceed(f"建不了文件夹“{folder}”。请换一个位置。") from error
    made = demo_book()
    book = folder / f"{made.ledger.year}年门户网站考核.xlsm"
    data = folder / f"{made.ledger.year}年门户网站考核.json"
    for path in (book, data):
        check_writable(path)
    write_bytes(book, working_workbook(made))
    write_bytes(data, _json(document(made.ledger)).encode("utf-8"))
    code = compute(book, DEMO_MONTH, None, as_json=False)
    _say("", "文件在这里：", f"  工作簿    {book}", f"  考核数据  {data}")
    return code


def compute(book: Path, month: int, output: Path | None, *, as_json: bool) -> int:
    """Compute a month into a macro-free copy and show it, or print it as JSON."""
    if output is not None:
        _require_suffix(output, (".xlsx",))
        check_writable(output, book)
    reading = read(read_workbook(book))
    problems = reading.problems_of(month)
    if reading.book is None or has_errors(problems):
        if as_json:
            year = reading.book.ledger.year if reading.book else None
            _print_json(refusal(year or None, month, problems))
        return _refuse(problems)
    assessment = assess(reading.book.ledger, month)
    published = publication(reading.book, assessment)
    target = output or book.with_name(f"{published.title}.xlsx")
    check_writable(target, book)
    write_bytes(target, render(published, _now()))
    _complain(problems)
    if as_json:
        paragraphs = texts(published.paragraphs)
        _print_json(result(assessment, paragraphs, problems, str(target)))
    else:
        _say(*assessment_lines(assessment), "", f"附表和通报已写入 {target}")
    return DONE


def check(book: Path, month: int | None, *, as_json: bool) -> int:
    """List what is wrong with the workbook, or with what a month's results rest on."""
    reading = read(read_workbook(book))
    problems = reading.all_problems() if month is None else reading.problems_of(month)
    if as_json:
        year = reading.book.ledger.year or None if reading.book else None
        _print_json(
            {"year": year, "month": month, "problems": [found.document() for found in problems]}
        )
    else:
        _say(*(problem_lines(problems) or ["没有发现问题"]))
    return PROBLEMS if has_errors(problems) else DONE


def export(book: Path, output: Path | None) -> int:
    """Write the workbook's data as an assessment document, or print it."""
    if output is not None:
        _require_suffix(output, (".json",))
        check_writable(output, book)
    reading = read(read_workbook(book))
    if reading.book is None or has_errors(reading.problems):
        return _refuse(reading.problems)
    exported = document(reading.book.ledger)
    if output is None:
        _print_json(exported)
    else:
        write_bytes(output, _json(exported).encode("utf-8"))
        _say(f"已导出 {output}")
    return DONE


def working_workbook(book: Book) -> bytes:
    """Return the working workbook of ``book`` as an .xlsm package."""
    return macro_enabled(write_workbook(book, _now()))


def _read_source(source: Path) -> Reading:
    """Return what an assessment document, or another workbook, holds."""
    if source.suffix.lower() in WORKBOOK_SUFFIXES:
        return read(read_workbook(source))
    content = read_bytes(source)
    try:
        ledger = read_document(content.decode("utf-8-sig"))
    except ValueError as error:
        raise CannotProceed(f"“{source}”不是 JSON 文件，读不出来。") from error
    return read(grids(Book(ledger)))


def _of_year(book: Book, year: int) -> Book:
    return replace(book, ledger=replace(book.ledger, year=year))


def _refuse(problems: Iterable[Problem]) -> int:
    _complain(problems)
    print("有错误，没有生成文件。请按上面的提示改好后再试。", file=sys.stderr)
    return PROBLEMS


def _complain(problems: Iterable[Problem]) -> None:
    for line in problem_lines(list(problems)):
        print(line, file=sys.stderr)


def _require_suffix(path: Path, suffixes: tuple[str, ...]) -> None:
    if path.suffix.lower() not in suffixes:
        raise CannotProceed(f"“{path}”的扩展名应是 {'、'.join(suffixes)}。")


def _print_json(value: object) -> None:
    sys.stdout.write(_json(value))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _say(*lines: str) -> None:
    for line in lines:
        print(line)


def _now() -> dt.datetime:
    return dt.datetime.now().replace(microsecond=0)


def _today() -> dt.date:
    return dt.date.today()
