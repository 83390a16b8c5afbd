"""An appendix as printed beside the workbook's: columns by headers, rows by units, cell by cell."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from xlportal.audit.align import Run, aligned
from xlportal.audit.equal_forms import Reader, one_line, plain
from xlportal.audit.findings import LABEL, NAME, ROW, Finding
from xlportal.audit.headings import Columns
from xlportal.audit.published import Row
from xlportal.audit.told import is_value
from xlportal.core.labels import printed
from xlportal.publish.appendix import Appendix, ColumnKind
from xlportal.sheets.layout import annex_sheet

_FIELDS = {
    ColumnKind.SERIAL: (LABEL, LABEL),
    ColumnKind.UNIT: (NAME, NAME),
    ColumnKind.DEDUCTION: ("deduction", "deduction"),
    ColumnKind.ADDITION: ("deduction", "deduction"),
    ColumnKind.TEXT: ("wording", "wording"),
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
_MOST_HEADER_ROWS = 8
_MOST_SHOWN = 3
"""So many of the rows too many that follow each other are shown."""
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
    A header is as high as told, unless less is wrong where all above the first unit is the header.
    """
    rows = [row for row in table if any(map(plain, row))]
    first = next((n for n, row in enumerate(rows) if _begins(row, units)), len(rows))
    top = max(0, first - _MOST_HEADER_ROWS)
    ways: list[list[Finding]] = []
    for end in dict.fromkeys((first, min(first, top + told.header_rows))):
        body = rows[:top] + rows[end:]
        width = Counter(map(len, body or rows)).most_common(1)[0][0]
        columns = Columns.of(told, rows[top:end], width, reader.key)
        ways += [[*_Rows(told, way, body, units, reader).findings()]
                 for way in (columns, columns.by_place())]  # fmt: skip
    findings = min(ways, key=len)
    return max(0, len(told.columns) * (len(told.rows) + 1) - len(findings)), findings


def _begins(row: Row, units: Mapping[str, str]) -> bool:
    """Return whether a row is a unit's: it has its name, or a number in its first cell."""
    return plain(row[0]).isdecimal() or any(plain(text) in units for text in row)


