"""A correct circular as a text dump, written from what is published."""

from fractions import Fraction

from xlportal.core.labels import printed
from xlportal.publish.appendix import Appendix
from xlportal.publish.content import Publication


def dump(told: Publication) -> str:
    """Return the text dump of a circular: a tab before each cell, a blank line after each row."""
    return "\n\n".join([*told.texts, *map(_table, told.appendices)]) + "\n"


def _table(table: Appendix) -> str:
    rows = [_header(table, row) for row in range(table.header_rows)]
    rows += [[_shown(table, row, column) for column in range(len(table.columns))]
             for row in range(len(table.rows))]  # fmt: skip
    body = "\n\n".join("\n".join(f"\t{cell}" for cell in row) for row in rows)
    return "\n\n".join(filter(None, [table.label, table.title, body, table.note]))


def _header(table: Appendix, row: int) -> list[str]:
    touched = [cell for cell in table.header if cell.row <= row < cell.row + cell.rows]
    return [
        cell.text if cell.row == row else "" for cell in sorted(touched, key=lambda c: c.column)
    ]


def _shown(table: Appendix, row: int, column: int) -> str:
    value = table.rows[row][column]
    if column in table.merged and row:
        return ""
    return value if isinstance(value, str) else printed(Fraction(value))
