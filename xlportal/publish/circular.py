"""The circular's text: the wording filled with the figures of a month or a period (section 6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from xlportal.core.book import Facts
from xlportal.core.exact import Series, plain
from xlportal.core.filled import missing_of
from xlportal.core.labels import (
    GIVEN,
    LIST_MARK,
    TAKEN,
    month_label,
    month_list,
    period_label,
    points_text,
    printed,
    span_label,
)
from xlportal.core.limits import FIRST_MONTH, LAST_MONTH
from xlportal.core.rules import Item, Rules
from xlportal.core.wording import (
    ADOPTED,
    ADOPTED_SO_FAR,
    COLUMN_ADOPTED,
    MONTH_END,
    PASSED,
    SO_FAR_END,
    Sentence,
    When,
    item_placeholders,
)
from xlportal.publish.filling import Paragraph, Pieces, is_item, joined, paragraphs
from xlportal.score.assessment import (
    ADDITION,
    DEDUCTION,
    IN_COLUMN,
    PIECES,
    RANK,
    SO_FAR,
    GroupMonth,
    Year,
)
from xlportal.score.period import GroupPeriod, Period

PIECE_WORD = "篇"
"""What pieces of every kind are counted in within the text; tables have each item's own measure."""
BLANK_DATE = "　　年　　月　　日"


def month_text(
    year: Year, month: int, wording: Sequence[Sentence], facts: Facts
) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a month's circular, in the order of the wording."""
    span = span_label(month)
    general = _general(year.ledger.year, month_label(month), span, facts)
    sections = []
    for order, group in enumerate(year[month].groups, start=1):
        so_far = group.totals_so_far if span else None
        told = _Told(order, group, group.terms.items, group.terms.rules, span, so_far)
        used = _used(told, group, wording)
        missing = missing_of(year.ledger, group.group, month) if span else []
        own = _of_month(group) | {"缺报月份": month_list(missing)}
        sections.append(_Section(group.group.annex, used, _values(told, used) | own))
    return tuple(_composed(general, sections, wording))


def period_text(period: Period, wording: Sequence[Sentence], facts: Facts) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a period's circular, in the order of the wording.

    It has no date of issue and no hint: those are its months' own.
    """
    label = period_label(period.first, period.last)
    span = span_label(period.last) if period.first > FIRST_MONTH else None
    general = _general(period.year, label, span, replace(facts, date=None, hint=""))
    is_year = (period.first, period.last) == (FIRST_MONTH, LAST_MONTH)
    sections = []
    for order, group in enumerate(period.groups, start=1):
        used = [sentence for sentence in wording if sentence.speaks_of(group.group.annex)]
        told = _Told(order, group, group.items, group.rules, span)
        own: _Said = {"全年排名": "；".join(_ranking(group)) if is_year else None}
        sections.append(_Section(group.group.annex, used, _values(told, used) | own))
    return tuple(_composed(general, sections, wording))


_Said = dict[str, str | Pieces | None]


@dataclass(frozen=True)
class _Section:
    """What is said of one group: the sentences that apply to it, what its placeholders say."""

    annex: int
    used: Sequence[Sentence]
    values: Mapping[str, str | Pieces | None]


@dataclass(frozen=True)
class _Told:
    """A group that is told of: what there is of it, the year so far and its totals where told."""

    order: int
    group: GroupMonth | GroupPeriod
    items: Sequence[Item]
    rules: Rules
    span: str | None
    so_far: Series | None = None


def _composed(
    general: _Said, sections: Sequence[_Section], wording: Sequence[Sentence]
) -> Iterator[Paragraph]:
    for per_group, run in groupby(wording, key=lambda sentence: sentence.part.per_group):
        sentences = tuple(run)
        if not per_group:
            yield from paragraphs(sentences, general)
            continue
        for section in sections:
            used = (_as_said(s, section) for s in sentences if s in section.used)
            yield from paragraphs(used, {**general, **section.values}, section.annex)


def _as_said(sentence: Sentence, section: _Section) -> Sentence:
    """Return a sentence less what would read oddly: 各各…, 中有0家超过及格线."""
    text = sentence.text.replace("各【单位统称】", "【单位统称】")
    if section.values.get(PASSED) == "0":
        text = text.replace(f"中有【{PASSED}】家超过及格线", "均未超过及格线")
    return replace(sentence, text=text)


_OF_ADOPTED = frozenset(
    {COLUMN_ADOPTED, "平均分", "及格线", PASSED, "达标率", "未达标单位", "零采用单位"}
)
"""Placeholders that have nothing to tell where nothing was adopted and a sentence says so."""


def _used(told: _Told, group: GroupMonth, wording: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentences that apply to a group's month.

    One that says that nothing was adopted stands in place of all that speak of what was.
    """
    deducted, has_deductions = any(group.figures[DEDUCTION]), told.rules.deductions
    applying = {
        When.DEDUCTIONS: has_deductions and deducted,
        When.NO_DEDUCTIONS: has_deductions and not deducted,
        When.NOTHING_ADOPTED: not _total(told.items, group.totals, PIECES),
        When.NOBODY_SCORED: not group.leaders(),
        When.SO_FAR: told.span is not None,
        When.NO_SO_FAR: told.span is None,
    }
    used = [
        sentence
        for sentence in wording
        if sentence.speaks_of(group.group.annex) and applying.get(sentence.when, True)
    ]
    if not any(sentence.when is When.NOTHING_ADOPTED for sentence in used):
        return used
    return [s for s in used if s.when is When.NOTHING_ADOPTED or not _tells_of_adopted(s)]