@dataclass(frozen=True)
class _Rows:
    """The rows of a table told and printed."""

    told: Appendix
    columns: Columns
    body: Sequence[Row]
    units: Mapping[str, str]
    reader: Reader

    def findings(self) -> Iterator[Finding]:
        """Yield all that differs in a table, its columns first."""
        for field, published, recomputed, where in self.columns.findings(self.body):
            yield self._finding(field, published, recomputed, where)
        units = [self._unit(row) or number for number, row in enumerate(self.body)]
        found = aligned([plain(name) for name in self._names], units, self._differing)
        told = {j: i for i, j in found.same}
        for i, j, proper in found.moved:
            if not self._are_tied(i, told[proper]):
                due = f"第{proper + 1}行"
                yield self._finding(ROW, f"第{j + 1}行", due, "单位次序", self._names[i])
        told |= {
            others[0]: some[0] for some, others in found.apart if len(some) == len(others) == 1
        }
        for j, i in sorted(told.items()):
            yield from self._cells(i, j)
        whole = [self.body[j] for j in told if self._is_whole(self.body[j])]
        yield from self._lines(whole, complete=len(told) == len(self._names))
        for some, others in found.apart:
            for name in [self._names[i] for i in some if i not in told.values()]:
                yield self._finding(ROW, "", name, "", name)
            rows = [j for j in others if j not in told and not self._is_total(self.body[j])]
            if rows:
                shown = "；".join(" ".join(self.body[j]) for j in rows[:_MOST_SHOWN])
                yield self._finding(ROW, shown, "", f"第{rows[0] + 1}行起{len(rows)}行")

    def _finding(
        self, field: str, published: str, recomputed: str, where: str, unit: str | None = None
    ) -> Finding:
        shown, right = one_line(published), one_line(recomputed)
        place = f"{annex_sheet(self.told.annex)} {where}".strip()
        return Finding(self.told.annex, unit, field, shown, right, place)

    @cached_property
    def _names(self) -> list[str]:
        return [str(row[self._unit_column]) for row in self.told.rows]

    @property
    def _unit_column(self) -> int:
        return self.told.columns.index(ColumnKind.UNIT)

    def _is_whole(self, row: Row) -> bool:
        return len(row) == len(self.columns.printed)

    def _unit(self, row: Row) -> str:
        """Return the unit that a row names, by its present name."""
        column = self.columns.places.get(self._unit_column, len(row))
        cells = row[column : column + 1] if self._is_whole(row) else row
        return next((self.units[plain(text)] for text in cells if plain(text) in self.units), "")

    def _are_tied(self, one: int, other: int) -> bool:
        """Return whether two rows told may change places: ranks order them, and they share one."""
        roster = [*dict.fromkeys(self.units.values())]
        if [plain(name) for name in self._names] == [
            n for n in roster if n in {*map(plain, self._names)}
        ]:
            return False
        ranks = [c for c, kind in enumerate(self.told.columns)
                 if kind is ColumnKind.RANK and c not in self.told.so_far]  # fmt: skip
        return self.told.rows[one][ranks[-1]] == self.told.rows[other][ranks[-1]]

    def _differing(self, some: Run, others: Run) -> float:
        """Return how many cells of a row differ; without bound where it is more than half."""
        row = self.body[others[0]] if others else []
        if not some or not self._is_whole(row):
            return len(self.told.columns) / (2 if some and others else 1)
        shown = [c for c in self.columns.places if c not in self.told.merged]
        wrong = sum(not self._agrees(c, some[0], row[self.columns.places[c]]) for c in shown)
        return wrong if 2 * wrong <= len(shown) else float("inf")

    def _agrees(self, column: int, place: int, text: str) -> bool:
        value = self.told.rows[place][column]
        if column == self._unit_column:
            return self.units.get(plain(text)) == plain(str(value))
        if isinstance(value, str):
            return self.reader.key(text) == self.reader.key(value)
        return is_value(plain(text), Fraction(value))

    def _cells(self, place: int, printed_place: int) -> Iterator[Finding]:
        """Yield the cells of a row that differ. A serial number may be that of the printed row."""
        row, name, where = self.body[printed_place], self._names[place], f"第{printed_place + 1}行"
        if not self._is_whole(row):
            right = " ".join(map(str, self.told.rows[place]))
            yield self._finding(ROW, " ".join(row), right, where, name)
            return
        for column, other in self.columns.places.items():
            kind, text = self.told.columns[column], row[other]
            counts = kind is ColumnKind.SERIAL and plain(text) == str(printed_place + 1)
            if column in self.told.merged or counts or self._agrees(column, place, text):
                continue
            field = _FIELDS[kind][column in self.told.so_far]
            label = f"{where} {self.columns.told[column].label}"
            yield self._finding(field, text, self._right(place, column), label, name)

    def _lines(self, rows: Sequence[Row], *, complete: bool) -> Iterator[Finding]:
        """Yield the values that stand once for all rows and differ, or stand nowhere."""
        for column, field in zip(self.told.merged, _LINES, strict=False):
            other = self.columns.places.get(column)
            texts = [] if other is None else [row[other] for row in rows]
            shown = {plain(text): text for text in texts if plain(text)}
            for text in shown.values() or [""] * (complete and bool(texts)):
                if not self._agrees(column, 0, text):
                    label = self.columns.told[column].label
                    yield self._finding(field, text, self._right(0, column), label)

    def _is_total(self, row: Row) -> bool:
        """Return whether a row says that it is the sum of all others, and is."""
        if not self._is_whole(row) or not _TOTALS & {*map(plain, row)}:
            return False
        for column, other in self.columns.places.items():
            text, kind = plain(row[other]), self.told.columns[column]
            cells = self.told.made[column].cells
            total = sum((Fraction(v) for v in cells if not isinstance(v, str)), Fraction())
            if text and text not in _TOTALS and not (kind in _SUMMED and is_value(text, total)):
                return False
        return True

    def _right(self, place: int, column: int) -> str:
        value = self.told.rows[place][column]
        return printed(value) if isinstance(value, Fraction) else str(value)
