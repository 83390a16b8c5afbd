"""Deliveries built for the tests, once each; without the package index their tests are skipped.

Where tests run on several cores each process has deliveries of its own; they are built in turn,
because they share the packages that were fetched.
"""

from __future__ import annotations

import fcntl
import functools
import os
import shutil
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
    """Return a delivery for ``target``."""
    DIST.mkdir(parents=True, exist_ok=True)
    try:
        with (CACHE / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return bundle.build(DIST, CACHE, target)
    except subprocess.CalledProcessError as error:
        if os.environ.get(REQUIRE) or "download" not in error.cmd:
            pytest.fail(error.stderr)
        pytest.skip("the package index cannot be reached")


def linked(delivery: Path, folder: Path) -> Path:
    """Return a copy of a delivery whose files may be removed but not written to."""
    return Path(shutil.copytree(delivery, folder, copy_function=os.link))
