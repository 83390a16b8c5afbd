"""The formulas of a worksheet's tree when single cells of it are set: which rest on those cells."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeAlias

from openpyxl.formula.tokenizer import Token, Tokenizer
from openpyxl.formula.translate import Translator
from openpyxl.utils.cell import range_boundaries

from xlportal.sheets.grid import Place, address

Formulas: TypeAlias = Mapping[Place, Any]
"""The formula elements of a sheet by the place of their cells."""
Bounds: TypeAlias = tuple[int, int, int, int]
"""First column and row, last column and row of a rectangle, from 1."""

_END = 2**20


def part_of_array(formulas: Formulas, places: Collection[Place]) -> Place | None:
    """Return one of ``places`` that is filled by an array formula which also fills others."""
    for formula in formulas.values():
        if formula.get("t") in {"array", "dataTable"}:
            left, top, right, bottom = range_boundaries(formula.get("ref"))
            rows, columns = range(top - 1, bottom), range(left - 1, right)
            hit = [place for place in places if place[0] in rows and place[1] in columns]
            if hit and len(hit) < len(rows) * len(columns):
                return hit[0]
    return None


def unshare(formulas: Formulas, places: Collection[Place]) -> None:
    """Give formulas of their own to cells that share one whose cell is set."""
    shared = {place: f for place, f in formulas.items() if f.get("t") == "shared"}
    lost = {
        formula.get("si"): Translator(f"={formula.text}", address(*place))
        for place, formula in shared.items()
        if formula.text and place in places
    }
    for place, formula in shared.items():
        if formula.get("si") in lost and place not in places:
            own = lost[formula.get("si")].translate_formula(address(*place))
            formula.attrib.clear()
            formula.text = own.removeprefix("=")


def columns_of(places: Iterable[Place]) -> tuple[Bounds, ...]:
    """Return bounds that hold ``places``, those of one column together."""
    rows: dict[int, list[int]] = {}
    for row, column in places:
        rows.setdefault(column + 1, []).append(row + 1)
    return tuple((c, min(found), c, max(found)) for c, found in rows.items())


def rests_on(
    text: str | None,
    sheet: str,
    touched: Mapping[str, tuple[Bounds, ...]],
    names: Mapping[str, str],
) -> bool:
    """Return whether a formula on ``sheet`` may take in any of the touched cells."""
    for token in Tokenizer(f"={text}").items if text else ():
        if token.type != Token.OPERAND or token.subtype != Token.RANGE:
            continue
        if token.value in names:
            if rests_on(names[token.value], sheet, touched, {**names, token.value: ""}):
                return True
            continue
        own, _, area = token.value.rpartition("!")
        own = own.strip("'").replace("''", "'") or sheet
        changed = [b for name in touched if name == own or ":" in own for b in touched[name]]
        bounds = _bounds(area)
        if changed and (bounds is None or any(_meet(bounds, other) for other in changed)):
            return True
    return text is None


def _bounds(area: str) -> Bounds | None:
    """Return the bounds of an area, None where it is none."""
    try:
        left, top, right, bottom = range_boundaries(area)
    except ValueError:
        return None
    return left or 1, top or 1, right or _END, bottom or _END


def _meet(one: Bounds, other: Bounds) -> bool:
    across = one[0] <= other[2] and other[0] <= one[2]
    return across and one[1] <= other[3] and other[1] <= one[3]
