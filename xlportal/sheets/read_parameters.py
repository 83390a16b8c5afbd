"""Reading 参数 and 单位: the year, the circular's facts, the groups with their rules and units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from typing import TypeVar

from xlportal.core import catalogue
from xlportal.core.exact import plain
from xlportal.core.limits import FIRST_MONTH, LAST_MONTH, MAX_DECIMALS, YEARS
from xlportal.core.problems import Kind
from xlportal.core.rules import Group, Item, Rules, Unit, match_key
from xlportal.sheets import layout, monthly
from xlportal.sheets.cells import number, whole
from xlportal.sheets.tables import Cell, Sheet, Table, header_text, refuse_above

MAX_ANNEX = 999
_Word = TypeVar("_Word", bound=Enum)


@dataclass(frozen=True)
class Basics:
    """The cells above the tables of the parameter sheet."""

    year: int | None
    month: int | None
    issuer: str
    date: dt.date | None
    column_name: str


def read_basics(sheet: Sheet) -> Basics:
    """Return year, month, issuer, date and column name."""
    year = _basic(sheet, layout.YEAR_LABEL)
    month = _basic(sheet, layout.MONTH_LABEL)
    date = _basic(sheet, layout.DATE_LABEL)
    return Basics(
        year=whole_between(year, YEARS, catalogue.YEAR_WRONG) if year else None,
        month=whole_between(month, (FIRST_MONTH, LAST_MONTH), catalogue.MONTH_WRONG)
        if month and month.meaning is not None
        else None,
        issuer=_basic_text(sheet, layout.ISSUER_LABEL),
        date=_date(date) if date else None,
        column_name=_basic_text(sheet, layout.COLUMN_NAME_LABEL),
    )


def read_groups(parameters: Sheet, roster: Sheet) -> tuple[Group, ...]:
    """Return the groups with their items and units, in the order of the parameter sheet.

    There are none where the table of groups does not say clearly which groups there are.
    """
    items_rows = parameters.header_rows(*layout.ITEM_COLUMNS)
    before_items = items_rows[-1] - 1 if items_rows else None
    groups = parameters.table(layout.GROUP_COLUMNS, before_items)
    items = parameters.table(layout.ITEM_COLUMNS)
    units = roster.table(layout.UNIT_COLUMNS)
    if groups is None or items is None or units is None:
        return ()
    refuse_above(groups, range(groups.header_row))
    refuse_above(items, range(groups.end_row, items.header_row))
    refuse_above(units, range(units.header_row))
    rows = _group_rows(groups)
    if not rows:
        return ()
    items_by_annex = _items(items, rows)
    units_by_annex = _units(units, rows)
    return tuple(
        _group(groups, row, annex, items_by_annex[annex], units_by_annex[annex])
        for annex, row in rows.items()
    )


def complain_of_new(
    parameters: Sheet, groups: Container[int], items: Container[tuple[int, str]]
) -> None:
    """Complain of the ``groups`` (annexes) and ``items`` that no month sheet has a place for."""
    for annex, cells in _rows_below(parameters, layout.GROUP_COLUMNS, layout.ITEM_COLUMNS):
        if annex in groups:
            cells[layout.ANNEX].add(catalogue.GROUP_NEW)
    for annex, cells in _rows_below(parameters, layout.ITEM_COLUMNS):
        name = cells[layout.ITEM_NAME]
        if (annex, " ".join(name.shown.split())) in items:
            name.add(catalogue.ITEM_NEW)


def _rows_below(
    sheet: Sheet, labels: Sequence[str], before: Sequence[str] = ()
) -> Iterator[tuple[int | None, dict[str, Cell]]]:
    """Yield annex and cells of the rows below the headers ``labels``, up to those ``before``."""
    header = sheet.header_rows(*labels)[-1]
    end = sheet.header_rows(*before)[-1] if before else len(sheet.grid.rows)
    columns = {label: sheet.headers[header].index(label) for label in labels}
    for row in range(header + 1, end):
        cells = {label: sheet.cell(row, column) for label, column in columns.items()}
        yield whole(cells[layout.ANNEX].meaning), cells


def read_annex(table: Table, row: int, known: Mapping[int, object]) -> int | None:
    """Return the annex number a row names, None (and a problem) where no group has it."""
    cell = table.cell(row, layout.ANNEX)
    annex = whole(cell.meaning)
    if cell.meaning is None:
        cell.add(catalogue.NAME_MISSING, what=layout.ANNEX)
    elif annex not in known:
        cell.add(catalogue.ANNEX_UNKNOWN)
    return annex if annex in known else None


def read_name(cell: Cell, what: str) -> str:
    """Return the text of a cell that has to hold a name; an empty one is a problem."""
    if cell.meaning is None:
        cell.add(catalogue.NAME_MISSING, what=what)
    return " ".join(cell.text().split())


def within(cell: Cell, what: str, limits: tuple[Fraction, Fraction]) -> Fraction | None:
    """Return the number a cell shows, None where it has none or one (a problem) beyond limits."""
    value = cell.exact()
    if value is None or limits[0] <= value <= limits[1]:
        return value
    least, most = (plain(limit) for limit in limits)
    cell.add(catalogue.NUMBER_HUGE, what=what, least=least, most=most)
    return None


def whole_between(cell: Cell, limits: tuple[int, int], kind: Kind, **words: object) -> int | None:
    """Return the whole number of a cell, None (and a problem of ``kind``) outside ``limits``."""
    value = whole(cell.meaning)
    if value is None or not limits[0] <= value <= limits[1]:
        cell.add(kind, **words)
        return None
    return value


def _basic(sheet: Sheet, label: str) -> Cell | None:
    sheet.check_label(label)
    return sheet.right_of(label)


def _basic_text(sheet: Sheet, label: str) -> str:
    cell = _basic(sheet, label)
    if cell is None:
        return ""
    if cell.meaning is None:
        cell.add(catalogue.BASIC_MISSING, what=label)
    return cell.text()


def _date(cell: Cell) -> dt.date | None:
    value = cell.raw
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date) or cell.meaning is None:
        return value if isinstance(value, dt.date) else None
    parts = [part for part in _date_parts(cell.shown) if part]
    try:
        year, month, day = (int(part) for part in parts)
        return dt.date(year, month, day)
    except ValueError:
        cell.add(catalogue.DATE_WRONG)
        return None


def _date_parts(text: str) -> Sequence[str]:
    for mark in "年月日/.":
        text = text.replace(mark, "-")
    return text.split("-")


def _group_rows(table: Table) -> dict[int, int]:
    """Return the row of every group by its annex number, nothing where numbers are wrong."""
    rows: dict[int, int] = {}
    before = len(table.sheet.problems)
    for row in table.filled_rows():
        cell = table.cell(row, layout.ANNEX)
        annex = whole_between(cell, (1, MAX_ANNEX), catalogue.ANNEX_WRONG)
        if annex in rows:
            cell.add(catalogue.ANNEX_REPEATED)
        elif annex is not None:
            rows[annex] = row
    sound = len(table.sheet.problems) == before
    if not rows and sound:
        table.cell(table.header_row, layout.ANNEX).add(catalogue.NO_GROUPS)
    return rows if sound else {}


def _group(
    table: Table, row: int, annex: int, items: Sequence[Item], units: Sequence[Unit]
) -> Group:
    if not items:
        table.cell(row, layout.ANNEX).add(catalogue.NO_ITEMS)
    decimals = whole_between(
        table.cell(row, layout.DECIMALS),
        (0, MAX_DECIMALS),
        catalogue.PARAMETER_WRONG,
        what=layout.DECIMALS,
        wanted=f" 0 到 {MAX_DECIMALS} 的整数",
    )
    deductions = _choice(table.cell(row, layout.DEDUCTIONS), layout.DEDUCTIONS, _YES_NO)
    return Group(
        annex=annex,
        name=read_name(table.cell(row, layout.GROUP_NAME), layout.GROUP_NAME),
        short=read_name(table.cell(row, layout.GROUP_SHORT), layout.GROUP_SHORT),
        items=tuple(items),
        rules=Rules(
            bonus=_positive(table.cell(row, layout.BONUS), layout.BONUS),
            pass_ratio=_pass_ratio(table.cell(row, layout.PASS_RATIO)),
            pass_score=_positive(table.cell(row, layout.PASS_SCORE), layout.PASS_SCORE),
            decimals=decimals or 0,
            rounding=_word(table, row, layout.ROUNDING, layout.ROUNDING_WORDS),
            ties=_word(table, row, layout.TIES, layout.TIES_WORDS),
            deductions=deductions == layout.YES,
        ),
        units=tuple(units),
    )


_YES_NO = (layout.YES, layout.NO)


def _positive(cell: Cell, what: str) -> Fraction:
    """Return the number above 0 in a cell; 1 (and a problem) where there is none."""
    wanted = " 0.8、1.5 这样大于 0 的数"
    value = number(cell.meaning)
    if cell.meaning is None:
        cell.add(catalogue.PARAMETER_MISSING, what=what, wanted=wanted)
    elif value is None or value <= 0:
        cell.add(catalogue.PARAMETER_WRONG, what=what, wanted=wanted)
    else:
        return within(cell, what, _PARAMETER_LIMITS) or Fraction(1)
    return Fraction(1)


def _pass_ratio(cell: Cell) -> Fraction:
    value = _positive(cell, layout.PASS_RATIO)
    if value > 1:
        cell.add(catalogue.RATIO_LARGE, what=layout.PASS_RATIO)
    return value


_PARAMETER_LIMITS = (Fraction(1, 10**6), Fraction(10**6))


def _word(table: Table, row: int, label: str, words: Mapping[_Word, str]) -> _Word:
    found = _choice(table.cell(row, label), label, tuple(words.values()))
    return next(word for word, shown in words.items() if shown == found)


def _choice(cell: Cell, what: str, words: Sequence[str]) -> str:
    if cell.shown not in words:
        cell.add(catalogue.CHOICE_WRONG, what=what, wanted="、".join(words))
        return words[0]
    return cell.shown


def _items(table: Table, groups: Mapping[int, object]) -> dict[int, list[Item]]:
    items: dict[int, list[Item]] = {annex: [] for annex in groups}
    for row in table.filled_rows():
        annex = read_annex(table, row, groups)
        cell = table.cell(row, layout.ITEM_NAME)
        item = Item(
            name=read_name(cell, layout.ITEM_NAME),
            measure=read_name(table.cell(row, layout.ITEM_MEASURE), layout.ITEM_MEASURE),
            points=_positive(table.cell(row, layout.ITEM_POINTS), layout.ITEM_POINTS),
        )
        if annex is None or not item.name:
            continue
        if header_text(item.name) in monthly.RESERVED_LABELS:
            cell.add(catalogue.ITEM_RESERVED)
        elif header_text(item.name) in {header_text(known.name) for known in items[annex]}:
            cell.add(catalogue.ITEM_REPEATED)
        else:
            items[annex].append(item)
    return items


def _units(table: Table, groups: Mapping[int, object]) -> dict[int, list[Unit]]:
    listed: dict[int, list[tuple[int, int, Unit]]] = {annex: [] for annex in groups}
    seen: dict[tuple[int, str], str] = {}
    for row in table.filled_rows():
        annex = read_annex(table, row, groups)
        unit = _unit(table, row)
        if annex is None or not unit.name:
            continue
        order = _order(table, row)
        repeated = _repeated(table, row, annex, unit, seen)
        if unit.name not in repeated:
            former = tuple(name for name in unit.former if name not in repeated)
            listed[annex].append((order, row, replace(unit, former=former)))
    for annex, units in listed.items():
        if not units:
            table.cell(table.header_row, layout.ANNEX).add(catalogue.NO_UNITS, found=annex)
    return {
        annex: [unit for _, _, unit in sorted(units, key=lambda found: found[:2])]
        for annex, units in listed.items()
    }


def _unit(table: Table, row: int) -> Unit:
    first = _month(table.cell(row, layout.FIRST), layout.FIRST, FIRST_MONTH)
    last_cell = table.cell(row, layout.LAST)
    last = _month(last_cell, layout.LAST, LAST_MONTH)
    if last < first:
        last_cell.add(catalogue.MONTHS_WRONG, what=layout.LAST)
        first, last = FIRST_MONTH, LAST_MONTH
    return Unit(
        name=read_name(table.cell(row, layout.UNIT_NAME), layout.UNIT_NAME),
        former=tuple(_former(table.cell(row, layout.FORMER_NAMES).text())),
        first_month=first,
        last_month=last,
    )


def _former(text: str) -> Iterator[str]:
    for mark in ";\n":
        text = text.replace(mark, layout.NAME_SEPARATOR)
    for name in text.split(layout.NAME_SEPARATOR):
        if name.strip():
            yield " ".join(name.split())


def _month(cell: Cell, what: str, default: int) -> int:
    if cell.meaning is None:
        return default
    found = whole_between(cell, (FIRST_MONTH, LAST_MONTH), catalogue.MONTHS_WRONG, what=what)
    return default if found is None else found


def _order(table: Table, row: int) -> int:
    """Return the unit's place among its group; one without a number follows the numbered ones."""
    cell = table.cell(row, layout.ORDER)
    if cell.meaning is None:
        return _LAST_ORDER
    found = whole_between(cell, (0, _LAST_ORDER), catalogue.ORDER_WRONG)
    return _LAST_ORDER if found is None else found


_LAST_ORDER = 10**6


def _repeated(
    table: Table, row: int, annex: int, unit: Unit, seen: dict[tuple[int, str], str]
) -> set[str]:
    """Return (and complain of) names another unit of the group has or had; remember the others."""
    own = {layout.UNIT_NAME: (unit.name,), layout.FORMER_NAMES: unit.former}
    here = f"第 {row + 1} 行"
    repeated = set()
    for label, names in own.items():
        for name in names:
            if seen.setdefault((annex, match_key(name)), here) != here:
                other = seen[annex, match_key(name)]
                table.cell(row, label).add(catalogue.UNIT_REPEATED, found=name, other=other)
                repeated.add(name)
    return repeated
