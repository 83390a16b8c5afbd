"""What the commands share: reading, refusing, printing."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from xlportal.commands.terminal import problem_lines
from xlportal.core.problems import Problem
from xlportal.errors import CannotProceed
from xlportal.files import check_writable, is_open
from xlportal.sheets.files import read_workbook
from xlportal.sheets.reading import Reading, read

DONE, PROBLEMS = 0, 1


def read_book(book: Path) -> Reading:
    """Return the workbook read. One open in Excel is read as it was saved, which is said."""
    reading = read(read_workbook(book))
    if is_open(book):
        print(f"提醒  “{book.name}”正在打开着，读到的是上次保存的内容。", file=sys.stderr)
    return reading


def refuse(problems: Sequence[Problem]) -> int:
    """Print the problems that stopped a command and return its exit code."""
    complain(problems)
    print("有错误，没有生成文件。请按上面的提示改好后再试。", file=sys.stderr)
    return PROBLEMS


def refuse_with(why: str) -> int:
    """Print why a command did nothing and return its exit code."""
    print(why, file=sys.stderr)
    return PROBLEMS


def complain(problems: Sequence[Problem]) -> None:
    """Print problems to standard error, errors first."""
    for line in problem_lines(problems):
        print(line, file=sys.stderr)


def mention(sentence: str) -> None:
    """Print to standard error what staff should know, where there is anything."""
    if sentence:
        print(f"提醒  {sentence}", file=sys.stderr)


def require_suffix(path: Path, *suffixes: str) -> None:
    """Refuse a file name with another ending than one of ``suffixes``, and a folder's name."""
    if path.suffix.lower() not in suffixes:
        check_writable(path)
        raise CannotProceed(f"“{path}”的扩展名应是 {'、'.join(suffixes)}。")


def as_json(value: object) -> str:
    """Return a JSON document as text that people can read too."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def print_json(value: object) -> None:
    """Print a JSON document and nothing else."""
    if sys.stdout is None:
        raise CannotProceed("标准输出关着，结果没有地方写。")
    sys.stdout.write(as_json(value))


def say(*lines: str) -> None:
    """Print lines for staff."""
    for line in lines:
        print(line)


def now() -> dt.datetime:
    """Return the moment that is written into a file as its creation."""
    return dt.datetime.now().replace(microsecond=0)
