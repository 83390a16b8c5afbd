"""The sheet 明细: a row a unit, month and item in a table of Excel, for whoever filters and pivots.

It stands in the copy that is sent and not in the working workbook, whose sheets hold it already.
"""

import functools
from collections.abc import Iterable
from fractions import Fraction

import pandas as pd

from xlportal.core.ledger import Count
from xlportal.core.widths import display_width, lines_needed
from xlportal.publish import paper
from xlportal.score.assessment import RANK, SCORE, GroupMonth
from xlportal.sheets import layout
from xlportal.sheets.monthly import column_names
from xlportal.sheets.pen import Pen, Style
from xlportal.sheets.results import unit_results

_GROUP, _UNIT, _MONTH, _ITEM = "考核组", "单位", "月份", "项目"
_HEADS = (_GROUP, _UNIT, _MONTH, _ITEM, "篇数", layout.IN_COLUMN, "信息分", "得分", "排名")
_LEAST, _MOST, _AIR = 8, 40, 4
"""Half-width characters: what columns have room for at least and at most, and besides."""
_HEAD, _LINE, _SPACING = 27.0, 13.5, 4.5
"""Points: the header, a line of a row, what a row is higher."""
_MARGINS = paper.Margins(left=18, right=18, top=22, bottom=22)
_HEADER: Style = {**paper.HEADER, "font_size": 10.5}
_FIGURE: Style = {**paper.CELL, "font_size": 10.5}
_TEXT: Style = {**_FIGURE, **paper.LEFT, **paper.WRAP}
_LOOKS = {_GROUP: _TEXT, _UNIT: _TEXT, _MONTH: {**_FIGURE, "num_format": '0"月"'}, _ITEM: _TEXT}
_SAID = {
    "validate": "any",
    "input_title": "得分、排名",
    "input_message": "每个单位每月只在第一行写一次，其余空着，求和、做透视表时不会重复计算。",
}


def details(months: Iterable[GroupMonth]) -> pd.DataFrame:
    """Return what every item earned every unit, month by month, under the sheet's headers.

    A unit's score and place of a month stand in the first of its rows only, None in the others:
    a sum over them counts each once. No column is of floats.
    """
    return pd.concat([_of_month(found) for found in months], ignore_index=True)


def _of_month(found: GroupMonth) -> pd.DataFrame:
    """Return the rows of a group's month, those of a unit together."""
    rows: list[list[object]] = []
    for unit, shown in unit_results(found).items():
        entry, once = found.filed.get(unit), [shown[SCORE], shown[RANK]]
        for slot, (place, item) in enumerate(zip(found.terms.slots, found.items, strict=True)):
            count = (entry and entry.counts[place]) or Count(0)
            worth = shown.get(column_names(slot)[-1], Fraction(0))
            rows.append([found.group.short, unit, found.month, item.name, *count, worth, *once])
            once = [None, None]
    return pd.DataFrame(rows, columns=_HEADS, dtype=object)


def draw_details(pen: Pen, title: str, rows: pd.DataFrame) -> None:
    """Draw the table, whose header is repeated on every page below the ``title``."""
    heads = [*map(str, rows)]
    end = len(rows), len(heads) - 1
    header = pen.palette.format(_HEADER)
    columns = [{"header": head, "header_format": header} for head in heads]
    table = {"name": layout.DETAILS, "style": "Table Style Light 15", "columns": columns}
    pen.sheet.add_table(0, 0, *end, table)
    pen.sheet.data_validation(0, end[1] - 1, 0, end[1], _SAID)
    longest = (max(map(display_width, map(str, {*rows[head]}))) for head in heads)
    pen.widths([min(max(_LEAST, room), _MOST) + _AIR for room in longest])
    pen.height(0, _HEAD)
    lines = functools.cache(lambda text: lines_needed(text, _MOST))
    for row, values in enumerate(rows.itertuples(index=False, name=None), start=1):
        pen.height(row, _LINE * max(map(lines, map(str, values))) + _SPACING)
        for column, (head, value) in enumerate(zip(heads, values, strict=True)):
            pen.put(row, column, value, _LOOKS.get(head, _FIGURE))
    paper.set_up(pen, _MARGINS, end, sideways=True, above=f"{title}{layout.DETAILS}")
    pen.sheet.repeat_rows(0)
    pen.sheet.freeze_panes(1, 0)
