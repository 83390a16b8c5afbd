"""``python tests/mutate.py [SEED]``: every slip of a circular, and how the audit takes it."""

from __future__ import annotations

import random
import sys

from support.misprints import ALL, demo_circular, taken


def main(seed: int) -> int:
    """Print the numbers of each kind of slip, and every slip that was taken wrongly."""
    circular, missed = demo_circular(), 0
    for slips in ALL:
        tally = taken(circular, slips(circular, random.Random(seed)))  # noqa: S311 - no secret
        missed += len(tally.missed)
        print((slips.__doc__ or "").splitlines()[0], dict(tally.counts), flush=True)
        print(*(f"  missed: {told}" for told in tally.missed), sep="\n", end="")
        print(*(f"  beside the point: {told}" for told in tally.beside), sep="\n")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(int(*sys.argv[1:2] or [0])))
