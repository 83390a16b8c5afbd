"""Sequences side by side: what two have in common, and what one holds out of order."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from itertools import pairwise

_MOST_PAIRS = 300_000
"""So many equal pairs are weighed against each other; beyond, only both ends are compared."""


def increasing(values: Sequence[int]) -> list[int]:
    """Return the places of a longest run of ``values``, others left out, that always grows."""
    lasts: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for place, value in enumerate(values):
        length = bisect_left(lasts, value)
        before.append(places[length - 1] if length else -1)
        lasts[length : length + 1] = [value]
        places[length : length + 1] = [place]
    kept: list[int] = []
    place = places[-1] if places else -1
    while place >= 0:
        kept.append(place)
        place = before[place]
    return kept[::-1]


def common(first: Sequence[Hashable], second: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Return the places of the most equal members that stand in one order in both."""
    start = shared(first, second)
    end = shared(first[start:][::-1], second[start:][::-1])
    places: defaultdict[Hashable, list[int]] = defaultdict(list)
    for j in range(len(second) - end - 1, start - 1, -1):
        places[second[j]].append(j)
    rest = range(start, len(first) - end)
    few = sum(len(places.get(first[i], ())) for i in rest) <= _MOST_PAIRS
    pairs = [(i, j) for i in rest for j in places.get(first[i], ())] if few else []
    return [
        *((i, i) for i in range(start)),
        *(pairs[place] for place in increasing([j for _, j in pairs])),
        *((len(first) - i, len(second) - i) for i in range(end, 0, -1)),
    ]


def shared(first: Sequence[Hashable], second: Sequence[Hashable]) -> int:
    """Return how many members two sequences begin with alike."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((i for i, (one, other) in pairs if one != other), min(len(first), len(second)))


def gaps(
    anchors: Sequence[tuple[int, int]], first: int, second: int
) -> Iterator[tuple[range, range]]:
    """Yield what lies between ``anchors`` in two sequences of these lengths, if anything does."""
    for (i, j), (k, m) in pairwise([(-1, -1), *anchors, (first, second)]):
        if k - i > 1 or m - j > 1:
            yield range(i + 1, k), range(j + 1, m)


def moves(order: Sequence[int]) -> list[tuple[int, int]]:
    """Return what stands out of order as (place, where it belongs); the numbers all differ.

    What moved together is told by its first member, two stretches that changed places by the
    shorter one.
    """
    belongs = {value: place for place, value in enumerate(sorted(order))}
    ranks = [belongs[value] for value in order]
    starts = [i for i, rank in enumerate(ranks) if not i or rank != ranks[i - 1] + 1]
    lengths = [end - start for start, end in pairwise([*starts, len(ranks)])]
    turns = {rank: turn for turn, rank in enumerate(sorted(ranks[start] for start in starts))}
    blocks = [turns[ranks[start]] for start in starts]
    changed = {i for i, j in enumerate(blocks) if blocks[j] == i != j}
    told = {min(i, blocks[i], key=lambda block: (lengths[block], block)) for i in changed}
    others = [i for i in range(len(blocks)) if i not in changed]
    kept = {others[place] for place in increasing([blocks[i] for i in others])}
    return [(starts[i], ranks[starts[i]]) for i in sorted(told | {*others} - kept)]
