"""The sentences that state no figure: heading, legal ground, hint, signature, recipients.

They have to be those of the workbook's wording, whatever widths, brackets and quotation marks they
are printed with; leaving one out says nothing wrong. What states a figure is the business of
:mod:`xlportal.audit.compare_text`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from xlportal.assessment import Assessment
from xlportal.audit.comparing import Comparison
from xlportal.audit.published import Published, key
from xlportal.book import Book
from xlportal.circular import compose

_SENTENCE = re.compile(r"[^。]+。?")
_DATE = re.compile(r"(\d{4})?年(\d+)?月(\d+)?日")
_MONTH = re.compile(r"(?:\d[\d.]*-)?\d[\d.]*月")
_NUMBERED = re.compile(r"^\d[\d.]*[.、]")
_BOOKMARK = re.compile(r"\[bookmark:[^\]]*\]")
_FIGURE = re.compile(
    r"平均分|及格线|\d家|达标率|专栏采用|得分(?:前|第一)|附表\d|扣分|扣\d|没有单位得分"
)
_SAME = {
    ord(mark): narrow
    for marks, narrow in (("〔［【", "["), ("〕］】", "]"), ("“”", '"'), ("‘’", "'"), ("｡", "。"))
    for mark in marks
}
_ENDS = "。！？：；…!?:;."
_ALIKE = 0.5
_FEW = 60
"""So many sentences may be compared with one another; a circular has a dozen."""


@dataclass(frozen=True)
class _Sentence:
    """A sentence; ``plain`` is what it is known by, ``opening`` whether no group's is above it."""

    text: str
    plain: str
    opening: bool


def compare_wording(
    published: Published, book: Book, assessment: Assessment
) -> Iterator[Comparison]:
    """Yield every printed sentence without a figure, and the workbook's that it should be."""
    if not published.lines:
        return
    facts = book.facts(assessment.month)
    wording = [paragraph.text for paragraph in compose(assessment, book.wording, facts)]
    names = {key(group.group.name) for group in assessment.groups}
    figured = _figured(assessment)
    wanted = list(_bare(_whole(wording), names, figured))
    found = list(_bare(_whole(published.lines), names, figured))
    strange = [one for one in found if not any(_agree(one, other) for other in wanted)]
    absent = [one for one in wanted if not any(_agree(other, one) for other in found)]
    for one in found:
        if one not in strange:
            yield _compared(one.text, one.text)
    partners = _partners(strange, absent)
    for index, one in enumerate(strange):
        yield _compared(one.text, absent[partners[index]].text if index in partners else "")


def _compared(published: str, recomputed: str) -> Comparison:
    return Comparison(None, None, "sentence", published, recomputed, "正文")


def _figured(assessment: Assessment) -> Callable[[str], bool]:
    """Return what tells whether a sentence states a figure of some group."""
    items = {key(item.name) for group in assessment.groups for item in group.group.rules.items}
    counted = re.compile("|".join(rf"{re.escape(name)}\d" for name in sorted(items)))
    return lambda text: bool(_FIGURE.search(text) or counted.search(text))


def _whole(lines: Iterable[str]) -> Iterator[str]:
    """Yield the paragraphs; one that a dump breaks amid a sentence, or after a blank, is joined."""
    paragraph = ""
    for line in lines:
        paragraph += _BOOKMARK.sub("", line)
        text = paragraph.rstrip()
        goes_on = line.endswith(" ") or "，" in text or "," in text
        if text and (text[-1] in _ENDS or not goes_on):
            yield text.strip()
            paragraph = ""
    if paragraph.strip():
        yield paragraph.strip()


def _bare(
    paragraphs: Iterable[str], names: set[str], figured: Callable[[str], bool]
) -> Iterator[_Sentence]:
    """Yield the sentences without a figure; dates of issue are compared elsewhere."""
    opening = True
    for paragraph in paragraphs:
        opening = opening and _NUMBERED.sub("", key(paragraph)) not in names
        for text in _SENTENCE.findall(paragraph):
            plain = key(text.translate(_SAME)).translate(_SAME)
            if plain and not figured(plain) and not _DATE.fullmatch(plain):
                yield _Sentence(text.strip(), plain, opening)


def _agree(printed: _Sentence, wanted: _Sentence) -> bool:
    """Return whether a sentence is printed as worded.

    Month labels above the groups are compared elsewhere; Word numbers headings by itself.
    """
    if printed.opening and wanted.opening:
        return _MONTH.sub("月", printed.plain) == _MONTH.sub("月", wanted.plain)
    return printed.plain in {wanted.plain, _NUMBERED.sub("", wanted.plain)}


def _partners(strange: Sequence[_Sentence], absent: Sequence[_Sentence]) -> dict[int, int]:
    """Return for strange sentences the one of the wording that each is most like."""
    if len(strange) > _FEW:
        return {}
    alike = sorted(
        (-SequenceMatcher(None, one.plain, other.plain, autojunk=False).ratio(), i, j)
        for i, one in enumerate(strange)
        for j, other in enumerate(absent)
    )
    partners: dict[int, int] = {}
    for likeness, i, j in alike:
        if -likeness >= _ALIKE and i not in partners and j not in partners.values():
            partners[i] = j
    return partners
