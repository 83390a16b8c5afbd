"""The circular's text as printed against what follows from the rules, figure by figure.

A sentence is first looked for as the workbook words it, with whatever figures. The words around a
figure are staff's to choose: what is worded otherwise is read by the words an office puts right
beside figures. A number of which nothing is understood then does not follow from the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from xlportal.audit.compare_wording import Strange, compare_wording, sentences
from xlportal.audit.comparing import Comparison
from xlportal.audit.published import Published
from xlportal.audit.section import Section
from xlportal.audit.statements import ANNEX, READERS, periods, read_statements, untold
from xlportal.audit.template import (
    Row,
    general_rows,
    read_clauses,
    read_paragraphs,
    read_rows,
    rows_of,
)
from xlportal.audit.text import LABEL, SENTENCE, STATEMENT, Read, Text, plain
from xlportal.core.book import Book
from xlportal.core.wording import Part
from xlportal.score.assessment import Assessment

_NUMBERED = r"[\d一二三四五六七八九十(.、)第组]*"
_ISSUED = re.compile(r"\d{4}年\d+月\d+日|(?:\d{4})?年(?:\d+)?月(?:\d+)?日")
_WORD = re.compile(r"\w")
_NEEDED = {"average", "pass_line", "units", "passed", "pass_rate", "top.month", "top.cumulative",
           "deduction", "counts"}  # fmt: skip


@dataclass(frozen=True)
class _Group:
    """A group's part: what the book has for it, and where its heading stands, if it does."""

    section: Section
    rows: tuple[Row, ...]
    heading: int | None

    @property
    def headings(self) -> list[Row]:
        """Return the book's own headings of the group."""
        return [row for row in self.rows if row.part is Part.HEADING]

    @property
    def body(self) -> list[Row]:
        """Return the book's sentences for the group."""
        return [row for row in self.rows if row.part is Part.BODY]


@dataclass(frozen=True)
class _Part:
    """What came of reading a part: the text after it, figures, sentences found nowhere else."""

    text: Text
    compared: tuple[Comparison, ...]
    left: tuple[Row, ...] = ()
    strange: tuple[Strange, ...] = ()


def compare_text(
    published: Published, book: Book, assessment: Assessment, *, complete: bool
) -> Iterator[Comparison]:
    """Yield every figure, name, label and sentence of the text, as printed and recomputed.

    ``complete`` is whether a group's part that is not there is missing.
    """
    if not published.lines:
        return
    text = Text.of(published.lines)
    groups = _groups(text, book, assessment)
    whole = (0, len(text.plain))
    text, general, left = read_rows(text, whole, general_rows(book, assessment), mark=LABEL)
    yield from general
    text, dated = _dates(text, book, assessment.month)
    yield from dated
    parts = _parts(text, groups)
    for group, part in zip(groups, parts, strict=True):
        yield from part.compared
        if complete and group.heading is None and group.headings:
            yield _unheard(group)
    strange = [one for part in parts for one in part.strange]
    text = parts[-1].text if parts else text
    absent = [row for part in parts for row in part.left]
    wording = compare_wording([*strange, *sentences(text)], [*left, *absent])
    yield from wording.compared
    for group, part in zip(groups, parts, strict=True):
        yield from _missing(group, part.compared, wording.meant)


def _parts(text: Text, groups: Sequence[_Group]) -> list[_Part]:
    """Return what is read of every group's part, one after the other."""
    starts = [group.heading for group in groups if group.heading is not None]
    parts: list[_Part] = []
    for group in groups:
        parts.append(_read(parts[-1].text if parts else text, group, starts))
    return parts


def speaks(published: Published, assessment: Assessment) -> bool:
    """Return whether the lines are a circular's text: they head a group or refer to a table."""
    text = Text.of(published.lines)
    headed = any(
        _heading(text, Section(group, assessment.year, ""), ()) is not None
        for group in assessment.groups
    )
    return headed or ANNEX.search(text.plain) is not None


def _groups(text: Text, book: Book, assessment: Assessment) -> list[_Group]:
    groups = []
    for assessed in assessment.groups:
        section = Section(assessed, assessment.year, f"正文 {assessed.group.short}")
        rows = tuple(rows_of(section, book, assessment))
        groups.append(_Group(section, rows, _heading(text, section, rows)))
    return groups


def _heading(text: Text, section: Section, rows: Sequence[Row]) -> int | None:
    """Return where the line begins that is the heading of a group's part."""
    group = section.group.group
    own = [row for row in rows if row.part is Part.HEADING]
    names = "|".join(re.escape(plain(name)) for name in (group.name, group.short) if plain(name))
    known = re.compile(rf"{_NUMBERED}:?(?:{names}):?")
    for heading in (*(row.exact for row in own), *(row.pattern for row in own), known):
        for start in text.lines[:-1]:
            if heading.fullmatch(text.plain, start, text.line_end(start)):
                return start
    return None


