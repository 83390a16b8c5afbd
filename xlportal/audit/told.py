"""What the workbook tells in print, sentence by sentence, and which other figures are right too.

Nothing is read out of the text: the publication says which placeholder stands where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby, product

from xlportal.audit import equal_forms as forms
from xlportal.audit.equal_forms import Reader, Token, counted, in_words, one_line, plain
from xlportal.core.exact import from_float, parse_decimal, terminates
from xlportal.core.labels import LIST_MARK, printed
from xlportal.core.rules import Group
from xlportal.core.wording import Part
from xlportal.publish.appendix import ColumnKind, Value
from xlportal.publish.circular import Paragraph
from xlportal.publish.content import Publication
from xlportal.sheets.layout import annex_sheet

TEXT = "正文"
NUMBERING = "numbering"
"""The kind of the number that a heading begins with."""
BLANK_DATE = ("年", "月", "日")
"""A date left open: whatever is written there by hand, the workbook does not know."""
_FIELDS = {
    "年度": "label", "月份": "label", "累计期": "label", "平均分": "average", "及格线": "pass_line",
    "参评单位数": "units", "超过及格线单位数": "passed", "达标率": "pass_rate",
    "本月前列": "top", "本月前列位次": "top", "累计前列": "cumulative_top",
    "累计前列位次": "cumulative_top", "扣分情况": "deduction", "加分情况": "deduction",
    "全年排名": "rank", "本月": "count", "累计": "cumulative_count",
}  # fmt: skip
"""The field of what stands in a placeholder; of an item's by how it ends."""
_LONGEST_NUMBER = 2
"""Digits of a heading's number."""
_BY_KIND = {forms.LABEL: "label", NUMBERING: "label", forms.DATE: "date"}
_NAMES = {"单位统称", "专栏", "发文机关"}
"""Placeholders that hold names which neither a unit nor a group has."""
_NUMBER = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_LEAST_FULL = 6
"""Decimals from which a figure that never ends counts as given in full."""
_FLOAT_DIGITS = 15
"""Digits of a float that mean something; the last may be off by one."""


@dataclass(frozen=True)
class Sentence:
    """A sentence the workbook gives, of the text or of an appendix, which ``source`` names.

    ``field`` is what is missing where it is.
    """

    tokens: tuple[Token, ...]
    shown: str
    source: str
    where: str
    annex: int | None
    field: str

    @property
    def keys(self) -> tuple[tuple[str, ...], ...]:
        """Return the ways to print it that are equal but for ties: headings number variously."""
        keys = [token.key for token in self.tokens]
        if self.tokens[0].kind != NUMBERING:
            return (tuple(keys),)
        number = keys[0].removesuffix(".")
        numbers = (number, in_words(int(number)))
        return tuple((one, mark, *keys[1:]) for one, mark in product(numbers, "。、"))

    @property
    def figures(self) -> int:
        """Return how many figures, names and labels it tells."""
        return sum(token.field is not None for token in self.tokens)


def sentences(told: Publication, groups: Sequence[Group], reader: Reader) -> list[Sentence]:
    """Return what is printed, in its order; a table is told by a sentence of its own."""
    short = {group.annex: group.short for group in groups}
    found: list[Sentence] = []
    for one in told.paragraphs:
        where = f"{TEXT} {short.get(one.annex or 0, one.part.value)}"
        found += _told(one, reader, TEXT, where)
    for table in told.appendices:
        name = annex_sheet(table.annex)
        title, note = (Paragraph(Part.TITLE, text or "", table.annex)
                       for text in (table.title, table.note))  # fmt: skip
        label = replace(title, text=table.label)
        whole = Token(forms.TABLE, table_key(name), name, 0, 0)
        found += _told(label, reader, name, f"{name} 附表号", forms.LABEL)
        found += _told(title, reader, name, f"{name} 标题")
        found.append(Sentence((whole,), name, name, name, table.annex, forms.LABEL))
        found += _told(note, reader, name, f"{name} 注")
    return found


def _told(
    paragraph: Paragraph, reader: Reader, source: str, where: str, field: str = "wording"
) -> Iterator[Sentence]:
    """Yield the sentences of a paragraph, their tokens with their fields."""
    told = []
    for token in numbered(reader.read(paragraph.text)):
        label = paragraph.told[token.start] if paragraph.told else ""
        told.append(token._replace(field=_field(token, label), label=label))
    start = 0
    for end in ends(told):
        shown = one_line(paragraph.text[told[start].start : told[end - 1].end])
        yield Sentence(tuple(told[start:end]), shown, source, where, paragraph.annex, field)
        start = end


