"""What was printed of a month against what is right, unit by unit (spec section 8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from xlportal.core.labels import month_label, span_label
from xlportal.core.rules import Group
from xlportal.publish.appendix import Appendix, Column, ColumnKind, count_cell, table
from xlportal.score.assessment import (
    ADDITION,
    DEDUCTION,
    RANK,
    RANK_SO_FAR,
    SCORE,
    SO_FAR,
    Assessment,
)
from xlportal.score.result import month_result
from xlportal.sheets.archive import Sent

_COLUMNS = {
    "序号": ColumnKind.SERIAL,
    "附表": ColumnKind.TEXT,
    "参加考核单位": ColumnKind.UNIT,
    "更正内容": ColumnKind.TEXT,
    "原印": ColumnKind.TEXT,
    "更正为": ColumnKind.TEXT,
}
_TOOK_PART, _NO_PART = "列入", "未列入"

_Row = Mapping[str, Any]
"""A unit's row of the result (spec section 5)."""
_Difference = tuple[str, str, str, str, str]
"""Appendix, unit, figure, what was printed of it, what is right."""


def correction(sent: Sent, assessment: Assessment) -> Appendix | None:
    """Return the table of every figure that differs from what was sent, None where none does."""
    differences = [*_differences(sent, assessment)]
    if not differences:
        return None
    cells = [range(1, len(differences) + 1), *zip(*differences, strict=True)]
    return table(
        annex=0,
        label="更正表：",
        title=f"门户网站{month_label(assessment.month)}考核更正表",
        columns=[
            Column(kind, (head,), values)
            for (head, kind), values in zip(_COLUMNS.items(), cells, strict=True)
        ],
        note=f"注：“原印”指{sent.moment}发送的数字。",
    )


def corrections(table: Appendix) -> list[dict[str, Any]]:
    """Return the rows of the table of a correction, ready for JSON."""
    names = ("appendix", "unit", "what", "printed", "right")
    return [dict(zip(names, row[1:], strict=True)) for row in table.rows]


def _differences(sent: Sent, assessment: Assessment) -> Iterator[_Difference]:
    """Yield what differs, by appendix and roster."""
    groups = {group.group.annex: group.group for group in assessment.groups}
    found = {group["annex"]: group["rows"] for group in month_result(assessment)["groups"]}
    for annex in sorted({*groups, *(annex for annex, _ in sent.rows)}):
        now = {row["unit"]: row for row in found.get(annex, ())}
        then = _sent_of(sent, annex, groups.get(annex))
        for unit in dict.fromkeys([*now, *then]):
            for told in _compared(then.get(unit), now.get(unit), assessment.month):
                yield (f"附表{annex}", unit, *told)


def _sent_of(sent: Sent, annex: int, group: Group | None) -> dict[str, _Row]:
    """Return what was sent of a group's units, by their present names."""
    rows = {name: row for (owner, name), row in sent.rows.items() if owner == annex}
    places = {name: group.position(name) if group else None for name in rows}
    units = group.units if group else ()
    return {name if at is None else units[at].name: rows[name] for name, at in places.items()}


def _compared(then: _Row | None, now: _Row | None, month: int) -> Iterator[tuple[str, str, str]]:
    if then is None or now is None:
        was, is_ = (_NO_PART if row is None else _TOOK_PART for row in (then, now))
        yield "参加考核", was, is_
        return
    printed, right = _figures(then, month), _figures(now, month)
    # An archive of the first edition has no counts; in a result those of 0 are left out.
    for what in dict.fromkeys([*right, *printed]) if "counts" in then else printed:
        if printed.get(what, "0") != right.get(what, "0"):
            yield what, printed.get(what, "0"), right.get(what, "0")


def _figures(row: _Row, month: int) -> dict[str, str]:
    """Return a unit's figures as printed, by what they are called."""
    label, span = month_label(month), span_label(month)
    counted = {
        label: row.get("counts", {}),
        **({span: row.get("cumulative_counts", {})} if span else {}),
    }
    figures = {
        f"{when}{item}": str(count_cell(*pair))
        for when, counts in counted.items()
        for item, pair in counts.items()
    }
    named = {DEDUCTION: "扣分", ADDITION: "加分", SCORE: f"{label}得分", RANK: f"{label}排名"}
    named |= {SO_FAR: f"{span}得分", RANK_SO_FAR: f"{span}排名"} if span else {}
    return figures | {name: str(row[key]) for key, name in named.items() if key in row}
