"""The circular's text: the wording filled with a month's figures (spec section 6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from xlportal.core.book import Facts
from xlportal.core.exact import plain
from xlportal.core.labels import LIST_MARK, deduction_text, month_label, printed, span_label
from xlportal.core.wording import PLACEHOLDER, Part, Sentence, When
from xlportal.score.assessment import DEDUCTION, IN_COLUMN, PIECES, SO_FAR, Assessment, GroupMonth

PIECE_WORD = "篇"
BLANK_DATE = "　　年　　月　　日"


@dataclass(frozen=True)
class Span:
    """A stretch of a paragraph and the placeholder that it fills.

    【采用情况】 and 【专栏采用】 are told by their figures: ``区县动态本月`` (7篇),
    ``区县动态累计`` (1-2月累计14篇), ``专栏采用本月``, ``专栏采用累计``.
    """

    start: int
    end: int
    placeholder: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the circular and the part it plays, by which it is styled.

    ``annex`` is the group's that it speaks of, ``spans`` are what was filled in, from left to
    right.
    """

    part: Part
    text: str
    annex: int | None = None
    spans: tuple[Span, ...] = ()


Pieces: TypeAlias = Sequence[tuple[str, str]]
"""Texts that make one, each with the placeholder that it fills, empty where it fills none."""
Values: TypeAlias = Mapping[str, str | Pieces | None]
"""What placeholders say; some are told in pieces."""


def compose(
    assessment: Assessment, wording: Sequence[Sentence], facts: Facts
) -> tuple[Paragraph, ...]:
    """Return the circular's paragraphs in the wording's order.

    The sentences of a group's body make one paragraph, every other sentence one of its own; a line
    break typed in a text begins a new paragraph.
    """
    filled = _filled(assessment, wording, facts)
    return tuple(
        paragraph for part, annex, pieces in filled for paragraph in _lines(part, annex, pieces)
    )


_BLANKS_COUNT = {Part.DATE}
"""Parts whose outer blanks are there to be written on."""


def _lines(part: Part, annex: int | None, pieces: Pieces) -> Iterator[Paragraph]:
    """Yield a paragraph a line of the text that ``pieces`` make, with its own spans."""
    spans: list[Span] = []
    end = 0
    for piece, placeholder in pieces:
        start, end = end, end + len(piece)
        spans += [Span(start, end, placeholder)] if placeholder and piece else []
    start = 0
    for line in "".join(piece for piece, _ in pieces).splitlines(keepends=True):
        text = line.rstrip("\r\n") if part in _BLANKS_COUNT else line.strip()
        if text.strip():
            first = start + line.index(text)
            yield Paragraph(part, text, annex, tuple(_cut(spans, first, first + len(text))))
        start += len(line)


def _cut(spans: Sequence[Span], start: int, end: int) -> Iterator[Span]:
    for span in spans:
        if span.start < end and span.end > start:
            first, last = max(span.start, start), min(span.end, end)
            yield Span(first - start, last - start, span.placeholder)


def _filled(
    assessment: Assessment, wording: Sequence[Sentence], facts: Facts
) -> Iterator[tuple[Part, int | None, Pieces]]:
    general = _general_values(assessment, facts)
    for per_group, run in groupby(wording, key=lambda sentence: sentence.part.per_group):
        sentences = tuple(run)
        if per_group:
            for index, group in enumerate(assessment.groups):
                yield from _filled_group(sentences, group, {**general, **_values(group, index)})
        else:
            yield from ((sentence.part, None, _fill(sentence, general)) for sentence in sentences)


def _filled_group(
    sentences: Sequence[Sentence], group: GroupMonth, values: Values
) -> Iterator[tuple[Part, int | None, Pieces]]:
    used = [sentence for sentence in sentences if _applies(sentence, group)]
    for part, run in groupby(used, key=lambda sentence: sentence.part):
        yield part, group.group.annex, [piece for one in run for piece in _fill(one, values)]


