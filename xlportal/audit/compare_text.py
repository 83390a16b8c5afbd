"""The printed text beside the workbook's: sentence by sentence in order, then figure by figure.

Sentences that are printed as told are anchors. What lies between two of them is paired by likeness,
and each pair compared token by token. Work is bounded: what is too much to be paired differs.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby, pairwise, zip_longest
from typing import NamedTuple

from xlportal.audit.align import ALONE, Run, aligned, common, gaps, shared
from xlportal.audit.equal_forms import DATE, NAME, TABLE, WORD, Text, Token, one_line, plain
from xlportal.audit.findings import LABEL, WORDING, Finding
from xlportal.audit.told import BLANK_DATE, NUMBERING, TEXT, Leeway, Sentence, ends, numbered
from xlportal.core.labels import LIST_MARK

Key = tuple[str, ...]

_MOST_JOINED = 4
_STEPS = (*ALONE, *(step for n in range(2, _MOST_JOINED + 1) for step in ((n, 1), (1, n))))
"""How many sentences told may have become how many printed."""
_ALIKE, _LEAST_ALONE = 0.5, 4
"""The share of characters that a pair has in common; the cost of a sentence alone, at least."""
_LONGEST = 300
"""Characters of a passage that are shown."""


class Piece(NamedTuple):
    """A printed sentence, from token to token; ``key`` is what it is told as, None for nothing."""

    start: int
    end: int
    key: Key | None


def compare_text(
    told: Sequence[Sentence], text: Text, leeway: Leeway
) -> tuple[int, list[Finding], list[str]]:
    """Return how much of a printed text agrees, what does not, and what was not there to compare.

    An appendix by itself lacks no text, a text by itself no appendix.
    """
    pieces = [*_pieces(told, text)]
    ours = [_characters(sentence.tokens) for sentence in told]
    theirs = [_characters(text.tokens[piece.start : piece.end]) for piece in pieces]

    def cost(some: Run, others: Run) -> float:
        return _cost([ours[i] for i in some], [theirs[j] for j in others])

    keys = [piece.key or place for place, piece in enumerate(pieces)]
    found = aligned([sentence.keys[0] for sentence in told], keys, cost, _STEPS)
    heard = {told[i].source for i, _ in found.same}
    agreements = sum(max(1, told[i].figures) for i, _ in found.same)
    findings = [
        Finding(told[i].annex, None, WORDING, f"第{j + 1}句", f"第{proper + 1}句",
                f"{told[i].where}“{told[i].shown[:_LONGEST]}”")
        for i, j, proper in found.moved
    ]  # fmt: skip
    missing: list[tuple[str, Finding]] = []
    for some, others in found.apart:
        due, strange = [told[i] for i in some], [pieces[j] for j in others]
        before = told[max((i for i, j in found.same if others and j < others[0]), default=0)]
        if not strange:
            runs = ([*run] for _, run in groupby(due, lambda sentence: sentence.where))
            missing += [(run[0].source, _passage(run, "", run[0], run[0].field)) for run in runs]
        elif due and max(len(due), len(strange)) <= _MOST_JOINED:
            differing = [*_differences(due, text, strange, leeway)]
            findings += differing
            agreements += max(0, sum(one.figures for one in due) - len(differing))
            heard |= {one.source for one in due}
        else:
            field = LABEL if text.tokens[strange[0].start].kind == TABLE else WORDING
            shown = text.shown(strange[0].start, strange[-1].end)
            findings.append(_passage(due, shown, before, field))
    sources = {one.source for one in told}
    asked = sources if TEXT in heard and heard - {TEXT} else heard
    findings += [finding for source, finding in missing if source in asked]
    absent = "、".join(sorted(sources - asked)) if heard else ""
    return agreements, findings, [f"这份文件里没有{absent}，没有核对。"] if absent else []


def _passage(due: Sequence[Sentence], shown: str, near: Sentence, field: str) -> Finding:
    """Return the one finding for what is missing, for what nobody told, or for both."""
    right = "".join(sentence.shown for sentence in due)
    return Finding(near.annex, None, field, shown[:_LONGEST], right[:_LONGEST], near.where)


def _pieces(told: Sequence[Sentence], text: Text) -> Iterator[Piece]:
    """Yield the sentences printed: those told, and what lies between, parted at full stops."""
    tokens = text.tokens
    cuts = {0, *ends(tokens), *text.blocks}
    found = _as_told(told, tokens, cuts | text.lines)
    cuts |= {place for start, (end, _) in found.items() for place in (start, end)}
    cuts -= {place for start, (end, _) in found.items() for place in range(start + 1, end)}
    is_dated = all(sentence.keys[0] != BLANK_DATE for sentence in told)
    for start, end in pairwise(sorted(cuts)):
        is_date = end - start == 1 and tokens[start].kind == DATE
        own = BLANK_DATE if is_date and not is_dated else None
        yield Piece(start, end, found[start][1] if start in found else own)


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


def _differences(
    told: Sequence[Sentence], text: Text, pieces: Sequence[Piece], leeway: Leeway
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
        misprints, words = _misprints(due, found, shown, first.annex, leeway)
        worded = worded or words
        for token, wrong, right in misprints:
            before = (t.key for t in reversed(ours[: some.stop]) if t.kind == NAME)
            unit = next(before, None) if token.field == "deduction" else None
            yield Finding(first.annex, unit, token.field or WORDING, one_line(wrong),
                          one_line(right), f"{first.where} {token.label}".strip())  # fmt: skip
    if worded:
        yield _passage(told, text.shown(start, end), first, WORDING)


def _listed(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens with names that make a list as one."""
    merged: list[Token] = []
    for token in tokens:
        kinds = [one.kind for one in (*merged[-2:], token)]
        if kinds == [NAME, WORD, NAME] and merged[-1].key == LIST_MARK:
            mark, name = merged.pop(), merged.pop()
            key, typed = name.key + LIST_MARK + token.key, name.typed + mark.typed + token.typed
            merged.append(name._replace(key=key, typed=typed, end=token.end))
        else:
            merged.append(token)
    return merged


def _misprints(
    told: Sequence[Token], printed: Sequence[Token], shown: str, annex: int | None, leeway: Leeway
) -> tuple[list[tuple[Token, str, str]], bool]:
    """Return the figures, names and labels of a stretch that differ, as printed and as told.

    And whether words differ as well: those of the stretch, or figures that nobody told.
    """
    figures = [token for token in told if token.field]
    found = [token for token in printed if token.kind != WORD]
    wrong = [
        (token, other.typed if other else "", token.typed)
        for token, other in zip_longest(figures, found[: len(figures)])
        if other is None or not leeway.same(token, other, annex)
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
