"""The circular's text: the wording filled with the figures of a month or a period (section 6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
from xlportal.core.rules import Item
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
    Measures,
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
    general = _general(year.ledger.year, month_label(month), span_label(month), facts)
    sections = (
        _month_section(group, order, wording, missing_of(year.ledger, group.group, month))
        for order, group in enumerate(year[month].groups, start=1)
    )
    return tuple(_composed(general, [*sections], wording))


def period_text(period: Period, wording: Sequence[Sentence], facts: Facts) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a period's circular, in the order of the wording.

    It has no date of issue and no hint: those are its months' own.
    """
    label = period_label(period.first, period.last)
    so_far = span_label(period.last) if period.first > FIRST_MONTH else None
    general = _general(period.year, label, so_far, replace(facts, date=None, hint=""))
    sections = [
        _period_section(group, order, wording, period)
        for order, group in enumerate(period.groups, start=1)
    ]
    return tuple(_composed(general, sections, wording))


_Said = dict[str, str | Pieces | None]


@dataclass(frozen=True)
class _Section:
    """What is said of one group: the sentences that apply to it, what its placeholders say."""

    annex: int
    used: Sequence[Sentence]
    values: _Said


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


def _general(year: int, label: str, so_far: str | None, facts: Facts) -> _Said:
    date = facts.date
    return {
        "年度": str(year),
        "月份": label,
        "累计期": so_far,
        "专栏": facts.column_name,
        "本月工作提示": facts.hint,
        "发文机关": facts.issuer,
        "落款日期": f"{date.year}年{date.month}月{date.day}日" if date else BLANK_DATE,
    }


def _month_section(
    group: GroupMonth, order: int, wording: Sequence[Sentence], missing: list[int]
) -> _Section:
    used = _used(group, wording)
    span = span_label(group.month)
    so_far = group.totals_so_far if span else None
    leaders_so_far = group.leaders(SO_FAR) if span else ()
    values = {
        **_named(group, order),
        **_adopted(group.terms.items, group.totals, so_far, span, used),
        COLUMN_ADOPTED: _in_column(group, span) if group.terms.rules.bonus != 1 else None,
        "缺报月份": month_list(missing) if span else None,
        **(_measured(group.units, group.measures) if group.measures else {}),
        **_leading(group.leaders(), leaders_so_far),
        "扣分情况": LIST_MARK.join(_extras(group, DEDUCTION, TAKEN)),
        "加分情况": LIST_MARK.join(_extras(group, ADDITION, GIVEN)),
    }
    return _Section(group.group.annex, used, values)


def _period_section(
    group: GroupPeriod, order: int, wording: Sequence[Sentence], period: Period
) -> _Section:
    used = [sentence for sentence in wording if sentence.speaks_of(group.group.annex)]
    is_year = (period.first, period.last) == (FIRST_MONTH, LAST_MONTH)
    leaders_so_far = group.leaders(SO_FAR) if period.first > FIRST_MONTH else ()
    column = _amounts(COLUMN_ADOPTED, _column_total(group.items, group.totals), None, None)
    values = {
        **_named(group, order),
        **_adopted(group.items, group.totals, None, None, used),
        COLUMN_ADOPTED: column if group.rules.bonus != 1 else None,
        **_leading(group.leaders(), leaders_so_far),
        "全年排名": "；".join(_ranking(group)) if is_year else None,
    }
    return _Section(group.group.annex, used, values)


_OF_ADOPTED = frozenset(
    {COLUMN_ADOPTED, "平均分", "及格线", PASSED, "达标率", "未达标单位", "零采用单位"}
)
"""Placeholders that have nothing to tell where nothing was adopted and a sentence says so."""


