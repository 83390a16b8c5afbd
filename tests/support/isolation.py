"""Running a test in a process of its own: LibreOffice's Python bridge serves one office a process."""

from __future__ import annotations

import contextlib
import faulthandler
import json
import os
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

ATTEMPTS = 4
PATIENCE = 150.0
"""Seconds a test may take, several times what the longest takes: a dying LibreOffice may hang."""


def run_isolated(item: pytest.Item) -> list[pytest.TestReport]:
    """Return the reports of a test that ran in a child process.

    Where LibreOffice itself crashed or hung under the test, the test is given another LibreOffice.
    """
    for _ in range(ATTEMPTS):
        reports, crashed = _in_child(item)
        if not crashed or not any(report.failed for report in reports):
            break
    return reports


def _in_child(item: pytest.Item) -> tuple[list[pytest.TestReport], bool]:
    with tempfile.TemporaryDirectory() as folder:
        outcome = Path(folder) / "reports.json"
        child = os.fork()
        if child == 0:
            _be_child(item, outcome)
        status = _ended(child, time.monotonic() + PATIENCE)
        if status != 0 or not outcome.exists():
            return [_died(item, status)], True
        reports, crashed = json.loads(outcome.read_text(encoding="utf-8"))
    return [_restored(item, data) for data in reports], crashed


def _be_child(item: pytest.Item, outcome: Path) -> None:
    """Run the test, write its reports, end the process."""
    os.setsid()
    # What a dying bridge shouts would look like a failure of the test that is then repeated.
    faulthandler.disable()
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    outcome.write_text(json.dumps(_run(item)), encoding="utf-8")
    sys.stdout.flush()
    os._exit(0)


def _ended(child: int, deadline: float) -> int:
    """Return the exit code of ``child``, negative for a signal; from ``deadline`` on it is killed.

    Its LibreOffice, which is in its process group, goes with it in any case.
    """
    done, status = os.waitpid(child, os.WNOHANG)
    while not done and time.monotonic() < deadline:
        time.sleep(0.02)
        done, status = os.waitpid(child, os.WNOHANG)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    if not done:
        _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _run(item: pytest.Item) -> tuple[list[dict[str, Any]], bool]:
    from support.libreoffice_engine import crashes  # noqa: PLC0415 - only where buttons are

    reports = runtestprotocol(item, log=False, nextitem=None)
    write = item.config.hook.pytest_report_to_serializable
    unanswered = any(report.when == "setup" and report.failed for report in reports)
    return (
        [write(config=item.config, report=report) for report in reports],
        any(crashes) or unanswered,
    )


def _restored(item: pytest.Item, data: dict[str, Any]) -> pytest.TestReport:
    report: pytest.TestReport = item.config.hook.pytest_report_from_serializable(
        config=item.config, data=data
    )
    return report


def _died(item: pytest.Item, code: int) -> pytest.TestReport:
    message = f"the process ended with {code}, a negative number being the signal"
    return pytest.TestReport(item.nodeid, item.location, {}, "failed", message, "call")
