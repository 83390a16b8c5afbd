"""What the commands share: reading, refusing, and what a terminal shows.

Columns of tables line up although Chinese characters are wide.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from xlportal.core.exact import plain
from xlportal.core.labels import printed
from xlportal.core.problems import Problem, errors_first, summary
from xlportal.core.widths import display_width
from xlportal.errors import CannotProceed
from xlportal.files import check_writable, is_open
from xlportal.publish.appendix import Appendix, ColumnKind, shown
from xlportal.publish.outputs import put
from xlportal.score.assessment import GroupMonth, GroupResult
from xlportal.sheets.read_files import read_workbook
from xlportal.sheets.reading import Reading, read

DONE, PROBLEMS = 0, 1


def read_book(book: Path) -> Reading:
    """Return the workbook read. One open in Excel is read as it was saved, which is said."""
    reading = read(read_workbook(book))
    if is_open(book):
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


def aligned(rows: Sequence[Sequence[str]], left: Sequence[int] = (0,)) -> list[str]:
    """Return ``rows`` as lines with aligned columns, those in ``left`` to the left."""
    widths = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            _padded(text, width, to_left=column in left)
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _padded(text: str, width: int, *, to_left: bool) -> str:
    space = " " * (width - display_width(text))
    return text + space if to_left else space + text


def group_lines(group: GroupResult, table: Appendix) -> list[str]:
    """Return a group's table, less the columns of counts so far and of what is the same for all."""
    kinds = [*enumerate(table.columns)]
    columns = [
        column
        for column, kind in kinds
        if column not in table.merged and not (kind is ColumnKind.COUNT and column in table.so_far)
    ]
    names = [i for i, c in enumerate(columns) if table.columns[c] is ColumnKind.UNIT]
    title = f"附表{table.annex}  {group.group.name}"
    return [title, *aligned(_cells(table, columns), left=names), _summary(group)]


def correction_lines(table: Appendix) -> list[str]:
    """Return the table of what was printed and what is right."""
    columns = range(len(table.columns))
    return [table.title, *aligned(_cells(table, columns), left=columns[1:])]


def _cells(table: Appendix, columns: Sequence[int]) -> list[list[str]]:
    rows = [[shown(table.columns[c], row[c]) for c in columns] for row in table.rows]
    return [[_title(table, column) for column in columns], *rows]


def _title(table: Appendix, column: int) -> str:
    """Return what a column is called: an item's by its name, any other's by what is lowest."""
    cells = [c for c in table.header if c.column <= column < c.column + c.columns]
    if table.columns[column] is ColumnKind.COUNT:
        return cells[1].text.partition("\n")[0]
    return cells[-1].text.replace("\n", "")


def _summary(group: GroupResult) -> str:
    measures = group.measures if isinstance(group, GroupMonth) else None
    if measures is None:
        return f"{len(group.units)} 家参加考核"
    return (
        f"平均分 {printed(measures.average)}，及格线 {printed(measures.pass_line)}，"
        f"{len(group.units)} 家中 {len(measures.passed)} 家超过及格线，"
        f"达标率 {plain(measures.pass_rate)}%"
    )


def problem_lines(problems: Sequence[Problem]) -> list[str]:
    """Return a line a problem, errors first."""
    return [f"{found.kind.severity.word}  {found.message}" for found in errors_first(problems)]


def problem_table(problems: Sequence[Problem], width: int) -> list[str]:
    """Return the problems as a table with a summary below it, errors first.

    Where the table is wider than the terminal's ``width``, each is a sentence instead.
    """
    rows = [["级别", "位置", "对象", "有什么不对", "怎么改"]]
    rows += [
        [found.kind.severity.word, found.where, found.subject, found.wrong, found.mend]
        for found in errors_first(problems)
    ]
    table = aligned(rows, left=range(len(rows[0])))
    fits = max(map(display_width, table)) <= width
    return [*(table if fits else problem_lines(problems)), "", summary(problems)]
