"""Whether a whole book makes sense: its ledger, its wording, what a month's results ask besides.

Spec sections 2.2, 3 and 6. Exporting and importing ask nothing of a month's results.
"""

from collections.abc import Iterator, Mapping

from xlportal.core import catalogue, wording
from xlportal.core.book import Book
from xlportal.core.checks import RULE_WORDS, Fault, Place, Tables, check_ledger, fault
from xlportal.core.labels import month_label, span_label
from xlportal.core.ledger import Ledger
from xlportal.core.limits import FIRST_MONTH, MONTHS
from xlportal.core.rules import Group, match_key
from xlportal.core.wording import ADOPTED, COLUMN_ADOPTED, PASSED, Part


def check_book(book: Book, headers: frozenset[str] = frozenset()) -> Iterator[Fault]:
    """Yield everything wrong with a book; no item may be called like one of the ``headers``.

    What the wording leaves out is said only where every placeholder in it is known.
    """
    reserved = frozenset(map(match_key, {*headers, *RULE_WORDS.values()}))
    yield from check_ledger(book.ledger, reserved)
    unknown = [*_check_placeholders(book)]
    yield from unknown or _check_complete(book)


def check_results(book: Book, month: int, first: int) -> Iterator[Fault]:
    """Yield what is wrong where the results of the months from ``first`` to ``month`` are asked."""
    for earlier in range(first, month):
        if earlier not in book.ledger.filled:
            yield from _check_month(book.ledger, earlier)
    yield from _check_month(book.ledger, month)
    if month in book.ledger.filled and book.ledger.year and not book.date_fits(month):
        place, date = Place(Tables.BLOCKS, field="date", month=month), book.settings.dates[month]
        yield fault(catalogue.DATE_STALE, place, date, month=month_label(month))


def missing_of(ledger: Ledger, group: Group, month: int) -> list[int]:
    """Return the months before ``month`` that a group there is neither filled nor carried in."""
    return [
        earlier
        for earlier in range(max(FIRST_MONTH, _carried(ledger, group) + 1), month)
        if earlier not in ledger.filled and group.members(earlier)
    ]


def _carried(ledger: Ledger, group: Group) -> int:
    """Return the month up to which a group has carry-in, 0 for none."""
    return max((opening.through for opening in ledger.opening_of(group.annex)), default=0)


def _check_month(ledger: Ledger, month: int) -> Iterator[Fault]:
    """Yield why there are no results of ``month``, or what they miss: not filled, or in part.

    The year so far rests on every block of the months before.
    """
    place, there = Place(Tables.BLOCKS, month=month), ledger.groups_in(month)
    if not there:
        yield fault(catalogue.MONTH_EMPTY, place)
        return
    carried = min(_carried(ledger, group) for group in there)
    if month in ledger.filled:
        gaps = {m for group in ledger.groups for m in missing_of(ledger, group, month)}
        for gap in sorted(gaps):
            here, label = Place(Tables.BLOCKS, month=gap), span_label(month)
            yield fault(catalogue.MONTH_GAP, here, month_label(gap), label=label)
    elif month <= carried:
        yield fault(catalogue.MONTH_CARRIED, place, month_label(carried))
    else:
        yield fault(catalogue.MONTH_NOT_FILLED, place)
    for filed in ledger.months:
        for group in ledger.groups_in(filed.month) if filed.month <= month else ():
            if group.annex in filed.unfilled:
                block = Place(Tables.BLOCKS, annex=group.annex, month=filed.month)
                yield fault(catalogue.GROUP_NOT_FILLED, block, group.annex)


def _check_placeholders(book: Book) -> Iterator[Fault]:
    for row, sentence in enumerate(book.wording):
        groups = [group for group in book.ledger.groups if sentence.speaks_of(group.annex)]
        known = wording.placeholders_of(
            sentence.part, [i.name for group in groups for i in group.items]
        )
        for name in sentence.placeholders:
            if name not in known:
                place = Place(Tables.WORDING, row, "text")
                yield fault(catalogue.PLACEHOLDER_UNKNOWN, place, name)


def _check_complete(book: Book) -> Iterator[Fault]:
    """Yield what the circular would leave out, at the last sentence of the part it belongs to."""
    monthly = wording.wording_of(book.wording)
    last = {sentence.part: row for row, sentence in enumerate(book.wording) if sentence in monthly}
    places = {
        part: Place(Tables.WORDING, last.get(part, max(len(book.wording) - 1, 0)), "text")
        for part in Part
    }
    said: set[str] = set()
    for group in book.ledger.groups:
        used = {n for s in monthly if s.speaks_of(group.annex) for n in s.placeholders}
        for name, part in _needed(book, group).items():
            if name not in {*used, *said}:
                said.add(name)
                yield fault(catalogue.PLACEHOLDER_MISSING, places[part], name)
        for item in group.items if ADOPTED not in used else ():
            if not used & {*wording.item_placeholders(item.name)}:
                place, wanted = places[Part.BODY], f"【{ADOPTED}】或【{item.name}】"
                unplaced = catalogue.ITEM_UNPLACED
                yield fault(unplaced, place, item.name, annex=group.annex, wanted=wanted)


def _needed(book: Book, group: Group) -> Mapping[str, Part]:
    """Return what a circular has to say of a group in any month, and where that belongs."""
    rules = [book.ledger.terms(group, month).rules for month in MONTHS if group.members(month)]
    body: list[str] = []
    if any(rule.is_relative for rule in rules):
        body += ["平均分", "及格线", "参评单位数", PASSED, "达标率"]
    body += [COLUMN_ADOPTED] if any(rule.bonus != 1 for rule in rules) else []
    body += ["扣分情况"] if any(rule.deductions for rule in rules) else []
    body += ["加分情况"] if any(rule.additions for rule in rules) else []
    return {
        "月份": Part.TITLE,
        **dict.fromkeys(("本月前列", "累计前列", "附表"), Part.BODY),
        "发文机关": Part.SIGNATURE,
        "落款日期": Part.DATE,
        **dict.fromkeys(body, Part.BODY),
        **({"本月工作提示": Part.HINT} if book.settings.hints else {}),
    }
