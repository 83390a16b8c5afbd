"""The circular's text as printed against what follows from the rules, figure by figure.

The words around a figure are staff's to choose; figures are found by the words an office puts right
beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xlportal.assessment import Assessment, GroupAssessment, Standing
from xlportal.audit.comparing import Comparison, Value
from xlportal.audit.published import Published, key
from xlportal.book import Book
from xlportal.circular import LIST_MARK, deduction_text, month_label, span_label

_NUMBER = r"(-?\d+(?:\.\d+)?)"
_IS = r"(?:为|是|:)?"
_SINGLE = (
    ("average", "平均分", re.compile(rf"平均分{_IS}{_NUMBER}分?")),
    ("pass_line", "及格线", re.compile(rf"及格线{_IS}{_NUMBER}分?")),
    ("units", "参加考核单位数", re.compile(r"(\d+)家参加考核")),
    ("passed", "超过及格线的单位数", re.compile(r"(\d+)家超过及格线")),
    ("pass_rate", "达标率", re.compile(rf"达标率{_IS}{_NUMBER}%")),
)
_CUMULATIVE = r"(?:[^\d,;。]{0,3}[,;]?1-\d+月份?累计(?:采用)?(\d+))?"
_IN_COLUMN = re.compile(rf"专栏采用(\d+){_CUMULATIVE}")
_LEADERS = re.compile(r"(累计)?得分(?:前?[一二两三\d]位|第一位)(?:\(含并列\))?(?:的)?(?:是|为|:)")
_SPAN = re.compile(r"(\d[\d.]*)-(\d[\d.]*)月")
_MONTH = re.compile(r"(?<![\d.年-])(\d[\d.]*)月(?!\d*日)")
_ANNEX = re.compile(r"附表(\d+)")
_DATE = re.compile(r"^(\d{4})年(\d+)月(\d+)日$")
_NO_DEDUCTION = re.compile(r"(?:没有|未|无)(?:出现)?(?:栏目)?扣分")
_DEDUCTED = re.compile(rf"扣{_NUMBER}分")
_NUMBERED = re.compile(r"^[\d一二三四五六七八九十(.、)]*")


def compare_text(published: Published, book: Book, assessment: Assessment) -> Iterator[Comparison]:
    """Yield every figure, name and label of the text, as printed and recomputed."""
    lines = [key(line) for line in published.lines]
    if not lines:
        return
    starts = [_heading(lines, group) for group in assessment.groups]
    begun = [start for start in starts if start is not None]
    yield from _months(
        "".join(lines[: min(begun, default=len(lines))]), assessment.month, None, "正文开头"
    )
    for group, start in zip(assessment.groups, starts, strict=True):
        where = f"正文 {group.group.short}"
        if start is None:
            yield Comparison(group.group.annex, None, "sentence", "", group.group.name, where)
        else:
            end = min((other for other in begun if other > start), default=len(lines))
            body = _body(lines[start + 1 : end])
            yield from _section(_Section(body, group, where), assessment.month)
    yield from _date(lines, book, assessment.month)


def _heading(lines: Sequence[str], group: GroupAssessment) -> int | None:
    """Return the line that is the heading of a group's section."""
    names = {key(group.group.name), key(group.group.short)}
    return next((i for i, line in enumerate(lines) if _NUMBERED.sub("", line) in names), None)


def _body(lines: Sequence[str]) -> str:
    """Return a section's text up to the line that points to its appendix."""
    last = next((i for i, line in enumerate(lines) if _ANNEX.search(line)), len(lines) - 1)
    return "".join(lines[: last + 1])


@dataclass(frozen=True)
class _Section:
    """A group's text without blanks, its assessment, and its place for people."""

    text: str
    group: GroupAssessment
    where: str

    def compared(
        self, field: str, label: str, published: str, recomputed: Value, unit: str | None = None
    ) -> Comparison:
        """Return a figure of the section beside its printed text."""
        annex = self.group.group.annex
        return Comparison(annex, unit, field, published, recomputed, f"{self.where} {label}")


def _section(section: _Section, month: int) -> Iterator[Comparison]:
    yield from _months(section.text, month, section.group.group.annex, section.where)
    yield from _amounts(section)
    yield from _singles(section)
    yield from _leaders(section, section.group.monthly, "top.month", f"{month_label(month)}前列")
    if month > 1:
        label = f"{span_label(month)}累计前列"
        yield from _leaders(section, section.group.cumulative, "top.cumulative", label)
    if section.group.group.rules.deductions:
        yield from _deductions(section)
    for found in _ANNEX.findall(section.text):
        yield section.compared("annex", "附表号", found, section.group.group.annex)


