"""Reading a workbook file into grids, with openpyxl. The file is only ever read.

openpyxl gives a formula's stored result or the formula, never both, and drops what is hidden when
it only reads. So its own parser of cells is used on every sheet, and what else is needed is taken
on the way.
"""

import io
import math
import re
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import iterparse

from openpyxl import load_workbook
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.escape import unescape
from openpyxl.worksheet._reader import (
    COL_TAG,
    FORMULA_TAG,
    MERGE_TAG,
    ROW_TAG,
    VALUE_TAG,
    WorkSheetParser,
)

from xlportal.core.exact import from_float, plain, round_half_up
from xlportal.errors import CannotProceed
from xlportal.files import read_bytes
from xlportal.sheets import layout
from xlportal.sheets.grid import (
    MAX_COLUMNS,
    MAX_ROWS,
    ErrorValue,
    Formula,
    Grid,
    Rectangle,
    Shape,
    address,
)
from xlportal.sheets.package import broken, check_package, transitional

_CHINESE_DATES = frozenset({*range(27, 37), *range(50, 59)})
"""Built-in number formats of Chinese Excel, such as 3月2日, that openpyxl takes for numbers."""
_LAST_COLUMN = 16_384
_GENERAL = frozenset({"General", "G/通用格式", "@"})
_FIXED = re.compile(r"(?:_.|\* )*[#,]*0(?:\.([0#]+))?(?:_.)?")
_FLOAT_DIGITS, _USUAL_DECIMALS = 15, 2


def read_workbook(path: Path) -> dict[str, Grid]:
    """Return the grids of the sheets to read that the workbook at ``path`` has, by name.

    Raises :class:`CannotProceed` where the file is missing or no readable workbook.
    """
    return grids_of(read_bytes(path), str(path))


def grids_of(content: bytes, name: str) -> dict[str, Grid]:
    """Return the grids of the sheets to read in a package called ``name`` in messages.

    Raises :class:`CannotProceed` where it has none of them.
    """
    found = read_sheets(content, name, layout.READ_SHEETS.__contains__)
    if found.keys().isdisjoint(layout.INPUT_SHEETS):
        raise CannotProceed(
            f"“{name}”不是填报工作簿（发送版里也没有填报的数）。请给出填报用的 .xlsm 工作簿。"
        )
    return found


def read_sheets(content: bytes, name: str, wanted: Callable[[str], bool]) -> dict[str, Grid]:
    """Return the grids of the sheets whose names are ``wanted``, in the order of their tabs."""
    check_package(content, name)
    try:
        with warnings.catch_warnings():
            # openpyxl warns of what it would lose in writing.
            warnings.simplefilter("ignore")
            stream = io.BytesIO(transitional(content))
            book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            return {s.title: _grid(s, name) for s in book.worksheets if wanted(s.title)}
    except CannotProceed:
        raise
    except Exception as error:
        raise broken(name) from error


def _grid(sheet: Any, name: str) -> Grid:
    """Return the grid of one of openpyxl's read-only sheets. Refuses cells no office uses."""
    parser = _parser(sheet)
    rows: list[list[object]] = []
    for number, values in _rows(parser):
        if not values:
            continue
        if number > MAX_ROWS or len(values) > MAX_COLUMNS:
            far = f"第 {MAX_ROWS} 行以下" if number > MAX_ROWS else "ZZ 列以右"
            raise CannotProceed(
                f"“{name}”的“{sheet.title}”表在{far}还有内容，没有读取。请把那里的行或列删掉再存。"
            )
        rows += [[] for _ in range(number - len(rows))]
        rows[number - 1] = values
    columns = [
        range(int(found["min"]) - 1, min(int(found["max"]), _LAST_COLUMN))
        for found in parser.column_dimensions.values()
        if _is_gone(found, "width")
    ]
    shape = Shape(
        merged=tuple(map(_rectangle, parser.merged_cells or ())),
        hidden_rows=frozenset(
            int(row) - 1 for row, found in parser.row_dimensions.items() if _is_gone(found, "ht")
        ),
        hidden_columns=frozenset().union(*columns),
        hidden=sheet.sheet_state != "visible",
        formulas=tuple(map(_rectangle, parser.formulas)),
        shown=parser.shown,
    )
    return Grid(sheet.title, rows, shape)


