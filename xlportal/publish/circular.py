"""The circular's text: the wording filled with the figures of a month or a period (section 6)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple, TypeAlias

from xlportal.core import wording as words
from xlportal.core.book import Settings
from xlportal.core.check_book import missing_of
from xlportal.core.exact import Series, plain
from xlportal.core.labels import GIVEN, LIST_MARK, TAKEN, month_list, points_text, printed
from xlportal.core.ledger import Ledger
from xlportal.core.limits import FIRST_MONTH, LAST_MONTH
from xlportal.core.rules import Item
from xlportal.core.wording import PLACEHOLDER, Part, Sentence, When, item_placeholders
from xlportal.publish.asked import Asked, Assessed
from xlportal.score import assessment
from xlportal.score.assessment import GroupMonth, GroupPeriod

PIECE_WORD = "篇"
"""What pieces of every kind are counted in within the text; tables have each item's own measure."""
BLANK_DATE = "　　年　　月　　日"

Pieces: TypeAlias = Sequence[tuple[str, str]]
"""Texts that make one, each with the placeholder that it fills, empty where it fills none."""
Values: TypeAlias = Mapping[str, str | Pieces | None]
"""What placeholders say; some are told in pieces, those not there say nothing."""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the circular and the part it plays, by which it is styled.

    ``annex`` is the group's that it speaks of; ``told`` has the placeholder that each character
    fills, empty for none. 【采用情况】 and 【专栏采用】 are told by their figures: ``区县动态本月``
    (7篇), ``区县动态累计`` (1-2月累计14篇), ``专栏采用本月``, ``专栏采用累计``.
    """

    part: Part
    text: str
    annex: int | None = None
    told: tuple[str, ...] = ()


class _Section(NamedTuple):
    """What is said of one group: the sentences that apply to it, what its placeholders say."""

    annex: int
    used: Sequence[Sentence]
    values: Values


def circular_text(
    asked: Asked,
    groups: Sequence[Assessed],
    ledger: Ledger,
    wording: Sequence[Sentence],
    settings: Settings,
) -> Iterator[Paragraph]:
    """Yield the paragraphs of the circular, in the order of the wording."""
    general = _general(asked, ledger.year, settings)
    sections = [
        _section(asked, order, group, ledger, wording)
        for order, group in enumerate(groups, start=1)
    ]
    for per_group, run in groupby(wording, key=lambda sentence: sentence.part.per_group):
        sentences = tuple(run)
        if not per_group:
            yield from _paragraphs(sentences, general)
        for section in sections if per_group else ():
            used = [_as_said(s, section) for s in sentences if s in section.used]
            yield from _paragraphs(used, {**general, **section.values}, section.annex)


def _paragraphs(
    sentences: Iterable[Sentence], values: Values, annex: int | None = None
) -> Iterator[Paragraph]:
    """Yield the paragraphs that filled sentences make.

    The sentences of a group's part make one paragraph, every other sentence one of its own; a line
    break typed in a text begins a new paragraph.
    """
    for part, run in groupby(sentences, key=lambda sentence: sentence.part):
        filled = [_filled(sentence.text, values) for sentence in run]
        for pieces in [_joined(filled)] if part.per_group else filled:
            told = [placeholder for piece, placeholder in pieces for _ in piece]
            start = 0
            for line in "".join(piece for piece, _ in pieces).splitlines(keepends=True):
                # Blanks around a date are there to be written on.
                text = line.rstrip("\r\n") if part is Part.DATE else line.strip()
                first = start + line.index(text)
                if text.strip():
                    yield Paragraph(part, text, annex, tuple(told[first : first + len(text)]))
                start += len(line)


def _as_said(sentence: Sentence, section: _Section) -> Sentence:
    """Return a sentence less what would read oddly: 各各…, 中有0家超过及格线."""
    text = sentence.text.replace("各【单位统称】", "【单位统称】")
    if section.values.get(words.PASSED) == "0":
        text = text.replace(f"中有【{words.PASSED}】家超过及格线", "均未超过及格线")
    return replace(sentence, text=text)


# A sentence filled.


def _is_item(placeholder: str) -> bool:
    """Return whether a placeholder tells of items: 【采用情况】 or one called after an item."""
    named = {*words.GENERAL_PLACEHOLDERS, *words.GROUP_PLACEHOLDERS} - {words.ADOPTED}
    return placeholder not in named


def _filled(text: str, values: Values) -> Pieces:
    """Return a sentence's text with its placeholders filled, nothing where it falls away.

    It falls away where one of its placeholders has nothing to say. Where it tells of items, only
    what has nothing to say goes, with the mark before it, and it falls away without any item.
    """
    mute = [name for name in PLACEHOLDER.findall(text) if not values.get(name)]
    items = [name for name in PLACEHOLDER.findall(text) if _is_item(name)]
    if items and all(name in mute for name in items):
        return ()
    for name in mute:
        if _is_item(name) or name == words.ADOPTED_SO_FAR:
            text = _without_placeholder(text, name)
    if not _tells(text, values):
        text = _without_mute_phrases(text, values) if items else ""
    pieces: list[tuple[str, str]] = []
    for index, part in enumerate(PLACEHOLDER.split(text)):
        value = (values.get(part) or "") if index % 2 else part
        pieces += [(value, part if index % 2 else "")] if isinstance(value, str) else value
    return pieces


def _tells(text: str, values: Values) -> bool:
    return all(values.get(name) for name in PLACEHOLDER.findall(text))


_OPENING, _CLOSING = ("（", "("), ("）", ")")
_BEFORE = tuple("，、；：。,;:")
"""Marks that what has nothing to say takes along where they stand before it."""
_BEHIND = tuple("，、；,;")
"""Those it takes along where they stand behind it and none before it."""


def _without_placeholder(text: str, name: str) -> str:
    """Return ``text`` less a placeholder, its item's name before it, and the mark it hangs on."""
    before, _, behind = text.partition(f"【{name}】")
    before = before.removesuffix(name.removesuffix(words.MONTH_END).removesuffix(words.SO_FAR_END))
    if before.endswith(_OPENING) and behind.startswith(_CLOSING):
        return before[:-1] + behind[1:]
    if before.endswith(_BEFORE):
        return before[:-1] + behind
    return before + (behind[1:] if behind.startswith(_BEHIND) else behind)


