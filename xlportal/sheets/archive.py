"""存档: what was sent of every month, so that what changed since is noticed and can be corrected.

A row a unit: its figures as people read them, the unit's row of the result (spec section 5) and the
rules it was computed by as JSON. Archives of the first edition have the figures alone. The copy
that is sent holds the same rows in a part of its own, so that the command records a sending without
touching the workbook it reads, and without a file beside.
"""

import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple, TypeAlias

from lxml import etree

from xlportal.core import catalogue
from xlportal.core.checks import RULE_WORDS, Fault, Place, Tables
from xlportal.core.exact import plain
from xlportal.core.labels import LIST_MARK, month_label, span_label
from xlportal.core.ledger import Ledger, Terms
from xlportal.core.limits import MONTHS
from xlportal.core.rules import POINTS, Group
from xlportal.score.assessment import (
    ADDITION,
    DEDUCTION,
    RANK,
    RANK_SO_FAR,
    SCORE,
    SO_FAR,
    Assessment,
    GroupMonth,
    Year,
)
from xlportal.score.result import group_result
from xlportal.sheets import glance, layout
from xlportal.sheets.cells import number, whole
from xlportal.sheets.forms import GROUPS
from xlportal.sheets.grid import Grid
from xlportal.sheets.package import as_part, pack, parts
from xlportal.sheets.tables import Row, Sheet

MONTH, MOMENT = "月份", "发送时间"
FIGURES = dict(
    zip((SCORE, RANK, SO_FAR, RANK_SO_FAR), ("得分", "排名", "累计得分", "累计排名"), strict=True)
)
ROW, IN_FORCE = "明细", "规则"
_TOOK_PART, _NO_PART = "列入", "未列入"
_OLD_LABELS = (MONTH, MOMENT, layout.ANNEX, layout.UNIT_NAME, *FIGURES.values())
LABELS = (*_OLD_LABELS, ROW, IN_FORCE)

_Row: TypeAlias = Mapping[str, Any]
"""A unit's row of the result (spec section 5)."""
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
    rows: dict[tuple[int, str], _Row] = field(default_factory=dict)
    rules: dict[int, Mapping[str, str]] = field(default_factory=dict)

    def of(self, annex: int, group: Group | None) -> dict[str, _Row]:
        """Return what was sent of a group's units, by their present names."""
        rows = {name: row for (owner, name), row in self.rows.items() if owner == annex}
        places = {name: group.position(name) if group else None for name in rows}
        units = group.units if group else ()
        return {name if at is None else units[at].name: rows[name] for name, at in places.items()}


def archive_rows(assessment: Assessment, sent: dt.datetime) -> Iterator[tuple[object, ...]]:
    """Yield a row for every unit whose figures were sent, in the columns of the archive sheet.

    Figures are exact decimals as text, so that comparing them later is exact too.
    """
    moment = sent.strftime(glance.TIME)
    for group in assessment.groups:
        rules = _as_json(in_force(group.terms))
        for row in group_result(group)["rows"]:
            figures = (str(row[field]) for field in FIGURES)
            known = (assessment.month, moment, group.group.annex, row["unit"])
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
    table = sheet.table(header, {label: label for label in (LABELS if newer else _OLD_LABELS)})
    found: dict[tuple[int, str], Sent] = {}
    for row in table.rows() if table else ():
        month, annex = whole(row.cell(MONTH).meaning) or 0, whole(row.cell(layout.ANNEX).meaning)
        figures, rules = _figures_of(row), _json(row, IN_FORCE)
        if month not in MONTHS or annex is None or figures is None or rules is None:
            shown = " ".join(row.cell(label).shown for label in _OLD_LABELS)
            row.cell(MONTH).add(catalogue.ARCHIVE_WRONG, found=shown)
        if month in MONTHS and annex is not None:
            moment = _moment(row.cell(MOMENT).raw)
            sending = found.setdefault((month, moment), Sent(month, moment))
            sending.rows[annex, row.cell(layout.UNIT_NAME).shown] = figures or {}
            sending.rules[annex] = rules or {}
    return list(found.values())


def _figures_of(row: Row) -> dict[str, Any] | None:
    figures = {field: number(row.cell(label).meaning) for field, label in FIGURES.items()}
    known = _json(row, ROW)
    if known is None or None in figures.values():
        return None
    return {field: plain(value or Fraction(0)) for field, value in figures.items()} | known


def _json(row: Row, label: str) -> dict[str, Any] | None:
    """Return the JSON object of a cell, an empty one where it is empty, None for anything else."""
    if label not in row.columns or row.cell(label).meaning is None:
        return {}
    try:
        found = json.loads(row.cell(label).shown)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _as_json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _moment(value: object) -> str:
    """Return a moment as text; Excel makes a date of it in a cell of no format."""
    return value.strftime(glance.TIME) if isinstance(value, dt.date) else str(value)


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
    content[_RELATIONS] = as_part(relations)
    content[PART] = as_part(root)
    return pack(content)


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


