"""Running a test in a process of its own: LibreOffice's Python bridge serves one office a process."""

from __future__ import annotations

import faulthandler
import json
import os
import sys
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

ATTEMPTS = 4


def run_isolated(item: pytest.Item) -> list[pytest.TestReport]:
    """Return the reports of a test that ran in a child process.

    Where LibreOffice itself crashed under the test, the test is given another LibreOffice.
    """
    for _ in range(ATTEMPTS):
        reports, crashed = _in_child(item)
        if not crashed or not any(report.failed for report in reports):
            break
    return reports


def _in_child(item: pytest.Item) -> tuple[list[pytest.TestReport], bool]:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        # What a dying bridge shouts would look like a failure of the test that is then repeated.
        faulthandler.disable()
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
        with os.fdopen(writer, "w", encoding="utf-8") as pipe:
            json.dump(_run(item), pipe)
        sys.stdout.flush()
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as pipe:
        text = pipe.read()
    _, status = os.waitpid(child, 0)
    if not text:
        return [_died(item, status)], True
    reports, crashed = json.loads(text)
    return [_restored(item, data) for data in reports], crashed


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


def _died(item: pytest.Item, status: int) -> pytest.TestReport:
    code = os.waitstatus_to_exitcode(status)
    message = f"the process died with {code}"
    return pytest.TestReport(item.nodeid, item.location, {}, "failed", message, "call")