def _field(token: Token, placeholder: str) -> str | None:
    """Return the field of what stands in a placeholder, or in the wording's own words."""
    own = _FIELDS.get(placeholder) or _FIELDS.get(placeholder[-2:])
    if token.kind == forms.NAME:
        return own or "name"
    return own if token.kind == forms.FIGURE else _BY_KIND.get(token.kind)


def ends(tokens: Sequence[Token]) -> Iterator[int]:
    """Yield where sentences end."""
    last = len(tokens) - 1
    yield from (i + 1 for i, token in enumerate(tokens) if token.key in {*"。!?"} or i == last)


def numbered(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Return the tokens with the number they begin with (``一、``, ``1.``, ``1、``) as one."""
    number = counted(tokens[0].key) if tokens[1:] and tokens[1].key in {*"。、"} else ""
    if not number.isdecimal() or len(number) > _LONGEST_NUMBER:
        return tokens
    first, mark = tokens[:2]
    typed = first.typed + mark.typed
    return (Token(NUMBERING, f"{number}.", typed, first.start, mark.end), *tokens[2:])


def table_key(name: str) -> str:
    """Return the key of what stands for a table, which no text has."""
    return name + forms.LINE


def names(told: Publication, groups: Sequence[Group]) -> dict[str, str]:
    """Return every name in use and what it now is: of units, groups, and what the text names."""
    units = [unit for group in groups for unit in group.units]
    current = [
        *(name for group in groups for name in (group.name, group.short, group.collective)),
        *(
            "".join(character for character, _ in stretch)
            for paragraph in told.paragraphs
            for placeholder, stretch in groupby(
                zip(paragraph.text, paragraph.told, strict=False), key=lambda pair: pair[1]
            )
            if placeholder in _NAMES
        ),
        *(unit.name for unit in units),
    ]
    former = {old: unit.name for unit in units for old in unit.former}
    return former | {name: name for name in current}


@dataclass(frozen=True)
class Leeway:
    """What makes other figures and orders right, by annex and field: exact values, scores."""

    exact: Mapping[tuple[int | None, str], Fraction]
    scores: Mapping[tuple[int | None, str], Mapping[str, Value]]

    @classmethod
    def of(cls, told: Publication) -> Leeway:
        """Return what the tables say of averages, pass lines and units' scores."""
        exact: dict[tuple[int | None, str], Fraction] = {}
        scores: dict[tuple[int | None, str], Mapping[str, Value]] = {}
        for table in told.appendices:
            units = [plain(str(row[table.columns.index(ColumnKind.UNIT)])) for row in table.rows]
            for column in table.made:
                if column.kind is ColumnKind.LINE:
                    line = "pass_line" if (table.annex, "average") in exact else "average"
                    exact[table.annex, line] = Fraction(column.cells[0])
                elif column.kind is ColumnKind.SCORE:
                    field = "cumulative_top" if column.so_far else "top"
                    scores[table.annex, field] = dict(zip(units, column.cells, strict=True))
        return cls(exact, scores)

    def same(self, told: Token, found: Token, annex: int | None) -> bool:
        """Return whether a printed figure, name or label is the one told."""
        if told.key == found.key or told.kind != forms.NAME:
            exact = self.exact.get((annex, told.field or ""))
            return told.key == found.key or (exact is not None and is_value(found.key, exact))
        first, second = told.key.split(LIST_MARK), found.key.split(LIST_MARK)
        scores = self.scores.get((annex, told.field or "")) or self.scores.get((annex, "top"), {})
        tied = [scores.get(n, n) for n in first] == [scores.get(n, n) for n in second]
        return tied and sorted(first) == sorted(second)


def is_value(text: str, exact: Fraction) -> bool:
    """Return whether a printed number is ``exact``: in full, as offices print it, as a float."""
    number = parse_decimal(text) if _NUMBER.fullmatch(text) else None
    if number is None:
        return False
    if number in {exact, parse_decimal(printed(exact)), from_float(float(exact))}:
        return True
    decimals = len(text.partition(".")[2])
    if decimals < _LEAST_FULL or terminates(exact):
        return False
    above = (number - exact) * 10**decimals
    is_float = len(text) > _FLOAT_DIGITS and (abs(above) < 1 or float(number) == float(exact))
    return -1 < above <= Fraction(1, 2) or is_float
