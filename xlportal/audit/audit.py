"""A published circular held against the one its workbook gives: what agrees, what does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from xlportal.audit.compare_tables import compare_table, matched
from xlportal.audit.compare_text import compare_text
from xlportal.audit.findings import Audit, Finding
from xlportal.audit.forms import BLOCK, Reader, plain
from xlportal.audit.published import BOOKMARK, Published
from xlportal.audit.told import Facts, names, sentences, table_mark, unmarked
from xlportal.core.rules import Group
from xlportal.publish.content import Publication

_OTHERS = 0x8000
"""The number from which tables are counted that are no appendix."""


def audit(published: Published, told: Publication, groups: Sequence[Group]) -> Audit:
    """Return the audit of a circular against the publication its workbook gives."""
    reader = Reader(names(told, groups))
    units = {group.annex: _units(group) for group in groups}
    tables = [block for block in published.blocks if not isinstance(block, str)]
    marks = {place: table_mark(_OTHERS + place) for place in range(len(tables))}
    agreements = 0
    differing: list[Finding] = []
    for place, number in matched(tables, told.appendices, units).items():
        appendix = told.appendices[number]
        marks[place] = table_mark(appendix.annex)
        own = units[appendix.annex]
        agreeing, found = compare_table(tables[place], appendix, own, reader)
        agreements, differing = agreements + agreeing, differing + found
    text = reader.read(BLOCK.join(_texts(published, marks)))
    expected = sentences(told, groups, reader)
    agreeing, findings, notes = compare_text(expected, text, Facts.of(told))
    shown = {ord(marks[place]): _described(table) for place, table in enumerate(tables)}
    findings = [replace(one, published=one.published.translate(shown)) for one in findings]
    every = (*findings, *differing)
    return Audit(agreements + agreeing, every, (*published.notes, *notes))


def _units(group: Group) -> dict[str, str]:
    """Return every name that a unit of the group has or had, and the one it has, by roster."""
    named = [(name, unit) for unit in group.units for name in (unit.name, *unit.former)]
    found = {plain(name): plain(unit.name) for name, unit in named}
    return found | {plain(unit.name): plain(unit.name) for unit in group.units}


def _texts(published: Published, marks: Mapping[int, str]) -> Iterator[str]:
    """Yield the paragraphs, and a mark for each table."""
    waiting = iter(marks.values())
    for block in published.blocks:
        text = block if isinstance(block, str) else next(waiting)
        yield text if text is not block else BOOKMARK.sub("", unmarked(text))


def _described(table: Sequence[Sequence[str]]) -> str:
    return f"（表格：{' '.join(text for row in table[:2] for text in row if text.strip())}）"
