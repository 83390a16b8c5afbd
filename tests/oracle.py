"""``python tests/oracle.py [VALUES [FILES [FORMULAS [MACROS [COUNTS]]]]]``: an oracle.

VALUES documents are assessed as values; FILES become real workbooks, which are exported again and
computed by the command. Both are judged by months and by periods, and the first one that differs
stops the run with the smallest document that shows it. FORMULAS become workbooks that LibreOffice
computes anew without any macro, MACROS such whose macros run and answer nothing; COUNTS are such in
which every count up to 999 stands each month, by rules of two decimals. The others have every key
there is. ``make test`` runs a fixed sample.
"""

import contextlib
import multiprocessing
import sys
import time
import warnings
from functools import partial

from hypothesis.errors import HypothesisWarning

from support.documents import document_of_every_count, judge_drawn
from support.libreoffice_engine import running_office
from support.recalculated import judge_formulas, recalculated_with_macros
from support.soffice import Soffice
from support.whole_way import judge_files, judge_values

COUNTS = {"values": 2_000, "files": 1_000, "formulas": 300, "macros": 300, "counts": 10}
CHUNKS = {"values": 50, "files": 10, "formulas": 10, "macros": 10, "counts": 1}


def judge_some(chunk: tuple[int, str, int]) -> int:
    """Judge so many documents drawn from a seed, in one of the ways."""
    number, way, count = chunk
    drawn: list[dict[str, object]] = []
    judge = {"values": judge_values, "files": judge_files}.get(way, drawn.append)
    warnings.simplefilter("ignore", HypothesisWarning)
    if way == "counts":
        drawn.append(document_of_every_count(number))
    else:
        judge_drawn(judge, number, count)
    if way in {"formulas", "counts"}:
        judge_formulas(drawn)
    if way == "macros":
        with contextlib.closing(Soffice()) as soffice, running_office(soffice) as office:
            judge_formulas(drawn, partial(recalculated_with_macros, office))
    return count


def run(counts: dict[str, int]) -> None:
    """Judge documents on all cores."""
    chunks = [
        (number, way, min(CHUNKS[way], count - done))
        for way, count in counts.items()
        for number, done in enumerate(range(0, count, CHUNKS[way]))
    ]
    started, judged = time.monotonic(), 0
    # A process can be connected to one LibreOffice only.
    with multiprocessing.Pool(maxtasksperchild=1) as pool:
        for count in pool.imap_unordered(judge_some, chunks):
            judged += count
            if sys.stderr.isatty():
                sys.stderr.write(f"\r{judged} / {sum(counts.values())}")
    seconds = time.monotonic() - started
    listed = ", ".join(f"{count} as {way}" for way, count in counts.items())
    sys.stdout.write(f"{listed}: all agree, {seconds:.0f} s\n")


if __name__ == "__main__":
    run(COUNTS | dict(zip(COUNTS, map(int, sys.argv[1:]), strict=False)))
