"""存档: what was sent of every month, so that what changed since is noticed and can be corrected.

A row a unit: its figures as people read them, the unit's row of the result (spec section 5) and the
rules it was computed by as JSON. Archives of the first edition have the figures alone. The copy
that is sent holds the same rows in a part of its own, so that the command records a sending without
touching the workbook it reads, and without a file beside.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias

from lxml import etree

from xlportal.core import catalogue
from xlportal.core.checks import RULE_WORDS
from xlportal.core.exact import plain
from xlportal.core.ledger import Terms
from xlportal.core.limits import MONTHS
from xlportal.core.rules import POINTS, Group
from xlportal.score.assessment import RANK, RANK_SO_FAR, SCORE, SO_FAR, Assessment
from xlportal.score.result import month_result
from xlportal.sheets import layout
from xlportal.sheets.cells import number, whole
from xlportal.sheets.forms import GROUPS
from xlportal.sheets.grid import Grid
from xlportal.sheets.package import pack, parts
from xlportal.sheets.tables import Sheet, Table

MONTH, MOMENT, ANNEX, UNIT = "月份", "发送时间", "附表号", "单位名称"
FIGURES = dict(
    zip((SCORE, RANK, SO_FAR, RANK_SO_FAR), ("得分", "排名", "累计得分", "累计排名"), strict=True)
)
ROW, IN_FORCE = "明细", "规则"
_OLD_LABELS = (MONTH, MOMENT, ANNEX, UNIT, *FIGURES.values())
LABELS = (*_OLD_LABELS, ROW, IN_FORCE)
TIME = "%Y-%m-%d %H:%M"

Record: TypeAlias = Sequence[Sequence[Sequence[object]]]
"""Sendings, the earliest first, each as rows in the columns of the archive."""
PART, MOST = "customXml/item1.xml", 2**26
"""The part of a copy that holds the record, and the bytes of one that is looked into."""
_RELATIONS = "xl/_rels/workbook.xml.rels"
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
_ROOT, _YEAR = "{urn:xlportal:sent}sent", "year"


@dataclass(frozen=True)
class Sent:
    """What was sent of a month, and when.

    ``rows`` are the units' rows of the result by annex and name of then; from an archive of the
    first edition they hold scores and places alone. ``rules`` are what :func:`in_force` says of
    each group, by annex.
    """

    month: int
    moment: str
    rows: dict[tuple[int, str], Mapping[str, Any]] = field(default_factory=dict)
    rules: dict[int, Mapping[str, str]] = field(default_factory=dict)

    def of(self, annex: int, group: Group | None) -> dict[str, Mapping[str, Any]]:
        """Return what was sent of a group's units, by their present names."""
        rows = {name: row for (owner, name), row in self.rows.items() if owner == annex}
        places = {name: group.position(name) if group else None for name in rows}
        units = group.units if group else ()
        return {name if at is None else units[at].name: rows[name] for name, at in places.items()}


def archive_rows(assessment: Assessment, sent: dt.datetime) -> Iterator[tuple[object, ...]]:
    """Yield a row for every unit whose figures were sent, in the columns of the archive sheet.

    Figures are exact decimals as text, so that comparing them later is exact too.
    """
    moment = sent.strftime(TIME)
    for group, found in zip(assessment.groups, month_result(assessment)["groups"], strict=True):
        rules = _as_json(in_force(group.terms))
        for row in found["rows"]:
            figures = (str(row[field]) for field in FIGURES)
            known = (assessment.month, moment, found["annex"], row["unit"])
            yield (*known, *figures, _as_json(row), rules)


def in_force(terms: Terms) -> dict[str, str]:
    """Return a group's rules of a month and every item's points, in the words of 参数."""
    rules = vars(terms.rules).items()
    given = {rule_name(name): GROUPS[name].content.written(value) for name, value in rules}
    points = {rule_name(POINTS, item.name): item.points for item in terms.items}
    return {
        name: plain(value) if isinstance(value, Fraction) else str(value)
        for name, value in {**given, **points}.items()
    }


def rule_name(rule: str, item: str = "") -> str:
    """Return what a rule, or the points of an item, is called in the archive."""
    return f"{item} {RULE_WORDS[rule]}".strip()


