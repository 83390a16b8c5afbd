"""What a circular in other words than the book's says, found by the words beside its figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from xlportal.audit.comparing import Comparison
from xlportal.audit.numbers import NUMBER
from xlportal.audit.section import MONTH, NO_DEDUCTION, PLACES, SPAN, Section
from xlportal.audit.text import LABEL, MARKS, STATEMENT, Read, Text, plain

Found = Iterator[Read]
Reader = Callable[[Section, str], Found]
"""Takes a section and the text of it that is not read yet, yields what it understands."""

_IS = r"(?:为|是|有|:)?"
_FREE = rf"[^\d,;。()累{MARKS}]"
_SO_FAR = (
    rf"(?:[,;(、]?(?:({SPAN})份?|今年以?来?|本年度?|全年|年初以来|(?:截至|截止)?{MONTH}份?底?)?"
    rf"{_FREE}{{0,4}}累计{_FREE}{{0,6}}?({NUMBER})[篇条]?)?"
)
_BRACKET = rf"(?:\((?![^()]*累计){_FREE}{{0,14}}?({NUMBER})[篇条]?\))?"
_IN_COLUMN = re.compile(rf"专栏{_FREE}{{0,4}}?({NUMBER})[篇条]?{_SO_FAR}")
_SINGLES = (
    ("平均分", re.compile(rf"平均分{_IS}({NUMBER})")),
    ("及格线", re.compile(rf"及格线{_IS}({NUMBER})分?(?![家个\d])")),
    ("参评单位数", re.compile(rf"({NUMBER})[家个](?:单位)?参加考核")),
    ("超过及格线单位数", re.compile(rf"({NUMBER})[家个](?:单位)?超过及格线")),
    ("超过及格线单位数", re.compile(rf"超过及格线的?(?:单位)?[有为共:]({NUMBER})[家个]")),
    ("达标率", re.compile(rf"达标率{_IS}({NUMBER})%")),
)
_LEADERS = (
    rf"(累计)?得分(?:位居|位列|居|列)?((?:{PLACES})(?:\(含并列\))?)的?(?:单位)?(?:分别)?(?:是|为|:)"
)
_NOBODY = re.compile(r"(?:没有|无)(?:任何)?单位得分|均未得分|都没有得分")
ANNEX = re.compile(rf"附表({NUMBER})")
_POINTS = re.compile(rf"扣({NUMBER})分")
_DEDUCTED_UNITS = re.compile(rf"({NUMBER})[家个](?:单位)?(?:出现|被)?(?:栏目)?扣分")
_NO_DEDUCTION = re.compile(rf"(?:没有|未|无)[^,;。\d扣{MARKS}]{{0,6}}扣分")
_DEDUCTIONS = re.compile(rf"[^,;。:{MARKS}]*扣分")
_SPAN = re.compile(SPAN)
_MONTH = re.compile(rf"(?<![-年]){MONTH}份?(?!\d{{0,2}}日)")
_DATE = re.compile(r"(?:\d{1,4}年)?\d{1,2}月\d{1,2}日")
_YEAR = re.compile(r"\d{4}年(?!\d+月\d+日)")


def _amounts(section: Section, text: str) -> Found:
    items = list(enumerate(plain(item.name) for item in section.group.terms.items))
    taken: set[int] = set()
    for number, name in sorted(items, key=lambda one: -len(one[1])):
        amount = rf"{re.escape(name)}{_FREE}{{0,3}}?({NUMBER}){_FREE}?{_BRACKET}{_SO_FAR}"
        for found in re.finditer(amount, text):
            if taken.isdisjoint(range(*found.span())):
                taken |= set(range(*found.span()))
                yield from _amount(section, number, found)


def _amount(section: Section, item: int, found: re.Match[str]) -> Found:
    compared = [section.pieces(item, found[1])]
    if found[2]:
        compared.append(section.bracketed(item, found[2]))
    if found[4]:
        compared.append(section.pieces_so_far(item, found[4]))
    yield from _around(found, 3, tuple(compared))


def _around(found: re.Match[str], label: int, compared: tuple[Comparison, ...]) -> Found:
    """Yield what was found less the label of the period in it, which is read by itself."""
    if found[label] is None:
        yield Read(*found.span(), STATEMENT, compared)
    else:
        yield Read(found.start(), found.start(label), STATEMENT, compared)
        yield Read(found.end(label), found.end(), STATEMENT)


def _in_column(section: Section, text: str) -> Found:
    for found in _IN_COLUMN.finditer(text):
        compared = [section.in_column(found[1])]
        if found[3]:
            compared.append(section.in_column_so_far(found[3]))
        yield from _around(found, 2, tuple(compared))


def _singles(section: Section, text: str) -> Found:
    for name, pattern in _SINGLES:
        for found in pattern.finditer(text):
            yield Read(*found.span(), STATEMENT, (section.single(name, found[1]),))


def _leaders(section: Section, text: str) -> Found:
    for found in re.finditer(f"{_LEADERS}({section.names})", text):
        compared = section.leaders(found[3], found[2], so_far=bool(found[1]))
        yield Read(*found.span(), STATEMENT, tuple(compared))


def _nobody(section: Section, text: str) -> Found:
    for found in _NOBODY.finditer(text):
        yield Read(*found.span(), STATEMENT, (section.nobody(),))


def _annexes(section: Section, text: str) -> Found:
    for found in ANNEX.finditer(text):
        yield Read(*found.span(), STATEMENT, (section.annex(found[1]),))


def _points(section: Section, text: str) -> Found:
    """Yield the deductions unit by unit with their reasons, which may speak of anything."""
    place = 0
    while found := _POINTS.search(text, place):
        before = text[place : found.start()]
        name = max((one for one in section.rows if before.endswith(one)), key=len, default="")
        strange = re.split(rf"[、。;,:{MARKS}]", before)[-1]
        row = section.rows.get(name)
        place, reason = _reason(section, row, text, found.end())
        if row is None:
            one = section.compared("deduction", "扣分", found[1], 0, name or strange)
        else:
            one = section.deduction(row, found[1], reason)
        yield Read(found.start() - len(name or strange), place, STATEMENT, (one,))


def _reason(section: Section, row: int | None, text: str, start: int) -> tuple[int, str | None]:
    """Return where the reason behind a deduction ends, and the reason if there is one."""
    due = plain(section.deducted[row][1]) if row in section.deducted and row is not None else ""
    if due and text.startswith(f"({due})", start):
        return start + len(due) + 2, due
    depth = 0
    for place in range(start, min(len(text), start + _LONGEST_REASON)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if depth == 0:
            return (place + 1, text[start + 1 : place]) if text[place] == ")" else (start, None)
    return start, None


def _deductions(section: Section, text: str) -> Found:
    """Yield what is said of deductions in general."""
    taken: set[int] = set()
    for found in _DEDUCTED_UNITS.finditer(text):
        due = len(section.deducted)
        one = section.compared("deduction", "扣分单位数", found[1], due)
        taken |= set(range(*found.span()))
        yield Read(*found.span(), STATEMENT, (one,))
    for found in _NO_DEDUCTION.finditer(text):
        if taken.isdisjoint(range(*found.span())):
            taken |= set(range(*found.span()))
            yield Read(*found.span(), STATEMENT, (section.deductions_said(NO_DEDUCTION),))
    for found in _DEDUCTIONS.finditer(text):
        if taken.isdisjoint(range(*found.span())):
            said = () if section.deducted else (section.deductions_said(found[0]),)
            yield Read(found.end() - 2, found.end(), STATEMENT, said)


def _labels(section: Section, text: str) -> Found:
    for found in re.finditer(section.labels, text):
        yield Read(*found.span(), LABEL)


_LONGEST_REASON = 1000

READERS: tuple[Reader, ...] = (
    _points, _amounts, _in_column, _singles, _leaders, _nobody, _annexes, _deductions, _labels,
)  # fmt: skip


def periods(section: Section, text: str) -> Found:
    """Yield the months, the years and the dates in a text; a date is not the circular's to say."""
    taken: set[int] = set()
    kinds: tuple[tuple[re.Pattern[str], Callable[[str], tuple[Comparison, ...]]], ...] = (
        (_DATE, lambda _: ()),
        (_SPAN, lambda shown: (section.span(shown),)),
        (_YEAR, lambda shown: (section.compared("year", "年份", shown, f"{section.year}年"),)),
        (_MONTH, lambda shown: (section.month(shown.removesuffix("份")),)),
    )
    for pattern, compared in kinds:
        for found in pattern.finditer(text):
            if taken.isdisjoint(range(*found.span())):
                taken |= set(range(*found.span()))
                yield Read(*found.span(), LABEL, compared(found[0]))


def read_statements(
    text: Text, span: tuple[int, int], section: Section, readers: tuple[Reader, ...] = READERS
) -> tuple[Text, list[Comparison]]:
    """Return the text after the statements in a stretch of it were read, and what they say."""
    compared: list[Comparison] = []
    for reader in readers:
        reads = [
            Read(read.start + span[0], read.end + span[0], read.mark, read.compared)
            for read in reader(section, text.unread[slice(*span)])
        ]
        text = text.after(reads)
        compared += [one for read in reads for one in read.compared]
    return text, compared


_TELLING = re.compile(rf"\d|(?:{NUMBER})(?:家|篇|条|个单位|位|名)")


def untold(text: Text, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the clauses of a sentence that state a number which nothing was understood of."""
    place = start
    for clause in re.split(rf"([,;:、。()\[\]{MARKS}])", text.unread[start:end]):
        if _TELLING.search(clause):
            yield place, place + len(clause)
        place += len(clause)