def _without_mute_phrases(text: str, values: Values) -> str:
    """Return ``text`` without the phrases between marks that have nothing to say."""
    phrases = re.findall("[，；。]?[^，；。]*", text)
    return "".join(phrase for phrase in phrases if _tells(phrase, values)).lstrip("，；。")


def _joined(parts: Iterable[Pieces], mark: str = "") -> Pieces:
    """Return the pieces of several texts as those of one, ``mark`` between them."""
    pieces: list[tuple[str, str]] = []
    for part in parts:
        pieces += [(mark, "")] if pieces and mark else []
        pieces += part
    return pieces


# What applies to a group, and what its placeholders say.


def _section(
    asked: Asked, order: int, group: Assessed, ledger: Ledger, wording: Sequence[Sentence]
) -> _Section:
    used = _used(asked, group, wording)
    values = {
        "组序": str(order),
        **_of_group(asked, group),
        **_adopted(asked, group, {name for sentence in used for name in sentence.placeholders}),
        **(_of_month(group) if isinstance(group, GroupMonth) else _of_period(asked, group)),
    }
    if asked.so_far and not asked.is_period:
        values["缺报月份"] = month_list(missing_of(ledger, group.group, asked.last))
    return _Section(group.group.annex, used, values)


_OF_ADOPTED = frozenset(
    {words.COLUMN_ADOPTED, "平均分", "及格线", words.PASSED, "达标率", "未达标单位", "零采用单位"}
)
"""Placeholders that have nothing to tell where nothing was adopted and a sentence says so."""


