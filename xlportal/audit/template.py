"""The book's own sentences as patterns: its words, and figures where placeholders stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import groupby

from xlportal.audit.comparing import Comparison
from xlportal.audit.numbers import NUMBER
from xlportal.audit.section import MONTH, NO_DEDUCTION, PLACES, SPAN, Section
from xlportal.audit.statements import READERS, periods, read_statements, untold
from xlportal.audit.text import MARKS, SENTENCE, STATEMENT, STOP, Read, Text, plain
from xlportal.core.book import Book
from xlportal.core.exact import plain as plain_number
from xlportal.core.labels import month_label, span_label
from xlportal.core.wording import PLACEHOLDER, Part, When
from xlportal.core.wording import Sentence as Worded
from xlportal.publish.circular import compose
from xlportal.score.assessment import Assessment

Values = Mapping[str, str]
"""What is printed for the placeholders of a sentence, by their names."""
DATE = r"\d+年\d+月\d+日"
_CLAUSE_ENDS = re.compile(r"(?<=[,;:。])")
_FEWEST = 2
"""Characters of wording without which a sentence could be anything."""


@dataclass(frozen=True)
class Figure:
    """What stands for a placeholder; ``wild`` is the pattern of what may stand there instead."""

    name: str
    text: str
    wild: str
    check: Callable[[str, Values], Iterable[Comparison]]

    @property
    def exact(self) -> str:
        """Return the pattern of the right text."""
        return f"({re.escape(self.text)})"

    @property
    def pattern(self) -> str:
        """Return the pattern of the right text or of any other."""
        return f"({re.escape(self.text)}|{self.wild})"


@dataclass(frozen=True)
class Row:
    """A sentence of the book, filled; ``bare`` is what it states besides its figures.

    ``typed`` are its lines with their blanks and widths; ``whole`` is whether it is no mere clause,
    ``run`` tells the sentences of a paragraph from those of another.
    """

    part: Part
    pieces: tuple[str | Figure, ...]
    bare: tuple[Comparison, ...] = ()
    typed: tuple[str, ...] = ()
    whole: bool = True
    run: int = 0

    @property
    def text(self) -> str:
        """Return the sentence as it should be printed."""
        return "".join(p if isinstance(p, str) else p.text for p in self.pieces)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Return the figures in their order."""
        return tuple(piece for piece in self.pieces if not isinstance(piece, str))

    @property
    def words(self) -> int:
        """Return how many characters of wording the sentence has."""
        return sum(len(re.findall(r"\w", piece)) for piece in self.pieces if isinstance(piece, str))

    @cached_property
    def exact(self) -> re.Pattern[str]:
        """Return the pattern of the sentence as it should be, less its full stop."""
        return self._compiled(lambda figure: figure.exact)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Return the pattern of the sentence with whatever figures."""
        return self._compiled(lambda figure: figure.pattern)

    def _compiled(self, shown: Callable[[Figure], str]) -> re.Pattern[str]:
        parts = [re.escape(p) if isinstance(p, str) else shown(p) for p in self.pieces]
        if isinstance(self.pieces[-1], str):
            parts[-1] = re.escape(self.pieces[-1].rstrip(STOP))
        if self.whole:
            # A number at either end must not be the part of a longer one.
            begun = _BEGUN if self.text[:1].isdigit() else ""
            return re.compile("".join([begun, *parts, self._end]))
        return re.compile("".join([_CLAUSE_BEGUN, *parts, _CLAUSE_ENDED]))

    @property
    def _end(self) -> str:
        """Return the pattern of what has to follow: a list ends with its sentence."""
        last = "".join(p for p in self.pieces[-1:] if isinstance(p, str)).rstrip(STOP)
        listed = [figure for figure in self.figures if figure.wild == _LIST]
        if not last and listed and self.figures[-1] in listed:
            return _CLOSE
        return _ENDED if self.text.rstrip(STOP)[-1:].isdigit() else ""

    def read(self, found: re.Match[str], mark: str = SENTENCE) -> Read:
        """Return what a place says that the sentence was found at."""
        texts = [found[number] for number in range(1, len(self.figures) + 1)]
        values = {figure.name: text for figure, text in zip(self.figures, texts, strict=True)}
        compared = [
            comparison
            for figure, text in zip(self.figures, texts, strict=True)
            for comparison in figure.check(text, values)
        ]
        return Read(found.start(), found.end(), mark, (*compared, *self.bare))

    def due(self) -> Iterator[Comparison]:
        """Yield everything the sentence states, as it should be."""
        values = {figure.name: figure.text for figure in self.figures}
        for figure in self.figures:
            yield from figure.check(figure.text, values)

    def clauses(self) -> Iterator[Row]:
        """Yield the parts between commas that state a figure which any may stand for."""
        pieces: list[str | Figure] = []
        for piece in [*self.pieces, STOP]:
            texts = _CLAUSE_ENDS.split(piece) if isinstance(piece, str) else [piece]
            for text in texts:
                pieces.append(text)
                if isinstance(text, str) and text[-1:] in {",", ";", ":", STOP}:
                    yield from _clause(self.part, pieces)
                    pieces = []


def _clause(part: Part, pieces: Sequence[str | Figure]) -> Iterator[Row]:
    told = [piece for piece in pieces if not isinstance(piece, str)]
    shown = [piece.rstrip(",;:。") if isinstance(piece, str) else piece for piece in pieces]
    clause = Row(part, tuple(shown), whole=False)
    telling = any(figure.name not in {_FIXED, "月份", "累计期"} for figure in told)
    if telling and clause.words and not any(figure.wild in {_LIST, _NEVER} for figure in told):
        yield clause


_FIXED = ""
"""The name of a number in the wording itself."""
_DIGITS = re.compile(r"(\d+(?:\.\d+)*)")
_NEVER = "(?!)"
_LIST = rf"[^{STOP}{MARKS}]+?"
_CLAUSE_BEGUN = rf"(?:(?<=[,;:。(){MARKS}])|^)"
_CLAUSE_ENDED = rf"(?=[,;:。(){MARKS}]|$)"
_BEGUN, _ENDED = r"(?<![\d.])(?<!\d[-—–~至到])", r"(?!\d)(?!\.\d)"
_CLOSE = rf"(?=[{STOP}{MARKS}]|$)"
_PLACES = rf"(?:{PLACES})(?:\(含并列\))?"


def rows_of(section: Section, book: Book, assessment: Assessment) -> list[Row]:
    """Return the sentences that the book has for a group's part this month."""
    return [
        replace(row, run=run)
        for run, (per_group, some) in enumerate(
            groupby(book.wording, key=lambda worded: worded.part.per_group)
        )
        if per_group
        for worded in some
        for row in _group_row(worded, section, book, assessment)
    ]


