"""What a terminal shows: tables whose columns line up although Chinese characters are wide."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from xlportal.core.exact import plain
from xlportal.core.labels import month_label, printed, span_label
from xlportal.core.problems import Problem, errors_first, summary
from xlportal.core.widths import display_width
from xlportal.score.assessment import (
    DEDUCTION,
    INFO,
    RANK,
    RANK_SO_FAR,
    SCORE,
    SO_FAR,
    Assessment,
    GroupMonth,
)

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


def _group_lines(group: GroupMonth) -> list[str]:
    label, span = month_label(group.month), span_label(group.month)
    header = ["序号", "参加考核单位", *(item.name for item in group.terms.items), "信息分"]
    header += ["扣分"] if group.terms.rules.deductions else []
    header += [f"{label}得分", f"{label}排名"]
    header += [f"{span}得分", f"{span}排名"] if span else []
    table = aligned([header, *_rows(group, cumulative=span is not None)], left=(1,))
    return [f"附表{group.group.annex}  {group.group.name}", *table, _summary(group)]


def _rows(group: GroupMonth, *, cumulative: bool) -> list[list[str]]:
    lost = [DEDUCTION] if group.terms.rules.deductions else []
    so_far = [SO_FAR, RANK_SO_FAR] if cumulative else []
    figures = group.figures[[INFO, *lost, SCORE, RANK, *so_far]]
    rows = zip(group.units, group.counts.to_numpy().tolist(), figures.to_numpy(), strict=True)
    return [
        [str(serial), unit, *_counts(counts), *(plain(Fraction(value)) for value in values)]
        for serial, (unit, counts, values) in enumerate(rows, start=1)
    ]


def _counts(row: Sequence[int]) -> list[str]:
    pairs = zip(row[::2], row[1::2], strict=True)
    return [f"{pieces}（{inside}）" if inside else str(pieces) for pieces, inside in pairs]


def _summary(group: GroupMonth) -> str:
    measures = group.measures
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
