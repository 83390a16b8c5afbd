"""Which rows of a long table fall on which page, by their heights."""

from __future__ import annotations

from collections.abc import Sequence


def page_runs(heights: Sequence[float], first: float, room: float) -> list[tuple[int, int]]:
    """Return the first and the last row of every page's run of rows.

    The first page has ``first`` room, each further one ``room``, in the unit of ``heights``.
    """
    runs: list[tuple[int, int]] = []
    start, left = 0, first
    for row, height in enumerate(heights):
        if height > left and row > start:
            runs.append((start, row - 1))
            start, left = row, room
        left -= height
    return [*runs, (start, len(heights) - 1)] if heights else []
