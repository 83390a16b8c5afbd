"""Deliveries built for the tests, once each; without the package index their tests are skipped."""

from __future__ import annotations

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
DIST = CACHE / "dist" / os.environ.get("PYTEST_XDIST_WORKER", "")
THIS_MACHINE = bundle.Target(
    "linux-x64",
    ("manylinux_2_28_x86_64", "manylinux2014_x86_64"),
    (f"{sys.version_info.major}.{sys.version_info.minor}",),
    leave_out=("pywin32",),
)


@functools.cache
def delivered(target: bundle.Target = bundle.WINDOWS) -> Path:
    """Return a delivery for ``target``. Processes build theirs in turn: they share the cache."""
    DIST.mkdir(parents=True, exist_ok=True)
    try:
        with (CACHE / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return bundle.build(DIST, CACHE, target)
    except subprocess.CalledProcessError as error:
        if os.environ.get(REQUIRE) or "download" not in error.cmd:
            pytest.fail(error.stderr)
        pytest.skip("the package index cannot be reached")
