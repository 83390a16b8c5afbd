"""Deliveries built for the tests, once each; without the package index their tests are skipped."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from pathlib import Path

import pytest

import bundle
from support.tools import REPOSITORY, REQUIRE

CACHE = REPOSITORY / "build" / "bundle"
THIS_MACHINE = bundle.Target(
    "linux-x64",
    ("manylinux_2_28_x86_64", "manylinux2014_x86_64"),
    (f"{sys.version_info.major}.{sys.version_info.minor}",),
    leave_out=("pywin32",),
)


@functools.cache
def delivered(target: bundle.Target = bundle.WINDOWS) -> Path:
    """Return a delivery for ``target``."""
    try:
        return bundle.build(CACHE / "dist", CACHE, target)
    except subprocess.CalledProcessError as error:
        if os.environ.get(REQUIRE) or "download" not in error.cmd:
            pytest.fail(error.stderr)
        pytest.skip("the package index cannot be reached")
