"""Two sequences side by side: what is the same, what moved, what became what."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

ALONE = ((1, 0), (0, 1), (1, 1))
"""How many told may have become how many printed: one of them one, or nothing."""
_MOST_PAIRS = 300_000
"""So many equal pairs are weighed against each other; beyond, only both ends are compared."""
_MOST_PAIRED = 30
"""So many between two anchors are paired by what they cost on either side."""

Run = list[int]
Cost = Callable[[Run, Run], float]


class Alignment(NamedTuple):
    """Pairs of places told and printed.

    ``same`` are equal; ``moved`` are those of them out of order, as places told, printed, and
    printed of what stands where they belong; ``apart`` are what became what, or nothing.
    """

    same: list[tuple[int, int]]
    moved: list[tuple[int, int, int]]
    apart: list[tuple[Run, Run]]


def aligned(
    told: Sequence[Hashable],
    printed: Sequence[Hashable],
    cost: Cost,
    steps: Sequence[tuple[int, int]] = ALONE,
) -> Alignment:
    """Return the alignment in which least differs by ``cost``; equal ones may have moved."""
    anchors = common(told, printed)
    settled, found = ({pair[side] for pair in anchors} for side in (0, 1))
    waiting: defaultdict[Hashable, Run] = defaultdict(list)
    for i in range(len(told) - 1, -1, -1):
        if i not in settled:
            waiting[told[i]].append(i)
    strayed = [(waiting[key].pop(), j) for j, key in enumerate(printed)
               if j not in found and waiting.get(key)]  # fmt: skip
    same = sorted([*anchors, *strayed], key=lambda pair: pair[1])
    gone, come = ({pair[side] for pair in strayed} for side in (0, 1))
    return Alignment(
        same,
        [(*same[place], same[proper][1]) for place, proper in moves([i for i, _ in same])],
        [
            pair
            for ours, theirs in gaps(anchors, len(told), len(printed))
            for pair in _paired(
                [i for i in ours if i not in gone],
                [j for j in theirs if j not in come],
                cost,
                steps,
            )
        ],
    )


def _paired(
    told: Run, printed: Run, cost: Cost, steps: Sequence[tuple[int, int]]
) -> list[tuple[Run, Run]]:
    """Return which became which, so that least differs; too many stand beside each other whole."""
    if not told or not printed or max(len(told), len(printed)) > _MOST_PAIRED:
        return [(told, printed)] if told or printed else []
    best: dict[tuple[int, int], tuple[float, int, int]] = {}
    for i in range(len(told) + 1):
        for j in range(len(printed) + 1):
            ways = [
                (best[i - a, j - b][0] + cost(told[i - a : i], printed[j - b : j]), a, b)
                for a, b in steps
                if a <= i and b <= j
            ]
            best[i, j] = min(ways, default=(0.0, 0, 0))
    pairs = []
    i, j = len(told), len(printed)
    while i or j:
        _, a, b = best[i, j]
        i, j = i - a, j - b
        pairs.append((told[i : i + a], printed[j : j + b]))
    return pairs[::-1]


def common(first: Sequence[Hashable], second: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Return the places of the most equal members that stand in one order in both."""
    start = shared(first, second)
    end = shared(first[start:][::-1], second[start:][::-1])
    places: defaultdict[Hashable, Run] = defaultdict(list)
    for j in range(len(second) - end - 1, start - 1, -1):
        places[second[j]].append(j)
    rest = range(start, len(first) - end)
    few = sum(len(places.get(first[i], ())) for i in rest) <= _MOST_PAIRS
    pairs = [(i, j) for i in rest for j in places.get(first[i], ())] if few else []
    return [
        *((i, i) for i in range(start)),
        *(pairs[place] for place in _increasing([j for _, j in pairs])),
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


def _increasing(values: Sequence[int]) -> Run:
    """Return the places of a longest run of ``values``, others left out, that always grows."""
    lasts: Run = []
    places: Run = []
    before: Run = []
    for place, value in enumerate(values):
        length = bisect_left(lasts, value)
        before.append(places[length - 1] if length else -1)
        lasts[length : length + 1] = [value]
        places[length : length + 1] = [place]
    kept = places[-1:]
    while kept and before[kept[-1]] >= 0:
        kept.append(before[kept[-1]])
    return kept[::-1]


def moves(order: Sequence[int]) -> list[tuple[int, int]]:
    """Return what stands out of order as (place, where it belongs); the numbers all differ.

    A stretch is told by its first member, two that changed places by the shorter one.
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
    kept = {others[place] for place in _increasing([blocks[i] for i in others])}
    return [(starts[i], ranks[starts[i]]) for i in sorted(told | {*others} - kept)]