def paragraphs_of(rows: Sequence[Row]) -> Iterator[tuple[Row, list[Row]]]:
    """Yield the paragraphs that sentences of the body make together, with those sentences."""
    for (part, _), some in groupby(rows, key=lambda row: (row.part, row.run)):
        members = list(some)
        pieces = tuple(piece for row in members for piece in row.pieces)
        if part is Part.BODY:
            yield Row(part, pieces, tuple(one for row in members for one in row.bare)), members


def general_rows(book: Book, assessment: Assessment) -> list[Row]:
    """Return the sentences that the book has once this month."""
    return [
        row
        for worded in book.wording
        if not worded.part.per_group
        for row in _general_row(worded, book, assessment)
    ]


def _group_row(
    worded: Worded, section: Section, book: Book, assessment: Assessment
) -> Iterator[Row]:
    annex = section.group.group.annex
    if worded.annex not in {None, annex}:
        return
    own = replace(worded, annex=annex)

    def value(text: str) -> str:
        return "".join(_composed(Worded(Part.BODY, text, annex=annex), book, assessment))

    typed = _composed(own, book, assessment)
    if typed:
        pieces = _pieces(worded.text, value, lambda name, text: group_figure(section, name, text))
        yield Row(worded.part, pieces, _stated(worded, pieces, section), typed)


def _stated(
    worded: Worded, pieces: Sequence[str | Figure], section: Section
) -> tuple[Comparison, ...]:
    """Return what a sentence states without a figure."""
    if worded.part is Part.HEADING:
        return (_itself(worded, pieces),)
    if worded.when is When.NO_DEDUCTIONS:
        return (section.deductions_said(NO_DEDUCTION),)
    if worded.when is When.NOBODY_SCORED:
        return (section.nobody(),)
    if all(isinstance(piece, str) or piece.name == _FIXED for piece in pieces):
        return (_itself(worded, pieces),)
    return ()


def _itself(worded: Worded, pieces: Sequence[str | Figure]) -> Comparison:
    text = "".join(p if isinstance(p, str) else p.text for p in pieces)
    return Comparison(None, None, "sentence", text, text, f"正文 {worded.part.value}")


