"""Formulas of a saved workbook: which cells they rest on, and the results of our own ones.

After a cell was changed outside of Excel, the results stored with the formulas that rest on it are
out of date. Those of our worksheet functions are computed anew, by the functions themselves; any
other formula is marked for Excel to compute.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.formula.translate import Translator

from xlportal.sheets import live
from xlportal.sheets.grid import address
from xlportal.sheets.sheet_xml import CellXml, Place, SheetXml, place_of
from xlportal.sheets.workbook_xml import WorkbookXml

MAX_ROW, MAX_COLUMN = 2**20 - 1, 2**14 - 1

_OWN = re.compile(r'(?:IFERROR\()?(xp_\w+)\(([^()"]*)\)(?:,"[^"]*"\))?', re.IGNORECASE)
_SERIAL = re.compile(r'IF\((\$?[A-Z]+\$?\d+)="","",(?:0|N\((\$?[A-Z]+\$?\d+)\))\+1\)')
_AREA = re.compile(r"(?:(?:'((?:[^']|'')+)'|([^'!]+))!)?([^!:]+)(?::([^!:]+))?")
_COLUMN, _ROW = re.compile(r"\$?([A-Z]{1,3})"), re.compile(r"\$?([0-9]{1,7})")

_FUNCTIONS: Mapping[str, Callable[..., live.Shown]] = {
    "xp_item_score": live.item_scores,
    "xp_info_score": live.info_scores,
    "xp_average": live.average,
    "xp_pass_line": live.pass_line,
    "xp_pass_rate": live.pass_rate,
    "xp_score": lambda names, infos, lost, *rules: live.scores(names, infos, lost, rules),
    "xp_rank": live.ranks,
}

Value: TypeAlias = float | str | bool | None


@dataclass(frozen=True)
class Area:
    """A rectangle of cells of one sheet; both corners belong to it."""

    sheet: str
    first: Place
    last: Place

    def meets(self, other: Area) -> bool:
        """Return whether the areas have a cell in common."""
        return (
            self.sheet == other.sheet
            and self.first[0] <= other.last[0]
            and other.first[0] <= self.last[0]
            and self.first[1] <= other.last[1]
            and other.first[1] <= self.last[1]
        )

    @property
    def size(self) -> int:
        """Return the number of cells."""
        return (self.last[0] - self.first[0] + 1) * (self.last[1] - self.first[1] + 1)

    def places(self) -> Iterator[Place]:
        """Yield the places of the cells, row by row."""
        for row in range(self.first[0], self.last[0] + 1):
            for column in range(self.first[1], self.last[1] + 1):
                yield row, column


def covering(sheet: str, places: Iterable[Place]) -> list[Area]:
    """Return the areas that hold just ``places``, those on top of each other in one area."""
    areas: list[Area] = []
    for row, column in sorted(places, key=lambda place: (place[1], place[0])):
        if areas and areas[-1].last == (row - 1, column):
            areas[-1] = Area(sheet, areas[-1].first, (row, column))
        else:
            areas.append(Area(sheet, (row, column), (row, column)))
    return areas


@dataclass(frozen=True)
class Node:
    """A formula: its sheet and cell, its text, the cells it fills, the cells it rests on."""

    sheet: str
    cell: CellXml
    text: str
    target: Area
    sources: tuple[Area, ...]

    def rests_on(self, areas: Iterable[Area]) -> bool:
        """Return whether the formula rests on a cell of any of ``areas``."""
        return any(source.meets(area) for source in self.sources for area in areas)


@dataclass(frozen=True)
class Stale:
    """What a change leaves to be stored: new results by sheet and place, formulas to be marked."""

    results: Mapping[str, Mapping[Place, Value]]
    marked: tuple[Node, ...]


class Formulas:
    """The formulas of a workbook, from its scanned sheets."""

    def __init__(self, workbook: WorkbookXml, sheets: Mapping[str, SheetXml]) -> None:
        self.workbook = workbook
        self.sheets = sheets
        self._results: dict[str, dict[Place, Value]] = {}

    def stale(self, changed: Iterable[Area]) -> Stale:
        """Return what has to be stored anew after the cells in ``changed`` were."""
        waiting = self._resting_on(changed)
        progress = True
        while waiting and progress:
            rest = []
            for node in waiting:
                others = [other.target for other in waiting if other is not node]
                if node.rests_on(others) or not self._compute(node):
                    rest.append(node)
            progress = len(rest) < len(waiting)
            waiting = rest
        return Stale(self._results, tuple(waiting))

    def _resting_on(self, changed: Iterable[Area]) -> list[Node]:
        """Return the formulas that rest on ``changed``, be it by way of others."""
        areas, found, rest = list(changed), [], list(self._nodes)
        while areas:
            reached: list[Node] = []
            beyond: list[Node] = []
            for node in rest:
                (reached if node.rests_on(areas) else beyond).append(node)
            areas, rest = [node.target for node in reached], beyond
            found += reached
        return found

    @cached_property
    def _nodes(self) -> tuple[Node, ...]:
        return tuple(
            self._node(name, cell, text)
            for name, sheet in self.sheets.items()
            for cell, text in formula_texts(sheet)
        )

    def _node(self, sheet: str, cell: CellXml, text: str) -> Node:
        filled = cell.formula.element.attributes.get("ref", "") if cell.formula else ""
        kind = cell.formula.element.attributes.get("t") if cell.formula else None
        own = Area(sheet, cell.place, cell.place)
        target = area(filled, sheet) if filled and kind == "array" else None
        return Node(sheet, cell, text, target or own, tuple(self._sources(text, sheet)))

    def _sources(self, text: str, sheet: str) -> Iterator[Area]:
        for token in Tokenizer(f"={text}").items:
            if token.type == Token.OPERAND and token.subtype == Token.RANGE:
                yield from self._areas(token.value, sheet)

    def _areas(self, reference: str, sheet: str) -> Iterator[Area]:
        """Yield the areas an address or a name stands for, on every sheet of a span of sheets."""
        for part in self.workbook.names.get(reference, reference).split(","):
            found = area(part.strip().lstrip("="), sheet)
            if found is not None:
                for name in self._span(found.sheet):
                    yield Area(name, found.first, found.last)

    def _span(self, sheet: str) -> list[str]:
        names = list(self.workbook.sheets)
        first, _, last = sheet.partition(":")
        if first in names and last in names:
            return names[names.index(first) : names.index(last) + 1]
        return [sheet]

    def _compute(self, node: Node) -> bool:
        """Compute a formula where it is one of ours; return whether it is."""
        own, serial = _OWN.fullmatch(node.text), _SERIAL.fullmatch(node.text)
        if own is not None and own[1].lower() in _FUNCTIONS:
            areas = [list(self._areas(word.strip(), node.sheet)) for word in own[2].split(",")]
            if any(len(found) != 1 for found in areas):
                return False
            shown = _FUNCTIONS[own[1].lower()](*(self._rectangle(found[0]) for found in areas))
        elif serial is not None:
            shown = [[self._serial(node.sheet, serial[1], serial[2])]]
        else:
            return False
        flat = [value for row in shown for value in row]
        if len(flat) != node.target.size:
            return False
        results = self._results.setdefault(node.sheet, {})
        results.update(zip(node.target.places(), map(_value, flat), strict=True))
        return True

    def _serial(self, sheet: str, name: str, above: str | None) -> object:
        if self._at(sheet, place_of(name)) in {None, ""}:
            return ""
        number = self._at(sheet, place_of(above)) if above else None
        return (number if isinstance(number, float) else 0) + 1

    def _rectangle(self, found: Area) -> live.Rectangle:
        columns = range(found.first[1], found.last[1] + 1)
        return [
            [self._at(found.sheet, (row, column)) for column in columns]
            for row in range(found.first[0], found.last[0] + 1)
        ]

    def _at(self, sheet: str, place: Place) -> Value:
        """Return a cell's value, a result computed just now before the one that is stored."""
        computed = self._results.get(sheet, {})
        if place in computed:
            return computed[place]
        present = self.sheets.get(sheet)
        return stored(present.cells.get(place), self.workbook) if present else None


