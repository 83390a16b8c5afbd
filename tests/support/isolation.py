"""Running a test in a process of its own, against a LibreOffice that several tests share.

LibreOffice's Python bridge serves one office a process, and LibreOffice itself may die or hang: its
test is then given another one, and what cannot be saved is one failure, of that test alone.
"""

import contextlib
import faulthandler
import importlib
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

from support.soffice import Soffice

ATTEMPTS = 3
PATIENCE = 7200.0 if "XLPORTAL_EVERY_STEP" in os.environ else 300.0
"""Seconds a test may take, many times what the longest takes; beyond it nothing is tried again."""
SHARED_BY = 12
"""Tests after which a LibreOffice is replaced: it does not live long under tests."""
_LOADED = ("buttons", "project")
"""Modules of xlportal.excel that are loaded once, before the processes part."""

offices: list[Soffice] = []
"""The LibreOffice that tests share, if it has been started."""


def protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Run a test in a process of its own and report it, as pytest's own protocol does."""
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    # The processes put their folders into one, or each would take and tidy up the next free name.
    item.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]  # noqa: SLF001
    for report in run_isolated(item):
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    # What an earlier test of this process left standing for this one, pytest wants to be gone.
    item.session._setupstate.teardown_exact(nextitem)  # noqa: SLF001
    return True


def run_isolated(item: pytest.Item) -> list[pytest.TestReport]:
    """Return the reports of a test that ran in a child process."""
    latest = time.monotonic() + PATIENCE
    for _ in range(ATTEMPTS):
        reports, crashed = _in_child(item, _office())
        if crashed or offices[0].uses >= SHARED_BY:
            end_office()
        if not crashed or time.monotonic() > latest:
            break
    return reports


def _office() -> Soffice:
    if not offices:
        for name in _LOADED:
            importlib.import_module(f"xlportal.excel.{name}")
        offices.append(Soffice())
    offices[0].uses += 1
    return offices[0]


def end_office() -> None:
    """End the LibreOffice that tests share, if there is one."""
    while offices:
        offices.pop().close()


def _in_child(item: pytest.Item, office: Soffice) -> tuple[list[pytest.TestReport], bool]:
    """Return a test's reports, and whether it failed for a LibreOffice that died or hung."""
    with tempfile.TemporaryDirectory() as folder:
        outcome = Path(folder) / "reports.json"
        child = os.fork()
        if child == 0:
            _be_child(item, outcome)
        status = _ended(child, office)
        if status != 0 or not outcome.exists():
            return [_died(item, status)], True
        reports = [_restored(item, data) for data in json.loads(outcome.read_text("utf-8"))]
    failed = {report.when for report in reports if report.failed}
    return reports, bool(failed) and ("setup" in failed or office.process.poll() is not None)


def _be_child(item: pytest.Item, outcome: Path) -> None:
    """Run the test, write its reports, end the process."""
    os.setsid()
    # What a dying bridge shouts would look like a failure of the test that is then repeated.
    faulthandler.disable()
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    outcome.write_text(json.dumps(_run(item)), encoding="utf-8")
    sys.stdout.flush()
    os._exit(0)


def _ended(child: int, office: Soffice) -> int:
    """Return the exit code of ``child``, negative for a signal.

    It is killed, with all that it started, when its time is over or its LibreOffice gone.
    """
    latest = time.monotonic() + PATIENCE
    done, status = os.waitpid(child, os.WNOHANG)
    while not done and time.monotonic() < latest and office.process.poll() is None:
        time.sleep(0.02)
        done, status = os.waitpid(child, os.WNOHANG)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    if not done:
        _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _run(item: pytest.Item) -> list[dict[str, Any]]:
    write = item.config.hook.pytest_report_to_serializable
    # Whatever stands longer than this test is the parent's to tear down.
    reports = runtestprotocol(item, log=False, nextitem=item.parent)  # type: ignore[arg-type]
    return [write(config=item.config, report=report) for report in reports]


def _restored(item: pytest.Item, data: dict[str, Any]) -> pytest.TestReport:
    report: pytest.TestReport = item.config.hook.pytest_report_from_serializable(
        config=item.config, data=data
    )
    return report


def _died(item: pytest.Item, code: int) -> pytest.TestReport:
    message = f"the process ended with {code}, a negative number being the signal"
    return pytest.TestReport(item.nodeid, item.location, {}, "failed", message, "call")
