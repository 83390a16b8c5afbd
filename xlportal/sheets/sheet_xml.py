"""A worksheet part as bytes with the places of its cells, so that single cells can be replaced.

Rows and columns count from 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from xml.sax.saxutils import quoteattr

from xlportal.sheets.grid import address
from xlportal.sheets.xml_parts import (
    Element,
    NotEditable,
    Splice,
    escaped,
    spliced,
    walk,
)

Place = tuple[int, int]
"""Row and column of a cell."""

_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_SPANS = re.compile(rb"""(\sspans=["'])(\d+):(\d+)(?=["'])""")
_DIMENSION = re.compile(rb"""<(?:\w+:)?dimension\s[^>]*?ref=["']([A-Z]+\d+)(?::([A-Z]+\d+))?["']""")
_DATA = ("worksheet", "sheetData")
_ROW = (*_DATA, "row")
_CELL = (*_ROW, "c")
_FORMULA, _VALUE, _INLINE = (*_CELL, "f"), (*_CELL, "v"), (*_CELL, "is")


@dataclass(frozen=True)
class FormulaXml:
    """A formula: its element and its text."""

    element: Element
    text: str


@dataclass(frozen=True)
class CellXml:
    """A cell: its element, its formula, the text of its value (None where it has none)."""

    place: Place
    element: Element
    formula: FormulaXml | None
    value: str | None

    @property
    def kind(self) -> str:
        """Return what the value is: ``n`` a number, ``s`` the number of a shared text and so on."""
        return self.element.attributes.get("t", "n")


@dataclass(frozen=True)
class SheetXml:
    """A worksheet part: its bytes, its cells by place, its rows, the element they stand in."""

    part: bytes
    cells: Mapping[Place, CellXml]
    rows: Mapping[int, Element]
    data: Element

    @classmethod
    def of(cls, part: bytes) -> SheetXml:
        """Return the worksheet ``part`` with its cells. Raises :class:`NotEditable`."""
        scan = _Scan()
        walk(part, scan.begin, scan.characters, scan.finish)
        if scan.data is None:
            raise NotEditable("no cells")
        return cls(part, scan.cells, scan.rows, scan.data)

    @property
    def prefix(self) -> str:
        """Return what the names of the elements begin with, mostly nothing."""
        return self.data.name[: len(self.data.name) - len(_DATA[-1])]

    @cached_property
    def formulas(self) -> tuple[CellXml, ...]:
        """Return the cells that hold a formula of their own."""
        return tuple(cell for cell in self.cells.values() if cell.formula is not None)

    def replaced(self, cells: Mapping[Place, str]) -> bytes:
        """Return the part with the elements of the given cells put in, in place of present ones."""
        by_row: dict[int, dict[int, str]] = {}
        for (row, column), element in sorted(cells.items()):
            by_row.setdefault(row, {})[column] = element
        splices = [splice for row in by_row for splice in self._row_splices(row, by_row[row])]
        if self.data.inner == self.data.end:
            splices = [self._opened(splices)] if splices else []
        return spliced(self.part, [*splices, *self._dimension(cells)])

    def _row_splices(self, row: int, cells: Mapping[int, str]) -> list[Splice]:
        present = self.rows.get(row)
        if present is None:
            after = [other.start for number, other in self.rows.items() if number > row]
            place = min(after, default=self.data.close)
            return [Splice(place, place, self._new_row(row, cells))]
        if present.inner == present.end:
            return [Splice(present.start, present.end, self._opened_row(present, cells))]
        splices = [self._cell_splice(row, present, *cell) for cell in cells.items()]
        return [*splices, *self._spans(present, cells)]

    def _cell_splice(self, row: int, element: Element, column: int, text: str) -> Splice:
        present = self.cells.get((row, column))
        if present is not None:
            return Splice(present.element.start, present.element.end, text.encode())
        after = [
            cell.element.start
            for place, cell in self.cells.items()
            if place[0] == row and place[1] > column
        ]
        place = min(after, default=element.close)
        return Splice(place, place, text.encode())

    def _new_row(self, row: int, cells: Mapping[int, str]) -> bytes:
        name = f"{self.prefix}row"
        return f'<{name} r="{row + 1}">{"".join(cells.values())}</{name}>'.encode()

    def _opened_row(self, row: Element, cells: Mapping[int, str]) -> bytes:
        """Return a row that had no content with ``cells`` in it."""
        tag = spliced(self.part[: row.end], self._spans(row, cells))[row.start :]
        inner = "".join(cells.values())
        return tag.rstrip(b"/>").rstrip() + f">{inner}</{self.prefix}row>".encode()

    def _opened(self, splices: Iterable[Splice]) -> Splice:
        """Return the change of the element for the rows, which had none, to one with new rows."""
        name = self.data.name.encode()
        rows = b"".join(splice.text for splice in splices)
        return Splice(self.data.start, self.data.end, b"<%b>%b</%b>" % (name, rows, name))

    def _spans(self, row: Element, columns: Iterable[int]) -> list[Splice]:
        """Return the change of the columns a row says it spans, where cells stand beyond them."""
        found = _SPANS.search(self.part, row.start, row.inner)
        if found is None:
            return []
        old = (int(found[2]), int(found[3]))
        numbers = [column + 1 for column in columns]
        new = (min(old[0], *numbers), max(old[1], *numbers))
        return [Splice(found.start(2), found.end(3), b"%d:%d" % new)] if new != old else []

    def _dimension(self, places: Iterable[Place]) -> list[Splice]:
        """Return the change of the rectangle the sheet says it uses, where that grew."""
        found = _DIMENSION.search(self.part, 0, self.data.start)
        if found is None:
            return []
        first = place_of(found[1].decode())
        last = place_of(found[2].decode()) if found[2] else first
        rows = [first[0], last[0], *(row for row, _ in places)]
        columns = [first[1], last[1], *(column for _, column in places)]
        new = ((min(rows), min(columns)), (max(rows), max(columns)))
        if new == (first, last):
            return []
        text = f"{address(*new[0])}:{address(*new[1])}".encode()
        return [Splice(found.start(1), found.end(2 if found[2] else 1), text)]


def place_of(reference: str) -> Place:
    """Return row and column of an address such as ``C12`` or ``$C$12``."""
    found = _ADDRESS.fullmatch(reference)
    if found is None:
        raise NotEditable(f"no address: {reference}")
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1


def cell_element(
    prefix: str, place: Place, style: str | None, kind: str = "", content: str = ""
) -> str:
    """Return a cell's element of the given style and kind (``t``)."""
    named = {"r": address(*place), "s": style, "t": kind}
    listed = "".join(f" {name}={quoteattr(value)}" for name, value in named.items() if value)
    tag = f"{prefix}c"
    return f"<{tag}{listed}>{content}</{tag}>" if content else f"<{tag}{listed}/>"


def text_element(prefix: str, name: str, text: str) -> str:
    """Return an element that holds ``text``, its outer spaces included."""
    space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f"<{prefix}{name}{space}>{escaped(text)}</{prefix}{name}>"


class _Scan:
    """What one walk over a worksheet part finds."""

    def __init__(self) -> None:
        self.cells: dict[Place, CellXml] = {}
        self.rows: dict[int, Element] = {}
        self.data: Element | None = None
        self._next = (0, 0)
        self._texts: list[str] = []
        self._formula: FormulaXml | None = None
        self._value: str | None = None

    def begin(self, path: tuple[str, ...], attributes: Mapping[str, str]) -> None:
        """Note where a row or a cell begins; without an address it follows the one before."""
        if path == _ROW:
            self._next = (int(attributes.get("r", self._next[0] + 1)) - 1, 0)
        elif path == _CELL:
            self._next = place_of(attributes["r"]) if "r" in attributes else self._next
            self._formula = self._value = None
        elif path in {_FORMULA, _VALUE, _INLINE}:
            self._texts = []

    def characters(self, path: tuple[str, ...], text: str) -> None:
        """Note the text of a formula or a value."""
        inline = path[:5] == _INLINE and path[-1] == "t" and "rPh" not in path
        if path in {_FORMULA, _VALUE} or inline:
            self._texts.append(text)

    def finish(self, path: tuple[str, ...], element: Element) -> None:
        """Note a whole element."""
        if path == _FORMULA:
            self._formula = FormulaXml(element, "".join(self._texts))
        elif path in {_VALUE, _INLINE}:
            self._value = "".join(self._texts)
        elif path == _CELL:
            place = self._next
            self.cells[place] = CellXml(place, element, self._formula, self._value)
            self._next = (place[0], place[1] + 1)
        elif path == _ROW:
            self.rows[self._next[0]] = element
            self._next = (self._next[0] + 1, 0)
        elif path == _DATA:
            self.data = element
