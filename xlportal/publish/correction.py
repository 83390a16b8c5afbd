"""The correction of a month that was sent: what was printed against what is right, unit by unit."""

from collections.abc import Iterator

from xlportal.core.labels import month_label
from xlportal.publish.appendix import Appendix, Column, ColumnKind
from xlportal.score.assessment import Assessment
from xlportal.score.result import group_result
from xlportal.sheets.archive import Sent, differences

_COLUMNS = {
    "序号": ColumnKind.SERIAL,
    "附表": ColumnKind.TEXT,
    "参加考核单位": ColumnKind.UNIT,
    "更正内容": ColumnKind.TEXT,
    "原印": ColumnKind.TEXT,
    "更正为": ColumnKind.TEXT,
}
KEYS = ("appendix", "unit", "what", "printed", "right")
"""What the columns behind the serial number are called in JSON."""


def correction(sent: Sent, assessment: Assessment) -> Appendix | None:
    """Return the table of every figure that differs from what was sent, None where none does."""
    found = [*_differences(sent, assessment)]
    if not found:
        return None
    cells = [range(1, len(found) + 1), *zip(*found, strict=True)]
    heads = zip(_COLUMNS.items(), cells, strict=True)
    return Appendix(
        annex=0,
        label="更正表：",
        title=f"门户网站{month_label(assessment.month)}考核更正表",
        made=tuple(Column(kind, (head,), values) for (head, kind), values in heads),
        note=f"注：“原印”指{sent.moment}发送的数字。",
    )


def _differences(sent: Sent, assessment: Assessment) -> Iterator[tuple[str, ...]]:
    """Yield appendix, unit, figure, what was printed and what is right, by appendix and roster."""
    groups = {group.group.annex: group.group for group in assessment.groups}
    found = {group.group.annex: group_result(group)["rows"] for group in assessment.groups}
    for annex in sorted({*groups, *(annex for annex, _ in sent.rows)}):
        now = {row["unit"]: row for row in found.get(annex, ())}
        then = sent.of(annex, groups.get(annex))
        for unit in dict.fromkeys([*now, *then]):
            for told in differences(then.get(unit), now.get(unit), assessment.month):
                yield (f"附表{annex}", unit, told.what, told.was, told.now)
