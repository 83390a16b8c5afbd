"""``python tests/oracle.py [VALUES [FILES]]``: thousands of random documents against the oracle.

VALUES documents are assessed as values; FILES become real workbooks, which are exported again and
computed by the command. Both have every key there is, and are judged by months and by periods. The
first one that differs stops the run with the smallest document that shows it. ``make test`` runs a
fixed sample.
"""

from __future__ import annotations

import multiprocessing
import sys
import time
import warnings

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import HypothesisWarning

from support.documents import documents
from support.whole_way import judge_files, judge_values

VALUES, FILES = 2_000, 1_000
CHUNK = 50


def judge_some(chunk: tuple[int, bool, int]) -> int:
    """Judge so many documents drawn from a seed, through files or as values."""
    number, through_files, count = chunk
    warnings.simplefilter("ignore", HypothesisWarning)

    @seed(number)
    @settings(
        max_examples=count,
        phases=(Phase.generate, Phase.shrink),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(document=documents(full=True))
    def judged(document: dict[str, object]) -> None:
        (judge_files if through_files else judge_values)(document)

    judged()
    return count


def run(values: int, files: int) -> None:
    """Judge documents on all cores."""
    chunks = [
        (number, through_files, min(CHUNK, count - done))
        for through_files, count in ((False, values), (True, files))
        for number, done in enumerate(range(0, count, CHUNK))
    ]
    started, judged = time.monotonic(), 0
    with multiprocessing.Pool() as pool:
        for count in pool.imap_unordered(judge_some, chunks):
            judged += count
            if sys.stderr.isatty():
                sys.stderr.write(f"\r{judged} / {values + files}")
    seconds = time.monotonic() - started
    sys.stdout.write(f"{values} as values, {files} through files: all agree, {seconds:.0f} s\n")


if __name__ == "__main__":
    wanted = [int(word) for word in sys.argv[1:3]]
    run(*wanted, *(VALUES, FILES)[len(wanted) :])