class Difference(NamedTuple):
    """A figure of a unit as it was printed and as it is now; some follow from what was filed."""

    what: str
    was: str
    now: str
    follows: bool = False


def differences(then: _Row | None, now: _Row | None, month: int) -> Iterator[Difference]:
    """Yield how a unit's rows differ, what was filed first; None is a unit without a part."""
    if then is None or now is None:
        was, is_now = (_TOOK_PART if row else _NO_PART for row in (then, now))
        yield Difference("参加考核", was, is_now)
        return
    printed, right = _printed(then, month), _printed(now, month)
    follow = _figures(month).values()
    # An archive of the first edition has no counts; in a result those of 0 are left out.
    for what in dict.fromkeys([*right, *printed]) if "counts" in then else printed:
        was, is_now = printed.get(what, "0"), right.get(what, "0")
        if was != is_now:
            yield Difference(what, was, is_now, what in follow)


def _figures(month: int) -> dict[str, str]:
    """Return what the figures that follow are called, by their keys."""
    label, span = month_label(month), span_label(month)
    figures = {SCORE: f"{label}得分", RANK: f"{label}排名"}
    return figures | ({SO_FAR: f"{span}得分", RANK_SO_FAR: f"{span}排名"} if span else {})


def _printed(row: _Row, month: int) -> dict[str, str]:
    """Return what was filed of a unit and what follows from it, by what it is called."""
    counts = {month_label(month): "counts", span_label(month): "cumulative_counts"}
    filed = {
        f"{when}{item}": f"{pieces}（{inside}）" if inside else str(pieces)
        for when, key in counts.items()
        for item, (pieces, inside) in (row.get(key, {}) if when else {}).items()
    }
    named = {DEDUCTION: "扣分", ADDITION: "加分", **_figures(month)}
    return filed | {name: str(row[key]) for key, name in named.items() if key in row}


@dataclass
class _Overtyped:
    """A rule that is not what months were sent by, and the units whose figures that moves."""

    group: Group
    rule: str
    was: str
    now: str
    months: list[int] = field(default_factory=list)
    units: set[str] = field(default_factory=set)


_Rules = dict[tuple[int, str, str, str], _Overtyped]


def since_sent(year: Year, sent: Mapping[int, Sent]) -> Iterator[Fault]:
    """Yield what differs from what was ``sent`` in the months of ``year``, in roster order.

    Figures that an overtyped rule moves are told with that rule, in one line.
    """
    overtyped: _Rules = {}
    for month in sorted(year.months.keys() & sent.keys()):
        for group in year[month].groups:
            rules = _overtyped(group, sent[month], overtyped)
            now = {row["unit"]: row for row in group_result(group)["rows"]}
            was = sent[month].of(group.group.annex, group.group)
            for unit in dict.fromkeys([*now, *was]):
                found = next(differences(was.get(unit), now.get(unit), month), None)
                if found and rules and found.follows:
                    for rule in rules:
                        rule.units.add(unit)
                elif found:
                    at = group.group.position(unit) or 0
                    place = Place(Tables.MEMBERS, at, "unit", group.group.annex, month)
                    words = {"what": found.what, "now": found.now}
                    yield Fault(catalogue.SENT_CHANGED, place, found.was, unit, words)
    for rule in overtyped.values():
        if rule.units:
            months = LIST_MARK.join(map(month_label, rule.months))
            told = {"what": rule.rule, "months": months, "now": rule.now, "units": len(rule.units)}
            place = _rule_place(year.ledger, rule.group, rule.rule, rule.months[0])
            yield Fault(catalogue.RULE_OVERTYPED, place, rule.was, rule.group.short, told)


def _overtyped(group: GroupMonth, sent: Sent, known: _Rules) -> list[_Overtyped]:
    """Note the rules this month was not sent by; return the group's, earlier months' too."""
    was, now = sent.rules.get(group.group.annex, {}), in_force(group.terms)
    for rule in was.keys() & now.keys():
        if was[rule] != now[rule]:
            found = _Overtyped(group.group, rule, was[rule], now[rule])
            key = (group.group.annex, rule, found.was, found.now)
            known.setdefault(key, found).months.append(sent.month)
    return [found for found in known.values() if found.group.annex == group.group.annex]


def _rule_place(ledger: Ledger, group: Group, rule: str, month: int) -> Place:
    """Return where the value of a rule in force stands: the last change of it, or the table."""
    for change in reversed(ledger.changes_of(group, month)):
        if rule == rule_name(change.rule, change.item):
            return Place(Tables.CHANGES, ledger.changes.index(change), "value")
    for row, item in enumerate(group.items):
        if rule == rule_name(POINTS, item.name):
            return Place(Tables.ITEMS, row, POINTS, group.annex)
    key = next(key for key in RULE_WORDS if rule == rule_name(key))
    return Place(Tables.GROUPS, ledger.groups.index(group), key)