def _months(text: str, month: int, annex: int | None, where: str) -> Iterator[Comparison]:
    """Yield the month labels, each of which has to be the month's or the year's so far."""
    for first, last in _SPAN.findall(text):
        right = span_label(month) or month_label(month)
        yield Comparison(annex, None, "month", f"{first}-{last}月", right, f"{where} 累计期")
    for found in _MONTH.findall(_SPAN.sub("", text)):
        yield Comparison(annex, None, "month", f"{found}月", month_label(month), f"{where} 月份")


def _amounts(section: _Section) -> Iterator[Comparison]:
    group = section.group
    totals, so_far = group.totals, group.cumulative_totals
    for slot, item in enumerate(group.group.rules.items):
        found = re.search(rf"{re.escape(key(item.name))}(\d+){_CUMULATIVE}", section.text)
        printed = found[1] if found else ""
        yield section.compared("counts", item.name, printed, int(totals[slot, 0]))
        if found and found[2]:
            label = f"{item.name}累计"
            yield section.compared("cumulative_counts", label, found[2], int(so_far[slot, 0]))
    found = _IN_COLUMN.search(section.text)
    if found:
        yield section.compared("counts", "专栏篇数", found[1], int(totals[:, 1].sum()))
        if found[2]:
            yield section.compared(
                "cumulative_counts", "专栏累计篇数", found[2], int(so_far[:, 1].sum())
            )


def _singles(section: _Section) -> Iterator[Comparison]:
    group = section.group
    right: dict[str, Value] = {
        "average": group.average,
        "pass_line": group.pass_line,
        "units": len(group.units),
        "passed": group.passed,
        "pass_rate": group.pass_rate,
    }
    for field, label, pattern in _SINGLE:
        found = pattern.search(section.text)
        yield section.compared(field, label, found[1] if found else "", right[field])


def _leaders(section: _Section, standing: Standing, field: str, label: str) -> Iterator[Comparison]:
    wanted = field == "top.cumulative"
    leaders = standing.leaders()
    right = LIST_MARK.join(section.group.names(leaders))
    found = [m for m in _LEADERS.finditer(section.text) if bool(m[1]) == wanted]
    if not found:
        if leaders:
            yield section.compared(field, label, "", right)
        return
    names = _names(section.text[found[0].end() :], section.group)
    right_names = {key(name) for name in section.group.names(leaders)}
    if set(names) == right_names and _ordered(names, section.group, standing):
        yield section.compared(field, label, right, right)
    else:
        yield section.compared(field, label, LIST_MARK.join(names), right)


def _names(text: str, group: GroupAssessment) -> list[str]:
    """Return the names a list begins with: units' names, or whatever stands up to the next mark."""
    known = sorted(map(key, group.units), key=len, reverse=True)
    names: list[str] = []
    while True:
        name = next((unit for unit in known if text.startswith(unit)), None)
        name = name or re.split(r"[、。;,(]", text, maxsplit=1)[0]
        names.append(name)
        text = text[len(name) :]
        if not text.startswith(LIST_MARK):
            return names
        text = text[1:]


def _ordered(names: Sequence[str], group: GroupAssessment, standing: Standing) -> bool:
    """Return whether the names stand best first; those that are tied may stand in any order."""
    by_name = dict(zip(map(key, group.units), standing.scores, strict=True))
    scores = [by_name[name] for name in names if name in by_name]
    return len(scores) == len(names) and scores == sorted(scores, reverse=True)


def _deductions(section: _Section) -> Iterator[Comparison]:
    """Yield what the text says of deductions: that there were none, or points unit by unit."""
    group = section.group
    rows = zip(group.units, group.deductions, group.notes, strict=True)
    expected = {unit: (points, note) for unit, points, note in rows if points}
    if _NO_DEDUCTION.search(section.text):
        right = LIST_MARK.join(unit + deduction_text(*expected[unit]) for unit in expected)
        said = "没有扣分"
        yield section.compared("deduction", "扣分", said, right or said)
        return
    printed = dict(_deducted(section))
    for unit, (points, _) in expected.items():
        yield section.compared("deduction", "扣分", printed.pop(key(unit), ""), points, unit)
    for unit, text in printed.items():
        yield section.compared("deduction", "扣分", text, 0, unit)


def _deducted(section: _Section) -> Iterator[tuple[str, str]]:
    for found in _DEDUCTED.finditer(section.text):
        before = section.text[: found.start()]
        name = max(
            (key(unit) for unit in section.group.units if before.endswith(key(unit))),
            key=len,
            default=re.split(r"[、。;,:]", before)[-1],
        )
        yield name, found[1]


def _date(lines: Sequence[str], book: Book, month: int) -> Iterator[Comparison]:
    date = book.facts(month).date
    printed = next((line for line in lines if _DATE.match(line)), None)
    if date and printed:
        right = f"{date.year}年{date.month}月{date.day}日"
        yield Comparison(None, None, "date", printed, right, "正文 落款日期")
