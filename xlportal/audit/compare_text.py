"""The printed text beside the workbook's: sentence by sentence in order, then figure by figure.

Sentences that are printed as told are anchors. What lies between two of them is paired by likeness,
and each pair compared token by token. Work is bounded: what is too much to be paired differs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby, pairwise, zip_longest
from typing import NamedTuple

from xlportal.audit.align import common, gaps, moves, shared
from xlportal.audit.findings import WORDING, Finding
from xlportal.audit.forms import BLOCK, DATE, LINE, NAME, WORD, Text, Token, one_line, plain
from xlportal.audit.told import (
    BLANK_DATE,
    NUMBERING,
    TEXT,
    Facts,
    Sentence,
    ends,
    is_table,
    numbered,
)  # fmt: skip
from xlportal.core.labels import LIST_MARK

Key = tuple[str, ...]

_MOST_PAIRED = 30
"""So many sentences between two anchors are paired by likeness on either side."""
_STEPS = ((1, 0), (0, 1), (1, 1), (2, 1), (3, 1), (4, 1), (1, 2), (1, 3), (1, 4))
"""How many sentences told may have become how many printed."""
_MOST_JOINED = max(a for a, _ in _STEPS)
_ALIKE, _LEAST_ALONE = 0.5, 4
"""The share of characters that a pair has in common; the cost of a sentence alone, at least."""
_LONGEST = 300
"""Characters of a passage that are shown."""


class Piece(NamedTuple):
    """A printed sentence, from token to token: the ``number``-th of a ``paragraph``.

    ``key`` is what it is told as, None where the workbook tells nothing like it.
    """

    start: int
    end: int
    paragraph: int
    number: int
    key: Key | None


def compare_text(
    told: Sequence[Sentence], text: Text, facts: Facts
) -> tuple[int, list[Finding], list[str]]:
    """Return how much of a printed text agrees, what does not, and what was not there to compare.

    An appendix by itself lacks no text, a text by itself no appendix.
    """
    pieces = [*_pieces(told, text)]
    keys = [sentence.keys[0] for sentence in told]
    anchors = common(keys, [piece.key or i for i, piece in enumerate(pieces)])
    moved = _moved(keys, pieces, anchors)
    matched = sorted((*anchors, *moved), key=lambda pair: pair[1])
    findings = [*_misplaced(told, pieces, matched)]
    heard = {told[i].source for i, _ in matched}
    agreements = sum(max(1, told[i].figures) for i, _ in matched)
    missing: list[tuple[str, Finding]] = []
    away, strayed = ({pair[side] for pair in moved} for side in (0, 1))
    for ours, theirs in gaps(anchors, len(told), len(pieces)):
        due = [told[i] for i in ours if i not in away]
        found = [pieces[j] for j in theirs if j not in strayed]
        near = told[min(ours.start, len(told) - 1)]
        for some, others in _paired(due, found, text):
            if not others:
                missing += [(run[0].source, _left_out(run)) for run in _runs(some)]
            elif not some or max(len(some), len(others)) > _MOST_JOINED:
                findings.append(_strange(some, others, near, text))
            else:
                differing = [*_differences(some, text, others, facts)]
                findings += differing
                agreements += max(0, sum(one.figures for one in some) - len(differing))
                heard |= {one.source for one in some}
    sources = {one.source for one in told}
    asked = sources if TEXT in heard and heard - {TEXT} else heard
    findings += [finding for source, finding in missing if source in asked]
    absent = "、".join(sorted(sources - asked)) if heard else ""
    notes = [f"这份文件里没有{absent}，没有核对。"] if absent else []
    return agreements, findings, notes


def _pieces(told: Sequence[Sentence], text: Text) -> Iterator[Piece]:
    """Yield the sentences printed: those told, and what lies between, parted at full stops."""
    tokens = text.tokens
    lines = {0, *text.begun_by(LINE), *text.begun_by(BLOCK)}
    tables = {i + side for i, t in enumerate(tokens) if is_table(t.key) for side in (0, 1)}
    cuts = {0, *ends(tokens), *text.begun_by(BLOCK), *tables}
    found = _as_told(told, tokens, cuts | lines)
    cuts |= {place for start, (end, _) in found.items() for place in (start, end)}
    cuts -= {place for start, (end, _) in found.items() for place in range(start + 1, end)}
    is_dated = all(sentence.keys[0] != BLANK_DATE for sentence in told)
    paragraph = number = 0
    for start, end in pairwise(sorted(cuts)):
        begins = start in lines
        paragraph, number = paragraph + begins, 1 if begins else number + 1
        key = found[start][1] if start in found else None
        if not is_dated and end - start == 1 and tokens[start].kind == DATE:
            key = BLANK_DATE
        yield Piece(start, end, paragraph, number, key)


def _as_told(
    told: Sequence[Sentence], tokens: Sequence[Token], bounds: set[int]
) -> dict[int, tuple[int, Key]]:
    """Return where sentences stand just as told, from one of ``bounds`` to another, and which."""
    stream = "\0" + "".join(f"{token.key}\0" for token in tokens)
    offsets = [*accumulate((len(token.key) + 1 for token in tokens), initial=0)]
    places = {offsets[bound]: bound for bound in bounds}
    taken = bytearray(len(tokens))
    found: dict[int, tuple[int, Key]] = {}
    keys = {key: sentence.keys[0] for sentence in told for key in sentence.keys}
    for key in sorted(keys, key=len, reverse=True):
        wanted = "\0" + "\0".join(key) + "\0"
        at = stream.find(wanted)
        while at >= 0:
            last = at + len(wanted) - 1
            start, end = places.get(at), places.get(last)
            if start is not None and end is not None and not (taken[start] or taken[end - 1]):
                taken[start:end] = bytes([1]) * (end - start)
                found[start] = end, keys[key]
            at = stream.find(wanted, last)
    return found


def _moved(
    keys: Sequence[Key], pieces: Sequence[Piece], anchors: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Return what is printed as told, but elsewhere: the places told and printed."""
    told, printed = ({pair[side] for pair in anchors} for side in (0, 1))
    waiting: defaultdict[Key | None, list[int]] = defaultdict(list)
    for place in range(len(keys) - 1, -1, -1):
        if place not in told:
            waiting[keys[place]].append(place)
    strange = ((j, waiting[piece.key]) for j, piece in enumerate(pieces) if j not in printed)
    return [(places.pop(), j) for j, places in strange if places]