def _general_row(worded: Worded, book: Book, assessment: Assessment) -> Iterator[Row]:
    typed = _composed(worded, book, assessment)
    if not typed:
        return

    def value(text: str) -> str:
        return "".join(_composed(Worded(Part.HINT, text), book, assessment))

    pieces = _pieces(worded.text, value, partial(_general_figure, worded.part, assessment.month))
    told = any(isinstance(piece, str) and re.search(r"\w", piece) for piece in pieces)
    yield Row(worded.part, pieces, (_itself(worded, pieces),) if told else (), typed)


def _composed(worded: Worded, book: Book, assessment: Assessment) -> tuple[str, ...]:
    facts = book.facts(assessment.month)
    return tuple(one.text for one in compose(assessment, (worded,), facts))


def _pieces(
    text: str, value: Callable[[str], str], figure: Callable[[str, str], Iterable[str | Figure]]
) -> tuple[str | Figure, ...]:
    """Return a wording parted into its words and figures; words beside words are joined.

    Numbers in the wording are figures as well: they can be misprinted.
    """
    parts: list[str | Figure] = []
    for index, part in enumerate(PLACEHOLDER.split(text)):
        parts += [plain(part)] if index % 2 == 0 else figure(part, plain(value(f"【{part}】")))
    pieces: list[str | Figure] = []
    for wordy, run in groupby(parts, key=lambda part: isinstance(part, str)):
        some = list(run)
        pieces += _numbered("".join(map(str, some))) if wordy else some
    return tuple(piece for piece in pieces if piece != "")


def _numbered(words: str) -> Iterator[str | Figure]:
    for index, part in enumerate(_DIGITS.split(words)):
        yield part if index % 2 == 0 else Figure(_FIXED, part, NUMBER, partial(_fixed, part))


def _fixed(right: str, shown: str, _: Values) -> Iterator[Comparison]:
    if shown != right:
        yield Comparison(None, None, "sentence", shown, right, "正文 字句里的数")


def _general_figure(part: Part, month: int, name: str, text: str) -> Iterator[str | Figure]:
    where = "正文开头" if part in {Part.TITLE, Part.LEAD} else f"正文 {part.value}"
    right = {"月份": month_label(month), "累计期": span_label(month) or ""}.get(name)
    if right is not None:
        label = f"{where} {name}"
        yield Figure(name, text, MONTH if name == "月份" else SPAN,
                     lambda shown, _: [Comparison(None, None, "month", shown, right, label)]
                     )  # fmt: skip
    elif name == "落款日期" and text[:1].isdigit():
        yield Figure(name, text, DATE,
                     lambda shown, _: [Comparison(None, None, "date", shown, text, "正文 落款日期")]
                     )  # fmt: skip
    else:
        yield text


def group_figure(section: Section, name: str, text: str) -> Iterator[str | Figure]:
    """Yield the words and figures that stand for a placeholder of a group's part."""
    simple: dict[str, tuple[str, Callable[[str, Values], Iterable[Comparison]]]] = {
        "月份": (MONTH, lambda shown, _: [section.month(shown)]),
        "累计期": (SPAN, lambda shown, _: [section.span(shown)]),
        "本月前列位次": (_PLACES, lambda *_: ()),
        "累计前列位次": (_PLACES, lambda *_: ()),
        "本月前列": (section.names, partial(_leaders, section, "本月前列位次", so_far=False)),
        "累计前列": (section.names, partial(_leaders, section, "累计前列位次", so_far=True)),
    }
    whole: dict[str, Callable[[Section], Iterable[Comparison]]] = {
        "采用情况": _adopted, "专栏采用": _in_column, "扣分情况": _deducted,
    }  # fmt: skip
    if name in simple:
        wild, check = simple[name]
        yield Figure(name, text, wild, check)
    elif name in whole:
        right = tuple(whole[name](section))
        lead = "专栏采用" if name == "专栏采用" else ""
        # A reason can hold anything: where a list of deductions ends, only its reader can tell.
        wild = _NEVER if name == "扣分情况" else _LIST
        yield Figure(name, text, wild, partial(_listed, section, (lead, text), right))
    elif name == "组序":
        yield Figure(name, text, NUMBER, lambda shown, _: [] if shown == text else
                     [section.compared("heading", "组序", shown, text)])  # fmt: skip
    elif name in {"平均分", "及格线", "参评单位数", "超过及格线单位数", "达标率"}:
        number = text.removesuffix("%")
        yield Figure(name, number, NUMBER, lambda shown, _: [section.single(name, shown)])
        yield text.removeprefix(number)
    elif name == "附表":
        number = text.removeprefix("附表")
        yield text.removesuffix(number)
        yield Figure(name, number, NUMBER, lambda shown, _: [section.annex(shown)])
    else:
        yield text


