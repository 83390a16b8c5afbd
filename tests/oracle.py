"""``python tests/oracle.py [PLAIN [FULL]]``: thousands of random documents against the oracle.

PLAIN documents of the first edition's keys and FULL ones of every key become workbooks; each is
exported again and computed by the command, the full ones also by periods. The first one that differs
stops the run with the smallest document that shows it. ``make test`` runs a fixed sample.
"""

from __future__ import annotations

import multiprocessing
import sys
import time
import warnings

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import HypothesisWarning

from support.documents import documents
from support.whole_way import judge

PLAIN, FULL = 2_000, 1_000
CHUNK = 50


def judge_some(chunk: tuple[int, bool, int]) -> int:
    """Judge so many documents drawn from a seed, of every key or of the first edition's."""
    number, full, count = chunk
    warnings.simplefilter("ignore", HypothesisWarning)

    @seed(number)
    @settings(
        max_examples=count,
        phases=(Phase.generate, Phase.shrink),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(document=documents(full=full))
    def whole_way(document: dict[str, object]) -> None:
        judge(document, periods=full)

    whole_way()
    return count


def run(plain: int, full: int) -> None:
    """Judge ``plain`` and ``full`` documents on all cores."""
    chunks = [
        (number, every_key, min(CHUNK, count - done))
        for every_key, count in ((False, plain), (True, full))
        for number, done in enumerate(range(0, count, CHUNK))
    ]
    started, judged = time.monotonic(), 0
    with multiprocessing.Pool() as pool:
        for count in pool.imap_unordered(judge_some, chunks):
            judged += count
            if sys.stderr.isatty():
                sys.stderr.write(f"\r{judged} / {plain + full}")
    seconds = time.monotonic() - started
    sys.stdout.write(f"{plain} + {full} documents agree with the oracle, {seconds:.0f} s\n")


if __name__ == "__main__":
    wanted = [int(word) for word in sys.argv[1:3]]
    run(*wanted, *(PLAIN, FULL)[len(wanted) :])