def _dates(text: Text, book: Book, month: int) -> tuple[Text, list[Comparison]]:
    """Return the text after the lines that are a date of issue; the first has to be the book's."""
    date = book.facts(month).date
    lines = [(start, text.line_end(start)) for start in text.lines[:-1]]
    found = [line for line in lines if _ISSUED.fullmatch(text.unread, *line)]
    compared = []
    if date and found and text.plain[found[0][0]] != "年":
        right = f"{date.year}年{date.month}月{date.day}日"
        shown = text.plain[slice(*found[0])]
        compared.append(Comparison(None, None, "date", shown, right, "正文 落款日期"))
    return text.after([Read(*line, LABEL) for line in found]), compared


def _read(text: Text, group: _Group, starts: Sequence[int]) -> _Part:
    """Return what is read of a group's part."""
    if group.heading is None:
        return _unheaded(text, group)
    begun = text.line_end(group.heading)
    end = min((start for start in starts if start > group.heading), default=len(text.plain))
    text, compared, left = read_rows(text, (group.heading, begun), group.headings, mark=LABEL)
    text, paragraphs, absent = read_paragraphs(text, (begun, end), group.body)
    text, elsewhere, absent = read_paragraphs(text, (0, len(text.plain)), absent)
    text, sentences, absent = read_rows(text, (begun, end), absent)
    text, points = read_statements(text, (begun, end), group.section, READERS[:1])
    found = [row for row in group.body if not any(row is other for other in absent)]
    body = (begun, _body_end(text, (begun, end), found))
    text, clauses = read_clauses(text, body, absent)
    text, statements = read_statements(text, body, group.section, READERS[1:])
    rest = _rest(text, body, group.section)
    every = (compared, paragraphs, elsewhere, sentences, points, clauses, statements, rest.compared)
    return _Part(
        rest.text, tuple(one for some in every for one in some), (*left, *absent), rest.strange
    )


def _unheaded(text: Text, group: _Group) -> _Part:
    """Return what is read of a group's part that no heading begins."""
    whole = (0, len(text.plain))
    text, compared, left = read_paragraphs(text, whole, group.body)
    if group.headings:
        return _Part(text, tuple(compared))
    text, sentences, left = read_rows(text, whole, left)
    return _Part(text, (*compared, *sentences), tuple(left))


def _unheard(group: _Group) -> Comparison:
    """Return a group's part as left out."""
    one = group.section.group.group
    return Comparison(one.annex, None, "sentence", "", one.name, group.section.where)


def _body_end(text: Text, span: tuple[int, int], found: Sequence[Row]) -> int:
    """Return where a group's part ends: with the line that points to its appendix.

    Where none does, it ends before the first line that the book has but once.
    """
    last = text.unread.rfind(SENTENCE, *span)
    pointed = ANNEX.search(text.unread, *span)
    if pointed or any(figure.name == "附表" for row in found for figure in row.figures):
        return text.line_end(max(last, pointed.start() if pointed else -1, span[0]))
    later = (place for place in text.lines if max(last, span[0]) < place < span[1])
    return next((place for place in later if text.unread[place] == LABEL), span[1])


def _rest(text: Text, body: tuple[int, int], section: Section) -> _Part:
    """Return what is left of a group's part: periods, numbers not understood, other sentences."""
    compared: list[Comparison] = []
    strange: list[Strange] = []
    for start, end in text.segments(*body, text.closed):
        shown = text.unread[start:end]
        if SENTENCE in shown or STATEMENT in shown:
            read, periodic = read_statements(text, (start, end), section, (periods,))
            compared += periodic
            places = _extra if STATEMENT not in shown else untold
            compared += [
                section.compared("sentence", "", text.original(*place), "")
                for place in places(read, start, end)
            ]
        elif _WORD.search(shown):
            strange.append(Strange(text.original(start, end), text.plain[start:end]))
    covered = Read(*body, STATEMENT)
    return _Part(text.after([covered]), tuple(compared), strange=tuple(strange))


def _extra(text: Text, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield what was added to a sentence that otherwise is the book's."""
    places = [start + found.start() for found in _WORD.finditer(text.unread[start:end])]
    if places:
        yield places[0], places[-1] + 1


def _missing(
    group: _Group, compared: Sequence[Comparison], meant: Sequence[Row]
) -> Iterator[Comparison]:
    """Yield the figures that the book's sentences state and the print leaves out."""
    if group.heading is None and group.headings:
        return
    told = {(one.field, one.unit, one.where) for one in compared}
    said = any(one.field == "deduction" and one.unit is None for one in compared)
    for row in group.body:
        if any(row is other for other in meant):
            continue
        for due in row.due():
            needed = due.field in _NEEDED and "专栏" not in due.where
            answered = (due.field, due.unit, due.where) in told
            if needed and not answered and not (said and due.field == "deduction"):
                yield replace(due, published="")