def _used(asked: Asked, group: Assessed, wording: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentences that apply to a group's month.

    One that says that nothing was adopted stands in place of all that speak of what was.
    """
    deductions = isinstance(group, GroupMonth) and group.rules.deductions
    deducted = deductions and any(group.figures[assessment.DEDUCTION])
    applying = {
        When.DEDUCTIONS: deducted,
        When.NO_DEDUCTIONS: deductions and not deducted,
        When.NOTHING_ADOPTED: not _total(group.items, group.totals, assessment.PIECES),
        When.NOBODY_SCORED: not group.leaders(),
        When.SO_FAR: asked.so_far is not None,
        When.NO_SO_FAR: asked.so_far is None,
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
        name in _OF_ADOPTED or _is_item(name) for name in sentence.placeholders
    )


def _general(asked: Asked, year: int, settings: Settings) -> Values:
    date = settings.dates.get(asked.last)
    return {
        "年度": str(year),
        "月份": asked.label,
        "累计期": asked.so_far,
        "专栏": settings.column_name,
        "本月工作提示": settings.hints.get(asked.last, ""),
        "发文机关": settings.issuer,
        "落款日期": f"{date.year}年{date.month}月{date.day}日" if date else BLANK_DATE,
    }


def _of_group(asked: Asked, group: Assessed) -> Values:
    """Return what placeholders say in a month and a period alike."""
    counts = zip(group.units, group.counts.to_numpy().tolist(), strict=True)
    leaders = group.leaders()
    leaders_so_far = group.leaders(assessment.SO_FAR) if asked.so_far else ()
    column = _amounts(asked, group, words.COLUMN_ADOPTED, assessment.IN_COLUMN, *group.items)
    return {
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
        words.COLUMN_ADOPTED: column if group.rules.bonus != 1 else None,
    }


def _of_month(group: GroupMonth) -> Values:
    """Return what placeholders say that a month alone has."""
    extras = {
        "扣分情况": LIST_MARK.join(_extras(group, assessment.DEDUCTION, TAKEN)),
        "加分情况": LIST_MARK.join(_extras(group, assessment.ADDITION, GIVEN)),
    }
    measures = group.measures
    if measures is None:
        return extras
    passed = {*measures.passed}
    return extras | {
        "平均分": printed(measures.average),
        "及格线": printed(measures.pass_line),
        words.PASSED: str(len(passed)),
        "达标率": f"{plain(measures.pass_rate)}%",
        "未达标单位": LIST_MARK.join(unit for unit in group.units if unit not in passed),
    }


def _of_period(asked: Asked, group: GroupPeriod) -> Values:
    """Return what placeholders say that a period alone has: of a year the places, best first."""
    if (asked.first, asked.last) != (FIRST_MONTH, LAST_MONTH):
        return {}
    places, told = group.figures[assessment.RANK], []
    for place, units in groupby(group.ordered(), key=lambda unit: places[unit]):
        named = [*units]
        tied = "并列" if len(named) > 1 else ""
        told.append(f"{tied}第{printed(place)}名{LIST_MARK.join(named)}")
    return {"全年排名": "；".join(told)}


def _places(leaders: Sequence[str]) -> str | None:
    return {0: None, 1: "第一位", 2: "前二位"}.get(len(leaders), "前二位（含并列）")


def _adopted(asked: Asked, group: Assessed, named: set[str]) -> Values:
    """Return what the placeholders of items say, and 【采用情况】 of those not ``named``."""
    values: dict[str, str | Pieces | None] = {}
    left: list[Pieces] = []
    sums: list[Pieces] = []
    totals = _totals_so_far(asked, group)
    for item in group.items:
        name = item.name
        amounts = _amounts(asked, group, name, assessment.PIECES, item)
        whole: Pieces = [(name, ""), *amounts]
        values |= {
            name: whole,
            name + words.MONTH_END: amounts[:1],
            name + words.SO_FAR_END: amounts[2:],
        }
        if not named & {*item_placeholders(name)}:
            left.append(whole)
        if totals is not None and totals[name, assessment.PIECES]:
            so_far = f"{totals[name, assessment.PIECES]}{PIECE_WORD}", name + words.SO_FAR_END
            sums.append([(name, ""), so_far])
    summed = [(f"{asked.so_far}累计采用", ""), *_joined(sums, LIST_MARK)] if sums else None
    return values | {words.ADOPTED: _joined(left, "；"), words.ADOPTED_SO_FAR: summed}


def _amounts(asked: Asked, group: Assessed, name: str, side: str, *items: Item) -> Pieces:
    """Return the pieces of items together, and what they sum up to so far where that is told."""
    own = (f"{_total(items, group.totals, side)}{PIECE_WORD}", name + words.MONTH_END)
    totals = _totals_so_far(asked, group)
    if totals is None:
        return [own]
    so_far = f"{asked.so_far}累计{_total(items, totals, side)}{PIECE_WORD}"
    return [own, ("，", ""), (so_far, name + words.SO_FAR_END)]


def _totals_so_far(asked: Asked, group: Assessed) -> Series | None:
    return group.totals_so_far if isinstance(group, GroupMonth) and asked.so_far else None


def _total(items: Sequence[Item], totals: Series, side: str) -> int:
    return sum(int(totals[item.name, side]) for item in items)


def _extras(group: GroupMonth, figure: str, done: str) -> Iterator[str]:
    """Yield who got points taken or given, and why."""
    for unit in group.units:
        points, reason = group.points_of(unit, figure)
        if points:
            yield unit + points_text(done, points, reason)