def formula_texts(sheet: SheetXml) -> Iterator[tuple[CellXml, str]]:
    """Yield the cells with formulas and the formulas' texts, shared ones as of their own cell."""
    masters = {
        cell.formula.element.attributes.get("si"): cell
        for cell in sheet.formulas
        if cell.formula and cell.formula.text and _is_shared(cell)
    }
    for cell in sheet.formulas:
        text = cell.formula.text if cell.formula else ""
        if cell.formula and not text and _is_shared(cell):
            master = masters.get(cell.formula.element.attributes.get("si"))
            text = _translated(master, cell.place) if master else ""
        yield cell, text


def stored(cell: CellXml | None, workbook: WorkbookXml) -> Value:
    """Return the value stored in a cell, as Excel would hand it to a worksheet function."""
    if cell is None or cell.value is None:
        return None
    if cell.kind == "s":
        return workbook.texts[int(cell.value)]
    if cell.kind == "b":
        return cell.value == "1"
    if cell.kind == "n":
        return float(cell.value) if cell.value else None
    return cell.value or None


def area(reference: str, sheet: str) -> Area | None:
    """Return the area of an address on ``sheet`` or on the one it names, None for anything else."""
    found = _AREA.fullmatch(reference)
    if found is None:
        return None
    named = (found[1] or "").replace("''", "'") or found[2] or sheet
    first = _corner(found[3], (0, 0))
    last = _corner(found[4] or found[3], (MAX_ROW, MAX_COLUMN))
    if first is None or last is None:
        return None
    rows, columns = sorted((first[0], last[0])), sorted((first[1], last[1]))
    return Area(named, (rows[0], columns[0]), (rows[1], columns[1]))


def _corner(text: str, edge: Place) -> Place | None:
    """Return the place of a corner; a whole row or column reaches to the ``edge``."""
    column, row = _COLUMN.fullmatch(text), _ROW.fullmatch(text)
    if column is not None:
        return edge[0], place_of(f"{column[1]}1")[1]
    if row is not None:
        return int(row[1]) - 1, edge[1]
    try:
        return place_of(text)
    except ValueError:
        return None


def _is_shared(cell: CellXml) -> bool:
    return cell.formula is not None and cell.formula.element.attributes.get("t") == "shared"


def _translated(master: CellXml, place: Place) -> str:
    text = master.formula.text if master.formula else ""
    moved = Translator(f"={text}", address(*master.place)).translate_formula(address(*place))
    return str(moved)[1:]


def _value(value: object) -> Value:
    return float(value) if isinstance(value, (int, float)) else str(value)