def _parser(sheet: Any) -> Any:
    book = sheet.parent
    styles = enumerate(book._cell_styles)  # noqa: SLF001 - read-only sheets show no format
    dates = {index for index, style in styles if style.numFmtId in _CHINESE_DATES}
    parser = WorkSheetParser(
        sheet._get_source(),  # noqa: SLF001
        sheet._shared_strings,  # noqa: SLF001
        data_only=True,
        epoch=book.epoch,
        date_formats=book._date_formats | dates,  # noqa: SLF001
        timedelta_formats=book._timedelta_formats,  # noqa: SLF001
    )
    parser.formulas, parser.shown = [], {}
    own = enumerate(book._number_formats, start=BUILTIN_FORMATS_MAX_SIZE)  # noqa: SLF001
    codes = {**BUILTIN_FORMATS, **dict(own)}
    parser.codes = [codes.get(style.numFmtId, "General") for style in book._cell_styles]  # noqa: SLF001
    return parser


def _rows(parser: Any) -> Iterator[tuple[int, list[object]]]:
    """Yield number and values of every row; the parser keeps columns and merges it meets."""
    for _, element in iterparse(parser.source):  # noqa: S314
        if element.tag == ROW_TAG:
            yield _row(parser, element)
            element.clear()
        elif element.tag == COL_TAG:
            parser.parse_column_dimensions(element)
        elif element.tag == MERGE_TAG:
            parser.merged_cells = [merge.attrib["ref"] for merge in element]


def _row(parser: Any, element: Any) -> tuple[int, list[object]]:
    values: list[object] = []
    number, cells = parser.parse_row(element)
    for cell, found in zip(element, cells, strict=True):
        value, formula = found["value"], cell.find(FORMULA_TAG)
        if formula is not None:
            own = address(number - 1, found["column"] - 1)
            parser.formulas.append(formula.get("ref") or own)
        if formula is not None and value is None and not _is_empty_text(cell):
            value = Formula(f"={formula.text or ''}")
        elif found["data_type"] == "e":
            value = ErrorValue(value)
        elif type(value) is str:
            value = _text(value)
        elif type(value) in {int, float}:
            other = _displayed(value, parser.codes[int(cell.get("s", 0))])
            parser.shown |= {(number - 1, found["column"] - 1): other} if other else {}
        if value is not None:
            values += [None] * (found["column"] - len(values))
            values[found["column"] - 1] = value
    return number, values


@cache
def _decimals(code: str) -> int | None:
    """Return to how many decimals a number format rounds, None where it does anything else."""
    fixed = _FIXED.fullmatch(code)
    return _FLOAT_DIGITS if code in _GENERAL else len(fixed[1] or "") if fixed else None


def _displayed(value: float, code: str) -> str | None:
    """Return what a number format makes of a number, None where it only prints it as offices do."""
    above, *rest = code.split(";")
    decimals = _decimals(rest[1] if rest[1:] and not value else above)
    if decimals is None or not math.isfinite(value):
        return f"{value}（{code}）"
    if round(value, decimals) == value:
        return None
    exact = from_float(value)
    printed, usual = (round_half_up(exact, places) for places in (decimals, _USUAL_DECIMALS))
    return None if printed in {exact, usual} else f"{plain(printed)}（{value}）"


def _is_empty_text(cell: Any) -> bool:
    """Return whether the stored result of a formula is a text without characters."""
    return cell.get("t") == "str" and cell.find(VALUE_TAG) is not None


def _text(text: str) -> str | None:
    """Return a text as people see it: ``_x000A_`` stands for the character of that number."""
    if "_x" in text:
        text = unescape(text).encode("utf-8", "replace").decode()
    return text or None


def _rectangle(reference: str) -> Rectangle:
    left, top, right, bottom = range_boundaries(reference)
    return Rectangle(top - 1, left - 1, bottom - 1, right - 1)


def _is_gone(dimension: dict[str, str], size: str) -> bool:
    """Return whether a row or column is hidden, or has no height or width."""
    return dimension.get("hidden") in {"1", "true"} or float(dimension.get(size, 1)) == 0