def read_archive(sheet: Sheet) -> list[Sent]:
    """Return every sending, in the order of their rows; rows that cannot be read are problems."""
    if not sheet.grid.rows:
        return []
    header = sheet.header_row(LABELS)
    newer = header is not None and ROW in sheet.headers[header]
    table = sheet.table(header, LABELS if newer else _OLD_LABELS)
    return _sent(table) if table else []


def _sent(table: Table) -> list[Sent]:
    found: dict[tuple[int, str], Sent] = {}
    for row in table.filled_rows():
        month = whole(table.cell(row, MONTH).meaning) or 0
        annex = whole(table.cell(row, ANNEX).meaning)
        figures, rules = _row(table, row), _json(table, row, IN_FORCE)
        if month not in MONTHS or annex is None or figures is None or rules is None:
            shown = " ".join(table.cell(row, label).shown for label in _OLD_LABELS)
            table.cell(row, MONTH).add(catalogue.ARCHIVE_WRONG, found=shown)
        if month in MONTHS and annex is not None:
            moment = _moment(table.cell(row, MOMENT).raw)
            sending = found.setdefault((month, moment), Sent(month, moment))
            sending.rows[annex, table.cell(row, UNIT).shown] = figures or {}
            sending.rules[annex] = rules or {}
    return list(found.values())


def _row(table: Table, row: int) -> dict[str, Any] | None:
    figures = {field: number(table.cell(row, label).meaning) for field, label in FIGURES.items()}
    known = _json(table, row, ROW)
    if known is None or None in figures.values():
        return None
    return {field: plain(value or Fraction(0)) for field, value in figures.items()} | known


def _json(table: Table, row: int, label: str) -> dict[str, Any] | None:
    """Return the JSON object of a cell, an empty one where it is empty, None for anything else."""
    if label not in table.columns or table.cell(row, label).meaning is None:
        return {}
    try:
        found = json.loads(table.cell(row, label).shown)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _as_json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _moment(value: object) -> str:
    """Return a moment as text; Excel makes a date of it in a cell of no format."""
    return value.strftime(TIME) if isinstance(value, dt.date) else str(value)


def last_sent(cells: Mapping[tuple[int, int], object]) -> dict[int, str]:
    """Return when months were last sent, from the cells of an archive below its headers."""
    rows = sorted(row for row, column in cells if column == 0)
    found = {cells[row, 0]: str(cells.get((row, 1), "")) for row in rows}
    return {month: moment for month, moment in found.items() if isinstance(month, int)}


def carried(grid: Grid) -> dict[tuple[int, int], str | float]:
    """Return the cells of an archive that a workbook made from its workbook takes over."""
    return {
        (row, column): _moment(value) if isinstance(value, dt.date) else value
        for row, values in enumerate(grid.rows)
        for column, value in enumerate(values)
        if row > 0 and isinstance(value, (str, int, float, dt.date))
    }


def with_record(package: bytes, year: int, record: Record) -> bytes:
    """Return the package of a copy that holds the record of a year's sendings."""
    content = parts(package)
    root = etree.Element(_ROOT, {_YEAR: str(year)})
    root.text = json.dumps(record)
    relations = etree.fromstring(content[_RELATIONS])
    etree.SubElement(relations, f"{{{relations.nsmap[None]}}}Relationship", Id="rIdSent",
                     Type=_TYPE, Target=f"../{PART}")  # fmt: skip
    content[_RELATIONS] = _written(relations)
    content[PART] = _written(root)
    return pack(content)


def _written(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))


def record_of(package: bytes, year: int) -> Record:
    """Return the record of a year's sendings that a file holds, empty for any other file."""
    if not zipfile.is_zipfile(io.BytesIO(package)):
        return []
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        if PART not in archive.namelist() or archive.getinfo(PART).file_size > MOST:
            return []
        parser = etree.XMLParser(resolve_entities=False, recover=True, huge_tree=True)
        root = etree.fromstring(archive.read(PART), parser)
    if root is None or root.tag != _ROOT or root.get(_YEAR) != str(year):
        return []
    record: Record = json.loads(root.text or "[]")
    return record


def sendings(record: Record, month: int) -> list[Sent]:
    """Return every sending of a month that a record tells of, in its order."""
    grids = (Grid(layout.ARCHIVE, [list(LABELS), *map(list, rows)]) for rows in record)
    return [s for grid in grids for s in read_archive(Sheet(grid)) if s.month == month]
