"""An appendix table as printed against the one that follows from the rules, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from xlportal.audit.comparing import Comparison
from xlportal.audit.published import Published, PublishedTable
from xlportal.core.rules import Group, match_key
from xlportal.publish.appendix import HEADER_ROWS, Appendix, ColumnKind, Value

_SERIAL, _UNIT = 0, 1
_FIELDS = {
    ColumnKind.SERIAL: ("serial",),
    ColumnKind.UNIT: ("unit",),
    ColumnKind.DEDUCTION: ("deduction",),
    ColumnKind.COUNT: ("counts", "cumulative_counts"),
    ColumnKind.INFO: ("info_score",),
    ColumnKind.LINE: ("average", "pass_line"),
    ColumnKind.SCORE: ("score", "cumulative_score"),
    ColumnKind.RANK: ("rank", "cumulative_rank"),
}


def compare_tables(
    published: Published, tables: Sequence[Appendix], groups: Sequence[Group], *, complete: bool
) -> Iterator[Comparison]:
    """Yield every cell of every appendix, its title and its note, as printed and recomputed.

    ``complete`` is whether a table that is not there is missing.
    """
    matched: list[PublishedTable] = []
    for index, (table, group) in enumerate(zip(tables, groups, strict=True)):
        found = _find(published.tables, table, group, index)
        where = f"附表{table.annex}"
        if found is not None:
            matched.append(found)
            yield from _compare(found, table, group, where)
        elif complete:
            yield Comparison(table.annex, None, "table", "", table.title, where)
    for found in published.tables:
        if found.annex is not None and not any(found is other for other in matched):
            where = f"附表{found.annex}"
            yield Comparison(found.annex, None, "table", found.title or where, "", where)


def _find(
    tables: Sequence[PublishedTable], table: Appendix, group: Group, index: int
) -> PublishedTable | None:
    """Return the printed table: by its units, else by its number, its title or its place."""
    own = [found for found in tables if _is_of(found, group)]
    numbered = [found for found in tables if found.annex == table.annex]
    titled = [
        found
        for found in tables
        if found.annex is None and match_key(found.title) == match_key(table.title)
    ]
    for choice in ([found for found in own if found in numbered], own, numbered, titled):
        if choice:
            return choice[0]
    unnumbered = all(found.annex is None for found in tables)
    return tables[index] if unnumbered and index < len(tables) else None


def _is_of(found: PublishedTable, group: Group) -> bool:
    """Return whether more than half of a printed table's rows are those of the group's units."""
    known = sum(group.position(_name(cells)) is not None for cells in found.rows)
    return 2 * known > len(found.rows) or not found.rows


@dataclass(frozen=True)
class _Column:
    """What a column of the table holds: its name in ``--json`` and its label for people."""

    field: str
    label: str


def _compare(
    found: PublishedTable, table: Appendix, group: Group, where: str
) -> Iterator[Comparison]:
    annex = table.annex
    if found.annex is not None:
        yield Comparison(annex, None, "annex", found.label, where, f"{where} 附表号")
    if found.title or found.annex is not None:
        yield Comparison(annex, None, "title", found.title, table.title, f"{where} 标题")
    yield from _compare_header(found, table, where)
    yield from _compare_rows(found, table, group, where)
    if table.note and found.note:
        yield Comparison(annex, None, "note", found.note, table.note, f"{where} 注")
    elif table.note or found.note:
        yield Comparison(annex, None, "note", found.note, table.note or "", f"{where} 注")


def _compare_header(found: PublishedTable, table: Appendix, where: str) -> Iterator[Comparison]:
    for row in range(HEADER_ROWS):
        cells = sorted((c for c in table.header if c.row == row), key=lambda cell: cell.column)
        printed = found.header[row] if row < len(found.header) else ()
        for number, (text, cell) in enumerate(zip_longest(printed, cells, fillvalue=None), start=1):
            place = f"{where} 表头第{row + 1}行第{number}格"
            right = cell.text if cell is not None else ""
            yield Comparison(table.annex, None, "heading", text or "", right, place)


def _compare_rows(
    found: PublishedTable, table: Appendix, group: Group, where: str
) -> Iterator[Comparison]:
    columns = _columns(table)
    rows = {group.position(str(row[_UNIT])): row for row in table.rows}
    names = _positions(found, table, group)
    seen: set[int] = set()
    for number, (cells, position) in enumerate(zip(found.rows, names, strict=True), start=1):
        place = f"{where} 第{number}行"
        expected = rows.get(position)
        if position is None or expected is None or position in seen:
            yield Comparison(
                table.annex, _name(cells), "unit", _name(cells), "", f"{place} 参加考核单位"
            )
            continue
        seen.add(position)
        yield from _compare_row(cells, _as_named(cells, expected, group), columns, table, place)
    yield from _compare_lines(found, table, columns, where)
    yield from _compare_order(found, table, names, where)
    for position, expected in rows.items():
        if position is not None and position not in seen:
            unit = str(expected[_UNIT])
            yield Comparison(table.annex, unit, "unit", "", unit, f"{where} 参加考核单位")


def _as_named(cells: Sequence[str], expected: Sequence[Value], group: Group) -> Sequence[Value]:
    """Return the row with the unit under the name it is printed by, if it has or had that."""
    name, unit = _name(cells), str(expected[_UNIT])
    known = group.position(name) is not None and group.position(name) == group.position(unit)
    return (*expected[:_UNIT], name if known else unit, *expected[_UNIT + 1 :])


def _compare_lines(
    found: PublishedTable, table: Appendix, columns: Sequence[_Column], where: str
) -> Iterator[Comparison]:
    """Yield the values merged down the group that stand in no row."""
    for index in table.merged if found.rows and table.rows else ():
        if not any(match_key(cells[index]) for cells in found.rows if index < len(cells)):
            column, right = columns[index], table.rows[0][index]
            yield Comparison(table.annex, None, column.field, "", right, f"{where} {column.label}")


def _compare_order(
    found: PublishedTable, table: Appendix, names: Sequence[int | None], where: str
) -> Iterator[Comparison]:
    """Yield the first unit that stands after one it belongs before, though its number is right."""
    last = -1
    for number, (cells, position) in enumerate(zip(found.rows, names, strict=True), start=1):
        if position is not None and position < last:
            yield from _misplaced(cells, number, table, where)
            return
        last = position if position is not None else last


def _misplaced(
    cells: Sequence[str], number: int, table: Appendix, where: str
) -> Iterator[Comparison]:
    serial = match_key(cells[_SERIAL])
    if serial != str(number):
        yield Comparison(
            table.annex,
            _name(cells),
            "order",
            f"第{number}行",
            f"第{serial}行",
            f"{where} 单位次序",
        )


def _positions(found: PublishedTable, table: Appendix, group: Group) -> list[int | None]:
    """Return the place in the roster of every row's unit, None for no unit of the group.

    A name that nobody has is taken for a misprint of the unit whose turn it is, if that stands
    nowhere else.
    """
    names = [group.position(_name(cells)) for cells in found.rows]
    turns = [group.position(str(row[_UNIT])) for row in table.rows]
    return [
        turn if name is None and turn not in names else name
        for name, turn in zip(names, [*turns, *[None] * len(names)], strict=False)
    ]


def _compare_row(
    cells: Sequence[str],
    expected: Sequence[Value],
    columns: Sequence[_Column],
    table: Appendix,
    place: str,
) -> Iterator[Comparison]:
    unit = str(expected[_UNIT])
    for index, (column, right) in enumerate(zip(columns, expected, strict=True)):
        text = cells[index] if index < len(cells) else ""
        if index not in table.merged:
            yield Comparison(
                table.annex, unit, column.field, text, right, f"{place} {column.label}"
            )
        elif match_key(text):
            yield Comparison(
                table.annex, None, column.field, text, right, f"{place} {column.label}"
            )
    for extra in cells[len(columns) :]:
        if match_key(extra):
            yield Comparison(table.annex, unit, "column", extra, "", f"{place} 多出的一格")


def _columns(table: Appendix) -> list[_Column]:
    titles = {cell.column: cell.text for cell in table.header if cell.rows == HEADER_ROWS}
    months = {cell.column: cell.text for cell in table.header if cell.row == HEADER_ROWS - 1}
    items = [cell for cell in table.header if cell.row == 1]
    counted: dict[ColumnKind, int] = {}
    columns = []
    for index, kind in enumerate(table.columns):
        fields = _FIELDS[kind]
        item = next((c for c in items if c.column <= index < c.column + c.columns), None)
        if kind is ColumnKind.COUNT and item is not None:
            turn = index - item.column
            label = f"{item.text.splitlines()[0]} {months[index]}"
        else:
            turn = counted.get(kind, 0)
            label = match_key(titles[index])
        counted[kind] = turn + 1
        columns.append(_Column(fields[turn], label))
    return columns


def _name(cells: Sequence[str]) -> str:
    return cells[_UNIT].strip() if len(cells) > _UNIT else ""