def _leaders(
    section: Section, place: str, text: str, values: Values, *, so_far: bool
) -> Iterator[Comparison]:
    return section.leaders(text, values.get(place), so_far=so_far)


def _listed(
    section: Section, right: tuple[str, str], due: Sequence[Comparison], text: str, _: Values
) -> Iterator[Comparison]:
    """Yield what a list of several figures says; ``right`` is what introduces it and what it is."""
    if text == right[1]:
        yield from due
        return
    whole = Text.of([right[0] + text])
    span = (0, len(whole.plain))
    whole, statements = read_statements(whole, span, section, (*READERS, periods))
    yield from statements
    for place in untold(whole, *span):
        yield section.compared("sentence", "", whole.original(*place), "")


def _adopted(section: Section) -> Iterator[Comparison]:
    totals, so_far = section.group.totals, section.group.cumulative_totals
    span = span_label(section.group.month)
    for item in range(len(section.group.terms.items)):
        yield section.pieces(item, str(totals[item, 0]))
        if span:
            yield section.span(span)
            yield section.pieces_so_far(item, str(so_far[item, 0]))


def _in_column(section: Section) -> Iterator[Comparison]:
    span = span_label(section.group.month)
    yield section.in_column(str(section.group.totals[:, 1].sum()))
    if span:
        yield section.span(span)
        yield section.in_column_so_far(str(section.group.cumulative_totals[:, 1].sum()))


def _deducted(section: Section) -> Iterator[Comparison]:
    for row, (points, _) in section.deducted.items():
        yield section.deduction(row, plain_number(points), None)


def read_rows(
    text: Text, span: tuple[int, int], rows: Sequence[Row], *, mark: str = SENTENCE
) -> tuple[Text, list[Comparison], list[Row]]:
    """Return the text after sentences were found in a stretch, what they say, and those not found.

    The exact ones are found first.
    """
    text, exact, left = _read(text, span, rows, lambda row: row.exact, mark)
    text, other, left = _read(text, span, left, lambda row: row.pattern, mark)
    return text, exact + other, left


def read_paragraphs(
    text: Text, span: tuple[int, int], rows: Sequence[Row]
) -> tuple[Text, list[Comparison], list[Row]]:
    """Return the text after whole paragraphs were found, what they say, and the other sentences."""
    compared: list[Comparison] = []
    left = list(rows)
    for paragraph, members in paragraphs_of(rows):
        text, told, absent = _read(text, span, [paragraph], lambda row: row.exact, SENTENCE)
        compared += told
        if not absent:
            left = [row for row in left if not any(row is member for member in members)]
    return text, compared, left


def _read(
    text: Text,
    span: tuple[int, int],
    rows: Sequence[Row],
    pattern: Callable[[Row], re.Pattern[str]],
    mark: str,
) -> tuple[Text, list[Comparison], list[Row]]:
    compared: list[Comparison] = []
    absent: list[Row] = []
    for row in rows:
        found = _search(row, pattern(row), text, span)
        if found is None:
            absent.append(row)
            continue
        read = row.read(found, mark)
        text = text.after([read])
        compared += read.compared
    return text, compared, absent


def read_clauses(
    text: Text, span: tuple[int, int], rows: Sequence[Row]
) -> tuple[Text, list[Comparison]]:
    """Return the text after the clauses of sentences were found in a stretch, and what they say."""
    clauses = [clause for row in rows for clause in row.clauses()]
    text, compared, _ = _read(text, span, clauses, lambda row: row.pattern, STATEMENT)
    return text, compared


def _search(
    row: Row, pattern: re.Pattern[str], text: Text, span: tuple[int, int]
) -> re.Match[str] | None:
    """Return where a sentence stands; of a group's, few words of wording could be anything."""
    if row.part is Part.BODY and row.whole and row.words < _FEWEST:
        return None
    alone = row.part is not Part.BODY
    for found in pattern.finditer(text.unread, *span):
        if found.start() < found.end() and (not alone or text.stands_alone(*found.span())):
            return found
    return None
