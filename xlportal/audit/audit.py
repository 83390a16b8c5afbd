"""A published circular held against the one its workbook gives: what agrees, what does not."""

from collections.abc import Sequence

from xlportal.audit.compare_tables import compare_table, matched
from xlportal.audit.compare_text import compare_text
from xlportal.audit.equal_forms import Reader, plain
from xlportal.audit.findings import Audit, Finding
from xlportal.audit.published import Published, Row
from xlportal.audit.told import Leeway, names, sentences, table_key
from xlportal.core.rules import Group
from xlportal.publish.content import Publication
from xlportal.sheets.layout import annex_sheet


def audit(published: Published, told: Publication, groups: Sequence[Group]) -> Audit:
    """Return the audit of a circular against the publication its workbook gives."""
    reader = Reader(names(told, groups))
    units = {group.annex: _units(group) for group in groups}
    tables = [block for block in published.blocks if not isinstance(block, str)]
    keys = [table_key(str(place)) for place in range(len(tables))]
    agreements = 0
    found: list[Finding] = []
    for place, number in matched(tables, told.appendices, units).items():
        appendix = told.appendices[number]
        keys[place] = table_key(annex_sheet(appendix.annex))
        right, wrong = compare_table(tables[place], appendix, units[appendix.annex], reader)
        agreements, found = agreements + right, found + wrong
    shown = ((key, _described(table)) for key, table in zip(keys, tables, strict=True))
    blocks = (block if isinstance(block, str) else next(shown) for block in published.blocks)
    right, wrong, notes = compare_text(
        sentences(told, groups, reader), reader.text(blocks), Leeway.of(told)
    )
    return Audit(agreements + right, (*wrong, *found), (*published.notes, *notes))


def _units(group: Group) -> dict[str, str]:
    """Return every name that a unit of the group has or had, and the one it has, by roster."""
    named = [(name, unit) for unit in group.units for name in (unit.name, *unit.former)]
    found = {plain(name): plain(unit.name) for name, unit in named}
    return found | {plain(unit.name): plain(unit.name) for unit in group.units}


def _described(table: Sequence[Row]) -> str:
    return f"（表格：{' '.join(text for row in table[:2] for text in row if text.strip())}）"
