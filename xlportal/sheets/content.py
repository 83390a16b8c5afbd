"""What a cell of a table may hold: how each kind of value is read, written and validated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from xlportal.core import catalogue
from xlportal.core.limits import FIRST_MONTH, LAST_MONTH, MONTHS
from xlportal.core.problems import Kind
from xlportal.sheets.cells import whole
from xlportal.sheets.tables import Cell

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