def _applies(sentence: Sentence, group: GroupMonth) -> bool:
    if sentence.annex not in {None, group.group.annex}:
        return False
    deducted = any(group.figures[DEDUCTION])
    return {
        When.ALWAYS: True,
        When.DEDUCTIONS: group.terms.rules.deductions and deducted,
        When.NO_DEDUCTIONS: group.terms.rules.deductions and not deducted,
        When.NOBODY_SCORED: not group.leaders(),
    }[sentence.when]


def _fill(sentence: Sentence, values: Values) -> Pieces:
    """Return the sentence with its placeholders filled, empty where one has nothing to say."""
    if any(not values[name] for name in sentence.placeholders):
        return ()
    pieces: list[tuple[str, str]] = []
    for index, part in enumerate(PLACEHOLDER.split(sentence.text)):
        value = (values[part] or "") if index % 2 else part
        pieces += [(value, part if index % 2 else "")] if isinstance(value, str) else value
    return pieces


def _general_values(assessment: Assessment, facts: Facts) -> dict[str, str | Pieces | None]:
    date = facts.date
    return {
        "年度": str(assessment.year),
        "月份": month_label(assessment.month),
        "累计期": span_label(assessment.month),
        "专栏": facts.column_name,
        "本月工作提示": facts.hint,
        "发文机关": facts.issuer,
        "落款日期": f"{date.year}年{date.month}月{date.day}日" if date else BLANK_DATE,
    }


def _values(group: GroupMonth, index: int) -> dict[str, str | Pieces | None]:
    leaders, measures = group.leaders(), group.measures
    year_leaders = group.leaders(SO_FAR) if group.month > 1 else ()
    return {
        "组序": str(index + 1),
        "考核组": group.group.name,
        "考核组简称": group.group.short,
        "单位统称": group.group.collective.removeprefix("各"),
        "附表": f"附表{group.group.annex}",
        "采用情况": _adopted(group),
        "专栏采用": _in_column(group) if group.terms.rules.bonus != 1 else None,
        "平均分": printed(measures.average) if measures else None,
        "及格线": printed(measures.pass_line) if measures else None,
        "参评单位数": str(len(group.units)),
        "超过及格线单位数": str(len(measures.passed)) if measures else None,
        "达标率": f"{plain(measures.pass_rate)}%" if measures else None,
        "本月前列位次": _places(leaders),
        "本月前列": LIST_MARK.join(leaders),
        "累计前列位次": _places(year_leaders),
        "累计前列": LIST_MARK.join(year_leaders),
        "扣分情况": LIST_MARK.join(_deductions(group)),
    }


def _places(leaders: Sequence[str]) -> str | None:
    return {0: None, 1: "第一位", 2: "前二位"}.get(len(leaders), "前二位（含并列）")


def _adopted(group: GroupMonth) -> Pieces:
    pieces: list[tuple[str, str]] = []
    for item in group.terms.items:
        counts = group.totals[item.name, PIECES], group.totals_so_far[item.name, PIECES]
        pieces += [("；" if pieces else "", ""), (item.name, "")]
        pieces += _amounts(item.name, group.month, item.measure, *counts)
    return pieces


def _in_column(group: GroupMonth) -> Pieces:
    items = [(item.name, IN_COLUMN) for item in group.terms.items]
    month, so_far = int(group.totals[items].sum()), int(group.totals_so_far[items].sum())
    return _amounts("专栏采用", group.month, PIECE_WORD, month, so_far)


def _amounts(name: str, month: int, measure: str, count: int, so_far: int) -> Pieces:
    span = span_label(month)
    own = (f"{count}{measure}", f"{name}本月")
    return [own, ("，", ""), (f"{span}累计{so_far}{measure}", f"{name}累计")] if span else [own]


def _deductions(group: GroupMonth) -> Iterable[str]:
    filed = ((unit, group.filed.get(unit)) for unit in group.units)
    return (
        unit + deduction_text(entry.deduction, entry.note)
        for unit, entry in filed
        if entry and entry.deduction
    )
