"""A group's part of the circular: what each of its figures has to be, and how it may be printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from xlportal.audit.comparing import Comparison, Value
from xlportal.audit.numbers import NUMBER, WORDS, number_of
from xlportal.audit.text import MARKS, plain
from xlportal.core.exact import plain as plain_number
from xlportal.core.labels import LIST_MARK, deduction_text, month_label, span_label
from xlportal.core.rules import GROUP_WORD
from xlportal.score.assessment import LEADERS_NAMED, GroupAssessment, Standing

MONTH = rf"(?<![\d.])(?:\d[\d.]{{0,20}}|{WORDS}{{1,3}})月"
TO = "[-−—–~至到]"
SPAN = (
    rf"(?<![\d.])(?:\d[\d.]{{0,20}}|{WORDS}{{1,3}})月?份?{TO}+(?:\d[\d.]{{0,20}}|{WORDS}{{1,3}})月"
)
PLACES = rf"(?:第|排名前|前){WORDS}{{1,2}}[位名]|(?:第|排名前|前)?\d+[位名]|{WORDS}[位名]"
NO_DEDUCTION = "没有扣分"
NOBODY = "没有单位得分"
_PARTED = re.compile(rf"(.+?)月?份?{TO}+(.+)月")


@dataclass(frozen=True)
class Section:
    """A group's part, with its assessment and its place for people."""

    group: GroupAssessment
    year: int
    where: str

    def compared(
        self, field: str, label: str, published: str, recomputed: Value, unit: str | None = None
    ) -> Comparison:
        """Return a figure of the section beside its printed text."""
        return Comparison(
            self.group.group.annex, unit, field, published, recomputed, f"{self.where} {label}"
        )

    @cached_property
    def rows(self) -> dict[str, int | None]:
        """Return the row of every name that a unit has or had, None if it takes no part."""
        rows = {unit: row for row, unit in enumerate(self.group.units)}
        return {
            plain(name): rows.get(unit.name)
            for unit in self.group.group.units
            for name in (*unit.former, unit.name)
        }

    @cached_property
    def known(self) -> str:
        """Return the pattern of a unit's name, the longest first."""
        return _any_of(self.rows)

    @cached_property
    def one_named(self) -> str:
        """Return the pattern of a name in a list, whosever it is, and of a score behind it."""
        name = rf"(?:{self.known}|[^、。;,:()和与及{MARKS}]+)"
        return rf"{name}(?:\((?:得)?{NUMBER}分\))?"

    @cached_property
    def names(self) -> str:
        """Return the pattern of a list of names."""
        mark = rf"(?:(?:、|以及|[和与及])|,(?={self.known}))"
        return rf"{self.one_named}(?:{mark}{self.one_named})*"

    @cached_property
    def labels(self) -> str:
        """Return the pattern of names that may stand anywhere and state nothing."""
        group = self.group.group
        own = (group.name, group.short, group.name.removesuffix(GROUP_WORD))
        return _any_of([*map(plain, own), *self.rows])

    def month(self, text: str) -> Comparison:
        """Return the label of the month as printed."""
        right, number = month_label(self.group.month), number_of(text.removesuffix("月"))
        shown = right if number == self.group.month else text
        return self.compared("month", "月份", shown, right)

    def span(self, text: str) -> Comparison:
        """Return the label of the year so far as printed."""
        right = span_label(self.group.month) or month_label(self.group.month)
        ends = _PARTED.fullmatch(text)
        fits = ends and [number_of(end) for end in ends.groups()] == [1, self.group.month]
        shown = right if fits and self.group.month > 1 else text
        return self.compared("month", "累计期", shown, right)

    def single(self, name: str, text: str) -> Comparison:
        """Return one of the section's single figures as printed, known by its placeholder."""
        group = self.group
        field, label, right = {
            "平均分": ("average", "平均分", group.average),
            "及格线": ("pass_line", "及格线", group.pass_line),
            "参评单位数": ("units", "参加考核单位数", Fraction(len(group.units))),
            "超过及格线单位数": ("passed", "超过及格线的单位数", Fraction(group.passed)),
            "达标率": ("pass_rate", "达标率", group.pass_rate),
        }[name]
        value = int(right) if name in {"参评单位数", "超过及格线单位数"} else right
        return self.compared(field, label, text, value)

    def pieces(self, item: int, text: str) -> Comparison:
        """Return an item's pieces of the month as printed."""
        name = self.group.terms.items[item].name
        return self.compared("counts", name, text, int(self.group.totals[item, 0]))

    def pieces_so_far(self, item: int, text: str) -> Comparison:
        """Return an item's pieces of the year so far as printed."""
        label = f"{self.group.terms.items[item].name}累计"
        due = int(self.group.cumulative_totals[item, 0])
        return self.compared("cumulative_counts", label, text, due)

    def bracketed(self, item: int, text: str) -> Comparison:
        """Return how many of an item's pieces also ran in the column, as printed."""
        label = f"{self.group.terms.items[item].name}专栏篇数"
        return self.compared("counts", label, text, int(self.group.totals[item, 1]))

    def in_column(self, text: str) -> Comparison:
        """Return the month's pieces that also ran in the column, as printed."""
        return self.compared("counts", "专栏篇数", text, int(self.group.totals[:, 1].sum()))

    def in_column_so_far(self, text: str) -> Comparison:
        """Return the year's pieces so far that also ran in the column, as printed."""
        due = int(self.group.cumulative_totals[:, 1].sum())
        return self.compared("cumulative_counts", "专栏累计篇数", text, due)

    def annex(self, text: str) -> Comparison:
        """Return the number of the appendix as printed."""
        return self.compared("annex", "附表号", text, self.group.group.annex)

    def leaders(self, text: str, place: str | None, *, so_far: bool) -> Iterator[Comparison]:
        """Yield the leading units as printed, and what is said of their places and scores."""
        field, label, standing = self._standing(so_far=so_far)
        due = _leading(standing, place)
        wanted = _number_in(place)
        if wanted is not None and wanted > len(due):
            yield self.compared(field, f"{label}位次", place or "", _place_of(standing))
        found = re.findall(rf"({self.known}|[^、。;,:()和与及]+)(?:\(得?({NUMBER})分\))?", text)
        names = [name.removeprefix("以") if name not in self.rows else name for name, _ in found]
        names = [name for name in names if name]
        right = LIST_MARK.join(self.group.names(due))
        fits = self._leads(names, due, standing)
        yield self.compared(field, label, right if fits else LIST_MARK.join(names), right)
        for name, points in found:
            row = self.rows.get(name)
            if points and row is not None:
                kind = "cumulative_score" if so_far else "score"
                score = list(standing.scores)[row]
                yield self.compared(kind, f"{label}得分", points, score, self.group.units[row])

    def nobody(self) -> Comparison:
        """Return the statement that nobody scored."""
        field, label, standing = self._standing(so_far=False)
        right = LIST_MARK.join(self.group.names(standing.leaders()))
        return self.compared(field, label, NOBODY, right or NOBODY)

    def no_leaders(self, *, so_far: bool) -> Comparison:
        """Return the leading units as left out."""
        field, label, standing = self._standing(so_far=so_far)
        return self.compared(field, label, "", LIST_MARK.join(self.group.names(standing.leaders())))

    def _standing(self, *, so_far: bool) -> tuple[str, str, Standing]:
        if so_far:
            label = span_label(self.group.month) or month_label(self.group.month)
            return "top.cumulative", f"{label}累计前列", self.group.cumulative
        return "top.month", f"{month_label(self.group.month)}前列", self.group.monthly

    def _leads(self, names: Sequence[str], due: Sequence[int], standing: Standing) -> bool:
        """Return whether the names are those due, best first; those tied in any order."""
        rows = [self.rows.get(name) for name in names]
        scores = list(standing.scores)
        here = [scores[row] for row in rows if row is not None]
        return sorted(map(str, rows)) == sorted(map(str, due)) and here == sorted(
            here, reverse=True
        )

    @cached_property
    def deducted(self) -> Mapping[int, tuple[Fraction, str]]:
        """Return the points deducted and their reasons, by row."""
        rows = enumerate(zip(self.group.deductions, self.group.notes, strict=True))
        return {row: one for row, one in rows if one[0]}

    def deduction(self, row: int, points: str, reason: str | None) -> Comparison:
        """Return a unit's deduction as printed; a reason left out says nothing wrong."""
        due, note = self.deducted.get(row, (Fraction(), ""))
        unit = self.group.units[row]
        full = deduction_text(due, note)
        if reason is None or number_of(points) != due or not due:
            return self.compared("deduction", "扣分", points, due, unit)
        shown = f"扣{points}分({reason})"
        fits = plain(full) == plain(f"扣{plain_number(due)}分({reason})")
        return self.compared("deduction", "扣分", full if fits else shown, full, unit)

    def deductions_said(self, said: str) -> Comparison:
        """Return what is said of deductions in general beside what there were."""
        right = LIST_MARK.join(
            self.group.units[row] + deduction_text(*one) for row, one in self.deducted.items()
        )
        return self.compared("deduction", "扣分", said, right or NO_DEDUCTION)


def _any_of(names: Iterable[str]) -> str:
    longest = sorted({name for name in names if name}, key=lambda name: (-len(name), name))
    return f"(?:{'|'.join(map(re.escape, longest))})" if longest else "(?!)"


def _number_in(place: str | None) -> int | None:
    found = re.search(NUMBER, place) if place else None
    number = number_of(found[0]) if found else None
    return int(number) if number is not None and number.denominator == 1 else None


def _leading(standing: Standing, place: str | None) -> tuple[int, ...]:
    """Return the rows that a place such as ``前二位`` or ``第一位`` means, best first."""
    wanted = _number_in(place)
    if wanted is None or (wanted == LEADERS_NAMED and not (place or "").startswith("第")):
        return standing.leaders()
    scores = list(standing.scores)
    order = sorted(range(len(scores)), key=lambda row: -scores[row])
    if not 1 <= wanted <= len(order):
        return standing.leaders()
    least = scores[order[wanted - 1]]
    most = least if (place or "").startswith("第") else scores[order[0]]
    return tuple(row for row in order if least <= scores[row] <= most and scores[row] > 0)


def _place_of(standing: Standing) -> str:
    count = len(standing.leaders())
    return {0: NOBODY, 1: "第一位"}.get(count, "前二位")
