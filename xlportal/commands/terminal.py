"""What a terminal shows: tables whose columns line up although Chinese characters are wide."""

from __future__ import annotations

from collections.abc import Sequence

from xlportal.core.exact import plain
from xlportal.core.labels import printed
from xlportal.core.problems import Problem, errors_first, summary
from xlportal.core.widths import display_width
from xlportal.publish.appendix import Appendix, ColumnKind, shown
from xlportal.score.assessment import GroupMonth
from xlportal.score.period import GroupPeriod

_GAP = "  "


def aligned(rows: Sequence[Sequence[str]], left: Sequence[int] = (0,)) -> list[str]:
    """Return ``rows`` as lines with aligned columns, those in ``left`` to the left."""
    widths = [max(display_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        _GAP.join(
            _padded(text, width, to_left=column in left)
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def group_lines(group: GroupMonth | GroupPeriod, table: Appendix) -> list[str]:
    """Return a group's table, less the columns of counts so far and of what is the same for all."""
    shown_columns = [
        column
        for column, kind in enumerate(table.columns)
        if column not in table.merged and not (kind is ColumnKind.COUNT and column in table.so_far)
    ]
    rows = [[_title(table, column) for column in shown_columns]]
    rows += [[shown(table.columns[c], row[c]) for c in shown_columns] for row in table.rows]
    names = [i for i, c in enumerate(shown_columns) if table.columns[c] is ColumnKind.UNIT]
    title = f"附表{table.annex}  {group.group.name}"
    return [title, *aligned(rows, left=names), _summary(group)]


def _title(table: Appendix, column: int) -> str:
    """Return what a column is called: an item's by its name, any other's by what is lowest."""
    cells = [c for c in table.header if c.column <= column < c.column + c.columns]
    if table.columns[column] is ColumnKind.COUNT:
        return cells[1].text.partition("\n")[0]
    return cells[-1].text.replace("\n", "")


def correction_lines(table: Appendix) -> list[str]:
    """Return the table of what was printed and what is right."""
    rows = [[_title(table, column) for column in range(len(table.columns))]]
    rows += [[*map(shown, table.columns, row)] for row in table.rows]
    return [table.title, *aligned(rows, left=range(1, len(table.columns)))]


def problem_lines(problems: Sequence[Problem]) -> list[str]:
    """Return a line a problem, errors first."""
    return [f"{found.kind.severity.word}  {found.message}" for found in errors_first(problems)]


def problem_table(problems: Sequence[Problem], width: int) -> list[str]:
    """Return the problems as a table with a summary below it, errors first.

    Where the table is wider than the terminal's ``width``, each is a sentence instead.
    """
    header = ["级别", "位置", "对象", "有什么不对", "怎么改"]
    rows = [
        [found.kind.severity.word, found.where, found.subject, found.wrong, found.mend]
        for found in errors_first(problems)
    ]
    table = aligned([header, *rows], left=range(len(header)))
    fits = max(map(display_width, table)) <= width
    return [*(table if fits else problem_lines(problems)), "", summary(problems)]


def _summary(group: GroupMonth | GroupPeriod) -> str:
    measures = group.measures if isinstance(group, GroupMonth) else None
    if measures is None:
        return f"{len(group.units)} 家参加考核"
    return (
        f"平均分 {printed(measures.average)}，及格线 {printed(measures.pass_line)}，"
        f"{len(group.units)} 家中 {len(measures.passed)} 家超过及格线，"
        f"达标率 {plain(measures.pass_rate)}%"
    )


def _padded(text: str, width: int, *, to_left: bool) -> str:
    space = " " * (width - display_width(text))
    return text + space if to_left else space + text
