"""An appendix as printed beside the workbook's: columns by headers, rows by units, cell by cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import groupby, zip_longest

from xlportal.audit.align import common, gaps, increasing, moves
from xlportal.audit.findings import COLUMN, LABEL, NAME, ROW, Finding
from xlportal.audit.forms import Reader, one_line, plain
from xlportal.audit.header import Heading, printed_headings, same_columns, told_headings
from xlportal.audit.published import Row
from xlportal.audit.told import is_value, source_of
from xlportal.core.labels import LIST_MARK, printed
from xlportal.publish.appendix import Appendix, ColumnKind

_FIELDS = {
    ColumnKind.SERIAL: (LABEL, LABEL),
    ColumnKind.UNIT: (NAME, NAME),
    ColumnKind.DEDUCTION: ("deduction", "deduction"),
    ColumnKind.ADDITION: ("deduction", "deduction"),
    ColumnKind.COUNT: ("count", "cumulative_count"),
    ColumnKind.INFO: ("info_score", "info_score"),
    ColumnKind.SCORE: ("score", "cumulative_score"),
    ColumnKind.RANK: ("rank", "cumulative_rank"),
}
"""The field of a column, and of one that holds the year so far."""
_LINES = ("average", "pass_line")
"""The fields of the columns that hold one value for all, in their order."""
_TOTALS = frozenset({"合计", "总计", "小计", "共计"})
_SUMMED = {ColumnKind.COUNT, ColumnKind.INFO, ColumnKind.SCORE}
_LEAST_SHARE = 4
"""A table is an appendix only if a quarter of its names and headers stand in it."""


def matched(
    tables: Sequence[Sequence[Row]],
    appendices: Sequence[Appendix],
    units: Mapping[int, Mapping[str, str]],
) -> dict[int, int]:
    """Return which of ``tables`` is which of ``appendices``: those most alike in units, headers."""
    shares = []
    for place, table in enumerate(tables):
        cells = {plain(text) for row in table for text in row}
        for number, appendix in enumerate(appendices):
            known = {*units[appendix.annex], *(plain(cell.text) for cell in appendix.header)}
            share = len(cells & known)
            if _LEAST_SHARE * share >= len(known):
                shares.append((-share, abs(place - number), place, number))
    found: dict[int, int] = {}
    for *_, place, number in sorted(shares):
        if place not in found and number not in found.values():
            found[place] = number
    return found


def compare_table(
    table: Sequence[Row], told: Appendix, units: Mapping[str, str], reader: Reader
) -> tuple[int, list[Finding]]:
    """Return how much of a printed table agrees, and what does not.

    ``units`` are the names that the group's units have and had, and the ones they have. Columns
    are known by their headers, unless headers alone changed places: then less is wrong by place.
    """
    ways = [_Comparison(table, told, units, reader, by_place=way) for way in (False, True)]
    findings = min((way.findings for way in ways), key=len)
    return max(0, len(told.columns) * (len(told.rows) + 1) - len(findings)), findings


class _Comparison:
    """A printed table beside the one told."""

    def __init__(
        self,
        table: Sequence[Row],
        told: Appendix,
        units: Mapping[str, str],
        reader: Reader,
        *,
        by_place: bool,
    ) -> None:
        rows = [row for row in table if any(map(plain, row))]
        first = next((n for n, row in enumerate(rows) if _begins(row, units)), len(rows))
        self._told, self._units, self._reader = told, units, reader
        self._body = rows[first:]
        self._width = Counter(map(len, self._body or rows)).most_common(1)[0][0]
        self._ours = told_headings(told, reader.key)
        self._theirs = printed_headings(rows[:first], self._width, reader.key, self._ours)
        self._columns = same_columns(self._ours, self._theirs)
        if by_place and self._width == len(told.columns):
            self._columns = {place: place for place in range(self._width)}
        self._unit = told.columns.index(ColumnKind.UNIT)
        self._names = [str(row[self._unit]) for row in told.rows]
        self._own = [c for c in range(len(told.columns)) if c not in told.merged]
        self._whole = [row for row in self._body if len(row) == self._width]
        self._rows = self._told_rows()
        self.findings = [
            *self._header(), *self._moved_columns(), *self._strange_rows(), *self._moved_rows(),
            *self._cells(), *self._lines(),
        ]  # fmt: skip

    def _finding(
        self, field: str, published: str, recomputed: str, where: str, unit: str | None = None
    ) -> Finding:
        place = f"{source_of(self._told.annex)} {where}".strip()
        return Finding(self._told.annex, unit, field, one_line(published), one_line(recomputed),
                       place)  # fmt: skip

    def _header(self) -> Iterator[Finding]:
        """Yield the header cells that differ, each once, and columns too few and too many."""
        seen = set()
        for place, other in self._columns.items():
            ours, theirs = self._ours[place], self._theirs[other]
            levels = gaps(common(ours.path, theirs.path), len(ours.path), len(theirs.path))
            for due, found in (pair for some in levels for pair in zip_longest(*some)):
                cell = ours.cells[due] if due is not None else theirs.cells[found]
                if cell not in seen:
                    shown = "" if found is None else theirs.texts[found]
                    right = "" if due is None else ours.texts[due]
                    yield self._finding(LABEL, shown, right, f"表头 {ours.label}")
                seen.add(cell)
        missing = [place for place in range(len(self._ours)) if place not in self._columns]
        for run in _together(missing, self._ours):
            labels = LIST_MARK.join(self._ours[column].label for column in run)
            yield self._finding(COLUMN, "", labels, "")
        known = set(self._columns.values())
        extra = [c for c in range(self._width) if c not in known and self._shown(c)]
        for run in _together(extra, self._theirs):
            labels = LIST_MARK.join(map(self._shown, run))
            yield self._finding(COLUMN, labels, "", f"第{run[0] + 1}列")

    def _moved_columns(self) -> Iterator[Finding]:
        known = sorted((other, place) for place, other in self._columns.items())
        for place, proper in moves([column for _, column in known]):
            found, due = (f"第{known[p][0] + 1}列" for p in (place, proper))
            yield self._finding(COLUMN, found, due, self._ours[known[place][1]].label)

    def _shown(self, column: int) -> str:
        """Return what a printed column is known by: its header, else what it holds."""
        heading = self._theirs[column]
        return (
            heading.label if heading.texts else " ".join(row[column] for row in self._whole).strip()
        )

    def _told_rows(self) -> list[int | None]:
        """Return which row told each printed one is: by its unit, else by its place and figures."""
        places = {plain(name): place for place, name in enumerate(self._names)}
        found = [places.get(self._unit_of(row)) for row in self._body]
        for place in [p for p, count in Counter(found).items() if p is not None and count > 1]:
            own = [number for number, other in enumerate(found) if other == place]
            kept = place if place in own else own[0]
            found = [None if p == place and n != kept else p for n, p in enumerate(found)]
        known = [(number, place) for number, place in enumerate(found) if place is not None]
        anchors = [known[number] for number in increasing([place for _, place in known])]
        for some, others in gaps(anchors, len(found), len(self._names)):
            strange = [number for number in some if found[number] is None]
            absent = [place for place in others if place not in found]
            for number, place in zip(strange, absent, strict=False):
                found[number] = place if self._is_alike(self._body[number], place) else None
        return found

    def _unit_of(self, row: Row) -> str:
        """Return the unit that a row names, by its present name."""
        column = self._columns.get(self._unit, self._width)
        cells = row[column : column + 1] if len(row) == self._width else row
        return next((self._units[plain(text)] for text in cells if plain(text) in self._units), "")

    def _is_alike(self, row: Row, place: int) -> bool:
        """Return whether at least half of the cells that a row shows are those told."""
        if len(row) != self._width:
            return True
        shown = [c for c in self._own if c in self._columns]
        return 2 * sum(self._agrees(c, place, row[self._columns[c]]) for c in shown) >= len(shown)

    def _agrees(self, column: int, place: int, text: str) -> bool:
        value = self._told.rows[place][column]
        if column == self._unit:
            return self._units.get(plain(text)) == plain(str(value))
        if isinstance(value, str):
            return self._reader.key(text) == self._reader.key(value)
        return is_value(plain(text), Fraction(value))

    def _strange_rows(self) -> Iterator[Finding]:
        """Yield the rows too many, torn, and too few."""
        for number, (row, place) in enumerate(zip(self._body, self._rows, strict=True), start=1):
            if place is not None and len(row) != self._width:
                right = " ".join(map(str, self._told.rows[place]))
                yield self._finding(ROW, " ".join(row), right, f"第{number}行", self._names[place])
            elif place is None and not self._is_total(row):
                yield self._finding(ROW, " ".join(row), "", f"第{number}行")
        for place, name in enumerate(self._names):
            if place not in self._rows:
                yield self._finding(ROW, "", name, "", name)

    def _is_total(self, row: Row) -> bool:
        """Return whether a row says that it is the sum of all others, and is."""
        if len(row) != self._width or not any(plain(text) in _TOTALS for text in row):
            return False
        for column, other in self._columns.items():
            text, kind = plain(row[other]), self._told.columns[column]
            values = [row[column] for row in self._told.rows]
            named = kind in {ColumnKind.SERIAL, ColumnKind.UNIT} and text in _TOTALS
            if text and not named and not (kind in _SUMMED and is_value(text, _sum(values))):
                return False
        return True

    def _moved_rows(self) -> Iterator[Finding]:
        """Yield the rows out of order; where ranks order them, ties have none."""
        known = [(n, place) for n, place in enumerate(self._rows) if place is not None]
        order = [row for _, row in known]
        roster = {name: place for place, name in enumerate(dict.fromkeys(self._units.values()))}
        turns = [roster[plain(name)] for name in self._names]
        if turns != sorted(turns):
            order = [row for _, tied in groupby(order, self._rank) for row in sorted(tied)]
        for place, proper in moves(order):
            found, due = (f"第{known[p][0] + 1}行" for p in (place, proper))
            yield self._finding(ROW, found, due, "单位次序", self._names[known[place][1]])

    def _rank(self, place: int) -> object:
        kinds = enumerate(self._told.columns)
        own = [c for c, kind in kinds if kind is ColumnKind.RANK and c not in self._told.so_far]
        return self._told.rows[place][own[-1]]

    def _cells(self) -> Iterator[Finding]:
        """Yield the cells that differ. A serial number may count the rows as they are printed."""
        for number, (row, place) in enumerate(zip(self._body, self._rows, strict=True), start=1):
            if place is None or len(row) != self._width:
                continue
            for column in [c for c in self._own if c in self._columns]:
                text, kind = row[self._columns[column]], self._told.columns[column]
                counts = kind is ColumnKind.SERIAL and plain(text) == str(number)
                if not counts and not self._agrees(column, place, text):
                    field = _FIELDS[kind][column in self._told.so_far]
                    yield self._finding(field, text, self._right(place, column),
                                        f"第{number}行 {self._ours[column].label}",
                                        self._names[place])  # fmt: skip

    def _lines(self) -> Iterator[Finding]:
        """Yield the values that stand once for all rows and differ, or stand nowhere."""
        complete = {*range(len(self._names))} <= {*self._rows}
        rows = zip(self._body, self._rows, strict=True)
        own = [row for row, place in rows if place is not None and len(row) == self._width]
        for column, field in zip(self._told.merged, _LINES, strict=False):
            texts = [row[self._columns[column]] for row in own if column in self._columns]
            shown = {plain(text): text for text in texts if plain(text)}
            if texts and complete and not shown:
                shown = {"": ""}
            for text in shown.values():
                if not self._agrees(column, 0, text):
                    yield self._finding(
                        field, text, self._right(0, column), self._ours[column].label
                    )

    def _right(self, place: int, column: int) -> str:
        value = self._told.rows[place][column]
        return printed(value) if isinstance(value, Fraction) else str(value)


def _begins(row: Row, units: Mapping[str, str]) -> bool:
    """Return whether a row is a unit's: it has its name, or a number in its first cell."""
    return plain(row[0]).isdecimal() or any(plain(text) in units for text in row)


def _sum(values: Sequence[object]) -> Fraction:
    return sum((Fraction(v) for v in values if isinstance(v, int | Fraction)), Fraction())


def _together(columns: Sequence[int], headings: Sequence[Heading]) -> list[list[int]]:
    """Return the columns, neighbours that stand below one cell together."""
    runs: list[list[int]] = []
    for column in columns:
        above = headings[column].cells[:-1]
        if above and column - 1 in columns and headings[column - 1].cells[:-1] == above:
            runs[-1].append(column)
        else:
            runs.append([column])
    return runs