def _tells_of_adopted(sentence: Sentence) -> bool:
    return sentence.when is When.NOBODY_SCORED or any(
        name in _OF_ADOPTED or is_item(name) for name in sentence.placeholders
    )


def _general(year: int, label: str, span: str | None, facts: Facts) -> _Said:
    date = facts.date
    return {
        "年度": str(year),
        "月份": label,
        "累计期": span,
        "专栏": facts.column_name,
        "本月工作提示": facts.hint,
        "发文机关": facts.issuer,
        "落款日期": f"{date.year}年{date.month}月{date.day}日" if date else BLANK_DATE,
    }


def _values(told: _Told, used: Sequence[Sentence]) -> _Said:
    """Return what a group's placeholders say in a month and a period alike."""
    group = told.group
    counts = zip(group.units, group.counts.to_numpy().tolist(), strict=True)
    leaders, leaders_so_far = group.leaders(), group.leaders(SO_FAR) if told.span else ()
    column = _amounts(told, COLUMN_ADOPTED, IN_COLUMN, *told.items)
    return {
        "组序": str(told.order),
        "考核组": group.group.name,
        "考核组简称": group.group.short,
        "单位统称": group.group.collective,
        "附表": f"附表{group.group.annex}",
        "参评单位数": str(len(group.units)),
        "零采用单位": LIST_MARK.join(unit for unit, row in counts if not any(row)),
        "本月前列位次": _places(leaders),
        "本月前列": LIST_MARK.join(leaders),
        "累计前列位次": _places(leaders_so_far),
        "累计前列": LIST_MARK.join(leaders_so_far),
        COLUMN_ADOPTED: column if told.rules.bonus != 1 else None,
        **_adopted(told, {name for sentence in used for name in sentence.placeholders}),
    }


def _of_month(group: GroupMonth) -> _Said:
    """Return what placeholders say that a month alone has."""
    extras: _Said = {
        "扣分情况": LIST_MARK.join(_extras(group, DEDUCTION, TAKEN)),
        "加分情况": LIST_MARK.join(_extras(group, ADDITION, GIVEN)),
    }
    measures = group.measures
    if measures is None:
        return extras
    passed = {*measures.passed}
    return extras | {
        "平均分": printed(measures.average),
        "及格线": printed(measures.pass_line),
        PASSED: str(len(passed)),
        "达标率": f"{plain(measures.pass_rate)}%",
        "未达标单位": LIST_MARK.join(unit for unit in group.units if unit not in passed),
    }


def _places(leaders: Sequence[str]) -> str | None:
    return {0: None, 1: "第一位", 2: "前二位"}.get(len(leaders), "前二位（含并列）")


def _adopted(told: _Told, named: set[str]) -> _Said:
    """Return what the placeholders of items say, and 【采用情况】 of those not ``named``."""
    values: _Said = {}
    left: list[Pieces] = []
    sums: list[Pieces] = []
    for item in told.items:
        name = item.name
        amounts = _amounts(told, name, PIECES, item)
        whole: Pieces = [(name, ""), *amounts]
        values |= {
            name: whole,
            f"{name}{MONTH_END}": amounts[:1],
            f"{name}{SO_FAR_END}": amounts[2:],
        }
        if not named & {*item_placeholders(name)}:
            left.append(whole)
        sum_ = 0 if told.so_far is None else told.so_far[name, PIECES]
        if sum_:
            sums.append([(name, ""), (f"{sum_}{PIECE_WORD}", f"{name}{SO_FAR_END}")])
    summed = [(f"{told.span}累计采用", ""), *joined(sums, LIST_MARK)] if sums else None
    return values | {ADOPTED: joined(left, "；"), ADOPTED_SO_FAR: summed}


def _amounts(told: _Told, name: str, side: str, *items: Item) -> Pieces:
    """Return the pieces of items together, and what they sum up to so far where that is told."""
    own = (f"{_total(items, told.group.totals, side)}{PIECE_WORD}", f"{name}{MONTH_END}")
    if told.so_far is None:
        return [own]
    sum_ = _total(items, told.so_far, side)
    return [own, ("，", ""), (f"{told.span}累计{sum_}{PIECE_WORD}", f"{name}{SO_FAR_END}")]


def _total(items: Sequence[Item], totals: Series, side: str) -> int:
    return sum(int(totals[item.name, side]) for item in items)


def _extras(group: GroupMonth, figure: str, done: str) -> Iterator[str]:
    """Yield who got points taken or given, and why."""
    for unit in group.units:
        points, reason = group.points_of(unit, figure)
        if points:
            yield unit + points_text(done, points, reason)


def _ranking(group: GroupPeriod) -> Iterator[str]:
    """Yield the places with the units that have them, best first."""
    places = group.figures[RANK]
    for place, units in groupby(group.ordered(), key=lambda unit: places[unit]):
        named = [*units]
        tied = "并列" if len(named) > 1 else ""
        yield f"{tied}第{printed(place)}名{LIST_MARK.join(named)}"
