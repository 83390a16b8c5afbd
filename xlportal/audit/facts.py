"""What makes another figure, name or order right: exact values, ties, names of then and now."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from xlportal.audit.forms import NAME, Token, plain
from xlportal.core.exact import from_float, parse_decimal, terminates
from xlportal.core.labels import LIST_MARK, printed
from xlportal.core.rules import Group
from xlportal.publish.appendix import ColumnKind
from xlportal.publish.content import Publication

_NAMES = {"单位统称", "专栏", "发文机关"}
"""Placeholders that hold names which neither a unit nor a group has."""
_NUMBER = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_LEAST_FULL = 6
"""Decimals from which a figure that never ends counts as given in full."""
_FLOAT_DIGITS = 15
"""Digits of a float that mean something; the last may be off by one."""


def names(told: Publication, groups: Sequence[Group]) -> dict[str, str]:
    """Return every name in use and what it now is: of units, groups, and what the text names."""
    units = [unit for group in groups for unit in group.units]
    current = [
        *(name for group in groups for name in (group.name, group.short, group.collective)),
        *(
            "".join(character for character, _ in stretch)
            for paragraph in told.paragraphs
            for placeholder, stretch in groupby(
                zip(paragraph.text, paragraph.told, strict=False), key=lambda pair: pair[1]
            )
            if placeholder in _NAMES
        ),
        *(unit.name for unit in units),
    ]
    former = {old: unit.name for unit in units for old in unit.former}
    return former | {name: name for name in current}


@dataclass(frozen=True)
class Facts:
    """What makes other figures and orders right, by annex and field: exact values, scores."""

    exact: Mapping[tuple[int | None, str], Fraction]
    scores: Mapping[tuple[int | None, str], Mapping[str, Fraction]]

    @classmethod
    def of(cls, told: Publication) -> Facts:
        """Return what the tables say of averages, pass lines and units' scores."""
        exact: dict[tuple[int | None, str], Fraction] = {}
        scores: dict[tuple[int | None, str], Mapping[str, Fraction]] = {}
        for table in told.appendices:
            units = [plain(str(row[table.columns.index(ColumnKind.UNIT)])) for row in table.rows]
            for index, kind in enumerate(table.columns):
                values = [row[index] for row in table.rows]
                if kind is ColumnKind.LINE:
                    line = "pass_line" if (table.annex, "average") in exact else "average"
                    exact[table.annex, line] = Fraction(values[0])
                elif kind is ColumnKind.SCORE:
                    field = "cumulative_top" if index in table.so_far else "top"
                    whole = [Fraction(value) for value in values]
                    scores[table.annex, field] = dict(zip(units, whole, strict=True))
        return cls(exact, scores)

    def same(self, told: Token, found: Token, annex: int | None) -> bool:
        """Return whether a printed figure, name or label is the one told."""
        if told.key == found.key or told.kind != NAME:
            exact = self.exact.get((annex, told.field or ""))
            return told.key == found.key or (exact is not None and is_value(found.key, exact))
        first, second = told.key.split(LIST_MARK), found.key.split(LIST_MARK)
        scores = self.scores.get((annex, told.field or "")) or self.scores.get((annex, "top"), {})
        tied = [scores.get(n, n) for n in first] == [scores.get(n, n) for n in second]
        return tied and sorted(first) == sorted(second)


def is_value(text: str, exact: Fraction) -> bool:
    """Return whether a printed number is ``exact``: in full, as offices print it, as a float."""
    number = parse_decimal(text) if _NUMBER.fullmatch(text) else None
    if number is None:
        return False
    if number in {exact, parse_decimal(printed(exact)), from_float(float(exact))}:
        return True
    decimals = len(text.partition(".")[2])
    if decimals < _LEAST_FULL or terminates(exact):
        return False
    above = (number - exact) * 10**decimals
    is_float = len(text) > _FLOAT_DIGITS and (abs(above) < 1 or float(number) == float(exact))
    return -1 < above <= Fraction(1, 2) or is_float
