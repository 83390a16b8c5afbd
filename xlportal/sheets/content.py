"""What a cell of a table may hold: how each kind of value is read, written and validated.

A kind reads ``None``, with a problem at the cell, where the cell holds something else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
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
class Text:
    """Any text. ``fallback`` stands in for what was wrong, so that reading goes on."""

    wrong: Kind = catalogue.TEXT_WRONG
    missing: Kind = catalogue.PARAMETER_MISSING
    fallback: Any = ""

    @property
    def wanted(self) -> str:
        """Return what to type, as messages go on after 请填."""
        return ""

    @property
    def hint(self) -> str:
        """Return what to type as a sentence."""
        return f"填{self.wanted}。" if self.wanted else ""

    @property
    def rule(self) -> dict[str, Any]:
        """Return what Excel lets be typed, as XlsxWriter's validation."""
        return {"validate": "any"}

    def read(self, cell: Cell, what: str) -> Any:  # noqa: ARG002 - others name the column
        """Return the value of a cell that is not empty, of the column called ``what``."""
        return cell.text()

    def written(self, value: Any) -> object:
        """Return what stands in the cell of a value."""
        return value


@dataclass(frozen=True)
class Shown(Text):
    """Whatever people see: what it has to be depends on other cells."""

    def read(self, cell: Cell, what: str) -> str:  # noqa: ARG002
        """Return what people see."""
        return cell.shown


@dataclass(frozen=True)
class Name(Text):
    """A name: one line, spaces single."""

    missing: Kind = catalogue.NAME_MISSING

    def read(self, cell: Cell, what: str) -> str:  # noqa: ARG002
        """Return the name."""
        return " ".join(cell.text().split())


@dataclass(frozen=True)
class Names(Text):
    """Names in one cell, parted by ``；``, ``;`` or lines."""

    fallback: Any = ()

    def read(self, cell: Cell, what: str) -> tuple[str, ...]:  # noqa: ARG002
        """Return the names."""
        text = cell.text().replace(";", NAME_MARK).replace("\n", NAME_MARK)
        return tuple(" ".join(name.split()) for name in text.split(NAME_MARK) if name.strip())

    def written(self, value: Any) -> object:
        """Return the names in one text."""
        return NAME_MARK.join(value)


@dataclass(frozen=True)
class Whole(Text):
    """A whole number from ``least`` to ``most``."""

    wrong: Kind = catalogue.PARAMETER_WRONG
    fallback: Any = 0
    least: int = 0
    most: int = 0

    @property
    def wanted(self) -> str:
        """Return the limits."""
        return f" {self.least} 到 {self.most} 的整数"

    @property
    def rule(self) -> dict[str, Any]:
        """Return the limits as a validation; months are chosen from a list."""
        if (self.least, self.most) == (FIRST_MONTH, LAST_MONTH):
            return {"validate": "list", "source": [str(month) for month in MONTHS]}
        limits = {"minimum": self.least, "maximum": self.most}
        return {"validate": "integer", "criteria": "between", **limits}

    def read(self, cell: Cell, what: str) -> int | None:
        """Return the number."""
        value = whole(cell.meaning)
        if value is None or not self.least <= value <= self.most:
            cell.add(self.wrong, what=what, wanted=self.wanted)
            return None
        return value


@dataclass(frozen=True)
class Number(Text):
    """An exact number, above 0 or, where ``zero`` fits, 0; how large it may be is checked later."""

    wrong: Kind = catalogue.PARAMETER_WRONG
    fallback: Any = Fraction(1)
    zero: bool = False

    @property
    def wanted(self) -> str:
        """Return an example."""
        return " 0 或正数" if self.zero else " 0.8、1.5 这样大于 0 的数"

    @property
    def rule(self) -> dict[str, Any]:
        """Return the lower limit as a validation."""
        return {"validate": "decimal", "criteria": ">=" if self.zero else ">", "value": 0}

    def read(self, cell: Cell, what: str) -> Fraction | None:
        """Return the number the cell shows."""
        value = cell.exact()
        if value is None:
            cell.add(self.wrong, what=what, wanted=self.wanted)
        return value


@dataclass(frozen=True)
class Choice(Text):
    """One of a few ``words``, by the value each stands for; the first stands in."""

    wrong: Kind = catalogue.CHOICE_WRONG
    missing: Kind = catalogue.CHOICE_WRONG
    words: Mapping[Any, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "fallback", next(iter(self.words)))

    @property
    def wanted(self) -> str:
        """Return the words."""
        return "、".join(self.words.values())

    @property
    def hint(self) -> str:
        """Return where the words are."""
        return "从列表中选。"

    @property
    def rule(self) -> dict[str, Any]:
        """Return the words as a validation."""
        return {"validate": "list", "source": [*self.words.values()]}

    def read(self, cell: Cell, what: str) -> Any:
        """Return the value of the word."""
        for value, word in self.words.items():
            if word == cell.shown:
                return value
        cell.add(self.wrong, what=what, wanted=self.wanted)
        return None

    def written(self, value: Any) -> object:
        """Return the word of a value."""
        return self.words[value]


@dataclass(frozen=True)
class Day(Text):
    """A date, also one that was typed as text."""

    wrong: Kind = catalogue.DATE_WRONG
    fallback: Any = None

    def read(self, cell: Cell, what: str) -> dt.date | None:  # noqa: ARG002
        """Return the date."""
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
            cell.add(self.wrong)
            return None


_DATE_MARKS = str.maketrans("年月日/.", "-----")
