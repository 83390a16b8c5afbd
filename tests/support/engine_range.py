"""The cells of LibreOffice as xlwings asks for them: values, formulas, looks."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from xlwings import base_classes

from support.office import counted, noted, python_errors

_ZERO_DAY = dt.datetime(1899, 12, 30)
_DATES, _FAILED = 2, 4
_FORMATS = ("CellBackColor", "NumberFormat", "CellProtection", "ConditionalFormat")
_NO_FILL = 0xFFFFFF


class ErrorValue:
    def __init__(self, text: str) -> None:
        self.text = text


class Range(base_classes.Range):
    max_cells_per_read = None
    max_cells_per_write = None
    row = column = 0
    shape = (0, 0)

    def __init__(self, sheet: Any, first: tuple[int, int], last: tuple[int, int]) -> None:
        self.sheet, self.office = sheet, sheet.office
        self.others: Sequence[Range] = ()
        self.first, self.last = first, last
        self.row, self.column = first
        self.shape = (last[0] - first[0] + 1, last[1] - first[1] + 1)
        self.options: Any = None

    @classmethod
    def of(cls, sheet: Any, address: Any) -> Range:
        """Return the range that UNO calls by ``address``."""
        first = (address.StartRow + 1, address.StartColumn + 1)
        return cls(sheet, first, (address.EndRow + 1, address.EndColumn + 1))

    @cached_property
    def cells(self) -> Any:
        (top, left), (bottom, right) = self.first, self.last
        return self.sheet.sheet.getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)

    def __call__(self, arg1: int, arg2: int | None = None) -> Range:
        place = (self.row + arg1 - 1, self.column + (arg2 or 1) - 1)
        return Range(self.sheet, place, place)

    def _get_values(self) -> list[list[object]]:
        self.office.ledger.note("Range.raw_value")
        values = [list(row) for row in self.cells.getDataArray()]
        for row, column in self._places(self.cells.queryContentCells(_DATES)):
            values[row][column] = _ZERO_DAY + dt.timedelta(days=values[row][column])  # type: ignore[arg-type]
        if any(value is None for row in values for value in row):
            for row, column in self._places(self.cells.queryFormulaCells(_FAILED)):
                values[row][column] = ErrorValue(self.cells.getCellByPosition(column, row).String)
        return values

    def _set_values(self, value: Any) -> None:
        self.office.ledger.note("Range.raw_value=")
        with python_errors():
            self.cells.setDataArray(tuple(tuple(map(_written, row)) for row in _rows(value)))

    raw_value = property(_get_values, _set_values)

    def _places(self, ranges: Any) -> Iterator[tuple[int, int]]:
        """Yield the places, in this range, of cells that were asked for: of a single one all are."""
        (row, column), (height, width) = self.first, self.shape
        for found in ranges.RangeAddresses:
            for r in range(found.StartRow, found.EndRow + 1):
                for c in range(found.StartColumn, found.EndColumn + 1):
                    if 0 <= r - row + 1 < height and 0 <= c - column + 1 < width:
                        yield r - row + 1, c - column + 1

    @property
    def api(self) -> Look:
        """As much of Excel's own range as the buttons ask for."""
        return Look(self)

    @property
    @noted
    def number_format(self) -> str | None:
        key = self.shared("NumberFormat")
        formats = self.sheet.book.document.NumberFormats
        return None if key is None else str(formats.getByKey(key).FormatString)

    def shared(self, name: str) -> Any:
        """Return a property of all areas, None where they are not alike in it."""
        values: set[Any] = set()
        for area in (self, *self.others):
            found = area.cells.UniqueCellFormatRanges
            looks = map(found.getByIndex, range(found.Count))
            values |= {functools.reduce(getattr, name.split("."), look) for look in looks}
        return values.pop() if len(values) == 1 else None

    @noted
    def copy(self, destination: None) -> None:
        del destination
        self.office.copied = self

    @counted
    def paste(self, paste: str, **_: object) -> None:
        """Paste from a row to rows of the same columns: what Excel calls formats, or validation."""
        assert self.office.copied is not None
        if self.sheet.sheet.isProtected():
            message = "The sheet is protected"
            raise OSError(message)
        kinds = _FORMATS if paste == "formats" else ("Validation",)
        for column in range(self.shape[1]):
            copied = self.office.copied.cells.getCellByPosition(column, 0)
            target = self.cells.getCellRangeByPosition(column, 0, column, self.shape[0] - 1)
            for kind in kinds:
                target.setPropertyValue(kind, copied.getPropertyValue(kind))

    @counted
    def select(self) -> None:
        self.sheet.book.document.CurrentController.select(self.cells)

    def _get_formula(self) -> Any:
        self.office.ledger.note("Range.formula")
        names = self.sheet.book.pages.ElementNames
        return [[in_excel(f, names) for f in row] for row in self.cells.getFormulaArray()]

    def _set_formula(self, value: Any) -> None:
        self.office.ledger.note("Range.formula=")
        names = self.sheet.book.pages.ElementNames
        rows = tuple(tuple(ours(f, names) for f in row) for row in _rows(value))
        with python_errors():
            self.cells.setFormulaArray(rows)

    formula = property(_get_formula, _set_formula)

    @counted
    def replace_all(self, old: str, new: str, whole: object, match_case: object) -> None:
        del whole, match_case
        if self.sheet.sheet.isProtected():
            # As Excel does: nothing, and without a word.
            return
        old, new = old.replace("!", "."), new.replace("!", ".")
        for r, formulas in enumerate(self.cells.getFormulaArray()):
            for c, formula in enumerate(formulas):
                if formula.startswith("=") and old in formula:
                    self.cells.getCellByPosition(c, r).Formula = formula.replace(old, new)


class Look:
    """How cells look, as Excel's own range and its interior tell it."""

    def __init__(self, cells: Range) -> None:
        self.cells, self.office = cells, cells.office

    @property
    @noted
    def Locked(self) -> bool | None:  # noqa: N802 - Excel's own name
        return self.cells.shared("CellProtection.IsLocked")

    @property
    def Interior(self) -> Look:  # noqa: N802
        return self

    @property
    @noted
    def Color(self) -> int:  # noqa: N802
        fill = self.cells.shared("CellBackColor")
        # Excel counts colours from blue, and says black of cells that are not all alike.
        return int.from_bytes((fill or 0).to_bytes(3), "little") if fill != -1 else _NO_FILL


def corner(place: Any) -> tuple[int, int]:
    return place.first if isinstance(place, Range) else place


def _rows(value: Any) -> Any:
    return value if isinstance(value, (list, tuple)) else [[value]]


def in_excel(formula: str, sheets: Sequence[str]) -> str:
    """Return a formula as Excel writes it: its array, its references to other sheets."""
    formula = formula[1:-1] if formula.startswith("{=") else formula
    for name in sheets if "." in formula else ():
        formula = formula.replace(f"{name}.", f"{name}!")
    return formula


def ours(formula: str, sheets: Sequence[str]) -> str:
    """Return a formula of Excel's as LibreOffice writes references to other sheets."""
    for name in sheets if "!" in formula else ():
        formula = formula.replace(f"{name}!", f"{name}.")
    return formula


def _written(value: object) -> object:
    """Return what may be handed over: None breaks the bridge, an empty text leaves a cell empty."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.removeprefix("'")
    return float(value) if isinstance(value, int) else value
