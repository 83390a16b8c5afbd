"""Whether the circular's wording makes sense for a year's groups and items (spec section 6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xlportal.core import catalogue
from xlportal.core.checks import Finding, Place, Table
from xlportal.core.ledger import Ledger
from xlportal.core.limits import MONTHS
from xlportal.core.rules import Group
from xlportal.core.wording import (
    ADOPTED,
    COLUMN_ADOPTED,
    PASSED,
    Part,
    Sentence,
    item_placeholders,
    placeholders_of,
    wording_of,
)


def check_wording(
    wording: Sequence[Sentence], ledger: Ledger, *, hinted: bool
) -> Iterator[Finding]:
    """Yield what is wrong; what is left out only where every placeholder is known.

    ``hinted`` is whether any month has a hint (本月工作提示).
    """
    unknown = [*_check_placeholders(wording, ledger.groups)]
    yield from unknown or _check_complete(wording, ledger, hinted=hinted)


def _check_placeholders(wording: Sequence[Sentence], groups: Sequence[Group]) -> Iterator[Finding]:
    for row, sentence in enumerate(wording):
        spoken_of = [group for group in groups if sentence.speaks_of(group.annex)]
        items = [item.name for group in spoken_of for item in group.items]
        known = placeholders_of(sentence.part, items)
        for name in sentence.placeholders:
            if name not in known:
                yield Finding(catalogue.PLACEHOLDER_UNKNOWN, _place(row), found=name)


def _check_complete(
    wording: Sequence[Sentence], ledger: Ledger, *, hinted: bool
) -> Iterator[Finding]:
    """Yield what the circular would leave out, at the last sentence of the part it belongs to."""
    monthly = wording_of(wording)
    last = {sentence.part: row for row, sentence in enumerate(wording) if sentence in monthly}
    said: set[str] = set()
    for group in ledger.groups:
        used = {n for s in monthly if s.speaks_of(group.annex) for n in s.placeholders}
        for name, part in _needed(ledger, group, hinted=hinted).items():
            if name not in {*used, *said}:
                said.add(name)
                place = _place(last.get(part, max(len(wording) - 1, 0)))
                yield Finding(catalogue.PLACEHOLDER_MISSING, place, found=name)
        unplaced = [i.name for i in group.items if not used & {*item_placeholders(i.name)}]
        for name in unplaced if ADOPTED not in used else ():
            words = {"annex": group.annex, "wanted": f"【{ADOPTED}】或【{name}】"}
            place = _place(last.get(Part.BODY, max(len(wording) - 1, 0)))
            yield Finding(catalogue.ITEM_UNPLACED, place, found=name, words=words)


_NEEDED = {
    "月份": Part.TITLE,
    "本月前列": Part.BODY,
    "累计前列": Part.BODY,
    "附表": Part.BODY,
    "发文机关": Part.SIGNATURE,
    "落款日期": Part.DATE,
}
_RELATIVE = ("平均分", "及格线", "参评单位数", PASSED, "达标率")
_HINT = {"本月工作提示": Part.HINT}


def _needed(ledger: Ledger, group: Group, *, hinted: bool) -> Mapping[str, Part]:
    """Return what a circular has to say of a group in any month, and where that belongs."""
    rules = [ledger.terms(group, month).rules for month in MONTHS if group.members(month)]
    return {
        **_NEEDED,
        **(dict.fromkeys(_RELATIVE, Part.BODY) if any(r.is_relative for r in rules) else {}),
        **({COLUMN_ADOPTED: Part.BODY} if any(r.bonus != 1 for r in rules) else {}),
        **({"扣分情况": Part.BODY} if any(r.deductions for r in rules) else {}),
        **({"加分情况": Part.BODY} if any(r.additions for r in rules) else {}),
        **(_HINT if hinted else {}),
    }


def _place(row: int) -> Place:
    return Place(Table.WORDING, row, "text")