def _misplaced(
    told: Sequence[Sentence], pieces: Sequence[Piece], matched: Sequence[tuple[int, int]]
) -> Iterator[Finding]:
    for place, _ in moves([i for i, _ in matched]):
        ours, theirs = told[matched[place][0]], pieces[matched[place][1]]
        shown = [f"第{one.number}句" for one in (theirs, ours)]
        if theirs.paragraph != ours.paragraph or theirs.number == ours.number:
            shown = [f"第{one.paragraph}段第{one.number}句" for one in (theirs, ours)]
        where = f"{ours.where}“{ours.shown[:_LONGEST]}”"
        yield Finding(ours.annex, None, WORDING, shown[0], shown[1], where)


def _paired(
    told: Sequence[Sentence], pieces: Sequence[Piece], text: Text
) -> Iterator[tuple[Sequence[Sentence], Sequence[Piece]]]:
    """Yield which sentences told became which printed, so that least differs in all.

    What has no counterpart stands beside nothing; too many of them stand beside each other whole.
    """
    if not told or not pieces or max(len(told), len(pieces)) > _MOST_PAIRED:
        yield told, pieces
        return
    ours = [_characters(sentence.tokens) for sentence in told]
    theirs = [_characters(text.tokens[piece.start : piece.end]) for piece in pieces]
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {}
    for i in range(len(ours) + 1):
        for j in range(len(theirs) + 1):
            ways = [
                (best[i - a, j - b][0] + _cost(ours[i - a : i], theirs[j - b : j]), (a, b))
                for a, b in _STEPS
                if a <= i and b <= j
            ]
            best[i, j] = min(ways, default=(0.0, (0, 0)))
    steps = []
    i, j = len(ours), len(theirs)
    while i or j:
        a, b = best[i, j][1]
        i, j = i - a, j - b
        steps.append((told[i : i + a], pieces[j : j + b]))
    yield from reversed(steps)


def _characters(tokens: Sequence[Token]) -> Counter[str]:
    return Counter("".join(token.key for token in tokens))


def _cost(told: Sequence[Counter[str]], printed: Sequence[Counter[str]]) -> float:
    """Return how many characters differ; without bound where less than half of them agree."""
    ours, theirs = sum(told, Counter()), sum(printed, Counter())
    size = ours.total() + theirs.total()
    if not told or not printed:
        return max(size, _LEAST_ALONE)
    alike = 2 * (ours & theirs).total()
    joined = len(told) + len(printed) - 2
    return size - alike + joined / 2 if alike >= _ALIKE * size else float("inf")


