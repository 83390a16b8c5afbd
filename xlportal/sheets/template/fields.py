"""What is filled in a group's block, column by column: its look, and what may be typed.

That is at least whatever the reader then reads. Excel takes no formula of more than 255 characters
for a validation.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from xlsxwriter.utility import xl_rowcol_to_cell

from xlportal.core.ledger import Entry
from xlportal.sheets import layout
from xlportal.sheets.forms import UNITS
from xlportal.sheets.monthly import IN_COLUMN, INPUTS, NO_POINTS, PIECES, Input, count_cells
from xlportal.sheets.native import Formulas
from xlportal.sheets.pen import Style
from xlportal.sheets.template import styles

Rule: TypeAlias = dict[str, Any]
"""A validation of XlsxWriter."""

COUNT = (styles.ENTRY, styles.CENTER, styles.AS_TYPED)
WORDS = (styles.ENTRY, styles.NAME, styles.AS_TYPED)
_DIGITS = "0123456789０１２３４５６７８９ 　"


def explained(title: str, message: str) -> Rule:
    """Return the rule of a cell that takes anything."""
    return {"validate": "any", "input_title": title, "input_message": message}


def _guarded(title: str, prompt: str, error: str, error_title: str, **rule: object) -> Rule:
    refused = {"error_title": error_title, "error_message": error}
    return {**explained(title, prompt), **refused, **rule}


def _custom(formula: str, title: str, prompt: str, error: str) -> Rule:
    return _guarded(title, prompt, error, "请重填", validate="custom", value=f"={formula}")


MARK = _guarded(
    "本组本月无采用", "这一组确实一篇也没有被采用时选“是”，表示是 0，不是没填。平时留空。",
    "这里只能选“是”或留空。", "请从列表中选", validate="list", source=[layout.YES],
)  # fmt: skip
SPARE_NAME = _guarded(
    "新增单位", "先把单位加进“单位”表，再从这里选。",
    "单位表里没有这个名称。请先在单位表中添加，再从列表中选。", "名单里没有",
    validate="list", source=f"={UNITS['name'].name}", error_type="warning",
)  # fmt: skip


@dataclass(frozen=True)
class Field:
    """A column to fill: its look, what stands in an entry's cell, what may be typed.

    ``wrong`` and ``off`` are formulas for what is wrong and what is not the group's; braces in them
    stand for the cell itself.
    """

    column: int
    look: tuple[Style, ...]
    value: Callable[[Entry], object]
    rule: Rule
    wrong: str = ""
    off: str = ""


def fields(formulas: Formulas) -> Iterator[Field]:
    """Yield the columns to fill of a block that has these formulas, those without an item too."""
    terms, columns = formulas.block.terms, formulas.columns
    for slot, (place, item) in enumerate(zip(terms.slots, terms.items, strict=True)):
        left = columns.pieces(slot)
        cells = _first(formulas, left), _first(formulas, left + 1)
        rules = _count_rule(cells[0], item.name), _column_rule(*cells, item.name)
        wrong = f'AND({_hidden(formulas, f"worth{slot}")}<0,{{}}<>"")'
        for side, rule in enumerate(rules):
            value = partial(_count_value, place=place, side=side)
            yield Field(left + side, COUNT, value, rule, wrong)
    for column in range(columns.pieces(len(terms.items)), columns.pieces(columns.slots)):
        yield Field(column, (styles.FIXED, styles.SWITCHED_OFF), lambda _: None, {})
    for one in columns.inputs:
        yield _input(formulas, one)


def _count_value(entry: Entry, place: int, side: int) -> int | None:
    return count_cells(entry.counts[place])[side]


def _input(formulas: Formulas, column: Input) -> Field:
    at, value = formulas.columns.of[column.field], partial(_input_value, column=column)
    off = f'{formulas.at[column.rule]}<>"{layout.YES}"' if column.rule else ""
    if column.is_points:
        rule = _points_rule(_first(formulas, at), column)
        wrong = f'{_hidden(formulas, f"{column.field}_text")}="?"'
        return Field(at, COUNT, value, rule, wrong, off)
    rule = {**explained(column.label, column.hint), **column.content.rule}
    return Field(at, WORDS, value, rule, off=off)


def _input_value(entry: Entry, column: Input) -> object:
    value = getattr(entry, column.field)
    nothing_counted = all(count is None for count in entry.counts)
    if column is INPUTS[0] and nothing_counted and not entry.addition:
        return value  # Something has to say that the unit filed nothing, not that nobody filled it.
    return column.written(value or None)


def _first(formulas: Formulas, column: int, *, fixed: bool = False) -> str:
    """Return the address of a column's cell in the first row for units."""
    return str(xl_rowcol_to_cell(formulas.block.rows[0], column, col_abs=fixed))


def _hidden(formulas: Formulas, name: str) -> str:
    return _first(formulas, formulas.hidden[name][1], fixed=True)


def _count_rule(cell: str, item: str) -> Rule:
    """Return the rule of a count cell: a whole number or ``3（1）``, as both are read.

    All characters are digits or spaces, or all but two, and these are brackets in their places.
    """
    # Not with ASC, which only makes wide characters narrow where Excel's own language is Chinese.
    text = cell
    for found, meant in ((" ", ""), ("　", ""), ("（", "("), ("）", ")")):
        text = f'SUBSTITUTE({text},"{found}","{meant}")'
    # A pattern is found anywhere, but with a mark behind the text only at its end.
    return _custom(
        f'{_digits(cell)}=LEN({cell})-2*COUNT(SEARCH("?*(?*)|",{text}&"|"))',
        _title(item, PIECES), "如 3 或 3（1）。没有就留空。",
        "这里只能填 0、1、2 这样的整数，或 3（1）这样的写法（3 篇，其中 1 篇上了专栏）。",
    )  # fmt: skip


def _column_rule(left: str, right: str, item: str) -> Rule:
    """Return the rule of the cell beside it: a whole number not above that on the left."""
    brackets = f'COUNT(FIND("(",{left}),FIND("（",{left}))'
    fits = f"{brackets}=0,IFERROR(0+{right}<=0+{left},TRUE)"
    return _custom(
        f"AND({_digits(right)}=LEN({right}),{fits})",
        _title(item, IN_COLUMN), "左边的篇数中上了专栏的，如 1。",
        "专栏篇数是整数，不能超过左边的采用篇数；左边已写成 3（1）的，这里不填。",
    )  # fmt: skip


def _points_rule(cell: str, column: Input) -> Rule:
    """Return the rule of points taken off or given: digits with at most one point, or a word."""
    words = ",".join(f'"{word}"' for word in NO_POINTS)
    number = f'{_digits(cell)}=LEN({cell})-COUNT(FIND({{".","．"}},{cell}))'
    error = "只能填 0 或正数，如 1.5；没有请留空。"
    return _custom(f"OR({cell}={{{words}}},{number})", column.label, column.hint, error)


def _title(item: str, kind: str) -> str:
    """Return the title of a count's input message: its header may have scrolled out of sight."""
    return f"{item[: styles.LONGEST_TITLE - len(kind) - 1]} {kind}"


def _digits(cell: str) -> str:
    """Return the formula that counts the digits and spaces in a cell."""
    each = f'MID("{_DIGITS}",ROW($1:${len(_DIGITS)}),1)'
    return f'SUMPRODUCT(LEN({cell})-LEN(SUBSTITUTE({cell},{each},"")))'
