"""Deliveries built for the tests, once each; without the package index their tests are skipped."""

import fcntl
import functools
import os
import subprocess
import sys
from pathlib import Path

import pytest

import bundle
from support.tools import REPOSITORY, REQUIRE

CACHE = REPOSITORY / "build" / "bundle"
DIST = CACHE / "dist"
RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")
"""The run of the tests that several processes share, and with it what one of them built."""
THIS_MACHINE = bundle.Target(
    "linux-x64",
    ("manylinux_2_28_x86_64", "manylinux2014_x86_64"),
    (f"{sys.version_info.major}.{sys.version_info.minor}",),
    leave_out=("pywin32",),
)


@functools.cache
def delivered(target: bundle.Target = bundle.WINDOWS) -> Path:
    """Return a delivery for ``target``, built by the first process of a run that asks for it."""
    DIST.mkdir(parents=True, exist_ok=True)
    note = DIST / f"{target.name}.txt"
    try:
        with (CACHE / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            run, _, built = note.read_text("utf-8").partition("\n") if note.exists() else ("",) * 3
            if not RUN or run != RUN:
                note.unlink(missing_ok=True)
                built = str(bundle.build(DIST, CACHE, target))
                note.write_text(f"{RUN}\n{built}", encoding="utf-8")
            return Path(built)
    except subprocess.CalledProcessError as error:
        if os.environ.get(REQUIRE) or "download" not in error.cmd:
            pytest.fail(error.stderr)
        pytest.skip("the package index cannot be reached")