def _used(group: GroupMonth, wording: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentences that apply to a group's month.

    One that says that nothing was adopted stands in place of all that speak of what was.
    """
    applying = [sentence for sentence in wording if _applies(sentence, group)]
    if not any(sentence.when is When.NOTHING_ADOPTED for sentence in applying):
        return applying
    return [s for s in applying if s.when is When.NOTHING_ADOPTED or not _tells_of_adopted(s)]


def _tells_of_adopted(sentence: Sentence) -> bool:
    return sentence.when is When.NOBODY_SCORED or any(
        name in _OF_ADOPTED or is_item(name) for name in sentence.placeholders
    )


def _applies(sentence: Sentence, group: GroupMonth) -> bool:
    deducted, has_deductions = any(group.figures[DEDUCTION]), group.terms.rules.deductions
    applying = {
        When.DEDUCTIONS: has_deductions and deducted,
        When.NO_DEDUCTIONS: has_deductions and not deducted,
        When.NOTHING_ADOPTED: not _pieces_total(group.terms.items, group.totals),
        When.NOBODY_SCORED: not group.leaders(),
        When.SO_FAR: group.month > FIRST_MONTH,
        When.NO_SO_FAR: group.month == FIRST_MONTH,
    }
    return sentence.speaks_of(group.group.annex) and applying.get(sentence.when, True)


def _named(group: GroupMonth | GroupPeriod, order: int) -> _Said:
    counts = zip(group.units, group.counts.to_numpy().tolist(), strict=True)
    return {
        "组序": str(order),
        "考核组": group.group.name,
        "考核组简称": group.group.short,
        "单位统称": group.group.collective,
        "附表": f"附表{group.group.annex}",
        "参评单位数": str(len(group.units)),
        "零采用单位": LIST_MARK.join(unit for unit, row in counts if not any(row)),
    }


def _measured(units: Sequence[str], measures: Measures) -> _Said:
    return {
        "平均分": printed(measures.average),
        "及格线": printed(measures.pass_line),
        PASSED: str(len(measures.passed)),
        "达标率": f"{plain(measures.pass_rate)}%",
        "未达标单位": LIST_MARK.join(unit for unit in units if unit not in measures.passed),
    }


def _leading(leaders: Sequence[str], leaders_so_far: Sequence[str]) -> _Said:
    return {
        "本月前列位次": _places(leaders),
        "本月前列": LIST_MARK.join(leaders),
        "累计前列位次": _places(leaders_so_far),
        "累计前列": LIST_MARK.join(leaders_so_far),
    }


def _places(leaders: Sequence[str]) -> str | None:
    return {0: None, 1: "第一位", 2: "前二位"}.get(len(leaders), "前二位（含并列）")


def _adopted(
    items: Sequence[Item],
    totals: Series,
    so_far: Series | None,
    span: str | None,
    used: Sequence[Sentence],
) -> _Said:
    """Return what the placeholders of items say, and 【采用情况】 of those no sentence names."""
    values: _Said = {}
    sums: list[Pieces] = []
    left: list[Pieces] = []
    named = {name for sentence in used for name in sentence.placeholders}
    for item in items:
        sum_ = int(so_far[item.name, PIECES]) if so_far is not None else None
        amounts = _amounts(item.name, int(totals[item.name, PIECES]), sum_, span)
        told: Pieces = [(item.name, ""), *amounts]
        values[item.name] = told
        values[f"{item.name}{MONTH_END}"] = amounts[:1]
        values[f"{item.name}{SO_FAR_END}"] = amounts[2:]
        if sum_:
            sums.append([(item.name, ""), (f"{sum_}{PIECE_WORD}", f"{item.name}{SO_FAR_END}")])
        if not named & {*item_placeholders(item.name)}:
            left.append(told)
    listed = joined(sums, LIST_MARK)
    return {
        **values,
        ADOPTED: joined(left, "；"),
        ADOPTED_SO_FAR: [(f"{span}累计采用", ""), *listed] if listed else None,
    }


def _amounts(name: str, pieces: int, so_far: int | None, span: str | None) -> Pieces:
    own = (f"{pieces}{PIECE_WORD}", f"{name}{MONTH_END}")
    if so_far is None:
        return [own]
    return [own, ("，", ""), (f"{span}累计{so_far}{PIECE_WORD}", f"{name}{SO_FAR_END}")]


def _in_column(group: GroupMonth, span: str | None) -> Pieces:
    items = group.terms.items
    so_far = _column_total(items, group.totals_so_far) if span else None
    return _amounts(COLUMN_ADOPTED, _column_total(items, group.totals), so_far, span)


def _column_total(items: Iterable[Item], totals: Series) -> int:
    return sum(int(totals[item.name, IN_COLUMN]) for item in items)


def _pieces_total(items: Iterable[Item], totals: Series) -> int:
    return sum(int(totals[item.name, PIECES]) for item in items)


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
