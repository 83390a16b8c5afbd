"""What a column of a table holds: how its cells are read, written and validated.

Tables and columns are found by their headers, so that moved columns and inserted rows do no harm.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from xlportal.core import catalogue
from xlportal.core.limits import FIRST_MONTH, LAST_MONTH, MONTHS
from xlportal.core.problems import Kind
from xlportal.sheets.cells import whole
from xlportal.sheets.tables import Cell, Row, Sheet, Table

NAME_MARK = "；"
"""Parts names that stand in one cell."""


@dataclass(frozen=True)
class Content:
    """A kind of value.

    ``read`` returns the value of a cell that is not empty, None where it is something else; then
    it is ``wrong``, and ``fallback`` stands in so that reading goes on. ``wanted`` is what to
    type, as messages go on after 请填, ``hint`` the same as a sentence, ``rule`` what Excel lets
    be typed, as XlsxWriter's validation. ``written`` returns what stands in the cell of a value.
    """

    read: Callable[[Cell], Any]
    fallback: Any = None
    wrong: Kind = catalogue.PARAMETER_WRONG
    missing: Kind = catalogue.PARAMETER_MISSING
    wanted: str = ""
    hint: str = ""
    rule: Mapping[str, Any] = field(default_factory=lambda: {"validate": "any"})
    written: Callable[[Any], object] = lambda value: value
    is_name: bool = False


def _names(cell: Cell) -> tuple[str, ...]:
    """Return names parted by ``；``, ``;`` or lines."""
    text = cell.text().replace(";", NAME_MARK).replace("\n", NAME_MARK)
    return tuple(" ".join(name.split()) for name in text.split(NAME_MARK) if name.strip())


def _day(cell: Cell) -> dt.date | None:
    """Return a date, also one that was typed as text."""
    value = cell.raw
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    parts = cell.shown.translate(_DATE_MARKS).strip("-").split("-")
    try:
        year, month, day = map(int, parts)
        return dt.date(year, month, day)
    except ValueError:
        return None


_DATE_MARKS = str.maketrans("年月日/.", "-----")

TEXT = Content(Cell.text, "")
SHOWN = Content(lambda cell: cell.shown, "")
"""Whatever people see: what it has to be depends on other cells."""
NAME = Content(
    lambda cell: " ".join(cell.text().split()), "", missing=catalogue.NAME_MISSING, is_name=True
)
NAMES = Content(_names, (), written=NAME_MARK.join, is_name=True)
DAY = Content(_day, wrong=catalogue.DATE_WRONG)


def whole_number(least: int, most: int, **options: Any) -> Content:
    """Return the kind of whole numbers from ``least`` to ``most``; months come from a list."""

    def read(cell: Cell) -> int | None:
        value = whole(cell.meaning)
        return value if value is not None and least <= value <= most else None

    wanted = f" {least} 到 {most} 的整数"
    rule: dict[str, Any] = {"validate": "integer", "criteria": "between", "minimum": least}
    rule["maximum"] = most
    if (least, most) == (FIRST_MONTH, LAST_MONTH):
        rule = {"validate": "list", "source": [str(month) for month in MONTHS]}
    content = Content(read, 0, wanted=wanted, hint=f"填{wanted}。", rule=rule)
    return replace(content, **options)


def number(*, zero: bool = False, **options: Any) -> Content:
    """Return the kind of numbers above 0, or from ``zero`` on; the largest is checked later."""
    wanted = " 0 或正数" if zero else " 0.8、1.5 这样大于 0 的数"
    rule = {"validate": "decimal", "criteria": ">=" if zero else ">", "value": 0}
    content = Content(Cell.exact, Fraction(1), wanted=wanted, hint=f"填{wanted}。", rule=rule)
    return replace(content, **options)


def choice(words: Mapping[Any, str], wrong: Kind = catalogue.CHOICE_WRONG) -> Content:
    """Return the kind that is one of a few ``words``, by the value each stands for."""
    values = {word: value for value, word in words.items()}
    return Content(
        lambda cell: values.get(cell.shown),
        next(iter(words)),
        wrong,
        wrong,
        wanted="、".join(values),
        hint="从列表中选。",
        rule={"validate": "list", "source": [*values]},
        written=words.__getitem__,
    )


NEEDED = object()
"""The default of a column whose cells must not be empty."""


@dataclass(frozen=True)
class Column:
    """A column: the field it holds, its header, what its cells hold, its width in characters.

    ``note`` explains the header, ``hint`` says what to type. An empty cell is the ``default``, a
    problem where there is none. ``name`` is what formulas call it. One that was ``added`` is not
    in workbooks of the first edition.
    """

    field: str
    label: str
    content: Content
    width: float
    note: str = ""
    hint: str = ""
    default: object = NEEDED
    name: str = ""
    added: bool = False

    @property
    def typed(self) -> str:
        """Return what to type into a cell."""
        return self.hint or self.content.hint

    def read(self, cell: Cell) -> Any:
        """Return the value of a cell, a stand-in where a problem was added."""
        empty, content = cell.meaning is None, self.content
        if empty and self.default is not NEEDED:
            return self.default
        found = None if empty else content.read(cell)
        if found is None:
            kind = content.missing if empty else content.wrong
            cell.add(kind, what=self.label, wanted=content.wanted)
            return content.fallback
        return found

    def written(self, value: object) -> object:
        """Return what stands in the cell of ``value``; a month that is the usual one needs none."""
        usual = type(value) is int and value == self.default
        return None if usual or value in (None, "", ()) else self.content.written(value)


@dataclass(frozen=True)
class Form:
    """A table: its title and columns, and how many empty rows it is given."""

    title: str
    columns: tuple[Column, ...]
    spare: int

    def __getitem__(self, field: str) -> Column:
        return next(column for column in self.columns if column.field == field)

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the headers."""
        return tuple(column.label for column in self.columns)

    def place(self, field: str) -> int:
        """Return the column, from 0, that a field is written in."""
        return [column.field for column in self.columns].index(field)

    def find(self, sheet: Sheet, end_row: int | None = None) -> Table | None:
        """Return the table on a sheet, None (and problems) where headers are missing.

        A table without any of the added headers is one of the first edition.
        """
        header = sheet.header_row(self.labels)
        there = set() if header is None else set(sheet.headers[header])
        added = {column.label for column in self.columns if column.added} & there
        needed = {c.field: c.label for c in self.columns if added or not c.added}
        return sheet.table(header, needed, end_row)

    def values(self, row: Row) -> dict[str, Any]:
        """Return the values of a row by field."""
        return {
            column.field: column.read(row.cell(column.field))
            if column.field in row.columns
            else column.default
            for column in self.columns
        }

    def cells(self, values: Mapping[str, Any]) -> list[object]:
        """Return what stands in the cells of a row that holds ``values``."""
        return [column.written(values.get(column.field)) for column in self.columns]
