"""What the commands share: reading, refusing, and what a terminal shows."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from xlportal.core.exact import plain
from xlportal.core.labels import printed
from xlportal.core.problems import Problem, errors_first
from xlportal.errors import CannotProceed
from xlportal.files import check_writable, open_mark
from xlportal.publish.outputs import put
from xlportal.score.assessment import GroupMonth, GroupResult
from xlportal.sheets.read_files import read_workbook
from xlportal.sheets.reading import Reading, read

DONE, PROBLEMS = 0, 1


def read_book(book: Path) -> Reading:
    """Return the workbook read. One open in Excel is read as it was saved, which is said."""
    reading = read(read_workbook(book))
    if open_mark(book):
        mention(f"“{book.name}”正在打开着，读到的是上次保存的内容。")
    return reading


def require_suffix(path: Path, *suffixes: str) -> None:
    """Refuse a file name with another ending than one of ``suffixes``, and a folder's name."""
    if path.suffix.lower() not in suffixes:
        check_writable(path)
        raise CannotProceed(f"“{path}”的扩展名应是 {'、'.join(suffixes)}。")


def say(*lines: str) -> None:
    """Print lines for staff."""
    for line in lines:
        print(line)


def warn(*lines: str) -> None:
    """Print lines for staff to standard error."""
    for line in lines:
        print(line, file=sys.stderr)


def mention(*sentences: str) -> None:
    """Print to standard error what staff should know."""
    warn(*(f"提醒  {sentence}" for sentence in sentences))


def refuse(problems: Sequence[Problem]) -> int:
    """Print the problems that stopped a command and return its exit code."""
    warn(*problem_lines(problems), "有错误，没有生成文件。请按上面的提示改好后再试。")
    return PROBLEMS


def put_output(path: Path, content: bytes, problems: Sequence[Problem] = ()) -> None:
    """Put an output at its place; tell what is remarkable, and what became of the old one."""
    kept = put(path, content)
    warn(*problem_lines(problems))
    mention(*filter(None, [kept]))


def as_json(value: object) -> str:
    """Return a JSON document as text that people can read too."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def print_json(value: object) -> None:
    """Print a JSON document and nothing else."""
    if sys.stdout is None:
        raise CannotProceed("标准输出关着，结果没有地方写。")
    sys.stdout.write(as_json(value))


def summary_of(group: GroupResult) -> str:
    """Return what a group comes to, in one line."""
    head = f"附表{group.group.annex}  {group.group.name}：{len(group.units)} 家"
    measures = group.measures if isinstance(group, GroupMonth) else None
    if measures is None:
        return f"{head}参加考核"
    return (
        f"{head}中 {len(measures.passed)} 家超过及格线，达标率 {plain(measures.pass_rate)}%，"
        f"平均分 {printed(measures.average)}，及格线 {printed(measures.pass_line)}"
    )


def problem_lines(problems: Sequence[Problem]) -> list[str]:
    """Return a line a problem, errors first."""
    return [f"{found.kind.severity.word}  {found.message}" for found in errors_first(problems)]