def _runs(told: Sequence[Sentence]) -> list[list[Sentence]]:
    """Return the sentences that belong to one paragraph together."""
    return [[*run] for _, run in groupby(told, key=lambda sentence: sentence.paragraph)]


def _left_out(run: Sequence[Sentence]) -> Finding:
    return Finding(run[0].annex, None, run[0].field, "", _shown(run), _nth(run[0]))


def _strange(
    told: Sequence[Sentence], pieces: Sequence[Piece], near: Sentence, text: Text
) -> Finding:
    """Return the one finding for what nobody told, or for a passage in which too much differs."""
    field = "label" if is_table(text.tokens[pieces[0].start].key) else WORDING
    shown = text.shown(pieces[0].start, pieces[-1].end)
    return Finding(near.annex, None, field, shown[:_LONGEST], _shown(told)[:_LONGEST], near.where)


def _shown(told: Sequence[Sentence]) -> str:
    return "".join(sentence.shown for sentence in told)


def _nth(sentence: Sentence) -> str:
    return f"{sentence.where} 第{sentence.number}句" if sentence.source == TEXT else sentence.where


def _differences(
    told: Sequence[Sentence], text: Text, pieces: Sequence[Piece], facts: Facts
) -> Iterator[Finding]:
    """Yield the figures, names and labels that differ, and the words in one finding."""
    first, start, end = told[0], pieces[0].start, pieces[-1].end
    printed = text.tokens[start:end]
    if first.tokens[0].kind == NUMBERING:
        printed = numbered(printed)
    ours = [token for sentence in told for token in _listed(sentence.tokens)]
    theirs = _listed(printed)
    worded = False
    anchors = common([token.key for token in ours], [token.key for token in theirs])
    for some, others in gaps(anchors, len(ours), len(theirs)):
        due, found = ours[some.start : some.stop], theirs[others.start : others.stop]
        shown = text.typed[found[0].start : found[-1].end] if found else ""
        misprints, words = _misprints(due, found, shown, first.annex, facts)
        worded = worded or words
        for token, wrong, right in misprints:
            before = (t.key for t in reversed(ours[: some.stop]) if t.kind == NAME)
            unit = next(before, None) if token.field == "deduction" else None
            yield Finding(first.annex, unit, token.field or WORDING, one_line(wrong),
                          one_line(right), f"{first.where} {token.label}".strip())  # fmt: skip
    if worded:
        yield Finding(first.annex, None, WORDING, text.shown(start, end), _shown(told), _nth(first))


def _listed(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens with names that make a list as one."""
    merged: list[Token] = []
    for token in tokens:
        if [t.kind for t in (*merged[-2:], token)] == [NAME, WORD, NAME] and (
            merged[-1].key == LIST_MARK
        ):
            mark, name = merged.pop(), merged.pop()
            key, typed = name.key + LIST_MARK + token.key, name.typed + mark.typed + token.typed
            merged.append(name._replace(key=key, typed=typed, end=token.end))
        else:
            merged.append(token)
    return merged


def _misprints(
    told: Sequence[Token], printed: Sequence[Token], shown: str, annex: int | None, facts: Facts
) -> tuple[list[tuple[Token, str, str]], bool]:
    """Return the figures, names and labels of a stretch that differ, as printed and as told.

    And whether words differ as well: those of the stretch, or figures that nobody told.
    """
    figures = [token for token in told if token.field]
    found = [token for token in printed if token.kind != WORD]
    pairs = [*zip_longest(figures, found[: len(figures)])]
    wrong = [
        (token, other.typed if other else "", token.typed)
        for token, other in pairs
        if other is None or not facts.same(token, other, annex)
    ]
    words = [token.key for token in told if not token.field]
    others = [t.key for t in printed if t.kind == WORD or t in found[len(figures) :]]
    if not figures or (not printed and words):
        return [], True
    if (wrong or words != others) and (not (figures[1:] or words) or _is_one_slip(told, shown)):
        return [(figures[0], shown, "".join(token.typed for token in told))], False
    return wrong, words != others


def _is_one_slip(told: Sequence[Token], printed: str) -> bool:
    """Return whether a stretch is printed as told but for one character."""
    first, second = plain("".join(token.typed for token in told)), plain(printed)
    longer, differ = max(len(first), len(second)), abs(len(first) - len(second))
    return differ <= 1 and shared(first, second) + shared(first[::-1], second[::-1]) >= longer - 1
