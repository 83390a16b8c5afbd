"""Measuring two things in turn, so that the speed of the machine cancels out."""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the result; ``most`` is what was to be reached, None where nothing was set."""

    what: str
    against: str
    ratio: float
    most: float | None
    note: str = ""

    @property
    def is_reached(self) -> bool:
        """Return whether the figure is what was to be reached."""
        return self.most is None or self.ratio <= self.most

    @property
    def line(self) -> str:
        """Return the line of the table."""
        most = "stated" if self.most is None else f"≤ {self.most:g}"
        mark = "" if self.most is None else "yes" if self.is_reached else "**no**"
        cells = (self.what, self.against, f"{self.ratio:.2f}", most, mark, self.note)
        return f"| {' | '.join(cells)} |"


def process(*command: str | os.PathLike[str], codes: Sequence[int] = (0,)) -> float:
    """Return the wall seconds that a whole process took."""
    start = time.perf_counter()
    done = subprocess.run(command, check=False, capture_output=True)
    seconds = time.perf_counter() - start
    if done.returncode not in codes:
        raise RuntimeError((done.stderr or done.stdout).decode("utf-8", "replace"))
    return seconds


def call(function: Callable[[], object]) -> float:
    """Return the processor seconds that a call in this process took."""
    gc.collect()
    start = time.process_time()
    function()
    return time.process_time() - start


def peak(*command: str | os.PathLike[str]) -> float:
    """Return the peak memory of a whole process in MiB; it writes nothing to standard output."""
    program = "import resource as r, subprocess as s, sys; s.run(sys.argv[1:], check=True, stdout=s.DEVNULL); print(r.getrusage(r.RUSAGE_CHILDREN).ru_maxrss)"
    done = subprocess.run(
        ["python3", "-S", "-c", program, *command], capture_output=True, check=True
    )
    return int(done.stdout) / 1024


def compared(
    ours: Callable[[], float], theirs: Callable[[], float], runs: int = 7
) -> tuple[float, str]:
    """Return the median ratio of runs in turn, and the median seconds of both in words."""
    ours(), theirs()
    pairs = [(ours(), theirs()) for _ in range(runs)]
    ratio = statistics.median(mine / other for mine, other in pairs)
    mine, other = (statistics.median(side) for side in zip(*pairs, strict=True))
    return ratio, f"{_shown(mine)} / {_shown(other)}"


def _shown(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"
