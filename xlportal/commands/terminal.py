"""What a terminal shows: tables whose columns line up although Chinese characters are wide."""

from __future__ import annotations

from collections.abc import Sequence

from xlportal.core.exact import plain
from xlportal.core.labels import month_label, printed, span_label
from xlportal.core.problems import Problem, errors_first, summary
from xlportal.core.widths import display_width
from xlportal.score.assessment import Assessment, GroupAssessment

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


def assessment_lines(assessment: Assessment) -> list[str]:
    """Return a month's tables, a table a group."""
    lines: list[str] = []
    for group in assessment.groups:
        lines += [*_group_lines(group), ""]
    return lines[:-1]


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


def _group_lines(group: GroupAssessment) -> list[str]:
    label, span = month_label(group.month), span_label(group.month)
    header = ["序号", "参加考核单位", *(item.name for item in group.group.rules.items), "信息分"]
    header += ["扣分"] if group.group.rules.deductions else []
    header += [f"{label}得分", f"{label}排名"]
    header += [f"{span}得分", f"{span}排名"] if span else []
    table = aligned([header, *_rows(group, cumulative=span is not None)], left=(1,))
    return [f"附表{group.group.annex}  {group.group.name}", *table, _summary(group)]


def _rows(group: GroupAssessment, *, cumulative: bool) -> list[list[str]]:
    monthly, year = group.monthly, group.cumulative
    columns: list[list[str]] = [
        [str(serial) for serial in range(1, len(group.units) + 1)],
        list(group.units),
    ]
    columns += [
        [f"{pieces}（{inside}）" if inside else str(pieces) for pieces, inside in counts]
        for counts in monthly.counts.transpose(1, 0, 2).tolist()
    ]
    lost = [group.deductions] if group.group.rules.deductions else []
    figures = [group.infos, *lost, monthly.scores, monthly.ranks]
    figures += [year.scores, year.ranks] if cumulative else []
    columns += [[plain(value) for value in figure] for figure in figures]
    return [list(row) for row in zip(*columns, strict=True)]


def _summary(group: GroupAssessment) -> str:
    return (
        f"平均分 {printed(group.average)}，及格线 {printed(group.pass_line)}，"
        f"{len(group.units)} 家中 {group.passed} 家超过及格线，达标率 {plain(group.pass_rate)}%"
    )


def _padded(text: str, width: int, *, to_left: bool) -> str:
    space = " " * (width - display_width(text))
    return text + space if to_left else space + text
