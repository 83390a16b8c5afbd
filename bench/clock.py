"""Measuring two things side by side, so that the speed of the machine cancels out."""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Cost:
    """What a run took, in processor and in wall seconds."""

    cpu: float
    wall: float


@dataclass(frozen=True)
class Figure:
    """One line of the result; ``most`` is what was to be reached, None where nothing was set."""

    what: str
    against: str
    ratio: float
    most: float | None
    details: dict[str, Any]

    @property
    def reached(self) -> bool:
        """Return whether the figure is what was to be reached."""
        return self.most is None or self.ratio <= self.most


def process(
    command: Sequence[str], expected: Sequence[int] = (0,), timeout: float | None = None
) -> Cost:
    """Return what a whole process took, start and end included."""
    start = time.perf_counter()
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if timeout is not None:
        _wait_at_most(running.pid, timeout)
    _, status, usage = os.wait4(running.pid, 0)
    wall = time.perf_counter() - start
    running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode not in expected:
        raise RuntimeError(f"{command} ended with {running.returncode}")
    return Cost(usage.ru_utime + usage.ru_stime, wall)


def _wait_at_most(pid: int, seconds: float) -> None:
    """Wait until the process has ended, without reaping it; kill it when the time is up."""
    end = time.monotonic() + seconds
    while os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        if time.monotonic() > end:
            os.kill(pid, 9)
            return
        time.sleep(0.01)


def peak(command: Sequence[str]) -> float:
    """Return the peak memory of a whole process in MiB.

    A process is taken to be as large as the one that starts it; so a small one starts it.
    """
    done = subprocess.run(
        [sys.executable, "-S", "-c", _LAUNCH, *command], capture_output=True, text=True, check=True
    )
    return int(done.stdout) / 1024


_LAUNCH = """
import os, sys
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ,
                       file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                                     (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)])
_, status, usage = os.wait4(child, 0)
print(usage.ru_maxrss)
sys.exit(status != 0)
"""


def call(function: Callable[[], object]) -> Cost:
    """Return what a call in this process took."""
    gc.collect()
    cpu, wall = time.process_time(), time.perf_counter()
    function()
    return Cost(time.process_time() - cpu, time.perf_counter() - wall)


def pairs(
    first: Callable[[], Cost], second: Callable[[], Cost], runs: int
) -> tuple[float, float, Cost, Cost]:
    """Return the median ratios of processor and wall time of runs in turn, and median costs."""
    first(), second()
    costs = [(first(), second()) for _ in range(runs)]
    cpu = statistics.median(a.cpu / b.cpu for a, b in costs)
    wall = statistics.median(a.wall / b.wall for a, b in costs)
    return cpu, wall, median([a for a, _ in costs]), median([b for _, b in costs])


def median(costs: Sequence[Cost]) -> Cost:
    """Return the medians of several costs."""
    return Cost(
        statistics.median(cost.cpu for cost in costs),
        statistics.median(cost.wall for cost in costs),
    )
